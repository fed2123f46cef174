"""Every attribute of a plan or state has a place of its own, however the file is laid out."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from auditor.model.facts import Fact
from auditor.model.location import NOWHERE, Location
from auditor.sources.building.joined import members_of
from auditor.sources.plan.places import Places
from tests.sources.plan.made import GROUP, Planned, plan, read, state, state_file
from tests.sources.terraform import helpers

RULES = [
    {"cidr_blocks": ["10.0.0.0/8"], "from_port": 6379, "to_port": 6379, "protocol": "tcp"},
    {"cidr_blocks": ["0.0.0.0/0"], "from_port": 6379, "to_port": 6379, "protocol": "tcp"},
]
#: The name of an attribute in a text, and in a block before it, are no attribute.
VALUES: dict[str, dict[str, object]] = {
    f"{GROUP}.it": {
        "description": 'a "port": 1, {"port": 2} ü',
        "log_delivery_configuration": [{"port": 3}, [[]], {}],
        "port": 6380,
        "replication_group_id": "shop",
        "transit_encryption_enabled": False,
    },
    f'{GROUP}.other["a.b\\"c"]': {"port": 6381, "replication_group_id": "more"},
    "aws_security_group.cache": {"name": "cache", "ingress": RULES},
}


def marked(folder: Path, place: Location, name: str = "plan.json") -> str:
    """What the file holds at a place."""
    lines = (folder / name).read_text(encoding="utf-8").split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    return "\n".join(lines)[place.column - 1 :]


def documents() -> list[object]:
    planned = plan(*(Planned(address, values) for address, values in VALUES.items()))
    return [planned, state(VALUES), state_file(VALUES)]


@pytest.mark.parametrize("indent", [None, 2], ids=["one line", "many lines"])
@pytest.mark.parametrize("kind", [0, 1, 2], ids=["plan", "state", "state file"])
def test_attributes_have_places_of_their_own(kind: int, indent: int | None, tmp_path: Path):
    text = json.dumps(documents()[kind], indent=indent, ensure_ascii=False)
    found = read(tmp_path, text).resources
    one = found[f"{GROUP}.it"]
    assert marked(tmp_path, one.facts["port"].place) == '"port": 6380'
    assert marked(tmp_path, one.facts["tls"].place) == '"transit_encryption_enabled": false'
    header = '"name": "it"' if kind == 2 else f'"address": "{GROUP}.it"'
    assert marked(tmp_path, one.location) == header
    assert one.facts["multi_az"].place == one.location, "what is not set stands where the resource is told of"
    assert (one.facts["port"].place.line > 1) is (indent is not None)
    broad = [rule.place for rule in members_of(found["aws_security_group.cache"].facts["ingress"])]  # type: ignore[attr-defined]  # rules
    assert marked(tmp_path, broad[1]).replace("\n", "").replace(" ", "") == '"cidr_blocks":["0.0.0.0/0"]'
    assert broad[0] < broad[1]


def test_instances_of_a_state_file_have_places_of_their_own(tmp_path: Path):
    document = state_file({})
    instances = [
        {"index_key": key, "attributes": {"port": port, "replication_group_id": str(key)}}
        for key, port in (("a", 6001), ("b", 6002))
    ]
    gone = {"deposed": "00000000", "index_key": "b", "attributes": {"port": 6003}}
    document["resources"] = [
        {"module": "module.m", "mode": "managed", "type": GROUP, "name": "it", "instances": [gone, *instances]}
    ]
    found = read(tmp_path, document).resources
    one = found[f'module.m.{GROUP}.it["b"]']
    assert marked(tmp_path, one.facts["port"].place) == '"port": 6002'
    assert marked(tmp_path, one.location) == '"index_key": "b"'


def test_places_are_looked_for_when_somebody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as without:
        without.setattr(Places, "find", lambda *_: pytest.fail("nobody asked where it is"))
        found = read(tmp_path, plan(*(Planned(address, values) for address, values in VALUES.items())))
    assert found.resources[f"{GROUP}.it"].facts["port"].place.column > 1


def fact(folder: Path) -> Fact:
    return helpers.only(read(folder, state({f"{GROUP}.it": VALUES[f"{GROUP}.it"]}))).facts["port"]


def test_a_place_that_is_looked_for_later_is_like_any_other(tmp_path: Path):
    place, again = fact(tmp_path).place, fact(tmp_path).place
    plain = Location(place.file, place.line, place.column, place.end_line, place.end_column)
    assert place == plain == again
    assert hash(place) == hash(again)
    assert repr(place) == repr(plain)
    assert plain == place != NOWHERE != place
    assert place <= plain < Location("z") > place >= plain
    assert sorted([Location("z"), place, NOWHERE]) == [NOWHERE, place, Location("z")]
    assert not any((place < plain, plain > place, place > plain))
    stored = pickle.loads(pickle.dumps(fact(tmp_path)))  # noqa: S301 - what was written above
    assert type(stored.place) is Location
    assert stored.place == place
    with pytest.raises(AttributeError):
        place.nothing  # type: ignore[attr-defined]  # noqa: B018 - that is what is tried


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"values": []}',
        '{"resources": {}}',
        '{"values": {"root_module": {"resources": [1, {"address": 5}, []]}}}',
    ],
)
def test_what_is_not_found_is_at_the_start_of_the_file(text: str):
    assert Places(text, "x.json").of("aws_x.y", "port") == Location("x.json", 1, 1)


def test_the_nearest_place_is_told_where_a_part_is_not_there():
    text = '{"values": {"root_module": {"resources": [{"address": "a.b", "values": {"x": [{"y": 1}]}}]}}}'
    places = Places(text, "x.json")
    for path, wanted in {
        ("x", 0, "y"): '"y": 1',
        ("x", 0, "z"): '{"y": 1}',
        ("x", 5): '"x": [{"y": 1}]',
        ("x", "y"): '"x": [{"y": 1}]',
        ("z",): '"address": "a.b"',
    }.items():
        place = places.of("a.b", *path)
        assert text[place.column - 1 : place.end_column - 1] == wanted
