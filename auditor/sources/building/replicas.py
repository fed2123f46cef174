"""How many nodes a replication group has, from its shards and replicas, however a language states these."""

from __future__ import annotations

from functools import reduce

from auditor.model.facts import Fact, Guard, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.joined import cases_of
from auditor.sources.partial.choices import MAX_CHOICES, too_many

_ZONES = "zones are stated for replicas, and nowhere how many replicas there are"


def smallest(facts: list[Fact]) -> Fact:
    """The number of replicas of the shard that has fewest."""
    return reduce(_smaller, facts)


def _smaller(one: Fact, other: Fact) -> Fact:
    unknown = next((fact for fact in (one, other) if isinstance(fact, Unknown) and fact.choices), None)
    if unknown is None:
        return _of_two(one, other)
    cases: list[tuple[Guard, Fact]] = []
    for guard, fact in cases_of(one):
        cases += [(joined, _of_two(fact, more)) for joined, more in cases_of(other, guard)]
        if len(cases) > MAX_CHOICES:
            return Unknown(too_many(unknown.reason), unknown.place, low=0)
    return Unknown(unknown.reason, unknown.place, tuple(cases))


def _of_two(one: Fact, other: Fact) -> Fact:
    if isinstance(one, Known) and isinstance(other, Known):
        return one if int(str(one.value)) <= int(str(other.value)) else other
    refused = next((fact for fact in (one, other) if isinstance(fact, Unknown) and fact.refused), None)
    if refused is not None:
        return refused
    unknown = next(fact for fact in (one, other) if isinstance(fact, Unknown))
    most = [fact.value if isinstance(fact, Known) else getattr(fact, "high", None) for fact in (one, other)]
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
