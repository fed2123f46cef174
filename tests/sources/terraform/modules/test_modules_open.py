"""Modules whose number of instances is not known: one of them stands for all, and all in it are there together."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.model.facts import Known, Unknown
from tests.sources.terraform.helpers import cases, read

MODULE = """
resource "aws_security_group" "main" { name = "x" }
resource "aws_elasticache_cluster" "main" {
  cluster_id         = "c"
  engine             = "redis"
  engine_version     = "7.1"
  security_group_ids = [aws_security_group.main.id]
}
"""


def call(number: str) -> dict[str, str]:
    text = f'variable "caches" {{}}\nmodule "c" {{\n  source = "./c"\n  {number}\n}}\n'
    return {"main.tf": text, "c/main.tf": MODULE}


@pytest.mark.parametrize(
    ("number", "switch"),
    [
        ("for_each = var.caches", "length(var.caches) > 0"),
        ("count = var.caches", "var.caches > 0"),
        ("for_each = { for k, v in var.caches : k => v if v.on }", "module.c[*] is there"),
    ],
)
def test_all_of_an_instance_is_there_together(number: str, switch: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, call(number))
    found = {str(cases(one.exists)) for one in inventory.resources.values()}
    assert found == {str({f"{switch}=true": True, f"{switch}=false": False})}
    judged = {v.rule: v.status.value for v in judge_all(load_rules(), inventory, {}).verdicts}
    assert judged["security-group-not-default"] == "pass"


@pytest.mark.parametrize("where", ["inside", "outside"])
def test_replicas_of_an_open_number(where: str, tmp_path: Path) -> None:
    """In each instance one more replica of its own group; of a group outside nobody knows how many."""
    group = 'resource "aws_elasticache_replication_group" "g" {\n  replication_group_id = "g"\n}\n'
    replica = 'resource "aws_elasticache_cluster" "r" {\n  replication_group_id = %s\n  cluster_id = "r"\n}\n'
    given = "" if where == "inside" else "group = aws_elasticache_replication_group.g.id"
    files = call(f"for_each = var.caches\n  {given}")
    if where == "inside":
        files["c/main.tf"] = group + replica % "aws_elasticache_replication_group.g.id"
    else:
        files["main.tf"] += group
        files["c/main.tf"] = 'variable "group" {}\n' + replica % "var.group"
    inventory = read(tmp_path, files)
    (one,) = [r for r in inventory.resources.values() if r.kind == "replication_group"]
    replicas = one.facts["replicas_per_shard"]
    assert isinstance(replicas, Unknown)
    if where == "inside":
        assert [case.value for _, case in replicas.choices if isinstance(case, Known)] == [1, 0]
    else:
        assert (replicas.low, replicas.high, replicas.choices) == (0, None, ())
