"""Logs fit the official SARIF 2.1.0 schema, by way of pydantic-sarif: closed models that were generated from it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from auditor.model.report import Report
from auditor.reporters.sarif import render
from tests.reporters.builders import ListedFindings, empty_report, findings, report
from tests.reporters.builders_inventory import at

sarif = pytest.importorskip("pydantic_sarif.model", reason="pydantic-sarif holds the SARIF schema")
Log: Any = sarif.StaticAnalysisResultsFormatSarifVersion210JsonSchema


def log_of(of: Report) -> Any:
    return json.loads("".join(render(of)))


def related() -> Report:
    evidence = replace(findings()[0].evidence[0], location=at(18))
    return replace(report(), findings=ListedFindings([replace(findings()[0], evidence=(evidence,))]))


@pytest.mark.parametrize("of", [report(), empty_report(), related()], ids=["whole", "empty", "related"])
def test_logs_fit(of: Report):
    Log.model_validate(log_of(of))


@pytest.mark.parametrize(
    ("member", "value"), [("surprise", 1), ("level", "fatal"), ("kind", "unknown"), ("ruleIndex", -2)]
)
def test_the_schema_would_notice(member: str, value: object):
    log = log_of(report())
    log["runs"][0]["results"][0][member] = value
    with pytest.raises(ValueError, match=member):
        Log.model_validate(log)
