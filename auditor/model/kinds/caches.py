"""Caches on ElastiCache.

Domain sources: the ElastiCache API reference, CreateReplicationGroup, CreateCacheCluster, CreateServerlessCache and
CreateGlobalReplicationGroup.
"""

from __future__ import annotations

from auditor.model.kinds.common import (
    CACHE,
    CHANGED,
    ENCRYPTED,
    GUARDED,
    IDENTITY,
    KEY,
    LOGS,
    NETWORK_RELATIONS,
    NETWORKED,
    PURPOSE,
    REGIONAL,
    TAGGED,
    alarms,
    before,
)
from auditor.model.kinds.cost import RESERVED
from auditor.model.kinds.exposure import CHOSEN, CLASSIC
from auditor.model.kinds.metrics import metrics
from auditor.model.kinds.nodes import SHARDED, SURVIVES, UNSHARDED
from auditor.model.kinds.snapshots import BACKED_UP, snapshots_of
from auditor.model.kinds.support import SUPPORT

FACTS: dict[str, dict[str, str]] = {
    "replication_group": {
        **CACHE,
        "at_once": "declared bool | whether changes are made at once, not in their window; absent: no such choice",
        **CLASSIC,
        "engine": "enum: redis < valkey | engine; Redis OSS is redis",
        "global_role": "enum: primary < secondary | role in a global datastore; absent outside one",
        **ENCRYPTED,
        "key.offered": "derived bool | whether one's own key can be named in its region: not in AWS GovCloud (US)",
        "auth_token": "secret | AUTH token",
        "auth_token_pending": "bool | a token was just added by ROTATE, so that clients without one are still let in",
        "auth_token_rotating": "observed bool | the AUTH token is being exchanged: the one before is still accepted",
        "auth_token_changed": "observed date | day on which the AUTH token was last set",
        "auth_token_age_days": "observed derived int | days since the AUTH token was last set",
        "auto_failover": "bool | whether a replica is promoted when the primary fails",
        "multi_az": "bool | whether primary and replicas are kept in different zones",
        "nodes": "int | cache nodes in all",
        "shards": "int | node groups",
        "replicas_per_shard": "int | replicas of the shard that has fewest",
        **SHARDED,
        **metrics("replication_group"),
        "final_snapshot": "declared text | snapshot taken when it is deleted",
        **GUARDED,
        "cluster_mode": "enum: disabled < compatible < enabled | whether clients must speak the cluster protocol",
        **LOGS,
        "snapshot_window": "text | daily window for snapshots, UTC",
        **BACKED_UP,
        "data_tiering": "bool | whether cold data moves to SSD",
        "durability": "enum: disabled < async < sync | whether writes are kept in a log across zones, after or before "
        "they are answered",
        "auth.method": "derived enum: none < token < password < iam | weakest way in that a client can use",
        "auth.open_users": "derived list | users of its groups that anybody can be without a password",
        "change.authentication": "derived enum: weaker < same < stronger | weakest way in, compared with before",
    },
    "cache_cluster": {
        **CACHE,
        "at_once": "declared bool | whether changes are made at once, not in their window; absent: no such choice",
        **CLASSIC,
        "engine": "enum: memcached < redis < valkey | engine; Redis OSS is redis",
        "snapshot_window": "text | daily window for snapshots, UTC",
        **BACKED_UP,
        **LOGS,
        "node_count": "int | cache nodes",
        **UNSHARDED,
        **metrics("cache_cluster"),
        "final_snapshot": "declared text | snapshot taken when it is deleted",
        **GUARDED,
        "az_mode": "enum: single-az < cross-az | whether Memcached nodes are spread over zones",
        "auto_failover": "derived bool | always absent: there is no replica that could take over",
        "sasl": "derived bool | whether clients must log in with SASL; always absent: ElastiCache offers none",
        "auth.method": "derived enum: none < token < password < iam | always none: logins need a replication group",
    },
    "serverless_cache": {
        **REGIONAL,
        **TAGGED,
        **PURPOSE,
        **CHANGED,
        **NETWORKED,
        **SURVIVES,
        **metrics("serverless_cache"),
        **CHOSEN,
        "engine": "enum: memcached < redis < valkey | engine; Redis OSS is redis",
        "engine_version": "version | major version of the engine",
        **SUPPORT,
        "connection_type": "enum: vpc < public | public means an endpoint on the internet",
        "tls": "bool | always true: serverless caches speak TLS only",
        "tls_mode": "enum: preferred < required | always required",
        "at_rest": "bool | always true",
        "final_snapshot": "declared text | snapshot taken when it is deleted",
        **GUARDED,
        **ENCRYPTED,
        "key.offered": "derived bool | whether one's own key can be named in its region: not in AWS GovCloud (US)",
        **BACKED_UP,
        "backup_days": "int | days that automatic snapshots are kept; 0 means none are taken",
        "data_limit_gb": "int | gigabytes of data that it may grow to, where its owner set a limit",
        "ecpu_limit": "int | processing units that it may use in a second, where its owner set a limit",
        "sasl": "derived bool | whether clients must log in with SASL; always absent: ElastiCache offers none",
        "auth.method": "derived enum: none < token < password < iam | weakest way in that a client can use",
        "auth.open_users": "derived list | users of its groups that anybody can be without a password",
        "change.authentication": "derived enum: weaker < same < stronger | weakest way in, compared with before",
    },
    "global_datastore": {
        **IDENTITY,
        "auto_failover": "bool | whether every member promotes a replica when its primary fails; absent: each its own",
        "engine_version": "version | version of all its members, where it states one",
        "node_type": "text | node type of all its members, where it states one",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "replication_group": {
        **before("replication_group"),
        **snapshots_of("replication_group"),
        **alarms("replication_group"),
        **RESERVED,
        **NETWORK_RELATIONS,
        **KEY,
        "user_groups": "user_group | RBAC groups attached",
        "subnet_group": "subnet_group | where its nodes are placed",
        "parameter_group": "parameter_group | engine parameters",
        "global_datastore": "global_datastore | global datastore that it is a member of",
        "leads_datastores": "inverse global_datastore.primary | global datastore that it takes the writes of",
    },
    "cache_cluster": {
        **before("cache_cluster"),
        **snapshots_of("cache_cluster"),
        **alarms("cache_cluster"),
        **RESERVED,
        **NETWORK_RELATIONS,
        "subnet_group": "subnet_group | where its nodes are placed",
        "parameter_group": "parameter_group | engine parameters",
    },
    "serverless_cache": {
        **before("serverless_cache"),
        **snapshots_of("serverless_cache"),
        **alarms("serverless_cache"),
        **NETWORK_RELATIONS,
        **KEY,
        "user_groups": "user_group | RBAC group attached",
        "subnets": "subnet | the subnets that it is reached in; none: those of the default VPC that AWS chooses",
    },
    "global_datastore": {
        "primary": "replication_group | member that takes writes",
        "secondaries": "inverse replication_group.global_datastore | members in other regions, which only read",
    },
}
