"""What becomes of a scan that takes more work to judge than there are steps for."""

from __future__ import annotations

import pytest

from auditor.engine.bounds import MAX_STEPS, NotReached
from auditor.engine.evaluate import Judgement, judge_all
from auditor.engine.findings import LazyFindings
from auditor.engine.loader import RuleSet
from auditor.engine.shared import Shared
from auditor.engine.worlds import WorldView
from auditor.model.facts import Known, Switch
from auditor.model.finding import Finding, Status
from auditor.model.location import Location
from auditor.model.network import IngressRule
from auditor.model.report import Report
from auditor.model.resource import Inventory
from auditor.reporters import console, html, json, sarif
from tests.engine.builders import inventory, related, resource, rule, rules, when

TLS = rule("tls", check={"tls": True})
BACKUP = rule("backup", check={"backup_days": {"ge": 1}})
BOTH = rules(TLS, BACKUP)
BOUND = "judging takes more than 500 steps"


def caches(many: int) -> Inventory:
    """Caches whose facts hang on switches."""
    on = Switch("var.on")
    return inventory(*(resource(f"c{n:02}", tls=when(on, true=True, false=False), backup_days=n) for n in range(many)))


def judged(steps: int, chosen: RuleSet = BOTH, many: int = 8) -> Judgement:
    return judge_all(chosen, caches(many), steps=steps)


def test_no_verdict_is_missing_and_those_not_reached_are_unknown():
    every, some = judged(MAX_STEPS).verdicts, judged(500).verdicts
    assert [(v.rule, v.resource, v.severity) for v in some] == [(v.rule, v.resource, v.severity) for v in every]
    reached = [v for v in some if not isinstance(v, NotReached)]
    assert 0 < len(reached) < len(every)
    assert some[: len(reached)] == every[: len(reached)]
    assert {v.status for v in some[len(reached) :]} == {Status.UNKNOWN}


def test_one_gap_names_the_bound_and_how_much_it_cut_off():
    end = judged(500)
    first, *rest = (v for v in end.verdicts if isinstance(v, NotReached))
    (gap,) = end.gaps
    assert (gap.id, gap.source, gap.reason) == ("judging:steps", "engine", BOUND)
    assert gap.what == f"{first.rule} on {first.resource}, and all {len(rest)} verdicts after it"
    assert gap.location == resource(first.resource).location


def test_with_enough_steps_there_is_no_gap():
    assert judged(MAX_STEPS).gaps == []
    assert not any(isinstance(v, NotReached) for v in judged(MAX_STEPS).verdicts)


def test_a_gap_for_worlds_stays_beside_that_for_steps():
    fact = Known(True)
    for number in range(200):
        fact = when(Switch(f"var.s{number:03}"), true=True, false=fact)  # type: ignore[assignment]
    wide, other = resource("wide", tls=fact), resource("x")
    end = judge_all(rules(TLS), inventory(wide, *(resource(f"x{n}", tls=fact) for n in range(50)), other), steps=60_000)
    assert [gap.id for gap in end.gaps][:: len(end.gaps) - 1] == ["worlds:tls:wide", "judging:steps"]


def test_judging_ends_at_the_same_place_each_time():
    assert judged(500).verdicts == judged(500).verdicts
    reached = [sum(not isinstance(v, NotReached) for v in judged(steps).verdicts) for steps in range(0, 2_000, 25)]
    assert reached == sorted(reached)
    assert reached[0] == 0
    assert reached[-1] == 16


def test_rules_on_resources_of_which_all_is_known_take_steps_too():
    known = inventory(*(resource(f"c{n}", tls=True) for n in range(500)))
    assert judge_all(rules(TLS), known, steps=500).gaps


