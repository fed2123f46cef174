"""A small account of ElastiCache, answer by answer: caches, and all that stands around them."""

from __future__ import annotations

from typing import Any

from auditor.engine.loader import load_rules
from auditor.model.resource import Inventory
from auditor.scan import evaluate
from auditor.sources.aws import calls
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import (
    CACHE_CLUSTERS,
    GLOBAL_DATASTORES,
    PARAMETER_GROUPS,
    PARAMETERS,
    REPLICATION_GROUPS,
    RESERVED_NODES,
    SERVERLESS_CACHES,
    SERVERLESS_SNAPSHOTS,
    SNAPSHOTS,
    SUBNET_GROUPS,
    UPDATE_ACTIONS,
    USER_GROUPS,
    USERS,
    Call,
)
from auditor.sources.aws.source import inventory_of

ACCOUNT, REGION = "111122223333", "eu-west-1"
PLACE = f"arn:aws:elasticache:{REGION}:{ACCOUNT}"
Item = dict[str, Any]

GROUP: Item = {
    "ReplicationGroupId": "sessions",
    "ARN": f"{PLACE}:replicationgroup:sessions",
    "Engine": "valkey",
    "CacheNodeType": "cache.r7g.large",
    "ClusterEnabled": False,
    "TransitEncryptionEnabled": True,
    "TransitEncryptionMode": "required",
    "AtRestEncryptionEnabled": True,
    "UserGroupIds": ["people"],
    "SnapshotRetentionLimit": 7,
    "ReplicationGroupCreateTime": "2026-01-01T00:00:00Z",
    "GlobalReplicationGroupInfo": {
        "GlobalReplicationGroupId": "ldgnf-world",
        "GlobalReplicationGroupMemberRole": "primary",
    },
    "LogDeliveryConfigurations": [],
}
NODE: Item = {
    "CacheClusterId": "sessions-001",
    "ReplicationGroupId": "sessions",
    "Engine": "valkey",
    "EngineVersion": "8.0.1",
    "CacheNodeType": "cache.r7g.large",
    "CacheSubnetGroupName": "Private",
    "CacheParameterGroup": {"CacheParameterGroupName": "Tuned"},
    "CacheClusterCreateTime": "2026-01-01T00:00:00Z",
    "SecurityGroups": [],
}
PAGES: Item = {
    "CacheClusterId": "pages",
    "Engine": "memcached",
    "EngineVersion": "1.6.22",
    "CacheNodeType": "cache.t4g.small",
    "CacheSubnetGroupName": "private",
    "CacheParameterGroup": {"CacheParameterGroupName": "default.memcached1.6"},
    "CacheClusterCreateTime": "2026-01-01T00:00:00Z",
    "SecurityGroups": [],
}
CART: Item = {
    "ServerlessCacheName": "cart",
    "ARN": f"{PLACE}:serverlesscache:cart",
    "Engine": "valkey",
    "UserGroupId": "people",
    "CreateTime": "2026-01-01T00:00:00Z",
}
DEFAULT: Item = {
    "UserId": "default",
    "UserName": "default",
    "Engine": "redis",
    "AccessString": "on ~* +@all",
    "Authentication": {"Type": "no-password"},
}
APP: Item = {
    "UserId": "app",
    "UserName": "app",
    "Engine": "valkey",
    "AccessString": "on ~app:* -@all +@read",
    "UserGroupIds": ["people"],
    "Authentication": {"Type": "password", "PasswordCount": 2},
    "ARN": f"{PLACE}:user:app",
}
LEFT: Item = {**APP, "UserId": "left", "UserName": "left", "UserGroupIds": [], "ARN": f"{PLACE}:user:left"}
PEOPLE: Item = {
    "UserGroupId": "people",
    "Engine": "valkey",
    "UserIds": ["app"],
    "ARN": f"{PLACE}:usergroup:people",
}
NOBODY: Item = {"UserGroupId": "nobody", "Engine": "valkey", "UserIds": ["app"], "ARN": f"{PLACE}:usergroup:nobody"}
TUNED: Item = {
    "CacheParameterGroupName": "tuned",
    "CacheParameterGroupFamily": "valkey8",
    "ARN": f"{PLACE}:parametergroup:tuned",
}
OWN: Item = {"CacheParameterGroupName": "default.valkey8", "CacheParameterGroupFamily": "valkey8"}
SET: Item = {"ParameterName": "maxmemory-policy", "ParameterValue": "noeviction", "Source": "user"}
PRIVATE: Item = {
    "CacheSubnetGroupName": "private",
    "Subnets": [{"SubnetIdentifier": "subnet-1"}, {"SubnetIdentifier": "subnet-2"}],
    "ARN": f"{PLACE}:subnetgroup:private",
}
NIGHTLY: Item = {
    "SnapshotName": "automatic.sessions-2026-11-22",
    "CacheClusterId": "sessions-001",
    "SnapshotSource": "automated",
    "SnapshotStatus": "available",
    "NodeSnapshots": [{"SnapshotCreateTime": "2026-11-22T03:00:00Z"}],
    "ARN": f"{PLACE}:snapshot:automatic.sessions-2026-11-22",
}
KEPT: Item = {
    "SnapshotName": "kept",
    "ReplicationGroupId": "gone",
    "SnapshotSource": "manual",
    "SnapshotStatus": "available",
    "NodeSnapshots": [{"SnapshotCreateTime": "2026-11-01T03:00:00Z"}],
    "ARN": f"{PLACE}:snapshot:kept",
}
OF_CART: Item = {
    "ServerlessCacheSnapshotName": "of-cart",
    "SnapshotType": "manual",
    "Status": "available",
    "CreateTime": "2026-11-20T03:00:00Z",
    "ServerlessCacheConfiguration": {"ServerlessCacheName": "cart"},
    "ARN": f"{PLACE}:serverlesscachesnapshot:of-cart",
}
WORLD: Item = {
    "GlobalReplicationGroupId": "ldgnf-world",
    "ARN": f"arn:aws:elasticache::{ACCOUNT}:globalreplicationgroup:ldgnf-world",
    "EngineVersion": "8.0",
    "CacheNodeType": "cache.r7g.large",
    "Members": [
        {
            "ReplicationGroupId": "sessions",
            "ReplicationGroupRegion": REGION,
            "Role": "PRIMARY",
            "AutomaticFailover": "enabled",
        },
        {
            "ReplicationGroupId": "sessions",
            "ReplicationGroupRegion": "us-east-1",
            "Role": "SECONDARY",
            "AutomaticFailover": "enabled",
        },
    ],
}
UPDATE: Item = {
    "ServiceUpdateName": "elasticache-20261001-001",
    "ReplicationGroupId": "sessions",
    "ServiceUpdateSeverity": "important",
    "UpdateActionStatus": "not-applied",
    "ServiceUpdateRecommendedApplyByDate": "2026-10-20T00:00:00Z",
}
RESERVED: Item = {
    "ReservedCacheNodeId": "ri-1",
    "ReservationARN": f"{PLACE}:reserved-instance:ri-1",
    "CacheNodeType": "cache.r7g.xlarge",
    "ProductDescription": "redis",
    "CacheNodeCount": 2,
    "State": "active",
    "StartTime": "2026-01-01T00:00:00Z",
    "Duration": 31536000,
}
#: What each call lists.
LISTED: dict[Call, list[Item]] = {
    REPLICATION_GROUPS: [GROUP],
    CACHE_CLUSTERS: [NODE, PAGES],
    SERVERLESS_CACHES: [CART],
    USERS: [DEFAULT, APP, LEFT],
    USER_GROUPS: [PEOPLE, NOBODY],
    PARAMETER_GROUPS: [OWN, TUNED],
    SUBNET_GROUPS: [PRIVATE],
    SNAPSHOTS: [NIGHTLY, KEPT],
    SERVERLESS_SNAPSHOTS: [OF_CART],
    GLOBAL_DATASTORES: [WORLD],
    UPDATE_ACTIONS: [UPDATE],
    RESERVED_NODES: [RESERVED],
}


def answers(*others: Answer, region: str = REGION) -> Answers:
    """All answers of the account, with others in place of some; calls that list nothing else list nothing."""
    found, instead = Answers(ACCOUNT, region), {(one.call.name, one.subject.lower()) for one in others}
    for call in vars(calls).values():
        if isinstance(call, Call) and not call.about and not call.globally and (call.name, "") not in instead:
            found.enter(Answer(call, list(LISTED.get(call, []))))
    if (PARAMETERS.name, "tuned") not in instead:
        found.enter(Answer(PARAMETERS, [SET], subject="Tuned"))
    for one in others:
        found.enter(one)
    return found


def inventory(*others: Answer) -> Inventory:
    """What the account amounts to."""
    return inventory_of([answers(*others)])


def verdicts(found: Inventory, *rules: str) -> dict[tuple[str, str], str]:
    """What rules say of resources, by (rule, address)."""
    report = evaluate(found, load_rules().select(rules), "2026-11-23T00:00:00Z")
    return {(one.rule, report.resources[one.resource].address): one.status.value for one in report.findings}
