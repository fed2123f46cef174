"""Without an engine version the family of the parameter group tells what AWS can have made."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.model.facts import Unknown
from tests.sources.terraform.helpers import only, plain, read, replication_group

GROUP = 'resource "aws_elasticache_parameter_group" "p" {\n  name   = "p"\n  family = "redis5.0"\n}\n'


@pytest.mark.parametrize(
    ("group", "bounds"),
    [
        ('"default.redis3.2.cluster.on"', ("3.2.4", "3.2.10")),
        ('"default.redis6.x"', ("6.0", "6.2")),
        ('"default.valkey8"', ("8.0", "8.x")),
        ('"default.valkey9.cluster.on"', ("9.0", None)),
        ("aws_elasticache_parameter_group.p.name", ("5.0.0", "5.0.6")),
        ('"p"', ("5.0.0", "5.0.6")),
        ('"redis3.2"', ("7.0", None)),
        ('"default.redis99"', ("7.0", None)),
        ("null", ("7.0", None)),
    ],
)
def test_a_family_bounds_the_version(group: str, bounds: tuple[str, str | None], tmp_path: Path) -> None:
    inventory = read(tmp_path, GROUP + replication_group(f"parameter_group_name = {group}"))
    version = only(inventory, "replication_group").facts["engine_version"]
    assert isinstance(version, Unknown)
    assert (version.low, version.high) == bounds


@pytest.mark.parametrize(
    ("group", "bounds"),
    [
        ('"default.memorydb-redis6"', ("6.2", "6.2")),
        ('"default.memorydb-valkey7.search"', ("7.2", "7.x")),
        ("aws_memorydb_parameter_group.p.name", ("7.0", "7.1")),
        ('"p"', ("7.0", "7.1")),
    ],
)
def test_a_family_of_memorydb_does_too(group: str, bounds: tuple[str, str], tmp_path: Path) -> None:
    made = 'resource "aws_memorydb_parameter_group" "p" {\n  name   = "p"\n  family = "memorydb_redis7"\n}\n'
    cluster = (
        'resource "aws_memorydb_cluster" "c" {\n  name = "c"\n  acl_name = "open-access"\n  node_type = "db.r7g.large"'
    )
    inventory = read(tmp_path, f"{made}{cluster}\n  parameter_group_name = {group}\n}}\n")
    version = only(inventory, "memorydb_cluster").facts["engine_version"]
    assert isinstance(version, Unknown)
    assert (version.low, version.high) == bounds


def test_a_version_that_is_stated_stands(tmp_path: Path) -> None:
    text = replication_group('parameter_group_name = "default.redis3.2"\n  engine_version = "7.1"')
    assert plain(only(read(tmp_path, text)).facts["engine_version"]) == "7.1"


def test_rules_do_not_ask_old_engines_for_what_they_cannot_have(tmp_path: Path) -> None:
    inventory = read(tmp_path, replication_group('parameter_group_name = "default.redis3.2"'))
    judged = {v.rule: v.status.value for v in judge_all(load_rules(), inventory, {}).verdicts}
    assert judged["rbac-user-groups-attached"] == judged["auto-minor-version-upgrade"] == "not_applicable"
