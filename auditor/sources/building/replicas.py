"""How many nodes a replication group has, from its shards and replicas, however a language states these."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from auditor.model.facts import Fact, Guard, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.joined import cases_of
from auditor.sources.partial.choices import MAX_CHOICES, too_many

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
    unknown = next((fact for fact in (one, other) if isinstance(fact, Unknown) and fact.choices), None)
    if unknown is None:
        return _of_two(one, other, which)
    cases: list[tuple[Guard, Fact]] = []
    for guard, fact in cases_of(one):
        cases += [(joined, _of_two(fact, more, which)) for joined, more in cases_of(other, guard)]
        if len(cases) > MAX_CHOICES:
            return Unknown(too_many(unknown.reason), unknown.place, low=0)
    return Unknown(unknown.reason, unknown.place, tuple(cases))


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
    """Cache nodes in all, where shards and replicas are known."""
    count, replicas = facts["shards"], facts["replicas_per_shard"]
    if isinstance(count, Known) and isinstance(replicas, Known):
        return Known(int(str(count.value)) * (int(str(replicas.value)) + 1), Origin.DERIVED, replicas.place)
    return Unknown("shards or replicas are not known", header)
