"""Snapshots of replication groups: the last that each took of itself, and those that somebody took.

Sources: the ElastiCache API reference, Snapshot; the command line's own example of DescribeSnapshots: one of a group
without cluster mode is taken of a node, names that alone, and is named after it where nobody named it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.demo.company.nodes import MAINTENANCE, PORT, SNAPSHOTS, age_of, is_sharded, zones_of
from auditor.demo.company.place import Item, Place

#: So many days before the moment of the scan is in the window of snapshots.
_TAKEN = 1.03


def make(place: Place) -> None:
    """All of them."""
    groups = dict(place.each("replication_groups"))
    for name, told in groups.items():
        if told.get("retention"):
            of = name if is_sharded(told) else _node(name, told)
            taken = f"automatic.{of}-{place.ago(_TAKEN):%Y-%m-%d-%H-%M}"
            _snapshot(place, taken, name, told, {"age": _TAKEN, "key": told.get("key"), "source": "automated"})
    for name, told in place.each("snapshots"):
        _snapshot(place, name, told["of"], groups[told["of"]], {**told, "source": "manual"})


def _node(group: str, told: Mapping[str, Any]) -> str:
    """The node that a group without cluster mode is copied from: the last of them."""
    return f"{group}-{told.get('replicas', 0) + 1:03d}"


def _snapshot(place: Place, name: str, group: str, of: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    shards, sharded, zones = of.get("shards", 1), is_sharded(of), zones_of(place, of)
    # A node is never younger than what was copied of it.
    born = place.ago(max(age_of(of), told["age"] + 1))
    parts: list[Item] = [
        {"CacheNodeId": "0001", "CacheSize": "212 MB", "CacheNodeCreateTime": born,
         "SnapshotCreateTime": place.ago(told["age"])}
        for _ in range(shards)
    ]  # fmt: skip
    made: Item = {
        "SnapshotName": name, "SnapshotStatus": "available", "SnapshotSource": told["source"],
        "CacheNodeType": of["node"], "Engine": of["engine"], "EngineVersion": of["version"], "Port": PORT,
        "CacheParameterGroupName": of["parameters"], "VpcId": place.id("vpc", "main"), "SnapshotWindow": SNAPSHOTS,
        "CacheSubnetGroupName": f"cache-{of.get('subnets', 'private')}", "PreferredMaintenanceWindow": MAINTENANCE,
        "AutoMinorVersionUpgrade": of.get("minor", True), "SnapshotRetentionLimit": of.get("retention", 0),
        "NodeSnapshots": parts, "DataTiering": "disabled", "ARN": place.arn("elasticache", f"snapshot:{name}"),
    }  # fmt: skip
    if sharded:
        made |= {"ReplicationGroupId": group, "ReplicationGroupDescription": f"{group} of Larkspur Travel",
                 "NumNodeGroups": shards, "AutomaticFailover": "enabled"}  # fmt: skip
        for number, part in enumerate(parts, 1):
            part |= {"NodeGroupId": f"{number:04d}", "CacheClusterId": _node(f"{group}-{number:04d}", of)}
    else:
        made |= {"CacheClusterId": _node(group, of), "NumCacheNodes": 1, "CacheClusterCreateTime": born,
                 "PreferredAvailabilityZone": zones[of.get("replicas", 0) % len(zones)]}  # fmt: skip
    made |= {"KmsKeyId": place.key_arn(told["key"])} if told.get("key") else {}
    place.add("elasticache:DescribeSnapshots", made)
    place.tag(made["ARN"], {})
