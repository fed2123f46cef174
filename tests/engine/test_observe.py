"""What a condition shows for its answer: the facts that decide it, and no others."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.engine.conditions import Condition, Observation
from auditor.engine.marks import Marks
from auditor.engine.parse import Parser
from auditor.engine.worlds import WorldView
from auditor.model.facts import EXISTS, Absent, Fact, Known, Unknown, Unseen
from auditor.model.resource import Resource
from auditor.model.schema import KINDS
from tests.engine.builders import condition, related, resource, view
from tests.engine.worlds_made_up import condition as made_up_condition
from tests.engine.worlds_made_up import copied, inventory, value

CACHE = {"tls": True, "at_rest": False, "multi_az": Unknown("why"), "auto_minor": False}


def seen(text: str, **facts: Any) -> list[tuple[str, str]]:
    one = resource(**(facts or CACHE))
    return [(o.name, o.expected) for o in condition(text).observe(one, view(one))]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tls: true", [("tls", "true")]),
        ("{tls: true, at_rest: true}", [("at_rest", "true")]),
        ("{tls: true, multi_az: true}", [("multi_az", "true")]),
        ("all: [{tls: true}, {at_rest: false}]", [("tls", "true"), ("at_rest", "false")]),
        ("all: [{at_rest: true}, {auto_minor: true}, {tls: true}]", [("at_rest", "true"), ("auto_minor", "true")]),
        ("any: [{tls: true}, {at_rest: true}]", [("tls", "true")]),
        ("any: [{at_rest: true}, {auto_minor: true}]", [("at_rest", "true"), ("auto_minor", "true")]),
        ("any: [{at_rest: true}, {multi_az: true}]", [("multi_az", "true")]),
        ("not: {any: [{tls: true}, {at_rest: true}]}", [("tls", "not true")]),
        ("not: {tls: {ne: true}}", [("tls", "true")]),
        ("not: {tls: {absent: true}}", [("tls", "set")]),
    ],
)
def test_the_facts_that_decide(text: str, shown: list[tuple[str, str]]):
    assert seen(text) == shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("backup_days: {ge: 1, le: 7}", "at least 1 and at most 7"),
        ("not: {backup_days: {ge: 1, le: 7}}", "not (at least 1 and at most 7)"),
        ("not: {backup_days: {ne: 5, absent: false}}", "not (not 5 and set)"),
        ("not: {backup_days: 5}", "not 5"),
        ("not: {not: {backup_days: 5}}", "5"),
    ],
)
def test_what_was_wanted_in_words(text: str, words: str):
    assert seen(text, backup_days=3) == [("backup_days", words)]


def user(name: str, **changes: Any) -> Resource:
    made = resource(name, "user", user_name=name, authentication=changes.pop("authentication", "iam"))
    for key, changed in changes.items():
        setattr(made, key, changed)
    return made


def of_group(text: str, *members: Resource | Unseen, more: str = "") -> list[tuple[str, str, str]]:
    group = related(resource("group", "user_group"), "users", *members)
    if more:
        known = group.relations["users"]
        assert isinstance(known, Known)
        group.relations["users"] = Unknown(more, members=known.value)  # type: ignore[arg-type]
    found = condition(text, "user_group").observe(group, view(group, *(m for m in members if isinstance(m, Resource))))
    return [(o.resource.key, o.name, o.fact.reason if isinstance(o.fact, Unknown) else o.expected) for o in found]


SOME = "{some: users, that: {authentication: iam}}"
EVERY = "{every: users, where: {user_name: {ne: x}}, that: {authentication: iam}}"


def test_the_member_that_decides():
    good, bad = user("good"), user("bad", authentication="password")
    assert of_group(SOME, bad, good) == [("good", "authentication", "iam")]
    assert of_group(EVERY, bad, good) == [("bad", "authentication", "iam"), ("bad", "user_name", "not x")]


def test_all_members_where_all_decide():
    names = [user("a", authentication="password"), user("b", authentication="password")]
    assert [key for key, _, _ in of_group(SOME, *names)] == ["a", "b"]


def test_of_a_member_left_out_only_why():
    assert of_group(EVERY, user("x", authentication="password")) == [("x", "user_name", "not x")]


def test_what_was_not_read_is_shown_where_it_could_matter():
    two = (Unseen("u1", "not read"), Unseen("u2", "denied"))
    assert of_group(SOME, *two) == [("group", "users", "u1: not read"), ("group", "users", "u2: denied")]
    assert of_group(SOME, more="var.users has no value") == [("group", "users", "var.users has no value")]
    assert of_group(SOME, user("good"), *two) == [("good", "authentication", "iam")]


def test_a_member_that_may_not_exist_is_the_reason():
    doubt = Unknown("var.create has no value")
    maybe = user("maybe", exists=doubt)
    assert of_group(SOME, maybe) == [("group", "users", "whether maybe exists: var.create has no value")]
    certain = user("good")
    assert of_group(SOME, maybe, certain) == [("good", "authentication", "iam")]
    assert of_group(SOME, user("bad", authentication="password", exists=doubt)) == [("bad", "authentication", "iam")]


def test_no_member_at_all():
    cache = resource("group", "user_group")
    (one,) = condition(SOME, "user_group").observe(cache, view(cache))
    assert (one.name, one.fact, one.expected) == ("users", Known((), place=cache.location), "at least one")


def parsed(random: Random, kind: str) -> Condition:
    return Parser(Marks("rule.yaml"), {}).condition(made_up_condition(kind, random), (kind,), ())


def decided(random: Random) -> tuple[WorldView, Resource, Condition]:
    """A made-up condition on a made-up resource, in which nothing hangs on a switch."""
    made = inventory(random)
    one = made.resources[random.choice(["replication_group", "cache_cluster", "serverless_cache", "group1"])]
    for each in made.resources.values():
        each.exists = EXISTS if random.random() < 0.7 else Unknown("why")
        for facts in (each.facts, each.relations):
            facts.update({n: Unknown(f.reason) for n, f in facts.items() if isinstance(f, Unknown) and f.choices})
    return WorldView(made, {}), one, parsed(random, one.kind)


def changed(original: WorldView, seen: list[Observation], random: Random) -> WorldView:
    """The same inventory with every other fact replaced by any value, absent or unknown."""
    kept = {(o.resource.key, o.name) for o in seen}
    other = copied(original.inventory)
    for each in other.resources.values():
        for name, spec in KINDS[each.kind].facts.items():
            if (each.key, name) not in kept:
                forms: tuple[Fact, ...] = (Known(value(spec, random)), Absent(), Unknown("changed"))
                each.facts[name] = random.choice(forms)
            elif name not in each.facts:
                each.facts[name] = original.fact(original.inventory.resources[each.key], name)
    return WorldView(other, {})


@settings(max_examples=300)
@given(st.randoms(use_true_random=True))
def test_while_what_is_shown_stays_the_answer_stays(random: Random):
    before, one, made = decided(random)
    truth, seen = made.holds(one, before), made.observe(one, before)
    assert seen
    assert all(o.expected for o in seen)
    if truth is None:
        # Absent decides every test: what leaves one open is unknown, or a word that the fact cannot be.
        assert not all(isinstance(o.fact, Absent) for o in seen)
        return
    for _ in range(3):
        after = changed(before, seen, random)
        assert made.holds(after.inventory.resources[one.key], after) is truth
