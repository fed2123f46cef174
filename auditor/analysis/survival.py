"""What survives the loss of a node, a zone and a region: nothing, a part of the data, the data, or the service too.

`service` means that clients go on within seconds, by failover; `data`, that it is all there, and writes wait for AWS to
replace a node, or for somebody. What was written in the moments before and not yet replicated may be lost in each case:
replication is asynchronous. Loss means the worst node, the worst zone, the region that the cache is in.

Domain sources. User guide of ElastiCache: "Mitigating failures" (Memcached does not replicate, so that the share of a
node or a zone is lost; without failover a new primary is made and filled from a replica; with all nodes in one zone its
failure loses all data), "Durability in ElastiCache" (a log across zones; none unless asked for), "Minimizing downtime
in ElastiCache by using Multi-AZ" (writes resume in seconds; where every node fails the new ones start cold), "Choosing
between deployment options" (serverless caches are stored across three zones), "Replication across AWS Regions using
global datastores" (no failover from one region to another: somebody promotes a secondary; node-based only). Guide of
MemoryDB: "Minimizing downtime in MemoryDB with Multi-AZ" (no data is lost, since nodes are restored from the
transaction log; without a replica writes wait for that), "MemoryDB Multi-Region" (clusters of all regions take writes).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.analysis.placement import MOST_NODES, Span, distinct, span
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.kinds.nodes import SURVIVAL
from auditor.model.resource import Resource
from auditor.model.view import View

#: Worst first.
NOTHING, PART, DATA, SERVICE = SURVIVAL
#: One way that it can turn out: what survives, why, and what of it is not certain.
_Way = tuple[str, str]

_ONE_NODE = "it is one node: what it holds is lost with it"
_ASYNCHRONOUS = "a replica is promoted within seconds; what was not replicated yet is lost"
_REPLACED = "a new primary is filled from a replica, and writes wait for it: failover is off"
_LOST_SHARD = "the node of a shard without replica takes its part of the data with it"
_KEPT_LOG = "durability keeps all data in a log across zones, from which AWS restores the node"
_SERVERLESS = "serverless caches are stored across several zones"
_LOG = "MemoryDB keeps all data in a log across zones"


def node(cache: Resource, view: View) -> Fact:
    """What survives the loss of any one node."""
    if cache.kind == "serverless_cache":
        return _known(SERVICE, _SERVERLESS, cache)
    if cache.kind == "cache_cluster":
        return _of_nodes(cache, view, span(view.fact(cache, "node_count"), 1, 60), "node")
    replicas = span(view.fact(cache, "replicas_per_shard"), 0, MOST_NODES - 1)
    if cache.kind == "memorydb_cluster":
        return _of_memorydb(replicas, cache, Known(True))
    return _settled(_ways(cache, view, replicas.low <= 0, replicas.high > 0), cache, [_told("replicas", replicas)])


def zone(cache: Resource, view: View) -> Fact:
    """What survives the loss of any one availability zone."""
    if cache.kind == "serverless_cache":
        return _known(SERVICE, _SERVERLESS, cache)
    if cache.kind == "cache_cluster":
        return _of_nodes(cache, view, span(view.fact(cache, "zones.in_all"), 1, 60), "zone")
    if cache.kind == "memorydb_cluster":
        replicas = span(view.fact(cache, "replicas_per_shard"), 0, MOST_NODES - 1)
        return _of_memorydb(replicas, cache, view.fact(cache, "multi_az"))
    found = view.fact(cache, "zones.per_shard")
    zones = span(found, 1, MOST_NODES)
    alone = span(view.fact(cache, "replicas_per_shard"), 0, MOST_NODES - 1).high == 0
    why = _ONE_NODE if alone else "all nodes of a shard are in one zone"
    ways = list(_ways(cache, view, zones.low <= 1, zones.high > 1, why))
    return _settled(ways, cache, [zones.reason])


def region(cache: Resource, view: View) -> Fact:
    """What survives the loss of the region that it is in."""
    if cache.kind == "memorydb_cluster":
        found = view.related(cache, "multi_region_cluster")
        if found.certain or found.unseen:
            return _known(SERVICE, "clusters of other regions hold the same and take writes", cache)
        if found.possible or found.open:
            return _open(NOTHING, SERVICE, found.open or "its cluster of several regions may not exist", cache)
        return _known(NOTHING, "nothing of it is in another region", cache)
    if cache.kind != "replication_group":
        return _known(NOTHING, "nothing of it is in another region: only replication groups can be", cache)
    role = view.fact(cache, "global_role")
    promoted = "a member of its global datastore in another region has the data; somebody has to promote it"
    if isinstance(role, Known) and role.value != "primary":
        return _known(DATA, promoted, cache)
    if isinstance(role, Unknown):
        return _open(NOTHING, DATA, f"global datastore: {role.reason}", cache)
    doubts: list[str] = []
    led = view.related(cache, "leads_datastores")
    for datastore in led.certain:
        members = view.related(datastore, "secondaries")
        if members.certain or members.unseen:
            return _known(DATA, promoted, cache)
        doubts += [members.open or "secondaries of its global datastore may not exist"] * bool(
            members.open or members.possible
        )
    doubts += ["its global datastore may not exist"] * bool(led.possible) + [led.open] * bool(led.open)
    if doubts:
        return _open(NOTHING, DATA, doubts[0], cache)
    return _known(NOTHING, "it is in no global datastore: nothing of it is in another region", cache)


def _ways(cache: Resource, view: View, lost: bool, kept: bool, why: str = "") -> Iterator[_Way | str]:
    """The ways in which the loss can turn out: a shard may be lost, or kept; a reason stands for what is not known."""
    if lost and (kept_in_log := _durable(cache, view)) is not False:
        yield DATA, _KEPT_LOG
        lost = kept_in_log is None
        yield f"durability: {_reason(view.fact(cache, 'durability'))}" if lost else ""
    if lost:
        shards = span(view.fact(cache, "shards"), 1, 500)
        if shards.low <= 1:
            yield NOTHING, why or _ONE_NODE
        if shards.high > 1:
            yield PART, why or _LOST_SHARD
            if why and not _apart(cache, view):
                yield NOTHING, why
        yield _told("shards", shards)
    if kept:
        failover = view.fact(cache, "auto_failover")
        if not (isinstance(failover, Known) and failover.value is False) and not isinstance(failover, Absent):
            yield SERVICE, _ASYNCHRONOUS
        if not (isinstance(failover, Known) and failover.value is True):
            yield DATA, _REPLACED
        yield f"failover: {failover.reason}" if isinstance(failover, Unknown) else ""


def _apart(group: Resource, view: View) -> bool:
    """Whether the shards are certainly not all in the same zone."""
    stated = view.fact(group, "zones")
    members = stated.value if isinstance(stated, Known) else stated.members if isinstance(stated, Unknown) else ()
    zones = {zone for text in members or () for zone in str(text).split()}  # type: ignore[attr-defined] # texts
    return distinct(zones - {"?"})[0] > 1


def _durable(group: Resource, view: View) -> bool | None:
    """Whether what is written is kept in a log across zones."""
    kept = view.fact(group, "durability")
    return None if isinstance(kept, Unknown) else isinstance(kept, Known) and kept.value != "disabled"


def _of_nodes(cluster: Resource, view: View, number: Span, what: str) -> Fact:
    """Of a cluster that does not replicate: Memcached, of which a share is lost, or one node of Redis OSS or Valkey."""
    engine = view.fact(cluster, "engine")
    ways: list[_Way | str] = []
    if isinstance(engine, Unknown) or getattr(engine, "value", "") != "memcached":
        ways.append((NOTHING, _ONE_NODE))
    if isinstance(engine, Unknown) or getattr(engine, "value", "") == "memcached":
        if number.low <= 1:
            ways.append((NOTHING, _ONE_NODE if what == "node" else "all its nodes are in one zone"))
        if number.high > 1:
            ways.append((PART, f"Memcached does not replicate: the keys of the lost {what} are gone, others stay"))
    told = f"engine: {engine.reason}" if isinstance(engine, Unknown) else ""
    return _settled(ways, cluster, [told, number.reason])


def _of_memorydb(replicas: Span, cluster: Resource, apart: Fact) -> Fact:
    """Of MemoryDB; `apart` says whether a replica is left of what is lost."""
    ways: list[_Way | str] = []
    certain = isinstance(apart, Known) and apart.value is True
    if replicas.low <= 0:
        ways.append((DATA, f"{_LOG}; a shard without replica takes no writes until its node is replaced"))
    if replicas.high > 0 and (certain or isinstance(apart, Unknown)):
        ways.append((SERVICE, f"{_LOG}, and a replica in another zone is promoted within seconds"))
    if replicas.high > 0 and not certain:
        ways.append((DATA, f"{_LOG}; with all nodes of a shard in one zone writes wait for new ones"))
    return _settled(ways, cluster, [_told("replicas", replicas), f"zones: {_reason(apart)}" * bool(_reason(apart))])


def _reason(fact: Fact) -> str:
    return fact.reason if isinstance(fact, Unknown) else ""


def _told(name: str, number: Span) -> str:
    return f"{name}: {number.reason}" if number.reason else ""


def _settled(ways: Iterable[_Way | str], cache: Resource, doubts: list[str]) -> Fact:
    """The one thing that all ways come to, or what lies between the worst and the best."""
    found: list[_Way] = []
    for way in ways:
        if isinstance(way, str):
            doubts.append(way)
        else:
            found.append(way)
    levels = sorted({level for level, _ in found}, key=SURVIVAL.index)
    if len(levels) == 1:
        return _known(levels[0], found[0][1], cache)
    reason = "; ".join(dict.fromkeys(doubt for doubt in doubts if doubt)) or "which zones its shards share is not known"
    if not levels:
        # A number that makes no sense, such as no zone at all, leaves no way.
        return Unknown(reason, cache.location)
    return _open(levels[0], levels[-1], reason, cache)


def _known(level: str, because: str, cache: Resource) -> Fact:
    return Known(level, Origin.DERIVED, cache.location, because=because)


def _open(low: str, high: str, reason: str, cache: Resource) -> Fact:
    return Unknown(reason, cache.location, low=low, high=high)
