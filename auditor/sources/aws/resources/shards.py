"""Shards, replicas and zones of what runs.

Source: the ElastiCache API reference, NodeGroup, NodeGroupMember (whose role is told without cluster mode alone) and
CacheNode.
"""

from __future__ import annotations

from typing import Any

from auditor.model.facts import ABSENT, Fact, Known, Origin
from auditor.sources.aws.written import Told, untold
from auditor.sources.building.placement import alone
from auditor.sources.building.table import Special

Facts = dict[str, Fact]


def _shards(written: Told) -> list[dict[str, Any]] | None:
    groups = written.values.get("NodeGroups")
    return [one for one in groups if isinstance(one, dict)] if isinstance(groups, list) and groups else None


def _over_shards(read: Any, what: str, *, nodes: bool = True) -> Special:
    """What is read of all shards, and of their `nodes`: no shard is without any, so that they may not be told."""

    def special(written: Told, facts: Facts) -> Fact:
        shards = _shards(written)
        if shards is None or (nodes and not all(map(_members, shards))):
            return untold(what)
        return Known(read(shards), Origin.STATED, written.header)

    return special


def _members(shard: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in shard.get("NodeGroupMembers") or () if isinstance(one, dict)]


def _replicas(shards: list[dict[str, Any]]) -> list[int]:
    return [len(_members(shard)) - 1 for shard in shards]


def _zones(shards: list[dict[str, Any]]) -> tuple[str, ...]:
    def of(shard: dict[str, Any]) -> str:
        nodes = sorted(_members(shard), key=lambda one: str(one.get("CurrentRole", "")).lower() != "primary")
        return " ".join(str(one.get("PreferredAvailabilityZone") or "?") for one in nodes)

    return tuple(map(of, shards))


def _slots(written: Told, facts: Facts) -> Fact:
    shards = _shards(written)
    if shards is None:
        return untold("its shards")
    told = [str(shard.get("Slots") or "") for shard in shards]
    if not all(told):
        return ABSENT
    return Known(tuple(told), Origin.STATED, written.header)


def _node_zones(written: Told, facts: Facts) -> Fact:
    """The zone of each node; all are in one unless AWS says that they are in several."""
    nodes = [one for one in written.values.get("CacheNodes") or () if isinstance(one, dict)]
    zones = tuple(str(one.get("CustomerAvailabilityZone") or "?") for one in nodes)
    if zones and "?" not in zones:
        return Known(zones, Origin.STATED, written.header)
    return written.fact("PreferredAvailabilityZone", alone, untold("the zones of its nodes"))


def _az_mode(written: Told, facts: Facts) -> Fact:
    """`Multiple` is what AWS calls the zone of a cluster whose nodes are in several."""
    if written.values.get("PreferredAvailabilityZone") == "Multiple":
        return Known("cross-az", Origin.STATED, written.header)
    zones = _node_zones(written, facts)
    if isinstance(zones, Known) and isinstance(zones.value, tuple):
        return Known("cross-az" if len(set(zones.value)) > 1 else "single-az", Origin.STATED, written.header)
    return untold("the zones of its nodes")


#: What is told of the shards of a replication group.
SHARDS: dict[str, Special] = {
    "shards": _over_shards(len, "its shards", nodes=False),
    "replicas_per_shard": _over_shards(lambda shards: min(_replicas(shards)), "its replicas"),
    "most_replicas": _over_shards(lambda shards: max(_replicas(shards)), "its replicas"),
    "nodes": _over_shards(lambda shards: sum(len(_members(one)) for one in shards), "its nodes"),
    "zones": _over_shards(_zones, "the zones of its nodes"),
    "slots": _slots,
}
#: What is told of the nodes of a cache cluster.
NODES: dict[str, Special] = {"zones": _node_zones, "az_mode": _az_mode}
