"""Where caches are and who can reach them.

Domain sources: the ElastiCache API reference, CreateCacheSubnetGroup; the EC2 API reference, IpPermission.
"""

from __future__ import annotations

from auditor.model.kinds.common import OPENED, REGIONAL, before
from auditor.model.kinds.exposure import REACH

FACTS: dict[str, dict[str, str]] = {
    "subnet_group": {**REGIONAL, "subnets": "list | subnet ids"},
    "security_group": {
        **REGIONAL,
        "is_default": "bool | whether it is the default group of its VPC",
        "ingress": "ingress rules | who may connect to what",
        "egress": "ingress rules | what those in it may connect to",
        "description": "text | what its author says it is for",
        "reach.to_caches": f"derived enum: {REACH} | from how far it lets clients in to a usual port of caches",
        **OPENED,
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "security_group": {
        **before("security_group"),
        "caches": "replication_group, cache_cluster, serverless_cache, memorydb_cluster, dax_cluster | caches of the "
        "plan that it is attached to",
    },
}
