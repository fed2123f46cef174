"""The caches and users of an estate as laws look at them: what AWS tells of each in many answers, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.demo.estate import Estate

Thing = dict[str, Any]


def each(estate: Estate, action: str) -> Iterator[tuple[tuple[str, str], Mapping[str, Any]]]:
    """What an action lists, each with its account and region."""
    for (account, region, name), items in estate.listed.items():
        for _, item in items if name == action else ():
            yield (account, region), item


def nodes(estate: Estate) -> Iterator[Thing]:
    """Replication groups and clusters by themselves, told in the same words."""
    clusters: dict[tuple[tuple[str, str], str], list[Any]] = {}
    for place, one in each(estate, "elasticache:DescribeCacheClusters"):
        if "ReplicationGroupId" not in one:
            yield _thing(estate, place, one, [one], grouped=False)
        else:
            clusters.setdefault((place, one["ReplicationGroupId"]), []).append(one)
    for place, group in each(estate, "elasticache:DescribeReplicationGroups"):
        yield _thing(estate, place, group, clusters[place, group["ReplicationGroupId"]], grouped=True)


def _by_name(estate: Estate, place: tuple[str, str], operation: str, name: str) -> dict[str, Mapping[str, Any]]:
    """What an operation of ElastiCache lists in a region, by one of its members."""
    return {one[name]: one for where, one in each(estate, f"elasticache:{operation}") if where == place}


def _thing(estate: Estate, place: tuple[str, str], told: Any, clusters: list[Any], *, grouped: bool) -> Thing:
    first = clusters[0]
    named = first["CacheParameterGroup"]["CacheParameterGroupName"]
    parameters: Any = estate.told[*place, "elasticache:DescribeCacheParameters", named]
    values = {one["ParameterName"]: one.get("ParameterValue") for one in parameters}
    families = _by_name(estate, place, "DescribeCacheParameterGroups", "CacheParameterGroupName")
    networks = _by_name(estate, place, "DescribeCacheSubnetGroups", "CacheSubnetGroupName")
    groups = _by_name(estate, place, "DescribeUserGroups", "UserGroupId")
    shards = told.get("NodeGroups", [])
    return {
        "name": told["ARN"], "grouped": grouped, "engine": first["Engine"], "version": first["EngineVersion"],
        "versions": {one["EngineVersion"] for one in clusters}, "node": first["CacheNodeType"],
        "failover": told.get("AutomaticFailover") == "enabled", "zones_many": told.get("MultiAZ") == "enabled",
        "sharded": told.get("ClusterEnabled", False), "shards": len(shards) or 1,
        "members": [len(one["NodeGroupMembers"]) for one in shards] or [first["NumCacheNodes"]],
        "zones": [{each_["PreferredAvailabilityZone"] for each_ in one["NodeGroupMembers"]} for one in shards],
        "tls": told["TransitEncryptionEnabled"], "mode": told.get("TransitEncryptionMode"),
        "token": told["AuthTokenEnabled"], "at_rest": told["AtRestEncryptionEnabled"], "key": told.get("KmsKeyId"),
        "users": [groups[one]["Engine"] for one in told.get("UserGroupIds", [])],
        "days": told.get("SnapshotRetentionLimit"), "network": told["NetworkType"], "tiering": told.get("DataTiering"),
        "subnets": networks[first["CacheSubnetGroupName"]]["SupportedNetworkTypes"],
        "family": families[named]["CacheParameterGroupFamily"],
        "sharding": values.get("cluster-enabled"), "global": bool(told.get("GlobalReplicationGroupInfo")),
        "logs": [one["LogType"] for one in told.get("LogDeliveryConfigurations", [])],
    }  # fmt: skip


def serverless(estate: Estate) -> Iterator[Thing]:
    """Serverless caches, each with its user group and how its users log in."""
    for place, one in each(estate, "elasticache:DescribeServerlessCaches"):
        group = next((held for held in user_groups(estate) if held["id"] == (*place, one.get("UserGroupId"))), None)
        yield {
            "name": one["ARN"], "engine": one["Engine"], "major": one["MajorEngineVersion"], "group": group,
            "full": one["FullEngineVersion"], "public": one["ConnectionType"] == "public", "subnets": one["SubnetIds"],
            "security": one["SecurityGroupIds"], "days": one["SnapshotRetentionLimit"],
        }  # fmt: skip


def user_groups(estate: Estate) -> Iterator[Thing]:
    """User groups with their users."""
    users = {(*place, one["UserId"]): one for place, one in each(estate, "elasticache:DescribeUsers")}
    for place, one in each(estate, "elasticache:DescribeUserGroups"):
        yield {"name": one["ARN"], "id": (*place, one["UserGroupId"]), "engine": one["Engine"],
               "users": [users[*place, user] for user in one["UserIds"]]}  # fmt: skip


def memorydb(estate: Estate) -> Iterator[Thing]:
    """Clusters of MemoryDB, each with how the users of its ACL log in."""
    users = {(*place, one["Name"]): one for place, one in each(estate, "memorydb:DescribeUsers")}
    lists = {(*place, one["Name"]): [users[*place, user]["Authentication"]["Type"] for user in one["UserNames"]]
             for place, one in each(estate, "memorydb:DescribeACLs")}  # fmt: skip
    families = {(*place, one["Name"]): one["Family"] for place, one in each(estate, "memorydb:DescribeParameterGroups")}
    for place, one in each(estate, "memorydb:DescribeClusters"):
        yield {
            "name": one["ARN"], "engine": one["Engine"], "version": one["EngineVersion"], "tls": one["TLSEnabled"],
            "patch": one["EnginePatchVersion"], "acl": one["ACLName"], "logins": lists[*place, one["ACLName"]],
            "family": families[*place, one["ParameterGroupName"]], "availability": one["AvailabilityMode"],
            "members": [len(shard["Nodes"]) for shard in one["Shards"]], "node": one["NodeType"],
        }  # fmt: skip
