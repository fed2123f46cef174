"""What is assumed of changes holds for plans of the real terraform, of its own resource and of stand-in caches."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from auditor.sources.plan.changes import told_changes
from auditor.sources.plan.document import read_document
from tests.sources.plan.changed import failing

TERRAFORM = shutil.which("terraform")
pytestmark = pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")

BEFORE = """
resource "terraform_data" "same" {}
resource "terraform_data" "updated" { input = "a" }
resource "terraform_data" "replaced" { triggers_replace = "a" }
resource "terraform_data" "created_first" {
  triggers_replace = "a"
  lifecycle { create_before_destroy = true }
}
resource "terraform_data" "gone" {}
resource "terraform_data" "fewer" { count = 2 }
resource "terraform_data" "left" {}
resource "terraform_data" "old_name" { input = "a" }
"""
AFTER = """
resource "terraform_data" "same" {}
resource "terraform_data" "updated" { input = "b" }
resource "terraform_data" "replaced" { triggers_replace = "b" }
resource "terraform_data" "created_first" {
  triggers_replace = "b"
  lifecycle { create_before_destroy = true }
}
resource "terraform_data" "fewer" { count = 1 }
removed {
  from = terraform_data.left
  lifecycle { destroy = false }
}
moved {
  from = terraform_data.old_name
  to   = terraform_data.new_name
}
resource "terraform_data" "new_name" { input = "b" }
resource "terraform_data" "new" {}
"""


class Root:
    """A root module that is planned and applied."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        self._folder = folder
        settings = {"TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
        self._environment = {**os.environ, **settings, **(environment or {})}

    def write(self, code: str) -> None:
        (self._folder / "main.tf").write_text(code)

    def run(self, *words: str) -> bytes:
        command = [str(TERRAFORM), *words]
        done = subprocess.run(
            command, cwd=self._folder, env=self._environment, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def plan(self, *options: str) -> bytes:
        self.run("plan", "-input=false", "-no-color", "-out=p", *options)
        return self.run("show", "-json", "p")


def test_actions_reasons_and_what_forces_them(tmp_path: Path):
    root = Root(tmp_path)
    root.write(BEFORE)
    root.run("init", "-input=false")
    root.run("apply", "-auto-approve", "-input=false")
    root.write(AFTER)
    document = read_document(root.plan(), "plan.json")
    told = {one.address.removeprefix("terraform_data."): one for one in told_changes(document)}
    assert {name: one.change.action for name, one in told.items()} == {
        "same": "none",
        "updated": "update",
        "replaced": "replace",
        "created_first": "replace",
        "gone": "delete",
        "fewer[0]": "none",
        "fewer[1]": "delete",
        "left": "forget",
        "new_name": "update",
        "new": "create",
    }
    assert told["replaced"].change.forced_by == told["created_first"].change.forced_by == ("triggers_replace",)
    assert told["gone"].change.reason == "its block is not in the code any more"
    assert told["fewer[1]"].change.reason == "count is smaller"
    assert {name for name, one in told.items() if one.before is None} == {"new"}
    assert all(one.type == "terraform_data" and one.name for one in told.values())
    assert document.problems == []

    tainted = read_document(root.plan("-replace=terraform_data.same"), "plan.json")
    same = next(one for one in told_changes(tainted) if one.address == "terraform_data.same")
    assert (same.change.action, same.change.reason) == ("replace", "-replace asks for it")

    gone = read_document(root.plan("-destroy"), "plan.json")
    assert {one.change.action for one in told_changes(gone)} == {"delete"}


CACHES = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" { region = "eu-west-1" }
resource "aws_security_group" "cache" { name = "cache" }
resource "aws_security_group_rule" "clients" {
  type              = "ingress"
  security_group_id = aws_security_group.cache.id
  protocol          = "tcp"
  from_port         = 6379
  to_port           = 6379
  cidr_blocks       = ["10.0.0.0/8"]
}
resource "aws_elasticache_user" "api" {
  user_id       = "api"
  user_name     = "api"
  engine        = "valkey"
  access_string = "on ~* -@all +@read"
  passwords     = ["example-password-000"]
}
resource "aws_elasticache_user_group" "app" {
  user_group_id = "app"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.api.user_id]
}
resource "aws_elasticache_replication_group" "shop" {
  replication_group_id       = "shop"
  description                = "shop"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = "cache.r7g.large"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  snapshot_retention_limit   = 7
  security_group_ids         = [aws_security_group.cache.id]
  user_group_ids             = [aws_elasticache_user_group.app.user_group_id]
}
"""
SHOP = "aws_elasticache_replication_group.shop"
#: What is changed in the code -> the rules that fail, each with the resource.
CHANGES: list[tuple[str, str, set[tuple[str, str]]]] = [
    ("multi_az_enabled           = true", "multi_az_enabled = false", {("change-disables-failover", SHOP)}),
    (
        "= 2\n  automatic_failover_enabled = true\n  multi_az_enabled           = true",
        "= 1",
        {("change-disables-failover", SHOP)},
    ),
    ("snapshot_retention_limit   = 7", "", {("change-disables-backups", SHOP)}),
    ('"required"', '"preferred"', {("change-allows-plaintext", SHOP)}),
    ('["10.0.0.0/8"]', '["0.0.0.0/0"]', {("change-widens-network-reach", SHOP)}),
    ('["10.0.0.0/8"]', '["10.0.0.0/16"]', set()),
    ("-@all +@read", "+@all", {("change-widens-user-rights", "aws_elasticache_user.api")}),
    (
        'passwords     = ["example-password-000"]',
        "no_password_required = true",
        {("change-disables-authentication", SHOP), ("change-opens-user", "aws_elasticache_user.api")},
    ),
    ('"8.0"', '"8.1"', {("change-interrupts-service", SHOP), ("change-is-irreversible", SHOP)}),
]


def test_changes_of_caches(tmp_path: Path):
    pytest.importorskip("tf", reason="the protocol of Terraform providers is not installed")
    from tests.parity.stand_in.server import attached

    with attached() as environment:
        root = Root(tmp_path, environment)
        root.write(CACHES)
        root.run("init", "-no-color")
        root.run("apply", "-auto-approve", "-input=false", "-no-color")
        assert failing(tmp_path, plan_of(root)) == set()
        for was, becomes, expected in CHANGES:
            assert was in CACHES
            root.write(CACHES.replace(was, becomes))
            assert failing(tmp_path, plan_of(root)) == expected, (was, becomes)
        root.write(CACHES)
        gone = {("change-loses-data", SHOP)}
        assert failing(tmp_path, plan_of(root, "-destroy")) == gone
        assert failing(tmp_path, plan_of(root, f"-replace={SHOP}")) == {*gone, ("change-interrupts-service", SHOP)}


def plan_of(root: Root, *options: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(root.plan(*options))
    return made
