"""All findings together: their order, who leads whom, the counts, and what becomes of controls."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.findings import LazyFindings
from auditor.engine.loader import RuleSet
from auditor.engine.rule import Rule
from auditor.model.facts import Absent, Unknown
from auditor.model.finding import Severity, Status
from auditor.model.resource import Resource
from tests.engine.builders import inventory, resource, rule, rules


def findings(chosen: RuleSet, *caches: Resource) -> LazyFindings:
    scanned = inventory(*caches)
    return LazyFindings(judge_all(chosen, scanned).verdicts, chosen, scanned, {})


def leading(name: str, *leads: str, severity: str = "high", fact: str = "tls") -> Rule:
    """A rule that fails where `fact` is false."""
    return rule(name, check={fact: True}, leads=list(leads), severity=severity)


def test_failures_come_first_the_worst_of_them_first():
    chosen = rules(
        rule("a-low", severity="low"),
        rule("b-critical", severity="critical"),
        rule(
            "c-engine", severity="critical", applies_to={"kinds": ["replication_group"], "where": {"engine": "redis"}}
        ),
    )
    off: dict[str, Any] = {"engine": "valkey", "tls": False}
    found = findings(
        chosen, resource("z", **off), resource("a", **off), resource("m", engine="redis", tls=Unknown("why")),
        resource("p", engine="redis", tls=True),
    )  # fmt: skip
    assert [(f.status.name, f.rule, f.resource) for f in found] == [
        ("FAIL", "b-critical", "a"),
        ("FAIL", "b-critical", "z"),
        ("FAIL", "a-low", "a"),
        ("FAIL", "a-low", "z"),
        ("UNKNOWN", "b-critical", "m"),
        ("UNKNOWN", "c-engine", "m"),
        ("UNKNOWN", "a-low", "m"),
        ("PASS", "b-critical", "p"),
        ("PASS", "c-engine", "p"),
        ("PASS", "a-low", "p"),
        ("NOT_APPLICABLE", "c-engine", "a"),
        ("NOT_APPLICABLE", "c-engine", "z"),
    ]
    assert [(v.rule, v.resource) for v in found.verdicts] == [(f.rule, f.resource) for f in found]
    assert len(found) == 12


def test_some_statuses_alone():
    found = findings(rules(rule()), resource("a", tls=True), resource("b", tls=False), resource("c", tls=Absent()))
    assert [f.resource for f in found.with_status(Status.FAIL)] == ["b", "c"]
    assert [f.resource for f in found.with_status(Status.PASS, Status.UNKNOWN)] == ["a"]
    assert list(found.with_status()) == []


def leads(chosen: RuleSet, *caches: Resource) -> dict[str, str]:
    return {f.rule: f.lead for f in findings(chosen, *caches) if f.status is Status.FAIL}


BAD = resource(tls=False, at_rest=False)


def test_a_failure_stands_under_its_lead():
    chosen = rules(leading("a"), leading("b", "a", "c"), leading("c"))
    assert leads(chosen, BAD) == {"a": "b", "b": "", "c": "b"}


def test_a_lead_that_passes_leads_nothing():
    chosen = rules(leading("b", "c", fact="at_rest"), leading("c"))
    assert leads(chosen, resource(tls=False, at_rest=True)) == {"c": ""}


def test_a_lead_leads_on_the_same_resource_only():
    chosen = rules(leading("b", "c", fact="at_rest"), leading("c"))
    one, other = resource("one", tls=False, at_rest=True), resource("other", tls=True, at_rest=False)
    assert leads(chosen, one, other) == {"b": "", "c": ""}


def test_of_several_leads_the_first_by_name():
    chosen = rules(leading("z", "c"), leading("a", "c"), leading("c"))
    assert leads(chosen, BAD)["c"] == "a"


def test_a_lead_can_be_led():
    chosen = rules(leading("a", "b"), leading("b", "c"), leading("c"))
    assert leads(chosen, BAD) == {"a": "", "b": "a", "c": "b"}
    assert findings(chosen, BAD).summary(0).by_severity["high"] == 1


@pytest.mark.parametrize(
    ("circle", "expected"),
    [
        ({"a": "a"}, {"a": ""}),
        ({"a": "b", "b": "a"}, {"a": "", "b": "a"}),
        ({"a": "b", "b": "c", "c": "a"}, {"a": "", "b": "a", "c": "b"}),
        ({"a": "c", "c": "b", "b": "a"}, {"a": "", "b": "c", "c": "a"}),
        ({"a": "b", "b": "c", "c": "b", "d": ""}, {"a": "", "b": "a", "c": "b", "d": ""}),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, {"a": "", "b": "a", "c": "", "d": "c"}),
    ],
)
def test_in_a_circle_of_leads_nothing_vanishes(circle: dict[str, str], expected: dict[str, str]):
    each = [leading(name, *filter(None, [led])) for name, led in circle.items()]
    for order in permutations(each):
        chosen = rules(*order)
        assert leads(chosen, BAD) == expected
        heads = sum(not lead for lead in expected.values())
        assert findings(chosen, BAD).summary(0).by_severity["high"] == heads


def test_the_counts_of_the_first_screen():
    chosen = rules(
        leading("lead", "led", severity="critical"),
        leading("led"),
        leading("alone", severity="low", fact="at_rest"),
    )
    builtin = resource("builtin", tls=False)
    builtin.judged = False
    caches = (resource("a", tls=False, at_rest=False), resource("b", tls=True, at_rest=Unknown("why")), builtin)
    summary = findings(chosen, *caches).summary(gaps=3)
    assert summary.resources == 2
    assert summary.gaps == 3
    assert summary.by_status == {"pass": 2, "fail": 3, "unknown": 1, "not_applicable": 0}
    assert summary.by_severity == {"critical": 1, "high": 0, "medium": 0, "low": 1, "info": 0}
    assert list(summary.by_severity) == [s.word for s in sorted(Severity, reverse=True)]
    assert summary.fails == 3
