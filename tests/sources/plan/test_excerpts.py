"""Reports show the attribute that a finding is about, however long its line is, and no secret with it."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from auditor.model.location import Location
from auditor.reporters import load
from auditor.reporters.excerpt import excerpt
from auditor.scan import evaluate
from auditor.sources.building.joined import members_of
from tests.reporters.test_sarif_schema import log_of, validator
from tests.sources.plan.made import GROUP, Planned, plan, read, state, state_file

Json = dict[str, object]
#: One with what JSON writes otherwise, one of several lines, and one so short that nothing else hides it.
QUOTED, LINES, SHORT = 'S"3cr<e>t\\T0ken!', "first-Secr3t\nsecond-Secr3t", "ab1"
VALUES: Json = {
    "apply_immediately": SHORT,
    "auth_token": QUOTED,
    "description": f"login is {QUOTED}",
    "engine": "valkey",
    "maintenance_window": LINES,
    "multi_az_enabled": False,
    "port": 6379,
    "replication_group_id": "shop",
    "snapshot_retention_limit": 0,
    "snapshot_window": "x" * 5_000,
    "tags": {"Name": "shop", "password": SHORT, "url": "redis://me:Sup3rS3cret@host"},
    "transit_encryption_enabled": False,
}
MARKS: Json = {"apply_immediately": True, "maintenance_window": True, "auth_token": True, "tags": {}}
RULE: Json = {"cidr_blocks": ["0.0.0.0/0"], "from_port": 6379, "protocol": "tcp", "to_port": 6379}


def documents() -> dict[str, Json]:
    cache = Planned(f"{GROUP}.it", VALUES, sensitive=MARKS)
    group = Planned("aws_security_group.a", {"ingress": [RULE], "name": "a"})
    shown = state({f"{GROUP}.it": VALUES, group.address: group.values})
    resources = shown["values"]["root_module"]["resources"]  # type: ignore[index]  # as it was made
    resources[0]["sensitive_values"] = MARKS
    kept = state_file({f"{GROUP}.it": VALUES, group.address: group.values})
    paths = [[{"type": "get_attr", "value": name}] for name, marked in MARKS.items() if marked]
    kept["resources"][0]["instances"][0]["sensitive_attributes"] = paths  # type: ignore[index]  # as it was made
    return {"plan": plan(cache, group), "state": shown, "state file": kept}


def told(folder: Path, document: Json, indent: int | None, fact: str, context: int) -> list[tuple[str, str, str]]:
    inventory = read(folder, json.dumps(document, indent=indent, sort_keys=indent == 3))
    report = evaluate(inventory, load_rules(), "2026-11-23T00:00:00Z")
    place = inventory.resources[f"{GROUP}.it"].facts[fact].place
    lines, hidden = excerpt(report, place, context=context)
    assert not hidden
    assert lines == [] or place.line in {line.number for line in lines}
    return [(line.before, line.marked, line.after) for line in lines]


@pytest.mark.parametrize("kind", ["plan", "state", "state file"])
def test_in_a_long_line_attributes_stand_beside_each_other(kind: str, tmp_path: Path):
    document = documents()[kind]
    assert told(tmp_path, document, None, "port", 0) == [("", '"port": 6379', "")]
    [(before, marked, after)] = told(tmp_path, document, None, "port", 1)
    assert (before, marked, after) == (
        '"multi_az_enabled": false, ', '"port": 6379', ', "replication_group_id": "shop"'
    )  # fmt: skip


@pytest.mark.parametrize("indent", [1, 2])
@pytest.mark.parametrize("kind", ["plan", "state", "state file"])
def test_in_many_lines_each_has_its_own(kind: str, indent: int, tmp_path: Path):
    rows = told(tmp_path, documents()[kind], indent, "port", 1)
    assert rows == [
        ('"multi_az_enabled": false', "", ""),
        ("", '"port": 6379', ""),
        ('"replication_group_id": "shop"', "", ""),
    ]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("kind", ["plan", "state", "state file"])
def test_no_secret_is_shown_whatever_makes_it_one(kind: str, indent: int | None, tmp_path: Path):
    inventory = read(tmp_path, json.dumps(documents()[kind], indent=indent))
    report = evaluate(inventory, load_rules(), "2026-11-23T00:00:00Z")
    place = inventory.resources[f"{GROUP}.it"].facts["port"].place
    lines, _ = excerpt(report, place, context=50)
    text = "\n".join(line.before + line.marked + line.after for line in lines)
    for name in VALUES:
        assert f'"{name}": ' in text
    for secret in (QUOTED, json.dumps(QUOTED)[1:-1], "first-Secr3t", "second-Secr3t", SHORT, "Sup3rS3cret"):
        assert secret not in text
    assert '"description": "login is ********"' in text
    assert len(text) < 2_000, "a long value is cut"


@pytest.mark.parametrize("format_", ["json", "html", "sarif"])
@pytest.mark.parametrize("kind", ["plan", "state", "state file"])
def test_no_report_shows_a_secret_or_a_long_line(kind: str, format_: str, tmp_path: Path):
    document = documents()[kind] | {"filler": "f" * 1_000_000}
    report = evaluate(read(tmp_path, document), load_rules(), "2026-11-23T00:00:00Z")
    text = "".join(load(format_)(report))
    for secret in (QUOTED, json.dumps(QUOTED)[1:-1], "first-Secr3t", "second-Secr3t", "Sup3rS3cret"):
        assert secret not in text
    assert "fffffffff" not in text


@pytest.mark.parametrize("kind", ["plan", "state", "state file"])
def test_logs_for_viewers_fit_their_schema_and_name_the_resource(kind: str, tmp_path: Path):
    report = evaluate(read(tmp_path, documents()[kind]), load_rules(), "2026-11-23T00:00:00Z")
    log = log_of(report)
    assert [error.message for error in validator().iter_errors(log)] == []
    results = log["runs"][0]["results"]
    assert results
    for result in results:
        assert "aws_" in result["message"]["text"]
        assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] > 1


def test_a_rule_of_a_group_is_shown_with_what_else_it_says(tmp_path: Path):
    inventory = read(tmp_path, documents()["plan"])
    report = evaluate(inventory, load_rules(), "2026-11-23T00:00:00Z")
    [rule] = members_of(inventory.resources["aws_security_group.a"].facts["ingress"])
    [line], _ = excerpt(report, rule.place, context=1)  # type: ignore[attr-defined]  # a rule
    assert line.before + line.marked + line.after == '"cidr_blocks": ["0.0.0.0/0"], "from_port": 6379'


def test_attributes_before_a_change_are_shown_from_there(tmp_path: Path):
    before = VALUES | {"port": 6380}
    document = plan(Planned(f"{GROUP}.it", VALUES, {}, None, ("update",), before, MARKS))
    text = json.dumps(document)
    report = evaluate(read(tmp_path, text), load_rules(), "2026-11-23T00:00:00Z")
    column = text.index('"port": 6380') + 1
    [line], _ = excerpt(report, Location("plan.json", 1, column), context=1)
    assert line.marked == '"port": 6380'
    every, _ = excerpt(report, Location("plan.json", 1, column), context=50)
    assert SHORT not in repr(every), "what is sensitive after a change was so before"


def test_a_resource_as_a_whole_and_what_is_no_place_show_nothing(tmp_path: Path):
    inventory = read(tmp_path, documents()["plan"])
    report = evaluate(inventory, load_rules(), "2026-11-23T00:00:00Z")
    for place in (
        inventory.resources[f"{GROUP}.it"].location,
        Location("plan.json", 1, 1),
        Location("plan.json", 1, 9_999_999),
        Location("plan.json", 77, 3),
        Location("plan.json"),
        Location("other.json", 1, 1),
    ):
        assert excerpt(report, place, context=1) == ([], 0)


def test_the_text_of_a_plan_is_never_pickled(tmp_path: Path):
    inventory = read(tmp_path, documents()["plan"])
    stored = pickle.dumps(inventory)
    assert b"apply_immediately" not in stored
    assert pickle.loads(stored).excerpts == {"plan.json": ()}  # noqa: S301 - what was written above
    assert QUOTED not in repr(inventory)
