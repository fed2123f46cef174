"""Snapshots of caches, with the cache that each was taken of as far as that is still there.

A snapshot names its cache, and somebody may have made another one of that name since: what is younger than a snapshot
is not what it was taken of. One of a group without cluster mode names the node that it was taken from.

Sources: the ElastiCache API reference, Snapshot, NodeSnapshot, ServerlessCacheSnapshot.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from auditor.model.facts import Fact, Origin
from auditor.model.schema import KINDS
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import (
    CACHE_CLUSTERS,
    REPLICATION_GROUPS,
    SERVERLESS_CACHES,
    SERVERLESS_SNAPSHOTS,
    SNAPSHOTS,
    Call,
    Question,
)
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources.arns import told_arn
from auditor.sources.aws.resources.conversions import day
from auditor.sources.aws.resources.moments import moment
from auditor.sources.aws.resources.tagged import tags_of
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import lower, text
from auditor.sources.building.facts import make_fact
from auditor.sources.building.table import Field, Link, Table
from auditor.sources.partial.values import EvalError, Unk

SNAPSHOT, SERVERLESS_SNAPSHOT = "elasticache:Snapshot", "elasticache:ServerlessCacheSnapshot"
_STATES = frozenset(KINDS["snapshot"].facts["state"].values)
#: What requests and answers of the one API and the other say -> what the model says.
_SOURCES = {"automated": "automated", "automatic": "automated", "system": "automated", "manual": "manual",
            "user": "manual"}  # fmt: skip
_TOLD = "what it was taken of"


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The snapshots of a region."""
    caches = _Caches(answers)
    for snapshot in answers.items(SNAPSHOTS):
        arn = told_arn(snapshot, "snapshot", "SnapshotName", answers)
        values = {**snapshot, **caches.of(snapshot)}
        yield LiveEntry(SNAPSHOT, arn, values, answers, tags_of(arn, answers), alike=True)
    for snapshot in answers.items(SERVERLESS_SNAPSHOTS):
        arn = told_arn(snapshot, "serverlesscachesnapshot", "ServerlessCacheSnapshotName", answers)
        values = {**snapshot, "Serverless": caches.serverless(snapshot)}
        yield LiveEntry(SERVERLESS_SNAPSHOT, arn, values, answers, tags_of(arn, answers))


