"""Shards, replicas and zones of caches that run."""

from __future__ import annotations

import pytest

from auditor.model.facts import Absent, Known, Unknown
from auditor.model.resource import Resource
from tests.sources.aws.resources.cache_answers import (
    MEMCACHED,
    Item,
    changed,
    group,
    member,
    reason,
    told,
    value,
)

_A, _B, _C = "eu-west-1a", "eu-west-1b", "eu-west-1c"


def shard(slots: str, *zones: str) -> Item:
    nodes = [member(f"shop-{slots[:1]}-00{number}", zone) for number, zone in enumerate(zones, 1)]
    return {"NodeGroupId": "0001", "Slots": slots, "NodeGroupMembers": nodes}


def cluster(**other: object) -> Resource:
    inventory = told(clusters=(changed(MEMCACHED, **other),))
    (found,) = (one for one in inventory.resources.values() if one.kind == "cache_cluster")
    return found


def facts(found: Resource, *names: str) -> dict[str, object]:
    return {name: value(found.facts[name]) for name in names}


def test_shards_of_cluster_mode_that_are_not_alike():
    found = group(
        ClusterEnabled=True,
        ClusterMode="enabled",
        NodeGroups=[shard("0-8191", _A, _B, _C), shard("8192-16383", _B, _A)],
        ConfigurationEndpoint={"Address": "x", "Port": 6390},
    )
    wanted = {
        "shards": 2, "replicas_per_shard": 1, "most_replicas": 2, "nodes": 5, "cluster_mode": "enabled", "port": 6390,
        "zones": (f"{_A} {_B} {_C}", f"{_B} {_A}"), "slots": ("0-8191", "8192-16383"),
    }  # fmt: skip
    assert facts(found, *wanted) == wanted


def test_the_primary_comes_first_where_it_is_told():
    nodes = [member("a", _A, "replica"), member("b", _B, "replica"), member("c", _C, "primary")]
    assert value(group(NodeGroups=[{"NodeGroupMembers": nodes}]).facts["zones"]) == (f"{_C} {_A} {_B}",)


def test_a_node_whose_zone_is_not_told():
    nodes = [{"CacheClusterId": "a", "CurrentRole": "primary"}, member("b", _B, "replica")]
    assert value(group(NodeGroups=[{"NodeGroupMembers": nodes}]).facts["zones"]) == (f"? {_B}",)


@pytest.mark.parametrize("shards", [None, []])
def test_shards_that_are_not_told(shards: object):
    found = group(NodeGroups=shards)
    for fact in ("shards", "replicas_per_shard", "most_replicas", "nodes", "zones", "slots"):
        assert isinstance(found.facts[fact], Unknown)


@pytest.mark.parametrize("members", [None, []])
def test_a_shard_whose_nodes_are_not_told_has_some(members: object):
    bare = changed(shard("8192-16383"), NodeGroupMembers=members)
    found = group(NodeGroups=[shard("0-8191", _A, _B), bare])
    assert facts(found, "shards", "slots") == {"shards": 2, "slots": ("0-8191", "8192-16383")}
    assert reason(found.facts["replicas_per_shard"]) == "the answer of AWS does not tell its replicas"
    for fact in ("most_replicas", "nodes", "zones"):
        assert isinstance(found.facts[fact], Unknown)


def test_without_cluster_mode_no_slots_are_told():
    assert isinstance(group().facts["slots"], Absent)
    partly = [shard("0-8191", _A), changed(shard("x", _B), Slots=None)]
    assert isinstance(group(NodeGroups=partly).facts["slots"], Absent)


@pytest.mark.parametrize(
    ("zone", "nodes", "mode", "zones"),
    [
        ("Multiple", (_A, _B, _A), "cross-az", (_A, _B, _A)),
        (_A, (_A, _A), "single-az", (_A, _A)),
        (_A, (), "single-az", (_A,)),
        ("Multiple", (), "cross-az", None),
        (None, (_A, _B), "cross-az", (_A, _B)),
        (None, (_A, ""), None, None),
    ],
)
def test_zones_of_the_nodes_of_memcached(zone: str | None, nodes: tuple[str, ...], mode: object, zones: object):
    listed = [{"CacheNodeId": str(number), "CustomerAvailabilityZone": each} for number, each in enumerate(nodes)]
    found = cluster(PreferredAvailabilityZone=zone, CacheNodes=listed)
    for fact, expected in (("az_mode", mode), ("zones", zones)):
        told_as = found.facts[fact]
        assert (told_as.value if isinstance(told_as, Known) else None) == expected
        assert expected is not None or isinstance(told_as, Unknown)
