"""Field tables of MemoryDB.

Sources: the CloudFormation registry schemas of AWS::MemoryDB::Cluster, MultiRegionCluster, ACL, User, Snapshot,
ParameterGroup and SubnetGroup, which declare no defaults; for what is not sent `building.memorydb`.
"""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.sources.building.cases import fact_cases
from auditor.sources.building.conversions import lower, positive, text, whole
from auditor.sources.building.made_elsewhere import name_of
from auditor.sources.building.memorydb import CLUSTER, VERSIONS
from auditor.sources.building.service import by_engine
from auditor.sources.building.table import Field, Link, Table, default
from auditor.sources.building.users import Login, access_string, authentication, passwords
from auditor.sources.cloudformation.resources.conversions import boolean
from auditor.sources.cloudformation.resources.groups import parameters_in
from auditor.sources.cloudformation.resources.written import Properties
from auditor.sources.partial.choices import by_case
from auditor.sources.partial.values import Unk

_VERSION = Field("engine_version", ("EngineVersion",), text, lambda w, facts: by_engine(facts, VERSIONS))
_LOGIN = Login("AuthenticationMode", "Type", "Passwords", "")

_WITHOUT_STATEMENT = Unknown("AWS documents no default of TLSEnabled: state it explicitly")
_WITH_LOGIN = Known(True, Origin.DERIVED, because="a cluster without TLS can have no ACL but open-access")


def _tls_unset(written: Properties, facts: dict[str, Fact]) -> Fact:
    """On where there is an ACL that needs it (the developer guide, "Authenticating users with ACLs")."""
    acl = written.value("ACLName") if written.has("ACLName") else None
    return _by_acl(by_case(acl), written)


def _by_acl(acl: object, written: Properties) -> Fact:
    if isinstance(acl, Unk) and acl.choices:
        return Unknown(acl.reason, choices=fact_cases(acl, lambda case: _by_acl(case, written)))
    named = isinstance(acl, str) and acl.lower() != "open-access"
    return _WITH_LOGIN if named or _is_of_template(acl, written) else _WITHOUT_STATEMENT


def _is_of_template(acl: object, written: Properties) -> bool:
    """Whether it is an ACL that the template makes, and names not: AWS's own cannot be that."""
    logical = acl.ref[0].removeprefix(written.stack.prefix) if isinstance(acl, Unk) and acl.ref else ""
    return logical in written.stack.section("Resources")


_CLUSTER = Table(
    "memorydb_cluster",
    ("ClusterName",),
    (
        Field("engine", ("Engine",), lower, default("redis")),
        _VERSION,
        Field("node_type", ("NodeType",), text),
        Field("port", ("Port",), positive, default(6379)),
        Field("tls", ("TLSEnabled",), boolean, _tls_unset),
        Field("acl_name", ("ACLName",), text),
        Field("kms_key", ("KmsKeyId",), text),
        Field("shards", ("NumShards",), whole, default(1)),
        Field("replicas_per_shard", ("NumReplicasPerShard",), whole, default(1)),
        Field("auto_minor", ("AutoMinorVersionUpgrade",), boolean, default(True)),
        Field("backup_days", ("SnapshotRetentionLimit",), whole, default(0)),
        Field("snapshot_window", ("SnapshotWindow",), text),
        Field("final_snapshot", ("FinalSnapshotName",), text),
        Field("maintenance_window", ("MaintenanceWindow",), text),
        Field("data_tiering", ("DataTiering",), boolean, default(False)),
        Field("network_type", ("NetworkType",), lower, default("ipv4")),
    ),
    {**CLUSTER, "notification_topic": name_of("SnsTopicArn")},
    (
        Link("key", "KmsKeyId"),
        Link("security_groups", "SecurityGroupIds"),
        Link("subnet_group", "SubnetGroupName"),
        Link("parameter_group", "ParameterGroupName"),
        Link("user_groups", "ACLName"),
        Link("multi_region_cluster", "MultiRegionClusterName"),
    ),
)

_MULTI_REGION = Table(
    "memorydb_multi_region_cluster",
    ("MultiRegionClusterNameSuffix",),
    (
        # Multi-Region is offered with Valkey alone (the developer guide, "Prerequisites and limitations").
        Field("engine", ("Engine",), lower, default("valkey")),
        _VERSION,
        Field("node_type", ("NodeType",), text),
        Field("shards", ("NumShards",), whole, default(1)),
        Field("tls", ("TLSEnabled",), boolean, default(True)),
    ),
)


def _authentication(written: Properties, facts: dict[str, Fact]) -> Fact:
    return authentication(written, _LOGIN, ABSENT, written.header)


TABLES: dict[str, Table] = {
    "AWS::MemoryDB::Cluster": _CLUSTER,
    "AWS::MemoryDB::MultiRegionCluster": _MULTI_REGION,
    "AWS::MemoryDB::ACL": Table("memorydb_acl", ("ACLName",), (), links=(Link("users", "UserNames"),)),
    "AWS::MemoryDB::User": Table(
        "memorydb_user",
        ("UserName",),
        (Field("user_name", ("UserName",), text), Field("access_string", ("AccessString",), access_string)),
        {"authentication": _authentication, "passwords": lambda w, facts: passwords(w, _LOGIN, ABSENT)},
    ),
    "AWS::MemoryDB::Snapshot": Table(
        "memorydb_snapshot",
        ("SnapshotName",),
        (Field("kms_key", ("KmsKeyId",), text),),
        {"source": lambda w, facts: default("manual")},
        links=(Link("cluster", "ClusterName"), Link("key", "KmsKeyId")),
    ),
    "AWS::MemoryDB::ParameterGroup": Table(
        "memorydb_parameter_group",
        ("ParameterGroupName",),
        (Field("family", ("Family",), lower),),
        {"parameters": lambda w, facts: parameters_in(w, "Parameters")},
    ),
    "AWS::MemoryDB::SubnetGroup": Table(
        "memorydb_subnet_group", ("SubnetGroupName",), (), links=(Link("subnets", "SubnetIds", listed=True),)
    ),
}