class _Caches:
    """The caches of a region that snapshots can be of, by name, each with when it was made."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._groups = {
            _name(one, "ReplicationGroupId"): moment(one.get("ReplicationGroupCreateTime"))
            for one in answers.items(REPLICATION_GROUPS)
        }
        self._alone: dict[str, datetime | None] = {}
        self._nodes: dict[str, tuple[str, datetime | None]] = {}
        for one in answers.items(CACHE_CLUSTERS):
            name, made = _name(one, "CacheClusterId"), moment(one.get("CacheClusterCreateTime"))
            if one.get("ReplicationGroupId"):
                self._nodes[name] = (_name(one, "ReplicationGroupId"), made)
            else:
                self._alone[name] = made
        self._grouped = {group for group, _ in self._nodes.values()}
        self._serverless = {
            _name(one, "ServerlessCacheName"): moment(one.get("CreateTime")) for one in answers.items(SERVERLESS_CACHES)
        }

    def of(self, snapshot: dict[str, Any]) -> dict[str, object]:
        """The replication group or the cluster that a snapshot was taken of."""
        taken = _taken(snapshot)
        group, cluster = _name(snapshot, "ReplicationGroupId"), _name(snapshot, "CacheClusterId")
        if group:
            return {"OfGroup": self._group(group, taken)}
        if not cluster:
            doubt = Unk(f"the answer of AWS does not tell {_TOLD}")
            return {"OfGroup": doubt, "OfCluster": doubt}
        if cluster in self._nodes:
            group, made = self._nodes[cluster]
            # The group may have been made of a cluster that was there before, and a node may have been replaced since.
            return {"OfGroup": self._group(group, taken, made)}
        found = self._held(cluster, self._alone, taken, CACHE_CLUSTERS)
        # What is gone may have been a cluster by itself or a node of a group.
        return {"OfCluster": found} if cluster in self._alone else {"OfGroup": found, "OfCluster": found}

    def serverless(self, snapshot: dict[str, Any]) -> object:
        """The serverless cache that a snapshot was taken of."""
        name = str(member(snapshot, "ServerlessCacheConfiguration", "ServerlessCacheName") or "").lower()
        if not name:
            return Unk(f"the answer of AWS does not tell {_TOLD}")
        return self._held(name, self._serverless, moment(snapshot.get("CreateTime")), SERVERLESS_CACHES)

    def _group(self, name: str, taken: datetime | None, of_node: datetime | None = None) -> object:
        made = self._groups.get(name)
        if made is not None and of_node is not None and taken is not None and of_node <= taken < made:
            return name
        if name not in self._groups and name in self._grouped:
            # Its nodes are there, so that it is, too.
            return name
        return self._held(name, self._groups, taken, REPLICATION_GROUPS)

    def _held(self, name: str, there: dict[str, datetime | None], taken: datetime | None, call: Call) -> object:
        """The name of a cache that is there; nothing where it is gone, unknown where not all were listed."""
        if name not in there:
            doubt = self._answers.lacks(call)
            return Unk(doubt) if doubt else None
        made = there[name]
        return None if made is not None and taken is not None and taken < made else name


def _name(values: dict[str, Any], member_: str) -> str:
    return str(values.get(member_) or "").lower()


def _moments(snapshot: dict[str, Any]) -> list[tuple[datetime, str]]:
    """When each node of a cache was copied, as a moment and as it is told."""
    told = [str(one.get("SnapshotCreateTime")) for one in snapshot.get("NodeSnapshots") or () if isinstance(one, dict)]
    return sorted((found, one) for one in told if (found := moment(one)) is not None)


def _taken(snapshot: dict[str, Any]) -> datetime | None:
    return next((found for found, _ in _moments(snapshot)), None)


def _created(written: Told, facts: dict[str, Fact]) -> Fact:
    told = next((one for _, one in _moments(written.values)), None)
    return make_fact(told, day, untold("when it was taken"), written.header, (), Origin.STATED)


def _state(value: object) -> str:
    word = lower(value)
    word = "failed" if word.endswith("failed") else word
    if word not in _STATES:
        raise EvalError(f"no state {word!r} of a snapshot is known")
    return word


def _source(value: object) -> str:
    word = lower(value)
    if word not in _SOURCES:
        raise EvalError(f"no source {word!r} of a snapshot is known")
    return _SOURCES[word]


_KEY = Field("kms_key", ("KmsKeyId",), text)

TABLES: dict[str, Table] = {
    SNAPSHOT: Table(
        "snapshot",
        ("SnapshotName",),
        (
            Field("source", ("SnapshotSource",), _source, untold("who took it")),
            Field("state", ("SnapshotStatus",), _state, untold("its state")),
            _KEY,
        ),
        {"created": _created},
        (
            Link("replication_group", "OfGroup"),
            Link("cache_cluster", "OfCluster"),
            Link("key", "KmsKeyId"),
        ),
    ),
    SERVERLESS_SNAPSHOT: Table(
        "snapshot",
        ("ServerlessCacheSnapshotName",),
        (
            Field("source", ("SnapshotType",), _source, untold("who took it")),
            Field("state", ("Status",), _state, untold("its state")),
            Field("created", ("CreateTime",), day, untold("when it was taken")),
            _KEY,
        ),
        {},
        (Link("serverless_cache", "Serverless"), Link("key", "KmsKeyId")),
    ),
}


def _both(answers: Answers) -> Iterator[Question]:
    yield from map(Question, (SNAPSHOTS, SERVERLESS_SNAPSHOTS))


ROUNDS = (_both,)
