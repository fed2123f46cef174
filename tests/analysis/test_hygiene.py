"""What else is asked of security groups, and of hosts that run caches of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.network import IngressRule
from auditor.model.resource import Resource
from tests.analysis.builders import BLURRED, fact, ingress, known, link, networked, resource, security_group, view


def described(text: object = "the shop", **rest: object) -> IngressRule:
    return replace(ingress("10.0.0.0/8", **rest), description=fact(text))  # type: ignore[arg-type]


def undescribed(*rules: IngressRule, **facts: object) -> Fact:
    group = security_group(*rules, key="sg", **facts)
    return view(group).fact(group, "rules.undescribed")


def test_rules_without_a_description_are_counted_both_ways():
    known(undescribed(), 0)
    known(undescribed(described()), 0)
    known(undescribed(described(), ingress(line=21)), 1)
    known(undescribed(ingress(), egress=(replace(ingress(line=22), outwards=True),)), 2)
    known(undescribed(described(), ingress(exists=False)), 0)


def test_what_aws_makes_by_itself_needs_none():
    known(undescribed(described(), egress=Known((ingress(),), Origin.DEFAULT)), 0)


@pytest.mark.parametrize(
    ("rules", "low", "high"),
    [
        ((described(BLURRED), ingress(line=21)), 1, 2),
        ((described(), replace(ingress(line=21), exists=BLURRED)), 0, 1),
    ],
)
def test_what_is_not_known_leaves_bounds(rules: tuple[IngressRule, ...], low: int, high: int):
    found = undescribed(*rules)
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == (low, high)


def test_rules_that_were_not_read_may_be_any():
    found = undescribed(egress=Unknown("var.rules has no value", members=(ingress(),)))
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == (1, None)


def test_a_group_guards_what_names_it():
    group, cache = security_group(), networked()
    known(view(group, cache).fact(group, "guards.caches"), False)
    link(cache, "security_groups", group)
    known(view(group, cache).fact(group, "guards.caches"), True)
    cache.exists = BLURRED
    assert isinstance(view(group, cache).fact(group, "guards.caches"), Unknown)


def host(**facts: object) -> Resource:
    return resource("self_managed_cache", "host", 1, **{"elastic_addresses": (), **facts})


def public(one: Resource, *others: Resource) -> Fact:
    return view(one, *others).fact(one, "has.public_address")


def test_a_host_is_told_whether_it_gets_a_public_address():
    known(public(host(public_address=True)), True)
    known(public(host(public_address=False)), False)
    known(public(host(public_address=False, elastic_addresses=("203.0.113.7",))), True)
    assert isinstance(public(host(public_address=BLURRED)), Unknown)
    assert isinstance(public(host(public_address=False, elastic_addresses=Unknown("?", members=()))), Unknown)


@pytest.mark.parametrize("given", [True, False])
def test_else_its_subnet_decides(given: bool):
    one, subnet = host(), resource("subnet", "subnet", public_addresses=given)
    link(one, "subnets", subnet)
    known(public(one, subnet), given)


def test_without_a_subnet_it_is_not_known():
    found = public(host())
    assert isinstance(found, Unknown)
    assert found.reason


def test_a_cache_in_groups_that_are_not_known_may_be_in_any():
    group, cache = security_group(), networked()
    cache.relations["security_groups"] = Unknown("only known after Terraform has run", members=())
    assert isinstance(view(group, cache).fact(group, "guards.caches"), Unknown)
    other = networked("cache_cluster")
    other.key = other.address = "other"
    link(other, "security_groups", group)
    known(view(group, cache, other).fact(group, "guards.caches"), True)
    cache.exists = Known(False)
    known(view(group, cache).fact(group, "guards.caches"), False)
