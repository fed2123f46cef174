"""What a resource adds to one of several others that it may name: no case may drop it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.engine.world_texts import world_text
from auditor.model.facts import Unknown
from auditor.model.resource import Inventory
from tests.sources.terraform.helpers import cases, read, replication_group

GROUPS = """
variable "a" {}
variable "sg" {}
variable "ids" {}
variable "other" { default = {} }
resource "aws_security_group" "one" {}
resource "aws_security_group" "two" {}
resource "aws_elasticache_replication_group" "one" {
  replication_group_id = "one"
  description          = "d"
  engine               = "valkey"
  num_cache_clusters   = 1
  security_group_ids   = [aws_security_group.one.id]
}
resource "aws_elasticache_replication_group" "two" {
  replication_group_id = "two"
  description          = "d"
  engine               = "valkey"
  num_cache_clusters   = 1
  security_group_ids   = [aws_security_group.two.id]
}
"""
RULE = """
resource "aws_security_group_rule" "open" {{
  type              = "ingress"
  security_group_id = {target}
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}}
"""


def statuses(inventory: Inventory, rule: str = "security-group-internet-exposure") -> dict[str, str]:
    verdicts = judge_all(load_rules(), inventory, {}).verdicts
    return {v.resource.rpartition(".")[2]: v.status.value for v in verdicts if v.rule == rule}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("aws_security_group.one.id", {"one": "fail", "two": "pass"}),
        # Where the other case stops Terraform there is nothing to judge.
        ("var.a ? aws_security_group.one.id : tonumber(\"x\")", {"one": "fail", "two": "pass"}),
        ("var.a ? aws_security_group.one.id : {}.none", {"one": "fail", "two": "pass"}),
        ("var.a ? aws_security_group.one.id : aws_security_group.two.id", {"one": "unknown", "two": "unknown"}),
        ('var.a == "1" ? aws_security_group.one.id : var.a == "2" ? aws_security_group.two.id : {}.none',
         {"one": "unknown", "two": "unknown"}),
        # What may be any group is in none for certain, and in none certainly not.
        ("{}.none", {"one": "unknown", "two": "unknown"}),
        ("var.a ? {}.none : {}.neither", {"one": "unknown", "two": "unknown"}),
        ("var.a ? aws_security_group.one.id : merge(var.ids, {}).x", {"one": "unknown", "two": "unknown"}),
    ],
)  # fmt: skip
def test_a_rule_for_one_of_several_groups(target: str, expected: dict[str, str], tmp_path: Path) -> None:
    assert statuses(read(tmp_path, GROUPS + RULE.format(target=target))) == expected


def test_a_group_whose_rules_hang_on_something_is_given_away_in_each_case(tmp_path: Path) -> None:
    rule = 'from_port = 1, to_port = 2, protocol = "tcp", self = true'
    code = f"""
      variable "a" {{}}
      resource "aws_security_group" "g" {{
        ingress = var.a ? [{{ {rule}, cidr_blocks = ["10.0.0.0/8"] }}] : []
      }}
      module "rules" {{
        source = "./missing"
        group  = aws_security_group.g.id
      }}
    """
    body = "security_group_ids = [aws_security_group.g.id]"
    assert statuses(read(tmp_path, code + replication_group(body))) == {"this": "unknown"}


def test_a_group_given_away_in_one_case_is_open_there(tmp_path: Path) -> None:
    code = """
      resource "aws_security_group_rule" "some" {
        count             = var.a ? 1 : 0
        type              = "ingress"
        security_group_id = var.sg == "x" ? aws_security_group.one.id : aws_security_group.two.id
        protocol          = "tcp"
        from_port         = 6379
        to_port           = 6379
        cidr_blocks       = ["10.0.0.0/8"]
      }
      module "rules" {
        source = "./missing"
        group  = aws_security_group.one.id
      }
    """
    assert statuses(read(tmp_path, GROUPS + code)) == {"one": "unknown", "two": "pass"}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("var.a ? aws_ec2_managed_prefix_list.one.id : aws_ec2_managed_prefix_list.two.id", "unknown"),
        ("var.a ? aws_ec2_managed_prefix_list.one.id : merge(var.ids, {}).x", "unknown"),
        ("aws_ec2_managed_prefix_list.one.id", "pass"),
    ],
)
def test_an_entry_for_one_of_several_lists(target: str, expected: str, tmp_path: Path) -> None:
    lists = "\n".join(
        f'resource "aws_ec2_managed_prefix_list" "{name}" {{\n  name = "{name}"\n  address_family = "IPv4"\n}}\n'
        for name in ("one", "two")
    )
    code = f"""
      {lists}
      resource "aws_ec2_managed_prefix_list_entry" "e" {{
        cidr           = "0.0.0.0/0"
        prefix_list_id = {target}
      }}
      resource "aws_security_group_rule" "r" {{
        type              = "ingress"
        security_group_id = aws_security_group.two.id
        protocol          = "tcp"
        from_port         = 6379
        to_port           = 6379
        prefix_list_ids   = [aws_ec2_managed_prefix_list.two.id]
      }}
    """
    assert statuses(read(tmp_path, GROUPS + code))["two"] == expected


USERS = """
variable "a" {}
resource "aws_elasticache_user_group" "g" {
  engine        = "valkey"
  user_group_id = "g"
  user_ids      = [aws_elasticache_user.closed.user_id]
}
resource "aws_elasticache_user" "closed" {
  user_id       = "closed"
  user_name     = "default"
  engine        = "valkey"
  access_string = "off -@all"
  authentication_mode { type = "iam" }
}
resource "aws_elasticache_user" "open" {
  user_id       = "open"
  user_name     = "open"
  engine        = "valkey"
  access_string = "on ~* +@all"
  authentication_mode { type = "no-password-required" }
}
resource "aws_elasticache_replication_group" "r" {
  replication_group_id       = "r"
  description                = "d"
  engine                     = "valkey"
  transit_encryption_enabled = true
  user_group_ids             = [aws_elasticache_user_group.g.user_group_id]
}
"""


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("aws_elasticache_user_group.g.user_group_id", "fail"),
        ("var.a ? aws_elasticache_user_group.g.user_group_id : {}.none", "fail"),
        ('var.a ? aws_elasticache_user_group.g.user_group_id : "elsewhere"', "unknown"),
        ("{}.none", "unknown"),
        ("var.a ? {}.none : {}.neither", "unknown"),
    ],
)
def test_a_user_for_one_of_several_groups(target: str, expected: str, tmp_path: Path) -> None:
    code = f"""
      resource "aws_elasticache_user_group_association" "more" {{
        user_group_id = {target}
        user_id       = aws_elasticache_user.open.user_id
      }}
    """
    assert statuses(read(tmp_path, USERS + code), "authentication-enabled") == {"r": expected}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("aws_elasticache_replication_group.one.id", {"one": "pass", "two": "fail"}),
        ("var.a ? aws_elasticache_replication_group.one.id : {}.none", {"one": "pass", "two": "fail"}),
        ("var.a ? aws_elasticache_replication_group.one.id : aws_elasticache_replication_group.two.id",
         {"one": "unknown", "two": "unknown"}),
    ],
)  # fmt: skip
def test_a_replica_for_one_of_several_caches(target: str, expected: dict[str, str], tmp_path: Path) -> None:
    code = f"""
      resource "aws_elasticache_cluster" "more" {{
        cluster_id           = "more"
        replication_group_id = {target}
      }}
    """
    assert statuses(read(tmp_path, GROUPS + code), "replica-count") == expected


def test_a_version_is_bound_by_its_family_in_each_case_in_which_nobody_states_it(tmp_path: Path) -> None:
    code = """
      variable "newer" {}
      resource "aws_elasticache_replication_group" "r" {
        replication_group_id = "r"
        description          = "d"
        engine_version       = var.newer ? "5.0.6" : null
        parameter_group_name = "default.redis5.0"
      }
    """
    version = read(tmp_path, code).resources["aws_elasticache_replication_group.r"].facts["engine_version"]
    assert isinstance(version, Unknown)
    assert [getattr(case, "high", None) for _, case in version.choices] == [None, "5.0.6"]


def test_what_is_there_in_an_open_number_hangs_on_whether_there_is_any(tmp_path: Path) -> None:
    code = """
      variable "n" {}
      variable "ports" {}
      resource "aws_security_group" "g" {}
      resource "aws_security_group_rule" "open" {
        for_each          = toset(var.ports)
        type              = "ingress"
        security_group_id = aws_security_group.g.id
        protocol          = "-1"
        cidr_blocks       = ["0.0.0.0/0"]
      }
      resource "aws_elasticache_cluster" "c" {
        count              = var.n
        cluster_id         = "c-${count.index}"
        engine             = "memcached"
        security_group_ids = [aws_security_group.g.id]
      }
    """
    inventory = read(tmp_path, code)
    assert cases(inventory.resources["aws_elasticache_cluster.c[*]"].exists) == {
        "var.n > 0=true": True,
        "var.n > 0=false": False,
    }
    [found] = [
        v for v in judge_all(load_rules(), inventory, {}).verdicts if v.rule == "security-group-internet-exposure"
    ]
    assert [world_text(world) for world in found.fails_when] == ["length(toset(var.ports)) > 0 and var.n > 0"]
