"""Compliance frameworks in SARIF: taxonomies, and what leads from a rule to them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from auditor.model.report import ControlResult, FrameworkInfo, Report
from auditor.reporters.sarif import render
from tests.reporters.builders import report
from tests.reporters.test_sarif_schema import validator


def told(*controls: str, url: str = "https://example.com/b") -> Report:
    """A report whose first rule answers `controls`, and which knows of 1 and 2 of the frameworks a and b."""
    whole = report()
    name = sorted(whole.rules)[0]
    every = (ControlResult(f, c, f"Title of {f}/{c}\x1b[31m", "passed") for f in ("b", "a") for c in ("2", "1"))
    return replace(
        whole,
        rules={**whole.rules, name: replace(whole.rules[name], controls=controls)},
        controls=tuple(every),
        frameworks={"a": FrameworkInfo("a", "A"), "b": FrameworkInfo("b", "B", "7", url)},
    )


def run_of(of: Report) -> Any:
    log = json.loads("".join(render(of)))
    assert [error.message for error in validator().iter_errors(log)] == []
    return log["runs"][0]


def test_what_a_rule_answers_is_listed_and_led_to():
    run = run_of(told("b/1", "a/2", "b/2"))
    assert [(one["name"], [taxon["id"] for taxon in one["taxa"]]) for one in run["taxonomies"]] == [
        ("a", ["2"]), ("b", ["2", "1"]),
    ]  # fmt: skip
    assert run["tool"]["driver"]["supportedTaxonomies"] == [{"name": "a", "index": 0}, {"name": "b", "index": 1}]
    first, *others = run["tool"]["driver"]["rules"]
    assert [each["target"]["id"] for each in first["relationships"]] == ["1", "2", "2"]
    for each in first["relationships"]:
        target = each["target"]
        taxonomy = run["taxonomies"][target["toolComponent"]["index"]]
        assert taxonomy["name"] == target["toolComponent"]["name"]
        assert taxonomy["taxa"][target["index"]]["id"] == target["id"]
    assert not [other for other in others if "relationships" in other]


def test_a_framework_says_what_it_is():
    first, second = run_of(told("b/1", "a/2"))["taxonomies"]
    assert second == {
        "name": "b",
        "fullName": "B 7",
        "version": "7",
        "informationUri": "https://example.com/b",
        "isComprehensive": False,
        "taxa": [{"id": "1", "shortDescription": {"text": "Title of b/1\ufffd[31m"}}],
    }
    assert set(first) == {"name", "fullName", "isComprehensive", "taxa"}


def test_an_address_that_is_none_is_left_out():
    assert "informationUri" not in run_of(told("b/1", url="javascript:alert(1)"))["taxonomies"][0]


def test_a_control_that_the_report_does_not_know_leads_nowhere():
    run = run_of(told("b/9", "c/1"))
    assert "taxonomies" not in run
    assert "supportedTaxonomies" not in run["tool"]["driver"]
    assert "relationships" not in run["tool"]["driver"]["rules"][0]
