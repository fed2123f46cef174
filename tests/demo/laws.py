"""What AWS never lets a cache be: laws, each with the page of AWS that it is from.

A law takes a thing (see `things`) and says whether it is kept. `API` stands for the ElastiCache API reference, `guide`
for the ElastiCache user guide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.demo.things import Thing

Law = Callable[[Thing], bool]

#: guide, "Comparing node types": those before Nitro. T2 and M4 are the last of them that are still made.
BEFORE_NITRO = frozenset({"t1", "t2", "m1", "m2", "m3", "m4", "c1", "r3", "r4"})
#: guide, "Supported node types": the first version of an engine that a kind of node takes.
NODES_SINCE = {
    "redis": {"m6g": (5, 0, 6), "r6g": (5, 0, 6), "t4g": (5, 0, 6), "m7g": (6, 2), "r7g": (6, 2)},
    "memcached": {"m6g": (1, 5, 16), "r6g": (1, 5, 16), "t4g": (1, 5, 16), "m7g": (1, 6), "r7g": (1, 6)},
}
#: guide, "Supported engines and versions": all that nodes are told to run.
VERSIONS = {
    "redis": {"4.0.10", "5.0.6", "6.0.5", "6.2.6", "7.0.7", "7.1.0"},
    "valkey": {"7.2.6", "8.0.1", "8.1.0"},
    "memcached": {"1.5.16", "1.6.6", "1.6.12", "1.6.17", "1.6.22"},
}
FAMILIES: dict[str, dict[tuple[int, ...], str]] = {
    "redis": {(4, 0): "redis4.0", (5, 0): "redis5.0", (6, 0): "redis6.x", (6, 2): "redis6.x", (7, 0): "redis7",
              (7, 1): "redis7"},
    "valkey": {(7, 2): "valkey7", (8, 0): "valkey8", (8, 1): "valkey8"},
    "memcached": {(1, 5): "memcached1.5", (1, 6): "memcached1.6"},
}  # fmt: skip
#: guide, "ElastiCache in-transit encryption (TLS)", and "Choosing a network type".
TLS_SINCE = {"redis": (4, 0, 10), "valkey": (7, 2), "memcached": (1, 6, 12)}
IPV6_SINCE = {"redis": (6, 2), "valkey": (7, 2), "memcached": (1, 6, 6)}
MODES_SINCE, RBAC_SINCE = (7, 0, 5), (6, 0)
LOGS_SINCE = {"slow-log": (6, 0), "engine-log": (6, 2)}
MOST_NODES, MOST_MEMCACHED, MOST_DAYS = 6, 40, 35
PUBLIC_SINCE = 9


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _kind(thing: Thing) -> str:
    return str(thing["node"].split(".")[1])


def _since(thing: Thing, table: Mapping[str, tuple[int, ...]]) -> bool:
    return _number(thing["version"]) >= table[thing["engine"]]


def _at_least(thing: Thing, first: tuple[int, ...]) -> bool:
    """Whether an engine is so young, by the numbers of Redis. Every Valkey is."""
    return thing["engine"] == "valkey" or (thing["engine"] == "redis" and _number(thing["version"]) >= first)


#: Laws of caches on nodes, by what they are called.
OF_NODES: dict[str, Law] = {
    # API, CreateReplicationGroup: AutomaticFailoverEnabled
    "cluster mode needs failover": lambda one: one["failover"] or not one["sharded"],
    # API, CreateReplicationGroup: NumCacheClusters
    "failover without cluster mode needs a replica": lambda one: (
        not one["failover"] or one["sharded"] or one["members"][0] > 1
    ),
    # guide, "Minimizing downtime in ElastiCache by using Multi-AZ"
    "Multi-AZ needs failover and a replica in another zone": lambda one: (
        not one["zones_many"] or (one["failover"] and all(len(zones) > 1 for zones in one["zones"]))
    ),
    # API, CreateReplicationGroup: NumNodeGroups
    "more shards than one need cluster mode": lambda one: one["sharded"] or one["shards"] == 1,
    # guide, "Engine specific parameters": default.FAMILY and default.FAMILY.cluster.on
    "cluster mode is that of the parameter group": lambda one: (
        one["engine"] == "memcached" or one["sharding"] == ("yes" if one["sharded"] else "no")
    ),
    # guide, "Engine specific parameters"
    "the family of parameters is that of the version": lambda one: (
        one["family"] == FAMILIES[one["engine"]].get(_number(one["version"])[:2])
    ),
    # guide, "Supported engines and versions"
    "there is such a version, and all nodes have it": lambda one: (
        one["version"] in VERSIONS[one["engine"]] and one["versions"] == {one["version"]}
    ),
    # guide, "Supported node types"
    "the node takes the version": lambda one: (
        _number(one["version"]) >= NODES_SINCE.get(one["engine"], {}).get(_kind(one), (0,))
    ),
    # API, CreateCacheCluster: Engine and NumCacheNodes; CreateReplicationGroup: NumCacheClusters, ReplicasPerNodeGroup
    "so many nodes": lambda one: (
        max(one["members"]) <= (MOST_MEMCACHED if one["engine"] == "memcached" else MOST_NODES if one["grouped"] else 1)
    ),
    "Valkey is in replication groups alone, Memcached in none": lambda one: (
        one["engine"] == "redis" or one["grouped"] == (one["engine"] == "valkey")
    ),
    # guide, "ElastiCache in-transit encryption (TLS)"; a Redis by itself is refused it
    "TLS has a first version, and no Redis by itself": lambda one: (
        not one["tls"] or (_since(one, TLS_SINCE) and (one["grouped"] or one["engine"] == "memcached"))
    ),
    # API, CreateReplicationGroup: TransitEncryptionMode; guide, "Enabling in-transit encryption" (7.0.5)
    "a mode of TLS needs TLS, and Redis 7.0.5": lambda one: (
        one["mode"] is None or (one["tls"] and (one["engine"] == "memcached" or _at_least(one, MODES_SINCE)))
    ),
    # API, CreateReplicationGroup: AuthToken; guide, "Authenticating with the AUTH command"
    "AUTH needs TLS and a replication group": lambda one: not one["token"] or (one["tls"] and one["grouped"]),
    # The guide on "Role-Based Access Control (RBAC)"
    "users need TLS and Redis 6, and no AUTH beside them": lambda one: (
        not one["users"] or (one["tls"] and _at_least(one, RBAC_SINCE) and not one["token"])
    ),
    "users of Valkey are not for Redis": lambda one: one["engine"] == "valkey" or "valkey" not in one["users"],
    # API, CreateReplicationGroup: AtRestEncryptionEnabled; CreateCacheCluster has no such thing
    "encryption at rest is for replication groups": lambda one: not one["at_rest"] or one["grouped"],
    "a key needs encryption at rest": lambda one: one["at_rest"] or not one["key"],
    # API, CreateCacheCluster: SnapshotRetentionLimit; guide, "Snapshot and restore" (not on T1)
    "neither Memcached nor T1 has snapshots": lambda one: (
        one["days"] is None if one["engine"] == "memcached" else not one["days"] or _kind(one) != "t1"
    ),
    "days of snapshots are 35 at most": lambda one: (one["days"] or 0) <= MOST_DAYS,
    # API, CreateReplicationGroup: NetworkType; guide, "Choosing a network type in ElastiCache"
    "IPv6 needs Nitro, a version and subnets that have it": lambda one: (
        one["network"] == "ipv4"
        or (_kind(one) not in BEFORE_NITRO and _since(one, IPV6_SINCE) and one["network"] in one["subnets"])
    ),
    # API, CreateReplicationGroup: DataTieringEnabled
    "data is tiered on R6gd alone, and always": lambda one: (
        (one["tiering"] == "enabled") == (_kind(one) == "r6gd") or not one["grouped"]
    ),
    # guide, "Log delivery"
    "logs need Redis 6": lambda one: all(_at_least(one, LOGS_SINCE[log]) for log in one["logs"]),
    # guide, "Replication across AWS Regions using global datastores": prerequisites
    "no burstable node is in a global datastore": lambda one: not one["global"] or _kind(one)[0] in "mrc",
}


#: API, CreateServerlessCache; guide, "Create a Valkey serverless cache with a public endpoint", and "RBAC".
OF_SERVERLESS: dict[str, Law] = {
    "a public endpoint needs Valkey 9": lambda one: (
        not one["public"] or (one["engine"] == "valkey" and int(one["major"]) >= PUBLIC_SINCE)
    ),
    "all users of a public endpoint log in with IAM": lambda one: (
        not one["public"]
        or {user["Authentication"]["Type"] for user in (one["group"] or {}).get("users", [])} == {"iam"}
    ),
    "a public endpoint is in no VPC, any other is": lambda one: (
        one["public"] == (not one["subnets"]) == (not one["security"])
    ),
    "Memcached has no users": lambda one: one["engine"] != "memcached" or one["group"] is None,
    "users of Valkey are not for Redis": lambda one: (
        one["engine"] == "valkey" or one["group"] is None or one["group"]["engine"] == "redis"
    ),
    "there is such a version": lambda one: (
        one["major"] in {"valkey": {"7", "8", "9"}, "redis": {"7"}, "memcached": {"1.6"}}[one["engine"]]
        and one["full"].startswith(one["major"] + ".")
    ),
    "days of snapshots are 35 at most": lambda one: one["days"] <= MOST_DAYS,
}


#: guide, "Role-Based Access Control (RBAC)" and "Authenticating with IAM".
OF_USER_GROUPS: dict[str, Law] = {
    "a group of Redis has a user named default": lambda one: (
        one["engine"] == "valkey" or "default" in {user["UserName"] for user in one["users"]}
    ),
    "all users of a group of Valkey have a login": lambda one: (
        one["engine"] == "redis" or all(user["Authentication"]["Type"] != "no-password" for user in one["users"])
    ),
    "a group of Redis has no users of Valkey": lambda one: (
        one["engine"] == "valkey" or all(user["Engine"] == "redis" for user in one["users"])
    ),
    "no two users of a group have one name": lambda one: (
        len({user["UserName"] for user in one["users"]}) == len(one["users"])
    ),
    "who logs in with IAM has one name and id": lambda one: all(
        user["UserId"] == user["UserName"] for user in one["users"] if user["Authentication"]["Type"] == "iam"
    ),
}


#: The MemoryDB developer guide: "Authenticating users with ACLs", "Authenticating with IAM", "Engine specific
#: parameters", "Supported node types", "Supported engines"; its API reference, Cluster: AvailabilityMode.
OF_MEMORYDB: dict[str, Law] = {
    "without TLS it is open": lambda one: one["tls"] or one["acl"] == "open-access",
    "IAM needs version 7": lambda one: "iam" not in one["logins"] or _number(one["version"]) >= (7, 0),
    "there is such a version": lambda one: (
        (one["engine"], one["version"])
        in {("redis", "6.2"), ("redis", "7.0"), ("redis", "7.1"), ("valkey", "7.2"), ("valkey", "7.3")}
        and one["patch"].startswith(one["version"] + ".")
    ),
    "the family of parameters is that of the version": lambda one: (
        one["family"] == f"memorydb_{one['engine']}{one['version'][0]}"
    ),
    "it is in many zones where it has replicas": lambda one: (
        (one["availability"] == "multiaz") == (min(one["members"]) > 1)
    ),
    "there is such a node": lambda one: one["node"].split(".")[:2] in (["db", kind] for kind in ("r7g", "r6g", "t4g")),
}
