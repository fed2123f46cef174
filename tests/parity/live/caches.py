"""Caches with their nodes, and global datastores."""

from __future__ import annotations

from tests.parity.live.account import ACCOUNT, WHEN, Account, Json, is_on, note_tags, switch


def _parameters(v: Json, clustered: bool) -> str:
    if v.get("parameter_group_name"):
        return str(v["parameter_group_name"])
    major = v["engine_version_actual"].split(".")[0]
    family = f"{v['engine']}{major}" if int(major) > 6 else "redis6.x"
    return f"default.{family}{'.cluster.on' if clustered else ''}"


def _mode(v: Json) -> Json:
    """The mode of a cache with TLS: AWS requires it where nobody says otherwise."""
    on = is_on(v.get("transit_encryption_enabled"))
    return {"TransitEncryptionMode": v.get("transit_encryption_mode") or "required"} if on else {}


def _node(v: Json, name: str, zone: str, clustered: bool) -> Json:
    logs = v.get("log_delivery_configuration") or []
    topic = {"NotificationConfiguration": {"TopicArn": v["notification_topic_arn"], "TopicStatus": "active"}}
    return {
        "CacheClusterId": name,
        "CacheNodeType": v["node_type"],
        "Engine": v["engine"],
        "EngineVersion": v["engine_version_actual"],
        "CacheClusterStatus": "available",
        "NumCacheNodes": 1,
        "PreferredAvailabilityZone": zone,
        "CacheClusterCreateTime": WHEN,
        "PreferredMaintenanceWindow": v["maintenance_window"],
        "PendingModifiedValues": {},
        **(topic if v.get("notification_topic_arn") else {}),
        "CacheSecurityGroups": [],
        "CacheParameterGroup": {
            "CacheParameterGroupName": _parameters(v, clustered),
            "ParameterApplyStatus": "in-sync",
            "CacheNodeIdsToReboot": [],
        },
        "CacheSubnetGroupName": v.get("subnet_group_name") or "default",
        "CacheNodes": [{
            "CacheNodeId": "0001", "CacheNodeStatus": "available", "CacheNodeCreateTime": WHEN,
            "Endpoint": {"Address": f"{name}.example", "Port": v["port"] or 6379},
            "ParameterGroupStatus": "in-sync", "CustomerAvailabilityZone": zone,
        }],
        "AutoMinorVersionUpgrade": is_on(v.get("auto_minor_version_upgrade")),
        "SecurityGroups": [{"SecurityGroupId": one, "Status": "active"} for one in v.get("security_group_ids") or []],
        "SnapshotRetentionLimit": v.get("snapshot_retention_limit") or 0,
        "AuthTokenEnabled": bool(v.get("auth_token")),
        "TransitEncryptionEnabled": is_on(v.get("transit_encryption_enabled")),
        "AtRestEncryptionEnabled": is_on(v.get("at_rest_encryption_enabled")),
        "ReplicationGroupLogDeliveryEnabled": bool(logs),
        "LogDeliveryConfigurations": [_log(one) for one in logs],
        "NetworkType": v["network_type"],
        "IpDiscovery": v["ip_discovery"],
        **({"SnapshotWindow": v["snapshot_window"]} if v.get("snapshot_window") else {}),
        **_mode(v),
        "ARN": f"arn:aws:elasticache:{v['region']}:{ACCOUNT}:cluster:{name}",
    }  # fmt: skip


def _log(one: Json) -> Json:
    kind = "CloudWatchLogsDetails" if one["destination_type"] == "cloudwatch-logs" else "KinesisFirehoseDetails"
    name = "LogGroup" if kind == "CloudWatchLogsDetails" else "DeliveryStream"
    return {
        "LogType": one["log_type"],
        "DestinationType": one["destination_type"],
        "DestinationDetails": {kind: {name: one["destination"]}},
        "LogFormat": one["log_format"],
        "Status": "active",
    }


