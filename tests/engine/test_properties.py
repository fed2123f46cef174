"""What must hold of every verdict, whatever the rules and the inventory: tried on made-up ones."""

from __future__ import annotations

from functools import cache
from random import Random

from hypothesis import event, given, settings
from hypothesis import strategies as st

from auditor.engine.evaluate import judge, judge_all
from auditor.engine.findings import LazyFindings
from auditor.engine.loader import RuleSet, load_rules
from auditor.engine.worlds import is_default
from auditor.model.facts import EXISTS, Absent, Fact, Known, Unknown
from auditor.model.finding import Finding, Status, Verdict, World
from auditor.model.resource import Inventory
from auditor.model.schema import KINDS
from tests.engine import builders
from tests.engine.oracle import Oracle
from tests.engine.worlds_made_up import FRESH, condition, copied, hanging, inventory, refuse_some, value

RANDOM = st.randoms(use_true_random=True)
DECIDED = {Status.PASS, Status.FAIL}


catalogue = cache(load_rules)  # no fixture: Hypothesis would print it whole


def made_up(random: Random, many: int = 12) -> RuleSet:
    """Rules with small random conditions, some of them in scopes of their own."""
    made = []
    for number in range(many):
        kind = random.choice(["replication_group", "cache_cluster", "serverless_cache", "user_group"])
        scope = {"kinds": [kind], **({"where": condition(kind, random)} if random.random() < 0.4 else {})}
        made.append(builders.rule(f"r{number}", applies_to=scope, check=condition(kind, random), message="Bad"))
    return builders.rules(*made)


def all_rules(random: Random) -> RuleSet:
    return RuleSet({**catalogue().rules, **made_up(random).rules})


def verdicts(rules: RuleSet, world: Inventory) -> dict[tuple[str, str], Verdict]:
    judged = judge_all(rules, world)
    assert not judged.gaps
    return {(v.rule, v.resource): v for v in judged.verdicts}


def forget_something(original: Inventory, random: Random) -> Inventory:
    """The same inventory, with one to three facts or relations less known."""
    less = copied(original)
    for _ in range(random.randint(1, 3)):
        resource = less.resources[random.choice(list(less.resources))]
        known = random.choice([resource.facts, resource.relations])
        if known:
            name = random.choice(list(known))
            known[name] = Unknown("forgotten")
    return less


@settings(max_examples=60)
@given(RANDOM)
def test_what_is_forgotten_never_changes_a_verdict_but_to_unknown(random: Random):
    rules, full = all_rules(random), inventory(random)
    before, after = verdicts(rules, full), verdicts(rules, forget_something(full, random))
    assert before.keys() == after.keys()
    for pair, verdict in after.items():
        assert verdict.status in (Status.UNKNOWN, before[pair].status)
        if verdict.status is not before[pair].status:
            event(f"{before[pair].status.name} -> {verdict.status.name}")


@settings(max_examples=40)
@given(RANDOM)
def test_a_doubtful_existence_decides_nothing(random: Random):
    rules, full = all_rules(random), inventory(random)
    less = copied(full)
    doubtful = random.choice(list(less.resources))
    less.resources[doubtful].exists = Unknown("forgotten")
    before, after = verdicts(rules, full), verdicts(rules, less)
    for pair, verdict in after.items():
        if pair[1] != doubtful:
            assert verdict.status in (Status.UNKNOWN, before[pair].status)
        elif verdict.status is Status.PASS:
            # Judged where it may exist, which is in more worlds than before.
            assert before[pair].status in (Status.PASS, Status.NOT_APPLICABLE)


def with_choices(one: Fact, other: Fact) -> Fact:
    """`one` where it was known, or `other`: which of them hangs on a switch that nothing else hangs on."""
    if isinstance(one, Known):
        return hanging(FRESH, iter([one, other]).__next__)
    if isinstance(one, Unknown) and one.choices:
        (guard, first), *rest = one.choices
        return Unknown(one.reason, choices=((guard, with_choices(first, other)), *rest))
    return one


