"""How many shards and replicas a replication group has: four ways to say it, over the provider's history."""

from __future__ import annotations

from collections.abc import Callable

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.sources.building.conversions import whole
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.joined import mapped
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.building.placement import alone, by_shard, listed, one_each, one_shard, slots_of
from auditor.sources.building.replicas import largest, nodes_in_all, smallest, unless_zones
from auditor.sources.building.table import filled
from auditor.sources.provider.topology import INDEXED

_REPLICA_ZONES = "replica_availability_zones"
_NODES = ("num_cache_clusters", "number_cache_clusters")


def _or_unset(maker: Written, names: tuple[str, ...], otherwise: Fact) -> Fact:
    """The attribute, with every case in which it is null replaced by `otherwise`."""
    return filled(maker.first(names, whole), otherwise)


def _default(maker: Written, value: int) -> Fact:
    return Known(value, Origin.DEFAULT, maker.header)


def _nested(maker: Written, nested: NestedWritten, name: str, otherwise: Fact) -> Fact:
    value = nested.value(name)
    if value is None and not nested.has(name):
        return otherwise
    return make_fact(value, whole, otherwise, nested.place_of(name), (), Origin.STATED)


def _legacy(maker: Written, name: str, otherwise: Fact) -> Fact:
    """An argument of the `cluster_mode` block of providers before 5.0."""
    block = next(maker.blocks("cluster_mode"), None)
    if block is None:
        return otherwise
    return where(block.exists, _nested(maker, block, name, otherwise), otherwise, maker.header)


_UNSURE = "how many node_group_configuration blocks there are is not known"


def _blocks(maker: Written) -> tuple[list[NestedWritten], bool]:
    """The `node_group_configuration` blocks that are there, and whether these are all."""
    blocks = [b for b in maker.blocks("node_group_configuration") if b.exists is not False]
    return blocks, all(b.exists is True for b in blocks)


def shards(maker: Written, facts: dict[str, Fact]) -> Fact:
    """Node groups: stated, as blocks, in the old block, else one."""
    otherwise = _legacy(maker, "num_node_groups", _default(maker, 1))
    blocks, sure = _blocks(maker)
    if blocks:
        otherwise = Known(len(blocks), Origin.STATED, maker.header) if sure else Unknown(_UNSURE, maker.header)
    return _or_unset(maker, ("num_node_groups",), otherwise)


def replicas_per_shard(maker: Written, facts: dict[str, Fact]) -> Fact:
    """Replicas of the shard with fewest: `num_cache_clusters - 1`, `replicas_per_node_group`, by block, else none."""
    return _over_shards(maker, smallest)


def most_replicas(maker: Written, facts: dict[str, Fact]) -> Fact:
    """Replicas of the shard with most."""
    return _over_shards(maker, largest)


def _over_shards(maker: Written, chosen: Callable[[list[Fact]], Fact]) -> Fact:
    alike = _alike(maker)
    blocks, sure = _blocks(maker)
    if not blocks:
        return alike
    if not sure:
        return Unknown(_UNSURE, maker.header)
    zones = [unless_zones(alike, zones=b.has(_REPLICA_ZONES)) for b in blocks]
    return chosen([_nested(maker, b, "replica_count", unset) for b, unset in zip(blocks, zones, strict=True)])


def zones(maker: Written, facts: dict[str, Fact]) -> Fact:
    """The zones of the nodes, shard by shard: of one shard by a list, else by block."""
    stated = listed(maker, ("preferred_cache_cluster_azs", "availability_zones"), one_shard, INDEXED)
    blocks, _ = _blocks(maker)
    return filled(stated, by_shard(maker, blocks, "primary_availability_zone", _REPLICA_ZONES, INDEXED))


def node_zones(maker: Written, facts: dict[str, Fact]) -> Fact:
    """The zone of each node of a cluster, or the one zone that all are in."""
    each = listed(maker, ("preferred_availability_zones",), one_each, INDEXED)
    return filled(each, listed(maker, ("availability_zone",), alone, INDEXED))


def slots(maker: Written, facts: dict[str, Fact]) -> Fact:
    """The key slots of each shard, where they are stated."""
    return slots_of(maker, _blocks(maker)[0], "slots")


def _alike(maker: Written) -> Fact:
    """Replicas of each shard, where all have the same number."""
    otherwise = _legacy(maker, "replicas_per_node_group", _default(maker, 0))
    stated = maker.first(("replicas_per_node_group",), whole)
    clusters = mapped(maker.first(_NODES, whole), lambda n: max(n - 1, 0))
    return filled(stated, filled(clusters, otherwise))


def nodes(maker: Written, facts: dict[str, Fact]) -> Fact:
    """Cache nodes in all, where shards and replicas are known."""
    return nodes_in_all(facts, maker.header)
