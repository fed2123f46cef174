"""In which zones nodes are, how many replicas and slots each shard has: as the provider has them written."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Unknown
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, only, plain, read, replication_group

ENV = (
    'variable "env" {\n  type = string\n  default = "dev"\n}\nvariable "open" {}\n'
    'data "aws_availability_zones" "z" {}\nlocals {\n  all = data.aws_availability_zones.z.names\n}\n'
)


def shard(body: str) -> str:
    return f"node_group_configuration {{\n{body}\n}}\n"


@pytest.mark.parametrize(
    ("body", "zones"),
    [
        ("num_cache_clusters = 2", ABSENT),
        ('preferred_cache_cluster_azs = ["a", "b"]', ("a b",)),
        ("preferred_cache_cluster_azs = []", ABSENT),
        ("preferred_cache_cluster_azs = null", ABSENT),
        ('availability_zones = ["a", "b"]', ("a b",)),
        ("preferred_cache_cluster_azs = var.open", UNKNOWN),
        ("preferred_cache_cluster_azs = [local.all[0], local.all[1]]", ("number-0 number-1",)),
        (shard('primary_availability_zone = "a"\nreplica_availability_zones = ["b", "c"]'), ("a b c",)),
        (shard('primary_availability_zone = "a"') + shard("replica_count = 1"), ("a", "?")),
        (shard('replica_availability_zones = ["b"]'), ("? b",)),
        (shard("replica_count = 1"), ABSENT),
        (shard("primary_availability_zone = var.open") + shard('primary_availability_zone = "b"'), UNKNOWN),
        (shard('replica_availability_zones = ["a", var.open]'), UNKNOWN),
    ],
)
def test_zones_are_told_shard_by_shard(body: str, zones: object, tmp_path: Path) -> None:
    assert plain(only(read(tmp_path, ENV + replication_group(body))).facts["zones"]) == zones


def test_what_is_known_of_zones_is_told(tmp_path: Path) -> None:
    body = 'preferred_cache_cluster_azs = ["a", var.open]'
    fact = only(read(tmp_path, ENV + replication_group(body))).facts["zones"]
    assert isinstance(fact, Unknown)
    assert fact.members == ("a",)


def test_zones_that_hang_on_a_variable(tmp_path: Path) -> None:
    body = 'preferred_cache_cluster_azs = var.open == "x" ? ["a", "b"] : ["a", "a"]'
    found = cases(only(read(tmp_path, ENV + replication_group(body))).facts["zones"])
    assert isinstance(found, dict)
    assert sorted(found.values()) == [("a a",), ("a b",)]


@pytest.mark.parametrize(
    ("body", "most", "slots"),
    [
        ("num_cache_clusters = 3", 2, ABSENT),
        ("num_node_groups = 2\nreplicas_per_node_group = 1", 1, ABSENT),
        ("", 0, ABSENT),
        (shard("replica_count = 2") + shard("replica_count = 1"), 2, ABSENT),
        (shard("replica_count = 1") + shard("replica_count = 2"), 2, ABSENT),
        ("replicas_per_node_group = 1\n" + shard("") + shard("replica_count = 0"), 1, ABSENT),
        (shard("replica_count = var.open") + shard("replica_count = 2"), UNKNOWN, ABSENT),
        (shard('slots = "0-99"') + shard('slots = "100-16383"'), 0, ("0-99", "100-16383")),
        (shard("slots = var.open"), 0, UNKNOWN),
    ],
)
def test_shards_need_not_be_alike(body: str, most: object, slots: object, tmp_path: Path) -> None:
    facts = only(read(tmp_path, ENV + replication_group(body))).facts
    assert (plain(facts["most_replicas"]), plain(facts["slots"])) == (most, slots)


def test_a_shard_of_unknown_replicas_leaves_how_many_the_largest_has_at_least(tmp_path: Path) -> None:
    body = shard("replica_count = var.open") + shard("replica_count = 2")
    fact = only(read(tmp_path, ENV + replication_group(body))).facts["most_replicas"]
    assert isinstance(fact, Unknown)
    assert (fact.low, fact.high) == (2, None)


def test_a_node_of_its_own_is_one_more_replica_of_the_only_shard(tmp_path: Path) -> None:
    text = replication_group("num_cache_clusters = 2") + (
        'resource "aws_elasticache_cluster" "more" {\n  cluster_id = "more"\n'
        "  replication_group_id = aws_elasticache_replication_group.this.id\n}\n"
    )
    assert plain(only(read(tmp_path, text)).facts["most_replicas"]) == 2


@pytest.mark.parametrize(
    ("body", "zones"),
    [
        ("", ABSENT),
        ('preferred_availability_zones = ["a", "b", "a"]', ("a", "b", "a")),
        ("preferred_availability_zones = []", ABSENT),
        ('availability_zone = "a"', ("a",)),
        ('availability_zone = "Multiple"', ABSENT),
        ("preferred_availability_zones = var.open", UNKNOWN),
    ],
)
def test_zones_of_a_cluster_are_those_of_its_nodes(body: str, zones: object, tmp_path: Path) -> None:
    text = f'{ENV}resource "aws_elasticache_cluster" "this" {{\n  engine = "memcached"\n{body}\n}}\n'
    assert plain(only(read(tmp_path, text)).facts["zones"]) == zones


@pytest.mark.parametrize(
    ("body", "kept"), [("", "disabled"), ('"default"', "disabled"), ('"SYNC"', "sync"), ('"async"', "async")]
)
def test_no_log_is_kept_unless_one_is_asked_for(body: str, kept: str, tmp_path: Path) -> None:
    text = replication_group(f"durability = {body}" if body else "")
    assert plain(only(read(tmp_path, text)).facts["durability"]) == kept
