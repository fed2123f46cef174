"""The published JSON Schema describes what is written: no more, no less, and every member has its sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from auditor.model.facts import Origin
from auditor.model.finding import Severity, Status
from auditor.model.report import Report
from auditor.reporters.json import SCHEMA_VERSION, render
from tests.reporters.builders import empty_report, report

SCHEMA = json.loads(files("auditor.reporters").joinpath("report.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def parsed(of: Report) -> Any:
    return json.loads("".join(render(of)))


def errors(document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]


def test_it_is_a_valid_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("of", [report(), empty_report()], ids=["whole", "empty"])
def test_reports_fit(of: Report):
    assert errors(parsed(of)) == []


@pytest.mark.parametrize(
    "path",
    [
        (),
        ("tool",),
        ("summary",),
        ("rules", 0),
        ("resources", 0),
        ("findings", 0),
        ("findings", 0, "location"),
        ("findings", 0, "evidence", 0),
        ("gaps", 0),
        ("controls", 0),
        ("resources", 2, "facts", "tls"),
        ("resources", 2, "facts", "tls_mode"),
        ("resources", 2, "facts", "at_rest"),
        ("resources", 2, "relations", "security_groups", "value", 0),
    ],
    ids=str,
)
def test_a_member_that_nobody_described_is_refused(path: tuple[str | int, ...]):
    document = parsed(report())
    inner = document
    for part in path:
        inner = inner[part]
    inner["surprise"] = 1
    assert errors(document)


@pytest.mark.parametrize("member", ["rule", "status", "severity", "resource", "message", "fingerprint"])
def test_a_finding_without_its_essentials_is_refused(member: str):
    document = parsed(report())
    del document["findings"][0][member]
    assert errors(document)


def test_its_words_are_those_of_the_model():
    definitions = SCHEMA["$defs"]
    assert set(definitions["status"]["enum"]) == {status.value for status in Status}
    assert set(definitions["severity"]["enum"]) == {severity.word for severity in Severity}
    assert set(definitions["known"]["properties"]["origin"]["enum"]) == {origin.value for origin in Origin}
    assert SCHEMA["properties"]["schema_version"]["const"] == SCHEMA_VERSION


def test_every_object_is_described_and_every_name_in_use_is_defined():
    objects = [node for node in walk(SCHEMA) if "additionalProperties" in node and "properties" in node]
    assert len(objects) > 15
    assert [node for node in objects if not node.get("description")] == []
    used = {node["$ref"].rpartition("/")[2] for node in walk(SCHEMA) if "$ref" in node}
    assert used == set(SCHEMA["$defs"])


def walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(inner)
