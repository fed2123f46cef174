"""Security groups that many caches share: their rules are read once for all caches and worlds that are alike."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.analysis import ingress as module
from auditor.engine.evaluate import judge_all
from auditor.engine.findings import LazyFindings
from auditor.engine.loader import RuleSet, load_rules
from auditor.model.facts import Fact, Known
from auditor.model.resource import Inventory, Resource
from tests.analysis.builders import BLURRED, either, ingress, link, networked, security_group

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
    rules = RuleSet({r.id: r for r in load_rules().rules.values() if "reach.by_groups" in str(r.check)})
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
    once = len(reads)
    assert len(list(findings)) >= 30
    assert len(list(findings)) >= 30
    assert len(reads) <= 2 * once


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
