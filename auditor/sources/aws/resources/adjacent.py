"""DAX clusters, and endpoints of DMS that fill a Redis.

Sources: the DAX API reference, Cluster, Node and SubnetGroup; the DMS API reference, Endpoint and RedisSettings (TLS
unless plaintext is told). Tags of both are listed for each by itself, and not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model.facts import ABSENT, Fact, Known, Origin, Redacted
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import DAX_CLUSTERS, DAX_SUBNET_GROUPS, DMS_ENDPOINTS, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources.conversions import is_on
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.adjacent import RedisSettings, speaks_tls
from auditor.sources.building.conversions import lower, positive, text, texts, whole
from auditor.sources.building.service import over
from auditor.sources.building.table import Field, Link, Table
from auditor.sources.partial.values import Unk

Facts = dict[str, Fact]
DAX_CLUSTER, DAX_SUBNET_GROUP, DMS_ENDPOINT = "dax:Cluster", "dax:SubnetGroup", "dms:Endpoint"
_TAGS = Unk("its tags were not asked for")


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The DAX clusters of a region with their subnet groups, and its endpoints of Redis."""
    place = f"arn:{answers.partition}:dax:{answers.region}:{answers.account}"
    for cluster in answers.items(DAX_CLUSTERS):
        arn = str(cluster.get("ClusterArn") or f"{place}:cache/{cluster.get('ClusterName')}")
        yield LiveEntry(DAX_CLUSTER, arn, _flat(cluster), answers, _TAGS)
    for group in answers.items(DAX_SUBNET_GROUPS):
        # It has no ARN.
        address = f"{place}:subnetgroup/{group.get('SubnetGroupName')}"
        subnets = _names(group, "Subnets", "SubnetIdentifier", "its subnets")
        yield LiveEntry(DAX_SUBNET_GROUP, address, {**group, "SubnetIds": subnets}, answers, _TAGS)
    for endpoint in answers.items(DMS_ENDPOINTS):
        if str(endpoint.get("EngineName")).lower() == "redis":
            yield LiveEntry(DMS_ENDPOINT, str(endpoint.get("EndpointArn")), endpoint, answers, _TAGS)


def _names(told: dict[str, Any], member_: str, name: str, what: str) -> list[Any] | Unk:
    """The names of what a member lists; not known where it lists nothing, since there is always one."""
    listed = [one.get(name) for one in told.get(member_) or ()]
    return listed or Unk(f"the answer of AWS does not tell {what}")


def _flat(cluster: dict[str, Any]) -> dict[str, Any]:
    """A DAX cluster with what its parts say of it."""
    nodes = [one for one in cluster.get("Nodes") or () if isinstance(one, dict)]
    zones = [one.get("AvailabilityZone") for one in nodes]
    ports = [
        member(cluster, "ClusterDiscoveryEndpoint", "Port"),
        *(member(one, "Endpoint", "Port") for one in nodes),
    ]
    return {
        **cluster,
        "Zones": zones if zones and all(zones) else None,
        "Port": next(filter(None, ports), None),
        "Encrypted": member(cluster, "SSEDescription", "Status"),
        "TopicArn": member(cluster, "NotificationConfiguration", "TopicArn"),
        "SecurityGroupIds": _names(cluster, "SecurityGroups", "SecurityGroupIdentifier", "its security groups"),
    }


_REDIS = RedisSettings(
    part="RedisSettings",
    server="ServerName",
    port="Port",
    protocol="SslSecurityProtocol",
    login="AuthType",
    password="AuthPassword",  # noqa: S106 - the name of a member, which no answer has
)
_SETTINGS = _REDIS.specials()


def _tls(written: Told, facts: Facts) -> Fact:
    return _SETTINGS["tls"](written, facts) if written.has(_REDIS.part) else untold("how it talks with Redis")


def _password(written: Told, facts: Facts) -> Fact:
    set_ = Known(Redacted(literal=False), Origin.STATED, written.header)
    return over(facts["login"], lambda login: ABSENT if login == "none" else set_)


TABLES: dict[str, Table] = {
    DAX_CLUSTER: Table(
        "dax_cluster",
        ("ClusterName",),
        (
            Field("node_type", ("NodeType",), text, untold("its node type")),
            Field("nodes", ("TotalNodes",), whole, untold("its nodes")),
            Field("zones", ("Zones",), texts, untold("the zones of its nodes")),
            Field("tls", ("ClusterEndpointEncryptionType",), speaks_tls, untold("whether it uses TLS")),
            Field("at_rest", ("Encrypted",), is_on, untold("whether it is encrypted at rest")),
            Field("port", ("Port",), positive, untold("its port")),
            Field("network_type", ("NetworkType",), lower, untold("its network type")),
            Field("iam_role", ("IamRoleArn",), text, untold("its role")),
            Field("maintenance_window", ("PreferredMaintenanceWindow",), text),
            Field("notification_topic", ("TopicArn",), text),
        ),
        links=(
            Link("security_groups", "SecurityGroupIds", listed=True),
            Link("subnet_group", "SubnetGroup"),
        ),
    ),
    DAX_SUBNET_GROUP: Table(
        "dax_subnet_group", ("SubnetGroupName",), (), links=(Link("subnets", "SubnetIds", listed=True),)
    ),
    DMS_ENDPOINT: Table("dms_endpoint", ("EndpointIdentifier",), (), {**_SETTINGS, "tls": _tls, "password": _password}),
}


def _clusters(answers: Answers) -> Iterator[Question]:
    yield from map(Question, (DAX_CLUSTERS, DMS_ENDPOINTS))


def _groups(answers: Answers) -> Iterator[Question]:
    if answers.items(DAX_CLUSTERS):
        yield Question(DAX_SUBNET_GROUPS)


ROUNDS = (_clusters, _groups)
