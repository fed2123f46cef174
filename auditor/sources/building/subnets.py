"""The network type that follows from the subnets of a cache, where nobody states one.

Source: the ElastiCache user guide, "Choosing a network type for serverless caches": IPv4 unless all subnets are
IPv6-only, in which case IPv6. On nodes, too, nothing but IPv6 works there ("Configuring subnets for network type").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from auditor.model.facts import Fact, Known, Origin, Ref, Unknown
from auditor.model.resource import Resource
from auditor.sources.building.conversions import boolean
from auditor.sources.building.entry import Entry
from auditor.sources.building.joined import members_of
from auditor.sources.building.maker import Written
from auditor.sources.building.table import default
from auditor.sources.building.vocabulary import Vocabulary
from auditor.sources.partial.choices import by_case
from auditor.sources.partial.values import LinkedText, Unk

_CACHES = ("replication_group", "cache_cluster", "serverless_cache", "dax_cluster")
_IPV6 = Known("ipv6", Origin.DEFAULT, because="all of its subnets are IPv6-only")


def settle_network_types(
    pending: Sequence[tuple[Resource, Entry]], entries: Iterable[Entry], words: Vocabulary
) -> None:
    """Caches without a stated network type get that of their subnets, where these stand in the same code."""
    only_ipv6 = {
        entry.address: entry.written.fact(words.subnets[entry.type], boolean, default(False))
        for entry in entries
        if entry.type in words.subnets
    }
    if not any(not isinstance(fact, Known) or fact.value for fact in only_ipv6.values()):
        return
    found = {resource.key: entry.written for resource, entry in pending}
    for resource, entry in pending:
        if resource.kind in _CACHES:
            by_subnets = _by_subnets(_subnets(resource, entry.written, found, words.subnet_ids), only_ipv6)
            resource.facts["network_type"] = _unless_stated(resource.facts["network_type"], by_subnets)


def _subnets(resource: Resource, written: Written, found: dict[str, Written], attribute: str) -> object:
    """The value of the subnets that a cache is placed in: its own, or those of its subnet group."""
    if resource.kind != "serverless_cache":
        group = resource.relations["subnet_group"]
        member = members_of(group)[0] if isinstance(group, Known) and len(members_of(group)) == 1 else None
        if not isinstance(member, Ref) or member.key not in found:
            return None
        written = found[member.key]
    return written.value(attribute) if written.has(attribute) else None


def _by_subnets(subnets: object, only_ipv6: dict[str, Fact]) -> Fact | None:
    """The network type in such subnets; None where they tell nothing."""
    subnets = by_case(subnets)
    if isinstance(subnets, Unk) and subnets.choices:
        cases = [(guard, _by_subnets(case, only_ipv6) or default("ipv4")) for guard, case in subnets.choices]
        return Unknown(subnets.reason, choices=tuple(cases))
    items = subnets if isinstance(subnets, list) else [subnets]
    refs = [item.ref[0] if isinstance(item, (Unk, LinkedText)) and item.ref else "" for item in items]
    found = [only_ipv6[ref] for ref in dict.fromkeys(refs) if ref in only_ipv6]
    return _all(found) if found and all(ref in only_ipv6 for ref in refs) else None


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
