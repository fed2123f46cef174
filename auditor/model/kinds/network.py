"""Where caches are and who can reach them.

Domain sources: the ElastiCache API reference, CreateCacheSubnetGroup; the EC2 API reference, IpPermission, Subnet, Vpc,
RouteTable, Route, NetworkAclEntry and Instance.
"""

from __future__ import annotations

from auditor.model.kinds.common import OPENED, REGIONAL, before
from auditor.model.kinds.exposure import REACH, SUBNETS, ZONES

FACTS: dict[str, dict[str, str]] = {
    "subnet_group": {**REGIONAL, "subnets.zones": ZONES},
    "security_group": {
        **REGIONAL,
        "is_default": "bool | whether it is the default group of its VPC",
        "ingress": "ingress rules | who may connect to what",
        "egress": "ingress rules | what those in it may connect to",
        "description": "text | what its author says it is for",
        "reach.to_caches": f"derived enum: {REACH} | from how far it lets clients in to a usual port of caches",
        "guards.caches": "derived bool | whether it is attached to a cache that was scanned",
        "rules.undescribed": "derived int | its rules of which nobody says what they are for",
        "interfaces": "observed int | network interfaces that it is attached to",
        **OPENED,
    },
    "subnet": {
        **REGIONAL,
        "zone": "text | availability zone; where code takes one of a list, which one of it",
        "cidrs": "list | its address blocks",
        "ipv6_only": "bool | whether what is in it has IPv6 addresses only",
        "public_addresses": "bool | whether instances that are started in it get a public address",
    },
    "vpc": {
        **REGIONAL,
        "is_default": "bool | whether it is the default VPC of its region",
        "cidrs": "list | its address blocks",
    },
    "route_table": {
        **REGIONAL,
        "routes": "list | its routes beyond the VPC, as `0.0.0.0/0 via internet gateway`; `?` is what is not known",
    },
    "nacl": {
        **REGIONAL,
        "entries": "list | what it says of inbound traffic, as `100 allow tcp 6379-6379 10.0.0.0/8`",
    },
    "cache_security_group": {
        **REGIONAL,
        "platform": "enum: classic < vpc | network that it is for: always EC2-Classic, which AWS has retired",
    },
    "self_managed_cache": {
        **REGIONAL,
        "public_address": "bool | whether it is given a public address; absent: its subnet decides",
        "elastic_addresses": "list | Elastic IP addresses that are attached to it",
        "reach.to_caches": f"derived enum: {REACH} | from how far its groups let clients in to usual ports of caches",
        "has.public_address": "derived bool | whether it has a public address, whoever gives it one",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "subnet_group": SUBNETS,
    "security_group": {
        **before("security_group"),
        "caches": "replication_group, cache_cluster, serverless_cache, memorydb_cluster, dax_cluster | caches of the "
        "plan that it is attached to",
        "attached_to": "inverse replication_group.security_groups, cache_cluster.security_groups, "
        "serverless_cache.security_groups, memorydb_cluster.security_groups, dax_cluster.security_groups, "
        "self_managed_cache.security_groups | what was scanned that it is attached to",
    },
    "subnet": {
        "vpc": "vpc | the VPC that it is a part of",
        "route_table": "route_table | its route table; none: the main one of its VPC",
        "nacl": "nacl | its network ACL; none: the default one of its VPC",
    },
    "vpc": {
        "route_table": "route_table | main route table, of subnets without one of their own; none: as AWS made it",
        "nacl": "nacl | default network ACL, of subnets without one of their own; none: as AWS made it",
    },
    "self_managed_cache": {
        "security_groups": "security_group | groups of its network interfaces",
        "subnets": "subnet | the subnet that it is in",
    },
}
