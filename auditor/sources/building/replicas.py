"""How many nodes a replication group has, from its shards and replicas, however a language states these."""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.location import Location


def smallest(facts: list[Fact]) -> Fact:
    """The number of replicas of the shard that has fewest."""
    known = [fact for fact in facts if isinstance(fact, Known)]
    if len(known) == len(facts):
        return min(known, key=lambda fact: int(str(fact.value)))
    unknown = next(fact for fact in facts if isinstance(fact, Unknown))
    high = min((int(str(fact.value)) for fact in known), default=None)
    return Unknown(unknown.reason, unknown.place, low=0, high=high)


def nodes_in_all(facts: dict[str, Fact], header: Location) -> Fact:
    """Cache nodes in all, where shards and replicas are known."""
    count, replicas = facts["shards"], facts["replicas_per_shard"]
    if isinstance(count, Known) and isinstance(replicas, Known):
        return Known(int(str(count.value)) * (int(str(replicas.value)) + 1), Origin.DERIVED, replicas.place)
    return Unknown("shards or replicas are not known", header)
