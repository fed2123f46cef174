"""What somebody else's stand-in for AWS tells is what was made in it: moto, over HTTP, as far as it goes.

moto makes no member clusters of replication groups and lacks many calls: these end as gaps, each by its name, and what
hangs on them is not known.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest

from auditor.engine.loader import load_rules
from auditor.live import LiveOptions, collect_live
from auditor.model.facts import Known, Unknown
from auditor.model.resource import Inventory, Resource

REGION = "us-east-1"
#: What moto 5.2 does not answer of what is asked.
LACKING = {
    "elasticache:DescribeCacheParameterGroups", "elasticache:DescribeGlobalReplicationGroups",
    "elasticache:DescribeReservedCacheNodes", "elasticache:DescribeServerlessCacheSnapshots",
    "elasticache:DescribeServerlessCaches", "elasticache:DescribeUpdateActions", "elasticache:DescribeUserGroups",
}  # fmt: skip

# The server keeps its accounts in this process.
pytestmark = pytest.mark.xdist_group("moto")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "made-up")
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        sleep = time.sleep
        patch.setattr(time, "sleep", lambda seconds: sleep(min(seconds, 0.01)))
        for name in ("werkzeug", "moto.moto_server.werkzeug_app", "moto.moto_api"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
        server.stop()


def client(url: str, service: str) -> Any:
    import boto3

    return boto3.client(service, region_name=REGION, endpoint_url=url)


@pytest.fixture(scope="module")
def made(url: str) -> dict[str, Any]:
    """The ids of a network, and of caches in it."""
    ec2, caches = client(url, "ec2"), client(url, "elasticache")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")
        for number, zone in enumerate("ab")
    ]
    names = [one["Subnet"]["SubnetId"] for one in subnets]
    group = ec2.create_security_group(GroupName="open", Description="Open", VpcId=vpc)["GroupId"]
    anyone = {"IpProtocol": "tcp", "FromPort": 11211, "ToPort": 11211, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[anyone])
    placed = {"CacheSubnetGroupName": "inside", "CacheNodeType": "cache.m7g.large"}
    caches.create_cache_subnet_group(
        CacheSubnetGroupName="inside", CacheSubnetGroupDescription="Inside", SubnetIds=names
    )
    common = {"ReplicationGroupDescription": "Made", "Engine": "redis", "EngineVersion": "7.1", "NumNodeGroups": 1}
    caches.create_replication_group(
        ReplicationGroupId="tight", ReplicasPerNodeGroup=1, AutomaticFailoverEnabled=True, MultiAZEnabled=True,
        TransitEncryptionEnabled=True, TransitEncryptionMode="required", AtRestEncryptionEnabled=True,
        AuthToken="made-up-made-up-made-up", SnapshotRetentionLimit=7, **common, **placed,
    )  # fmt: skip
    caches.create_replication_group(ReplicationGroupId="loose", ReplicasPerNodeGroup=0, **common, **placed)
    caches.create_cache_cluster(
        CacheClusterId="pages", Engine="memcached", EngineVersion="1.6.22", NumCacheNodes=2,
        TransitEncryptionEnabled=True, SecurityGroupIds=[group], **placed,
    )  # fmt: skip
    caches.create_user(
        UserId="app", UserName="app", Engine="Redis", AccessString="on ~app:* +@read", Passwords=["made-up-made-up-1"]
    )
    return {"vpc": vpc, "subnets": names, "group": group}


@pytest.fixture(scope="module")
def inventory(url: str, made: dict[str, Any]) -> Inventory:
    return collect_live(LiveOptions(endpoint=url, regions=(REGION,), seconds=1), load_rules())


def one(inventory: Inventory, kind: str, name: str) -> Resource:
    (found,) = [each for each in inventory.resources.values() if each.kind == kind and each.name == name]
    return found


def value(resource: Resource, fact: str) -> Any:
    told = resource.facts[fact]
    return told.value if isinstance(told, Known) else told


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("tight", {"tls": True, "tls_mode": "required", "at_rest": True, "backup_days": 7, "auto_failover": True,
                   "multi_az": True, "node_type": "cache.m7g.large", "engine": "redis"}),
        ("loose", {"tls": False, "at_rest": False, "backup_days": 0, "auto_failover": False, "multi_az": False}),
    ],
)  # fmt: skip
def test_replication_groups(inventory: Inventory, name: str, facts: dict[str, Any]):
    group = one(inventory, "replication_group", name)
    assert {fact: value(group, fact) for fact in facts} == facts
    assert isinstance(group.facts["engine_version"], Unknown), "moto makes no members, which alone tell it"


def test_memcached(inventory: Inventory):
    pages = one(inventory, "cache_cluster", "pages")
    told = {fact: value(pages, fact) for fact in ("engine", "engine_version", "tls")}
    assert told == {"engine": "memcached", "engine_version": "1.6.22", "tls": True}


def test_users(inventory: Inventory):
    user = one(inventory, "user", "app")
    facts = ("access_string", "authentication", "password_count")
    assert [value(user, fact) for fact in facts] == ["on ~app:* +@read", "password", 1]


def test_the_network(inventory: Inventory, made: dict[str, Any]):
    group = one(inventory, "security_group", made["group"])
    (rule,) = value(group, "ingress")
    assert "0.0.0.0/0" in str(rule)
    subnets = {each.key.rpartition("/")[2] for each in inventory.resources.values() if each.kind == "subnet"}
    assert set(made["subnets"]) <= subnets
    placed = one(inventory, "subnet_group", "inside").relations["subnets"]
    assert isinstance(placed, Known)
    assert isinstance(placed.value, tuple)
    assert len(placed.value) == 2


def test_what_moto_does_not_answer_is_told(inventory: Inventory):
    told = {call.call for call in inventory.asked if call.answered < call.expected}
    assert {name for name in told if not name.startswith("memorydb:")} == LACKING
    for name in told:
        assert any(name in f"{gap.what} {gap.reason}" for gap in inventory.gaps), name
