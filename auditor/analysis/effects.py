"""What AWS does when a setting of a cache that runs is changed: the knowledge behind the facts about changes.

Domain sources. API reference of ElastiCache, ModifyReplicationGroup and ModifyCacheCluster: an engine version is never
lowered (EngineVersion), the mode `required` cuts off connections without TLS (TransitEncryptionMode), nodes that are
removed (NumCacheNodes). User guide: "Version Management for ElastiCache" and "Upgrade considerations" (replicas first,
then a failover in which writes stop for seconds; Memcached has no persistence, so that an upgrade clears it; serverless
caches are upgraded without downtime), "Upgrading engine versions including cross engine upgrades" (Redis OSS to
Valkey), "Online vertical scaling by modifying node type" (new nodes are made and synchronised, then take over),
"Modifying cluster mode" (no way back from enabled), "Modifying an ElastiCache parameter group" (`activerehashing` and
`databases` need a reboot). MemoryDB: API reference, UpdateCluster; developer guide, "Modifying a MemoryDB cluster"
(at once, parameters too), "Engine versions" and "Scaling MemoryDB clusters". Terraform's provider replaces what AWS
cannot change in place; the plan itself tells that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from auditor.model.facts import Absent, Fact, Known, Unknown
from auditor.model.resource import Resource
from auditor.model.schema import KINDS, FactType
from auditor.model.view import View

#: Values before and after, the cache after, and the view: what AWS does, empty where that is nothing to speak of.
Does = Callable[[object, object, Resource, View], str]


@dataclass(frozen=True, slots=True)
class Effect:
    """What changing one fact of some kinds of caches does: `interrupts` and `irreversible` say so in words."""

    fact: str
    kinds: tuple[str, ...]
    interrupts: Does | None = None
    irreversible: Does | None = None


def _value(resource: Resource, name: str, view: View) -> object:
    fact = view.fact(resource, name) if name in KINDS[resource.kind].facts else None
    return fact.value if isinstance(fact, Known) else None


def _restarted(before: object, after: object, cache: Resource, view: View) -> str:
    if cache.kind == "cache_cluster":
        if _value(cache, "engine", view) == "memcached":
            return "AWS restarts the nodes, and everything that they hold is gone"
        return "AWS restarts the only node: it cannot be used meanwhile"
    replicas = _value(cache, "replicas_per_shard", view)
    if replicas == 0:
        return "AWS restarts the nodes, and a shard without replica cannot be used meanwhile"
    return "AWS restarts replicas first and then fails over: connections are cut and writes stop for seconds"


def _scaled(before: object, after: object, cache: Resource, view: View) -> str:
    return "AWS makes new nodes, copies the data and switches over: connections are cut and writes stop for seconds"


def _tls(before: object, after: object, cache: Resource, view: View) -> str:
    # Turned on, it begins with the mode `preferred`, in which both kinds of clients get in.
    return "" if after else "AWS no longer takes connections with TLS: clients that use it are cut off"


def _tls_mode(before: object, after: object, cache: Resource, view: View) -> str:
    return "AWS cuts off connections without TLS and refuses new ones" if after == "required" else ""


def _fewer(before: object, after: object, cache: Resource, view: View) -> str:
    fewer = isinstance(before, int) and isinstance(after, int) and after < before
    return "AWS removes nodes, and what they hold is gone" if fewer else ""


def _for_good(before: object, after: object, cache: Resource, view: View) -> str:
    return "AWS never lowers an engine version: the way back is a new cache, filled from a backup of the old version"


def _for_clusters(before: object, after: object, cache: Resource, view: View) -> str:
    return "AWS takes no cache back from cluster mode" if after == "enabled" else ""


def _to_valkey(before: object, after: object, cache: Resource, view: View) -> str:
    return "Terraform takes no cache back to Redis OSS but by destroying it and making a new one"


_GROUP, _CLUSTER, _SERVERLESS = "replication_group", "cache_cluster", "serverless_cache"
_MEMORYDB = "memorydb_cluster"
_NODES = (_GROUP, _CLUSTER, _MEMORYDB)

EFFECTS = (
    Effect("engine", (_GROUP,), _restarted, _to_valkey),
    Effect("engine", (_SERVERLESS,), None, _to_valkey),
    Effect("engine", (_MEMORYDB,), _restarted, _for_good),
    Effect("engine_version", _NODES, _restarted, _for_good),
    Effect("engine_version", (_SERVERLESS,), None, _for_good),
    Effect("cluster_mode", (_GROUP,), None, _for_clusters),
    Effect("node_type", _NODES, _scaled),
    Effect("tls", (_GROUP, _CLUSTER), _tls),
    Effect("tls_mode", (_GROUP,), _tls_mode),
    Effect("node_count", (_CLUSTER,), _fewer),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One change and what it does, in words; or, with a `doubt`, why it is not known whether there is one."""

    change: str
    does: str
    fact: Fact
    doubt: str = ""


def told(cache: Resource, former: Resource, view: View, role: str) -> Iterator[Told]:
    """What the changes from `former` to `cache` do, as far as `role`, interrupts or irreversible, asks for it."""
    for effect in EFFECTS:
        does: Does | None = getattr(effect, role)
        if does is not None and cache.kind in effect.kinds:
            yield from _one(effect.fact, does, cache, former, view)


def _one(name: str, does: Does, cache: Resource, former: Resource, view: View) -> Iterator[Told]:
    before, after = view.fact(former, name), view.fact(cache, name)
    unknown = next((fact for fact in (after, before) if isinstance(fact, Unknown)), None)
    if unknown is not None:
        same = isinstance(after, Unknown) and isinstance(before, Unknown) and after.reason == before.reason
        # What code does not state stays as it is, and so does what is not known for the same reason.
        if not same and not (isinstance(after, Unknown) and after.unstated):
            yield Told("", "", unknown, f"{name}: {unknown.reason}")
        return
    old, new = _plain(before), _plain(after)
    text = does(old, new, cache, view) if not _same(name, cache.kind, old, new) else ""
    if text:
        yield Told(f"{name} {_word(old)} -> {_word(new)}", text, after)


def _plain(fact: Fact) -> object:
    return None if isinstance(fact, Absent) else getattr(fact, "value", None)


def _same(name: str, kind: str, old: object, new: object) -> bool:
    if KINDS[kind].facts[name].type is FactType.VERSION and old is not None and new is not None:
        return str(old) == str(new)
    return old == new


def _word(value: object) -> str:
    return "not set" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