@settings(max_examples=60)
@given(RANDOM)
def test_more_worlds_never_turn_unknown_into_pass(random: Random):
    rules, few = all_rules(random), inventory(random)
    more = copied(few)
    for resource in more.resources.values():
        for name, known in resource.facts.items():
            if random.random() < 0.15:
                other = Known(value(KINDS[resource.kind].facts[name], random))
                resource.facts[name] = with_choices(known, random.choice((other, Absent(), Unknown("why"))))
        if resource.exists == EXISTS and random.random() < 0.1:
            resource.exists = with_choices(EXISTS, Known(False))
    before, after = verdicts(rules, few), verdicts(rules, more)
    for pair, verdict in after.items():
        if verdict.status is Status.PASS:
            assert before[pair].status in (Status.PASS, Status.NOT_APPLICABLE)
        if before[pair].status is Status.FAIL:
            assert verdict.status is not Status.PASS
        if verdict.status is not before[pair].status:
            event(f"{before[pair].status.name} -> {verdict.status.name}")


def findings(rules: RuleSet, world: Inventory) -> list[Finding]:
    derived: dict[tuple[str, str], Fact] = {}
    return list(LazyFindings(judge_all(rules, world, derived).verdicts, rules, world, derived))


@settings(max_examples=25)
@given(RANDOM, st.randoms(use_true_random=True))
def test_the_same_input_gives_the_same_findings(random: Random, other: Random):
    rules, one = all_rules(random), inventory(random)
    keys, ids = list(one.resources), list(rules.rules)
    other.shuffle(keys)
    other.shuffle(ids)
    again = copied(Inventory({key: one.resources[key] for key in keys}))
    shuffled = RuleSet({name: rules.rules[name] for name in ids})
    assert findings(shuffled, again) == findings(rules, one)


def covers(partial: World, full: World) -> bool:
    return set(partial) <= set(full)


@settings(max_examples=60)
@given(RANDOM)
def test_split_worlds_give_the_verdict_of_all_worlds(random: Random):
    rules, world = all_rules(random), inventory(random)
    oracle = Oracle(world)
    event(f"{len(oracle.worlds)} worlds")
    for (rule, key), verdict in verdicts(rules, world).items():
        assert verdict.status is oracle.verdict(rules.rules[rule], key), (rule, key)
        by_world = oracle.statuses(rules.rules[rule], key)
        if verdict.fails_when:
            failing = {w for w, status in by_world.items() if status is Status.FAIL}
            assert failing == {w for w in by_world if any(covers(f, w) for f in verdict.fails_when)}
        if verdict.status in DECIDED:
            shown = [status for w, status in by_world.items() if covers(verdict.world, w)]
            assert verdict.status in shown


@settings(max_examples=40)
@given(RANDOM)
def test_a_world_that_is_refused_has_no_say_and_no_other_world_is_left_out(random: Random):
    rules, world = all_rules(random), inventory(random)
    refuse_some(world, random)
    oracle = Oracle(world)
    refused = oracle.refused()
    for (rule, key), verdict in verdicts(rules, world).items():
        by_world = {w: s for w, s in oracle.statuses(rules.rules[rule], key).items() if w not in refused}
        default = {s for w, s in by_world.items() if is_default(w)}
        if verdict.status is Status.PASS:
            assert set(by_world.values()) <= {Status.PASS, Status.NOT_APPLICABLE}
        elif verdict.status is Status.FAIL and by_world:
            # A default world may be refused for something that this rule does not read.
            assert {Status.FAIL} in (set(by_world.values()), default) or not default
        if refused and verdict.status in DECIDED:
            everywhere = set(oracle.statuses(rules.rules[rule], key).values())
            event("decided by leaving worlds out" if everywhere != {verdict.status} else "decided anyway")


@settings(max_examples=25)
@given(RANDOM)
def test_judging_alone_is_judging_with_all_others(random: Random):
    rules, world = all_rules(random), inventory(random)
    for (rule, key), verdict in verdicts(rules, world).items():
        alone, bounded = judge(rules.rules[rule], world.resources[key], world, {})
        assert not bounded
        assert (alone.status, alone.fails_when) == (verdict.status, verdict.fails_when)
