"""Nothing of the made-up company is what AWS refuses or never shows; and each law would tell of what breaks it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from auditor.demo.company.telling import company
from tests.demo import laws, things
from tests.demo.things import Thing

ESTATE = company(date(2026, 11, 20))
NODES, SERVERLESS = list(things.nodes(ESTATE)), list(things.serverless(ESTATE))
GROUPS, MEMORYDB = list(things.user_groups(ESTATE)), list(things.memorydb(ESTATE))
ALL = {"nodes": (NODES, laws.OF_NODES), "serverless": (SERVERLESS, laws.OF_SERVERLESS),
       "users": (GROUPS, laws.OF_USER_GROUPS), "memorydb": (MEMORYDB, laws.OF_MEMORYDB)}  # fmt: skip
EACH = [(kind, name) for kind, (_, held) in ALL.items() for name in held]
#: A user as a law looks at one.
OPEN = {"UserId": "x", "UserName": "x", "Engine": "redis", "Authentication": {"Type": "no-password"}}
RENAMED = {"UserId": "app", "UserName": "other", "Engine": "valkey", "Authentication": {"Type": "iam"}}
#: What breaks each law: the thing of the company that it is done to, and what is done.
BROKEN: dict[str, dict[str, tuple[str, Thing]]] = {
    "nodes": {
        "cluster mode needs failover": ("load-test", {"failover": False}),
        "failover without cluster mode needs a replica": ("stg-sessions", {"failover": True}),
        "Multi-AZ needs failover and a replica in another zone": ("load-test", {"zones_many": True}),
        "more shards than one need cluster mode": ("cart", {"sharded": False}),
        "cluster mode is that of the parameter group": ("cart", {"sharding": "no"}),
        "the family of parameters is that of the version": ("cart", {"family": "redis7"}),
        "there is such a version, and all nodes have it": ("cart", {"versions": {"8.0.1", "7.2.6"}}),
        "the node takes the version": ("legacy-pricing", {"node": "cache.m7g.large"}),
        "so many nodes": ("checkout-sessions", {"members": [7]}),
        "Valkey is in replication groups alone, Memcached in none": ("page-fragments", {"grouped": True}),
        "TLS has a first version, and no Redis by itself": ("dev-alice", {"tls": True}),
        "a mode of TLS needs TLS, and Redis 7.0.5": ("ap-import", {"mode": "required"}),
        "AUTH needs TLS and a replication group": ("search", {"tls": False}),
        "users need TLS and Redis 6, and no AUTH beside them": ("cart", {"token": True}),
        "users of Valkey are not for Redis": ("job-queue", {"users": ["valkey"]}),
        "encryption at rest is for replication groups": ("dev-alice", {"at_rest": True}),
        "a key needs encryption at rest": ("cart", {"at_rest": False}),
        "neither Memcached nor T1 has snapshots": ("page-fragments", {"days": 0}),
        "days of snapshots are 35 at most": ("cart", {"days": 36}),
        "IPv6 needs Nitro, a version and subnets that have it": ("ap-import", {"node": "cache.m4.large"}),
        "data is tiered on R6gd alone, and always": ("cart", {"tiering": "enabled"}),
        "logs need Redis 6": ("legacy-pricing", {"logs": ["slow-log"]}),
        "no burstable node is in a global datastore": ("catalog", {"node": "cache.t4g.small"}),
    },
    "serverless": {
        "a public endpoint needs Valkey 9": ("offers", {"major": "8"}),
        "all users of a public endpoint log in with IAM": ("offers", {"group": None}),
        "a public endpoint is in no VPC, any other is": ("offers", {"security": ["sg-1"]}),
        "Memcached has no users": ("ap-offers", {"group": {"engine": "redis"}}),
        "users of Valkey are not for Redis": ("eu-offers", {"group": {"engine": "valkey"}}),
        "there is such a version": ("eu-offers", {"full": "8.0"}),
        "days of snapshots are 35 at most": ("eu-offers", {"days": 36}),
    },
    "users": {
        "a group of Redis has a user named default": ("operators", {"users": [OPEN]}),
        "all users of a group of Valkey have a login": ("services", {"users": [OPEN]}),
        "a group of Redis has no users of Valkey": ("operators", {"users": [RENAMED]}),
        "no two users of a group have one name": ("services", {"users": [OPEN, OPEN]}),
        "who logs in with IAM has one name and id": ("services", {"users": [RENAMED]}),
    },
    "memorydb": {
        "without TLS it is open": ("booking-locks", {"tls": False}),
        "IAM needs version 7": ("booking-locks", {"version": "6.2"}),
        "there is such a version": ("booking-locks", {"engine": "redis"}),
        "the family of parameters is that of the version": ("loyalty-points", {"family": "memorydb_redis7"}),
        "it is in many zones where it has replicas": ("loyalty-points", {"availability": "multiaz"}),
        "there is such a node": ("loyalty-points", {"node": "db.m7g.large"}),
    },
}  # fmt: skip


def named(kind: str, name: str) -> Thing:
    return next(one for one in ALL[kind][0] if re.split("[:/]", one["name"])[-1] == name)


@pytest.mark.parametrize(("kind", "law"), EACH)
def test_the_company_keeps_the_law(kind: str, law: str):
    company_of, held = ALL[kind]
    assert company_of
    assert [one["name"] for one in company_of if not held[law](one)] == []


@pytest.mark.parametrize(("kind", "law"), EACH)
def test_a_law_tells_of_what_breaks_it(kind: str, law: str):
    name, change = BROKEN[kind][law]
    assert not ALL[kind][1][law]({**named(kind, name), **change})


def listed(action: str) -> list[Any]:
    return [one for _, one in things.each(ESTATE, action)]


def test_members_of_a_global_datastore_are_alike():
    (told,) = {
        one["GlobalReplicationGroupId"]: one for one in listed("elasticache:DescribeGlobalReplicationGroups")
    }.values()
    members = {one["ReplicationGroupId"] for one in told["Members"]}
    alike = ("engine", "version", "node", "shards", "tls", "at_rest", "token", "family")
    found = [one for one in NODES if one["name"].rpartition(":")[2] in members]
    assert len(found) == len(members) == 2
    assert len({tuple(one[name] for name in alike) for one in found}) == 1
    assert found[0]["version"] == told["EngineVersion"]


def test_snapshots_name_the_group_with_cluster_mode_and_else_the_node():
    clusters = {one["CacheClusterId"]: one for one in listed("elasticache:DescribeCacheClusters")}
    sharded = {
        one["ReplicationGroupId"]: one["ClusterEnabled"] for one in listed("elasticache:DescribeReplicationGroups")
    }
    snapshots = listed("elasticache:DescribeSnapshots")
    assert {("CacheClusterId" in one, "ReplicationGroupId" in one) for one in snapshots} == {
        (True, False),
        (False, True),
    }
    for one in snapshots:
        if "ReplicationGroupId" in one:
            assert sharded[one["ReplicationGroupId"]]
        else:
            group = clusters[one["CacheClusterId"]]["ReplicationGroupId"]
            assert not sharded[group]
        assert one["Engine"] in {"redis", "valkey"}


def test_one_node_of_a_group_says_for_how_long_snapshots_are_kept():
    """As the command line's own examples and answers of real accounts have it."""
    groups = {one["ReplicationGroupId"]: one for one in listed("elasticache:DescribeReplicationGroups")}
    saying = {
        one["CacheClusterId"]: one["SnapshotRetentionLimit"]
        for one in listed("elasticache:DescribeCacheClusters")
        if one.get("ReplicationGroupId") and one["SnapshotRetentionLimit"]
    }
    copied = {one["SnapshottingClusterId"]: one["SnapshotRetentionLimit"] for one in groups.values()
              if "SnapshottingClusterId" in one}  # fmt: skip
    assert saying == copied
    assert not any(one["ClusterEnabled"] for one in groups.values() if "SnapshottingClusterId" in one)


