"""What AWS has to be done to caches, and what is paid for in advance: service updates, and reserved nodes.

Sources: the ElastiCache API reference, UpdateAction, DescribeUpdateActions and ReservedCacheNode; the user guide,
"Reserved nodes", and the AWS Database Blog, "New - Size flexibility for Amazon ElastiCache reserved nodes": a
reservation is for a region, an engine and any size of a node family, and one for Redis OSS pays for Valkey, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from auditor.model.facts import Fact, Known, Origin
from auditor.model.schema import KINDS
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import CACHE_CLUSTERS, REPLICATION_GROUPS, RESERVED_NODES, UPDATE_ACTIONS, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources.arns import arn_of, told_arn
from auditor.sources.aws.resources.conversions import day
from auditor.sources.aws.resources.joins import joined
from auditor.sources.aws.resources.moments import moment
from auditor.sources.aws.resources.tagged import tags_of
from auditor.sources.aws.written import Told, untold
from auditor.sources.building.conversions import Convert, lower, whole
from auditor.sources.building.table import Field, Link, Table
from auditor.sources.partial.values import EvalError, Unk

UPDATE_ACTION, RESERVED_NODE = "elasticache:UpdateAction", "elasticache:ReservedCacheNode"
_NOT_READ = "not in what was scanned"


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The service updates that caches of a region lack, and the reservations of the region."""
    nodes = {
        str(one.get("CacheClusterId")).lower(): one.get("ReplicationGroupId") for one in answers.items(CACHE_CLUSTERS)
    }
    for action in answers.items(UPDATE_ACTIONS):
        group = action.get("ReplicationGroupId") or nodes.get(str(action.get("CacheClusterId")).lower())
        cluster = action.get("CacheClusterId")
        kind, name = ("replicationgroup", group) if group else ("cluster", cluster)
        cache = arn_of(answers, kind, name)
        update = str(action.get("ServiceUpdateName"))
        held = Unk(_NOT_READ, cache, ref=(cache, "id")) if name else Unk("the answer of AWS does not tell the cache")
        # One update is for many caches, each of which it is applied to by itself.
        values = {**action, "Action": f"{update}/{name}", "Cache": held}
        yield LiveEntry(UPDATE_ACTION, f"{cache}/{update}", values, answers, {}, at=cache)
    caches = list(_caches(answers)) if answers.items(RESERVED_NODES) else []
    for node in answers.items(RESERVED_NODES):
        name = node.get("ReservedCacheNodeId")
        arn = str(node.get("ReservationARN") or arn_of(answers, "reserved-instance", name))
        yield LiveEntry(RESERVED_NODE, arn, {**node, "Caches": _paid(node, caches)}, answers, tags_of(arn, answers))


@dataclass(frozen=True, slots=True)
class _Cache:
    """What a reservation must fit; `doubt` stands for caches of which that is not known."""

    arn: str
    engine: str
    family: str
    doubt: str = ""

    def fits(self, engines: set[str], family: str) -> bool:
        """Whether it may be one that a reservation is for; of what is not known anything may be so."""
        return (self.engine in engines or not self.engine) and self.family in (family, "")


def _caches(answers: Answers) -> Iterator[_Cache]:
    """The caches of a region that are made of nodes, and why there may be others."""
    for call in (REPLICATION_GROUPS, CACHE_CLUSTERS):
        if doubt := answers.lacks(call):
            yield _Cache("", "", "", doubt)
    nodes: dict[str, list[dict[str, Any]]] = {}
    for cluster in answers.items(CACHE_CLUSTERS):
        if group := cluster.get("ReplicationGroupId"):
            nodes.setdefault(str(group).lower(), []).append(cluster)
        else:
            yield _cache(told_arn(cluster, "cluster", "CacheClusterId", answers), cluster)
    for group in answers.items(REPLICATION_GROUPS):
        values = joined(group, nodes, answers)
        yield _cache(told_arn(group, "replicationgroup", "ReplicationGroupId", answers), values)


def _cache(arn: str, values: dict[str, Any]) -> _Cache:
    told = [values.get(name) for name in ("Engine", "CacheNodeType")]
    engine, type_ = (one.lower() if isinstance(one, str) else "" for one in told)
    doubt = "" if engine and type_ else f"its engine or the type of its nodes is not known: {arn}"
    return _Cache(arn, engine, _family(type_), doubt)


def _family(node_type: object) -> str:
    """`cache.r7g` of `cache.r7g.large`."""
    return str(node_type or "").lower().rpartition(".")[0]


def _paid(node: dict[str, Any], caches: list[_Cache]) -> list[object]:
    """The caches whose nodes a reservation can pay for."""
    engine, family = str(node.get("ProductDescription") or "").lower(), _family(node.get("CacheNodeType"))
    if not engine or not family:
        return [Unk("the answer of AWS does not tell what it was bought for", error=True)]
    engines = {engine, "valkey"} if engine == "redis" else {engine}
    found: list[object] = [
        Unk(one.doubt, error=True) if one.doubt else Unk(_NOT_READ, one.arn, ref=(one.arn, "id"))
        for one in caches
        if one.fits(engines, family)
    ]
    if engine == "valkey" and any(one.engine == "redis" and one.family == family for one in caches):
        found.append(Unk("whether a reservation for Valkey pays for nodes of Redis OSS is not documented", error=True))
    return found


def _word(kind: str, fact: str) -> Convert:
    """A word that the model has for a fact. Raises EvalError for another one."""
    words = frozenset(KINDS[kind].facts[fact].values)

    def convert(value: object) -> str:
        word = lower(value)
        if word not in words:
            raise EvalError(f"{word!r} is no {fact} that is known")
        return word

    return convert


def _ends(written: Told, facts: dict[str, Fact]) -> Fact:
    start, seconds = moment(written.values.get("StartTime")), written.values.get("Duration")
    try:
        end = start + timedelta(seconds=whole(seconds)) if start is not None else None
    except (EvalError, OverflowError):
        end = None
    return Known(end.date(), Origin.STATED, written.header) if end is not None else untold("when it ends")


TABLES: dict[str, Table] = {
    UPDATE_ACTION: Table(
        "service_update",
        ("Action",),
        (
            Field("severity", ("ServiceUpdateSeverity",), _word("service_update", "severity"), untold("its severity")),
            Field("status", ("UpdateActionStatus",), _word("service_update", "status"), untold("its status")),
            # Not every update has one.
            Field("apply_by", ("ServiceUpdateRecommendedApplyByDate",), day),
        ),
        {},
        (Link("cache", "Cache"),),
    ),
    RESERVED_NODE: Table(
        "reserved_node",
        ("ReservedCacheNodeId",),
        (
            Field("node_type", ("CacheNodeType",), lower, untold("its node type")),
            Field("product", ("ProductDescription",), lower, untold("the engine that it is for")),
            Field("node_count", ("CacheNodeCount",), whole, untold("for how many nodes it is")),
            Field("reservation", ("State",), _word("reserved_node", "reservation"), untold("its state")),
        ),
        {"ends": _ends},
        (Link("caches", "Caches"),),
    ),
}


def _reservations(answers: Answers) -> Iterator[Question]:
    # They cost money also where nothing runs that they could pay for, and that matters most.
    yield Question(RESERVED_NODES)


def _updates(answers: Answers) -> Iterator[Question]:
    if any(answers.items(call) or answers.lacks(call) for call in (REPLICATION_GROUPS, CACHE_CLUSTERS)):
        yield Question(UPDATE_ACTIONS)


ROUNDS = (_reservations, _updates)
