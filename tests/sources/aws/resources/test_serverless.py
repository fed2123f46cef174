"""Serverless caches as ElastiCache tells of them."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.model.facts import ABSENT, Absent, Unknown, Unseen
from auditor.model.resource import Resource
from tests.sources.aws.resources.cache_answers import PLACE, Item, changed, reason, told, value

CARTS: Item = {
    "ServerlessCacheName": "Carts",
    "Status": "available",
    "Engine": "Valkey",
    "MajorEngineVersion": "8",
    "FullEngineVersion": "8.0",
    "CreateTime": "2026-01-02T03:04:05.000Z",
    "CacheUsageLimits": {"DataStorage": {"Maximum": 10, "Unit": "GB"}, "ECPUPerSecond": {"Maximum": 5000}},
    "KmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k",
    "SecurityGroupIds": ["sg-1"],
    "SubnetIds": ["subnet-1", "subnet-2"],
    "UserGroupId": "people",
    "SnapshotRetentionLimit": 7,
    "NetworkType": "ipv4",
    "ConnectionType": "vpc",
    "ARN": f"{PLACE}:serverlesscache:carts",
}


def cache(**other: object) -> Resource:
    return told(serverless=(changed(CARTS, **other),)).resources[f"{PLACE}:serverlesscache:carts"]


def names(found: Resource, relation: str) -> list[str]:
    return [one.name for one in value(found.relations[relation]) if isinstance(one, Unseen)]  # type: ignore[attr-defined]  # a tuple


def test_a_cache_has_all_that_the_answer_tells():
    found = cache()
    facts = {name: each for name, each in found.facts.items() if not name.startswith("metrics.")}
    assert reason(facts.pop("subnets_chosen")) == "the answer of AWS does not tell whether somebody chose its subnets"
    assert {name: value(each) for name, each in facts.items()} == {
        "identifier": "carts", "region": "eu-west-1", "tags": (), "engine": "valkey", "engine_version": "8",
        "connection_type": "vpc", "network_type": "ipv4", "kms_key": CARTS["KmsKeyId"], "backup_days": 7,
        "created": date(2026, 1, 2), "tls": True, "tls_mode": "required", "at_rest": True, "data_limit_gb": 10,
        "ecpu_limit": 5000,
    }  # fmt: skip
    assert {name: names(found, name) for name in ("security_groups", "subnets", "user_groups")} == {
        "security_groups": ["sg-1"], "subnets": ["subnet-1", "subnet-2"], "user_groups": ["people"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lacking", "fact"),
    [
        ("Engine", "engine"), ("MajorEngineVersion", "engine_version"), ("ConnectionType", "connection_type"),
        ("NetworkType", "network_type"), ("SnapshotRetentionLimit", "backup_days"), ("CreateTime", "created"),
    ],
)  # fmt: skip
def test_what_an_answer_leaves_out_is_not_known(lacking: str, fact: str):
    assert reason(cache(**{lacking: None}).facts[fact]).startswith("the answer of AWS does not tell")


def test_what_is_none_where_it_is_left_out():
    found = cache(CacheUsageLimits=None, KmsKeyId=None, UserGroupId=None)
    assert all(isinstance(found.facts[name], Absent) for name in ("data_limit_gb", "ecpu_limit", "kms_key"))
    assert found.relations["user_groups"] == ABSENT


def test_limits_that_are_set_in_part():
    found = cache(CacheUsageLimits={"DataStorage": {"Minimum": 1, "Unit": "GB"}, "ECPUPerSecond": {"Maximum": 5000}})
    assert isinstance(found.facts["data_limit_gb"], Absent)
    assert value(found.facts["ecpu_limit"]) == 5000


@pytest.mark.parametrize(
    ("connection", "unknown"), [("vpc", True), (None, True), ("public", False)], ids=["vpc", "not told", "public"]
)
def test_a_cache_with_a_public_endpoint_may_be_in_no_network(connection: str | None, unknown: bool):
    found = cache(ConnectionType=connection, SecurityGroupIds=None, SubnetIds=None)
    for relation in ("security_groups", "subnets"):
        assert isinstance(found.relations[relation], Unknown) is unknown
    if connection == "public":
        assert value(found.facts["connection_type"]) == "public"


def test_memcached():
    found = cache(Engine="memcached", MajorEngineVersion="1.6", UserGroupId=None)
    assert (value(found.facts["engine"]), value(found.facts["engine_version"])) == ("memcached", "1.6")


def test_without_its_arn_it_goes_by_its_name():
    (found,) = [one for one in told(serverless=(changed(CARTS, ARN=None),)).resources.values() if one.kind != "kms_key"]
    assert found.address == f"{PLACE}:serverlesscache:Carts"
