"""What the routes of its subnets add to what the security groups of a cache let in.

Domain sources: the VPC user guide, "Subnet types" (a public subnet has a route to an internet gateway; one that leads
to a NAT gateway or an egress-only one is private) and "Enable internet access" (an IPv6 address needs nothing but such
a route); the user guide of ElastiCache, "Accessing your cache from outside AWS".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.analysis.addresses import Network, overlap, parse
from auditor.analysis.groups import ANY, ORDER, RANK, sources_of
from auditor.analysis.ingress import Source, ports_of
from auditor.analysis.reach import joined, place_of, reach_by_versions, unread_of, versions_of
from auditor.analysis.topology import INTERNET, NOT_KNOWN, SOME_GATEWAY, Route, routes_of, subnets_of
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

#: What leads to networks that are not the VPC's own.
_ELSEWHERE = frozenset({"peering", "transit gateway", "vpn gateway", "core network", "local gateway", SOME_GATEWAY})
_MAY_BE_INTERNET = frozenset({SOME_GATEWAY, NOT_KNOWN})


def public_subnets(cache: Resource, view: View) -> Fact:
    """The subnets of a cache that have a route to an internet gateway."""
    found = subnets_of(cache, view)
    doubts = list(found.doubts)
    public, first = [], None
    for subnet in (*found.certain, *found.possible):
        routes, doubt = routes_of(subnet, view)
        view.spend(len(routes) + 1)
        leading = [route for route in routes if route.target == INTERNET]
        if leading and subnet in found.certain:
            public.append(subnet.address)
            first = first or (subnet, leading[0])
        elif leading:
            doubts.append(f"{subnet.address} may not be one of them")
        elif any(route.target in _MAY_BE_INTERNET for route in routes):
            doubts.append(f"whether a gateway that {subnet.address} routes to leads to the internet is not known")
        elif doubt:
            doubts.append(doubt)
    place = first[0].location if first else cache.location
    if doubts:
        return Unknown(joined(doubts), place, members=tuple(public))
    because = f"{first[0].address} routes {first[1]}" if first else "none of its subnets routes to an internet gateway"
    return Known(tuple(public), Origin.DERIVED, place, because=because)


def reach_over_ipv6(cache: Resource, view: View) -> Fact:
    """From how far clients come over IPv6: the internet, where groups let every address in and a route is there."""
    versions, doubt = versions_of(cache, view)
    if not any(6 in possible for possible in versions):
        return Absent(cache.location)
    by_groups = reach_by_versions(cache, (frozenset({6}),), view)
    low, high = _bounds(by_groups)
    if high < RANK[ANY]:
        return by_groups if not doubt else Unknown(doubt, cache.location, low=ORDER[0], high=ORDER[high])
    routed, why = _routed(cache, view)
    top = RANK["internet"]
    low = top if routed is True and low >= RANK[ANY] else low
    high = top if routed is not False else high
    low = 0 if doubt else low
    place = by_groups.place
    if low == high:
        because = by_groups.because if isinstance(by_groups, Known) else ""
        return Known(ORDER[low], Origin.DERIVED, place, because=joined([because, why]))
    reason = by_groups.reason if isinstance(by_groups, Unknown) else ""
    return Unknown(joined([reason, doubt, why]), place, low=ORDER[low], high=ORDER[high])


def _bounds(fact: Fact) -> tuple[int, int]:
    if isinstance(fact, Known):
        return RANK[str(fact.value)], RANK[str(fact.value)]
    assert isinstance(fact, Unknown)
    return RANK[str(fact.low)], RANK[str(fact.high)]


def _routed(cache: Resource, view: View) -> tuple[bool | None, str]:
    """Whether a subnet routes IPv6 to an internet gateway, and how that is known."""
    found = subnets_of(cache, view)
    doubts = list(found.doubts)
    for subnet in (*found.certain, *found.possible):
        routes, doubt = routes_of(subnet, view)
        for route in routes:
            leads = route.target == INTERNET and _version(route) in (6, None)
            if leads and subnet in found.certain and _version(route) == 6:
                return True, f"{subnet.address} routes {route}"
            if leads or (route.target in _MAY_BE_INTERNET and _version(route) != 4):
                doubts.append(f"{subnet.address} may route IPv6 to an internet gateway")
        doubts += [doubt] if doubt else []
    return (None, joined(doubts)) if doubts else (False, "none of its subnets routes IPv6 to an internet gateway")


def _version(route: Route) -> int | None:
    network = parse(route.where)
    return network.version if network is not None else None


def routed_elsewhere(cache: Resource, view: View) -> Fact:
    """The networks beyond its VPC that routes of its subnets lead to and that its security groups let in."""
    related, ports = view.related(cache, "security_groups"), ports_of(cache, view)
    possible = frozenset[int]().union(*versions_of(cache, view)[0])
    unread = tuple(unread_of(cache, related, view))
    sources = (*_of_versions(sources_of(related, ports, view), possible), *unread)
    place = place_of(cache, view)
    if not any(source.network is not None or RANK[source.reach] >= RANK["private"] for source in sources):
        because = "its security groups let in nobody by an address beyond its VPC"
        return Known((), Origin.DERIVED, place, because=because)
    found = subnets_of(cache, view)
    doubts, certain = list(found.doubts), []
    groups = (len(related.certain), *(group.key for group in (*related.certain, *related.possible)))
    key = ("met", ports, possible, groups)
    for subnet in (*found.certain, *found.possible):
        routes, doubt = routes_of(subnet, view)
        doubts += [doubt] if doubt else []
        for route in routes:
            # Many caches share their routes and groups.
            met = (
                _counted(route, sources, view)
                if unread
                else view.remembered((*key, route), partial(_counted, route, sources, view))
            )
            if met is True and subnet in found.certain:
                certain.append(str(route))
            elif met is not False:
                doubts.append(f"whether clients come over the route {route} of {subnet.address} is not known")
    members = tuple(dict.fromkeys(certain))
    if doubts:
        return Unknown(joined(doubts), place, members=members)
    because = f"a route leads to {members[0]}, and its groups let that in" if members else "no route leads to such"
    return Known(members, Origin.DERIVED, place, because=because)


def _of_versions(sources: Iterable[Source], versions: frozenset[int]) -> Iterator[Source]:
    """The sources without blocks of addresses that the cache does not have."""
    return (source for source in sources if source.network is None or source.network.version in versions)


def _counted(route: Route, sources: tuple[Source, ...], view: View) -> bool | None:
    view.spend(len(sources) + 1)
    return _met(route, sources)


def _met(route: Route, sources: Iterable[Source]) -> bool | None:
    """Whether the groups let in anybody in the network that a route leads to."""
    if route.target not in _ELSEWHERE and route.target != NOT_KNOWN:
        return False
    network = parse(route.where)
    results = list(_meeting(network, sources))
    if True in results and route.target in _ELSEWHERE - _MAY_BE_INTERNET:
        return True
    return None if None in results or True in results else False


def _meeting(network: Network | None, sources: Iterable[Source]) -> Iterator[bool | None]:
    for source in sources:
        if source.network is None:
            yield None if RANK[source.reach] >= RANK["private"] else False
        elif network is None:
            yield None
        elif overlap(source.network, network):
            yield None if source.doubt else True