def test_roles_of_services_have_the_policy_of_aws_alone():
    """The IAM user guide, "Service-linked roles"; the AWS managed policy reference."""
    found = {
        one["RoleName"]: ([held["PolicyArn"] for held in one["AttachedManagedPolicies"]], one["RolePolicyList"])
        for one in listed("iam:GetAccountAuthorizationDetails")
        if one.get("Path", "").startswith("/aws-service-role/")
    }
    policy = "arn:aws:iam::aws:policy/aws-service-role"
    assert found == {
        "AWSServiceRoleForElastiCache": ([f"{policy}/ElastiCacheServiceRolePolicy"], []),
        "AWSServiceRoleForMemoryDB": ([f"{policy}/MemoryDBServiceRolePolicy"], []),
    }


def test_ids_of_iam_are_of_the_shape_of_aws():
    """The IAM user guide, "IAM identifiers": a prefix of the kind, then letters and digits of base 32."""
    told = listed("iam:GetAccountAuthorizationDetails")
    ids = [one.get("RoleId") or one.get("UserId") or one.get("PolicyId") for one in told]
    assert [one for one in ids if not re.fullmatch("(AROA|AIDA|ANPA)[A-Z2-7]{17}", one)] == []


def test_interfaces_are_in_the_zone_of_their_subnet():
    zones = {one["SubnetId"]: one["AvailabilityZone"] for one in listed("ec2:DescribeSubnets")}
    interfaces = listed("ec2:DescribeNetworkInterfaces")
    assert len({one["AvailabilityZone"] for one in interfaces}) > 3
    assert [one for one in interfaces if zones[one["SubnetId"]] != one["AvailabilityZone"]] == []


