"""How wide the widest block of addresses is that the security groups of a cache let in to its ports.

A block is wide by the length of its prefix, whoever has the addresses. Blocks are not put together: two that lie side
by side are two networks that somebody named.
"""

from __future__ import annotations

from auditor.analysis.groups import Width, read_all, widest
from auditor.analysis.ingress import Source, ports_of
from auditor.analysis.reach import joined, place_of, unread_of, versions_of
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View


def prefix_ipv4(resource: Resource, view: View) -> Fact:
    """The prefix length of the widest IPv4 block."""
    return _prefix(resource, 4, view)


def prefix_ipv6(resource: Resource, view: View) -> Fact:
    """The prefix length of the widest IPv6 block."""
    return _prefix(resource, 6, view)


def _prefix(resource: Resource, version: int, view: View) -> Fact:
    place = place_of(resource, view)
    versions, doubt = versions_of(resource, view)
    if not any(version in possible for possible in versions):
        return Absent(place)
    related, ports = view.related(resource, "security_groups"), ports_of(resource, view)
    read_all(related, ports, view)
    found = widest(related, ports, version, view)
    doubtful = [*unread_of(resource, related, view), *found.doubtful]
    if not all(version in possible for possible in versions):
        # Without such addresses nobody is let in to them.
        doubtful += [found.certain] if found.certain else []
        return _unknown(Width(None, tuple(doubtful)), doubt, resource, view) if doubtful else Absent(place)
    certain = found.certain
    if certain is None and not doubtful:
        return Absent(place)
    if certain is None or any(_length(source) < _length(certain) for source in doubtful):
        return _unknown(Width(certain, tuple(doubtful)), "", resource, view)
    because = f"security group {certain.group} lets {certain.who} in to {ports.text}"
    return Known(_length(certain), Origin.DERIVED, certain.place, because=because)


def _length(source: Source) -> int:
    return source.network.prefixlen if source.network is not None else 0


def _unknown(found: Width, doubt: str, resource: Resource, view: View) -> Unknown:
    certain = found.certain
    place = certain.place if certain else place_of(resource, view)
    reasons = [f"{source.group}: {source.doubt}" if source.group else source.doubt for source in found.doubtful]
    low = min(map(_length, found.doubtful))
    return Unknown(joined([*reasons, doubt]), place, low=low, high=_length(certain) if certain else None)
