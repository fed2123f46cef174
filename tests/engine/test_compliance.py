"""What becomes of the controls of compliance frameworks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auditor.engine.compliance import frameworks_of, roll_up
from auditor.engine.evaluate import judge_all
from auditor.engine.frameworks import Control, Framework
from auditor.engine.loader import RuleSet
from auditor.engine.rule import Rule
from auditor.model.facts import Unknown
from auditor.model.report import ControlResult, NotRun
from auditor.model.resource import Change, Resource
from tests.engine.builders import inventory, resource, rule, rules

SOME = {"soc-2/CC6.7": "Transmission", "soc-2/CC6.6": "Boundary", "cis-v8/3.10": "Encrypt"}
GOOD, BAD, OPEN = resource("good", tls=True), resource("bad", tls=False), resource("open", tls=Unknown("why"))


def results(chosen: RuleSet, *caches: Resource, gaps: int = 0) -> dict[str, ControlResult]:
    scanned = inventory(*caches)
    found = roll_up(judge_all(chosen, scanned).verdicts, chosen, scanned.resources, gaps)
    return {f"{one.framework}/{one.control}": one for one in found}


def answered(*caches: Resource, gaps: int = 0, **changes: Any) -> ControlResult:
    """How the control comes out that one rule about TLS, with `changes`, answers."""
    chosen = rules(rule("tls-on", controls=["soc-2/CC6.7"], **changes), controls=SOME)
    return results(chosen, *caches, gaps=gaps)["soc-2/CC6.7"]


@pytest.mark.parametrize(
    ("caches", "expected"),
    [
        ([GOOD], "passed"),
        ([GOOD, BAD], "failed"),
        ([GOOD, OPEN], "not_determined"),
        ([BAD, OPEN], "failed"),
        ([OPEN], "not_determined"),
        ([], "not_applicable"),
    ],
)
def test_a_control_comes_out_as_the_rule_that_answers_it(caches: list[Resource], expected: str):
    assert answered(*caches).status == expected


def test_a_control_that_no_rule_answers_is_not_covered_whatever_else_passed():
    found = results(rules(rule("tls-on", controls=["soc-2/CC6.7"]), controls=SOME), GOOD)
    assert {name: one.status for name, one in found.items()} == {
        "cis-v8/3.10": "not_covered", "soc-2/CC6.7": "passed", "soc-2/CC6.6": "not_covered",
    }  # fmt: skip
    assert found["soc-2/CC6.6"] == ControlResult("soc-2", "CC6.6", "Boundary", "not_covered")


def test_it_stays_not_covered_where_something_could_not_be_read():
    assert results(rules(controls=SOME), GOOD, gaps=1)["soc-2/CC6.6"].status == "not_covered"


def test_what_was_not_read_stands_against_passed_but_not_against_failed():
    assert (answered(GOOD, gaps=1).status, answered(GOOD, gaps=1).open_for) == ("not_determined", ("gaps",))
    assert (answered(gaps=1).status, answered(gaps=1).open_for) == ("not_determined", ("gaps",))
    assert (answered(BAD, gaps=1).status, answered(BAD, gaps=1).open_for) == ("failed", ())


def test_a_rule_whose_scope_holds_for_nothing_makes_it_not_applicable():
    scope = {"kinds": ["replication_group"], "where": {"engine": "redis"}}
    found = answered(resource(engine="valkey", tls=False), applies_to=scope)
    assert (found.status, found.by_status, found.rules) == ("not_applicable", {"not_applicable": 1}, ("tls-on",))


def test_one_that_passed_makes_it_passed_beside_those_that_do_not_apply():
    scope = {"kinds": ["replication_group"], "where": {"engine": "redis"}}
    caches = [resource("a", engine="valkey", tls=False), resource("b", engine="redis", tls=True)]
    found = answered(*caches, applies_to=scope)
    assert (found.status, found.by_status) == ("passed", {"pass": 1, "not_applicable": 1})


def test_findings_are_counted():
    assert answered(GOOD, BAD, OPEN).by_status == {"pass": 1, "fail": 1, "unknown": 1}


def test_it_fails_by_its_worst_rule_and_names_all():
    chosen = rules(
        rule("z-passes", check={"at_rest": False}, controls=["soc-2/CC6.7"]),
        rule("a-fails", controls=["soc-2/CC6.7"]),
        controls=SOME,
    )
    found = results(chosen, resource(tls=False, at_rest=False))["soc-2/CC6.7"]
    assert (found.status, found.rules, found.failed_rules) == ("failed", ("a-fails", "z-passes"), ("a-fails",))


def test_it_fails_whatever_leads_its_rule():
    chosen = rules(rule("lead", leads=["led"]), rule("led", controls=["soc-2/CC6.7"]), controls=SOME)
    assert results(chosen, BAD)["soc-2/CC6.7"].status == "failed"


TWO = rules(
    rule("tls-on", controls=["soc-2/CC6.7"]),
    rule("at-rest-on", check={"at_rest": True}, controls=["soc-2/CC6.7"]),
    controls=SOME,
)
BOTH = resource(tls=True, at_rest=True)


def test_it_is_not_passed_while_a_rule_that_answers_it_was_left_out():
    assert results(TWO, BOTH)["soc-2/CC6.7"].status == "passed"
    found = results(TWO.select(("tls-on",)), BOTH)["soc-2/CC6.7"]
    assert (found.status, found.rules, found.open_for) == ("not_determined", ("tls-on",), ("not_run",))
    assert found.rules_not_run == (NotRun("at-rest-on", "not selected"),)
    assert results(TWO.select(ignore=("tls-on",)), BOTH)["soc-2/CC6.7"].status == "not_determined"


def test_it_is_failed_though_a_rule_that_answers_it_was_left_out():
    found = results(TWO.select(("tls-on",)), BAD)["soc-2/CC6.7"]
    assert (found.status, found.open_for) == ("failed", ())
    assert [each.rule for each in found.rules_not_run] == ["at-rest-on"]


def test_a_rule_left_out_does_not_leave_it_uncovered():
    chosen = rules(rule("tls-on", controls=["soc-2/CC6.7"]), rule("other"), controls=SOME).select(("other",))
    assert results(chosen, GOOD)["soc-2/CC6.7"].status == "not_determined"


def test_a_rule_that_is_off_says_so():
    chosen = rules(rule("tls-on", controls=["soc-2/CC6.7"], default="off"), rule("other"), controls=SOME).select()
    assert results(chosen, GOOD)["soc-2/CC6.7"].rules_not_run == (NotRun("tls-on", "off unless selected"),)


@pytest.mark.parametrize("select", [(), ("all",)])
def test_a_rule_that_a_user_disabled_stands_against_passed(select: tuple[str, ...]):
    gone = rule("gone", controls=["soc-2/CC6.7"])
    chosen = replace(rules(rule("tls-on", controls=["soc-2/CC6.7"]), controls=SOME), disabled={"gone": gone})
    for each in (chosen, chosen.select(select)):
        found = results(each, GOOD)["soc-2/CC6.7"]
        assert (found.status, found.rules_not_run) == ("not_determined", (NotRun("gone", "disabled"),))


def observing() -> Rule:
    scope = {"kinds": ["replication_group"], "observed": True}
    return rule("looks", check={"at_rest": True}, applies_to=scope, controls=["soc-2/CC6.7"])


def test_code_does_not_determine_what_only_something_running_tells():
    found = results(rules(observing(), controls=SOME), BOTH)["soc-2/CC6.7"]
    assert (found.status, found.rules) == ("not_determined", ())
    assert found.rules_not_run == (NotRun("looks", "judges what is running"),)


def test_code_does_not_determine_the_rest_of_it_either():
    chosen = rules(observing(), rule("tls-on", controls=["soc-2/CC6.7"]), controls=SOME)
    found = results(chosen, BOTH)["soc-2/CC6.7"]
    assert (found.status, found.rules, found.by_status) == ("not_determined", ("tls-on",), {"pass": 1})
    running = resource(tls=True, at_rest=True)
    running.observed = True
    assert results(chosen, running)["soc-2/CC6.7"].status == "passed"


def test_nothing_of_its_kind_running_is_not_applicable():
    other = resource("u", kind="user")
    other.observed = True
    assert results(rules(observing(), controls=SOME), other)["soc-2/CC6.7"].status == "not_applicable"


def test_a_rule_about_changes_is_run_on_plans_only():
    scope = {"kinds": ["replication_group"], "changes": ["update"]}
    changed = rules(rule("opens", applies_to=scope, controls=["soc-2/CC6.7"]), controls=SOME)
    assert results(changed, GOOD)["soc-2/CC6.7"].rules_not_run == (NotRun("opens", "judges what a plan does"),)
    planned = resource(tls=True)
    planned.change = Change("update")
    assert results(changed, planned)["soc-2/CC6.7"].status == "passed"
    planned.change = Change("none")
    assert results(changed, planned)["soc-2/CC6.7"].status == "not_applicable"


def test_a_control_about_some_kinds_hears_of_these_only():
    both = {"kinds": ["replication_group", "cache_cluster"]}
    answering = rule("tls-on", applies_to=both, controls=["f/groups", "f/clusters", "f/users", "f/all"])
    kinds = {"groups": {"replication_group"}, "clusters": {"cache_cluster"}, "users": {"user"}, "all": set[str]()}
    made = Framework("f", "F", controls={name: Control(name, frozenset(of)) for name, of in kinds.items()})
    chosen = RuleSet({"tls-on": answering}, {"f": made})
    found = results(chosen, resource("a", tls=True), resource("b", "cache_cluster", tls=False))
    assert {one.control: one.status for one in found.values()} == {
        "groups": "passed", "clusters": "failed", "users": "not_covered", "all": "failed",
    }  # fmt: skip
    assert found["f/groups"].by_status == {"pass": 1}


@pytest.mark.parametrize(
    ("caches", "status", "reasons"),
    [([GOOD], "not_determined", ("lacks",)), ([BAD], "failed", ()), ([], "not_determined", ("lacks",))],
)
def test_a_control_that_asks_for_more_than_rules_do_is_never_passed(
    caches: list[Resource], status: str, reasons: tuple[str, ...]
):
    made = Framework("f", "F", controls={"1": Control("x", lacks="alarms"), "2": Control("y", lacks="alarms")})
    found = results(RuleSet({"tls-on": rule("tls-on", controls=["f/1"])}, {"f": made}), *caches)
    assert (found["f/1"].status, found["f/1"].open_for, found["f/1"].lacks) == (status, reasons, "alarms")
    assert found["f/2"] == ControlResult("f", "2", "y", "not_covered")


def test_controls_keep_the_order_of_their_framework():
    named = {"b/2": "x", "b/10": "x", "b/1": "x", "a/9": "x"}
    assert list(results(rules(controls=named))) == ["a/9", "b/2", "b/10", "b/1"]


def test_frameworks_that_were_asked_for_come_first():
    chosen = rules(rule("tls-on", controls=["soc-2/CC6.7", "cis-v8/3.10"]), controls=SOME)
    assert [(f.id, f.asked) for f in frameworks_of(chosen).values()] == [("cis-v8", False), ("soc-2", False)]
    for word in ("SOC-2", "soc-2/CC6.7"):
        told = frameworks_of(chosen.select((word,))).values()
        assert [(f.id, f.name, f.asked) for f in told] == [("soc-2", "SOC-2", True), ("cis-v8", "CIS-V8", False)]
