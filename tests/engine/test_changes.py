"""Rules of changes: what they judge, what they show of before and after, and how they are written."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.engine.errors import RuleError
from auditor.engine.evaluate import judge_all
from auditor.engine.evidence import build_finding
from auditor.engine.examples import run_examples
from auditor.engine.rule import Rule
from auditor.engine.written import check_envelope
from auditor.model.facts import Known, Ref, Unknown
from auditor.model.finding import Finding, Status
from auditor.model.location import Location
from auditor.model.resource import ACTIONS, Change, Inventory, Resource
from tests.engine.builders import CACHE, resource, rule, rule_text, rules

KEPT = {"any": [{"none": "before", "that": {"tls": True}}, {"tls": True}]}
MESSAGE = "TLS goes: {changes}; it was {before.tls}, and is {tls}"


def guard(*actions: str, **changes: Any) -> Rule:
    return rule(
        **{"applies_to": {"changes": [*actions], "kinds": [CACHE]}, "check": KEPT, "message": MESSAGE, **changes}
    )


def changed(action: str, before: object = True, after: object = False) -> Inventory:
    """A cache to which a plan does something, and what it was before."""
    now = resource(tls=after) if not isinstance(after, Unknown) else resource()
    now.facts["tls"] = after if isinstance(after, Unknown) else Known(after, place=Location("plan.json", 5))
    now.change, now.location = Change(action), Location("plan.json", 1)
    was = Resource("before", now.address, CACHE, now.name, former=True, judged=False)
    was.facts["tls"] = Known(before, place=Location("plan.json", 90))
    now.relations["before"] = Known((Ref("before"),))
    return Inventory({now.key: now, "before": was})


def verdicts(chosen: Rule, inventory: Inventory) -> list[Status]:
    return [verdict.status for verdict in judge_all(rules(chosen), inventory).verdicts]


def finding(chosen: Rule, inventory: Inventory) -> Finding:
    (verdict,) = judge_all(rules(chosen), inventory).verdicts
    return build_finding(verdict, rules(chosen), inventory, {})


@pytest.mark.parametrize("action", ACTIONS)
def test_it_judges_what_a_plan_does_and_nothing_else(action: str):
    assert verdicts(guard("update", "replace"), changed(action)) == (
        [Status.FAIL] if action in ("update", "replace") else []
    )


def test_it_judges_nothing_outside_of_plans():
    assert verdicts(guard(*[action for action in ACTIONS if action != "none"]), Inventory({"a": resource()})) == []


@pytest.mark.parametrize("action", ACTIONS)
def test_other_rules_judge_what_will_be_there(action: str):
    expected = [] if action in ("delete", "forget") else [Status.FAIL]
    assert verdicts(rule(), changed(action)) == expected


def test_what_nobody_can_change_is_judged_where_a_plan_changes_it():
    """Of a group that is not in the plan its rules are: nothing else is known of it."""
    outside = changed("around")
    next(iter(outside.resources.values())).judged = False
    assert verdicts(guard("around"), outside) == [Status.FAIL]
    assert verdicts(rule(), outside) == []


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        (True, True, Status.PASS),
        (False, False, Status.PASS),
        (False, True, Status.PASS),
        (True, False, Status.FAIL),
        (True, Unknown("var.tls"), Status.UNKNOWN),
        (False, Unknown("var.tls"), Status.PASS),
    ],
)
def test_conditions_compare_with_what_was_before(before: object, after: object, status: Status):
    assert verdicts(guard("update"), changed("update", before, after)) == [status]


def test_the_evidence_tells_before_from_after_and_points_to_what_is_planned():
    found = finding(guard("update"), changed("update"))
    assert [(one.fact, one.when, one.value, one.expected, one.resource) for one in found.evidence] == [
        ("tls", "before", "true", "", ""),
        ("tls", "after", "false", "true", ""),
    ]
    assert [one.location.line for one in found.evidence] == [90, 5]
    assert found.location.line == 5
    assert found.message == "TLS goes: tls true -> false; it was true, and is false"


def test_of_what_is_deleted_there_is_no_after():
    found = finding(guard("delete", message="{before.tls}"), changed("delete"))
    assert [one.when for one in found.evidence] == ["before", ""]


def test_what_compares_the_two_is_of_neither():
    chosen = guard("update", check={"change.reach": "none"}, message="{change.reach}")
    inventory = changed("update")
    inventory.resources[next(iter(inventory.resources))].facts["change.reach"] = Known("private")
    assert [one.when for one in finding(chosen, inventory).evidence] == [""]


def test_rules_of_what_is_there_tell_no_when():
    assert {one.when for one in finding(rule(), changed("update")).evidence} == {""}


def test_a_message_without_before_says_so():
    inventory = changed("create")
    del next(iter(inventory.resources.values())).relations["before"]
    chosen = guard("create", check={"tls": True}, message="it was {before.tls}")
    assert finding(chosen, inventory).message == "it was not set"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"applies_to": {"changes": ["none"], "kinds": [CACHE]}}, "around"),
        ({"applies_to": {"changes": "update", "kinds": [CACHE]}}, "list"),
        ({"applies_to": {"change": ["update"], "kinds": [CACHE]}}, "unknown key 'change'"),
    ],
)
def test_the_envelope_is_strict(changes: dict[str, Any], what: str):
    assert any(what in message for _, message in check_envelope(rule_text(**changes)))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"applies_to": {"changes": [], "kinds": [CACHE]}}, "changes names nothing"),
        ({"message": "{before.tsl}"}, "no fact of replication_group"),
        ({"message": "{changes}", "applies_to": {"kinds": [CACHE]}}, "message names 'changes'"),
        (
            {
                "message": "{before.identifier}",
                "applies_to": {"kinds": ["subnet_group"]},
                "check": {"identifier": {"empty": True}},
            },
            "message names 'before.identifier'",
        ),
    ],
)
def test_what_a_rule_cannot_say(changes: dict[str, Any], what: str):
    with pytest.raises(RuleError, match=what):
        rule(**{"applies_to": {"changes": ["update"], "kinds": [CACHE]}, **changes})


def outcomes(**examples: list[dict[str, Any]]) -> list[bool]:
    examples = {"fail": [], **{name.removesuffix("_"): listed for name, listed in examples.items()}}
    chosen = guard("update", "replace", examples=examples)
    return [one.ok for one in run_examples(chosen, rules(chosen))]


def test_an_example_says_what_was_before_where_it_was_another():
    off: dict[str, Any] = {"planned": "update", "facts": {"tls": False}}
    worse, same, unset = (
        {**off, "before": {"tls": True}},
        {**off, "planned": "replace"},
        {**off, "before": {"tls": None}},
    )
    assert outcomes(fail=[worse], pass_=[same, unset]) == [True, True, True]


def test_an_example_can_name_what_it_was_before():
    resources = {
        "now": {"kind": CACHE, "planned": "update", "facts": {"tls": False}, "relations": {"before": ["was"]}},
        "was": {"kind": CACHE, "facts": {"tls": True}},
    }
    assert outcomes(fail=[{"subject": "now", "resources": resources}]) == [True]


@pytest.mark.parametrize(
    ("example", "what"),
    [
        ({"facts": {"tls": False}}, "a plan that does nothing to it"),
        ({"planned": "delete", "facts": {"tls": False}}, "a plan that does delete to it"),
        ({"planned": "update", "before": {"tsl": True}}, "has no fact 'tsl'"),
    ],
)
def test_an_example_that_is_about_something_else_is_an_error(example: dict[str, Any], what: str):
    with pytest.raises(RuleError, match=what):
        outcomes(fail=[example])
