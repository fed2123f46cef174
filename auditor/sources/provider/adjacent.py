"""DAX clusters, and endpoints of DMS that fill a Redis.

Sources: the provider's internal/service/dax/cluster.go and internal/service/dms/endpoint.go; for what it does not send
`building.adjacent`.
"""

from __future__ import annotations

from auditor.model.facts import Fact, Origin
from auditor.sources.building.adjacent import DAX_CLUSTER, DAX_NETWORK, UNSTATED, RedisSettings, fills_redis, speaks_tls
from auditor.sources.building.conversions import boolean, lower, text, whole
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.made_elsewhere import name_of
from auditor.sources.building.maker import Written
from auditor.sources.building.placement import one_each
from auditor.sources.building.table import Field, Link, Table, default


def _encrypted(maker: Written, facts: dict[str, Fact]) -> Fact:
    """`server_side_encryption`, which is off unless a block turns it on."""
    fact = maker.unwritten(default(False))
    for block in maker.blocks("server_side_encryption"):
        place = block.place_of("enabled")
        stated = make_fact(block.value("enabled"), boolean, default(False), place, (), Origin.STATED)
        fact = where(block.exists, stated, fact, maker.header)
    return fact


_DAX = Table(
    "dax_cluster",
    ("cluster_name",),
    (
        Field("node_type", ("node_type",), text),
        Field("nodes", ("replication_factor",), whole, UNSTATED),
        Field("tls", ("cluster_endpoint_encryption_type",), speaks_tls, default(False)),
        Field("network_type", ("network_type",), lower, DAX_NETWORK),
        Field("zones", ("availability_zones",), one_each),
        Field("iam_role", ("iam_role_arn",), text),
        Field("maintenance_window", ("maintenance_window",), text),
    ),
    {"notification_topic": name_of("notification_topic_arn"), "at_rest": _encrypted, **DAX_CLUSTER},
    (
        Link("security_groups", "security_group_ids", unset="default security group of the VPC"),
        Link("subnet_group", "subnet_group_name"),
    ),
)

_REDIS = RedisSettings(
    part="redis_settings",
    server="server_name",
    port="port",
    protocol="ssl_security_protocol",
    login="auth_type",
    password="auth_password",  # noqa: S106 - the name of an argument
)


def of_redis(maker: Written) -> object:
    """Whether an endpoint of DMS is one of Redis."""
    return fills_redis(maker, "engine_name")


TABLES: dict[str, Table] = {
    "aws_dax_cluster": _DAX,
    "aws_dax_subnet_group": Table(
        "dax_subnet_group", ("name",), (), links=(Link("subnets", "subnet_ids", listed=True),)
    ),
    "aws_dms_endpoint": Table("dms_endpoint", ("endpoint_id",), (), _REDIS.specials()),
}
