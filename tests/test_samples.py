"""The sample stories get the verdicts that their README promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from auditor.model.finding import Verdict
from auditor.model.report import Report
from auditor.scan import ScanOptions, collect, evaluate

SAMPLES = Path(__file__).parent.parent / "samples"
EXPECTED: dict[str, dict[str, dict[str, str]]] = json.loads((SAMPLES / "expected.json").read_text())


def scan(story: str) -> Report:
    inventory = collect((SAMPLES / story / "terraform",), ScanOptions(base=SAMPLES))
    return evaluate(inventory, load_rules(), "2026-01-01T00:00:00Z")


@pytest.mark.parametrize("story", EXPECTED)
def test_each_story_gets_its_verdicts(story: str):
    report = scan(story)
    actual: dict[str, dict[str, Verdict]] = {}
    for verdict in report.findings.verdicts:
        actual.setdefault(report.resources[verdict.resource].address, {})[verdict.rule] = verdict
    wrong = {}
    for address, rules in EXPECTED[story].items():
        assert address in actual, f"{address} was not found"
        for rule, wanted in rules.items():
            # A rule that does not take this kind of resource at all is not applicable to it either.
            got = actual[address][rule].status.value if rule in actual[address] else "not_applicable"
            if got != wanted:
                wrong[f"{address} {rule}"] = f"{got}, not {wanted}"
    assert wrong == {}


@pytest.mark.parametrize("story", EXPECTED)
def test_everything_in_the_stories_can_be_read(story: str):
    assert scan(story).gaps == ()


def test_the_hardened_story_is_clean():
    assert scan("session-store").summary.fails == 0
