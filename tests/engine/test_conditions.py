"""Conditions: trees of tests, and quantifiers over members that may be unread, unsure or not all of them."""

from __future__ import annotations

import pytest

from auditor.engine.conditions import AllOf, FactTest
from auditor.engine.truth import Truth
from auditor.model.facts import Absent, Known, Ref, Unknown, Unseen
from auditor.model.resource import Resource
from tests.engine.builders import condition, related, resource, view

YES, NO, OPEN = resource(tls=True), resource(tls=False), resource(tls=Unknown("why"))
GONE = Known(False)
UNSURE = Unknown("var.create has no value")
UNREAD = Unseen("elsewhere", "not in what was scanned")


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("tls: true", [True, False, None]),
        ("not: {tls: true}", [False, True, None]),
        ("not: {not: {tls: true}}", [True, False, None]),
        ("all: [{tls: true}, {at_rest: {absent: true}}]", [True, False, None]),
        ("all: [{tls: true}, {at_rest: {absent: false}}]", [False, False, False]),
        ("any: [{tls: true}, {at_rest: {absent: true}}]", [True, True, True]),
        ("any: [{tls: true}, {at_rest: true}]", [True, False, None]),
        ("{tls: true, at_rest: {absent: true}}", [True, False, None]),
        ("{all: [{tls: true}], not: {at_rest: true}}", [True, False, None]),
    ],
)
def test_trees(text: str, truths: list[Truth]):
    found = []
    for one in (YES, NO, OPEN):
        one.facts["at_rest"] = Absent()
        found.append(condition(text).holds(one, view(one)))
    assert found == truths


def test_one_test_needs_no_tree():
    assert isinstance(condition("tls: true"), FactTest)
    assert isinstance(condition("{tls: true, at_rest: true}"), AllOf)


def user(name: str, truth: Truth, **changes: object) -> Resource:
    """A user of whom `{authentication: iam}` says `truth`."""
    words: dict[Truth, object] = {True: "iam", False: "password", None: Unknown("not known")}
    made = resource(name, "user", authentication=words[truth], user_name=name)
    for key, value in changes.items():
        setattr(made, key, value)
    return made


def holds(text: str, *members: Resource | Unseen, more: str = "") -> Truth:
    group = related(resource("group", "user_group"), "users", *members)
    found = group.relations["users"]
    assert isinstance(found, Known)
    if more:
        group.relations["users"] = Unknown(more, members=(*found.value,))  # type: ignore[misc]
    seen = view(group, *(m for m in members if isinstance(m, Resource)))
    return condition(text, "user_group").holds(group, seen)


SOME, EVERY, NONE = (f"{{{mode}: users, that: {{authentication: iam}}}}" for mode in ("some", "every", "none"))


@pytest.mark.parametrize(
    ("truths", "some", "every", "none"),
    [
        ([], False, True, True),
        ([True], True, True, False),
        ([False], False, False, True),
        ([None], None, None, None),
        ([True, False], True, False, False),
        ([True, None], True, None, False),
        ([False, None], None, False, None),
        ([True, False, None], True, False, False),
    ],
)
def test_quantifiers(truths: list[Truth], some: Truth, every: Truth, none: Truth):
    members = [user(f"u{number}", truth) for number, truth in enumerate(truths)]
    assert [holds(text, *members) for text in (SOME, EVERY, NONE)] == [some, every, none]
    assert [holds(text, *members[::-1]) for text in (SOME, EVERY, NONE)] == [some, every, none]


@pytest.mark.parametrize(
    ("truth", "some", "every", "none"),
    [(True, True, None, False), (False, None, False, None), (None, None, None, None)],
)
def test_members_that_were_not_read_leave_open_what_they_could_change(
    truth: Truth, some: Truth, every: Truth, none: Truth
):
    one = user("one", truth)
    assert [holds(text, one, UNREAD) for text in (SOME, EVERY, NONE)] == [some, every, none]
    assert [holds(text, one, more="there may be more") for text in (SOME, EVERY, NONE)] == [some, every, none]


