"""How many nodes a replication group has, from its shards and replicas, however a language states these."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from auditor.model.facts import Fact, Guard, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.joined import cases_of
from auditor.sources.partial.choices import MAX_CHOICES, too_many

#: So many replicas AWS gives a shard at most (API reference, CreateReplicationGroup, ReplicasPerNodeGroup; the same of
#: MemoryDB).
_MOST_REPLICAS = 5
_ZONES = "zones are stated for replicas, and nowhere how many replicas there are"


#: Which of two numbers of replicas counts.
_Which = Callable[[int, int], int]


def smallest(facts: list[Fact]) -> Fact:
    """The number of replicas of the shard that has fewest."""
    return reduce(lambda one, other: _of_both(one, other, min), facts)


def largest(facts: list[Fact]) -> Fact:
    """The number of replicas of the shard that has most."""
    return reduce(lambda one, other: _of_both(one, other, max), facts)


def _of_both(one: Fact, other: Fact, which: _Which) -> Fact:
    return _by_case(one, other, lambda a, b: _of_two(a, b, which), low=0)


def _by_case(one: Fact, other: Fact, function: Callable[[Fact, Fact], Fact], *, low: int) -> Fact:
    """What follows from two facts, in each case in which both can be; `low` is what it is at least."""
    chosen = next((fact for fact in (one, other) if isinstance(fact, Unknown) and fact.choices), None)
    if chosen is None:
        return function(one, other)
    cases: list[tuple[Guard, Fact]] = []
    for guard, fact in cases_of(one):
        cases += [(joined, function(fact, more)) for joined, more in cases_of(other, guard)]
        if len(cases) > MAX_CHOICES:
            return Unknown(too_many(chosen.reason), chosen.place, low=low)
    return Unknown(chosen.reason, chosen.place, tuple(cases))


def _of_two(one: Fact, other: Fact, which: _Which) -> Fact:
    if isinstance(one, Known) and isinstance(other, Known):
        first = int(str(one.value))
        return one if which(first, int(str(other.value))) == first else other
    refused = next((fact for fact in (one, other) if isinstance(fact, Unknown) and fact.refused), None)
    if refused is not None:
        return refused
    unknown = next(fact for fact in (one, other) if isinstance(fact, Unknown))
    known = [fact.value for fact in (one, other) if isinstance(fact, Known) and isinstance(fact.value, int)]
    if which is max:
        return Unknown(unknown.reason, unknown.place, low=max(known, default=0))
    most = [*known, *(fact.high for fact in (one, other) if isinstance(fact, Unknown))]
    return Unknown(
        unknown.reason, unknown.place, low=0, high=min((n for n in most if isinstance(n, int)), default=None)
    )


def unless_zones(replicas: Fact, *, zones: bool) -> Fact:
    """The replicas of a shard that states no number of its own, but perhaps `zones` for as many as there are.

    The API reference, NodeGroupConfiguration: the zones must be as many as the replicas, and it says of no default.
    """
    unstated = isinstance(replicas, Known) and replicas.origin is Origin.DEFAULT
    return Unknown(_ZONES, replicas.place, low=0) if zones and unstated else replicas


def nodes_in_all(facts: dict[str, Fact], header: Location) -> Fact:
    """Cache nodes in all; where shards or replicas are not known, how many there are at least and at most."""
    return _by_case(facts["shards"], facts["replicas_per_shard"], lambda a, b: _nodes(a, b, header), low=1)


def _nodes(count: Fact, replicas: Fact, header: Location) -> Fact:
    if isinstance(count, Known) and isinstance(replicas, Known):
        return Known(int(str(count.value)) * (int(str(replicas.value)) + 1), Origin.DERIVED, replicas.place)
    unknown = {name: fact for name, fact in (("shards", count), ("replicas", replicas)) if isinstance(fact, Unknown)}
    refused = next((fact for fact in unknown.values() if fact.refused), None)
    if refused is not None:
        return refused
    (fewest, most), (few, many) = _bounds(count, 1, None), _bounds(replicas, 0, _MOST_REPLICAS)
    return Unknown(
        "; ".join(f"{name}: {fact.reason}" for name, fact in unknown.items()) or "shards or replicas are not stated",
        next((fact.place for fact in unknown.values()), header),
        low=fewest * (few + 1),
        high=None if most is None or many is None else most * (many + 1),
    )


def _bounds(fact: Fact, least: int, most: int | None) -> tuple[int, int | None]:
    """The number at least and at most, within what AWS takes."""
    if isinstance(fact, Known):
        return int(str(fact.value)), int(str(fact.value))
    low, high = (fact.low, fact.high) if isinstance(fact, Unknown) else (None, None)
    return (low if isinstance(low, int) else least), (high if isinstance(high, int) else most)
