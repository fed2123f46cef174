"""MemoryDB: clusters, their users and lists of access, parameter groups and snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.demo.company import addresses
from auditor.demo.company.neighbours import interface
from auditor.demo.company.place import Item, Place, endpoint
from auditor.demo.company.watching import make_metric

_PORT, _SLOTS = 6379, 16_384
_SNAPSHOTS, _MAINTENANCE = "02:00-03:00", "sat:04:30-sat:05:30"
#: So many days before the moment of the scan is in the window of snapshots.
_TAKEN = 1.07
#: The whole version of each engine. Who logs in with IAM needs 7.0.
_PATCHES, _IAM_SINCE = {"6.2": "6.2.6", "7.3": "7.3.0"}, "7.0"
_FAMILIES = ("memorydb_redis6", "memorydb_redis7", "memorydb_valkey7")
_PARAMETERS = {
    "acl-pubsub-default": "allchannels", "activedefrag": "no", "maxmemory-policy": "noeviction", "timeout": "0",
    "notify-keyspace-events": "", "slowlog-log-slower-than": "10000", "slowlog-max-len": "128", "tcp-keepalive": "300",
}  # fmt: skip
_MEASURED = {
    "CPUUtilization": 14.0, "EngineCPUUtilization": 12.0, "DatabaseMemoryUsagePercentage": 51.0, "SwapUsage": 0.0,
    "CurrConnections": 80.0, "Evictions": 0.0, "AuthenticationFailures": 0.0, "CommandAuthorizationFailures": 0.0,
    "KeyAuthorizationFailures": 0.0, "ChannelAuthorizationFailures": 0.0, "FreeableMemory": 7_000_000_000.0,
    "KeyspaceHits": 940_000.0, "KeyspaceMisses": 60_000.0, "RejectedConnections": 0.0, "TrafficManagementActive": 0.0,
    "NetworkBandwidthInAllowanceExceeded": 0.0, "NetworkBandwidthOutAllowanceExceeded": 0.0, "GetTypeCmds": 600_000.0,
    "NetworkPacketsPerSecondAllowanceExceeded": 0.0, "NetworkConntrackAllowanceExceeded": 0.0, "SetTypeCmds": 400_000.0,
    "BytesUsedForMemoryDB": 6_000_000_000.0, "ReplicationLag": 0.1, "CPUCreditBalance": 250.0,
}  # fmt: skip


def make(place: Place) -> None:
    """All of it; users and lists of access are AWS's own and those that the caches need."""
    users = {
        "default": ("on ~* &* +@all", {"Type": "no-password"}, ["open-access"]),
        "booking": ("on ~lock:* &lock:* -@all +@read +@write +@connection", {"Type": "iam"}, ["services"]),
    }
    for name, (access, login, lists) in users.items():
        since = _IAM_SINCE if login["Type"] == "iam" else "6.0"
        place.add(
            "memorydb:DescribeUsers",
            {
                "Name": name, "Status": "active", "AccessString": access, "ACLNames": lists, "Authentication": login,
                "MinimumEngineVersion": since, "ARN": place.arn("memorydb", f"user/{name}"),
            },
        )  # fmt: skip
    for name, user in (("open-access", "default"), ("services", "booking")):
        clusters = [key for key, told in place.each("memorydb_clusters") if told["acl"] == name]
        place.add(
            "memorydb:DescribeACLs",
            {
                "Name": name, "Status": "active", "UserNames": [user], "Clusters": clusters,
                "MinimumEngineVersion": _IAM_SINCE if users[user][1]["Type"] == "iam" else "6.2",
                "ARN": place.arn("memorydb", f"acl/{name}"),
            },
        )  # fmt: skip
    for family in _FAMILIES:
        name = f"default.{family.replace('_', '-')}"
        arn = place.arn("memorydb", f"parametergroup/{name}")
        group = {"Name": name, "Family": family, "Description": f"Default parameter group for {family}", "ARN": arn}
        place.add("memorydb:DescribeParameterGroups", group)
        parameters = [{"Name": key, "Value": value, "DataType": "string", "Description": f"See the guide: {key}",
                       "MinimumEngineVersion": "6.2"} for key, value in _PARAMETERS.items()]  # fmt: skip
        place.tell("memorydb:DescribeParameters", name, parameters)
    for name, told in place.each("memorydb_clusters"):
        _cluster(place, name, told)
    for name, told in place.each("memorydb_reserved_nodes"):
        _reserved(place, name, told)


