"""From how far the network ACLs of the subnets of a cache let clients in to its ports.

Entries are taken in the order of their numbers, and the first one that is about a packet decides; what none is about is
refused (VPC user guide, "Network ACL rules"). Of several subnets the one that lets in most counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from auditor.analysis import addresses
from auditor.analysis.addresses import Network, overlap, parse
from auditor.analysis.groups import ORDER, RANK, Versions
from auditor.analysis.ingress import Ports, ports_of
from auditor.analysis.reach import joined, versions_of
from auditor.analysis.topology import entries_of, subnets_of
from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One inbound entry: its number, whether it lets in, whom, and whether it is about the ports (None: perhaps)."""

    number: int
    allows: bool
    network: Network
    about: bool | None = True


def reach_by_nacls(cache: Resource, view: View) -> Fact:
    """The farthest that clients can be whom some network ACL of its subnets lets in."""
    found, ports = subnets_of(cache, view), ports_of(cache, view)
    versions, doubt = versions_of(cache, view)
    doubts = [*found.doubts, *([doubt] if doubt else [])]
    low, high, because = 0, RANK["any address"] if doubts else 0, ""
    for subnet in (*found.certain, *found.possible):
        texts, unread = entries_of(subnet, view)
        key = ("let in by ACL", subnet.key, ports, versions)
        view.spend(1)
        least, most = view.remembered(key, partial(_counted, texts, unread, ports, versions, view))
        if least > low and subnet in found.certain:
            low, because = least, f"the network ACL of {subnet.address}, {_whose(texts)}, lets in {ORDER[least]}"
        high = max(high, most)
        doubts += [unread] if unread else []
    high = max(low, high)
    if low == high:
        because = because or f"no network ACL of its subnets lets anybody in to {ports.text}"
        return Known(ORDER[low], Origin.DERIVED, cache.location, because=because)
    reason = joined([*doubts, ports.doubt]) or "whether entries of a network ACL are about its port is not known"
    return Unknown(reason, cache.location, low=ORDER[low], high=ORDER[high], because=because)


def _counted(
    texts: tuple[str, ...] | None, unread: str, ports: Ports, versions: Versions, view: View
) -> tuple[int, int]:
    view.spend(10 * len(texts or ()))
    return _of_subnet(texts, unread, ports, versions)


def _whose(texts: tuple[str, ...] | None) -> str:
    return "which is as AWS made it" if texts is None else f"of {len(texts)} entries"


def _of_subnet(
    texts: tuple[str, ...] | None, unread: str, ports: Ports, versions: Iterable[frozenset[int]]
) -> tuple[int, int]:
    """How far clients are let in for certain, and at most, as ranks."""
    top = RANK["any address"]
    if texts is None:
        return (0, top) if unread else (top, top)
    entries = [_entry(text, ports) for text in texts]
    if unread or any(entry is None for entry in entries):
        return 0, top
    known = sorted(entry for entry in entries if entry is not None)
    least = [_let_in(known, possible, perhaps=False) for possible in versions]
    most = [_let_in(known, possible, perhaps=True) for possible in versions]
    return min(least), max(most)


def _let_in(entries: list[Entry], versions: frozenset[int], *, perhaps: bool) -> int:
    """The rank of what is let in; what is perhaps about the ports lets in, or keeps out, as `perhaps` says."""
    taken = [entry for entry in entries if entry.about or (entry.about is None and entry.allows is perhaps)]
    return RANK[addresses.reach(allowed([one for one in taken if one.network.version in versions]))]


def allowed(entries: Iterable[Entry]) -> list[Network]:
    """The blocks that the first entry about them allows; `entries` are sorted by number."""
    decided: list[Network] = []
    result: list[Network] = []
    for entry in entries:
        if entry.allows:
            result += without(entry.network, decided)
        decided.append(entry.network)
    return result


def without(network: Network, others: Iterable[Network]) -> list[Network]:
    """What is left of a block without others."""
    left = [network]
    for other in others:
        left = [part for one in left for part in _cut(one, other)]
    return left


def _cut(network: Network, other: Network) -> Iterator[Network]:
    if not overlap(network, other):
        yield network
    elif network.prefixlen < other.prefixlen:
        # Of nested blocks the smaller one is cut out of the larger one.
        yield from network.address_exclude(other)  # type: ignore[arg-type] # both are of one version


def _entry(text: str, ports: Ports) -> Entry | None:
    """An entry from `NUMBER ACTION PROTOCOL PORTS BLOCK`; None for what is not known."""
    parts = text.split()
    network = parse(parts[4]) if len(parts) == 5 else None
    if network is None or not parts[0].isdecimal() or parts[1] not in ("allow", "deny"):
        return None
    return Entry(int(parts[0]), parts[1] == "allow", network, _about(parts[2], parts[3], ports))


def _about(protocol: str, span: str, ports: Ports) -> bool | None:
    if protocol not in ("all", "tcp"):
        return False
    if span == "all" or protocol == "all":
        return True
    first, _, last = span.partition("-")
    return ports.within(int(first), int(last)) if first.isdecimal() and last.isdecimal() else None
