"""What CloudWatch measures of each cache: which series of points there are, by node and metric.

Domain sources: the user guide of ElastiCache, "Dimensions for ElastiCache metrics" (a node by `CacheClusterId` and
`CacheNodeId`, both of which must be given), "Serverless metrics and events" (`clusterId`), "Host-level metrics" (CPU
credits are of burstable nodes), "Metrics for Memcached"; that of MemoryDB, "Monitoring MemoryDB with CloudWatch"
(`ClusterName`, `NodeName`). The lag of a global datastore is told of the secondary group by `ReplicationGroupId`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from auditor.model.kinds.metrics import METRICS, PERIOD
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import CACHE_CLUSTERS, MEMORYDB_CLUSTERS, REPLICATION_GROUPS, SERVERLESS_CACHES
from auditor.sources.aws.written import member

_ELASTICACHE, _MEMORYDB = "AWS/ElastiCache", "AWS/MemoryDB"
_DAY = 86400
#: What is the same of a day as of its hours, so that fewer points do: (statistic, what is made of all).
_BY_DAY = frozenset((("Maximum", "max"), ("Minimum", "min"), ("Sum", "sum"), ("Sum", "share"), ("Average", "skew")))
#: What Memcached calls the metrics of others.
_OF_MEMCACHED = {"CacheHits": "GetHits", "CacheMisses": "GetMisses"}
_NOT_OF_MEMCACHED = frozenset(
    f"metrics.{name}"
    for name in ("capacity_used", "denials", "engine_cpu", "login_failures", "reads", "rejected_connections",
                 "replication_lag", "traffic_managed")
)  # fmt: skip
#: The number of the shard of a node of which the answer does not tell it.
_ANY_SHARD = -1


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one metric of one node."""

    namespace: str
    metric: str
    statistic: str
    period: int
    dimensions: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """What it is called in a query: names of caches have no underscore, so that no two are alike."""
        named = "__".join(value.replace("-", "_") for _, value in self.dimensions)
        kind = "_".join(name for name, _ in self.dimensions)
        return f"m_{self.metric}_{self.statistic}_{self.period}_{kind}__{named}"

    def query(self) -> dict[str, Any]:
        """How CloudWatch is asked for it."""
        dimensions = [{"Name": name, "Value": value} for name, value in self.dimensions]
        metric = {"Namespace": self.namespace, "MetricName": self.metric, "Dimensions": dimensions}
        return {"Id": self.id, "MetricStat": {"Metric": metric, "Period": self.period, "Stat": self.statistic}}


@dataclass(frozen=True, slots=True)
class Node:
    """What points are told of, and the number of its shard; less than 0 where that is not told."""

    dimensions: tuple[tuple[str, str], ...]
    shard: int = 0

    @property
    def name(self) -> str:
        """What people call it."""
        return "/".join(value for name, value in self.dimensions if name != "ClusterName")


@dataclass(frozen=True, slots=True)
class Measured:
    """A cache as CloudWatch knows it.

    Attributes:
        kind: its kind in the model.
        nodes: its nodes; a serverless cache is one.
        engine: its engine; empty where that is not told.
        node_type: the type of its nodes; empty where that is not told.
        whole: the dimensions of a secondary of a global datastore as a whole; none of anything else.
    """

    kind: str
    nodes: tuple[Node, ...]
    engine: str = ""
    node_type: str = ""
    whole: tuple[Node, ...] = ()

    @property
    def shards(self) -> tuple[tuple[Node, ...], ...]:
        """Its nodes, shard by shard."""
        numbers = dict.fromkeys(node.shard for node in self.nodes)
        return tuple(tuple(node for node in self.nodes if node.shard == number) for number in numbers)

    def lacking(self, fact: str) -> str:
        """Why there is no such metric of such a cache; empty where there may be."""
        if not self.nodes:
            return "none of its nodes was listed"
        if self.engine == "memcached" and fact in _NOT_OF_MEMCACHED:
            return "Memcached has no such metric"
        if fact == "metrics.flushes" and self.engine not in ("memcached", ""):
            return f"only Memcached has such a metric, not {self.engine}"
        burstable = self.node_type.partition(".")[2].startswith("t")
        if fact == "metrics.cpu_credits" and self.node_type and not burstable:
            return f"nodes of type {self.node_type} need no CPU credits"
        if fact == "metrics.replication_lag" and all(len(shard) < 2 for shard in self.shards):
            return "it has no replica"
        if fact == "metrics.global_lag" and not self.whole:
            return "it is no secondary of a global datastore"
        if fact == "metrics.shard_skew" and any(node.shard == _ANY_SHARD for node in self.nodes):
            return "its shards were not listed"
        return ""

    def series(self, fact: str) -> tuple[tuple[tuple[Node, Series], ...], ...]:
        """The series of a fact: for each of its metrics one of each node."""
        metric = METRICS[self.kind][fact]
        period = _DAY if (metric.statistic, metric.over) in _BY_DAY else PERIOD
        namespace = _MEMORYDB if self.kind == "memorydb_cluster" else _ELASTICACHE
        nodes = (*self.whole, *self.nodes) if fact == "metrics.global_lag" else self.nodes
        return tuple(
            tuple((node, Series(namespace, name, metric.statistic, period, node.dimensions)) for node in nodes)
            for name in (_OF_MEMCACHED.get(one, one) if self.engine == "memcached" else one for one in metric.names)
        )


