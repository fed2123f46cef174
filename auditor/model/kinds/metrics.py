"""What CloudWatch measures of caches: which fact is which metric, by which statistic, over which time.

Each fact is a whole number over a window that whoever looks chooses (14 days unless they say otherwise), from points of
one hour; a node or a time without points says nothing. `statistic` is what CloudWatch is asked for, for each node and
hour; `over` is what is made of all these numbers: the greatest, the least, or their sum. Where there are several
metrics their numbers are added, except for shares, which say themselves how they are made.

Domain sources: the user guide of ElastiCache, "Metrics for Valkey and Redis OSS", "Metrics for Memcached", "Host-level
metrics"; the guide of MemoryDB, "Metrics for MemoryDB", in the namespace AWS/MemoryDB.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Seconds of one point.
PERIOD = 3600
#: Days that are looked at, unless somebody says otherwise.
WINDOW_DAYS = 14


@dataclass(frozen=True, slots=True)
class Metric:
    """How one fact comes from CloudWatch.

    Attributes:
        names: the metrics, whose numbers are added where there are several.
        statistic: Average, Maximum, Minimum or Sum, for each node and hour.
        over: max, min or sum of all nodes and hours; `share` and `skew` are told by `doc`.
        unit: of the fact, after multiplying by `factor`.
        doc: what the fact stands for.
    """

    names: tuple[str, ...]
    statistic: str
    over: str
    unit: str
    doc: str
    factor: float = 1.0

    @property
    def line(self) -> str:
        """The line of the fact in the schema."""
        return f"observed int | {self.doc}, in {self.unit}" if self.unit else f"observed int | {self.doc}"


_MIB = 1 / 2**20
_HOUR = "average of the worst hour"


def _most(name: str, statistic: str, doc: str, unit: str = "", factor: float = 1.0) -> Metric:
    """The greatest number of all nodes and hours."""
    return Metric((name,), statistic, "max", unit, doc, factor)


def _least(name: str, doc: str, unit: str = "", factor: float = 1.0) -> Metric:
    """The least number of all nodes and hours."""
    return Metric((name,), "Minimum", "min", unit, doc, factor)


def _in_all(doc: str, *names: str) -> Metric:
    """How often something happened, on all nodes and in all hours."""
    return Metric(names, "Sum", "sum", "", doc)


def _share(doc: str, *names: str) -> Metric:
    """The first metric in percent of all of these."""
    return Metric(names, "Sum", "share", "percent", f"{doc}: {names[0]} of {names[0]} and {names[1]}")


_LOGINS = {
    "metrics.login_failures": _in_all("logins that failed", "AuthenticationFailures"),
    "metrics.denials": _in_all(
        "commands, keys and channels that users were refused",
        *("CommandAuthorizationFailures", "KeyAuthorizationFailures", "ChannelAuthorizationFailures"),
    ),
}
_HITS = {"metrics.hit_rate": _share("reads that found their key", "CacheHits", "CacheMisses")}
#: MemoryDB calls some metrics by other names.
_MEMORYDB = {
    "metrics.hit_rate": _share("reads that found their key", "KeyspaceHits", "KeyspaceMisses"),
    "metrics.memory_used": _most(
        "DatabaseMemoryUsagePercentage", "Maximum", "most of its memory for data that a node used", "percent"
    ),
}
#: Of nodes, whatever they run.
_HOST = {
    "metrics.cpu": _most("CPUUtilization", "Average", f"use of all CPUs of the busiest node: {_HOUR}", "percent"),
    "metrics.cpu_credits": _least("CPUCreditBalance", "fewest CPU credits that a burstable node had left"),
    "metrics.swap": _most("SwapUsage", "Maximum", "most swap that a node used", "MiB", _MIB),
    "metrics.free_memory": _least("FreeableMemory", "least memory that a node had free", "MiB", _MIB),
    "metrics.connections": _most("CurrConnections", "Maximum", "most clients that a node had"),
    "metrics.evictions": _most("Evictions", "Sum", "most keys that a node evicted within an hour to make room"),
    "metrics.network_exceeded": _in_all(
        "packets held back or dropped beyond what the network of a node allows",
        *("NetworkBandwidthInAllowanceExceeded", "NetworkBandwidthOutAllowanceExceeded"),
        *("NetworkPacketsPerSecondAllowanceExceeded", "NetworkConntrackAllowanceExceeded"),
    ),
}
#: Of nodes that run Redis OSS or Valkey.
_ENGINE = {
    "metrics.engine_cpu": _most(
        "EngineCPUUtilization", "Average", f"use of the CPU of the engine's thread: {_HOUR}", "percent"
    ),
    "metrics.rejected_connections": _in_all("clients turned away, mostly for their number", "RejectedConnections"),
    "metrics.replication_lag": _most(
        "ReplicationLag", "Average", f"how far a replica was behind: {_HOUR}", "milliseconds", 1000
    ),
    "metrics.traffic_managed": Metric(
        ("TrafficManagementActive",),
        "Maximum",
        "sum",
        "",
        "hours in which AWS held commands back for a node, of all nodes",
    ),
    "metrics.reads": _share("commands that read", "GetTypeCmds", "SetTypeCmds"),
}
#: Of nodes of ElastiCache that run Redis OSS or Valkey.
_CAPACITY = {
    "metrics.capacity_used": _most(
        "DatabaseCapacityUsagePercentage",
        "Maximum",
        "most of its room for data, SSD included, that a node used",
        "percent",
    ),
}


def _skew(name: str) -> dict[str, Metric]:
    """Of caches with shards: what each primary holds, averaged over all hours."""
    doc = "by how much the fullest shard holds more than the mean"
    return {"metrics.shard_skew": Metric((name,), "Average", "skew", "percent", doc)}


#: Of members of a global datastore.
_GLOBAL = {
    "metrics.global_lag": _most(
        "GlobalDatastoreReplicationLag",
        *("Average", f"how far a secondary region was behind the primary one: {_HOUR}", "milliseconds", 1000),
    ),
}
#: Of clusters of Memcached.
_MEMCACHED = {"metrics.flushes": _in_all("times that Memcached was emptied by flush_all", "CmdFlush")}
#: Of serverless caches.
_SERVERLESS = {"metrics.throttled": _in_all("commands slowed down at the limits of the cache", "ThrottledCmds")}

#: Kind -> fact -> how it comes from CloudWatch. Hits and misses of Memcached are called GetHits and GetMisses.
METRICS: dict[str, dict[str, Metric]] = {
    "replication_group": _HOST | _ENGINE | _CAPACITY | _HITS | _LOGINS | _skew("BytesUsedForCache") | _GLOBAL,
    "memorydb_cluster": _HOST | _ENGINE | _LOGINS | _MEMORYDB | _skew("BytesUsedForMemoryDB"),
    "cache_cluster": _HOST | _ENGINE | _CAPACITY | _HITS | _MEMCACHED,
    "serverless_cache": _SERVERLESS | _HITS | _LOGINS,
}

#: What follows from them and from the type of the nodes.
_USE = {
    "use.cpu": "observed derived int | use of the CPU that the engine can use: one, all for Memcached; in percent",
    "use.connections": "observed derived int | clients of the busiest node, in percent of those that it takes",
}


def metrics(kind: str) -> dict[str, str]:
    """The facts of a kind that CloudWatch tells, with what follows from them."""
    lines = {name: metric.line for name, metric in METRICS[kind].items()}
    return lines if kind == "serverless_cache" else lines | _USE
