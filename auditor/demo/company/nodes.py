"""Caches on nodes: replication groups with their members, standalone Redis, and Memcached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.demo.company import watching
from auditor.demo.company.neighbours import interface
from auditor.demo.company.place import Item, Place, endpoint

_REDIS_PORT, _MEMCACHED_PORT = 6379, 11211
_SLOTS = 16_384
#: So many days ago most of it was made.
_DAYS = 500
_SNAPSHOTS, _MAINTENANCE = "03:00-04:00", "sun:04:30-sun:05:30"
_PAGE = "https://console.aws.amazon.com/elasticache/home#client-download:"


def make(place: Place) -> None:
    """All of them, and what is kept of them."""
    for name, told in place.each("replication_groups"):
        _replication_group(place, name, told)
    for name, told in place.each("cache_clusters"):
        _standalone(place, name, told)
    for name, told in place.each("snapshots"):
        source = dict(place.each("replication_groups"))[told["of"]]
        _snapshot(place, name, told["of"], source, "manual", told)
    watching.make_updates(place)
    watching.make_reserved_nodes(place)


def _replication_group(place: Place, name: str, told: Mapping[str, Any]) -> None:
    shards, replicas = told.get("shards", 1), told.get("replicas", 0)
    sharded = told.get("cluster", shards > 1)
    groups = [_node_group(place, name, number, told) for number in range(1, shards + 1)]
    members = [one["CacheClusterId"] for group in groups for one in group["NodeGroupMembers"]]
    failover = told.get("failover", replicas > 0)
    made = {
        "ReplicationGroupId": name, "Description": f"{name} of Larkspur Travel", "Status": "available",
        "GlobalReplicationGroupInfo": {}, "PendingModifiedValues": {}, "MemberClusters": members, "NodeGroups": groups,
        "AutomaticFailover": "enabled" if failover else "disabled",
        "MultiAZ": "enabled" if failover and told.get("zones", len(place.zones)) > 1 else "disabled",
        "SnapshotRetentionLimit": told.get("retention", 0), "SnapshotWindow": _SNAPSHOTS,
        "ClusterEnabled": sharded, "ClusterMode": "enabled" if sharded else "disabled",
        "CacheNodeType": told["node"], "DataTiering": "disabled", "Engine": told["engine"],
        "ReplicationGroupCreateTime": place.ago(_age(told)), "AutoMinorVersionUpgrade": told.get("minor", True),
        "ARN": place.arn("elasticache", f"replicationgroup:{name}"), "UserGroupIds": _user_groups(told),
        "LogDeliveryConfigurations": _logs(told), "NetworkType": told.get("network", "ipv4"), "IpDiscovery": "ipv4",
        **_security(place, told), **_storage(place, told),
    }  # fmt: skip
    if sharded:
        made["ConfigurationEndpoint"] = endpoint(place.host(f"clustercfg.{name}"), _REDIS_PORT)
    if told.get("retention"):
        made["SnapshottingClusterId"] = members[-1]
        _snapshot(place, f"automatic.{name}-{place.ago(1):%Y-%m-%d-%H-%M}", name, told, "automated", {"age": 1})
    if "global" in told:
        primary = not any(one.get("global") for one in _before(place))
        role = "PRIMARY" if primary else "SECONDARY"
        if not primary:
            watching.make_metric(
                place, "AWS/ElastiCache", "GlobalDatastoreReplicationLag", {"ReplicationGroupId": name}, 0.4
            )
        info = {"GlobalReplicationGroupId": f"ldgnf-{told['global']}", "GlobalReplicationGroupMemberRole": role}
        made["GlobalReplicationGroupInfo"] = info
    place.add("elasticache:DescribeReplicationGroups", made)
    place.tag(made["ARN"], told.get("tags", {}))
    for group in groups:
        for node in group["NodeGroupMembers"]:
            _member(place, name, node, told)
    watching.make_alarms(place, members, told)


def _age(told: Mapping[str, Any]) -> int:
    """Days since it was made, with the token that it still has unless the file says otherwise."""
    age: int = told.get("age", told.get("token", _DAYS))
    return age


def _before(place: Place) -> list[Mapping[str, Any]]:
    """The replication groups of regions that were made before this one: of those the primary is."""
    action = "elasticache:DescribeReplicationGroups"
    others = [
        item
        for (_, region, name), items in place.estate.listed.items()
        for _, item in items
        if name == action and region != place.region
    ]
    return [{"global": True} for one in others if one["GlobalReplicationGroupInfo"]]


def _node_group(place: Place, name: str, number: int, told: Mapping[str, Any]) -> Item:
    shards, zones = told.get("shards", 1), place.zones[: told.get("zones", len(place.zones))]
    sharded, members = told.get("cluster", shards > 1), []
    for order in range(told.get("replicas", 0) + 1):
        node = f"{name}-{number:04d}-{order + 1:03d}" if sharded else f"{name}-{order + 1:03d}"
        member: Item = {
            "CacheClusterId": node,
            "CacheNodeId": "0001",
            "PreferredAvailabilityZone": zones[order % len(zones)],
        }
        if not sharded:
            role = "replica" if order else "primary"
            member |= {"CurrentRole": role, "ReadEndpoint": endpoint(place.host(node), _REDIS_PORT)}
        members.append(member)
    made = {"NodeGroupId": f"{number:04d}", "Status": "available", "NodeGroupMembers": members}
    if sharded:
        first, after = _SLOTS * (number - 1) // shards, _SLOTS * number // shards
        return {**made, "Slots": f"{first}-{after - 1}"}
    return {
        **made,
        "PrimaryEndpoint": endpoint(place.host(f"master.{name}"), _REDIS_PORT),
        "ReaderEndpoint": endpoint(place.host(f"replica.{name}"), _REDIS_PORT),
    }


def _user_groups(told: Mapping[str, Any]) -> list[str]:
    return [told["users"]] if "users" in told else []


def _security(place: Place, told: Mapping[str, Any]) -> Item:
    """Encryption on the way, and AUTH: members that groups and their nodes have alike."""
    tls, token = told.get("tls", "off"), told.get("token")
    made: Item = {"TransitEncryptionEnabled": tls != "off", "AuthTokenEnabled": token is not None}
    made |= {"TransitEncryptionMode": tls} if tls != "off" else {}
    made |= {"AuthTokenLastModifiedDate": place.ago(token)} if token is not None else {}
    return made


def _storage(place: Place, told: Mapping[str, Any]) -> Item:
    """Encryption at rest: by a key of the company's, and by AWS's own where Valkey is without one."""
    if told.get("key"):
        return {
            "AtRestEncryptionEnabled": True,
            "KmsKeyId": place.key_arn(told["key"]),
            "StorageEncryptionType": "sse-kms",
        }
    if told["engine"] == "valkey":
        return {"AtRestEncryptionEnabled": True, "StorageEncryptionType": "sse-elasticache"}
    return {"AtRestEncryptionEnabled": False, "StorageEncryptionType": "none"}


def _logs(told: Mapping[str, Any]) -> list[Item]:
    return [
        {
            "LogType": kind, "DestinationType": "cloudwatch-logs", "LogFormat": "json", "Status": "active",
            "DestinationDetails": {"CloudWatchLogsDetails": {
                "LogGroup": f"/larkspur/cache/{told.get('log_group', kind)}"}},
        }
        for kind in told.get("logs", ())
    ]  # fmt: skip


def _cluster(place: Place, name: str, told: Mapping[str, Any], zones: list[str], port: int) -> Item:
    """What nodes of all engines have; one node in each of the zones."""
    nodes = [
        {
            "CacheNodeId": f"{number:04d}", "CacheNodeStatus": "available", "CacheNodeCreateTime": place.ago(_DAYS),
            "ParameterGroupStatus": "in-sync", "CustomerAvailabilityZone": zone,
            "Endpoint": endpoint(place.host(name if port == _REDIS_PORT else f"{name}.{number:04d}"), port),
        }
        for number, zone in enumerate(zones, 1)
    ]  # fmt: skip
    group = told["parameters"]
    made: Item = {
        "CacheClusterId": name, "ClientDownloadLandingPage": _PAGE, "CacheNodeType": told["node"],
        "Engine": told["engine"], "EngineVersion": told["version"], "CacheClusterStatus": "available",
        "NumCacheNodes": len(zones), "PreferredAvailabilityZone": zones[0] if len(set(zones)) == 1 else "Multiple",
        "CacheClusterCreateTime": place.ago(_DAYS), "PreferredMaintenanceWindow": _MAINTENANCE,
        "PendingModifiedValues": {}, "CacheSecurityGroups": [], "CacheNodes": nodes,
        "CacheParameterGroup": {
            "CacheParameterGroupName": group, "ParameterApplyStatus": "in-sync", "CacheNodeIdsToReboot": []},
        "CacheSubnetGroupName": f"cache-{told.get('subnets', 'private')}", "SecurityGroups": place.groups_of(told),
        "AutoMinorVersionUpgrade": told.get("minor", True), "ARN": place.arn("elasticache", f"cluster:{name}"),
        "ReplicationGroupLogDeliveryEnabled": False, "LogDeliveryConfigurations": [],
        "NetworkType": told.get("network", "ipv4"), "IpDiscovery": "ipv4", **_security(place, told),
        "AtRestEncryptionEnabled": False,
    }  # fmt: skip
    if told.get("topic"):
        made["NotificationConfiguration"] = {"TopicArn": place.arn("sns", told["topic"]), "TopicStatus": "active"}
    return made


def _member(place: Place, group: str, node: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    zone = node["PreferredAvailabilityZone"]
    made = _cluster(place, node["CacheClusterId"], told, [zone], _REDIS_PORT)
    made |= {
        "ReplicationGroupId": group, "SnapshotRetentionLimit": told.get("retention", 0), "SnapshotWindow": _SNAPSHOTS,
        "ReplicationGroupLogDeliveryEnabled": bool(told.get("logs")),
        "AtRestEncryptionEnabled": _storage(place, told)["AtRestEncryptionEnabled"],
    }  # fmt: skip
    place.add("elasticache:DescribeCacheClusters", made)
    place.tag(made["ARN"], told.get("tags", {}))
    place.add("ec2:DescribeNetworkInterfaces", interface(place, node["CacheClusterId"], told))
    watching.make_metrics(place, node["CacheClusterId"], told, replica=not node["CacheClusterId"].endswith("-001"))


def _standalone(place: Place, name: str, told: Mapping[str, Any]) -> None:
    zones = [place.zones[number % len(place.zones)] for number in range(told.get("nodes", 1))]
    memcached = told["engine"] == "memcached"
    made = _cluster(place, name, told, zones, _MEMCACHED_PORT if memcached else _REDIS_PORT)
    if memcached:
        made["ConfigurationEndpoint"] = endpoint(place.host(f"{name}.cfg"), _MEMCACHED_PORT)
    else:
        made |= {"SnapshotRetentionLimit": told.get("retention", 0), "SnapshotWindow": _SNAPSHOTS}
    place.add("elasticache:DescribeCacheClusters", made)
    place.tag(made["ARN"], told.get("tags", {}))
    place.add("ec2:DescribeNetworkInterfaces", interface(place, name, told))
    watching.make_metrics(place, name, told)


def _snapshot(
    place: Place, name: str, group: str, source: Mapping[str, Any], kind: str, told: Mapping[str, Any]
) -> None:
    shards = source.get("shards", 1)
    parts = [
        {"NodeGroupId": f"{number:04d}", "CacheNodeId": "0001", "CacheSize": "212 MB",
         "CacheNodeCreateTime": place.ago(_DAYS), "SnapshotCreateTime": place.ago(told["age"])}
        for number in range(1, shards + 1)
    ]  # fmt: skip
    key = told.get("key") or (source.get("key") if kind == "automated" else "")
    made = {
        "SnapshotName": name, "ReplicationGroupId": group, "ReplicationGroupDescription": f"{group} of Larkspur Travel",
        "SnapshotStatus": "available", "SnapshotSource": kind, "CacheNodeType": source["node"],
        "Engine": source["engine"], "EngineVersion": source["version"], "PreferredMaintenanceWindow": _MAINTENANCE,
        "Port": _REDIS_PORT, "CacheParameterGroupName": source["parameters"], "VpcId": place.id("vpc", "main"),
        "CacheSubnetGroupName": f"cache-{source.get('subnets', 'private')}", "SnapshotWindow": _SNAPSHOTS,
        "AutoMinorVersionUpgrade": source.get("minor", True), "SnapshotRetentionLimit": source.get("retention", 0),
        "NumNodeGroups": shards, "AutomaticFailover": "enabled" if source.get("replicas") else "disabled",
        "NodeSnapshots": parts, "DataTiering": "disabled", "ARN": place.arn("elasticache", f"snapshot:{name}"),
    }  # fmt: skip
    place.add("elasticache:DescribeSnapshots", made | ({"KmsKeyId": place.key_arn(key)} if key else {}))
    place.tag(made["ARN"], {})
