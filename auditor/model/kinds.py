"""The table behind the fact schema: kind -> fact -> "type[: values in order] | what it stands for".

Domain sources of the facts: the ElastiCache API reference (CreateReplicationGroup, CreateCacheCluster,
CreateServerlessCache, CreateUser, CreateUserGroup) and the EC2 API reference (IpPermission).
"""

from __future__ import annotations

_REACH = "none < self < named groups < subnet < vpc < private < other networks < any address < internet"

_IDENTITY = {
    "identifier": "text | the name AWS knows it by, lower case",
    "tags": "list | its tags as key=value",
}

_REGIONAL = {**_IDENTITY, "region": "text | AWS region that it is in"}

_NETWORKED = {
    "network_type": "enum: ipv4 < dual_stack < ipv6 | addresses its nodes have",
    "reach.by_groups": f"derived enum: {_REACH} | from how far its security groups let clients in to its ports",
    "groups.default": "derived bool | whether one of its security groups is the VPC's default group",
}

_OPENED = {
    "change.reach": f"derived enum: {_REACH} | from how far clients are let in that were not before",
}

#: How a plan changes a cache: what the facts compare is the cache and the one that its relation `before` leads to.
_CHANGED = {
    "change.how": "derived text | how AWS applies what a plan does to it: in place, at once or later, by replacement",
    **_OPENED,
    "change.interrupts": "derived list | changes that restart nodes or cut clients off, each with what AWS does",
    "change.irreversible": "derived list | changes that AWS cannot take back, each with what AWS does",
}

_CACHE = {
    **_REGIONAL,
    **_CHANGED,
    **_NETWORKED,
    "engine_version": "version | version of the engine; 6.x stands for the newest 6",
    "node_type": "text | node type such as cache.r7g.large",
    "tls": "bool | whether the listener offers TLS",
    "tls_mode": "enum: preferred < required | preferred still accepts plaintext; absent without TLS",
    "at_rest": "bool | whether data on disk and snapshots are encrypted",
    "auto_minor": "bool | whether AWS applies minor engine versions by itself",
    "backup_days": "int | days that automatic snapshots are kept; 0 means none are taken",
    "port": "int | port that clients connect to",
    "maintenance_window": "text | weekly window for changes, UTC",
    "notification_topic": "text | SNS topic for events",
}

