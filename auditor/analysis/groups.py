"""Whom a number of security groups lets in to the ports of a cache.

Many caches share their groups: each question is answered once for all caches, and all worlds, for which it is the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace

from auditor.analysis import addresses
from auditor.analysis.ingress import Ports, Source, sources
from auditor.model.facts import Absent, Known, Unknown
from auditor.model.location import NOWHERE, Location
from auditor.model.network import IngressRule
from auditor.model.resource import Resource
from auditor.model.schema import KINDS
from auditor.model.view import Related, View

ORDER = KINDS["replication_group"].facts["reach.by_groups"].values
RANK = {word: rank for rank, word in enumerate(ORDER)}
ANY = "any address"

#: IP versions that a cache has: one possibility, or several where it is not known.
Versions = tuple[frozenset[int], ...]

#: Reasons, and address blocks, that one explanation names, at most.
NAMED = 3

#: Steps for reading one rule, and for comparing one source with the others.
_READ, _COMPARE = 10, 10


@dataclass(frozen=True, slots=True)
class LetIn:
    """How far away clients can be that a number of groups lets in.

    Attributes:
        low, high: ranks; clients as far as `low` are let in for certain, those beyond `high` are not.
        place, because: where and how they come as far as `low`, unless nobody comes.
        beyond: for each of the first reasons why they may come farther, who may.
        others: the same for all reasons there are, where none of them alone leads any farther.
    """

    low: int
    high: int
    place: Location
    because: str
    beyond: tuple[Source, ...]
    others: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Width:
    """The widest block that is let in for certain, and the first of those that may be let in, widest first."""

    certain: Source | None
    doubtful: tuple[Source, ...]


def read_all(related: Related, ports: Ports, view: View) -> None:
    """Read the rules of all the groups, so that what they hang on is pending before what is read next."""

    def read() -> None:
        for _ in _sources(related, ports, view):
            pass

    view.remembered(("read", *_key(related, ports)), read)


def doubts(related: Related, ports: Ports, view: View) -> frozenset[tuple[str, str]]:
    """Why the groups may let in more than is certain: each reason with the group."""
    return frozenset((source.group, source.doubt) for source in _sources(related, ports, view) if source.doubt)


def let_in(related: Related, ports: Ports, versions: Versions, view: View) -> LetIn:
    """Whom all the groups together let in, or may let in; groups that were not read are left out."""
    key = ("let in", versions, *_key(related, ports))
    return view.remembered(key, lambda: _let_in(related, ports, versions, view))


def widest(related: Related, ports: Ports, version: int, view: View) -> Width:
    """The widest block of addresses of an IP version that all the groups together let in, or may let in."""
    key = ("widest", version, *_key(related, ports))
    return view.remembered(key, lambda: _widest(related, ports, version, view))


def _widest(related: Related, ports: Ports, version: int, view: View) -> Width:
    every = [(_prefix(source, version), source) for source in set(_sources(related, ports, view))]
    view.spend(_COMPARE * len(every))
    found = sorted(((prefix, order(source)), source) for prefix, source in every if prefix is not None)
    certain = next((source for _, source in found if not source.doubt), None)
    doubtful = [source for _, source in found if source.doubt][:NAMED]
    return Width(certain, tuple(doubtful))


def _prefix(source: Source, version: int) -> int | None:
    """The length of the prefix of a block of the version; of what may be any block 0, of anything else None."""
    if source.network is not None:
        return source.network.prefixlen if source.network.version == version else None
    return 0 if RANK[source.reach] >= RANK[ANY] else None


def _key(related: Related, ports: Ports) -> tuple[Hashable, ...]:
    groups = (*related.certain, *related.possible)
    return (ports, len(related.certain), *(group.key for group in groups))


def _let_in(related: Related, ports: Ports, versions: Versions, view: View) -> LetIn:
    every = sorted(set(_sources(related, ports, view)), key=order)
    view.spend(_COMPARE * len(every))
    certain = [source for source in every if not source.doubt]
    # Least where the cache has the addresses that fewest are let in to, most where it has all that it can have.
    least = min((_of_versions(certain, v) for v in versions), key=_reach)
    low, high = _reach(least), max(_reach(_of_versions(every, v)) for v in versions)
    place, because = _decided(least, low, ports) if low else (NOWHERE, "")
    beyond = [source for source in every if source.doubt and _alone(source) > low]
    return LetIn(low, high, place, because, _first(beyond), _first(every))


def sources_of(related: Related, ports: Ports, view: View) -> tuple[Source, ...]:
    """Whom all groups together let in, or may let in, in the order in which they are told of."""
    key = ("all sources", *_key(related, ports))
    return view.remembered(key, lambda: tuple(sorted(set(_sources(related, ports, view)), key=order)))


def _sources(related: Related, ports: Ports, view: View) -> Iterator[Source]:
    """Whom all groups together let in, or may let in."""
    for group in related.certain:
        yield from _of_group(group, ports, view)
    for group in related.possible:
        for source in _of_group(group, ports, view):
            yield source if source.doubt else replace(source, doubt="it may not exist")


def _of_group(group: Resource, ports: Ports, view: View) -> tuple[Source, ...]:
    return view.remembered(("sources", group.key, ports), lambda: tuple(_read(group, ports, view)))


def _read(group: Resource, ports: Ports, view: View) -> Iterator[Source]:
    ingress = view.fact(group, "egress" if ports.outwards else "ingress")
    rules = ingress.value if isinstance(ingress, Known) else ingress.members if isinstance(ingress, Unknown) else None
    for rule in rules if isinstance(rules, (tuple, list)) else ():
        assert isinstance(rule, IngressRule)
        view.spend(_READ)
        for source in sources(rule, group, ports, view):
            view.spend(1)
            yield source
    if isinstance(ingress, Unknown):
        yield Source("", ingress.reason, group.address, group.location, reach=ANY)
    elif isinstance(ingress, Absent) and not _is_no_default(group, view):
        # A default group is AWS's own: that code has no rules for it does not mean that it has none.
        yield Source(
            "", "the rules of a default security group were not read", group.address, group.location, reach=ANY
        )


def _is_no_default(group: Resource, view: View) -> bool:
    is_default = view.fact(group, "is_default")
    return isinstance(is_default, Absent) or (isinstance(is_default, Known) and not is_default.value)


def _of_versions(every: Iterable[Source], versions: frozenset[int]) -> list[Source]:
    return [source for source in every if source.network is None or source.network.version in versions]


def _reach(every: Iterable[Source]) -> int:
    """The farthest of them, all address blocks taken together."""
    listed = list(every)
    blocks = addresses.reach({source.network for source in listed if source.network is not None})
    return max([RANK[blocks], *(RANK[source.reach] for source in listed)])


def _alone(source: Source) -> int:
    """How far the source comes without the others."""
    blocks = addresses.reach_of(source.network) if source.network is not None else "none"
    return max(RANK[blocks], RANK[source.reach])


def _decided(every: list[Source], rank: int, ports: Ports) -> tuple[Location, str]:
    """Where and how `every` comes as far as `rank`: the first source that does so alone, else all public blocks."""
    found = [source for source in every if _alone(source) == rank][:1] or [
        source for source in every if source.network and addresses.reach_of(source.network) != "private"
    ]
    groups = list(dict.fromkeys(source.group for source in found))
    who = list(dict.fromkeys(source.who for source in found))
    named = " and ".join(who) if len(who) <= NAMED else f"{', '.join(who[:NAMED])} and {len(who) - NAMED} more"
    subject = f"security group {groups[0]} lets" if len(groups) == 1 else f"security groups {' and '.join(groups)} let"
    what = f"it connect to {named}" if ports.outwards else f"{named} in to {ports.text}"
    return found[0].place, f"{subject} {what}"


def _first(every: list[Source]) -> tuple[Source, ...]:
    """Those that an explanation can name: the first for each of the first reasons, and the first with a place."""
    reasons: dict[tuple[str, str], Source] = {}
    for source in every:
        if source.doubt and len(reasons) < NAMED:
            reasons.setdefault((source.group, source.doubt), source)
    placed = next((source for source in every if source.place != NOWHERE), None)
    return tuple(sorted({*reasons.values(), *([placed] if placed else [])}, key=order))


def order(source: Source) -> tuple[Location, str, str, str, str]:
    """The order in which sources are told of."""
    return (source.place, source.group, source.who, source.doubt, source.reach)
