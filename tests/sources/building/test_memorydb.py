"""What follows from several resources of MemoryDB together."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin
from tests.sources.provider.test_memorydb import cluster
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, only, read

ALL = """
resource "aws_memorydb_multi_region_cluster" "all" {
  multi_region_cluster_name_suffix = "all"
  node_type                        = "db.r7g.xlarge"
  num_shards                       = 4
  engine_version                   = "7.3"
  tls_enabled                      = @@
}
variable "all" {
  type = bool
}
"""
OF_ALL = "multi_region_cluster_name = aws_memorydb_multi_region_cluster.all.multi_region_cluster_name"


def facts_of(tmp_path: Path, code: str, *names: str) -> tuple[object, ...]:
    found = only(read(tmp_path, code), "memorydb_cluster")
    return tuple(cases(found.facts[name]) for name in names)


@pytest.mark.parametrize("tls", [True, False])
def test_the_cluster_of_a_region_is_as_that_of_all_regions(tls: bool, tmp_path: Path):
    code = ALL.replace("@@", str(tls).lower()) + cluster(OF_ALL)
    names = ("engine", "engine_version", "node_type", "shards", "nodes", "tls", "tls_mode")
    mode = "required" if tls else ABSENT
    assert facts_of(tmp_path, code, *names) == ("valkey", "7.3", "db.r7g.xlarge", 4, 8, tls, mode)


def test_where_it_comes_from_is_told(tmp_path: Path):
    tls = only(read(tmp_path, ALL.replace("@@", "true") + cluster(OF_ALL)), "memorydb_cluster").facts["tls"]
    assert isinstance(tls, Known)
    assert (tls.origin, tls.because) == (Origin.INHERITED, "inherited from aws_memorydb_multi_region_cluster.all")


def test_its_own_are_backups_replicas_and_minor_versions(tmp_path: Path):
    own = f"{OF_ALL}\nsnapshot_retention_limit = 7\nnum_replicas_per_shard = 2\nauto_minor_version_upgrade = false"
    code = ALL.replace("@@", "true") + cluster(own)
    assert facts_of(tmp_path, code, "backup_days", "replicas_per_shard", "nodes", "auto_minor") == (7, 2, 12, False)


def test_of_one_that_was_not_read_it_keeps_what_it_states(tmp_path: Path):
    code = cluster('multi_region_cluster_name = "virxk-all"\ntls_enabled = true')
    assert facts_of(tmp_path, code, "tls", "tls_mode", "node_type", "shards") == (
        True,
        "required",
        "db.r7g.large",
        UNKNOWN,
    )


def test_in_each_case_as_what_it_belongs_to_then(tmp_path: Path):
    named = f"multi_region_cluster_name = var.all ? {OF_ALL.partition(' = ')[2]} : null"
    code = ALL.replace("@@", "false") + cluster(named)
    assert facts_of(tmp_path, code, "tls", "shards") == (
        {"var.all=true": False, "var.all=false": True},
        {"var.all=true": 4, "var.all=false": 1},
    )


@pytest.mark.parametrize(
    ("subnets", "replicas", "expected"),
    [('["a"]', 1, False), ('["a", "b"]', 1, True), ('["a"]', 0, False), ("var.subnets", 1, True)],
)
def test_one_subnet_is_one_zone(subnets: str, replicas: int, expected: bool, tmp_path: Path):
    group = f'resource "aws_memorydb_subnet_group" "g" {{\n  name = "g"\n  subnet_ids = {subnets}\n}}\n'
    body = f"subnet_group_name = aws_memorydb_subnet_group.g.id\nnum_replicas_per_shard = {replicas}"
    assert facts_of(tmp_path, group + 'variable "subnets" {}\n' + cluster(body), "multi_az") == (expected,)
