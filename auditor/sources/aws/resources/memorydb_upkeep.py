"""Snapshots of MemoryDB, the updates that wait for its clusters, and nodes that were paid for in advance.

Source: the MemoryDB API reference, Snapshot, ShardDetail, ServiceUpdate (which tells neither how severe an update is
nor by when it is recommended) and ReservedNode (which names no engine); the developer guide, "Reserved nodes": one of a
node type pays for nodes of any size of its family, in its region.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from auditor.model.facts import ABSENT, Fact, Origin, Unknown
from auditor.model.schema import KINDS
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import (
    MEMORYDB_CLUSTERS,
    MEMORYDB_RESERVED,
    MEMORYDB_SNAPSHOTS,
    MEMORYDB_UPDATES,
    Question,
)
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources.conversions import day
from auditor.sources.aws.resources.memorydb import arn_of
from auditor.sources.aws.resources.tagged import tags_of
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import Convert, lower, text, whole
from auditor.sources.building.facts import make_fact
from auditor.sources.building.table import Field, Link, Table
from auditor.sources.partial.values import EvalError, Unk

Facts = dict[str, Fact]
SNAPSHOT, UPDATE, RESERVED = "memorydb:Snapshot", "memorydb:ServiceUpdate", "memorydb:ReservedNode"
_DAY = 86_400


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The snapshots, updates and reservations of a region."""
    for snapshot in answers.items(MEMORYDB_SNAPSHOTS):
        arn = str(snapshot.get("ARN") or arn_of("snapshot", snapshot.get("Name"), answers))
        values = {**snapshot, "ClusterName": _taken_of(snapshot, answers)}
        yield LiveEntry(SNAPSHOT, arn, values, answers, tags_of(arn, answers))
    arns = {one.get("Name"): one.get("ARN") for one in answers.items(MEMORYDB_CLUSTERS)}
    for update in answers.items(MEMORYDB_UPDATES):
        name, cluster = str(update.get("ServiceUpdateName")), str(update.get("ClusterName") or "")
        called = f"{name}/{cluster}" if cluster else name
        # It has no ARN: it goes by that of the cluster that it is for.
        whose = str(arns.get(cluster) or arn_of("cluster", cluster, answers))
        yield LiveEntry(UPDATE, f"{whose}/{name}", {**update, "Called": called}, answers, {}, at=whose)
    for bought in answers.items(MEMORYDB_RESERVED):
        arn = str(bought.get("ARN") or arn_of("reservednode", bought.get("ReservationId"), answers))
        values = {**bought, "Clusters": _payable(str(bought.get("NodeType") or ""), answers)}
        yield LiveEntry(RESERVED, arn, values, answers, tags_of(arn, answers))


def _taken_of(snapshot: dict[str, Any], answers: Answers) -> object:
    """The cluster that a snapshot was taken of; nothing where it is gone, unknown where not all were listed."""
    name = str(member(snapshot, "ClusterConfiguration", "Name") or "")
    if not name:
        return Unk("the answer of AWS does not tell what it was taken of")
    if any(str(one.get("Name")).lower() == name.lower() for one in answers.items(MEMORYDB_CLUSTERS)):
        return name
    doubt = answers.lacks(MEMORYDB_CLUSTERS)
    return Unk(doubt) if doubt else None


def _payable(node_type: str, answers: Answers) -> list[str] | Unk:
    """The clusters whose nodes a reservation can pay for: those of its family."""
    doubt = answers.lacks(MEMORYDB_CLUSTERS)
    clusters = answers.items(MEMORYDB_CLUSTERS)
    if not node_type or not all(cluster.get("NodeType") for cluster in clusters):
        doubt = doubt or "the answer of AWS does not tell all node types"
    family = node_type.rpartition(".")[0]
    names = [str(one.get("Name")) for one in clusters if str(one.get("NodeType")).rpartition(".")[0] == family]
    return Unk(doubt) if doubt else names


def _taken(written: Told, facts: Facts) -> Fact:
    """The day on which the first shard was copied: none of what came later is certain to be in it."""
    shards = member(written.values, "ClusterConfiguration", "Shards")
    moments = [shard.get("SnapshotCreationTime") for shard in shards or ()]
    if not moments or not all(moments):
        return untold("when it was taken")

    def first(listed: object) -> date:
        return min(map(day, moments))

    return make_fact(str(moments[0]), first, ABSENT, written.header, (), Origin.STATED)


def _ends(written: Told, facts: Facts) -> Fact:
    """The day on which it ends; its duration is told in seconds."""
    seconds = written.values.get("Duration")
    if not isinstance(seconds, int):
        return untold("when it ends")
    return written.fact("StartTime", lambda moment: day(moment) + timedelta(seconds // _DAY), untold("when it ends"))


def _word(kind: str, fact: str, **others: str) -> Convert:
    """A word of a fact of a kind; `others` are what AWS says in place of some of them."""
    words = KINDS[kind].facts[fact].values

    def convert(value: object) -> str:
        word = others.get(lower(value), lower(value))
        if word not in words:
            raise EvalError(f"{word!r} is none of {', '.join(words)}")
        return word

    return convert


_UPDATE = _word("service_update", "status", available="not-applied")

TABLES: dict[str, Table] = {
    SNAPSHOT: Table(
        "memorydb_snapshot",
        ("Name",),
        (
            Field("source", ("Source",), _word("memorydb_snapshot", "source"), untold("who asked for it")),
            Field("state", ("Status",), _word("memorydb_snapshot", "state"), untold("how far it has come")),
            Field("kms_key", ("KmsKeyId",), text),
        ),
        {"created": _taken},
        (Link("cluster", "ClusterName"), Link("key", "KmsKeyId")),
    ),
    UPDATE: Table(
        "service_update",
        ("Called",),
        (
            Field(
                "status", ("Status",), _word("service_update", "status", available="not-applied"), untold("its state")
            ),
        ),
        {
            "severity": lambda w, f: Unknown("MemoryDB does not tell how severe an update is"),
            "apply_by": lambda w, f: ABSENT,
        },
        (Link("cache", "ClusterName", kind="memorydb_cluster"),),
    ),
    RESERVED: Table(
        "reserved_node",
        ("ReservationId",),
        (
            Field("node_type", ("NodeType",), text, untold("its node type")),
            Field("node_count", ("NodeCount",), whole, untold("how many nodes it pays for")),
            Field("reservation", ("State",), _word("reserved_node", "reservation"), untold("its state")),
        ),
        {
            # It is for nodes, whatever they run.
            "product": lambda w, f: ABSENT,
            "ends": _ends,
        },
        (Link("caches", "Clusters", kind="memorydb_cluster", listed=True),),
    ),
}


def _kept(answers: Answers) -> Iterator[Question]:
    yield from map(Question, (MEMORYDB_SNAPSHOTS, MEMORYDB_RESERVED))


def _waiting(answers: Answers) -> Iterator[Question]:
    if answers.items(MEMORYDB_CLUSTERS):
        yield Question(MEMORYDB_UPDATES)


ROUNDS = (_kept, _waiting)
