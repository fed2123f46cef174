"""How many shards and replicas a replication group has: three ways to say it.

Source: the API reference, CreateReplicationGroup: NumCacheClusters, NumNodeGroups with ReplicasPerNodeGroup, and
NodeGroupConfiguration.
"""

from __future__ import annotations

from collections.abc import Callable

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.sources.building.conversions import whole
from auditor.sources.building.facts import make_fact
from auditor.sources.building.joined import mapped
from auditor.sources.building.nested import NestedWritten
from auditor.sources.building.placement import alone, by_shard, listed, one_each, one_shard, slots_of
from auditor.sources.building.replicas import largest, nodes_in_all, smallest, unless_zones
from auditor.sources.building.table import filled
from auditor.sources.cloudformation.resources.topology import INDEXED
from auditor.sources.cloudformation.resources.written import Properties

_REPLICA_ZONES = "ReplicaAvailabilityZones"
_UNSURE = "how many objects NodeGroupConfiguration holds is not known"


def _node_groups(written: Properties) -> tuple[list[NestedWritten], bool]:
    """The objects of `NodeGroupConfiguration` that are there, and whether these are all."""
    parts = [one for one in written.blocks("NodeGroupConfiguration") if one.exists is not False]
    return parts, all(one.exists is True for one in parts)


def shards(written: Properties, facts: dict[str, Fact]) -> Fact:
    """Node groups: stated, as objects, else one."""
    parts, sure = _node_groups(written)
    otherwise: Fact = Known(1, Origin.DEFAULT, written.header)
    if parts:
        otherwise = Known(len(parts), Origin.STATED, written.header) if sure else Unknown(_UNSURE, written.header)
    return filled(written.fact("NumNodeGroups", whole), otherwise)


def replicas_per_shard(written: Properties, facts: dict[str, Fact]) -> Fact:
    """Replicas of the shard with fewest."""
    return _over_shards(written, smallest)


def most_replicas(written: Properties, facts: dict[str, Fact]) -> Fact:
    """Replicas of the shard with most."""
    return _over_shards(written, largest)


def zones(written: Properties, facts: dict[str, Fact]) -> Fact:
    """The zones of the nodes, shard by shard: of one shard by a list, else by object."""
    stated = listed(written, ("PreferredCacheClusterAZs",), one_shard, INDEXED)
    parts, _ = _node_groups(written)
    return filled(stated, by_shard(written, parts, "PrimaryAvailabilityZone", _REPLICA_ZONES, INDEXED))


def node_zones(written: Properties, facts: dict[str, Fact]) -> Fact:
    """The zone of each node of a cluster, or the one zone that all are in."""
    each = listed(written, ("PreferredAvailabilityZones",), one_each, INDEXED)
    return filled(each, listed(written, ("PreferredAvailabilityZone",), alone, INDEXED))


def slots(written: Properties, facts: dict[str, Fact]) -> Fact:
    """The key slots of each shard, where they are stated."""
    return slots_of(written, _node_groups(written)[0], "Slots")


def _over_shards(written: Properties, chosen: Callable[[list[Fact]], Fact]) -> Fact:
    clusters = mapped(written.fact("NumCacheClusters", whole), lambda number: max(number - 1, 0))
    none: Fact = Known(0, Origin.DEFAULT, written.header)
    alike = filled(written.fact("ReplicasPerNodeGroup", whole), filled(clusters, none))
    parts, sure = _node_groups(written)
    if not parts:
        return alike
    if not sure:
        return Unknown(_UNSURE, written.header)
    return chosen([_count(one, alike) for one in parts])


def _count(one: NestedWritten, otherwise: Fact) -> Fact:
    place = one.place_of("ReplicaCount")
    otherwise = unless_zones(otherwise, zones=one.has(_REPLICA_ZONES))
    return make_fact(one.value("ReplicaCount"), whole, otherwise, place, (), Origin.STATED)


def nodes(written: Properties, facts: dict[str, Fact]) -> Fact:
    """Cache nodes in all, where shards and replicas are known."""
    return nodes_in_all(facts, written.header)
