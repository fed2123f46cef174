"""What a plan makes wider or weaker, where both sides are known and where they are not."""

from __future__ import annotations

import pytest

from auditor.model.facts import Absent, Fact, Known, Unknown, Unseen
from auditor.model.network import IngressRule
from auditor.model.resource import Change, Resource
from tests.analysis.builders import ingress, link, networked, resource, security_group, view

INSIDE, PARTNER, ANYBODY = ingress("10.0.0.0/8"), ingress("52.1.2.3/32"), ingress("0.0.0.0/0")


def reach(before: tuple[IngressRule, ...], after: tuple[IngressRule, ...], *others: str) -> Fact:
    """`change.reach` of a cache whose one group changes; `others` are groups that nobody read."""
    cache, former = networked(), networked()
    former.key, former.former = "before:cache", True
    now, was = security_group(*after), security_group(*before, key="before:sg")
    was.address = "sg"
    unread = [Unseen(name, "not in what was scanned") for name in others]
    link(cache, "security_groups", now, *unread)
    link(former, "security_groups", was, *unread)
    link(cache, "before", former)
    return view(cache, former, now, was).fact(cache, "change.reach")


@pytest.mark.parametrize(
    ("before", "after", "newly"),
    [
        ((INSIDE,), (INSIDE,), "none"),
        ((INSIDE,), (INSIDE, ANYBODY), "any address"),
        ((), (INSIDE,), "private"),
        ((INSIDE,), (PARTNER,), "other networks"),
        ((PARTNER,), (ANYBODY,), "any address"),
        ((ANYBODY,), (ANYBODY,), "none"),
        ((ANYBODY,), (INSIDE,), "none"),
        ((INSIDE, ANYBODY), (INSIDE,), "none"),
    ],
)
def test_only_who_comes_from_farther_is_new(
    before: tuple[IngressRule, ...], after: tuple[IngressRule, ...], newly: str
):
    found = reach(before, after)
    assert isinstance(found, Known)
    assert found.value == newly
    assert bool(found.because) is (newly != "none")


def test_what_is_opened_says_by_what_and_how_it_was():
    found = reach((INSIDE,), (ANYBODY,))
    assert isinstance(found, Known)
    opened, was = found.because.split("; before: ")
    assert opened == "security group sg lets 0.0.0.0/0 in to tcp 6379"
    assert was == "security group sg lets 10.0.0.0/8 in to tcp 6379"
    assert found.place.line == 20


@pytest.mark.parametrize(("after", "newly"), [((INSIDE,), "none"), ((ANYBODY,), "any address")])
def test_a_group_that_nobody_read_is_taken_to_stay_as_it_is(after: tuple[IngressRule, ...], newly: str):
    found = reach((INSIDE,), after, "sg-elsewhere")
    assert isinstance(found, Known)
    assert found.value == newly


def test_a_group_that_nobody_read_and_that_is_new_may_let_anybody_in():
    cache, former = networked(), networked()
    former.key, was = "before:cache", security_group(INSIDE)
    link(cache, "security_groups", Unseen("sg-new", "not in what was scanned"))
    link(former, "security_groups", was)
    link(cache, "before", former)
    found = view(cache, former, was).fact(cache, "change.reach")
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == ("none", "any address")


def test_what_may_have_been_open_before_is_not_certainly_opened():
    cache, former = networked(), networked()
    former.key, now = "before:cache", security_group(ANYBODY)
    link(cache, "security_groups", now)
    link(former, "security_groups", Unseen("sg-old", "not in what was scanned"))
    link(cache, "before", former)
    found = view(cache, former, now).fact(cache, "change.reach")
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == ("none", "any address")


def test_outside_of_plans_nothing_is_compared():
    cache, group = networked(), security_group(ANYBODY)
    link(cache, "security_groups", group)
    seen = view(cache, group)
    assert isinstance(seen.fact(cache, "change.reach"), Absent)
    assert isinstance(seen.fact(cache, "change.authentication"), Absent)
    assert isinstance(seen.fact(group, "change.reach"), Absent)


@pytest.mark.parametrize(
    ("ports", "protocol", "newly"),
    [
        ((6379, 6379), "tcp", "any address"),
        ((11000, 12000), "tcp", "any address"),
        ((443, 443), "tcp", "none"),
        ((0, 0), "-1", "any address"),
        ((6379, 6379), "udp", "none"),
    ],
)
def test_a_group_that_is_made_opens_the_usual_ports_of_caches(ports: tuple[int, int], protocol: str, newly: str):
    group = security_group(ingress("0.0.0.0/0", ports=ports, protocol=protocol))
    group.change = Change("create")
    found = view(group).fact(group, "change.reach")
    assert isinstance(found, Known)
    assert found.value == newly


