"""Field tables of replication groups, cache clusters and serverless caches.

Sources: the CloudFormation registry schemas of AWS::ElastiCache::ReplicationGroup, CacheCluster and ServerlessCache,
and what the service decides where nothing is sent. The defaults that the first schema declares are not sent: groups of
Valkey that do not state AtRestEncryptionEnabled are encrypted (the API reference, CreateReplicationGroup: true when
using Valkey; read back in go-to-k/cdk-real-drift, issue 818), and `cluster_mode` tells of failover.
"""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.cases import fact_cases
from auditor.sources.building.conversions import lower, positive, text, whole, words
from auditor.sources.building.facts import make_fact
from auditor.sources.building.gathered import gathered
from auditor.sources.building.limits import limit
from auditor.sources.building.logs import log_groups
from auditor.sources.building.made_elsewhere import name_of
from auditor.sources.building.named import names_in
from auditor.sources.building.nested import NestedWritten
from auditor.sources.building.service import (
    ALWAYS_ENCRYPTED,
    CLUSTER_VERSIONS,
    PORTS,
    SERVERLESS_VERSIONS,
    VERSION_UNSET,
    by_engine,
    durability,
    over,
    zones_of,
)
from auditor.sources.building.table import Field, Link, Special, Table, default
from auditor.sources.cloudformation.resources.cluster_mode import failover_unstated, zones_unstated
from auditor.sources.cloudformation.resources.conversions import boolean
from auditor.sources.cloudformation.resources.replicas import (
    most_replicas,
    node_zones,
    nodes,
    replicas_per_shard,
    shards,
    slots,
    zones,
)
from auditor.sources.cloudformation.resources.written import Properties
from auditor.sources.partial.values import Unk

Facts = dict[str, Fact]


def _at_rest(written: Properties, facts: Facts) -> Fact:
    return by_engine(facts, {"redis": default(False), "valkey": default(True)})


def _version_unset(written: Properties, facts: Facts) -> Fact:
    """The newest, unless the group is made around a cluster that is there already."""
    of_cluster = "it is that of the cluster that PrimaryClusterId names"
    return Unknown(of_cluster, unstated=True) if written.has("PrimaryClusterId") else VERSION_UNSET


def _zones_unset(written: Properties, facts: Facts) -> Fact:
    """One zone, unless a zone is stated for each node (the API reference, CreateCacheCluster, AZMode)."""
    name = "PreferredAvailabilityZones"
    return zones_of(written.value(name)) if written.has(name) else default("single-az")


def _tls_mode(written: Properties, facts: Facts) -> Fact:
    """Unset with TLS on means required; without TLS there is no mode."""
    stated = written.fact("TransitEncryptionMode", lower, default("required"))
    return over(facts["tls"], lambda tls: stated if tls else ABSENT)


def _node_tls_mode(written: Properties, facts: Facts) -> Fact:
    """Memcached and standalone nodes know no mode: TLS, where it is on, is all that they accept."""
    return over(facts["tls"], lambda tls: default("required") if tls else ABSENT)


def _network_type(written: Properties, facts: Facts) -> Fact:
    return written.fact("NetworkType", lower, default("ipv4"))


def _log_types(written: Properties, facts: Facts) -> Fact:
    parts = [(one.exists, one.value("LogType")) for one in written.blocks("LogDeliveryConfigurations")]
    return make_fact(gathered(written, parts), words, ABSENT, written.header, (), Origin.STATED)


def _log_group(part: NestedWritten) -> object:
    """The log group that the destination of logs is."""
    parts = [one for each in part.blocks("DestinationDetails") for one in each.blocks("CloudWatchLogsDetails")]
    return parts[0].value("LogGroup") if parts else None


def _final_snapshot(written: Properties, facts: Facts) -> Fact:
    """`DeletionPolicy: Snapshot` takes one when the stack, or the resource in it, is deleted."""
    return _by_policy(written.policy("DeletionPolicy"), written.header)


def _by_policy(value: object, place: Location) -> Fact:
    if isinstance(value, Unk):
        return Unknown(value.reason, place, fact_cases(value, lambda case: _by_policy(case, place)))
    taken = isinstance(value, str) and value.lower() == "snapshot"
    return Known("by DeletionPolicy", Origin.STATED, place) if taken else ABSENT


def _classic_groups(written: Properties, facts: Facts) -> Fact:
    return names_in(written, "CacheSecurityGroupNames")


_SHARED = (
    Field("node_type", ("CacheNodeType",), text),
    Field("port", ("Port",), positive, lambda w, facts: by_engine(facts, PORTS)),
    Field("maintenance_window", ("PreferredMaintenanceWindow",), text),
    Field("backup_days", ("SnapshotRetentionLimit",), whole, default(0)),
    Field("auto_minor", ("AutoMinorVersionUpgrade",), boolean, default(True)),
    Field("tls", ("TransitEncryptionEnabled",), boolean, default(False)),
)
_HOW_IT_CHANGES: dict[str, Special] = {
    "notification_topic": name_of("NotificationTopicArn"),
    "guarded": lambda w, facts: w.guarded(),
    # CloudFormation has no property for when a change is made.
    "at_once": lambda w, facts: ABSENT,
}
#: Groups of the time before every account had a VPC.
_CLASSIC = (
    "CacheSecurityGroupNames",
    "CacheSecurityGroupNames names groups for caches outside of a VPC (EC2-Classic), which AWS has retired",
)
_LOG_GROUPS = Link(
    "log_groups",
    "LogDeliveryConfigurations",
    named=log_groups("LogDeliveryConfigurations", "DestinationType", _log_group),
    part=True,
)
_GROUPS = (
    _LOG_GROUPS,
    Link("subnet_group", "CacheSubnetGroupName"),
    Link("parameter_group", "CacheParameterGroupName"),
)

