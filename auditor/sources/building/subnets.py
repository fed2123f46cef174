"""The network type that follows from the subnets of a cache, where nobody states one.

Source: the ElastiCache user guide, "Choosing a network type for serverless caches": IPv4 unless all subnets are
IPv6-only, in which case IPv6. On nodes, too, nothing but IPv6 works there ("Configuring subnets for network type").
"""

from __future__ import annotations

from dataclasses import replace

from auditor.model.facts import Fact, Known, Origin, Ref, Unknown
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.joined import members_of
from auditor.sources.building.table import default

_CACHES = ("replication_group", "cache_cluster", "serverless_cache", "dax_cluster")
_IPV6 = Known("ipv6", Origin.DEFAULT, because="all of its subnets are IPv6-only")


def settle_network_types(inventory: Inventory) -> None:
    """Caches without a stated network type get that of their subnets, where these stand in the same code."""
    subnets = [one.facts["ipv6_only"] for one in inventory.resources.values() if one.kind == "subnet"]
    if not any(not isinstance(fact, Known) or fact.value for fact in subnets):
        return
    for resource in inventory.resources.values():
        if resource.kind in _CACHES:
            by_subnets = _by_subnets(_subnets(resource, inventory), inventory)
            resource.facts["network_type"] = _unless_stated(resource.facts["network_type"], by_subnets)


def _subnets(resource: Resource, inventory: Inventory) -> Fact:
    """The subnets that a cache is placed in: its own, or those of its subnet group."""
    if resource.kind == "serverless_cache":
        return resource.relation("subnets")
    group = resource.relation("subnet_group")
    member = members_of(group)[0] if isinstance(group, Known) and len(members_of(group)) == 1 else None
    return inventory.resources[member.key].relation("subnets") if isinstance(member, Ref) else Known(())


def _by_subnets(subnets: Fact, inventory: Inventory) -> Fact | None:
    """The network type in such subnets; None where they tell nothing."""
    if isinstance(subnets, Unknown) and subnets.choices:
        cases = [(guard, _by_subnets(case, inventory) or default("ipv4")) for guard, case in subnets.choices]
        return Unknown(subnets.reason, choices=tuple(cases))
    members = members_of(subnets)
    found = [inventory.resources[one.key].facts["ipv6_only"] for one in members if isinstance(one, Ref)]
    return _all(found) if found and len(found) == len(members) and isinstance(subnets, Known) else None


def _all(facts: list[Fact]) -> Fact:
    """IPv6 where each of them holds."""
    if not facts:
        return _IPV6
    first, rest = facts[0], facts[1:]
    if isinstance(first, Known):
        return _all(rest) if first.value else default("ipv4")
    if isinstance(first, Unknown):
        return Unknown(first.reason, first.place, tuple((guard, _all([case, *rest])) for guard, case in first.choices))
    return default("ipv4")


def _unless_stated(fact: Fact, by_subnets: Fact | None) -> Fact:
    if by_subnets is None:
        return fact
    if isinstance(fact, Unknown) and fact.unstated:
        # Subnets that have IPv4 addresses may have others too.
        return replace(by_subnets, place=fact.place) if by_subnets == _IPV6 else fact
    if isinstance(fact, Unknown):
        return replace(fact, choices=tuple((guard, _unless_stated(case, by_subnets)) for guard, case in fact.choices))
    if not isinstance(fact, Known) or fact.origin is not Origin.DEFAULT or fact.via:
        return fact
    return replace(by_subnets, place=fact.place) if isinstance(by_subnets, (Known, Unknown)) else fact
