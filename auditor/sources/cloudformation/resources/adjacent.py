"""Field tables of DAX clusters, and of endpoints of DMS that fill a Redis.

Sources: the CloudFormation registry schemas of AWS::DAX::Cluster, AWS::DAX::SubnetGroup and AWS::DMS::Endpoint; for
what is not sent `building.adjacent`.
"""

from __future__ import annotations

from auditor.model.facts import Fact, Origin
from auditor.sources.building.adjacent import DAX_CLUSTER, DAX_NETWORK, UNSTATED, RedisSettings, fills_redis, speaks_tls
from auditor.sources.building.conversions import lower, text, whole
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.made_elsewhere import name_of
from auditor.sources.building.maker import Written
from auditor.sources.building.placement import one_each
from auditor.sources.building.table import Field, Link, Table, default
from auditor.sources.cloudformation.resources.conversions import boolean
from auditor.sources.cloudformation.resources.written import Properties


def _at_rest(written: Properties, facts: dict[str, Fact]) -> Fact:
    """`SSESpecification`, off unless it says otherwise."""
    fact = written.unwritten(default(False))
    for part in written.blocks("SSESpecification"):
        place = part.place_of("SSEEnabled")
        stated = make_fact(part.value("SSEEnabled"), boolean, default(False), place, (), Origin.STATED)
        fact = where(part.exists, stated, fact, written.header)
    return fact


_DAX = Table(
    "dax_cluster",
    ("ClusterName",),
    (
        Field("node_type", ("NodeType",), text),
        Field("nodes", ("ReplicationFactor",), whole, UNSTATED),
        Field("tls", ("ClusterEndpointEncryptionType",), speaks_tls, default(False)),
        Field("network_type", ("NetworkType",), lower, DAX_NETWORK),
        Field("zones", ("AvailabilityZones",), one_each),
        Field("iam_role", ("IAMRoleARN",), text),
        Field("maintenance_window", ("PreferredMaintenanceWindow",), text),
    ),
    {"notification_topic": name_of("NotificationTopicARN"), "at_rest": _at_rest, **DAX_CLUSTER},
    (
        Link("security_groups", "SecurityGroupIds", unset="default security group of the VPC"),
        Link("subnet_group", "SubnetGroupName"),
    ),
)

_REDIS = RedisSettings(
    part="RedisSettings",
    server="ServerName",
    port="Port",
    protocol="SslSecurityProtocol",
    login="AuthType",
    password="AuthPassword",  # noqa: S106 - the name of a property
)


def of_redis(written: Written) -> object:
    """Whether an endpoint of DMS is one of Redis."""
    return fills_redis(written, "EngineName")


TABLES: dict[str, Table] = {
    "AWS::DAX::Cluster": _DAX,
    "AWS::DAX::SubnetGroup": Table(
        "dax_subnet_group", ("SubnetGroupName",), (), links=(Link("subnets", "SubnetIds", listed=True),)
    ),
    "AWS::DMS::Endpoint": Table("dms_endpoint", ("EndpointIdentifier",), (), _REDIS.specials()),
}
