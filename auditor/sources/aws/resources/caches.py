"""Replication groups and cache clusters.

Sources: the ElastiCache API reference, ReplicationGroup, NodeGroup, NodeGroupMember, CacheCluster and
PendingModifiedValues. What an answer leaves out is not told, not off: those of other versions of the API lack members.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model.facts import ABSENT, Fact, Known, Origin
from auditor.model.versions import version_key
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import CACHE_CLUSTERS, REPLICATION_GROUPS, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources import measured
from auditor.sources.aws.resources.conversions import day, is_on, version
from auditor.sources.aws.resources.joins import joined, of_nodes, told_of
from auditor.sources.aws.resources.metrics import Meter, metrics_of
from auditor.sources.aws.resources.shards import NODES, SHARDS
from auditor.sources.aws.resources.tagged import tags_of
from auditor.sources.aws.resources.tokens import TOKEN
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import boolean, lower, positive, text, whole, words
from auditor.sources.building.facts import make_fact
from auditor.sources.building.logs import log_groups
from auditor.sources.building.service import durability, over
from auditor.sources.building.table import Field, Link, Special, Table, filled
from auditor.sources.partial.values import Unk

Facts = dict[str, Fact]
REPLICATION_GROUP, CACHE_CLUSTER = "elasticache:ReplicationGroup", "elasticache:CacheCluster"
_LOGS = "LogDeliveryConfigurations"
#: The first version that knows a TLS mode.
_FIRST_WITH_MODE = "7.0.5"
#: States of a delivery of logs in which logs are delivered, or will be at once.
_DELIVERS = frozenset({"active", "enabling", "modifying"})


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The caches of a region. The nodes of a replication group are no resources of their own."""
    nodes: dict[str, list[dict[str, Any]]] = {}
    alone = []
    for cluster in answers.items(CACHE_CLUSTERS):
        group = cluster.get("ReplicationGroupId")
        if group:
            nodes.setdefault(str(group).lower(), []).append(cluster)
        else:
            alone.append(cluster)
    meter = Meter(answers)
    groups = answers.items(REPLICATION_GROUPS)
    listed = {str(group.get("ReplicationGroupId")).lower() for group in groups}
    for group in (*groups, *(of_nodes(name, answers) for name in nodes if name not in listed)):
        values = joined(group, nodes, answers)
        yield _entry(REPLICATION_GROUP, meter.on(values, measured.group(values)), answers)
    for cluster in alone:
        values = {**cluster, **told_of(cluster)}
        yield _entry(CACHE_CLUSTER, meter.on(values, measured.cluster(values)), answers)


def _entry(type_: str, values: dict[str, Any], answers: Answers) -> LiveEntry:
    kind, name = {
        REPLICATION_GROUP: ("replicationgroup", "ReplicationGroupId"),
        CACHE_CLUSTER: ("cluster", "CacheClusterId"),
    }[type_]
    place = f"arn:{answers.partition}:elasticache:{answers.region}:{answers.account}"
    arn = str(values.get("ARN") or f"{place}:{kind}:{values.get(name)}")
    return LiveEntry(type_, arn, values, answers, tags_of(arn, answers), alike=True)


def _tls_mode(written: Told, facts: Facts) -> Fact:
    """Before version 7.0.5 there is no mode, and TLS, where it is on, is all that is accepted."""
    told = facts["engine_version"]
    old = isinstance(told, Known) and _is_before(str(told.value), _FIRST_WITH_MODE)
    unset = Known("required", Origin.DEFAULT, written.header) if old else untold("its TLS mode")
    return over(facts["tls"], lambda tls: written.fact("TransitEncryptionMode", lower, unset) if tls else ABSENT)


def _is_before(told: str, version_: str) -> bool:
    try:
        return version_key(told) < version_key(version_)
    except ValueError:
        return False


def _node_tls_mode(written: Told, facts: Facts) -> Fact:
    """Memcached and standalone nodes know no mode: TLS, where it is on, is all that they accept."""
    required = Known("required", Origin.DEFAULT, written.header)
    return over(facts["tls"], lambda tls: written.fact("TransitEncryptionMode", lower, required) if tls else ABSENT)


def _at_rest(written: Told, facts: Facts) -> Fact:
    """`StorageEncryptionType` tells the truth where it is told: the older flag may be off though data is encrypted."""
    flag = written.fact("AtRestEncryptionEnabled", boolean, untold("whether it is encrypted at rest"))
    return filled(written.fact("StorageEncryptionType", lambda value: lower(value) != "none"), flag)


def _topic_active(written: Told, facts: Facts) -> Fact:
    unset = untold("whether events are sent to its topic") if written.has("TopicArn") else ABSENT
    return written.fact("TopicStatus", lambda status: lower(status) == "active", unset)


def _global_role(written: Told, facts: Facts) -> Fact:
    role = member(written.values, "GlobalReplicationGroupInfo", "GlobalReplicationGroupMemberRole")
    unset = untold("its role in its global datastore") if written.has("GlobalDatastore") else ABSENT
    return make_fact(role, lower, unset, written.header, (), Origin.STATED)


def _port(written: Told, facts: Facts) -> Fact:
    values = written.values
    groups = values.get("NodeGroups") or []
    ports = [
        member(values, "ConfigurationEndpoint", "Port"),
        *(member(one, "PrimaryEndpoint", "Port") for one in groups),
        values.get("NodePort"),
    ]
    port = next((one for one in ports if one), None)
    return make_fact(port, positive, untold("its port"), written.header, (), Origin.STATED)


