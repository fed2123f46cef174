"""Logs fit the official schema of SARIF 2.1.0."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from auditor.model.report import Report
from auditor.reporters.sarif import render
from tests.reporters.builders import ListedFindings, empty_report, findings, report
from tests.reporters.builders_inventory import at

SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"


@cache
def validator() -> Draft4Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def log_of(of: Report) -> Any:
    return json.loads("".join(render(of)))


def related() -> Report:
    evidence = replace(findings()[0].evidence[0], location=at(18))
    return replace(report(), findings=ListedFindings([replace(findings()[0], evidence=(evidence,))]))


@pytest.mark.parametrize("of", [report(), empty_report(), related()], ids=["whole", "empty", "related"])
def test_logs_fit(of: Report):
    assert [e.message for e in validator().iter_errors(log_of(of))] == []


@pytest.mark.parametrize(
    ("member", "value"), [("surprise", 1), ("level", "fatal"), ("kind", "unknown"), ("ruleIndex", -2)]
)
def test_the_schema_would_notice(member: str, value: object):
    log = log_of(report())
    log["runs"][0]["results"][0][member] = value
    assert list(validator().iter_errors(log))
