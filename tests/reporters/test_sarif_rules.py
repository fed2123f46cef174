"""What SARIF says of rules, measured against what GitHub's documentation demands of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from auditor.model.finding import Severity
from auditor.reporters.sarif import render
from auditor.reporters.sarif.rules import rule_descriptor
from tests.reporters.builders import report
from tests.reporters.builders_inventory import rules

TLS = rules()["transit-encryption-enabled"]


def test_results_point_at_their_rule():
    log = json.loads("".join(render(report())))["runs"][0]
    listed = log["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in listed] == sorted(rules())
    for result in log["results"]:
        assert listed[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_result_of_a_rule_that_is_not_listed_has_no_index():
    log = json.loads("".join(render(replace(report(), rules={}))))["runs"][0]
    assert all("ruleIndex" not in result for result in log["results"])


@pytest.mark.parametrize(
    ("severity", "score"), [("critical", "9.5"), ("high", "8.0"), ("medium", "5.5"), ("low", "2.5"), ("info", None)]
)
def test_the_score_falls_into_the_bucket_of_its_severity(severity: str, score: str | None):
    described: Any = rule_descriptor(replace(TLS, severity=Severity.of(severity)))
    assert described["properties"].get("security-severity") == score


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_nothing_that_github_requires_is_empty_or_too_long(rule: Any):
    every = [rule, replace(rule, why="", title="", remediation={}, effect="", controls=())]
    every.append(replace(rule, title="word " * 500, why="word " * 500, controls=tuple(f"cis/{n}" for n in range(40))))
    for one in every:
        described: Any = rule_descriptor(one)
        assert 0 < len(described["name"]) <= 255
        for name in ("shortDescription", "fullDescription"):
            assert 0 < len(described[name]["text"]) <= 1024
        assert described["help"]["text"]
        assert described["help"]["markdown"]
        tags = described["properties"]["tags"]
        assert tags[0] == "security"
        assert len(tags) == len(set(tags)) <= 10
        assert described["properties"].get("controls", ()) == one.controls or not one.controls


def test_the_help_says_why_and_what_to_do_in_every_language():
    described: Any = rule_descriptor(TLS)
    markdown = described["help"]["markdown"]
    assert TLS.why in markdown
    assert "```hcl\ntransit_encryption_enabled = true\n```" in markdown
    assert "```yaml\nTransitEncryptionEnabled: true\n```" in markdown
    assert "Effect on a running cache: replacement." in markdown
    assert "`" not in described["help"]["text"]


def test_code_cannot_end_its_own_fence():
    described: Any = rule_descriptor(replace(TLS, remediation={"terraform": "```\n# heading\n"}))
    assert "````hcl\n```\n# heading\n````" in described["help"]["markdown"]


def test_names_are_pascal_case():
    assert rule_descriptor(TLS)["name"] == "TransitEncryptionEnabled"


@pytest.mark.parametrize(
    ("version", "semantic"), [("1.2.3", "1.2.3"), ("1.2.3-rc.1", "1.2.3-rc.1"), ("1.2.dev3", None)]
)
def test_the_version_is_called_semantic_only_if_it_is(version: str, semantic: str | None):
    log = json.loads("".join(render(replace(report(), tool_version=version))))
    described = log["runs"][0]["tool"]["driver"]
    assert described["version"] == version
    assert described.get("semanticVersion") == semantic


def test_notifications_point_at_their_description():
    log = json.loads("".join(render(report())))["runs"][0]
    described = log["tool"]["driver"]["notifications"]
    for notification in log["invocations"][0]["toolExecutionNotifications"]:
        descriptor = notification["descriptor"]
        assert described[descriptor["index"]]["id"] == descriptor["id"]
