"""From how far the security groups of a cache let clients in to its ports.

The groups alone are judged: nodes have no public address, so that even 0.0.0.0/0 means any host with a path into the
VPC (AWS documentation of ElastiCache, "Accessing your cache from outside AWS"). Rules of all groups add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.analysis import addresses
from auditor.analysis.ingress import Ports, Source, ports_of, sources
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.location import NOWHERE, Location
from auditor.model.network import IngressRule
from auditor.model.resource import Resource
from auditor.model.schema import KINDS
from auditor.model.view import Related, View

_ORDER = KINDS["replication_group"].facts["reach.by_groups"].values
_RANK = {word: rank for rank, word in enumerate(_ORDER)}
_ANY = "any address"

#: IP versions of a cache's addresses by its network type; where that is not stated, caches are as old as IPv4.
_VERSIONS = {"ipv4": {4}, "ipv6": {6}, "dual_stack": {4, 6}}

_NONE_STATED = "no security group is stated, and what AWS attaches then is not established"

#: Reasons, and address blocks, that one explanation names, at most.
_NAMED = 3


def reach_by_groups(resource: Resource, view: View) -> Fact:
    """The farthest that clients can be for whom some rule of some security group opens some port of the cache."""
    related = view.related(resource, "security_groups")
    ports = ports_of(resource, view)
    every = sorted(set(_sources(resource, related, ports, view)), key=_order)
    versions, doubt = _versions(resource, view)
    certain = [source for source in every if not source.doubt]
    # Least where the cache has the addresses that fewest are let in to, most where it has all that it can have.
    least = min((_of_versions(certain, v) for v in versions), key=_reach)
    low, high = _reach(least), max(_reach(_of_versions(every, v)) for v in versions)
    place = _place(resource, view)
    because = f"no rule of its security groups lets anybody in to tcp {ports.text}"
    if low:
        place, because = _decided(least, low, ports)
    if low == high:
        return Known(_ORDER[low], Origin.DERIVED, place, because=because)
    beyond = [source for source in every if source.doubt and _reach([source]) > low] or every
    reasons = [f"{source.group}: {source.doubt}" if source.group else source.doubt for source in beyond if source.doubt]
    place = place if low else next((source.place for source in beyond if source.place != NOWHERE), place)
    reason = _joined([*reasons, doubt])
    return Unknown(reason, place, low=_ORDER[low], high=_ORDER[high], because=because if low else "")


def uses_default_group(resource: Resource, view: View) -> Fact:
    """Whether one of the security groups is the default group of its VPC."""
    related = view.related(resource, "security_groups")
    doubts = [source.doubt for source in _unread(resource, related, view)]
    place = _place(resource, view)
    for group in (*related.certain, *related.possible):
        is_default = view.fact(group, "is_default")
        if isinstance(is_default, Unknown):
            doubts.append(f"{group.address}: {is_default.reason}")
        elif isinstance(is_default, Known) and is_default.value:
            if group in related.certain:
                because = f"{group.address} is among its security groups"
                return Known(True, Origin.DERIVED, place, because=because)
            doubts.append(f"{group.address} may not exist")
    if doubts:
        return Unknown(_joined(doubts), place)
    because = "none of its security groups is the default group of its VPC"
    return Known(False, Origin.DERIVED, place, because=because)


def _sources(resource: Resource, related: Related, ports: Ports, view: View) -> Iterator[Source]:
    """Whom all groups together let in, or may let in."""
    for group in related.certain:
        yield from _of_group(group, ports, view, "")
    for group in related.possible:
        yield from _of_group(group, ports, view, "it may not exist")
    yield from _unread(resource, related, view)


def _of_group(group: Resource, ports: Ports, view: View, doubt: str) -> Iterator[Source]:
    ingress = view.fact(group, "ingress")
    rules = ingress.value if isinstance(ingress, Known) else ingress.members if isinstance(ingress, Unknown) else None
    for rule in rules if isinstance(rules, (tuple, list)) else ():
        assert isinstance(rule, IngressRule)
        for source in sources(rule, group, ports, view):
            yield Source(source.who, source.doubt or doubt, source.group, source.place, source.network, source.reach)
    if isinstance(ingress, Unknown):
        yield Source("", ingress.reason, group.address, group.location, reach=_ANY)
    elif isinstance(ingress, Absent) and not _is_no_default(group, view):
        # A default group is AWS's own: that code has no rules for it does not mean that it has none.
        yield Source(
            "", "the rules of a default security group were not read", group.address, group.location, reach=_ANY
        )


def _is_no_default(group: Resource, view: View) -> bool:
    is_default = view.fact(group, "is_default")
    return isinstance(is_default, Absent) or (isinstance(is_default, Known) and not is_default.value)


def _unread(resource: Resource, related: Related, view: View) -> Iterator[Source]:
    """What stands for groups that were not read: they may let anybody in."""
    doubts = [f"security group {unseen.name}: {unseen.reason}" for unseen in related.unseen]
    if related.open:
        doubts.append(f"security groups: {related.open}")
    elif not related.certain and not related.unseen:
        doubts.append(_NONE_STATED)
    for doubt in doubts:
        yield Source("", doubt, "", _place(resource, view), reach=_ANY)


def _versions(resource: Resource, view: View) -> tuple[list[set[int]], str]:
    """The IP versions that the cache can have, each possibility a set, and why there are several."""
    network_type = view.fact(resource, "network_type")
    if isinstance(network_type, Absent):
        return [_VERSIONS["ipv4"]], ""
    if isinstance(network_type, Known) and str(network_type.value) in _VERSIONS:
        return [_VERSIONS[str(network_type.value)]], ""
    reason = network_type.reason if isinstance(network_type, Unknown) else f"{network_type.value!r} is not a known one"
    return list(_VERSIONS.values()), f"network type: {reason}"


def _of_versions(every: Iterable[Source], versions: set[int]) -> list[Source]:
    return [source for source in every if source.network is None or source.network.version in versions]


def _reach(every: Iterable[Source]) -> int:
    """The farthest of them, all address blocks taken together."""
    listed = list(every)
    blocks = addresses.reach(source.network for source in listed if source.network is not None)
    return max([_RANK[blocks], *(_RANK[source.reach] for source in listed)])


def _decided(every: list[Source], rank: int, ports: Ports) -> tuple[Location, str]:
    """Where and how `every` comes as far as `rank`: the first source that does so alone, else all public blocks."""
    alone = [source for source in every if _reach([source]) == rank]
    found = alone[:1] or [
        source for source in every if source.network and addresses.reach([source.network]) != "private"
    ]
    groups = list(dict.fromkeys(source.group for source in found))
    who = list(dict.fromkeys(source.who for source in found))
    named = " and ".join(who) if len(who) <= _NAMED else f"{', '.join(who[:_NAMED])} and {len(who) - _NAMED} more"
    subject = f"security group {groups[0]} lets" if len(groups) == 1 else f"security groups {' and '.join(groups)} let"
    return found[0].place, f"{subject} {named} in to tcp {ports.text}"


def _order(source: Source) -> tuple[Location, str, str, str, str]:
    return (source.place, source.group, source.who, source.doubt, source.reach)


def _place(resource: Resource, view: View) -> Location:
    """Where the security groups are stated."""
    place = view.settle(resource.relation("security_groups")).place
    return place if place != NOWHERE else resource.location


def _joined(reasons: Iterable[str]) -> str:
    """Each reason once, the first few of them."""
    return "; ".join(list(dict.fromkeys(reason for reason in reasons if reason))[:_NAMED])
