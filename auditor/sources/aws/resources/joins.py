"""What the API tells of a replication group in several places, as one: of the group itself, and of its nodes.

Domain source: the ElastiCache API reference, ReplicationGroup and CacheCluster (security groups, subnet group,
parameter group, version, window and topic of a group are told of its nodes alone).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import CACHE_CLUSTERS, REPLICATION_GROUPS
from auditor.sources.aws.written import member
from auditor.sources.partial.values import Unk

#: Members of a group that are told of its nodes: what this source calls them, and where they stand.
_OF_NODES = {
    "EngineVersion": ("EngineVersion",),
    "SubnetGroup": ("CacheSubnetGroupName",),
    "ParameterGroup": ("CacheParameterGroup", "CacheParameterGroupName"),
    "MaintenanceWindow": ("PreferredMaintenanceWindow",),
    "TopicArn": ("NotificationConfiguration", "TopicArn"),
    "TopicStatus": ("NotificationConfiguration", "TopicStatus"),
}
#: What older answers tell of a group by its nodes alone.
_ELSE_OF_NODES = ("Engine", "CacheNodeType", "NetworkType", "AutoMinorVersionUpgrade", "TransitEncryptionEnabled",
                  "TransitEncryptionMode", "AtRestEncryptionEnabled", "AuthTokenEnabled",
                  "LogDeliveryConfigurations")  # fmt: skip
#: What is told of a group alone, and means that there is none where it is left out.
_OF_GROUP = ("KmsKeyId", "UserGroupIds", "GlobalReplicationGroupInfo", "PendingModifiedValues", "SnapshotWindow",
             "AutomaticFailover", "MultiAZ", "DataTiering", "Durability", "ClusterMode", "ClusterEnabled",
             "SnapshotRetentionLimit", "AuthTokenLastModifiedDate", "ReplicationGroupCreateTime")  # fmt: skip


def agreed(nodes: Sequence[dict[str, Any]] | Unk, read: Callable[[dict[str, Any]], Any]) -> Any:
    """What all nodes of a group tell alike; unknown where they differ, as they do while a change is going on."""
    if isinstance(nodes, Unk):
        return nodes
    told: list[Any] = []
    for node in nodes:
        value = read(node)
        if value not in (None, "") and value not in told:
            told.append(value)
    if len(told) > 1:
        return Unk(f"its nodes tell of {len(told)} different ones, as while a change goes on")
    return told[0] if told else None


def of_nodes(name: str, answers: Answers) -> dict[str, Any]:
    """A group of which only nodes were listed: it is there, and what is told of it alone is not known."""
    doubt = answers.lacks(REPLICATION_GROUPS) or "its nodes were listed and it was not, as while it is deleted"
    return {"ReplicationGroupId": name, **dict.fromkeys(_OF_GROUP, Unk(doubt))}


def joined(group: dict[str, Any], nodes: dict[str, list[dict[str, Any]]], answers: Answers) -> dict[str, Any]:
    """A group with what is told of its nodes."""
    own: list[dict[str, Any]] | Unk = nodes.get(str(group.get("ReplicationGroupId")).lower(), [])
    if not own:
        doubt = answers.lacks(CACHE_CLUSTERS) or "none of its nodes was listed"
        own = Unk(doubt)
    values = dict(group)
    for name, path in _OF_NODES.items():
        values[name] = agreed(own, lambda node, path=path: member(node, *path))  # type: ignore[misc]  # bound at once
    for name in _ELSE_OF_NODES:
        if values.get(name) is None and not isinstance(own, Unk):
            values[name] = agreed(own, lambda node, name=name: node.get(name))  # type: ignore[misc]  # the same
    values["SecurityGroupIds"] = _whole(agreed(own, groups_of))
    values["ClassicGroups"] = agreed(own, _classic)
    _without_network(values)
    values["GlobalDatastore"] = member(group, "GlobalReplicationGroupInfo", "GlobalReplicationGroupId")
    values["NodePort"] = agreed(own, _node_port)
    return values


def told_of(cluster: dict[str, Any]) -> dict[str, Any]:
    """What a cache cluster tells of itself, by the names under which a replication group has it."""
    held = {name: member(cluster, *path) for name, path in _OF_NODES.items()}
    held |= {"ClassicGroups": _classic(cluster), "NodePort": _node_port(cluster)}
    held["SecurityGroupIds"] = _whole(groups_of(cluster))
    _without_network(held)
    return held


def groups_of(cluster: dict[str, Any]) -> list[str] | None:
    """The ids of the security groups of a cluster; None where they are not told."""
    listed = cluster.get("SecurityGroups")
    if not isinstance(listed, list):
        return None
    return sorted(str(one.get("SecurityGroupId")) for one in listed if isinstance(one, dict))


def _whole(groups: Any) -> Any:
    return Unk("the answer of AWS does not tell its security groups") if groups is None else groups


def _without_network(values: dict[str, Any]) -> None:
    """What every cache has, so that it is not known where it is left out; in EC2-Classic there were no subnets."""
    if values.get("ParameterGroup") is None:
        values["ParameterGroup"] = Unk("the answer of AWS does not tell its parameter group")
    if values.get("SubnetGroup") is None and not values.get("ClassicGroups"):
        values["SubnetGroup"] = Unk("the answer of AWS does not tell its subnet group")


def _classic(cluster: dict[str, Any]) -> list[str]:
    listed = cluster.get("CacheSecurityGroups")
    return [str(one.get("CacheSecurityGroupName")) for one in listed or () if isinstance(one, dict)]


def _node_port(cluster: dict[str, Any]) -> Any:
    listed = cluster.get("CacheNodes") or []
    ports = [member(cluster, "ConfigurationEndpoint", "Port"), *(member(one, "Endpoint", "Port") for one in listed)]
    return next((port for port in ports if port), None)