def test_a_group_known_by_its_new_rule_alone_opens_what_that_opens():
    """It may have other rules, which the plan does not touch."""
    group = resource("security_group", "sg-outside")
    group.change = Change("around")
    for rule, newly in ((ANYBODY, "any address"), (INSIDE, "private")):
        group.facts["ingress"] = Unknown("it may have rules that are not in this code", members=(rule,))
        found = view(group).fact(group, "change.reach")
        assert isinstance(found, Known)
        assert found.value == newly


def login(before: Fact | str, after: Fact | str) -> Fact:
    cache, former = networked(), networked()
    former.key = "before:cache"
    for one, method in ((cache, after), (former, before)):
        one.facts["auth.method"] = Known(method) if isinstance(method, str) else method
    link(cache, "before", former)
    return view(cache, former).fact(cache, "change.authentication")


@pytest.mark.parametrize(
    ("before", "after", "compared"),
    [
        ("iam", "none", "weaker"),
        ("iam", "password", "weaker"),
        ("token", "token", "same"),
        ("none", "token", "stronger"),
        (Unknown("g", low="none", high="iam"), Unknown("g", low="none", high="iam"), "same"),
        (Unknown("g", low="none", high="iam"), Unknown("g", low="none", high="none"), "weaker"),
        (Unknown("g", low="token", high="iam"), "none", "weaker"),
    ],
)
def test_the_weakest_way_in_is_compared(before: Fact | str, after: Fact | str, compared: str):
    found = login(before, after)
    assert isinstance(found, Known)
    assert found.value == compared


def test_another_unknown_login_may_be_weaker():
    found = login("password", Unknown("a group that was not read", low="none", high="iam"))
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == ("weaker", "stronger")
    assert found.reason == "a group that was not read"


def test_a_user_that_loses_its_password_is_a_weaker_login():
    def cache(prefix: str, authentication: str) -> list[Resource]:
        one = networked()
        one.key = f"{prefix}cache"
        group = resource("user_group", f"{prefix}group", engine="valkey")
        member = resource("user", f"{prefix}user", access_string="on ~* +@all", authentication=authentication)
        link(one, "user_groups", group)
        link(group, "users", member)
        return [one, group, member]

    now, was = cache("", authentication="no-password"), cache("before:", authentication="password")
    link(now[0], "before", was[0])
    found = view(*now, *was).fact(now[0], "change.authentication")
    assert isinstance(found, Known)
    assert found.value == "weaker"


MANY = ("1", "2", "3", "4")


@pytest.mark.parametrize(
    ("before", "after", "newly"),
    [
        (MANY, MANY, "none"),
        (MANY, MANY[:3], "none"),
        (("1", "2"), ("1",), "none"),
        (MANY, (*MANY[:3], "5"), ""),
        (MANY, (*MANY, "5"), ""),
    ],
)
def test_each_group_that_nobody_read_counts_however_many_a_reason_names(
    before: tuple[str, ...], after: tuple[str, ...], newly: str
):
    cache, former = networked(), networked()
    former.key = "before:cache"
    link(cache, "security_groups", *(Unseen(f"sg-{name}", "not in what was scanned") for name in after))
    link(former, "security_groups", *(Unseen(f"sg-{name}", "not in what was scanned") for name in before))
    link(cache, "before", former)
    found = view(cache, former).fact(cache, "change.reach")
    assert (found.value if isinstance(found, Known) else "") == newly


@pytest.mark.parametrize(
    ("before", "after", "compared"),
    [
        (MANY, MANY, ("same", "same")),
        (MANY, (*MANY[:3], "5"), ("weaker", "stronger")),
        (MANY, (*MANY, "5"), ("weaker", "same")),
        (("1", "2"), ("1",), ("same", "stronger")),
    ],
)
def test_each_user_that_nobody_read_counts_however_many_a_reason_names(
    before: tuple[str, ...], after: tuple[str, ...], compared: tuple[str, str]
):
    def cache(prefix: str, users: tuple[str, ...]) -> list[Resource]:
        one = networked()
        one.key = f"{prefix}cache"
        group = resource("user_group", f"{prefix}group", engine="valkey")
        group.address = "group"
        link(one, "user_groups", group)
        link(group, "users", *(Unseen(name, "not in what was scanned") for name in users))
        return [one, group]

    now, was = cache("", after), cache("before:", before)
    link(now[0], "before", was[0])
    found = view(*now, *was).fact(now[0], "change.authentication")
    told = (found.low, found.high) if isinstance(found, Unknown) else (getattr(found, "value", ""),) * 2
    assert told == compared
