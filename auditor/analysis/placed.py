"""Whether somebody chose where a cache is placed, or AWS did.

Domain sources: the Security Hub user guide, ElastiCache.7 (the group called `default`), and terraform-provider-aws
issue 39972: nodes without a stated subnet group are placed in the group `default`, which AWS makes of the subnets of
the default VPC. MemoryDB does the same: the provider's page of aws_memorydb_cluster, subnet_group_name.
"""

from __future__ import annotations

from auditor.analysis.reach import joined
from auditor.analysis.topology import stands_for_several, subnets_of_group
from auditor.model.facts import NOT_KNOWN_WHICH, Fact, Known, Origin, Unknown
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Resource
from auditor.model.view import View

_DEFAULT = "default"
_LEFT_TO_AWS = "no subnets are stated, so that AWS takes some of the default VPC"
_NOT_STATED = "no subnet group is stated, so that AWS uses the one called default"


def in_default_group(resource: Resource, view: View) -> Fact:
    """Whether the subnet group of a cache is the one called `default`, also where none is stated."""
    related = view.related(resource, "subnet_group")
    place = _place(resource, view)
    if related.absent:
        return Known(True, Origin.DERIVED, place, because=_NOT_STATED)
    doubts = [f"subnet group: {related.open}"] if related.open else []
    for group in (*related.certain, *related.possible):
        name = view.fact(group, "identifier")
        if isinstance(name, Known) and str(name.value).lower() == _DEFAULT:
            return Known(True, Origin.DERIVED, place, because="it is stated to be in the subnet group default")
    for unseen in related.unseen:
        if not unseen.named:
            doubts.append(f"subnet group {unseen.name}: {unseen.reason}")
        elif unseen.name.lower() == _DEFAULT:
            return Known(True, Origin.DERIVED, place, because="it is stated to be in the subnet group default")
    if doubts:
        return Unknown(joined(doubts), place)
    names = [group.address for group in (*related.certain, *related.possible)] + [one.name for one in related.unseen]
    if not names:
        return Known(True, Origin.DERIVED, place, because=_NOT_STATED)
    return Known(False, Origin.DERIVED, place, because=f"it is in the subnet group {' or '.join(names)}")


def _place(resource: Resource, view: View) -> Location:
    """Where the subnet group is stated."""
    place = view.settle(resource.relation("subnet_group")).place
    return place if place != NOWHERE else resource.location


def chosen(cache: Resource, view: View) -> Fact:
    """Whether the subnets of a serverless cache are stated; AWS takes some of the default VPC where they are not.

    What runs has subnets in any case. Those of another VPC than the default one somebody chose.
    """
    told = view.fact(cache, "subnets_chosen")
    if isinstance(told, Known) and not told.value:
        return Known(False, Origin.DERIVED, told.place, because=_LEFT_TO_AWS)
    related = view.related(cache, "subnets")
    place = view.settle(cache.relation("subnets")).place
    place = place if place != NOWHERE else cache.location
    names = [one.address for one in (*related.certain, *related.possible)] + [one.name for one in related.unseen]
    if names:
        if isinstance(told, Unknown) and not any(_is_of_own_vpc(subnet, view) for subnet in related.certain):
            return Unknown(told.reason, place)
        return Known(True, Origin.DERIVED, place, because=f"it is placed in {' and '.join(names[:3])}")
    if related.open:
        return Unknown(f"subnets: {related.open}", place)
    return Known(False, Origin.DERIVED, place, because=_LEFT_TO_AWS)


def _is_of_own_vpc(subnet: Resource, view: View) -> bool:
    """Whether a subnet is certainly of another VPC than the default one."""
    vpcs = view.related(subnet, "vpc")
    facts = [view.fact(vpc, "is_default") for vpc in vpcs.certain]
    known = all(isinstance(fact, Known) and not fact.value for fact in facts)
    return bool(facts) and known and not (vpcs.possible or vpcs.unseen or vpcs.open)


def zones(group: Resource, view: View) -> Fact:
    """In how many zones the subnets of a subnet group are."""
    found = subnets_of_group(group, view)
    named: set[str] = set()
    numbered: set[str] = set()
    doubts = list(found.doubts)
    for subnet in found.certain:
        zone = view.fact(subnet, "zone")
        if isinstance(zone, Known):
            (numbered if zone.origin is Origin.DERIVED else named).add(str(zone.value))
        else:
            doubts.append(f"{subnet.address}: {zone.reason if isinstance(zone, Unknown) else 'its zone is not stated'}")
    doubts += [f"{subnet.address} may not exist" for subnet in found.possible]
    # A zone by its number may be one of those by name.
    low, high = max(len(named), len(numbered)), len(named) + len(numbered)
    related = view.related(group, "subnets")
    low = max(low, 1 if found.certain or related.unseen else 0)
    # What is not known by any name may be told of once and be several.
    several = any(map(stands_for_several, (*related.certain, *related.possible))) or any(
        one.name == NOT_KNOWN_WHICH for one in related.unseen
    )
    unlisted = bool(related.open) or several or not (related.certain or related.possible or related.unseen)
    in_doubt = sum(1 for one in found.certain if not isinstance(view.fact(one, "zone"), Known))
    most = high + in_doubt + len(found.possible) + len(related.unseen)
    place = group.location
    if not unlisted and low == most:
        because = f"{', '.join(sorted(named | numbered)) or 'it has one subnet'}"
        return Known(low, Origin.DERIVED, place, because=because)
    if not doubts:
        doubts = ["some zones are known by their name, others by their number"]
    return Unknown(joined(doubts), place, low=low, high=None if unlisted else most)
