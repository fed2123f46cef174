"""How many shards and replicas a replication group has: four ways to say it, over the provider's history."""

from __future__ import annotations

from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.sources.building.conversions import whole
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.joined import mapped
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten

_NODES = ("num_cache_clusters", "number_cache_clusters")


def _or_unset(maker: Written, names: tuple[str, ...], otherwise: Fact) -> Fact:
    """The attribute, with every case in which it is null replaced by `otherwise`."""
    return _fill(maker.first(names, whole), otherwise)


def _fill(fact: Fact, otherwise: Fact) -> Fact:
    if isinstance(fact, Absent):
        return otherwise
    if isinstance(fact, Unknown) and fact.choices:
        return Unknown(fact.reason, fact.place, tuple((g, _fill(f, otherwise)) for g, f in fact.choices), via=fact.via)
    return fact


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


def _smallest(facts: list[Fact], place: Written) -> Fact:
    known = [f for f in facts if isinstance(f, Known)]
    if len(known) == len(facts):
        return min(known, key=lambda f: int(str(f.value)))
    unknown = next(f for f in facts if isinstance(f, Unknown))
    high = min((int(str(f.value)) for f in known), default=None)
    return Unknown(unknown.reason, unknown.place, low=0, high=high)


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
    alike = _alike(maker)
    blocks, sure = _blocks(maker)
    if not blocks:
        return alike
    if not sure:
        return Unknown(_UNSURE, maker.header)
    return _smallest([_nested(maker, b, "replica_count", alike) for b in blocks], maker)


def _alike(maker: Written) -> Fact:
    """Replicas of each shard, where all have the same number."""
    otherwise = _legacy(maker, "replicas_per_node_group", _default(maker, 0))
    stated = maker.first(("replicas_per_node_group",), whole)
    clusters = mapped(maker.first(_NODES, whole), lambda n: max(n - 1, 0))
    return _fill(stated, _fill(clusters, otherwise))


def nodes(maker: Written, facts: dict[str, Fact]) -> Fact:
    """Cache nodes in all, where shards and replicas are known."""
    count, replicas = facts["shards"], facts["replicas_per_shard"]
    if isinstance(count, Known) and isinstance(replicas, Known):
        return Known(int(str(count.value)) * (int(str(replicas.value)) + 1), Origin.DERIVED, replicas.place)
    return Unknown("shards or replicas are not known", maker.header)
