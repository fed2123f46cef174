"""Verdicts over worlds: each rule on each resource ends as exactly one of four."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.engine.evaluate import judge, judge_all
from auditor.engine.rule import Rule
from auditor.engine.world_texts import world_text
from auditor.engine.worlds import MAX_WORLDS
from auditor.model.facts import Absent, Fact, Known, Switch, Unknown
from auditor.model.finding import Severity, Status, Verdict
from auditor.model.resource import Resource
from tests.engine.builders import inventory, related, resource, rule, rules, when

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = Status
A, B = Switch("var.a"), Switch("var.b")
ON, OFF = Switch("var.on", default="true"), Switch("var.off", default="false")
ENV = Switch("Env", ("dev", "test", "prod"), default="test")
TLS = rule()


def verdict(cache: Resource, checked: Rule = TLS, *others: Resource) -> Verdict:
    found, bounded = judge(checked, cache, inventory(cache, *others), {})
    assert not bounded
    return found


def status(**facts: Any) -> Status:
    return verdict(resource(**facts)).status


def fails_when(found: Verdict) -> list[str]:
    return sorted(world_text(world) for world in found.fails_when)


@pytest.mark.parametrize(
    ("tls", "expected"), [(True, PASS), (False, FAIL), (Absent(), FAIL), (Unknown("why"), UNKNOWN)]
)
def test_without_worlds(tls: object, expected: Status):
    assert verdict(resource(tls=tls)) == Verdict("sample", "cache", expected, Severity.HIGH)


@pytest.mark.parametrize(
    ("fact", "expected", "when_"),
    [
        (when(A, true=True, false=True), PASS, []),
        (when(A, true=False, false=Absent()), FAIL, []),
        (when(A, true=True, false=False), UNKNOWN, ["not var.a"]),
        (when(ON, true=True, false=False), UNKNOWN, ["not var.on"]),
        (when(ON, true=False, false=True), FAIL, ["var.on"]),
        (when(OFF, true=True, false=False), FAIL, ["not var.off"]),
        (when(ENV, dev=True, test=True, prod=False), UNKNOWN, ["Env=prod"]),
        (when(ENV, dev=False, test=True, prod=False), UNKNOWN, ["Env=dev", "Env=prod"]),
        (when(ENV, dev=True, test=False, prod=True), FAIL, ["Env=test"]),
        (when(A, true=True, false=Unknown("why")), UNKNOWN, []),
        (when(A, true=False, false=Unknown("why")), UNKNOWN, ["var.a"]),
        (when(ON, true=False, false=Unknown("why")), FAIL, ["var.on"]),
        (when(ON, true=Unknown("why"), false=False), UNKNOWN, ["not var.on"]),
        (when(A, true=when(ON, true=False, false=True), false=when(ON, true=False, false=True)), FAIL,
         ["not var.a and var.on", "var.a and var.on"]),
        (when(A, true=when(ON, true=False, false=True), false=True), UNKNOWN, ["var.a and var.on"]),
    ],
)  # fmt: skip
def test_worlds(fact: Fact, expected: Status, when_: list[str]):
    found = verdict(resource(tls=fact))
    assert found.status is expected
    assert fails_when(found) == when_


def test_the_default_decides_whichever_switch_was_read_first():
    one = when(A, true=when(ON, true=False, false=True), false=when(ON, true=False, false=True))
    other = when(ON, true=when(A, true=False, false=False), false=True)
    assert status(tls=one) is status(tls=other) is FAIL


def test_facts_on_one_switch_agree():
    both = rule(check={"any": [{"tls": True}, {"at_rest": True}]}, message="Bad")
    split = resource(tls=when(A, true=True, false=False), at_rest=when(A, true=False, false=True))
    assert verdict(split, both).status is PASS
    apart = resource(tls=when(A, true=True, false=False), at_rest=when(B, true=False, false=True))
    found = verdict(apart, both)
    assert (found.status, fails_when(found)) == (UNKNOWN, ["not var.a and var.b"])


def test_the_same_switch_on_two_resources_agrees():
    user = resource("u", "user", authentication=when(A, true="iam", false="password"))
    group = related(resource("g", "user_group", engine=when(A, true="valkey", false="redis")), "users", user)
    check = {"any": [{"engine": "redis"}, {"every": "users", "that": {"authentication": "iam"}}]}
    wanted = rule(applies_to={"kinds": ["user_group"]}, check=check, message="Bad")
    assert verdict(group, wanted, user).status is PASS


def test_a_switch_read_only_where_it_matters_makes_no_worlds():
    check = {"all": [{"tls": True}, {"at_rest": True}]}
    cache = resource(tls=False, at_rest=when(A, true=True, false=False))
    found = verdict(cache, rule(check=check, message="Bad"))
    assert (found.status, found.world, found.fails_when) == (FAIL, (), ())


def guarded(exists: Fact, **facts: Any) -> Resource:
    return resource(exists=exists, **facts)


THERE = when(A, true=Known(True), false=Known(False))
GONE = when(A, true=Known(False), false=Known(False))


@pytest.mark.parametrize(
    ("cache", "expected"),
    [
        (guarded(THERE, tls=True), PASS),
        (guarded(THERE, tls=False), FAIL),
        (guarded(THERE, tls=when(A, true=True, false=False)), PASS),
        (guarded(THERE, tls=when(A, true=False, false=True)), FAIL),
        (guarded(THERE, tls=when(B, true=False, false=True)), UNKNOWN),
        (guarded(THERE, tls=Unknown("why")), UNKNOWN),
        (guarded(Unknown("why"), tls=False), FAIL),
        (guarded(Unknown("why"), tls=True), PASS),
        (guarded(GONE, tls=True), NOT_APPLICABLE),
        (guarded(GONE, tls=False), NOT_APPLICABLE),
        (guarded(GONE, tls=Unknown("why")), NOT_APPLICABLE),
        (guarded(when(A, true=GONE, false=Known(False)), tls=False), NOT_APPLICABLE),
        (guarded(Known(False), tls=False), NOT_APPLICABLE),
    ],
)
def test_a_resource_is_judged_where_it_exists(cache: Resource, expected: Status):
    assert verdict(cache).status is expected
    assert [v.status for v in judge_all(rules(TLS), inventory(cache)).verdicts] == [expected]


def test_what_does_not_exist_by_default_does_not_fail_by_default():
    exists = when(OFF, true=Known(True), false=Known(False))
    assert verdict(guarded(exists, tls=when(ON, true=False, false=True))).status is UNKNOWN
    also = when(B, true=when(OFF, true=Known(True), false=Known(False)), false=Known(True))
    # Reads var.b before var.off, which leaves it open for a moment whether the resource is there.
    cache = guarded(also, tls=when(B, true=False, false=True))
    assert fails_when(verdict(cache)) == ["var.b and var.off"]


def test_a_rule_whose_scope_is_undecided_is_unknown_and_can_hang_on_a_switch():
    scoped = rule(applies_to={"kinds": ["replication_group"], "where": {"engine": "redis"}})
    assert verdict(resource(tls=True, engine=Unknown("why")), scoped).status is UNKNOWN
    assert verdict(resource(tls=False, engine="valkey"), scoped).status is NOT_APPLICABLE
    assert verdict(resource(tls=False, engine=Absent()), scoped).status is NOT_APPLICABLE
    hanging = when(A, true="redis", false="valkey")
    assert verdict(resource(tls=True, engine=hanging), scoped).status is PASS
    found = verdict(resource(tls=False, engine=hanging), scoped)
    assert (found.status, fails_when(found)) == (UNKNOWN, ["var.a"])
    never = verdict(resource(tls=False, engine=when(A, true="valkey", false=Absent())), scoped)
    assert (never.status, never.world) == (NOT_APPLICABLE, ((A, "true"),))


def stops(switch: Switch, **cases: object) -> Fact:
    """A fact that hangs on a switch; the source is refused in the cases that are not given."""
    told = when(switch, **cases)
    other = [o for o in switch.outcomes if o not in cases]
    refused = tuple((((switch, o),), Unknown("no element for it", refused=True)) for o in other)
    return Unknown(told.reason, choices=(*told.choices, *refused))


@pytest.mark.parametrize(
    ("fact", "expected", "when_"),
    [
        (stops(ENV, dev=True, prod=True), PASS, []),
        (stops(ENV, dev=False, prod=False), FAIL, []),
        (stops(ENV, dev=True, prod=False), UNKNOWN, ["Env=prod"]),
        (stops(ENV, dev=True, prod=Unknown("why")), UNKNOWN, []),
        (stops(ENV), UNKNOWN, []),
        (Unknown("no element for it"), UNKNOWN, []),
    ],
)
def test_a_case_in_which_the_source_is_refused_has_no_say(fact: Fact, expected: Status, when_: list[str]):
    found = verdict(resource(tls=fact))
    assert found.status is expected
    assert fails_when(found) == when_


def test_what_is_refused_for_something_else_is_not_judged():
    checked = rule(check={"any": [{"at_rest": True}, {"tls": True}]})
    cache = resource(at_rest=stops(ENV, dev=False, test=True), tls=when(ENV, dev=True, test=True, prod=False))
    assert verdict(cache, checked).status is PASS
    contradictory = resource(at_rest=stops(ENV, dev=False), tls=stops(ENV, prod=False))
    assert verdict(contradictory, checked).status is UNKNOWN


def comb(splits: int) -> Fact:
    """A fact that is true under every outcome of `splits` switches, each inside the last: a split adds two worlds."""
    fact: Fact = Known(True)
    for number in range(splits):
        fact = when(Switch(f"var.s{number:03}"), true=True, false=fact)
    return fact


def test_too_many_worlds_are_unknown_and_a_gap():
    most = (MAX_WORLDS - 1) // 2
    fine, beyond = resource("fine", tls=comb(most)), resource("beyond", tls=comb(most + 1))
    judged = judge_all(rules(TLS), inventory(fine, beyond))
    assert {v.resource: v.status for v in judged.verdicts} == {"fine": PASS, "beyond": UNKNOWN}
    (gap,) = judged.gaps
    assert (gap.id, gap.source, gap.what) == ("worlds:sample:beyond", "engine", "sample on beyond")
    assert gap.reason == f"more than {MAX_WORLDS} combinations of undecided inputs"
    assert gap.location == beyond.location


def test_a_failure_by_default_stands_however_many_other_worlds_there_are():
    cache = resource(tls=when(ON, true=False, false=comb(MAX_WORLDS)))
    judged = judge_all(rules(TLS), inventory(cache))
    assert ([v.status for v in judged.verdicts], len(judged.gaps)) == ([FAIL], 1)


def test_every_pair_gets_one_verdict():
    both = rule("both", applies_to={"kinds": ["replication_group", "cache_cluster"]})
    caches = [resource("a", tls=True), resource("b", "cache_cluster", tls=False), resource("c", "user")]
    judged = judge_all(rules(TLS, both), inventory(*caches))
    assert {(v.rule, v.resource): v.status for v in judged.verdicts} == {
        ("sample", "a"): PASS,
        ("both", "a"): PASS,
        ("both", "b"): FAIL,
    }
    assert len(judged.verdicts) == 3


def test_what_aws_owns_is_looked_at_but_not_judged():
    builtin = resource("builtin", tls=False)
    builtin.judged = False
    assert judge_all(rules(TLS), inventory(builtin)).verdicts == []


def test_two_rules_that_read_one_derived_fact_see_the_same_worlds():
    user = resource("u", "user", access_string=when(A, true="on ~* +@all", false="off -@all"))
    one, other = (
        rule(name, applies_to={"kinds": ["user"]}, check={"acl.enabled": False}, message="On")
        for name in ("one", "other")
    )
    first, second = judge_all(rules(one, other), inventory(user)).verdicts
    assert first.status is second.status is UNKNOWN
    assert fails_when(first) == fails_when(second) == ["var.a"]
