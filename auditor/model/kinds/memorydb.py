"""MemoryDB: clusters, the ACLs and users that they let in, and what they are made with.

What means the same as on ElastiCache is called the same, so that one rule reads alike on both: the ACL of a cluster is
its one user group. Domain source: the MemoryDB API reference, CreateCluster, CreateACL, CreateUser, CreateSnapshot,
CreateParameterGroup, CreateSubnetGroup and CreateMultiRegionCluster.
"""

from __future__ import annotations

from auditor.model.kinds import access
from auditor.model.kinds.common import (
    CACHE,
    ENCRYPTED,
    GUARDED,
    IDENTITY,
    KEY,
    NETWORK_RELATIONS,
    REGIONAL,
    alarms,
    before,
)
from auditor.model.kinds.cost import RESERVED
from auditor.model.kinds.exposure import SUBNETS, ZONES
from auditor.model.kinds.metrics import metrics
from auditor.model.kinds.parameters import PARAMETERS
from auditor.model.kinds.snapshots import BACKED_UP, SNAPSHOT, snapshots_of

#: What the clusters of all regions have in common.
_ALIKE = {
    "engine": "enum: redis < valkey | engine; Redis OSS is redis",
    "shards": "int | shards, each with a part of the keys",
}


def _without_engine(facts: dict[str, str]) -> dict[str, str]:
    """The facts of users and user groups of ElastiCache: on MemoryDB neither is made for one engine."""
    return {name: line for name, line in facts.items() if name != "engine"}


FACTS: dict[str, dict[str, str]] = {
    "memorydb_cluster": {
        **CACHE,
        **metrics("memorydb_cluster"),
        **_ALIKE,
        **ENCRYPTED,
        "nodes": "int | nodes in all",
        "replicas_per_shard": "int | replicas of each shard",
        "multi_az": "bool | whether the nodes of a shard are in different zones, which MemoryDB sees to where it can",
        "final_snapshot": "declared text | snapshot taken when it is deleted",
        **GUARDED,
        "snapshot_window": "text | daily window for snapshots, UTC",
        **BACKED_UP,
        "data_tiering": "bool | whether cold data moves to SSD",
        "auth.method": "derived enum: none < token < password < iam | weakest way in that a client can use",
        "acl_name": "text | name of its ACL: open-access is AWS's own and lets everybody in",
        "auth.open_acl": "derived bool | whether its ACL is open-access, which lets everybody in",
        "auth.open_users": "derived list | users of its ACL that anybody can be without a password",
        "change.authentication": "derived enum: weaker < same < stronger | weakest way in, compared with before",
    },
    "memorydb_acl": {**_without_engine(access.FACTS["user_group"])},
    "memorydb_user": {**_without_engine(access.FACTS["user"])},
    "memorydb_snapshot": {**REGIONAL, **SNAPSHOT, **ENCRYPTED},
    "memorydb_parameter_group": {
        **REGIONAL,
        "family": "text | parameter group family such as memorydb_valkey7",
        "parameters": "list | parameters that were set, as name=value",
        **PARAMETERS,
    },
    "memorydb_subnet_group": {**REGIONAL, "subnets.zones": ZONES},
    "memorydb_multi_region_cluster": {
        **IDENTITY,
        **_ALIKE,
        "engine_version": "version | version of the engine",
        "node_type": "text | node type such as db.r7g.xlarge",
        "tls": "bool | whether the listeners of all its clusters offer TLS",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "memorydb_cluster": {
        **before("memorydb_cluster"),
        **snapshots_of("memorydb_cluster"),
        **alarms("memorydb_cluster"),
        **RESERVED,
        **KEY,
        **NETWORK_RELATIONS,
        "user_groups": "memorydb_acl | its ACL: the users who may log in",
        "subnet_group": "memorydb_subnet_group | where its nodes are placed",
        "parameter_group": "memorydb_parameter_group | engine parameters",
        "multi_region_cluster": "memorydb_multi_region_cluster | what it is the cluster of one region of",
    },
    "memorydb_acl": {
        **before("memorydb_acl"),
        "users": "memorydb_user | its members",
        "caches": "inverse memorydb_cluster.user_groups | clusters that it is attached to",
    },
    "memorydb_user": {
        **before("memorydb_user"),
        "groups": "inverse memorydb_acl.users | ACLs that it is a member of",
    },
    "memorydb_snapshot": {**KEY, "cluster": "memorydb_cluster | the cluster that it was taken of"},
    "memorydb_parameter_group": {"caches": "inverse memorydb_cluster.parameter_group | clusters that use it"},
    "memorydb_subnet_group": {**SUBNETS, "caches": "inverse memorydb_cluster.subnet_group | clusters placed in it"},
    "memorydb_multi_region_cluster": {
        "clusters": "inverse memorydb_cluster.multi_region_cluster | its clusters, one in each region"
    },
}
