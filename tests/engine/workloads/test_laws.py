"""What must hold of workloads, whatever the rules, the resources, and what workloads change: tried on made-up ones."""

from __future__ import annotations

from functools import cache
from random import Random

from hypothesis import event, given, settings
from hypothesis import strategies as st

from auditor.engine.build import build_rule
from auditor.engine.loader import RuleSet, load_rules
from auditor.engine.workloads.apply import SEVERE
from auditor.engine.workloads.catalogue import Effect, Workload, Workloads
from auditor.engine.workloads.resolve import KINDS_WITH_WORKLOAD, Chosen, Matching
from auditor.model.finding import Finding, Severity
from auditor.model.resource import Inventory
from tests.engine import builders, worlds_made_up
from tests.engine.workloads.made import judged, purposeless, tagged, with_workloads

RANDOM = st.randoms(use_true_random=True)
NAMES = ("one", "two", "three")
CACHES = ("replication_group", "cache_cluster", "serverless_cache")

catalogue = cache(load_rules)  # no fixture: Hypothesis would print it whole


def with_threshold(name: str, kind: str, random: Random) -> dict[str, object]:
    """A rule with a threshold, of which nobody knows in which direction it is strict."""
    fact, value = random.choice((("backup_days", random.randrange(9)), ("engine", random.choice(("redis", "valkey")))))
    test = {random.choice(("lt", "le", "gt", "ge", "ne")): "$limit"} if fact == "backup_days" else {"ne": "$limit"}
    limit = {fact: test}
    scope = {"kinds": [kind], **({"where": limit} if random.random() < 0.5 else {})}
    other = worlds_made_up.condition(kind, random)
    form = random.choice(("all", "any"))
    check = {form: [limit, other]} if "where" not in scope or random.random() < 0.5 else other
    return builders.rule_text(name, applies_to=scope, check=check, message="Bad", params={"limit": value})


def about_purpose(name: str, kind: str, random: Random) -> dict[str, object]:
    """A rule that asks what a cache is for: it could be made milder by saying the right word."""
    asks = random.choice(
        (
            {"workload": {"absent": random.random() < 0.5}},
            {"workload": {random.choice(("is", "ne")): random.choice(NAMES)}},
            {"workload.missing": {"empty": random.random() < 0.5}},
        )
    )
    other = worlds_made_up.condition(kind, random)
    scope = {"kinds": [kind], **({"where": asks} if random.random() < 0.5 else {})}
    check = random.choice(({"all": [asks, other]}, {"any": [asks, other]}, {"not": asks}))
    return builders.rule_text(name, applies_to=scope, check=check, message="Bad")


def made_up(random: Random) -> RuleSet:
    """Some of the catalogue and made-up rules, with workloads that change any of them in any way."""
    rules = dict(random.sample(sorted(catalogue().rules.items()), 15))
    for number in range(12):
        kind = random.choice(CACHES)
        text = (with_threshold if number % 2 else about_purpose)(f"r{number}", kind, random)
        rules[f"r{number}"] = builders.rule(**{k: v for k, v in text.items() if k != "id"}, name=str(text["id"]))  # type: ignore[arg-type]
    chosen = builders.rules(*rules.values())
    return with_workloads(chosen, *(purpose(name, chosen, random) for name in NAMES))


def purpose(name: str, rules: RuleSet, random: Random) -> Workload:
    effects = {}
    for rule in rules.rules.values():
        if random.random() < 0.6:
            severity = random.choice((None, *Severity))
            changed = {word: other(value, random) for word, value in rule.params.items() if random.random() < 0.7}
            effects[rule.id] = Effect(severity, changed, "it is so")
    needs = dict.fromkeys(random.sample(sorted(catalogue().tables["capabilities"]["entries"]), 3), "it is so")
    return Workload(name, "Made up.", needs=needs, effects=effects)


