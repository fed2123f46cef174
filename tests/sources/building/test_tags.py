"""Tags of resources: what is known of them, and which are not known by their names, whatever the source."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.resource import Resource
from tests.sources.cloudformation import inventories
from tests.sources.plan import made
from tests.sources.terraform import helpers

REASONS = {
    "terraform": "var.purpose has no value",
    "plan": "aws_elasticache_serverless_cache.it.tags.purpose is only known after Terraform has run",
    "cloudformation": "Purpose has no value",
}


def of_terraform(folder: Path) -> Resource:
    code = """
        variable "purpose" {}
        resource "aws_elasticache_serverless_cache" "it" {
          name   = "it"
          engine = "valkey"
          tags   = { purpose = var.purpose, team = "web" }
        }
    """
    return helpers.read(folder, code).resources["aws_elasticache_serverless_cache.it"]


def of_plan(folder: Path) -> Resource:
    one = made.Planned(
        "aws_elasticache_serverless_cache.it",
        {"name": "it", "engine": "valkey", "tags": {"team": "web"}},
        {"tags": {"purpose": True}},
    )
    return made.read(folder, made.plan(one)).resources[one.address]


def of_cloudformation(folder: Path) -> Resource:
    template = """
Parameters: {Purpose: {Type: String}}
Resources:
  It:
    Type: AWS::ElastiCache::ServerlessCache
    Properties:
      ServerlessCacheName: it
      Engine: valkey
      Tags: [{Key: purpose, Value: !Ref Purpose}, {Key: team, Value: web}]
"""
    return inventories.read(folder, template).resources["It"]


@pytest.mark.parametrize(
    "made_of", [of_terraform, of_plan, of_cloudformation], ids=["terraform", "plan", "cloudformation"]
)
def test_a_tag_is_known_or_it_is_told_why_not(made_of: object, tmp_path: Path, request: pytest.FixtureRequest):
    assert callable(made_of)
    found = made_of(tmp_path)
    assert found.tags == {"team": "web"}
    assert found.doubtful_tags == {"purpose": REASONS[request.node.callspec.id]}