def _word(value: object) -> str:
    return value.lower() if isinstance(value, str) else ""


def _listed(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _node(cluster: object, number: object, shard: int = 0) -> Node:
    return Node((("CacheClusterId", str(cluster)), ("CacheNodeId", str(number or "0001"))), shard)


def group(values: dict[str, Any]) -> Measured:
    """A replication group."""
    nodes = [
        _node(one["CacheClusterId"], one.get("CacheNodeId"), shard)
        for shard, told in enumerate(_listed(values.get("NodeGroups")))
        for one in _listed(told.get("NodeGroupMembers"))
        if one.get("CacheClusterId")
    ]
    secondary = _word(member(values, "GlobalReplicationGroupInfo", "GlobalReplicationGroupMemberRole")) == "secondary"
    whole = (Node((("ReplicationGroupId", str(values.get("ReplicationGroupId"))),)),) if secondary else ()
    nodes = nodes or [_node(name, "", _ANY_SHARD) for name in values.get("MemberClusters") or ()]
    # Groups run Redis OSS or Valkey, whether or not the answer tells which.
    engine = _word(values.get("Engine")) or "redis"
    return Measured("replication_group", tuple(nodes), engine, _word(values.get("CacheNodeType")), whole)


def cluster(values: dict[str, Any]) -> Measured:
    """A cache cluster: nodes of Memcached, or one of Redis OSS."""
    numbers = [one.get("CacheNodeId") for one in _listed(values.get("CacheNodes")) if one.get("CacheNodeId")]
    nodes = tuple(_node(values.get("CacheClusterId"), number, shard) for shard, number in enumerate(numbers))
    return Measured("cache_cluster", nodes, _word(values.get("Engine")), _word(values.get("CacheNodeType")))


def serverless(values: dict[str, Any]) -> Measured:
    """A serverless cache."""
    node = Node((("clusterId", str(values.get("ServerlessCacheName"))),))
    return Measured("serverless_cache", (node,), _word(values.get("Engine")))


def memorydb(values: dict[str, Any]) -> Measured:
    """A cluster of MemoryDB."""
    name = str(values.get("Name"))
    nodes = tuple(
        Node((("ClusterName", name), ("NodeName", str(one["Name"]))), shard)
        for shard, told in enumerate(_listed(values.get("Shards")))
        for one in _listed(told.get("Nodes"))
        if one.get("Name")
    )
    return Measured("memorydb_cluster", nodes, _word(values.get("Engine")) or "redis", _word(values.get("NodeType")))


def every(answers: Answers) -> Iterator[Measured]:
    """All caches of a region."""
    yield from map(group, answers.items(REPLICATION_GROUPS))
    yield from (cluster(one) for one in answers.items(CACHE_CLUSTERS) if not one.get("ReplicationGroupId"))
    yield from map(serverless, answers.items(SERVERLESS_CACHES))
    yield from map(memorydb, answers.items(MEMORYDB_CLUSTERS))