FACTS: dict[str, dict[str, str]] = {
    "replication_group": {
        **_CACHE,
        "engine": "enum: redis < valkey | engine; Redis OSS is redis",
        "global_role": "enum: primary < secondary | role in a global datastore; absent outside one",
        "kms_key": "text | customer key for encryption at rest",
        "auth_token": "secret | AUTH token",
        "auth_token_pending": "bool | a token was just added by ROTATE, so that clients without one are still let in",
        "auto_failover": "bool | whether a replica is promoted when the primary fails",
        "multi_az": "bool | whether primary and replicas are kept in different zones",
        "nodes": "int | cache nodes in all",
        "shards": "int | node groups",
        "replicas_per_shard": "int | replicas of the shard that has fewest",
        "final_snapshot": "text | snapshot taken when it is deleted",
        "cluster_mode": "enum: disabled < compatible < enabled | whether clients must speak the cluster protocol",
        "log_types": "list | kinds of log delivered: slow-log, engine-log",
        "snapshot_window": "text | daily window for snapshots, UTC",
        "data_tiering": "bool | whether cold data moves to SSD",
        "auth.method": "derived enum: none < token < password < iam | weakest way in that a client can use",
        "auth.open_users": "derived list | users of its groups that anybody can be without a password",
        "change.authentication": "derived enum: weaker < same < stronger | weakest way in, compared with before",
    },
    "cache_cluster": {
        **_CACHE,
        "engine": "enum: memcached < redis < valkey | engine; Redis OSS is redis",
        "node_count": "int | cache nodes",
        "final_snapshot": "text | snapshot taken when it is deleted",
        "az_mode": "enum: single-az < cross-az | whether Memcached nodes are spread over zones",
        "auto_failover": "derived bool | always absent: there is no replica that could take over",
        "sasl": "derived bool | whether clients must log in with SASL; always absent: ElastiCache offers none",
        "auth.method": "derived enum: none < token < password < iam | always none: logins need a replication group",
    },
    "serverless_cache": {
        **_REGIONAL,
        **_CHANGED,
        **_NETWORKED,
        "engine": "enum: memcached < redis < valkey | engine; Redis OSS is redis",
        "engine_version": "version | major version of the engine",
        "connection_type": "enum: vpc < public | public means an endpoint on the internet",
        "tls": "bool | always true: serverless caches speak TLS only",
        "tls_mode": "enum: preferred < required | always required",
        "at_rest": "bool | always true",
        "final_snapshot": "text | snapshot taken when it is deleted",
        "kms_key": "text | customer key for encryption at rest",
        "backup_days": "int | days that automatic snapshots are kept; 0 means none are taken",
        "sasl": "derived bool | whether clients must log in with SASL; always absent: ElastiCache offers none",
        "auth.method": "derived enum: none < token < password < iam | weakest way in that a client can use",
        "auth.open_users": "derived list | users of its groups that anybody can be without a password",
        "change.authentication": "derived enum: weaker < same < stronger | weakest way in, compared with before",
    },
    "user": {
        **_REGIONAL,
        "engine": "enum: redis < valkey | engine it was made for",
        "user_name": "text | name that clients log in with",
        "access_string": "text | ACL rules, applied left to right",
        "authentication": "enum: no-password < password < iam | how it proves who it is",
        "passwords": "secret | its passwords",
        "acl.enabled": "derived bool | whether the access string leaves the user on",
        "acl.commands": "derived list | commands and categories left allowed",
        "acl.keys": "derived list | key patterns left allowed",
        "acl.channels": "derived list | channel patterns left allowed",
    },
    "user_group": {
        **_REGIONAL,
        "engine": "enum: redis < valkey | engine it was made for; a valkey group needs no default user",
    },
    "parameter_group": {
        **_REGIONAL,
        "family": "text | parameter group family such as redis7",
        "parameters": "list | parameters that were set, as name=value",
    },
    "subnet_group": {**_REGIONAL, "subnets": "list | subnet ids"},
    "global_datastore": {
        **_IDENTITY,
        "auto_failover": "bool | whether every member promotes a replica when its primary fails; absent: each its own",
    },
    "security_group": {
        **_REGIONAL,
        "is_default": "bool | whether it is the default group of its VPC",
        "ingress": "ingress rules | who may connect to what",
        "reach.to_caches": f"derived enum: {_REACH} | from how far it lets clients in to a usual port of caches",
        **_OPENED,
    },
}

_NETWORK_RELATIONS = {"security_groups": "security_group | groups of its network interfaces"}


def _before(kind: str) -> dict[str, str]:
    """The relation of a kind of resource that a plan can change, to what it was before."""
    return {"before": f"{kind} | the same as it was before the plan; nothing where it was not there"}


RELATIONS: dict[str, dict[str, str]] = {
    "replication_group": {
        **_before("replication_group"),
        **_NETWORK_RELATIONS,
        "user_groups": "user_group | RBAC groups attached",
        "subnet_group": "subnet_group | where its nodes are placed",
        "parameter_group": "parameter_group | engine parameters",
        "global_datastore": "global_datastore | global datastore that it is a member of",
    },
    "cache_cluster": {
        **_before("cache_cluster"),
        **_NETWORK_RELATIONS,
        "subnet_group": "subnet_group | where its nodes are placed",
        "parameter_group": "parameter_group | engine parameters",
    },
    "serverless_cache": {
        **_before("serverless_cache"),
        **_NETWORK_RELATIONS,
        "user_groups": "user_group | RBAC group attached",
    },
    "user": _before("user"),
    "user_group": {**_before("user_group"), "users": "user | its members"},
    "security_group": {
        **_before("security_group"),
        "caches": "replication_group, cache_cluster, serverless_cache | caches of the plan that it is attached to",
    },
    "global_datastore": {"primary": "replication_group | member that takes writes"},
}