def test_ports_and_protocols_stand_once_in_a_security_group():
    """The EC2 API reference, IpPermission: all sources of the same ports are told as one."""
    for group in listed("ec2:DescribeSecurityGroups"):
        ports = [(one["IpProtocol"], one.get("FromPort"), one.get("ToPort")) for one in group["IpPermissions"]]
        assert len(ports) == len(set(ports)), group["GroupName"]


def test_ipv6_is_open_only_where_a_cache_has_it():
    open_ = {one["GroupName"] for one in listed("ec2:DescribeSecurityGroups") if "::/0" in str(one["IpPermissions"])}
    assert open_ == {"import-open"}


def test_addresses_are_of_the_shape_of_aws():
    """The ElastiCache user guide, "Finding connection endpoints"; the MemoryDB developer guide likewise."""
    found = dict(re.findall(r"'Address': '((?:[a-z0-9-]+\.)+amazonaws\.com)'(.)", str(list(ESTATE.listed.values()))))
    shape = re.compile(
        r"(master|replica|clustercfg)\.[a-z-]+\.lrkspr\.(use1|euw1|apse2)\.cache\.amazonaws\.com"
        r"|[a-z0-9-]+\.[a-z-]+\.lrkspr\.(use1|euw1|apse2)\.cache\.amazonaws\.com"
        r"|[a-z0-9-]+\.lrkspr\.(ng\.0001|clustercfg|cfg|\d{4})\.(use1|euw1|apse2)\.cache\.amazonaws\.com"
        r"|[a-z-]+-lrkspr\.(public\.)?serverless\.(use1|euw1|apse2)\.cache\.amazonaws\.com"
        r"|[a-z0-9-]+\.[a-z-]+\.lrkspr\.memorydb\.[a-z0-9-]+\.amazonaws\.com"
        r"|[a-z-]+\.lrkspr\.(nodes\.)?dax-clusters\.[a-z0-9-]+\.amazonaws\.com"
    )
    assert len(found) > 100
    assert [one for one in found if not shape.fullmatch(one)] == []
    assert "offers-lrkspr.public.serverless.use1.cache.amazonaws.com" in found
