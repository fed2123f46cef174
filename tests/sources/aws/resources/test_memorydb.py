"""Clusters of MemoryDB as the API tells of them."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.model.facts import ABSENT, Absent, Ref, Unknown
from auditor.model.resource import Context, Inventory, Resource
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import (
    MEMORYDB_ACLS,
    MEMORYDB_CLUSTERS,
    MEMORYDB_MULTI_REGION,
    MEMORYDB_PARAMETER_GROUPS,
    MEMORYDB_SNAPSHOTS,
    MEMORYDB_SUBNET_GROUPS,
    MEMORYDB_USERS,
    TAGGED,
)
from auditor.sources.aws.source import inventory_of
from auditor.sources.aws.vocabulary import questions
from tests.sources.aws.resources.memorydb_answers import PLACE, inventory, value


def node(zone: str) -> dict[str, object]:
    return {"Name": "n", "Status": "available", "AvailabilityZone": zone}


def shard(*zones: str) -> dict[str, object]:
    return {"Name": "0001", "Status": "available", "Nodes": [node(zone) for zone in zones], "NumberOfNodes": len(zones)}


CLUSTER: dict[str, object] = {
    "Name": "Orders",
    "Status": "available",
    "NumberOfShards": 2,
    "Shards": [shard("eu-west-1a", "eu-west-1b"), shard("eu-west-1b", "eu-west-1c", "eu-west-1a")],
    "AvailabilityMode": "multiaz",
    "ClusterEndpoint": {"Address": "x", "Port": 6380},
    "NodeType": "db.r7g.large",
    "Engine": "Valkey",
    "EngineVersion": "7.2",
    "ParameterGroupName": "default.memorydb-valkey7",
    "SecurityGroups": [{"SecurityGroupId": "sg-1", "Status": "active"}],
    "SubnetGroupName": "private",
    "TLSEnabled": True,
    "KmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k",
    "ARN": f"{PLACE}:cluster/orders",
    "SnsTopicArn": "arn:aws:sns:eu-west-1:111122223333:events",
    "SnsTopicStatus": "inactive",
    "SnapshotRetentionLimit": 7,
    "MaintenanceWindow": "sun:03:00-sun:04:00",
    "SnapshotWindow": "05:30-06:30",
    "ACLName": "people",
    "AutoMinorVersionUpgrade": False,
    "DataTiering": "true",
    "NetworkType": "ipv4",
}


def cluster(*given: Answer, **other: object) -> Resource:
    values = {name: value for name, value in (CLUSTER | other).items() if value is not None}
    found = inventory(Answer(MEMORYDB_CLUSTERS, [values]), *given)
    return found.resources[str(values.get("ARN", f"{PLACE}:cluster/orders"))]


def test_a_cluster_has_all_that_the_answer_tells():
    found = cluster(Answer(TAGGED, [{"ResourceARN": CLUSTER["ARN"], "Tags": [{"Key": "Team", "Value": "shop"}]}]))
    assert {
        name: value(fact) for name, fact in found.facts.items() if name != "created" and not name.startswith("metrics.")
    } == {
        "identifier": "orders",
        "region": "eu-west-1",
        "tags": ("Team=shop",),
        "engine": "valkey",
        "engine_version": "7.2",
        "node_type": "db.r7g.large",
        "tls": True,
        "tls_mode": "required",
        "at_rest": True,
        "port": 6380,
        "acl_name": "people",
        "kms_key": CLUSTER["KmsKeyId"],
        "auto_minor": False,
        "backup_days": 7,
        "snapshot_window": "05:30-06:30",
        "maintenance_window": "sun:03:00-sun:04:00",
        "data_tiering": True,
        "network_type": "ipv4",
        "notification_topic": CLUSTER["SnsTopicArn"],
        "topic_active": False,
        "shards": 2,
        "replicas_per_shard": 1,
        "nodes": 5,
        "multi_az": True,
    }
    assert found.fact("created") == Unknown("MemoryDB does not tell when a cluster was made", found.location)


@pytest.mark.parametrize(
    ("member", "fact"),
    [
        ("Engine", "engine"),
        ("EngineVersion", "engine_version"),
        ("NodeType", "node_type"),
        ("TLSEnabled", "tls"),
        ("TLSEnabled", "tls_mode"),
        ("ClusterEndpoint", "port"),
        ("ACLName", "acl_name"),
        ("AutoMinorVersionUpgrade", "auto_minor"),
        ("SnapshotRetentionLimit", "backup_days"),
        ("DataTiering", "data_tiering"),
        ("NetworkType", "network_type"),
        ("Shards", "nodes"),
        ("Shards", "replicas_per_shard"),
    ],
)
def test_what_the_answer_leaves_out_is_not_known(member: str, fact: str):
    assert isinstance(cluster(**{member: None}).fact(fact), Unknown)


def test_groups_that_are_not_told_may_let_anybody_in():
    for groups in (list[object](), None):
        relation = cluster(SecurityGroups=groups).relation("security_groups")
        assert relation == Unknown("the answer of AWS does not tell its security groups", relation.place, members=())


def test_a_cluster_without_shards_in_the_answer_has_as_many_as_it_says():
    assert value(cluster(Shards=None).fact("shards")) == 2
    assert value(cluster(NumberOfShards=None).fact("shards")) == 2
    assert isinstance(cluster(NumberOfShards=None, Shards=None).fact("shards"), Unknown)


@pytest.mark.parametrize(
    ("shards", "mode", "apart"),
    [
        ([shard("a", "b")], "singleaz", True),
        ([shard("a", "b"), shard("a", "a")], "multiaz", False),
        ([shard("a")], "multiaz", False),
        ([shard("a", "")], "multiaz", True),
        ([shard("a", "b"), shard("a", "")], "singleaz", False),
        ([shard("a", "b"), shard()], "singleaz", False),
        (None, "multiaz", True),
        (None, "MultiAZ", True),
        (None, "singleaz", False),
        (None, None, None),
        (None, "both", None),
    ],
)
def test_the_zones_of_nodes_tell_more_than_the_mode(shards: object, mode: object, apart: bool | None):
    fact = cluster(Shards=shards, AvailabilityMode=mode).fact("multi_az")
    assert isinstance(fact, Unknown) if apart is None else value(fact) is apart


def test_a_cluster_without_a_key_or_topic_has_none():
    found = cluster(KmsKeyId=None, SnsTopicArn=None, SnsTopicStatus=None)
    for name in ("kms_key", "notification_topic", "topic_active"):
        assert isinstance(found.fact(name), Absent)
    assert isinstance(found.relation("key"), Absent)


def test_a_cluster_of_several_regions_keeps_what_it_says_itself():
    every = {
        "MultiRegionClusterName": "abcde-shop",
        "ARN": "arn:aws:memorydb::111122223333:multiregioncluster/abcde-shop",
        "Engine": "valkey",
        "EngineVersion": "7.3",
        "NodeType": "db.r7g.xlarge",
        "NumberOfShards": 3,
    }
    listed = Answer(MEMORYDB_MULTI_REGION, [every])
    found = cluster(listed, MultiRegionClusterName="abcde-shop")
    assert value(found.relation("multi_region_cluster")) == (Ref(str(every["ARN"])),)
    assert [value(found.fact(name)) for name in ("engine_version", "node_type", "shards", "nodes", "tls")] == [
        *("7.2", "db.r7g.large", 2, 5, True),
    ]
    owner = inventory(Answer(MEMORYDB_CLUSTERS), listed).resources[str(every["ARN"])]
    assert [value(owner.fact(name)) for name in ("identifier", "engine", "shards")] == ["abcde-shop", "valkey", 3]
    assert owner.location.region == ""
    assert isinstance(owner.fact("tls"), Unknown)
    assert isinstance(owner.fact("tags"), Unknown)


def test_what_is_not_told_of_clusters_of_several_regions_is_not_known():
    told = Answer(MEMORYDB_MULTI_REGION, [{"MultiRegionClusterName": "abcde-shop"}])
    (found,) = inventory(told).resources.values()
    for name in ("engine", "engine_version", "node_type", "shards", "tls"):
        assert isinstance(found.fact(name), Unknown)


def test_what_has_no_arn_in_the_answer_gets_the_one_that_it_must_have():
    told = {
        MEMORYDB_CLUSTERS: "cluster",
        MEMORYDB_ACLS: "acl",
        MEMORYDB_USERS: "user",
        MEMORYDB_SNAPSHOTS: "snapshot",
        MEMORYDB_PARAMETER_GROUPS: "parametergroup",
        MEMORYDB_SUBNET_GROUPS: "subnetgroup",
    }
    found = inventory(*(Answer(call, [{"Name": "Orders"}]) for call in told))
    assert set(found.resources) == {f"{PLACE}:{kind}/orders" for kind in told.values()}


def test_several_regions_tell_of_a_cluster_of_all_of_them_once():
    every = {"MultiRegionClusterName": "abcde-shop"}
    regions = [Answers("111122223333", region) for region in ("eu-west-1", "us-east-1")]
    for answers in regions:
        answers.enter(Answer(MEMORYDB_CLUSTERS, [{"Name": "shop", "MultiRegionClusterName": "abcde-shop"}]))
        answers.enter(Answer(MEMORYDB_MULTI_REGION, [every]))
    found = inventory_of(regions)
    arn = "arn:aws:memorydb::111122223333:multiregioncluster/abcde-shop"
    assert [one.address for one in found.resources.values() if one.kind == "memorydb_multi_region_cluster"] == [arn]
    clusters = [one for one in found.resources.values() if one.kind == "memorydb_cluster"]
    assert [value(one.relation("multi_region_cluster")) for one in clusters] == [(Ref(arn),), (Ref(arn),)]


def test_clusters_of_several_regions_are_asked_for_where_a_cluster_names_one():
    answers = Answers("111122223333", "eu-west-1")
    assert MEMORYDB_CLUSTERS in [one.call for one in questions(0, answers)]
    answers.enter(Answer(MEMORYDB_CLUSTERS, [CLUSTER]))
    assert MEMORYDB_MULTI_REGION not in [one.call for one in questions(1, answers)]
    answers.enter(Answer(MEMORYDB_CLUSTERS, [CLUSTER | {"MultiRegionClusterName": "abcde-shop"}]))
    assert MEMORYDB_MULTI_REGION in [one.call for one in questions(1, answers)]


OPEN_ACL = {"Name": "open-access", "UserNames": ["default"], "ARN": f"{PLACE}:acl/open-access"}
OPEN_USER = {
    "Name": "default",
    "AccessString": "on ~* &* +@all",
    "Authentication": {"Type": "no-password"},
    "ARN": f"{PLACE}:user/default",
}


def verdict(rule: str, of: str, found: Inventory) -> str:
    found.context = Context(date(2026, 11, 23))
    verdicts = judge_all(load_rules().select((rule,)), found).verdicts
    return next(str(one.status.value) for one in verdicts if one.resource == of)


@pytest.mark.parametrize("listed", [True, False])
def test_the_acl_that_lets_everybody_in_fails_whether_it_is_listed_or_not(listed: bool):
    around = [Answer(MEMORYDB_ACLS, [OPEN_ACL]), Answer(MEMORYDB_USERS, [OPEN_USER])] if listed else []
    found = inventory(Answer(MEMORYDB_CLUSTERS, [CLUSTER | {"ACLName": "open-access"}]), *around)
    for rule in ("memorydb-acl-not-open", "authentication-enabled"):
        assert verdict(rule, f"{PLACE}:cluster/orders", found) == "fail"
    own = [one for one in found.resources.values() if one.kind in ("memorydb_acl", "memorydb_user")]
    assert [one.judged for one in own] == [False, False]
    assert ABSENT not in {one.fact("identifier") for one in own}
