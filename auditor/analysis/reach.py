"""From how far the security groups of a cache let clients in to its ports.

The groups alone are judged: nodes have no public address, so that even 0.0.0.0/0 means any host with a path into the
VPC (AWS documentation of ElastiCache, "Accessing your cache from outside AWS"). Rules of all groups add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.analysis.groups import ANY, NAMED, ORDER, RANK, LetIn, Versions, doubts, let_in, order, read_all
from auditor.analysis.ingress import Ports, Source, ports_of
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Resource
from auditor.model.schema import KINDS
from auditor.model.view import Related, View

#: IP versions of a cache's addresses by its network type; where that is not stated, caches are as old as IPv4.
_VERSIONS = {"ipv4": frozenset({4}), "ipv6": frozenset({6}), "dual_stack": frozenset({4, 6})}
_NETWORK_TYPES = KINDS["replication_group"].facts["network_type"].values

#: Where caches listen unless they are told otherwise: nodes and serverless caches of Redis OSS, Valkey and Memcached.
_USUAL = Ports(((6379, 6380, 11211, 11212),), "tcp 6379, 6380, 11211 or 11212")

_EVERY = Ports((), "every TCP port", every=True)
_OUTWARDS = Ports((), "", outwards=True)

_EITHER = ((_VERSIONS["dual_stack"],), "")

_NONE_STATED = "no security group is stated, and what AWS attaches then is not established"


def reach_by_groups(resource: Resource, view: View) -> Fact:
    """The farthest that clients can be for whom some rule of some security group opens some port of the cache."""
    ports = ports_of(resource, view)
    return _reach_by(resource, ports, f"no rule of its security groups lets anybody in to {ports.text}", view)


def reach_by_versions(resource: Resource, versions: Versions, view: View) -> Fact:
    """The same as if the cache had addresses of these IP versions."""
    ports = ports_of(resource, view)
    nobody = f"no rule of its security groups lets anybody in to {ports.text}"
    return _reach_by(resource, ports, nobody, view, (versions, ""))


def _reach_by(
    resource: Resource, ports: Ports, nobody: str, view: View, possible: tuple[Versions, str] | None = None
) -> Fact:
    related = view.related(resource, "security_groups")
    read_all(related, ports, view)
    versions, doubt = possible or versions_of(resource, view)
    found = let_in(related, ports, versions, view)
    return _fact(found, list(unread_of(resource, related, view)), place_of(resource, view), nobody, doubt)


def reach_all_ports(resource: Resource, view: View) -> Fact:
    """The same for rules that let clients in to every port, whichever the cache listens on."""
    return _reach_by(resource, _EVERY, f"no rule of its security groups lets anybody in to {_EVERY.text}", view)


def reach_egress(resource: Resource, view: View) -> Fact:
    """The farthest that the security groups let the cache itself connect to."""
    return _reach_by(resource, _OUTWARDS, "no rule of its security groups lets it connect to anything", view)


def reach_to_caches(group: Resource, view: View) -> Fact:
    """The same for the ports that caches usually listen on: for a security group, or the groups of a host."""
    if group.kind != "security_group":
        return _reach_by(group, _USUAL, f"no rule of its groups lets anybody in to {_USUAL.text}", view, _EITHER)
    related = Related((group,))
    read_all(related, _USUAL, view)
    found = let_in(related, _USUAL, (_VERSIONS["dual_stack"],), view)
    return _fact(found, [], group.location, f"no rule of it lets anybody in to {_USUAL.text}")


def doubts_of(resource: Resource, view: View) -> frozenset[tuple[str, str]]:
    """All reasons why clients of a cache or a security group may come farther than is certain, each with its group."""
    if resource.kind == "security_group":
        return doubts(Related((resource,)), _USUAL, view)
    related = view.related(resource, "security_groups")
    unread = {(source.group, source.doubt) for source in unread_of(resource, related, view)}
    versions = {("", versions_of(resource, view)[1])} - {("", "")}
    return doubts(related, ports_of(resource, view), view) | unread | versions


def _fact(found: LetIn, unread: list[Source], place: Location, because: str, doubt: str = "") -> Fact:
    """How far clients can be that are let in; `place` and `because` are for nobody."""
    low, high = found.low, max([found.high, *(RANK[source.reach] for source in unread)])
    if low:
        place, because = found.place, found.because
    if low == high:
        return Known(ORDER[low], Origin.DERIVED, place, because=because)
    beyond = [*found.beyond, *(source for source in unread if RANK[source.reach] > low)] or found.others
    beyond = sorted(set(beyond), key=order)
    reasons = [f"{source.group}: {source.doubt}" if source.group else source.doubt for source in beyond if source.doubt]
    place = place if low else next((source.place for source in beyond if source.place != NOWHERE), place)
    reason = joined([*reasons, doubt])
    return Unknown(reason, place, low=ORDER[low], high=ORDER[high], because=because if low else "")


def uses_default_group(resource: Resource, view: View) -> Fact:
    """Whether one of the security groups is the default group of its VPC."""
    related = view.related(resource, "security_groups")
    doubts = [source.doubt for source in unread_of(resource, related, view)]
    place = place_of(resource, view)
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
        return Unknown(joined(doubts), place)
    because = "none of its security groups is the default group of its VPC"
    return Known(False, Origin.DERIVED, place, because=because)


def unread_of(resource: Resource, related: Related, view: View) -> Iterator[Source]:
    """What stands for groups that were not read: they may let anybody in."""
    doubts = [f"security group {unseen.name}: {unseen.reason}" for unseen in related.unseen]
    if related.open:
        doubts.append(f"security groups: {related.open}")
    elif not related.certain and not related.unseen:
        doubts.append(_NONE_STATED)
    for doubt in doubts:
        yield Source("", doubt, "", place_of(resource, view), reach=ANY)


def versions_of(resource: Resource, view: View) -> tuple[Versions, str]:
    """The IP versions that the cache can have, each possibility a set, and why there are several."""
    network_type = view.fact(resource, "network_type")
    if isinstance(network_type, Absent):
        return (_VERSIONS["ipv4"],), ""
    if isinstance(network_type, Known) and str(network_type.value) in _VERSIONS:
        return (_VERSIONS[str(network_type.value)],), ""
    if isinstance(network_type, Known):
        return tuple(_VERSIONS.values()), f"network type: {network_type.value!r} is not a known one"
    low, high = str(network_type.low or "ipv4"), str(network_type.high or "ipv6")
    between = _NETWORK_TYPES[_NETWORK_TYPES.index(low) : _NETWORK_TYPES.index(high) + 1]
    return tuple(_VERSIONS[one] for one in between), f"network type: {network_type.reason}"


def place_of(resource: Resource, view: View) -> Location:
    """Where the security groups are stated."""
    place = view.settle(resource.relation("security_groups")).place
    return place if place != NOWHERE else resource.location


def joined(reasons: Iterable[str]) -> str:
    """Each reason once, the first few of them."""
    return "; ".join(list(dict.fromkeys(reason for reason in reasons if reason))[:NAMED])
