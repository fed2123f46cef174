"""Rules about what is running, or about what is declared: what they judge, and how they have to be written."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.engine.errors import RuleError
from auditor.engine.evaluate import judge_all
from auditor.engine.examples import example_inventory, run_examples
from auditor.engine.rule import Rule
from auditor.model.facts import Known
from auditor.model.finding import Status
from auditor.model.resource import Inventory
from tests.engine.builders import CACHE, resource, rule, rules

CHECK = {"auth_token_age_days": {"le": 90}}
EXAMPLES = {
    "pass": [{"facts": {"auth_token_changed": "2026-11-01"}}],
    "fail": [{"today": "2027-06-01", "facts": {"auth_token_changed": "2026-11-01"}}],
    "unknown": [{"unknown": ["auth_token_changed"]}],
}


def of_running(**changes: Any) -> Rule:
    applies_to = {"observed": True, "kinds": [CACHE]}
    return rule(**{"applies_to": applies_to, "check": CHECK, "examples": EXAMPLES, "message": "{name}", **changes})


@pytest.mark.parametrize(("observed", "expected"), [(True, [Status.PASS]), (False, [])])
def test_it_judges_nothing_else(observed: bool, expected: list[Status]):
    cache = resource(tls=True)
    cache.observed = observed
    cache.facts["auth_token_age_days"] = Known(3)
    assert [v.status for v in judge_all(rules(of_running()), Inventory({cache.key: cache})).verdicts] == expected


def test_what_is_running_is_judged_by_other_rules_too():
    cache = resource(tls=True)
    cache.observed = True
    assert [v.status for v in judge_all(rules(rule()), Inventory({cache.key: cache})).verdicts] == [Status.PASS]


def test_its_examples_are_running_and_judged_on_a_day():
    chosen = of_running()
    assert [(o.expected, o.actual) for o in run_examples(chosen, rules(chosen))] == [
        (s, s) for s in (Status.PASS, Status.FAIL, Status.UNKNOWN)
    ]


def test_an_example_of_another_rule_can_be_running():
    _, subject = example_inventory({"observed": True}, rule(), "pass 1")
    assert subject.observed


def test_it_has_to_say_so():
    with pytest.raises(RuleError, match="auth_token_age_days is known only of what is running"):
        of_running(applies_to={"kinds": [CACHE]})


@pytest.mark.parametrize("today", ["2026-02-30", "soon"])
def test_the_day_of_an_example_is_one(today: str):
    with pytest.raises(RuleError, match="example pass 1"):
        example_inventory({"today": today}, rule(), "pass 1")


def of_declared(**changes: Any) -> Rule:
    applies_to = {"declared": True, "kinds": [CACHE]}
    written = {"applies_to": applies_to, "check": {"final_snapshot": {"absent": False}}, "message": "{name}"}
    return rule(**{**written, "examples": {"fail": [{"facts": {}}]}, **changes})


@pytest.mark.parametrize(("observed", "expected"), [(False, [Status.PASS]), (True, [])])
def test_one_about_declarations_judges_nothing_that_is_running(observed: bool, expected: list[Status]):
    cache = resource(final_snapshot="last")
    cache.observed = observed
    assert [v.status for v in judge_all(rules(of_declared()), Inventory({cache.key: cache})).verdicts] == expected


@pytest.mark.parametrize(
    ("applies_to", "message"),
    [
        ({"kinds": [CACHE]}, "final_snapshot is known only of what is declared"),
        ({"kinds": [CACHE], "declared": True, "observed": True}, "are never the same resource"),
    ],
)
def test_one_about_declarations_has_to_say_so(applies_to: dict[str, Any], message: str):
    with pytest.raises(RuleError, match=message):
        of_declared(applies_to=applies_to)