def test_an_open_relation_without_known_members():
    group = resource("group", "user_group")
    for found in (Unknown("why"), Unknown(""), Unknown("why", members=())):
        group.relations["users"] = found
        assert [condition(t, "user_group").holds(group, view(group)) for t in (SOME, EVERY, NONE)] == [None] * 3


def test_a_relation_that_is_not_set_has_no_members():
    group = resource("group", "user_group")
    for found in ({}, {"users": Absent()}, {"users": Known(())}):
        group.relations = dict(found)
        assert [condition(t, "user_group").holds(group, view(group)) for t in (SOME, EVERY, NONE)] == [
            False,
            True,
            True,
        ]


def test_a_member_that_the_inventory_lacks_was_not_read():
    group = related(resource("group", "user_group"), "users", "nowhere")
    assert condition(SOME, "user_group").holds(group, view(group)) is None


@pytest.mark.parametrize(
    ("truth", "some", "every", "none"), [(True, None, True, None), (False, False, None, True), (None, None, None, None)]
)
def test_a_member_that_may_not_exist_leaves_open_what_it_could_change(
    truth: Truth, some: Truth, every: Truth, none: Truth
):
    assert [holds(text, user("one", truth, exists=UNSURE)) for text in (SOME, EVERY, NONE)] == [some, every, none]


def test_a_member_that_does_not_exist_is_none():
    one = user("one", truth=True, exists=GONE)
    assert [holds(text, one) for text in (SOME, EVERY, NONE)] == [False, True, True]


def test_where_picks_the_members_that_count():
    picked = "where: {user_name: default}, that: {authentication: iam}"
    some, every, none = (f"{{{mode}: users, {picked}}}" for mode in ("some", "every", "none"))
    wrong, right = user("app", truth=False), user("default", truth=True)
    assert [holds(text, wrong, right) for text in (some, every, none)] == [True, True, False]
    assert [holds(text, wrong) for text in (some, every, none)] == [False, True, True]
    assert [holds(text, user("default", truth=False)) for text in (some, every, none)] == [False, False, True]


@pytest.mark.parametrize(
    ("truth", "some", "every", "none"), [(True, None, True, None), (False, False, None, True), (None, None, None, None)]
)
def test_an_unknown_where_leaves_open_what_the_member_could_change(
    truth: Truth, some: Truth, every: Truth, none: Truth
):
    one = user("one", truth)
    one.facts["user_name"] = Unknown("not known")
    picked = "where: {user_name: default}, that: {authentication: iam}"
    assert [holds(f"{{{mode}: users, {picked}}}", one) for mode in ("some", "every", "none")] == [some, every, none]


def test_without_that_a_member_is_enough():
    assert [holds(f"{mode}: users", user("one", truth=None)) for mode in ("some", "none")] == [True, False]
    assert [holds(f"{mode}: users") for mode in ("some", "none")] == [False, True]
    # One that was not read is there all the same.
    assert [holds(f"{mode}: users", UNREAD) for mode in ("some", "none")] == [True, False]
    where = "where: {user_name: default}"
    assert [holds(f"{{{mode}: users, {where}}}", user("default", None)) for mode in ("some", "none")] == [True, False]


def test_quantifiers_reach_through_relations():
    deep = condition("{some: user_groups, that: {every: users, that: {authentication: iam}}}")
    for truth, expected in ((True, True), (False, False), (None, None)):
        one = user("one", truth)
        group = related(resource("group", "user_group"), "users", one)
        cache = related(resource(), "user_groups", group)
        assert deep.holds(cache, view(cache, group, one)) is expected


def test_a_circle_of_relations_ends():
    cache = related(resource(), "global_datastore", "store")
    store = related(resource("store", "global_datastore"), "primary", cache)
    round_trip = condition("{every: global_datastore, that: {every: primary, that: {tls: true}}}")
    cache.facts["tls"] = Known(False)
    assert round_trip.holds(cache, view(cache, store)) is False


def test_the_same_member_twice_is_one_member():
    one = user("one", truth=True)
    group = resource("group", "user_group")
    group.relations["users"] = Known((Ref("one"), Ref("one")))
    assert condition(SOME, "user_group").holds(group, view(group, one)) is True
