"""Replication groups and cache clusters: all that ElastiCache tells of them, and in which shapes."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.model.facts import Absent, Fact, Redacted, Unknown, Unseen
from auditor.model.resource import Context, Resource
from auditor.sources.aws.calls import CACHE_CLUSTERS, REPLICATION_GROUPS
from tests.sources.aws.resources.cache_answers import (
    GROUP,
    MEMCACHED,
    NODES,
    PLACE,
    TOPIC,
    Item,
    changed,
    group,
    node,
    reason,
    told,
    value,
)

UNTOLD = "the answer of AWS does not tell"


def names(fact: Fact) -> list[str]:
    """The members of a relation that were not read."""
    return [one.name for one in value(fact) if isinstance(one, Unseen)]  # type: ignore[attr-defined]  # a tuple


def cluster(**other: object) -> Resource:
    inventory = told(clusters=(changed(MEMCACHED, **other),))
    (found,) = (one for one in inventory.resources.values() if one.kind == "cache_cluster")
    return found


def test_a_group_has_all_that_it_and_its_nodes_tell():
    found = group()
    told_of = {name: each for name, each in found.facts.items() if not name.startswith("metrics.")}
    assert {name: value(each) for name, each in told_of.items() if not isinstance(each, Absent)} == {
        "identifier": "shop", "region": "eu-west-1", "tags": (), "engine": "valkey", "engine_version": "8.0.1",
        "tls": True, "tls_mode": "preferred", "at_rest": True, "kms_key": GROUP["KmsKeyId"],
        "node_type": "cache.r7g.large", "network_type": "dual_stack", "auto_minor": False, "backup_days": 7,
        "snapshot_window": "01:00-02:00", "maintenance_window": "sun:03:00-sun:04:00", "notification_topic": TOPIC,
        "topic_active": True, "port": 6380, "log_types": ("slow-log",), "log_types.failing": ("engine-log",),
        "auto_failover": True, "multi_az": False, "data_tiering": False, "durability": "async",
        "auth_token": Redacted(literal=False), "auth_token_changed": date(2026, 1, 2), "auth_token_pending": False,
        "auth_token_rotating": False, "created": date(2026, 1, 2), "cluster_mode": "disabled", "shards": 1,
        "replicas_per_shard": 1, "most_replicas": 1, "nodes": 2, "zones": ("eu-west-1b eu-west-1a",),
        "classic_groups": (),
    }  # fmt: skip
    assert {name for name, each in told_of.items() if isinstance(each, Absent)} == {"global_role", "slots"}
    assert {name: names(found.relations[name]) for name in ("security_groups", "subnet_group", "parameter_group")} == {
        "security_groups": ["sg-1", "sg-2"], "subnet_group": ["private"], "parameter_group": ["default.valkey8"],
    }  # fmt: skip


def test_the_nodes_of_a_group_are_no_resources():
    assert not [one for one in told((GROUP,), NODES).resources.values() if one.kind == "cache_cluster"]


@pytest.mark.parametrize(
    ("lacking", "fact"),
    [
        ("CacheNodeType", "node_type"), ("NetworkType", "network_type"), ("AutoMinorVersionUpgrade", "auto_minor"),
        ("SnapshotRetentionLimit", "backup_days"), ("AutomaticFailover", "auto_failover"), ("MultiAZ", "multi_az"),
        ("DataTiering", "data_tiering"), ("ReplicationGroupCreateTime", "created"), ("AuthTokenEnabled", "auth_token"),
        ("TransitEncryptionEnabled", "tls"), ("TransitEncryptionEnabled", "tls_mode"), ("NodeGroups", "shards"),
        ("TransitEncryptionMode", "tls_mode"), ("AuthTokenLastModifiedDate", "auth_token_changed"),
        ("NodeGroups", "replicas_per_shard"), ("NodeGroups", "zones"), ("LogDeliveryConfigurations", "log_types"),
        ("LogDeliveryConfigurations", "log_types.failing"),
    ],
)  # fmt: skip
def test_what_an_answer_leaves_out_is_not_known(lacking: str, fact: str):
    bare = tuple(changed(one, CacheNodeType=None) for one in NODES)
    assert isinstance(group(bare, **{lacking: None}).facts[fact], Unknown)


def test_older_answers_tell_of_the_group_by_its_nodes():
    own: Item = {"TransitEncryptionEnabled": False, "NetworkType": "ipv4", "AuthTokenEnabled": False}
    lacking: Item = dict.fromkeys((*own, "Engine", "CacheNodeType", "TransitEncryptionMode"))
    found = group(tuple(changed(one, **own) for one in NODES), **lacking)
    wanted = {"engine": "valkey", "tls": False, "network_type": "ipv4", "node_type": "cache.r7g.large"}
    assert {name: value(found.facts[name]) for name in wanted} == wanted
    assert isinstance(found.facts["auth_token"], Absent)
    assert isinstance(found.facts["tls_mode"], Absent)


def test_nodes_that_differ_leave_it_open():
    found = group((node("001"), node("002", EngineVersion="8.1.0", SecurityGroups=[], NotificationConfiguration=None)))
    assert reason(found.facts["engine_version"]) == "its nodes tell of 2 different ones, as while a change goes on"
    assert isinstance(found.relations["security_groups"], Unknown)
    # One that tells of no topic says nothing.
    assert value(found.facts["topic_active"]) is True


def test_a_group_none_of_whose_nodes_is_listed():
    found = group(())
    assert reason(found.facts["engine_version"]) == "none of its nodes was listed"
    assert reason(found.relations["security_groups"]) == "none of its nodes was listed"
    assert value(found.facts["tls"]) is True


def test_nodes_that_may_not_be_listed_are_why():
    found = told((GROUP,), NODES, denied=(CACHE_CLUSTERS,)).resources[f"{PLACE}:replicationgroup:shop"]
    for fact in ("engine_version", "maintenance_window", "notification_topic", "topic_active"):
        assert reason(found.facts[fact]) == "AccessDenied: elasticache:DescribeCacheClusters"
    assert value(found.facts["shards"]) == 1


def test_groups_that_may_not_be_listed_are_there_by_their_nodes():
    inventory = told((GROUP,), NODES, denied=(REPLICATION_GROUPS,))
    (found,) = (one for one in inventory.resources.values() if one.kind == "replication_group")
    assert value(found.facts["engine_version"]) == "8.0.1"
    for fact in ("auto_failover", "auth_token_changed", "auth_token_pending", "global_role", "backup_days"):
        assert reason(found.facts[fact]) == "AccessDenied: elasticache:DescribeReplicationGroups"


@pytest.mark.parametrize(
    ("version", "expected"),
    [("5.0.6", "required"), ("6.2.6", "required"), ("7.0.4", "required"), ("7.0.5", None), ("odd", None)],
)
def test_before_there_was_a_mode_tls_was_all_that_was_accepted(version: str, expected: str | None):
    nodes = tuple(changed(one, EngineVersion=version) for one in NODES)
    mode = group(nodes, Engine="redis", TransitEncryptionMode=None).facts["tls_mode"]
    assert (value(mode) if expected else reason(mode)) == (expected or f"{UNTOLD} its TLS mode")


@pytest.mark.parametrize(
    ("flag", "type_", "expected"),
    [
        (False, "none", False), (False, "sse-elasticache", True), (True, "none", False), (True, None, True),
        (False, None, False),
    ],
)  # fmt: skip
def test_the_type_of_encryption_tells_more_than_the_flag(flag: bool, type_: str | None, expected: bool):
    assert value(group(AtRestEncryptionEnabled=flag, StorageEncryptionType=type_).facts["at_rest"]) is expected


@pytest.mark.parametrize(("told_as", "on"), [("enabling", True), ("disabling", False), ("disabled", False)])
def test_failover_on_its_way(told_as: str, on: bool):
    assert value(group(AutomaticFailover=told_as).facts["auto_failover"]) is on


@pytest.mark.parametrize(
    ("other", "pending", "verdict"),
    [
        ({}, "", "pass"),
        ({"PendingModifiedValues": {"AuthTokenStatus": "ROTATING"}}, "its AUTH token is rotating", "unknown"),
        ({"PendingModifiedValues": {"AuthTokenStatus": "SETTING"}}, "its AUTH token is setting", "unknown"),
        ({"AuthTokenLastModifiedDate": "2026-03-01T00:00:00Z"}, "its AUTH token was set on 2026-03-01", "unknown"),
        ({"AuthTokenLastModifiedDate": None}, "", "pass"),
        ({"ReplicationGroupCreateTime": None}, "when its AUTH token was set, and", "unknown"),
        ({"AuthTokenEnabled": False, "AuthTokenLastModifiedDate": "2026-03-01T00:00:00Z"}, "", "fail"),
    ],
)
def test_a_token_that_was_added_later_may_let_in_clients_without_one(other: Item, pending: str, verdict: str):
    inventory = told((changed(GROUP, **other),), NODES)
    fact = inventory.resources[f"{PLACE}:replicationgroup:shop"].facts["auth_token_pending"]
    assert reason(fact).startswith(pending) if pending else value(fact) is False
    rules = load_rules().select(("authentication-enabled",))
    inventory.context = Context(date(2026, 11, 23), rules.tables)
    (judged,) = judge_all(rules, inventory, {}).verdicts
    assert judged.status.value == verdict


def test_without_a_token_no_day_is_told():
    found = group(AuthTokenEnabled=False, AuthTokenLastModifiedDate=None)
    assert isinstance(found.facts["auth_token_changed"], Absent)


@pytest.mark.parametrize(
    ("configured", "expected"),
    [
        ({"TopicArn": TOPIC, "TopicStatus": "inactive"}, False),
        ({"TopicArn": TOPIC}, f"{UNTOLD} whether events are sent to its topic"),
        (None, None),
    ],
)
def test_whether_events_are_sent(configured: Item | None, expected: object):
    fact = group(tuple(changed(one, NotificationConfiguration=configured) for one in NODES)).facts["topic_active"]
    assert (getattr(fact, "value", None) if not isinstance(fact, Unknown) else fact.reason) == expected


@pytest.mark.parametrize("status", ["disabling", "error"])
def test_logs_that_are_not_delivered(status: str):
    found = group(LogDeliveryConfigurations=[{"LogType": "slow-log", "Status": status}])
    assert isinstance(found.facts["log_types"], Absent)
    assert isinstance(found.facts["log_types.failing"], Absent) is (status == "disabling")


def test_a_member_of_a_global_datastore_is_as_it_tells_itself():
    info = {"GlobalReplicationGroupId": "ldgnf-world", "GlobalReplicationGroupMemberRole": "SECONDARY"}
    datastore = {
        "GlobalReplicationGroupId": "ldgnf-world", "EngineVersion": "7.2.6", "CacheNodeType": "cache.m5.large",
        "Members": [{"ReplicationGroupId": "other", "ReplicationGroupRegion": "us-east-1", "Role": "PRIMARY"}],
    }  # fmt: skip
    secondary = changed(GROUP, GlobalReplicationGroupInfo=info, AuthTokenEnabled=False, Engine=None)
    nodes = tuple(changed(one, Engine=None) for one in NODES)
    found = told((secondary,), nodes, datastores=(datastore,)).resources[f"{PLACE}:replicationgroup:shop"]
    wanted = {"global_role": "secondary", "engine_version": "8.0.1", "node_type": "cache.r7g.large", "tls": True}
    assert {name: value(found.facts[name]) for name in wanted} == wanted
    assert isinstance(found.facts["auth_token"], Absent)
    assert reason(found.facts["engine"]) == f"{UNTOLD} its engine"


def test_a_member_whose_role_is_not_told():
    found = group(GlobalReplicationGroupInfo={"GlobalReplicationGroupId": "ldgnf-world"})
    assert reason(found.facts["global_role"]) == f"{UNTOLD} its role in its global datastore"


def test_memcached_over_several_zones():
    found = cluster()
    wanted = {
        "identifier": "pages", "engine": "memcached", "node_count": 2, "az_mode": "cross-az", "port": 11212,
        "zones": ("eu-west-1a", "eu-west-1b"), "tls": True, "tls_mode": "required", "at_rest": False,
        "created": date(2025, 3, 4), "backup_days": 0,
    }  # fmt: skip
    assert {name: value(found.facts[name]) for name in wanted} == wanted


def test_a_standalone_node_of_redis():
    found = cluster(
        Engine="redis",
        EngineVersion="7.1.0",
        NumCacheNodes=1,
        PreferredAvailabilityZone="eu-west-1a",
        ConfigurationEndpoint=None,
        CacheNodes=[{"CacheNodeId": "0001", "CustomerAvailabilityZone": "eu-west-1a", "Endpoint": {"Port": 6380}}],
        TransitEncryptionEnabled=False,
        SnapshotRetentionLimit=3,
    )
    wanted = {"engine": "redis", "az_mode": "single-az", "port": 6380, "tls": False, "backup_days": 3, "node_count": 1}
    assert {name: value(found.facts[name]) for name in wanted} == wanted
    assert isinstance(found.facts["tls_mode"], Absent)
