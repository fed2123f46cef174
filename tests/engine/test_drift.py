"""Drift: what is matched with what, what counts as a difference, what becomes of faults."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.engine.drift.find import drift_of
from auditor.engine.drift.values import Drift, Turn
from auditor.model.facts import ABSENT, Fact, Known, Redacted, Switch, Unknown, Unseen
from auditor.model.finding import Severity, Status, Verdict
from auditor.model.location import Location
from auditor.model.network import IngressRule, NamedRange
from auditor.model.resource import Change, Gap, Inventory, Resource
from tests.engine.builders import inventory, related, resource, when

_REGION = "eu-west-1"
_SHOP: dict[str, Any] = {"identifier": "shop", "region": _REGION}


def code(key: str = "cache", kind: str = "replication_group", **facts: Any) -> Resource:
    """What is declared, by default with a name and a region."""
    return resource(key, kind, **_SHOP | facts)


def live(key: str = "arn:shop", kind: str = "replication_group", **facts: Any) -> Resource:
    """What runs."""
    one = resource(key, kind, place=Location(arn=key), **_SHOP | facts)
    one.observed = True
    return one


def compared(declared: Inventory | Resource, actual: Inventory | Resource, *verdicts: tuple[Status, Status]) -> Drift:
    """Drift where the rules r0, r1, ... end on the cache as `verdicts` says."""
    both = [one if isinstance(one, Inventory) else inventory(one) for one in (declared, actual)]
    sides: list[list[Verdict]] = [
        [Verdict(f"r{n}", key, ends[side], Severity(n + 1)) for n, ends in enumerate(verdicts)]
        for side, key in enumerate(("cache", "arn:shop"))
    ]
    return drift_of(both[0], both[1], sides[0], sides[1], both[0].gaps, both[1].gaps)


def named(one: Resource, value: str) -> Resource:
    one.tags = {"Name": value}
    return one


def differing(declared: Resource, actual: Resource) -> list[str]:
    [pair] = compared(declared, actual).pairs
    return [one.name for one in (*pair.facts, *pair.relations)]


def test_what_is_as_declared_is_no_drift():
    found = compared(code(tls=True, nodes=3), live(tls=True, nodes=3))
    assert [pair.how for pair in found.pairs] == ["identifier"]
    assert not found.found
    assert not found.open


@pytest.mark.parametrize(
    ("fact", "declared", "actual", "differs"),
    [
        ("tls", True, False, True),
        ("tls", Unknown("var.tls has no value"), False, False),
        ("tls", when(Switch("x"), true=True, false=True), False, False),
        ("tls", True, Unknown("AccessDenied"), False),
        ("tls", True, ABSENT, True),
        ("tls", ABSENT, True, False),
        ("tls", False, ABSENT, False),
        ("nodes", 2, 3, True),
        ("engine_version", "7.1", "7.1.0", False),
        ("engine_version", "7.1", "7.10.0", True),
        ("engine_version", "6.x", "6.2.6", False),
        ("engine_version", "7.1", "7.0.7", True),
        ("node_type", "cache.r7g.large", "cache.R7G.large", False),
        ("auth_token", Redacted(literal=True), Redacted(literal=False), False),
        ("auth_token", ABSENT, Redacted(literal=False), True),
        ("auth_token", Redacted(literal=False), ABSENT, True),
        ("notification_topic", "that of aws_sns_topic.a", "arn:aws:sns:eu-west-1:1:a", False),
        ("notification_topic", "arn:aws:sns:eu-west-1:1:a", "arn:aws:sns:eu-west-1:1:b", True),
        ("kms_key", "1234-abcd", "arn:aws:kms:eu-west-1:1:key/1234-abcd", False),
        ("kms_key", "alias/cache", "arn:aws:kms:eu-west-1:1:key/1234-abcd", False),
        ("log_types", ["a", "b"], ["b", "a"], False),
        ("log_types", ["a"], ["b", "a"], True),
        ("zones", ["?"], ["eu-west-1a"], False),
        ("tags", ["a=1"], ["a=1", "aws:cloudformation:stack-name=x"], False),
        ("tags", ["a=1"], ["a=2"], True),
        ("maintenance_window", ABSENT, "mon:03:00-mon:04:00", False),
        ("final_snapshot", "x", "y", False),
        ("metrics.cpu", 1, 2, False),
        ("support.phase", "ended", "standard", False),
    ],
)
def test_what_counts_as_a_difference(fact: str, declared: Any, actual: Any, differs: bool):
    name = fact.replace(".", "__")
    assert differing(code(**{name: declared}), live(**{name: actual})) == ([fact] if differs else [])


def rule(protocol: str, ports: tuple[int, int] | None, *cidrs: str | NamedRange, groups: tuple[str, ...] = (),
         exists: Fact = Known(value=True)) -> IngressRule:  # fmt: skip
    first, last = (Known(port) for port in ports) if ports else (ABSENT, ABSENT)
    return IngressRule(Known(protocol), first, last, Known(cidrs), Known(groups), Known(()), exists=exists)


_NET, _ANY = "10.0.0.0/8", "0.0.0.0/0"
_SSH, _ITSELF, _GROUP = "tcp 22 0.0.0.0/0", ("tcp 1-2 self",), ("tcp 1-2 sg-1",)


@pytest.mark.parametrize(
    ("declared", "actual", "alone"),
    [
        ([rule("tcp", (1, 2), _NET, _ANY)], [rule("6", (1, 2), _ANY), rule("tcp", (1, 2), _NET)], None),
        ([rule("tcp", (0, 65535), _NET)], [rule("tcp", None, _NET)], None),
        ([rule("-1", (0, 0), _NET)], [rule("-1", None, _NET)], None),
        ([rule("tcp", (1, 2), _NET)], [rule("tcp", (1, 2), _NET), rule("tcp", (22, 22), _ANY)], ((), (_SSH,))),
        ([rule("tcp", (1, 2), _NET)], [], (("tcp 1-2 10.0.0.0/8",), ())),
        ([rule("tcp", (1, 2), NamedRange("vpc", "vpc"))], [], None),
        ([rule("tcp", (1, 2), _NET, exists=Unknown("x"))], [], None),
        ([rule("tcp", (1, 2), _NET, exists=Known(value=False))], [], None),
        ([rule("tcp", (1, 2), groups=("self",))], [rule("tcp", (1, 2), groups=("sg-1",))], (_ITSELF, _GROUP)),
        ([rule("tcp", (1, 2), groups=("self",))], [rule("tcp", (1, 2), groups=("sg-9",))], None),
        ([rule("tcp", (1, 2), groups=("other",))], [rule("tcp", (1, 2), groups=("sg-1",))], None),
    ],
)  # fmt: skip
def test_rules_of_groups_are_compared_one_by_one(declared: Any, actual: Any, alone: Any):
    one = code("group", "security_group", identifier="sg-9", ingress=declared)
    other = live("arn:sg-9", "security_group", identifier="sg-9", ingress=actual)
    [pair] = compared(one, other).pairs
    assert [(each.only_declared, each.only_actual) for each in pair.facts] == ([] if alone is None else [alone])


def test_groups_are_called_as_what_they_are_matched_with():
    """A group that code makes has no id yet; the one that runs is told by the cache that both lead to."""
    rules = [rule("tcp", (6379, 6379), groups=("group",))]
    group = code("group", "security_group", identifier="shop-cache", ingress=rules)
    runs = live("arn:sg-1", "security_group", identifier="sg-1", ingress=[rule("tcp", (6379, 6379), groups=("sg-1",))])
    cache, running = related(code(), "security_groups", group), related(live(), "security_groups", runs)
    found = compared(inventory(cache, group), inventory(running, runs))
    assert [pair.how for pair in found.pairs] == ["identifier", "security_groups of cache"]
    assert not found.found
    runs.facts["ingress"] = Known((rule("tcp", (6379, 6379), _ANY),))
    found = compared(inventory(cache, group), inventory(running, runs))
    assert [one.only_actual for pair in found.pairs for one in pair.facts] == [("tcp 6379 0.0.0.0/0",)]


def test_what_several_lead_to_differently_is_not_matched():
    group = code("group", "security_group", identifier="shop-cache")
    others = [live(f"arn:sg-{n}", "security_group", identifier=f"sg-{n}") for n in (1, 2)]
    caches = [related(code(f"cache{n}", identifier=f"shop{n}"), "security_groups", group) for n in (1, 2)]
    running = [
        related(live(f"arn:{n}", identifier=f"shop{n}"), "security_groups", other) for n, other in enumerate(others, 1)
    ]
    found = compared(inventory(group, *caches), inventory(*others, *running))
    assert [pair.declared.key for pair in found.pairs] == ["cache1", "cache2"]
    assert [one.resource.key for one in found.not_matched] == ["group"]
    assert not found.found, "code does not tell which group that is"


def test_the_default_group_stands_for_no_certain_one():
    group = code("default", "security_group", identifier="default")
    group.judged = False
    runs = live("arn:sg-1", "security_group", identifier="sg-1")
    declared = inventory(related(code(), "security_groups", group), group)
    found = compared(declared, inventory(related(live(), "security_groups", runs), runs))
    assert [pair.declared.key for pair in found.pairs] == ["cache"]
    assert not found.found


def test_relations_are_compared_by_where_they_lead():
    group = code("users", "user_group", identifier="shop-users")
    declared = inventory(related(code(), "user_groups", group), group)
    running = related(live(), "user_groups", Unseen("other-users", "denied", named=True))
    assert [one.name for pair in compared(declared, running).pairs for one in pair.relations] == ["user_groups"]
    running = related(live(), "user_groups", Unseen("shop-users", "denied", named=True))
    assert not compared(declared, running).found
    running = related(live(), "user_groups", Unseen("(not known which)", "denied"))
    assert not compared(declared, running).found


@pytest.mark.parametrize(
    ("facts", "matched"),
    [
        ({}, True),
        ({"region": "us-east-1"}, False),
        ({"region": Unknown("var.region")}, True),
        ({"identifier": Unknown("x")}, False),
        ({"identifier": when(Switch("x"), true="shop", false="test")}, True),
        ({"identifier": when(Switch("x"), true="prod", false="test")}, False),
    ],
)
def test_by_identifier_and_region(facts: dict[str, Any], matched: bool):
    assert bool(compared(code(**facts), live()).pairs) is matched


def test_by_a_tag_that_only_one_has():
    declared = named(code(identifier=Unknown("x")), "shop cache")
    assert [pair.how for pair in compared(declared, named(live(), "shop cache")).pairs] == ["tag Name"]
    assert not compared(declared, named(live(), "other")).pairs
    twice = inventory(named(live(), "shop cache"), named(live("arn:b", identifier="b"), "shop cache"))
    assert not compared(declared, twice).pairs
    two = [named(code(f"c{n}", identifier=Unknown("x")), "shop cache") for n in range(2)]
    assert not compared(inventory(*two), named(live(), "shop cache")).pairs
    known = named(code(identifier="shop2"), "shop cache")
    assert not compared(known, named(live(), "shop cache")).pairs, "its name says that it is another"


def test_what_may_be_one_of_several_is_matched_with_none():
    both = inventory(live(), live("arn:b", region="us-east-1"))
    found = compared(code(region=Unknown("x")), both)
    assert [one.doubt for one in found.not_matched] == ["2 that run may be it, in several networks, accounts or cases"]
    assert all(one.doubt == "it may be cache" for one in found.unmanaged)
    twice = compared(inventory(code("a"), code("b")), live())
    assert [one.doubt for one in twice.not_matched] == ["declared 2 times: it cannot be told which of them runs"] * 2
    assert (twice.found, twice.open) == (False, True)


def test_global_datastores_have_letters_in_front():
    declared = resource("g", "global_datastore", identifier="shop")
    assert compared(declared, resource("arn:g", "global_datastore", identifier="ldgnf-shop")).pairs
    assert not compared(declared, resource("arn:g", "global_datastore", identifier="ldgnf-other-shop")).pairs


def test_caches_that_nobody_declares():
    found = compared(Inventory(), live())
    assert [(one.resource.key, one.doubt) for one in found.unmanaged] == [("arn:shop", "")]
    assert found.found
    may_be = compared(code(identifier=Unknown("x")), live())
    assert [one.doubt for one in may_be.unmanaged] == ["it may be cache"]
    assert (may_be.found, may_be.open) == (False, True)
    unread = compared(Inventory(gaps=[Gap("a", "terraform", "a", "b")]), live())
    assert [one.doubt for one in unread.unmanaged] == ["not all code could be read"]
    assert not compared(Inventory(), live("arn:u", "user")).unmanaged, "accounts hold more than code of caches"


def test_caches_that_do_not_run():
    other = live("arn:b", identifier="b")
    found = compared(inventory(code(), code("b", identifier="b")), other)
    assert [(one.resource.key, one.doubt) for one in found.missing] == [("cache", "")]
    assert found.found


def test_what_was_not_looked_at_may_run():
    declared = code(region="us-east-1")
    assert [one.doubt for one in compared(declared, live()).missing] == ["us-east-1 was not looked at"]
    denied = Inventory(unlisted={"replication_group": "AccessDenied"})
    found = compared(code(), denied)
    assert [one.doubt for one in found.missing] == ["not all of these were listed: AccessDenied"]
    assert (found.found, found.open) == (False, True)
    maybe = resource("m", identifier="m", region=_REGION, exists=Unknown("var.on"))
    found = compared(inventory(maybe, code()), live())
    assert [one.doubt for one in found.missing] == ["it may not be declared: var.on"]


def test_what_a_plan_removes_is_not_declared():
    gone = code()
    gone.change = Change("delete")
    found = compared(gone, live())
    assert (found.pairs, [one.resource.key for one in found.unmanaged]) == ((), ["arn:shop"])
    former = code()
    former.former = True
    assert compared(former, live()).pairs == ()


@pytest.mark.parametrize(
    ("declared", "actual", "turn"),
    [
        (Status.PASS, Status.FAIL, Turn.OPEN_LIVE),
        (Status.FAIL, Status.PASS, Turn.CLOSED_LIVE),
        (Status.FAIL, Status.FAIL, Turn.BOTH),
        (Status.UNKNOWN, Status.FAIL, Turn.NOT_KNOWN),
        (Status.PASS, Status.PASS, None),
        (Status.NOT_APPLICABLE, Status.FAIL, None),
        (Status.FAIL, Status.UNKNOWN, None),
    ],
)
def test_what_becomes_of_faults(declared: Status, actual: Status, turn: Turn | None):
    found = compared(code(), live(), (declared, actual))
    assert [fault.turn for pair in found.pairs for fault in pair.faults] == ([] if turn is None else [turn])
    assert found.found is (turn in (Turn.OPEN_LIVE, Turn.CLOSED_LIVE))


def test_the_worst_fault_is_told_first():
    found = compared(code(), live(), *[(Status.FAIL, Status.FAIL)] * 3)
    assert [fault.rule for pair in found.pairs for fault in pair.faults] == ["r2", "r1", "r0"]


def test_the_order_of_reading_does_not_matter():
    declared = [code(f"c{n}", identifier=f"n{n}", nodes=n) for n in range(4)]
    running = [live(f"arn:{n}", identifier=f"n{n}", nodes=2) for n in (3, 2, 1, 7)]
    there = compared(inventory(*declared), inventory(*running))
    assert compared(inventory(*reversed(declared)), inventory(*reversed(running))) == there
    assert (len(there.pairs), len(there.missing), len(there.unmanaged)) == (3, 1, 1)
