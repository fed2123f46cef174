"""Caches on nodes: replication groups with their members, standalone Redis, and Memcached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.demo.company import addresses, watching
from auditor.demo.company.neighbours import interface
from auditor.demo.company.place import Item, Place, endpoint

PORT, _MEMCACHED_PORT = 6379, 11211
_SLOTS = 16_384
#: So many days ago most of it was made.
_DAYS = 500
SNAPSHOTS, MAINTENANCE = "03:00-04:00", "sun:04:30-sun:05:30"
#: The first version of Redis that has modes of encryption on the way.
_MODES_SINCE = (7, 0, 5)
_PAGE = "https://console.aws.amazon.com/elasticache/home#client-download:"


def make(place: Place) -> None:
    """All of them, and what AWS says of them."""
    for name, told in place.each("replication_groups"):
        _replication_group(place, name, told)
    for name, told in place.each("cache_clusters"):
        _standalone(place, name, told)
    watching.make_updates(place)
    watching.make_reserved_nodes(place)


def age_of(told: Mapping[str, Any]) -> int:
    """Days since it was made, with the token that it still has unless the file says otherwise."""
    age: int = told.get("age", told.get("token", _DAYS))
    return age


def zones_of(place: Place, told: Mapping[str, Any]) -> list[str]:
    """The zones that the nodes of a replication group are spread over."""
    return place.zones[: told.get("zones", len(place.zones))]


def is_sharded(told: Mapping[str, Any]) -> bool:
    """Whether a replication group has cluster mode: as the file says, and with more than one shard."""
    return bool(told.get("cluster", told.get("shards", 1) > 1))


def _is_encrypted(told: Mapping[str, Any]) -> bool:
    return bool(told.get("tls", "off") != "off")


def _replication_group(place: Place, name: str, told: Mapping[str, Any]) -> None:
    shards, replicas, sharded = told.get("shards", 1), told.get("replicas", 0), is_sharded(told)
    groups = [_node_group(place, name, number, told) for number in range(1, shards + 1)]
    members = [one["CacheClusterId"] for group in groups for one in group["NodeGroupMembers"]]
    failover = told.get("failover", replicas > 0)
    tls = _is_encrypted(told)
    made = {
        "ReplicationGroupId": name, "Description": f"{name} of Larkspur Travel", "Status": "available",
        "GlobalReplicationGroupInfo": {}, "PendingModifiedValues": {}, "MemberClusters": members, "NodeGroups": groups,
        "AutomaticFailover": "enabled" if failover else "disabled",
        "MultiAZ": "enabled" if failover and replicas and told.get("zones", 2) > 1 else "disabled",
        "SnapshotRetentionLimit": told.get("retention", 0), "SnapshotWindow": SNAPSHOTS,
        "ClusterEnabled": sharded, "ClusterMode": "enabled" if sharded else "disabled",
        "CacheNodeType": told["node"], "DataTiering": "disabled", "Engine": told["engine"],
        "ReplicationGroupCreateTime": place.ago(age_of(told)), "AutoMinorVersionUpgrade": told.get("minor", True),
        "ARN": place.arn("elasticache", f"replicationgroup:{name}"), "UserGroupIds": _user_groups(told),
        "LogDeliveryConfigurations": _logs(told), "NetworkType": told.get("network", "ipv4"), "IpDiscovery": "ipv4",
        **_security(place, told), **_storage(place, told),
    }  # fmt: skip
    if sharded:
        made["ConfigurationEndpoint"] = endpoint(addresses.configuration(place, name, tls=tls), PORT)
    elif told.get("retention"):
        made["SnapshottingClusterId"] = members[-1]
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
    shards, zones = told.get("shards", 1), zones_of(place, told)
    sharded, members, tls = is_sharded(told), [], _is_encrypted(told)
    for order in range(told.get("replicas", 0) + 1):
        node = f"{name}-{number:04d}-{order + 1:03d}" if sharded else f"{name}-{order + 1:03d}"
        member: Item = {
            "CacheClusterId": node,
            "CacheNodeId": "0001",
            "PreferredAvailabilityZone": zones[order % len(zones)],
        }
        if not sharded:
            role = "replica" if order else "primary"
            member |= {
                "CurrentRole": role,
                "ReadEndpoint": endpoint(addresses.node(place, node, name, tls=tls), PORT),
            }
        members.append(member)
    made = {"NodeGroupId": f"{number:04d}", "Status": "available", "NodeGroupMembers": members}
    if sharded:
        first, after = _SLOTS * (number - 1) // shards, _SLOTS * number // shards
        return {**made, "Slots": f"{first}-{after - 1}"}
    return {
        **made,
        "PrimaryEndpoint": endpoint(addresses.primary(place, name, tls=tls), PORT),
        "ReaderEndpoint": endpoint(addresses.readers(place, name, tls=tls), PORT),
    }


def _user_groups(told: Mapping[str, Any]) -> list[str]:
    return [told["users"]] if "users" in told else []


def _security(place: Place, told: Mapping[str, Any]) -> Item:
    """Encryption on the way, and AUTH: members that groups and their nodes have alike."""
    tls, token = told.get("tls", "off"), told.get("token")
    made: Item = {"TransitEncryptionEnabled": tls != "off", "AuthTokenEnabled": token is not None}
    # Redis before 7.0.5 knows no mode: with encryption it takes nothing else.
    moded = told["engine"] != "redis" or tuple(map(int, told["version"].split("."))) >= _MODES_SINCE
    made |= {"TransitEncryptionMode": tls} if tls != "off" and moded else {}
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


def _cluster(place: Place, name: str, told: Mapping[str, Any], zones: list[str], listening: list[Item]) -> Item:
    """What nodes of all engines have; one node in each of the zones, with where each listens."""
    nodes = [
        {
            "CacheNodeId": f"{number:04d}", "CacheNodeStatus": "available", "ParameterGroupStatus": "in-sync",
            "CacheNodeCreateTime": place.ago(age_of(told)), "CustomerAvailabilityZone": zone, "Endpoint": where,
        }
        for number, (zone, where) in enumerate(zip(zones, listening, strict=True), 1)
    ]  # fmt: skip
    group = told["parameters"]
    made: Item = {
        "CacheClusterId": name, "ClientDownloadLandingPage": _PAGE, "CacheNodeType": told["node"],
        "Engine": told["engine"], "EngineVersion": told["version"], "CacheClusterStatus": "available",
        "NumCacheNodes": len(zones), "PreferredAvailabilityZone": zones[0] if len(set(zones)) == 1 else "Multiple",
        "CacheClusterCreateTime": place.ago(age_of(told)), "PreferredMaintenanceWindow": MAINTENANCE,
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
    name, zone = node["CacheClusterId"], node["PreferredAvailabilityZone"]
    address = addresses.node(place, name, group, tls=_is_encrypted(told))
    # Without cluster mode one node is copied, and it alone says for how long; with it the group does.
    copied = not is_sharded(told) and name.endswith(f"-{told.get('replicas', 0) + 1:03d}")
    made = _cluster(place, name, told, [zone], [endpoint(address, PORT)])
    made |= {
        "ReplicationGroupId": group, "SnapshotWindow": SNAPSHOTS,
        "SnapshotRetentionLimit": told.get("retention", 0) if copied else 0,
        "ReplicationGroupLogDeliveryEnabled": bool(told.get("logs")),
        "AtRestEncryptionEnabled": _storage(place, told)["AtRestEncryptionEnabled"],
    }  # fmt: skip
    place.add("elasticache:DescribeCacheClusters", made)
    place.tag(made["ARN"], told.get("tags", {}))
    place.add("ec2:DescribeNetworkInterfaces", interface(place, name, zone, told))
    watching.make_metrics(place, name, told, replica=not name.endswith("-001"))


def _standalone(place: Place, name: str, told: Mapping[str, Any]) -> None:
    zones = [place.zones[number % len(place.zones)] for number in range(told.get("nodes", 1))]
    memcached = told["engine"] == "memcached"
    port = _MEMCACHED_PORT if memcached else PORT
    listening = [endpoint(addresses.memcached(place, name, f"{order:04d}"), port) for order in range(1, len(zones) + 1)]
    made = _cluster(place, name, told, zones, listening)
    if memcached:
        made["ConfigurationEndpoint"] = endpoint(addresses.memcached(place, name, "cfg"), _MEMCACHED_PORT)
    else:
        made |= {"SnapshotRetentionLimit": told.get("retention", 0), "SnapshotWindow": SNAPSHOTS}
    place.add("elasticache:DescribeCacheClusters", made)
    place.tag(made["ARN"], told.get("tags", {}))
    for order, zone in enumerate(zones, 1):
        node = f"{name}-{order:04d}" if memcached else name
        place.add("ec2:DescribeNetworkInterfaces", interface(place, node, zone, told))
    watching.make_metrics(place, name, told)
