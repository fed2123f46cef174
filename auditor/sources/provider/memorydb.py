"""MemoryDB: clusters, ACLs, users, snapshots, parameter groups, subnet groups and multi-region clusters.

Sources: the provider's internal/service/memorydb (cluster.go, multi_region_cluster.go, user.go, acl.go, snapshot.go):
its defaults, and what Create sends; for what it does not send `building.memorydb`.
"""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact
from auditor.sources.building.conversions import boolean, lower, positive, text, whole
from auditor.sources.building.made_elsewhere import name_of
from auditor.sources.building.maker import Written
from auditor.sources.building.memorydb import CLUSTER, VERSIONS
from auditor.sources.building.service import by_engine
from auditor.sources.building.table import Field, Link, Table, default
from auditor.sources.building.users import Login, access_string, authentication, passwords
from auditor.sources.provider.groups import parameters

#: The names of all but users: code may state the beginning of one alone, and the provider makes up the rest.
_NAME = ("name",)
_VERSION = Field("engine_version", ("engine_version",), text, lambda m, facts: by_engine(facts, VERSIONS))

_CLUSTER = Table(
    "memorydb_cluster",
    _NAME,
    (
        Field("engine", ("engine",), lower, default("redis")),
        _VERSION,
        Field("node_type", ("node_type",), text),
        Field("port", ("port",), positive, default(6379)),
        Field("tls", ("tls_enabled",), boolean, default(True)),
        Field("acl_name", ("acl_name",), text),
        Field("kms_key", ("kms_key_arn",), text),
        Field("shards", ("num_shards",), whole, default(1)),
        Field("replicas_per_shard", ("num_replicas_per_shard",), whole, default(1)),
        Field("auto_minor", ("auto_minor_version_upgrade",), boolean, default(True)),
        Field("backup_days", ("snapshot_retention_limit",), whole, default(0)),
        Field("snapshot_window", ("snapshot_window",), text),
        Field("final_snapshot", ("final_snapshot_name",), text),
        Field("maintenance_window", ("maintenance_window",), text),
        Field("data_tiering", ("data_tiering",), boolean, default(False)),
        Field("network_type", ("network_type",), lower, default("ipv4")),
    ),
    {**CLUSTER, "notification_topic": name_of("sns_topic_arn")},
    (
        Link("key", "kms_key_arn"),
        Link("security_groups", "security_group_ids"),
        Link("subnet_group", "subnet_group_name"),
        Link("parameter_group", "parameter_group_name"),
        Link("user_groups", "acl_name"),
        Link("multi_region_cluster", "multi_region_cluster_name"),
    ),
)

_MULTI_REGION = Table(
    "memorydb_multi_region_cluster",
    # AWS puts a prefix before the suffix that code states.
    ("multi_region_cluster_name", "multi_region_cluster_name_suffix"),
    (
        # Multi-Region is offered with Valkey alone (the developer guide, "Prerequisites and limitations").
        Field("engine", ("engine",), lower, default("valkey")),
        _VERSION,
        Field("node_type", ("node_type",), text),
        Field("shards", ("num_shards",), whole, default(1)),
        Field("tls", ("tls_enabled",), boolean, default(True)),
    ),
)

_LOGIN = Login("authentication_mode", "type", "passwords", "")


def _authentication(maker: Written, facts: dict[str, Fact]) -> Fact:
    return authentication(maker, _LOGIN, ABSENT, maker.header)


TABLES: dict[str, Table] = {
    "aws_memorydb_cluster": _CLUSTER,
    "aws_memorydb_multi_region_cluster": _MULTI_REGION,
    "aws_memorydb_acl": Table("memorydb_acl", _NAME, (), links=(Link("users", "user_names"),)),
    "aws_memorydb_user": Table(
        "memorydb_user",
        ("user_name",),
        (Field("user_name", ("user_name",), text), Field("access_string", ("access_string",), access_string)),
        {"authentication": _authentication, "passwords": lambda m, facts: passwords(m, _LOGIN, ABSENT)},
    ),
    "aws_memorydb_snapshot": Table(
        "memorydb_snapshot",
        _NAME,
        (Field("kms_key", ("kms_key_arn",), text),),
        {"source": lambda m, facts: default("manual")},
        links=(Link("cluster", "cluster_name"), Link("key", "kms_key_arn")),
    ),
    "aws_memorydb_parameter_group": Table(
        "memorydb_parameter_group", _NAME, (Field("family", ("family",), lower),), {"parameters": parameters}
    ),
    "aws_memorydb_subnet_group": Table(
        "memorydb_subnet_group", _NAME, (), links=(Link("subnets", "subnet_ids", listed=True),)
    ),
}