def _cluster_mode(written: Told, facts: Facts) -> Fact:
    by_flag = written.fact("ClusterEnabled", lambda on: "enabled" if boolean(on) else "disabled", untold("its mode"))
    return filled(written.fact("ClusterMode", lower), by_flag)


def _days_of_node(written: Told, facts: Facts) -> Fact:
    """Of Memcached no snapshots can be taken, and the answer leaves them out."""
    engine = facts["engine"]
    memcached = isinstance(engine, Known) and engine.value == "memcached"
    return Known(0, Origin.DEFAULT) if memcached else untold("how long snapshots are kept")


def _logs(states: frozenset[str] | None) -> Special:
    def special(written: Told, facts: Facts) -> Fact:
        listed = written.values.get(_LOGS)
        if not isinstance(listed, list):
            return untold("which logs it delivers")
        found = []
        for one in listed:
            status = str(one.get("Status") or "active").lower()
            if (status in states) if states is not None else status == "error":
                found.append(one.get("LogType"))
        return make_fact(found or None, words, ABSENT, written.header, (), Origin.STATED)

    return special


def _classic_groups(written: Told, facts: Facts) -> Fact:
    return written.fact("ClassicGroups", words)


_DELIVERED_TO = log_groups(
    _LOGS,
    "DestinationType",
    lambda one: member(one.value("DestinationDetails"), "CloudWatchLogsDetails", "LogGroup"),
)


def _log_groups(written: Told) -> object:
    return _DELIVERED_TO(written) if written.has(_LOGS) else Unk("the answer of AWS does not tell where its logs go")


_LOG_GROUPS = Link("log_groups", _LOGS, named=_log_groups, part=True)
_NETWORK = (
    Link("security_groups", "SecurityGroupIds"),
    Link("subnet_group", "SubnetGroup"),
    Link("parameter_group", "ParameterGroup"),
    _LOG_GROUPS,
)
_SHARED = (
    Field("engine", ("Engine",), lower, untold("its engine")),
    Field("engine_version", ("EngineVersion",), version, untold("its version")),
    Field("tls", ("TransitEncryptionEnabled",), boolean, untold("whether it uses TLS")),
    Field("node_type", ("CacheNodeType",), text, untold("its node type")),
    Field("network_type", ("NetworkType",), lower, untold("its network type")),
    Field("auto_minor", ("AutoMinorVersionUpgrade",), boolean, untold("whether minor versions are applied")),
    Field("backup_days", ("SnapshotRetentionLimit",), whole, untold("how long snapshots are kept")),
    Field("snapshot_window", ("SnapshotWindow",), text),
    Field("maintenance_window", ("MaintenanceWindow",), text, untold("its window for changes")),
    Field("notification_topic", ("TopicArn",), text),
)
_SHARED_SPECIALS: dict[str, Special] = {
    "port": _port,
    "classic_groups": _classic_groups,
    "topic_active": _topic_active,
    "log_types": _logs(_DELIVERS),
    "log_types.failing": _logs(None),
}

TABLES: dict[str, Table] = {
    REPLICATION_GROUP: Table(
        "replication_group",
        ("ReplicationGroupId",),
        (
            *_SHARED,
            Field("kms_key", ("KmsKeyId",), text),
            Field("auto_failover", ("AutomaticFailover",), is_on, untold("whether it fails over")),
            Field("multi_az", ("MultiAZ",), is_on, untold("whether it keeps to several zones")),
            Field("data_tiering", ("DataTiering",), is_on, untold("whether it tiers data")),
            Field("durability", ("EffectiveDurability", "Durability"), durability, untold("its durability")),
            Field("created", ("ReplicationGroupCreateTime",), day, untold("when it was made")),
        ),
        {
            **_SHARED_SPECIALS,
            "tls_mode": _tls_mode,
            "at_rest": _at_rest,
            **TOKEN,
            "global_role": _global_role,
            "cluster_mode": _cluster_mode,
            **SHARDS,
            **metrics_of("replication_group"),
        },
        (
            *_NETWORK,
            Link("key", "KmsKeyId"),
            Link("user_groups", "UserGroupIds"),
            Link("global_datastore", "GlobalDatastore"),
        ),
    ),
    CACHE_CLUSTER: Table(
        "cache_cluster",
        ("CacheClusterId",),
        (
            *_SHARED,
            Field("backup_days", ("SnapshotRetentionLimit",), whole, _days_of_node),
            Field("node_count", ("NumCacheNodes",), whole, untold("how many nodes it has")),
            Field("created", ("CacheClusterCreateTime",), day, untold("when it was made")),
        ),
        {
            **_SHARED_SPECIALS,
            "tls_mode": _node_tls_mode,
            "at_rest": lambda w, f: w.fact("AtRestEncryptionEnabled", boolean, Known(False, Origin.DEFAULT, w.header)),
            **NODES,
            **metrics_of("cache_cluster"),
        },
        _NETWORK,
    ),
}


def _caches(answers: Answers) -> Iterator[Question]:
    yield from map(Question, (REPLICATION_GROUPS, CACHE_CLUSTERS))


ROUNDS = (_caches,)