def replication_group(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    region, clustered = v["region"], bool(v["cluster_enabled"])
    members = list(v["member_clusters"])
    shards, left = [], members[:]
    for shard in v["node_group_configuration"]:
        zones = [shard["primary_availability_zone"], *shard["replica_availability_zones"]]
        nodes = []
        for number, zone in enumerate(zones):
            name = left.pop(0)
            role = {} if clustered else {"CurrentRole": "replica" if number else "primary"}
            nodes.append({
                "CacheClusterId": name, "CacheNodeId": "0001", "PreferredAvailabilityZone": zone,
                "ReadEndpoint": {"Address": f"{name}.example", "Port": v["port"] or 6379}, **role,
            })  # fmt: skip
            account.add(region, "elasticache:DescribeCacheClusters", {
                **_node(v, name, zone, clustered), "ReplicationGroupId": v["replication_group_id"],
            })  # fmt: skip
        endpoint = {} if clustered else {"PrimaryEndpoint": {"Address": "primary.example", "Port": v["port"] or 6379}}
        slots = {"Slots": shard["slots"]} if shard["slots"] else {}
        shards.append(
            {
                "NodeGroupId": shard["node_group_id"],
                "Status": "available",
                "NodeGroupMembers": nodes,
                **endpoint,
                **slots,
            }
        )
    everywhere = v.get("global_replication_group_id")
    role = {
        "GlobalReplicationGroupId": everywhere,
        "GlobalReplicationGroupMemberRole": "SECONDARY",
    } if everywhere else {}  # fmt: skip
    for one in found.get("aws_elasticache_global_replication_group", []):
        if one["primary_replication_group_id"] == v["replication_group_id"]:
            role = {
                "GlobalReplicationGroupId": one["global_replication_group_id"],
                "GlobalReplicationGroupMemberRole": "PRIMARY",
            }
    rest = is_on(v.get("at_rest_encryption_enabled"))
    storage = "none" if not rest else "sse-kms" if v.get("kms_key_id") else "sse-elasticache"
    account.add(region, "elasticache:DescribeReplicationGroups", {
        "ReplicationGroupId": v["replication_group_id"],
        "Description": v["description"],
        "GlobalReplicationGroupInfo": role,
        "Status": "available",
        "PendingModifiedValues": {},
        "MemberClusters": members,
        "NodeGroups": shards,
        "AutomaticFailover": switch(v["automatic_failover_enabled"]),
        "MultiAZ": switch(v["multi_az_enabled"]),
        **({"ConfigurationEndpoint": {"Address": "c.example", "Port": v["port"] or 6379}} if clustered else {}),
        "SnapshotRetentionLimit": v.get("snapshot_retention_limit") or 0,
        **({"SnapshotWindow": v["snapshot_window"]} if v.get("snapshot_window") else {}),
        "ClusterEnabled": clustered,
        "CacheNodeType": v["node_type"],
        "AuthTokenEnabled": bool(v.get("auth_token")),
        **({"AuthTokenLastModifiedDate": WHEN} if v.get("auth_token") else {}),
        "TransitEncryptionEnabled": is_on(v.get("transit_encryption_enabled")),
        **_mode(v),
        "AtRestEncryptionEnabled": rest,
        "StorageEncryptionType": storage,
        **({"KmsKeyId": v["kms_key_id"]} if v.get("kms_key_id") else {}),
        "UserGroupIds": v.get("user_group_ids") or [],
        "LogDeliveryConfigurations": [_log(one) for one in v.get("log_delivery_configuration") or []],
        "ReplicationGroupCreateTime": WHEN,
        "DataTiering": switch(v["data_tiering_enabled"]),
        "AutoMinorVersionUpgrade": is_on(v.get("auto_minor_version_upgrade")),
        "NetworkType": v["network_type"],
        "IpDiscovery": v["ip_discovery"],
        "ClusterMode": v["cluster_mode"],
        "Engine": v["engine"],
        "Durability": "disabled",
        "EffectiveDurability": "disabled",
        "ARN": v["arn"],
    })  # fmt: skip
    note_tags(v, account)


def cluster(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    values = {**v, "at_rest_encryption_enabled": False}
    node = _node(values, v["cluster_id"], v["availability_zone"], clustered=False)
    # The stand-in for the provider has all nodes in one zone and calls it several, whatever the mode.
    every = sorted({one["availability_zone"] for one in found["aws_subnet"]})
    zones = every if v["az_mode"] == "cross-az" else every[:1]
    node["PreferredAvailabilityZone"] = "Multiple" if len(zones) > 1 else zones[0]
    nodes = [
        {
            **node["CacheNodes"][0],
            "CacheNodeId": one["id"],
            "CustomerAvailabilityZone": zones[number % len(zones)],
            "Endpoint": {"Address": "n.example", "Port": one["port"]},
        }
        for number, one in enumerate(v["cache_nodes"])
    ]
    account.add(v["region"], "elasticache:DescribeCacheClusters", {
        **node, "NumCacheNodes": v["num_cache_nodes"], "CacheNodes": nodes,
        **({"ConfigurationEndpoint": node["CacheNodes"][0]["Endpoint"]} if v["engine"] == "memcached" else {}),
    })  # fmt: skip
    note_tags(v, account)


def serverless(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    limits = (v.get("cache_usage_limits") or [{}])[0]
    storage, units = ((limits.get(name) or [{}])[0] for name in ("data_storage", "ecpu_per_second"))
    usage = {
        "DataStorage": {"Maximum": storage["maximum"], "Unit": "GB"} if storage.get("maximum") else None,
        "ECPUPerSecond": {"Maximum": units["maximum"]} if units.get("maximum") else None,
    }
    account.add(v["region"], "elasticache:DescribeServerlessCaches", {
        "ServerlessCacheName": v["name"],
        "Description": v["description"],
        "CreateTime": WHEN,
        "Status": "available",
        "Engine": v["engine"],
        "MajorEngineVersion": v["major_engine_version"],
        "FullEngineVersion": v["full_engine_version"],
        "CacheUsageLimits": {name: told for name, told in usage.items() if told},
        **({"KmsKeyId": v["kms_key_id"]} if v.get("kms_key_id") else {}),
        "StorageEncryptionType": "sse-kms" if v.get("kms_key_id") else "sse-elasticache",
        "SecurityGroupIds": v["security_group_ids"],
        "Endpoint": {"Address": "s.example", "Port": v["endpoint"][0]["port"]},
        **({"UserGroupId": v["user_group_id"]} if v.get("user_group_id") else {}),
        "SubnetIds": v["subnet_ids"],
        "SnapshotRetentionLimit": v["snapshot_retention_limit"],
        "DailySnapshotTime": v["daily_snapshot_time"],
        "NetworkType": v["network_type"],
        "ConnectionType": "vpc",
        "ARN": v["arn"],
    })  # fmt: skip
    note_tags(v, account)


def everywhere(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    groups = found["aws_elasticache_replication_group"]
    members = []
    for one in groups:
        primary = one["replication_group_id"] == v["primary_replication_group_id"]
        if primary or one.get("global_replication_group_id") == v["global_replication_group_id"]:
            members.append({
                "ReplicationGroupId": one["replication_group_id"], "ReplicationGroupRegion": one["region"],
                "Role": "PRIMARY" if primary else "SECONDARY", "Status": "associated",
                "AutomaticFailover": switch(one["automatic_failover_enabled"]),
            })  # fmt: skip
    told = {
        "GlobalReplicationGroupId": v["global_replication_group_id"],
        "GlobalReplicationGroupDescription": " ",
        "Status": "available",
        "CacheNodeType": v["cache_node_type"],
        "Engine": v["engine"],
        "EngineVersion": v["engine_version_actual"],
        "Members": members,
        "ClusterEnabled": v["cluster_enabled"],
        "AuthTokenEnabled": v["auth_token_enabled"],
        "TransitEncryptionEnabled": v["transit_encryption_enabled"],
        "AtRestEncryptionEnabled": v["at_rest_encryption_enabled"],
        "ARN": v["arn"],
    }
    for region in sorted({one["ReplicationGroupRegion"] for one in members}):
        account.add(region, "elasticache:DescribeGlobalReplicationGroups", told)