def _cluster(place: Place, name: str, told: Mapping[str, Any]) -> None:
    shards = [_shard(place, name, number, told) for number in range(1, told["shards"] + 1)]
    made: Item = {
        "Name": name, "Description": f"{name} of Larkspur Travel", "Status": "available", "PendingUpdates": {},
        "NumberOfShards": len(shards), "Shards": shards, "NodeType": told["node"], "Engine": told["engine"],
        "AvailabilityMode": "multiaz" if told["replicas"] else "singleaz", "EngineVersion": str(told["version"]),
        "ClusterEndpoint": endpoint(addresses.memorydb(place, name), _PORT),
        "EnginePatchVersion": _PATCHES[str(told["version"])], "ParameterGroupName": told["parameters"],
        "ParameterGroupStatus": "in-sync", "SecurityGroups": place.groups_of(told), "SubnetGroupName": "cache-private",
        "TLSEnabled": told.get("tls", True), "ARN": place.arn("memorydb", f"cluster/{name}"),
        "SnapshotRetentionLimit": told["retention"], "MaintenanceWindow": _MAINTENANCE, "SnapshotWindow": _SNAPSHOTS,
        "ACLName": told["acl"], "AutoMinorVersionUpgrade": True, "DataTiering": "false", "NetworkType": "ipv4",
        "IpDiscovery": "ipv4",
    }  # fmt: skip
    made |= {"KmsKeyId": place.key_arn(told["key"])} if told.get("key") else {}
    if told.get("topic"):
        made |= {"SnsTopicArn": place.arn("sns", told["topic"]), "SnsTopicStatus": "ACTIVE"}
    place.add("memorydb:DescribeClusters", made)
    place.tag(made["ARN"], told.get("tags", {}))
    for node in [one for shard in shards for one in shard["Nodes"]]:
        place.add("ec2:DescribeNetworkInterfaces", interface(place, node["Name"], node["AvailabilityZone"], told))
        for metric, value in _MEASURED.items():
            make_metric(place, "AWS/MemoryDB", metric, {"ClusterName": name, "NodeName": node["Name"]}, value)
    if told.get("update"):
        _update(place, name, told)
    if told["retention"]:
        _snapshot(place, name, made, told)


def _update(place: Place, name: str, told: Mapping[str, Any]) -> None:
    place.add(
        "memorydb:DescribeServiceUpdates",
        {
            "ClusterName": name, "ServiceUpdateName": told["update"], "ReleaseDate": place.ago(45),
            "Engine": told["engine"], "Description": "Upgrade to improve security", "Status": "available",
            "Type": "security-update", "NodesUpdated": f"0/{told['shards'] * (told['replicas'] + 1)}",
            "AutoUpdateStartDate": place.ago(-20),
        },
    )  # fmt: skip


def _reserved(place: Place, name: str, told: Mapping[str, Any]) -> None:
    place.add(
        "memorydb:DescribeReservedNodes",
        {
            "ReservationId": name, "ReservedNodesOfferingId": "11111111-2222-4333-a444-666666666666",
            "NodeType": told["node"], "StartTime": place.ago(told["age"]), "Duration": 31_536_000, "FixedPrice": 0.0,
            "NodeCount": told["count"], "OfferingType": "No Upfront", "State": "active",
            "RecurringCharges": [{"RecurringChargeAmount": 0.2, "RecurringChargeFrequency": "Hourly"}],
            "ARN": place.arn("memorydb", f"reservednode/{name}"),
        },
    )  # fmt: skip


def _shard(place: Place, name: str, number: int, told: Mapping[str, Any]) -> Item:
    nodes = [
        {
            "Name": f"{name}-{number:04d}-{order + 1:03d}", "Status": "available", "CreateTime": place.ago(400),
            "AvailabilityZone": place.zones[order % len(place.zones)],
            "Endpoint": endpoint(addresses.memorydb(place, name, f"{name}-{number:04d}-{order + 1:03d}"), _PORT),
        }
        for order in range(told["replicas"] + 1)
    ]  # fmt: skip
    first, after = _SLOTS * (number - 1) // told["shards"], _SLOTS * number // told["shards"]
    return {"Name": f"{number:04d}", "Status": "available", "Slots": f"{first}-{after - 1}", "Nodes": nodes,
            "NumberOfNodes": len(nodes)}  # fmt: skip


def _snapshot(place: Place, name: str, cluster: Item, told: Mapping[str, Any]) -> None:
    snapshot = f"automatic.{name}-{place.ago(_TAKEN):%Y-%m-%d-%H-%M}"
    parts = [
        {"Name": shard["Name"], "Configuration": {"Slots": shard["Slots"], "ReplicaCount": told["replicas"]},
         "Size": "120 MB", "SnapshotCreationTime": place.ago(_TAKEN)}
        for shard in cluster["Shards"]
    ]  # fmt: skip
    configuration = {
        "Name": name, "Description": cluster["Description"], "NodeType": told["node"], "Engine": told["engine"],
        "EngineVersion": cluster["EngineVersion"], "MaintenanceWindow": _MAINTENANCE, "Port": _PORT,
        "ParameterGroupName": told["parameters"], "SubnetGroupName": "cache-private", "VpcId": place.id("vpc", "main"),
        "SnapshotRetentionLimit": told["retention"], "SnapshotWindow": _SNAPSHOTS, "NumShards": len(parts),
        "Shards": parts,
    }  # fmt: skip
    made = {
        "Name": snapshot, "Status": "available", "Source": "automated", "DataTiering": "false",
        "ARN": place.arn("memorydb", f"snapshot/{snapshot}"), "ClusterConfiguration": configuration,
    }  # fmt: skip
    place.add(
        "memorydb:DescribeSnapshots", made | ({"KmsKeyId": place.key_arn(told["key"])} if told.get("key") else {})
    )
