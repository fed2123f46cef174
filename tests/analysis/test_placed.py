"""Whether somebody chose where a cache is placed, and over how many zones."""

from __future__ import annotations

import pytest

from auditor.model.facts import Fact, Known, Origin, Unknown, Unseen
from auditor.model.resource import Resource
from tests.analysis.builders import BLURRED, known, link, networked, resource, view


def in_default(cache: Resource, *others: Resource) -> Fact:
    return view(cache, *others).fact(cache, "subnet_group.default")


@pytest.mark.parametrize("kind", ["replication_group", "cache_cluster", "memorydb_cluster"])
def test_without_a_subnet_group_it_is_in_the_default_one(kind: str):
    known(in_default(networked(kind)), True)


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        (Unseen("default", "not in what was scanned", named=True), True),
        (Unseen("Default", "not in what was scanned", named=True), True),
        (Unseen("caches", "not in what was scanned", named=True), False),
        (resource("subnet_group", "g", identifier="default"), True),
        (resource("subnet_group", "g", identifier="caches"), False),
        (resource("subnet_group", "g", identifier=BLURRED), False),
    ],
)
def test_the_name_counts_however_it_is_stated(member: Resource | Unseen, expected: bool):
    cache = networked()
    link(cache, "subnet_group", member)
    known(in_default(cache, *([member] if isinstance(member, Resource) else [])), expected)


def test_what_only_stands_for_a_name_may_be_any():
    cache = networked()
    link(cache, "subnet_group", Unseen("var.group", "var.group has no value"))
    found = in_default(cache)
    assert isinstance(found, Unknown)
    assert "var.group" in found.reason
    cache.relations["subnet_group"] = Unknown("module.vpc was not read", members=())
    assert isinstance(in_default(cache), Unknown)


def zone(key: str, name: object = "eu-west-1a") -> Resource:
    return resource("subnet", key, zone=name)


def numbered(key: str, number: int) -> Resource:
    return zone(key, Known(f"zone {number} of the region", Origin.DERIVED))


def zones(*members: Resource | Unseen, kind: str = "subnet_group") -> Fact:
    group = resource(kind, "group")
    link(group, "subnets", *members)
    return view(group, *(one for one in members if isinstance(one, Resource))).fact(group, "subnets.zones")


UNREAD = Unseen("subnet-1", "not in what was scanned", named=True)


@pytest.mark.parametrize("kind", ["subnet_group", "memorydb_subnet_group", "dax_subnet_group"])
def test_zones_are_counted_once(kind: str):
    known(zones(zone("a"), zone("b"), kind=kind), 1)
    known(zones(zone("a"), zone("b", "eu-west-1b"), zone("c", "eu-west-1b"), kind=kind), 2)


def test_zones_by_their_number_are_told_apart():
    known(zones(numbered("a", 0), numbered("b", 1)), 2)
    known(zones(numbered("a", 0), numbered("b", 0)), 1)


def test_one_subnet_is_in_one_zone_whichever():
    known(zones(UNREAD), 1)
    known(zones(zone("a", BLURRED)), 1)


@pytest.mark.parametrize(
    ("members", "low", "high"),
    [
        ([zone("a"), numbered("b", 1)], 1, 2),
        ([zone("a"), UNREAD], 1, 2),
        ([zone("a"), zone("b", BLURRED), zone("c", "eu-west-1c")], 2, 3),
        ([UNREAD, Unseen("subnet-2", "not in what was scanned", named=True)], 1, 2),
        # It stands for any number of subnets.
        ([zone("module.v.aws_subnet.private[*]", BLURRED)], 1, None),
        ([Unseen("(not known which)", "an export is not in what was scanned")], 1, None),
    ],
)
def test_what_is_not_known_leaves_bounds(members: list[Resource | Unseen], low: int, high: int | None):
    found = zones(*members)
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == (low, high)
    assert found.reason


def test_a_subnet_that_may_not_be_there():
    may = zone("b", "eu-west-1b")
    may.exists = BLURRED
    found = zones(zone("a"), may)
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == (1, 2)


def test_a_list_that_is_not_known_may_be_of_any_length():
    group = resource("subnet_group", "group")
    group.relations["subnets"] = Unknown("var.subnets has no value", members=())
    found = view(group).fact(group, "subnets.zones")
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == (0, None)


def test_subnets_of_a_serverless_cache_are_chosen_or_not():
    cache = networked("serverless_cache")
    known(view(cache).fact(cache, "subnets.chosen"), False)
    link(cache, "subnets", UNREAD)
    known(view(cache).fact(cache, "subnets.chosen"), True)
    cache.relations["subnets"] = Unknown("var.subnets has no value", members=())
    assert isinstance(view(cache).fact(cache, "subnets.chosen"), Unknown)


def test_subnets_that_aws_may_have_chosen_tell_nothing_unless_they_are_of_another_vpc():
    cache = networked("serverless_cache", subnets_chosen=Unknown("a state does not tell"))
    subnet, vpc = resource("subnet", "subnet"), resource("vpc", "vpc", is_default=False)
    link(cache, "subnets", UNREAD)
    assert isinstance(view(cache).fact(cache, "subnets.chosen"), Unknown)
    link(cache, "subnets", subnet)
    assert isinstance(view(cache, subnet, vpc).fact(cache, "subnets.chosen"), Unknown)
    link(subnet, "vpc", vpc)
    known(view(cache, subnet, vpc).fact(cache, "subnets.chosen"), True)
    vpc.facts["is_default"] = Known(True)
    assert isinstance(view(cache, subnet, vpc).fact(cache, "subnets.chosen"), Unknown)
    cache.facts["subnets_chosen"] = Known(False)
    known(view(cache, subnet, vpc).fact(cache, "subnets.chosen"), False)
