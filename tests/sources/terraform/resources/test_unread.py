"""What may be a cache and cannot be read is a gap; what is no longer managed is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.terraform.helpers import read, replication_group


def gaps(folder: Path, code: str, **files: str) -> list[str]:
    return [gap.what for gap in read(folder, {"main.tf": code, **files}).gaps]


STACK = 'template_body = jsonencode({ C = { Type = "AWS::ElastiCache::ReplicationGroup" } })'


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ('resource "awscc_elasticache_serverless_cache" "x" {}\n', "awscc_elasticache_serverless_cache.x"),
        ('resource "awscc_memorydb_cluster" "x" {}\n', "awscc_memorydb_cluster.x"),
        ('resource "awscc_dax_cluster" "x" {}\n', "awscc_dax_cluster.x"),
        ('resource "aws_memorydb_of_tomorrow" "x" {}\n', "aws_memorydb_of_tomorrow.x"),
        (
            'resource "aws_cloudcontrolapi_resource" "x" {\n  type_name = "AWS::DAX::Cluster"\n}\n',
            "aws_cloudcontrolapi_resource.x",
        ),
        ('resource "aws_elasticache_of_tomorrow" "x" {\n  count = 1\n}\n', "aws_elasticache_of_tomorrow.x[0]"),
        (
            'resource "aws_cloudcontrolapi_resource" "x" {\n  type_name = "AWS::ElastiCache::ServerlessCache"\n}\n',
            "aws_cloudcontrolapi_resource.x",
        ),
        (
            f'resource "aws_cloudformation_stack" "x" {{\n  {STACK}\n}}\n',
            "aws_cloudformation_stack.x",
        ),
    ],
)
def test_caches_that_other_resources_make_are_gaps(code: str, address: str, tmp_path: Path) -> None:
    assert gaps(tmp_path, code) == [address]


@pytest.mark.parametrize(
    "code",
    [
        'resource "aws_elasticache_reserved_cache_node" "x" {}\n',
        'resource "aws_dax_parameter_group" "x" {}\n',
        'resource "aws_elasticache_of_tomorrow" "x" {\n  count = 0\n}\n',
        'resource "aws_cloudcontrolapi_resource" "x" {\n  type_name = "AWS::S3::Bucket"\n}\n',
        'resource "aws_cloudformation_stack" "x" {\n  template_url = "https://x"\n}\n',
    ],
)
def test_other_resources_are_none(code: str, tmp_path: Path) -> None:
    assert gaps(tmp_path, code + replication_group()) == []


def imported(to: str, rest: str = "") -> str:
    return f'import {{\n  to = {to}\n  id = "x"\n  {rest}\n}}\n'


GROUP = "aws_elasticache_replication_group.this"


@pytest.mark.parametrize(
    ("to", "rest"),
    [
        ("aws_elasticache_replication_group.new", ""),
        ("aws_elasticache_replication_group.new[each.key]", "for_each = toset([1])"),
        ("module.m.aws_elasticache_replication_group.new", ""),
        ('module.m["a.b"].aws_elasticache_replication_group.new', ""),
        ("module.none.aws_elasticache_replication_group.new", ""),
        ("aws_security_group_rule.new", ""),
    ],
)
def test_an_import_without_a_block_is_a_gap(to: str, rest: str, tmp_path: Path) -> None:
    code = imported(to, rest) + replication_group() + 'module "m" {\n  source = "./m"\n}\n'
    assert gaps(tmp_path, code, **{"m/main.tf": replication_group()}) == [to.removesuffix("[each.key]")]


@pytest.mark.parametrize(
    "to", [GROUP, f"{GROUP}[0]", f"module.m.{GROUP}", f'module.m["a.b"].{GROUP}', "aws_s3_bucket.new"]
)
def test_an_import_of_what_has_a_block_is_none(to: str, tmp_path: Path) -> None:
    code = imported(to) + replication_group() + 'module "m" {\n  source = "./m"\n}\n'
    assert gaps(tmp_path, code, **{"m/main.tf": replication_group()}) == []


def test_what_is_removed_is_nothing(tmp_path: Path) -> None:
    code = f"removed {{\n  from = {GROUP}2\n  lifecycle {{\n    destroy = false\n  }}\n}}\n" + replication_group()
    inventory = read(tmp_path, code)
    assert [r.address for r in inventory.resources.values()] == [GROUP]
    assert inventory.gaps == []