def other(value: object, random: Random) -> object:
    """Another threshold of the same type, strict or not."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return random.randrange(9)
    return {"redis": "valkey", "valkey": "redis"}.get(str(value), value)


def inventory(random: Random) -> Inventory:
    made = purposeless(worlds_made_up.inventory(random))
    made.context = type(made.context)(None, catalogue().tables)
    return made


def tags(made: Inventory, random: Random) -> dict[str, str]:
    return {key: random.choice(NAMES) for key in made.resources if random.random() < 0.7}


def milder(now: Finding, before: Finding) -> bool:
    return SEVERE.index(now.status) < SEVERE.index(before.status) or now.severity < before.severity


@settings(max_examples=40, deadline=None)
@given(RANDOM)
def test_what_scanned_code_says_of_itself_never_makes_a_verdict_milder(random: Random):
    rules, plain = made_up(random), inventory(random)
    before, now = judged(rules, plain), judged(rules, tagged(plain, tags(plain, random)))
    assert before.keys() == now.keys()
    for pair, finding in now.items():
        assert not milder(finding, before[pair]), pair
        if finding.status is not before[pair].status:
            event(f"{before[pair].status.name} -> {finding.status.name}")


@settings(max_examples=20, deadline=None)
@given(RANDOM)
def test_a_configuration_that_is_not_trusted_never_makes_a_verdict_milder(random: Random):
    rules, plain = made_up(random), inventory(random)
    chosen = Chosen(
        matching=(Matching(random.choice(NAMES), address=random.choice((*CACHES, "*"))),),
        default=Matching(random.choice(NAMES)) if random.random() < 0.5 else None,
        trusted=False,
    )
    before, now = judged(rules, plain), judged(rules, plain, chosen)
    assert not [pair for pair, finding in now.items() if milder(finding, before[pair])]


@settings(max_examples=20, deadline=None)
@given(RANDOM)
def test_flag_beats_configuration_and_configuration_beats_tag(random: Random):
    rules, plain = made_up(random), inventory(random)
    coded = tagged(plain, tags(plain, random))
    flag, configured = random.choice(NAMES), Chosen(default=Matching(random.choice(NAMES), said="ours.yaml:1"))
    told = {pair: finding.status for pair, finding in judged(rules, coded, Chosen(flag)).items()}
    both = Chosen(flag, configured.matching, configured.default)
    assert {pair: f.status for pair, f in judged(rules, coded, both).items()} == told
    assert {pair: f.status for pair, f in judged(rules, plain, Chosen(flag)).items()} == told
    with_tags, without = judged(rules, coded, configured), judged(rules, plain, configured)
    assert {p: (f.status, f.severity) for p, f in with_tags.items()} == {
        p: (f.status, f.severity) for p, f in without.items()
    }


@settings(max_examples=20, deadline=None)
@given(RANDOM)
def test_a_workload_with_nothing_to_say_changes_nothing(random: Random):
    rules, plain = made_up(random), inventory(random)
    rules = builders.rules(*(r for r in rules.rules.values() if "workload" not in str(r.written)))
    rules = with_workloads(rules, *(Workload(name, "Says nothing.") for name in NAMES))
    before = judged(rules, plain)
    for now in (judged(rules, tagged(plain, tags(plain, random))), judged(rules, plain, Chosen("two"))):
        assert now == before


@settings(max_examples=20, deadline=None)
@given(RANDOM)
def test_a_flag_judges_by_rules_that_are_written_so(random: Random):
    """The same verdicts as of rules that have the thresholds and severities of the workload in their files."""
    rules, plain = made_up(random), inventory(random)
    name = random.choice(NAMES)
    effects = rules.workloads.by_name[name].effects
    rewritten = []
    for rule in rules.rules.values():
        effect = effects.get(rule.id)
        params = effect.params if effect is not None else {}
        severity = effect.severity if effect is not None and effect.severity is not None else rule.info.severity
        written = {**rule.written, "severity": severity.word, "params": {**rule.params, **params}}
        rewritten.append(build_rule(written, rule.marks, rule.info.theme))
    # Of these workloads nothing is left but what the resources need.
    bare = [Workload(one.name, one.about, needs=one.needs) for one in rules.workloads.by_name.values()]
    now, then = (
        judged(rules, plain, Chosen(name)),
        judged(with_workloads(builders.rules(*rewritten), *bare), plain, Chosen(name)),
    )
    assert {p: (f.status, f.severity, f.message) for p, f in now.items() if f.kind in KINDS_WITH_WORKLOAD} == {
        p: (f.status, f.severity, f.message) for p, f in then.items() if f.kind in KINDS_WITH_WORKLOAD
    }
    assert {f.base_severity for f in now.values()} <= {r.info.severity for r in rules.rules.values()}


@settings(max_examples=20, deadline=None)
@given(RANDOM)
def test_a_severity_that_is_not_the_usual_one_has_a_reason(random: Random):
    rules, plain = made_up(random), inventory(random)
    for finding in judged(rules, tagged(plain, tags(plain, random))).values():
        told = [each for each in finding.adjustments if each.what == "severity"]
        assert bool(told) is (finding.severity is not finding.base_severity)
        assert all(each.reason and each.by for each in finding.adjustments)


def test_the_workloads_of_the_catalogue_are_found_by_every_name():
    assert isinstance(catalogue().workloads, Workloads)
    for word, name in catalogue().workloads.names.items():
        found = catalogue().workloads.find(f" {word.upper()} ")
        assert found is not None
        assert found.name == name