_REPLICATION_GROUP = Table(
    "replication_group",
    ("ReplicationGroupId",),
    (
        Field("engine", ("Engine",), lower, default("redis")),
        Field("engine_version", ("EngineVersion",), text, _version_unset),
        *_SHARED,
        Field("at_rest", ("AtRestEncryptionEnabled",), boolean, _at_rest),
        Field("kms_key", ("KmsKeyId",), text),
        Field("auto_failover", ("AutomaticFailoverEnabled",), boolean, failover_unstated),
        Field("multi_az", ("MultiAZEnabled",), boolean, zones_unstated),
        Field("snapshot_window", ("SnapshotWindow",), text),
        Field("data_tiering", ("DataTieringEnabled",), boolean, default(False)),
        Field("durability", ("Durability",), durability, default("disabled")),
        Field("cluster_mode", ("ClusterMode",), lower),
    ),
    {
        **_HOW_IT_CHANGES,
        "tls_mode": _tls_mode,
        "classic_groups": _classic_groups,
        "network_type": _network_type,
        "auth_token": lambda w, facts: w.secret("AuthToken"),
        # CloudFormation hands a changed token over at once, and has no strategy to choose.
        "auth_token_pending": lambda w, facts: default(False),
        "global_role": lambda w, facts: w.presence("GlobalReplicationGroupId", "secondary"),
        "log_types": _log_types,
        "final_snapshot": _final_snapshot,
        "shards": shards,
        "replicas_per_shard": replicas_per_shard,
        "nodes": nodes,
        "most_replicas": most_replicas,
        "zones": zones,
        "slots": slots,
    },
    (
        Link("security_groups", "SecurityGroupIds", instead=_CLASSIC),
        *_GROUPS,
        Link("key", "KmsKeyId"),
        Link("user_groups", "UserGroupIds"),
        Link("global_datastore", "GlobalReplicationGroupId"),
    ),
)

_CLUSTER = Table(
    "cache_cluster",
    ("ClusterName",),
    (
        Field("engine", ("Engine",), lower),
        Field(
            "engine_version",
            ("EngineVersion",),
            text,
            lambda w, facts: by_engine(facts, CLUSTER_VERSIONS),
        ),
        *_SHARED,
        Field("snapshot_window", ("SnapshotWindow",), text),
        Field("node_count", ("NumCacheNodes",), whole, default(1)),
        Field("az_mode", ("AZMode",), lower, _zones_unset),
    ),
    {
        **_HOW_IT_CHANGES,
        "log_types": _log_types,
        "tls_mode": _node_tls_mode,
        "classic_groups": _classic_groups,
        "network_type": _network_type,
        "zones": node_zones,
        # CreateCacheCluster has no encryption at rest for any engine.
        "at_rest": lambda w, facts: default(False),
        "final_snapshot": _final_snapshot,
    },
    (Link("security_groups", "VpcSecurityGroupIds", instead=_CLASSIC), *_GROUPS),
)

_SERVERLESS = Table(
    "serverless_cache",
    ("ServerlessCacheName",),
    (
        Field("engine", ("Engine",), lower),
        Field(
            "engine_version",
            ("MajorEngineVersion",),
            text,
            lambda w, facts: by_engine(facts, SERVERLESS_VERSIONS),
        ),
        Field("kms_key", ("KmsKeyId",), text),
        Field("backup_days", ("SnapshotRetentionLimit",), whole, default(0)),
        Field("connection_type", ("ConnectionType",), lower, default("vpc")),
        Field("final_snapshot", ("FinalSnapshotName",), text),
    ),
    {
        "guarded": lambda w, facts: w.guarded(),
        **ALWAYS_ENCRYPTED,
        "subnets_chosen": lambda w, facts: w.chose("SubnetIds"),
        "network_type": _network_type,
        "data_limit_gb": limit("CacheUsageLimits", "DataStorage", "Maximum"),
        "ecpu_limit": limit("CacheUsageLimits", "ECPUPerSecond", "Maximum"),
    },
    (
        Link("key", "KmsKeyId"),
        Link("security_groups", "SecurityGroupIds", unset="default security group of the VPC"),
        Link("subnets", "SubnetIds", listed=True),
        Link("user_groups", "UserGroupId"),
    ),
)

TABLES: dict[str, Table] = {
    "AWS::ElastiCache::ReplicationGroup": _REPLICATION_GROUP,
    "AWS::ElastiCache::CacheCluster": _CLUSTER,
    "AWS::ElastiCache::ServerlessCache": _SERVERLESS,
}
