"""A saved inventory is untrusted: whatever is wrong with it is told with its place, and nothing else happens."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.model.facts import Known, Ref, Switch, Unknown
from auditor.model.location import Location
from auditor.model.network import IngressRule
from auditor.model.resource import Gap, Inventory, Resource
from auditor.sources.bounds import SAVED_RESOURCES
from auditor.sources.inputs import InputError
from auditor.sources.saved import file as saved_file
from auditor.sources.saved.file import read_saved, write

_OPEN = Unknown("var.x has no value", choices=((((Switch("var.x"), "true"),), Known(value=True)),))
_RULE = IngressRule(Known("tcp"), Known(1), Known(2), Known(("0.0.0.0/0",)), Known(()), Known(()))


def sound() -> Any:
    """A file with a bit of everything, as JSON values."""
    here = Location("main.tf", 1, 1, 2, 2)
    cache = Resource("a", "a", "replication_group", "a", here, exists=_OPEN)
    cache.facts = {"tls": _OPEN, "engine": Known("valkey", place=here)}
    cache.relations = {"security_groups": Known((Ref("g"),))}
    group = Resource("g", "g", "security_group", "g", facts={"ingress": Known((_RULE,))})
    inventory = Inventory({"a": cache, "g": group}, [Gap("id", "aws", "what", "why")], ["x"], {"main.tf": ("a", "b")},
                          {"files": 1}, {"user": "denied"})  # fmt: skip
    return json.loads("".join(write(inventory, "1")))


def refused(content: Any, directory: Path) -> str:
    """Why a file is not read."""
    file = directory / "saved.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(InputError) as error:
        read_saved([file], directory, {})
    return str(error.value).removeprefix("saved.json: is no sound saved inventory: ")


def at(value: Any, *path: Any) -> Any:
    for part in path:
        value = value[part]
    return value


_A, _G = ("resources", 0), ("resources", 1)
_TLS = (*_A, "facts", "tls")
_FIRST = (*_G, "facts", "ingress", "value", 0)
_FACT = "fact of a replication_group that a source states"
_LINK, _PLURAL = "security_group", "Did you mean 'security_groups'?"
WRONG = {
    "schema_version": ((), {"schema_version": "2"}, "schema_version is not '1': another version of auditor wrote it"),
    "member": ((), {"resorces": []}, "'resorces' is no member of a saved inventory. Did you mean 'resources'?"),
    "resource member": (_A, {"tag": {}}, "resources[0]: 'tag' is no member here (key). Did you mean 'tags'?"),
    "kind": (_A, {"kind": "user_grop"}, "resources[0]: 'user_grop' is no kind of resource. Did you mean 'user_group'?"),
    "fact": ((*_A, "facts"), {"tsl": {"value": True}},
             f"resources[0].facts.tsl: 'tsl' is no {_FACT}. Did you mean 'tls'?"),
    "derived fact": ((*_A, "facts"), {"reach.by_groups": {"value": "none"}},
                     f"resources[0].facts.reach.by_groups: 'reach.by_groups' is no {_FACT}"),
    "relation": ((*_A, "relations"), {"security_group": {"value": []}},
                 f"resources[0].relations.{_LINK}: {_LINK!r} is no relation of a replication_group. {_PLURAL}"),
    "type of a value": ((*_A, "facts"), {"engine": {"value": 7}},
                        "resources[0].facts.engine: the value is of another type than those of this fact"),
    "type of a choice": ((*_TLS, "choices", 0), {"fact": {"value": "yes"}},
                         "resources[0].facts.tls.choices: the value is of another type than those of this fact"),
    "text for a list": ((*_A, "facts"), {"log_types": {"value": "slow-log"}},
                        "resources[0].facts.log_types: the value is of another type than those of this fact"),
    "bounds": ((*_A, "facts"), {"engine": {"unknown": "", "low": 1}},
               "resources[0].facts.engine: low of another type than the values of this fact"),
    "no fact": (_A, {"exists": {"resource": "a"}},
                "resources[0].exists: is no fact: it has none of the members value, absent, unknown"),
    "absent": (_A, {"exists": {"absent": False}}, "resources[0].exists.absent: is not true"),
    "place": (_A, {"at": "main.tf"}, "resources[0].at: is no place such as main.tf:3:5-3:20, and no ARN"),
    "parts of a place": (_A, {"at": {"line": True}}, "resources[0].at: line of a place is no number"),
    "part of a place": (_A, {"at": {"lines": 1}},
                        "resources[0].at: 'lines' is no part of a place. Did you mean 'line'?"),
    "outcome": ((*_TLS, "choices", 0, "when", 0), {"is": "perhaps"},
                "resources[0].facts.tls.choices[0].when[0]: is or defaults to what is none of its outcomes"),
    "no outcomes": ((*_TLS, "choices", 0, "when", 0), {"outcomes": []},
                    "resources[0].facts.tls.choices[0].when[0]: is or defaults to what is none of its outcomes"),
    "port": (_FIRST, {"from_port": {"value": "1"}},
             "resources[1].facts.ingress.value[0].from_port: the value is of another type than those of this fact"),
    "list in a list": (_FIRST, {"cidrs": {"value": [["10.0.0.0/8"]]}},
                       "resources[1].facts.ingress.value[0].cidrs.value[0]: is no value"),
    "null": (_FIRST, {"protocol": {"value": None}}, "resources[1].facts.ingress.value[0].protocol.value: is no value"),
    "kind that it leads to": ((*_A, "relations"), {"security_groups": {"value": [{"resource": "a"}]}},
                              "resources[0].relations.security_groups: leads to a replication_group, which it cannot"),
    "same key": (_G, {"key": "a"}, "resources[1] has the key of another one"),
    "change": (_A, {"change": {"action": "updat"}},
               "resources[0]: 'updat' is no action of a plan. Did you mean 'update'?"),
    "coverage": (("coverage",), {"files": -1}, "coverage[0]: is no number of things"),
    "unlisted": (("unlisted",), {"usr": "x"}, "'usr' is no kind of resource. Did you mean 'user'?"),
    "gap": (("gaps", 0), {"id": 5}, "gaps[0].id: is no text"),
    "lines": (("excerpts", "main.tf"), {"lines": 10**12}, "excerpts[0]: lines is no number up to 2,000,000"),
    "line": (("excerpts", "main.tf", "shown"), {"3": "x"}, "excerpts[0]: shown holds a line beyond the last"),
    "line number": (("excerpts", "main.tf", "shown"), {"x": "x"},
                    "excerpts[0]: shown holds what is no line by its number"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "change", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_place(path: Any, change: Any, told: str, tmp_path: Path):
    content = sound()
    at(content, *path).update(change)
    assert refused(content, tmp_path) == told


def test_the_file_that_the_tests_spoil_is_sound(tmp_path: Path):
    file = tmp_path / "saved.json"
    file.write_text(json.dumps(sound()))
    assert list(read_saved([file], tmp_path, {}).resources) == ["a", "g"]


@pytest.mark.parametrize("name", sorted(sound()))
def test_every_member_is_asked_for(name: str, tmp_path: Path):
    content = sound()
    del content[name]
    assert name in refused(content, tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b'{"format":\n "schema_version": 1 1}', "saved.json:2:18: is no JSON: Expecting ',' delimiter"),
        (b"[" * 5000, "nested deeper than 200 levels"),
        (b'{"format": NaN}', "holds NaN, which is no number"),
        (b'{"format": ' + b"1" * 5000 + b"}", "saved.json: is no JSON in UTF-8 with numbers of a usual size"),
        (b'{"format": "\xff"}', "saved.json: is no JSON in UTF-8 with numbers of a usual size"),
        (b"[]", "format is not 'auditor inventory'"),
    ],
)  # fmt: skip
def test_what_is_no_json_is_told(text: bytes, told: str, tmp_path: Path):
    assert refused(text, tmp_path) == told


def test_facts_within_facts_have_an_end(tmp_path: Path):
    content = sound()
    fact: Any = {"value": True}
    for _ in range(100):
        fact = {"unknown": "x", "choices": [{"when": [], "fact": fact}]}
    content["resources"][0]["facts"]["tls"] = fact
    assert refused(content, tmp_path).endswith("is nested deeper than 60 levels")


def test_size_and_number_have_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(saved_file, "SAVED_RESOURCES", type(SAVED_RESOURCES)(1, "resources", "more than {}"))
    assert refused(sound(), tmp_path) == "more than 1"
    monkeypatch.setattr(saved_file, "SAVED_BYTES", type(SAVED_RESOURCES)(50, "bytes", "it is larger than {} bytes"))
    assert refused(sound(), tmp_path) == "it is larger than 50 bytes"


_VALUES = st.recursive(
    st.sampled_from([None, True, 1, -1, 1.5, "", "x", "true", "10.0.0.0/8", "value", "a", "g"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["value", "absent", "unknown", "resource", "unseen", "is", "at", "x"]), inner),
    ),
    max_leaves=4,
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_is_told_or_read_and_never_raises_otherwise(data: st.DataObject, tmp_path: Path):
    content = sound()
    place, where = content, "file"
    while isinstance(place, dict | list) and place:
        inside: list[Any] = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        where = data.draw(st.sampled_from(inside))
        if not isinstance(place[where], dict | list) or not place[where] or data.draw(st.booleans()):
            break
        place = place[where]
    if isinstance(place, dict) and data.draw(st.booleans()):
        del place[where]
    else:
        place[where] = data.draw(_VALUES)
    file = tmp_path / "saved.json"
    file.write_text(json.dumps(content))
    with suppress(InputError):
        assert isinstance(read_saved([file], tmp_path, {}), Inventory)