def test_a_finding_that_was_not_reached_says_why_and_looks_at_nothing(monkeypatch: pytest.MonkeyPatch):
    scanned = caches(8)
    verdicts = [v for v in judge_all(BOTH, scanned, steps=500).verdicts if isinstance(v, NotReached)]
    monkeypatch.setattr(WorldView, "fact", None)
    monkeypatch.setattr(WorldView, "related", None)
    findings: list[Finding] = list(LazyFindings(list(verdicts), BOTH, scanned, {}))
    assert {(f.status, f.message, f.evidence, f.because) for f in findings} == {
        (Status.UNKNOWN, f"Not established: {BOUND}", (), ())
    }
    assert {f.location for f in findings} <= {one.location for one in scanned.resources.values()}


def test_every_report_tells_of_it():
    scanned = caches(8)
    end = judge_all(BOTH, scanned, steps=500)
    findings = LazyFindings(end.verdicts, BOTH, scanned, {})
    made = Report(
        "1", "", "", (), "", findings.summary(1), {r.id: r.info for r in BOTH.rules.values()}, scanned.resources,
        findings, tuple(end.gaps),
    )  # fmt: skip
    for render in (json.render, sarif.render, html.render, console.render):
        assert BOUND in "".join(render(made))


def rule_for(cidrs: int, number: int) -> IngressRule:
    none = Known(())
    port = Known(6379)
    blocks = Known(tuple(f"10.{number % 256}.{n % 256}.{n // 256}/32" for n in range(cidrs)))
    return IngressRule(Known("tcp"), port, port, blocks, none, none, Location("main.tf", number))


def with_groups(groups: int, each: int, cidrs: int) -> Inventory:
    ingress = [rule_for(cidrs, n) for n in range(each)]
    made = [resource(f"g{n}", "security_group", ingress=ingress, is_default=False) for n in range(groups)]
    return inventory(related(resource(port=6379), "security_groups", *made), *made)


def with_users(many: int, text: str) -> Inventory:
    users = [resource(f"u{n}", "user", access_string=text, user_name=f"u{n}") for n in range(many)]
    group = related(resource("group", "user_group", engine="redis"), "users", *users)
    return inventory(related(resource(), "user_groups", group), group, *users)


def spent(scanned: Inventory, key: str, fact: str) -> float:
    shared = Shared(1_000_000)
    WorldView(scanned, {}, (), shared).fact(scanned.resources[key], fact)
    return 1_000_000 - shared.steps


@pytest.mark.parametrize(
    ("short", "long", "key", "fact", "steps"),
    [
        (with_groups(1, 1, 1), with_groups(500, 1, 1), "cache", "reach.by_groups", 20),
        (with_groups(1, 1, 1), with_groups(1, 500, 1), "cache", "reach.by_groups", 20),
        (with_groups(1, 1, 1), with_groups(1, 1, 500), "cache", "reach.by_groups", 11),
        (with_groups(1, 1, 1), with_groups(500, 1, 1), "cache", "groups.default", 1),
        (with_users(1, "on +get"), with_users(500, "on +get"), "cache", "auth.method", 20),
        (with_users(1, "on +get"), with_users(500, "on +get"), "cache", "auth.open_users", 20),
        (with_users(1, "on +get"), with_users(1, "on" + " +get" * 500), "u0", "acl.commands", 10),
    ],
)
def test_whatever_an_author_can_make_long_takes_steps(
    short: Inventory, long: Inventory, key: str, fact: str, steps: int
):
    assert spent(long, key, fact) - spent(short, key, fact) >= 499 * steps


def test_a_cache_that_shares_the_groups_of_another_takes_few_steps():
    every = with_groups(20, 20, 20)
    other = resource("other", port=6379)
    other.relations.update(every.resources["cache"].relations)
    every.resources["other"] = other
    shared = Shared(1_000_000)
    view = WorldView(every, {}, (), shared)
    view.fact(every.resources["cache"], "reach.by_groups")
    left = shared.steps
    assert left < 950_000
    view.fact(other, "reach.by_groups")
    assert left - shared.steps < 100
