"""The weakest way into a cache, and the users that anybody can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.worlds import WorldView
from auditor.model.facts import ABSENT, Fact, Known, Redacted, Ref, Unknown, Unseen
from auditor.model.resource import Inventory, Resource
from tests.analysis.builders import (
    BLURRED,
    FALSE,
    TRUE,
    allows,
    at,
    between,
    blurred,
    either,
    known,
    link,
    resource,
    view,
)

TOKEN = Known(Redacted(literal=True), place=at(5))
SECRET = Known(Redacted(literal=False))
NOT_READ = Unseen("team-users", "not in what was scanned")


def cache(kind: str = "replication_group", **facts: object) -> Resource:
    return resource(kind, "cache", 2, **facts)


def user(key: str, authentication: object = "no-password", access: object = "on ~* +@all", **facts: object) -> Resource:
    return resource("user", key, line=30, user_name=key, authentication=authentication, access_string=access, **facts)


def group(key: str, *users: Resource | Unseen, engine: object = "valkey") -> Resource:
    made = resource("user_group", key, line=25, engine=engine)
    link(made, "users", *users)
    return made


def method(one: Resource, *others: Resource) -> Fact:
    return view(one, *others).fact(one, "auth.method")


def with_users(*users: Resource, engine: object = "valkey") -> tuple[Fact, Fact]:
    """`auth.method` and `auth.open_users` of a cache with a token and one group of these users."""
    one, attached = cache(auth_token=TOKEN), group("team", *users, engine=engine)
    link(one, "user_groups", attached)
    look = view(one, attached, *users)
    return look.fact(one, "auth.method"), look.fact(one, "auth.open_users")


@pytest.mark.parametrize(
    ("token", "pending", "expected"),
    [
        (TOKEN, False, "token"),
        (TOKEN, ABSENT, "token"),
        (TOKEN, True, "none"),
        (ABSENT, ABSENT, "none"),
        (ABSENT, BLURRED, "none"),
        (BLURRED, True, "none"),
    ],
)
def test_without_a_user_group_the_token_decides(token: object, pending: object, expected: str):
    known(method(cache(auth_token=token, auth_token_pending=pending)), expected)


@pytest.mark.parametrize(
    ("token", "pending"), [(BLURRED, False), (BLURRED, ABSENT), (TOKEN, BLURRED), (BLURRED, BLURRED)]
)
def test_a_token_that_is_not_known(token: object, pending: object):
    found = between(method(cache(auth_token=token, auth_token_pending=pending)), "none", "token")
    assert found.reason == "AUTH token: var.x has no value"


def test_an_empty_list_of_user_groups_is_none():
    one = cache(auth_token=TOKEN)
    link(one, "user_groups")
    assert known(method(one), "token").place == at(5)
    assert known(view(one).fact(one, "auth.open_users"), ()).place == at(2)


def test_other_kinds_have_no_token():
    known(method(cache("serverless_cache", engine="valkey")), "none")
    known(method(cache("serverless_cache", engine="memcached")), "none")
    known(method(cache("cache_cluster", engine="redis")), "none")


@pytest.mark.parametrize(
    ("authentications", "expected"),
    [
        (["iam"], "iam"),
        (["password"], "password"),
        (["no-password"], "none"),
        (["iam", "password"], "password"),
        (["iam", "password", "no-password"], "none"),
        ([], "iam"),
    ],
)
def test_the_weakest_enabled_user_counts(authentications: list[str], expected: str):
    users = [user(f"u{i}", one) for i, one in enumerate(authentications)]
    found, is_open = with_users(*users)
    known(found, expected)
    known(is_open, tuple(u.key for u in users if u.facts["authentication"] == Known("no-password", place=at(30))))


def test_a_user_that_is_off_does_not_count():
    found, is_open = with_users(user("default", "no-password", "off ~* +@all"), user("app", "iam"))
    assert known(found, "iam").because == "app of team gets in with IAM"
    known(is_open, ())


def test_where_nobody_gets_in_it_says_so():
    found, _ = with_users(user("default", access="off -@all"))
    assert known(found, "iam").because == "nobody gets in: no user of its groups is enabled"


def test_the_finding_stands_where_the_open_user_is():
    found, is_open = with_users(user("app", "iam"), user("guest"))
    assert known(found, "none").because == "guest of team gets in without a password"
    assert (found.place, is_open.place) == (at(30), at(30))


def test_an_attached_group_outweighs_the_token():
    known(with_users(user("guest"))[0], "none")
    known(with_users(user("app", "iam"))[0], "iam")


@pytest.mark.parametrize(
    ("passwords", "low", "high"),
    [(SECRET, "password", "password"), (ABSENT, "none", "none"), (BLURRED, "none", "password")],
)
def test_without_stated_authentication_the_passwords_decide(passwords: object, low: str, high: str):
    found, _ = with_users(user("u", ABSENT, passwords=passwords))
    if low == high:
        known(found, low)
    else:
        between(found, low, high)


@pytest.mark.parametrize(
    ("authentication", "access", "low", "high"),
    [
        (BLURRED, "on +@all", "none", "iam"),
        ("retina", "on +@all", "none", "iam"),
        (Unknown("var.type", low="password"), "on +@all", "password", "iam"),
        ("no-password", BLURRED, "none", "iam"),
        ("no-password", ABSENT, "none", "iam"),
        ("password", "on +@all bogus", "password", "iam"),
    ],
)
def test_a_user_of_whom_something_is_not_known(authentication: object, access: object, low: str, high: str):
    found, _ = with_users(user("u", authentication, access))
    assert between(found, low, high).reason.startswith("u: ")


def test_an_unknown_user_may_only_be_weaker_than_the_known_ones():
    found, is_open = with_users(user("a", "password"), user("b", BLURRED))
    between(found, "none", "password")
    assert isinstance(is_open, Unknown)
    assert is_open.members == ()
    known(with_users(user("a", "no-password"), user("b", BLURRED))[0], "none")
    known(with_users(user("a", "iam"), user("b", "iam", BLURRED))[0], "iam")


@pytest.mark.parametrize(
    ("engine", "names", "low"),
    [
        ("valkey", ["app"], "iam"),
        ("redis", ["app"], "none"),
        ("redis", ["app", "default"], "iam"),
        (ABSENT, ["app"], "none"),
        (BLURRED, ["app", "default"], "iam"),
        (BLURRED, ["app"], "none"),
    ],
)
def test_a_redis_group_has_a_default_user_even_if_it_was_not_seen(engine: object, names: list[str], low: str):
    found, is_open = with_users(*(user(name, "iam") for name in names), engine=engine)
    if low == "iam":
        known(found, "iam")
        known(is_open, ())
    else:
        assert "must have a user named default" in between(found, low, "iam").reason
        assert isinstance(is_open, Unknown)


def test_users_and_groups_that_were_not_read_may_let_anybody_in():
    one, guest = cache(), user("app", "password")
    partly = group("team", guest, Unseen("bob", "in another state"))
    link(one, "user_groups", partly)
    found = between(method(one, partly, guest), "none", "password")
    assert found.reason == "user of team bob: in another state"
    whole = group("team", guest)
    link(one, "user_groups", whole, NOT_READ)
    between(method(one, whole, guest), "none", "password")
    link(one, "user_groups", NOT_READ)
    assert between(method(one), "none", "iam").reason == "user group team-users: not in what was scanned"


def test_a_user_that_may_not_exist_cannot_be_relied_on():
    one, bob, guest = cache(), user("bob", "password"), user("guest")
    guest.exists = BLURRED
    attached = group("team", bob, guest)
    link(one, "user_groups", attached)
    look = view(one, attached, bob, guest)
    assert between(look.fact(one, "auth.method"), "none", "password").reason == "guest may not exist"
    assert isinstance(look.fact(one, "auth.open_users"), Unknown)


def test_open_users_lists_the_known_ones_among_more():
    one, guest = cache(), user("guest")
    partly = group("team", guest, Unseen("bob", "in another state"))
    link(one, "user_groups", partly)
    look = view(one, partly, guest)
    known(look.fact(one, "auth.method"), "none")
    is_open = look.fact(one, "auth.open_users")
    assert isinstance(is_open, Unknown)
    assert is_open.members == ("guest",)


def test_user_groups_that_are_not_known_leave_the_token():
    one = cache(auth_token=TOKEN)
    one.relations["user_groups"] = BLURRED
    between(method(one), "none", "iam")
    bob = user("bob")
    maybe = group("team", bob)
    maybe.exists = BLURRED
    link(one, "user_groups", maybe)
    between(method(one, maybe, bob), "none", "token")
    one.facts["auth_token"] = ABSENT
    known(method(one, maybe, bob), "none")


def test_worlds_tell_groups_and_users_apart():
    one, bob = cache(auth_token=either(TOKEN, ABSENT)), user("bob", either(Known("iam"), Known("no-password")))
    attached = group("team", bob)
    one.relations["user_groups"] = either(ABSENT, Known((Ref("team"),)))
    inventory = Inventory({r.key: r for r in (one, attached, bob)})
    known(WorldView(inventory, {}, TRUE).fact(one, "auth.method"), "token")
    known(WorldView(inventory, {}, FALSE).fact(one, "auth.method"), "none")
    look = WorldView(inventory, {})
    between(look.fact(one, "auth.method"), "none", "iam")
    assert [switch.name for switch in look.pending] == ["var.on"]


_AUTHENTICATIONS = st.sampled_from([Known("no-password"), Known("password"), Known("iam"), ABSENT])
_TOKENS: st.SearchStrategy[Fact] = st.sampled_from([TOKEN, ABSENT])
_ACCESS = st.sampled_from(["on ~* +@all", "off ~* +@all", "-@all", ABSENT])


@st.composite
def systems(draw: st.DrawFn) -> Inventory:
    """A cache with up to two groups of up to three users, of which everything is known."""
    kind = draw(st.sampled_from(["replication_group", "serverless_cache"]))
    one = cache(kind)
    if kind == "replication_group":
        one.facts["auth_token"] = draw(_TOKENS)
        one.facts["auth_token_pending"] = Known(draw(st.booleans()))
    users = [
        user(name, draw(_AUTHENTICATIONS), draw(_ACCESS), passwords=draw(st.sampled_from([SECRET, ABSENT])))
        for name in ("default", "app", "guest")
    ]
    groups: list[Resource] = []
    for number in range(draw(st.integers(0, 2))):
        members = [users[i] for i in sorted(draw(st.sets(st.integers(0, 2))))]
        groups.append(group(f"group{number}", *members, engine=draw(st.sampled_from(["redis", "valkey"]))))
    for each in (*users, *groups):
        each.exists = Known(draw(st.integers(0, 4)) > 0)
    stated: bool = draw(st.booleans())
    if groups or stated:
        link(one, "user_groups", *groups)
    return Inventory({r.key: r for r in (one, *groups, *users)})


@given(systems(), st.data())
def test_knowing_less_never_contradicts_what_is(inventory: Inventory, data: st.DataObject):
    less = data.draw(blurred(inventory, "cache"))
    for name in ("auth.method", "auth.open_users"):
        real = WorldView(inventory, {}).fact(inventory.resources["cache"], name)
        guess = WorldView(less, {}).fact(less.resources["cache"], name)
        assert allows("replication_group", name, guess, real), (guess, real)


def memorydb(*users: Resource) -> tuple[Resource, ...]:
    """A MemoryDB cluster with an ACL of users."""
    cluster, acl = cache("memorydb_cluster"), resource("memorydb_acl", "acl")
    link(cluster, "user_groups", acl)
    link(acl, "users", *users)
    return cluster, acl, *users


def member(key: str, authentication: object, access: object = "on ~* +@all") -> Resource:
    return resource("memorydb_user", key, user_name=key, authentication=authentication, access_string=access)


@pytest.mark.parametrize(
    ("users", "method"),
    [
        ([("app", "password")], "password"),
        ([("app", "iam"), ("other", "password")], "password"),
        ([("default", "no-password")], "none"),
        ([("app", "iam")], "iam"),
        ([], "iam"),
    ],
)
def test_an_acl_of_memorydb_keeps_out_who_is_not_in_it(users: list[tuple[str, str]], method: str):
    made = memorydb(*(member(name, how) for name, how in users))
    known(view(*made).fact(made[0], "auth.method"), method)


def test_an_empty_acl_admits_nobody():
    made = memorydb()
    found = known(view(*made).fact(made[0], "auth.method"), "iam")
    assert found.because == "nobody gets in: no user of its ACL is enabled"


def test_open_users_of_an_acl_are_told():
    made = memorydb(member("app", "password"), member("default", "no-password"))
    known(view(*made).fact(made[0], "auth.open_users"), ("default",))


@pytest.mark.parametrize("relation", [None, Unknown("var.acl has no value", members=())])
def test_an_acl_that_is_not_known_may_let_anybody_in_or_nobody(relation: Fact | None):
    cluster = cache("memorydb_cluster")
    if relation is not None:
        cluster.relations["user_groups"] = relation
    found = view(cluster).fact(cluster, "auth.method")
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == ("none", "iam")
    assert "ACL" in found.reason
    assert "user group" not in found.reason
