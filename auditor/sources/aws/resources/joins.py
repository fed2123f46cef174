"""What the API tells of a replication group in several places, as one: of the group itself, and of its nodes.

Domain source: the ElastiCache API reference, ReplicationGroup and CacheCluster (security groups, subnet group,
parameter group, version, window and topic of a group are told of its nodes alone).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import CACHE_CLUSTERS
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
                  "TransitEncryptionMode", "AtRestEncryptionEnabled", "AuthTokenEnabled")  # fmt: skip


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
    values["SecurityGroupIds"] = agreed(own, lambda node: sorted(groups_of(node)))
    values["ClassicGroups"] = agreed(own, _classic)
    values["GlobalDatastore"] = member(group, "GlobalReplicationGroupInfo", "GlobalReplicationGroupId")
    values["NodePort"] = agreed(own, _node_port)
    return values


def told_of(cluster: dict[str, Any]) -> dict[str, Any]:
    """What a cache cluster tells of itself, by the names under which a replication group has it."""
    held = {name: member(cluster, *path) for name, path in _OF_NODES.items()}
    return {**held, "ClassicGroups": _classic(cluster), "NodePort": _node_port(cluster)}


def groups_of(cluster: dict[str, Any]) -> list[str]:
    """The ids of the security groups of a cluster."""
    listed = cluster.get("SecurityGroups")
    return [str(one.get("SecurityGroupId")) for one in listed or () if isinstance(one, dict)]


def _classic(cluster: dict[str, Any]) -> list[str]:
    listed = cluster.get("CacheSecurityGroups")
    return [str(one.get("CacheSecurityGroupName")) for one in listed or () if isinstance(one, dict)]


def _node_port(cluster: dict[str, Any]) -> Any:
    listed = cluster.get("CacheNodes") or []
    ports = [member(cluster, "ConfigurationEndpoint", "Port"), *(member(one, "Endpoint", "Port") for one in listed)]
    return next((port for port in ports if port), None)
