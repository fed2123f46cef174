"""Clusters of MemoryDB, and what the clusters of several regions have in common.

Source: the MemoryDB API reference, Cluster, Shard, Node, MultiRegionCluster and SecurityGroupMembership. What an answer
leaves out is not told, not off: engine and network type are in no answer of older versions of the API, and shards in
those alone that were asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import MEMORYDB_CLUSTERS, MEMORYDB_MULTI_REGION, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources import measured
from auditor.sources.aws.resources.conversions import version
from auditor.sources.aws.resources.metrics import Meter, metrics_of
from auditor.sources.aws.resources.tagged import tags_of
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building import memorydb
from auditor.sources.building.conversions import boolean, lower, positive, text, whole
from auditor.sources.building.table import Field, Link, Special, Table
from auditor.sources.partial.values import EvalError, Unk

Facts = dict[str, Fact]
CLUSTER, MULTI_REGION = "memorydb:Cluster", "memorydb:MultiRegionCluster"


def arn_of(kind: str, name: object, answers: Answers) -> str:
    """The ARN of something of MemoryDB, by its kind and its name."""
    return f"arn:{answers.partition}:memorydb:{answers.region}:{answers.account}:{kind}/{str(name).lower()}"


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The clusters of a region, and those of several regions that they are part of."""
    meter = Meter(answers)
    for cluster in answers.items(MEMORYDB_CLUSTERS):
        arn = str(cluster.get("ARN") or arn_of("cluster", cluster.get("Name"), answers))
        values = meter.on(_flat(cluster), measured.memorydb(cluster))
        yield LiveEntry(CLUSTER, arn, values, answers, tags_of(arn, answers))
    for every in answers.items(MEMORYDB_MULTI_REGION):
        name = every.get("MultiRegionClusterName")
        arn = str(every.get("ARN") or f"arn:{answers.partition}:memorydb::{answers.account}:multiregioncluster/{name}")
        # Tags are listed by region, and it is in none.
        tags = answers.tags.get(arn) or Unk("the listing of a region does not tell the tags of what is in several")
        yield LiveEntry(MULTI_REGION, arn, every, answers, tags, regional=False)


def _flat(cluster: dict[str, Any]) -> dict[str, Any]:
    """A cluster with what its parts say of it."""
    groups = [member(one, "SecurityGroupId") for one in cluster.get("SecurityGroups") or ()]
    return {
        **cluster,
        "Port": member(cluster, "ClusterEndpoint", "Port"),
        # Which groups a cluster has for which nobody chose any is established nowhere.
        "SecurityGroupIds": groups or Unk("the answer of AWS does not tell its security groups"),
    }


def _nodes_of(shard: dict[str, Any]) -> int | None:
    listed = shard.get("Nodes")
    number = shard.get("NumberOfNodes")
    if isinstance(listed, list):
        return max(len(listed), number) if isinstance(number, int) else len(listed)
    return number if isinstance(number, int) else None


def _over_nodes(read: Any, what: str) -> Special:
    """A number that follows from how many nodes each shard has."""

    def special(written: Told, facts: Facts) -> Fact:
        told = [_nodes_of(shard) for shard in written.values.get("Shards") or ()]
        numbers = [number for number in told if number]
        if not told or len(numbers) < len(told):
            return untold(what)
        return Known(read(numbers), Origin.STATED, written.header)

    return special


def _shards(written: Told, facts: Facts) -> Fact:
    listed = written.values.get("Shards")
    number = Known(len(listed), Origin.STATED, written.header) if listed else untold("how many shards it has")
    return written.fact("NumberOfShards", whole, number)


def _multi_az(written: Told, facts: Facts) -> Fact:
    """By the zones of the nodes where all are told; else by what the cluster says of itself."""
    shards = [
        [str(member(node, "AvailabilityZone") or "") for node in shard.get("Nodes") or ()]
        for shard in written.values.get("Shards") or ()
    ]
    if shards and all(zones and all(zones) for zones in shards):
        return Known(all(len(set(zones)) > 1 for zones in shards), Origin.STATED, written.header)
    return written.fact("AvailabilityMode", _several, untold("in which zones its nodes are"))


def _several(mode: object) -> bool:
    word = lower(mode)
    if word not in ("multiaz", "singleaz"):
        raise EvalError(f"no availability mode {word!r}")
    return word == "multiaz"


def _shared(unset: Unknown) -> tuple[Field, ...]:
    """What clusters say of themselves, and those of several regions for all of theirs."""
    return (
        Field("engine", ("Engine",), lower, unset),
        Field("engine_version", ("EngineVersion",), version, untold("its version")),
        Field("node_type", ("NodeType",), text, untold("its node type")),
        Field("tls", ("TLSEnabled",), boolean, untold("whether it uses TLS")),
    )


TABLES: dict[str, Table] = {
    CLUSTER: Table(
        "memorydb_cluster",
        ("Name",),
        (
            *_shared(untold("its engine")),
            Field("port", ("Port",), positive, untold("its port")),
            Field("acl_name", ("ACLName",), text, untold("its ACL")),
            Field("kms_key", ("KmsKeyId",), text),
            Field("auto_minor", ("AutoMinorVersionUpgrade",), boolean, untold("whether minor versions are applied")),
            Field("backup_days", ("SnapshotRetentionLimit",), whole, untold("how long snapshots are kept")),
            Field("snapshot_window", ("SnapshotWindow",), text),
            Field("maintenance_window", ("MaintenanceWindow",), text),
            Field("data_tiering", ("DataTiering",), boolean, untold("whether it tiers data")),
            Field("network_type", ("NetworkType",), lower, untold("its network type")),
            Field("notification_topic", ("SnsTopicArn",), text),
            Field("topic_active", ("SnsTopicStatus",), lambda status: lower(status) == "active"),
        ),
        {
            "tls_mode": memorydb.CLUSTER["tls_mode"],
            "at_rest": memorydb.CLUSTER["at_rest"],
            "shards": _shards,
            "replicas_per_shard": _over_nodes(lambda numbers: min(numbers) - 1, "its replicas"),
            "nodes": _over_nodes(sum, "its nodes"),
            "multi_az": _multi_az,
            # The API reference, Cluster, has no such member.
            "created": lambda w, f: Unknown("MemoryDB does not tell when a cluster was made"),
            **metrics_of("memorydb_cluster"),
        },
        (
            Link("key", "KmsKeyId"),
            Link("security_groups", "SecurityGroupIds", listed=True),
            Link("subnet_group", "SubnetGroupName"),
            Link("parameter_group", "ParameterGroupName"),
            Link("user_groups", "ACLName"),
            Link("multi_region_cluster", "MultiRegionClusterName"),
        ),
    ),
    MULTI_REGION: Table(
        "memorydb_multi_region_cluster",
        ("MultiRegionClusterName",),
        (
            *_shared(untold("its engine")),
            Field("shards", ("NumberOfShards",), whole, untold("how many shards it has")),
        ),
    ),
}


def _clusters(answers: Answers) -> Iterator[Question]:
    yield Question(MEMORYDB_CLUSTERS)


def _of_several_regions(answers: Answers) -> Iterator[Question]:
    if any(cluster.get("MultiRegionClusterName") for cluster in answers.items(MEMORYDB_CLUSTERS)):
        yield Question(MEMORYDB_MULTI_REGION)


ROUNDS = (_clusters, _of_several_regions)
