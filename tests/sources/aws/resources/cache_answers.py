"""Caches as ElastiCache tells of them, and the inventory that they amount to."""

from __future__ import annotations

from typing import Any

from auditor.model.facts import Fact, Known, Unknown
from auditor.model.resource import Inventory, Resource
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import CACHE_CLUSTERS, GLOBAL_DATASTORES, REPLICATION_GROUPS, SERVERLESS_CACHES, TAGGED
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.source import inventory_of

PLACE = "arn:aws:elasticache:eu-west-1:111122223333"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:events"
Item = dict[str, Any]


def member(name: str, zone: str, role: str = "") -> Item:
    """A node of a shard."""
    told = {"CacheClusterId": name, "CacheNodeId": "0001", "PreferredAvailabilityZone": zone}
    return told | ({"CurrentRole": role} if role else {})


#: A group without cluster mode; the replica is listed first.
GROUP: Item = {
    "ReplicationGroupId": "Shop",
    "Status": "available",
    "Engine": "valkey",
    "PendingModifiedValues": {},
    "MemberClusters": ["shop-001", "shop-002"],
    "NodeGroups": [
        {
            "NodeGroupId": "0001",
            "PrimaryEndpoint": {"Address": "x", "Port": 6380},
            "NodeGroupMembers": [
                member("shop-001", "eu-west-1a", "replica"),
                member("shop-002", "eu-west-1b", "primary"),
            ],
        }
    ],
    "AutomaticFailover": "enabled",
    "MultiAZ": "disabled",
    "SnapshotRetentionLimit": 7,
    "SnapshotWindow": "01:00-02:00",
    "ClusterEnabled": False,
    "ClusterMode": "disabled",
    "CacheNodeType": "cache.r7g.large",
    "AuthTokenEnabled": True,
    "AuthTokenLastModifiedDate": "2026-01-02T03:04:05.000Z",
    "TransitEncryptionEnabled": True,
    "TransitEncryptionMode": "preferred",
    "AtRestEncryptionEnabled": False,
    "StorageEncryptionType": "sse-kms",
    "KmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k",
    "ARN": f"{PLACE}:replicationgroup:shop",
    "LogDeliveryConfigurations": [
        {"LogType": "slow-log", "DestinationType": "cloudwatch-logs", "Status": "active"},
        {"LogType": "engine-log", "DestinationType": "kinesis-firehose", "Status": "error"},
    ],
    "ReplicationGroupCreateTime": "2026-01-02T03:00:00.000Z",
    "DataTiering": "disabled",
    "AutoMinorVersionUpgrade": False,
    "NetworkType": "dual_stack",
    "Durability": "default",
    "EffectiveDurability": "async",
    "UserGroupIds": [],
    "GlobalReplicationGroupInfo": {},
}


def node(number: str, **other: Any) -> Item:
    """A node of that group, as a cache cluster."""
    return {
        "CacheClusterId": f"shop-{number}",
        "ReplicationGroupId": "shop",
        "Engine": "valkey",
        "EngineVersion": "8.0.1",
        "CacheNodeType": "cache.r7g.large",
        "PreferredMaintenanceWindow": "sun:03:00-sun:04:00",
        "NotificationConfiguration": {"TopicArn": TOPIC, "TopicStatus": "Active"},
        "CacheParameterGroup": {"CacheParameterGroupName": "default.valkey8"},
        "CacheSubnetGroupName": "private",
        "CacheSecurityGroups": [],
        "SecurityGroups": [{"SecurityGroupId": "sg-2"}, {"SecurityGroupId": "sg-1"}],
        **other,
    }


NODES = (node("001"), node("002", SecurityGroups=[{"SecurityGroupId": "sg-1"}, {"SecurityGroupId": "sg-2"}]))

#: A cluster of Memcached over two zones.
MEMCACHED: Item = {
    "CacheClusterId": "Pages",
    "Engine": "memcached",
    "EngineVersion": "1.6.22",
    "CacheNodeType": "cache.t4g.small",
    "NumCacheNodes": 2,
    "PreferredAvailabilityZone": "Multiple",
    "ConfigurationEndpoint": {"Address": "x", "Port": 11212},
    "CacheNodes": [
        {"CacheNodeId": "0001", "CustomerAvailabilityZone": "eu-west-1a", "Endpoint": {"Port": 11212}},
        {"CacheNodeId": "0002", "CustomerAvailabilityZone": "eu-west-1b", "Endpoint": {"Port": 11212}},
    ],
    "CacheClusterCreateTime": "2025-03-04T05:06:07.000Z",
    "PreferredMaintenanceWindow": "sun:03:00-sun:04:00",
    "CacheParameterGroup": {"CacheParameterGroupName": "default.memcached1.6"},
    "CacheSubnetGroupName": "private",
    "CacheSecurityGroups": [],
    "SecurityGroups": [{"SecurityGroupId": "sg-1"}],
    "SnapshotRetentionLimit": 0,
    "TransitEncryptionEnabled": True,
    "AtRestEncryptionEnabled": False,
    "AutoMinorVersionUpgrade": True,
    "NetworkType": "ipv4",
    "LogDeliveryConfigurations": [],
}


def told(
    groups: tuple[Item, ...] = (),
    clusters: tuple[Item, ...] = (),
    serverless: tuple[Item, ...] = (),
    datastores: tuple[Item, ...] = (),
    denied: tuple[object, ...] = (),
) -> Inventory:
    """What a region amounts to of which some calls are denied."""
    answers = Answers("111122223333", "eu-west-1")
    for call, items in (
        (REPLICATION_GROUPS, groups),
        (CACHE_CLUSTERS, clusters),
        (SERVERLESS_CACHES, serverless),
        (GLOBAL_DATASTORES, datastores),
        (TAGGED, ()),
    ):
        refusal = Refusal(Cause.DENIED, "AccessDenied", call.name) if call in denied else None
        answers.enter(Answer(call, [] if refusal else list(items), refusal))
    return inventory_of([answers])


def changed(item: Item, **other: Any) -> Item:
    """An answer with other members; None is none."""
    return {name: value for name, value in (item | other).items() if value is not None}


def group(nodes: tuple[Item, ...] = NODES, **other: Any) -> Resource:
    """The group with other members."""
    return told((changed(GROUP, **other),), nodes).resources[f"{PLACE}:replicationgroup:shop"]


def value(fact: Fact) -> object:
    """The value of a fact that is known."""
    assert isinstance(fact, Known), fact
    return fact.value


def reason(fact: Fact) -> str:
    """Why a fact is not known."""
    assert isinstance(fact, Unknown), fact
    return fact.reason
