"""Security groups that many caches share: their rules are read once for all caches and worlds that are alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auditor.analysis import ingress as module
from auditor.engine.evaluate import judge_all
from auditor.engine.findings import LazyFindings
from auditor.engine.loader import RuleSet, load_rules
from auditor.engine.shared import Shared
from auditor.engine.worlds import WorldView
from auditor.model.facts import Fact, Known, Switch, Unknown
from auditor.model.location import NOWHERE
from auditor.model.resource import Inventory, Resource
from tests.analysis.builders import (
    BLURRED,
    FALSE,
    SWITCH,
    TRUE,
    at,
    between,
    either,
    ingress,
    known,
    link,
    networked,
    reach_of,
    security_group,
)

RULES = 4


def group(number: int) -> Resource:
    """A group of rules whose blocks hang on a switch."""
    rules = [ingress(line=20 + n) for n in range(RULES)]
    for n, rule in enumerate(rules):
        blocks = either(Known(("0.0.0.0/0",)), Known((f"10.{number}.{n}.0/24",)))
        rules[n] = type(rule)(
            rule.protocol, rule.from_port, rule.to_port, blocks, rule.groups, rule.prefix_lists, rule.place
        )
    return security_group(*rules, key=f"group{number}")


def caches(many: int, groups: int = 5, **facts: Any) -> Inventory:
    shared = [group(number) for number in range(groups)]
    every = [networked(**facts) for _ in range(many)]
    for number, cache in enumerate(every):
        cache.key = cache.address = f"cache{number}"
        link(cache, "security_groups", *shared)
    return Inventory({r.key: r for r in (*every, *shared)})


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every question whether a rule opens a port of a cache."""
    asked: list[Any] = []
    opens = module._opens

    def counted(*arguments: Any) -> Any:
        asked.append(arguments)
        return opens(*arguments)

    monkeypatch.setattr(module, "_opens", counted)
    return asked


def judge(scanned: Inventory) -> LazyFindings:
    rules = RuleSet({r.id: r for r in load_rules().rules.values() if "reach.by_groups" in str(dict(r.check))})
    assert rules.rules
    derived: dict[tuple[str, str], Fact] = {}
    return LazyFindings(judge_all(rules, scanned, derived).verdicts, rules, scanned, derived)


def test_a_rule_is_read_once_in_each_world_whatever_the_number_of_caches(reads: list[Any]):
    few, many = caches(2), caches(30)
    judge(few)
    once = len(reads)
    assert once == 5 * RULES * 3  # where the switch is open, true, and false
    judge(many)
    assert len(reads) == 2 * once


def test_the_evidence_of_all_findings_reads_a_rule_once_in_each_world(reads: list[Any]):
    findings = judge(caches(30))
    reads.clear()
    for _ in range(2):
        assert len(list(findings)) >= 30
    assert 0 < len(reads) <= 5 * RULES * 3


def test_caches_whose_groups_are_not_the_same_share_those_that_are(reads: list[Any]):
    scanned = caches(10, groups=10)
    members = [one for one in scanned.resources.values() if one.kind == "security_group"]
    for number in range(10):
        link(scanned.resources[f"cache{number}"], "security_groups", *members[:number], *members[number + 1 :])
    judge(scanned)
    assert len(reads) == 10 * RULES * 3


def test_caches_on_other_ports_do_not_share(reads: list[Any]):
    scanned = caches(2)
    scanned.resources["cache1"].facts["port"] = Known(6380)
    found = {f.resource: f for f in judge(scanned) if f.rule == "security-group-internet-exposure"}
    assert len({str(arguments[-1]) for arguments in reads}) == 2
    assert found["cache0"].status.value == "fail"
    assert found["cache1"].status.value == "pass"


@pytest.mark.parametrize("facts", [{}, {"network_type": BLURRED}, {"network_type": "ipv6"}])
def test_caches_that_share_groups_are_judged_as_each_alone(facts: dict[str, Any]):
    together = caches(3, **facts)
    together.resources["cache1"].facts["network_type"] = Known("ipv6")
    link(together.resources["cache2"], "security_groups", group(0), group(1), place=44)
    found = {(f.rule, f.resource): f for f in judge(together)}
    for key in ("cache0", "cache1", "cache2"):
        groups = {k: r for k, r in together.resources.items() if r.kind == "security_group"}
        for alone in judge(Inventory({key: together.resources[key], **groups})):
            if alone.resource == key:
                assert found[alone.rule, key] == alone


def test_a_group_that_may_not_exist_is_told_from_one_that_does():
    one = security_group(ingress("0.0.0.0/0"))
    one.exists = either(Known(True), Known(False))
    cache = networked()
    steady = security_group(key="steady")
    link(cache, "security_groups", one, steady)
    shared, scanned = Shared(), Inventory({r.key: r for r in (cache, one, steady)})
    for _ in range(2):
        by_world = [WorldView(scanned, {}, world, shared).fact(cache, "reach.by_groups") for world in (TRUE, (), FALSE)]
        known(by_world[0], "any address")
        between(by_world[1], "none", "any address")
        known(by_world[2], "none")


def test_what_groups_hang_on_is_pending_before_the_network_type():
    other = Switch("var.other")
    network = Unknown("", choices=tuple((((other, o),), Known("ipv4")) for o in other.outcomes))
    scanned = caches(1)
    scanned.resources["cache0"].facts["network_type"] = network
    shared = Shared()
    for _ in range(2):
        seen = WorldView(scanned, {}, (), shared)
        seen.fact(scanned.resources["cache0"], "reach.by_groups")
        assert seen.pending == [SWITCH, other]


def test_the_first_three_reasons_are_named():
    doubts = [ingress("10.0.0.0/8", line=20 + n, exists=Unknown(f"reason {n}")) for n in range(5)]
    found = between(reach_of(*doubts), "none", "private")
    assert found.reason == "sg: reason 0; sg: reason 1; sg: reason 2"
    assert found.place == at(20)


def test_where_what_is_doubtful_stands_is_told_even_if_the_first_stands_nowhere():
    placed = ingress("10.0.0.0/8", exists=Unknown("why"), line=31)
    found = between(reach_of(placed, replace(placed, place=NOWHERE)), "none", "private")
    assert (found.reason, found.place) == ("sg: why", at(31))


def test_doubtful_blocks_that_reach_far_only_together_are_named():
    # Each alone is a network among others, which is what the certain one is.
    blocks = [ingress(block, exists=Unknown(f"why {block}"), line=40) for block in ("8.0.0.0/8", "9.0.0.0/8")]
    found = between(reach_of(ingress("203.0.113.0/24"), *blocks), "other networks", "any address")
    assert found.reason == "sg: why 8.0.0.0/8; sg: why 9.0.0.0/8"
