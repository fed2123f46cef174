"""Log groups of caches in templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Ref
from auditor.sources.building.joined import members_of
from tests.sources.cloudformation.inventories import ABSENT, plain, read

TEMPLATE = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
Resources:
  Key: {Type: AWS::KMS::Key, Properties: {}}
  Slow: {Type: AWS::Logs::LogGroup, Properties: {KmsKeyId: !GetAtt Key.Arn}}
  Named: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: named, RetentionInDays: 30}}
  Other: {Type: AWS::Logs::LogGroup, Properties: {}}
  Cache:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      LogDeliveryConfigurations:
        - LogType: slow-log
          DestinationType: @type
          DestinationDetails: {CloudWatchLogsDetails: {LogGroup: @group}}
"""


@pytest.mark.parametrize(
    ("type_", "group", "expected"),
    [
        ("cloudwatch-logs", "!Ref Slow", ["Slow"]),
        ("cloudwatch-logs", "named", ["Named"]),
        ("cloudwatch-logs", "elsewhere", []),
        ("kinesis-firehose", "!Ref Slow", []),
    ],
)
def test_log_groups_that_no_cache_delivers_to_are_left_out(type_: str, group: str, expected: list[str], tmp_path: Path):
    inventory = read(tmp_path, TEMPLATE.replace("@type", type_).replace("@group", group))
    assert [one.address for one in inventory.resources.values() if one.kind == "log_group"] == expected
    named = members_of(inventory.resources["Cache"].relations["log_groups"])
    assert [one.key for one in named if isinstance(one, Ref)] == expected


def test_how_logs_are_kept(tmp_path: Path):
    text = TEMPLATE.replace("@type", "cloudwatch-logs")
    slow = read(tmp_path, text.replace("@group", "!Ref Slow")).resources["Slow"].facts
    named = read(tmp_path, text.replace("@group", "named")).resources["Named"].facts
    assert (plain(slow["retention_days"]), plain(slow["kms_key"])) == (ABSENT, "that of Key")
    assert (plain(named["retention_days"]), plain(named["kms_key"])) == (30, ABSENT)
