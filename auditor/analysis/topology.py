"""The subnets of a cache, their route tables and network ACLs, each with what is not known of it.

Domain source: the VPC user guide, "Route tables" and "Network ACLs": a subnet without a table or an ACL of its own has
the main table and the default ACL of its VPC; a main table that nobody changed routes inside of the VPC only, a default
ACL that nobody changed lets everything through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.model.facts import Absent, Fact, Known, Unknown
from auditor.model.resource import Resource
from auditor.model.view import Related, View

INTERNET, SOME_GATEWAY, NOT_KNOWN = "internet gateway", "some gateway", "?"


@dataclass(frozen=True, slots=True)
class Found:
    """Resources of one kind that something is in, or has; with what else there may be.

    `certain` are those; `possible` may be; `doubts` tell why there may be others.
    """

    certain: tuple[Resource, ...] = ()
    possible: tuple[Resource, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Where a route goes and what it leads to; `where` is `?` where that is not known."""

    where: str
    target: str

    def __str__(self) -> str:
        """As the model lists it."""
        return f"{self.where} via {self.target}"


def subnets_of(cache: Resource, view: View) -> Found:
    """The subnets that a cache is placed in, or may be."""
    if cache.kind in ("serverless_cache", "self_managed_cache"):
        return _found(view.related(cache, "subnets"), "its subnets are not stated: AWS chooses some of the default VPC")
    groups = view.related(cache, "subnet_group")
    found = _found(groups, "its subnet group is not stated: AWS uses one of the subnets of the default VPC")
    certain: list[Resource] = []
    possible: list[Resource] = []
    doubts = list(found.doubts)
    for group in (*found.certain, *found.possible):
        of_group = subnets_of_group(group, view)
        (certain if group in found.certain else possible).extend(of_group.certain)
        possible += of_group.possible
        doubts += of_group.doubts
    return Found(tuple(certain), tuple(possible), tuple(doubts))


def subnets_of_group(group: Resource, view: View) -> Found:
    """The subnets of a subnet group."""

    def find() -> Found:
        return _found(view.related(group, "subnets"), f"the subnets of {group.address} are not stated")

    return view.remembered(("subnets of", group.key), find)


def stands_for_several(resource: Resource) -> bool:
    """Whether a resource stands for any number of them, which is not known."""
    return "[*]" in resource.address


def _found(related: Related, not_stated: str) -> Found:
    doubts = [f"{unseen.name}: {unseen.reason}" for unseen in related.unseen]
    doubts += [f"how many {one.address} are is not known" for one in related.certain if stands_for_several(one)]
    if related.open:
        doubts.append(related.open)
    elif related.absent or not (related.certain or related.possible or related.unseen):
        doubts.append(not_stated)
    return Found(related.certain, related.possible, tuple(doubts))


def routes_of(subnet: Resource, view: View) -> tuple[tuple[Route, ...], str]:
    """The routes of a subnet that lead out of its VPC, and why there may be others."""
    return view.remembered(("routes of", subnet.key), lambda: _routes_of(subnet, view))


def _routes_of(subnet: Resource, view: View) -> tuple[tuple[Route, ...], str]:
    listed, doubt = _own_or_of_vpc(subnet, "route_table", "routes", view)
    if listed is None:
        return (), doubt
    return tuple(_route(text) for text in listed), doubt


def entries_of(subnet: Resource, view: View) -> tuple[tuple[str, ...] | None, str]:
    """The inbound entries of the network ACL of a subnet, and why there may be others; None for those of AWS's own."""
    return _own_or_of_vpc(subnet, "nacl", "entries", view)


def _own_or_of_vpc(subnet: Resource, relation: str, fact: str, view: View) -> tuple[tuple[str, ...] | None, str]:
    """What the table of a subnet lists, or that of its VPC; None where both are as AWS made them."""
    word = "route table" if relation == "route_table" else "network ACL"
    own = view.related(subnet, relation)
    if _is_told(own):
        return _listed(own, fact, subnet, word, view)
    vpcs = view.related(subnet, "vpc")
    if len(vpcs.certain) != 1 or vpcs.open or vpcs.unseen:
        unseen = next((f"{one.name}: {one.reason}" for one in vpcs.unseen), "") or vpcs.open or "its VPC is not stated"
        return None, f"the {word} that {subnet.address} has from its VPC was not read: {unseen}"
    vpc = vpcs.certain[0]
    of_vpc = view.related(vpc, relation)
    if _is_told(of_vpc):
        return _listed(of_vpc, fact, vpc, word, view)
    is_default = view.fact(vpc, "is_default")
    if isinstance(is_default, Known) and not is_default.value:
        return None, ""
    return None, f"the {word} of the default VPC is AWS's own, and was not read"


def _is_told(related: Related) -> bool:
    return bool(related.certain or related.possible or related.unseen or related.open)


def _listed(related: Related, fact: str, holder: Resource, word: str, view: View) -> tuple[tuple[str, ...], str]:
    texts: list[str] = []
    doubts = [f"the {word} {unseen.name} of {holder.address}: {unseen.reason}" for unseen in related.unseen]
    doubts += [f"the {word} of {holder.address}: {related.open}"] if related.open else []
    doubts += [f"{one.address} may not exist" for one in related.possible]
    for table in related.certain:
        found = view.fact(table, fact)
        texts += _texts(found)
        if isinstance(found, Unknown):
            doubts.append(f"{table.address}: {found.reason}")
    return tuple(texts), next(iter(doubts), "")


def _texts(fact: Fact) -> Iterator[str]:
    if isinstance(fact, Absent):
        return
    members = fact.value if isinstance(fact, Known) else fact.members
    yield from map(str, members if isinstance(members, tuple) else ())


def _route(text: str) -> Route:
    where, _, target = text.partition(" via ")
    return Route(where, target or NOT_KNOWN)
