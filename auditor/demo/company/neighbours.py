"""What stands beside the caches: DAX, endpoints of DMS that are caches, and the network interfaces of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.demo.company import addresses
from auditor.demo.company.network import subnet_ids
from auditor.demo.company.place import Item, Place, endpoint

_DAX_PORTS = {"TLS": 9111, "NONE": 8111}
#: So many letters does DMS make up for the ARN of what nobody gave one.
_DMS_LETTERS = 26


def make(place: Place) -> None:
    """All of it, but for the interfaces, which are made with their nodes."""
    for name, told in place.each("dax_clusters"):
        _dax_cluster(place, name, told)
    if place.held.get("dax_clusters"):
        _dax_subnet_group(place)
    for name, told in place.each("dms_endpoints"):
        _dms_endpoint(place, name, told)


def interface(place: Place, node: str, zone: str, told: Mapping[str, Any]) -> Item:
    """The network interface of a node, which AWS makes and looks after, in the subnet of the zone of the node."""
    ident = place.id("eni", node)
    subnets = dict(zip(place.zones, subnet_ids(place, told.get("subnets", "private")), strict=True))
    return {
        "NetworkInterfaceId": ident, "Description": f"ElastiCache {node}", "Status": "in-use", "OwnerId": place.account,
        "InterfaceType": "interface", "RequesterId": "amazon-elasticache", "RequesterManaged": True, "TagSet": [],
        "SourceDestCheck": True, "VpcId": place.id("vpc", "main"), "AvailabilityZone": zone, "SubnetId": subnets[zone],
        "Groups": [{"GroupId": place.group_id(name), "GroupName": name} for name in told.get("security", ())],
    }  # fmt: skip


def _dax_cluster(place: Place, name: str, told: Mapping[str, Any]) -> None:
    encrypted = told["tls"]
    port = _DAX_PORTS["TLS" if encrypted else "NONE"]
    address = addresses.dax(place, name)
    nodes = [
        {"NodeId": f"{name}-{letter}", "NodeCreateTime": place.ago(300), "NodeStatus": "available",
         "Endpoint": endpoint(addresses.dax(place, f"{name}-{letter}", "nodes.dax-clusters"), port),
         "AvailabilityZone": place.zones[number % len(place.zones)], "ParameterGroupStatus": "in-sync"}
        for number, letter in enumerate("abcdef"[: told["nodes"]])
    ]  # fmt: skip
    arn = place.arn("dax", f"cache/{name}")
    made = {
        "ClusterName": name, "Description": f"{name} of Larkspur Travel", "ClusterArn": arn, "TotalNodes": len(nodes),
        "ActiveNodes": len(nodes), "NodeType": told["node"], "Status": "available", "Nodes": nodes,
        "ClusterDiscoveryEndpoint": {**endpoint(address, port), "URL": f"dax{'s' if encrypted else ''}://{address}"},
        "PreferredMaintenanceWindow": "sat:05:00-sat:06:00", "SubnetGroup": "cache-private",
        "SecurityGroups": [
            {"SecurityGroupIdentifier": place.group_id(group), "Status": "active"} for group in told["security"]],
        "IamRoleArn": f"arn:aws:iam::{place.account}:role/dax-reads",
        "ParameterGroup": {"ParameterGroupName": "default.dax1.0", "ParameterApplyStatus": "in-sync"},
        "SSEDescription": {"Status": "ENABLED" if told["at_rest"] else "DISABLED"},
        "ClusterEndpointEncryptionType": "TLS" if encrypted else "NONE", "NetworkType": "ipv4",
    }  # fmt: skip
    place.add("dax:DescribeClusters", made)
    place.tell("dax:ListTags", arn, {"Tags": []})


def _dax_subnet_group(place: Place) -> None:
    subnets = [
        {"SubnetIdentifier": subnet, "SubnetAvailabilityZone": zone}
        for zone, subnet in zip(place.zones, subnet_ids(place, "private"), strict=True)
    ]
    made = {"SubnetGroupName": "cache-private", "Description": "The private subnets", "VpcId": place.id("vpc", "main")}
    place.add("dax:DescribeSubnetGroups", {**made, "Subnets": subnets})


def _dms_endpoint(place: Place, name: str, told: Mapping[str, Any]) -> None:
    ident = place.made_up_name("dms", name, _DMS_LETTERS)
    server = addresses.primary(place, told["to"], tls=told["ssl"] != "plaintext")
    settings = {"ServerName": server, "Port": 6379, "SslSecurityProtocol": told["ssl"], "AuthType": told["login"]}
    place.add(
        "dms:DescribeEndpoints",
        {
            "EndpointIdentifier": name, "EndpointType": "target", "EngineName": "redis",
            "EngineDisplayName": "Redis OSS",
            "ServerName": server, "Port": 6379, "Status": "active", "KmsKeyId": place.key_arn("cache"),
            "EndpointArn": place.arn("dms", f"endpoint:{ident}"), "SslMode": "none", "RedisSettings": settings,
        },
    )  # fmt: skip
