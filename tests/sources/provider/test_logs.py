"""Log groups of caches, and names that AWS will give."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Ref
from auditor.sources.building.joined import members_of
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, only, plain, read, replication_group

CODE = """
variable "open" {}
variable "on" { type = bool }
resource "aws_kms_key" "key" {}
resource "aws_cloudwatch_log_group" "slow" {
  name = "slow"
  @@
}
resource "aws_cloudwatch_log_group" "other" {
  name = "other"
}
resource "aws_cloudwatch_log_group" "open" {}
"""


def delivery(destination: str, type_: str = '"cloudwatch-logs"') -> str:
    return (
        f'log_delivery_configuration {{\n  log_type = "slow-log"\n  destination_type = {type_}\n'
        f"  destination = {destination}\n}}"
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (delivery("aws_cloudwatch_log_group.slow.name"), ["slow"]),
        (delivery('"slow"'), ["slow"]),
        (delivery("aws_cloudwatch_log_group.open.name"), ["open"]),
        (delivery("aws_cloudwatch_log_group.slow.name", '"kinesis-firehose"'), []),
        (delivery("var.open"), []),
        ("", []),
    ],
)
def test_log_groups_that_no_cache_delivers_to_are_left_out(said: str, expected: list[str], tmp_path: Path):
    inventory = read(tmp_path, CODE.replace("@@", "") + replication_group(said))
    assert [
        one.address.rpartition(".")[2] for one in inventory.resources.values() if one.kind == "log_group"
    ] == expected
    cache = only(inventory, "replication_group")
    named = [one.key.rpartition(".")[2] for one in members_of(cache.relations["log_groups"]) if isinstance(one, Ref)]
    assert named == expected


@pytest.mark.parametrize(
    ("said", "days", "key"),
    [
        ("", ABSENT, ABSENT),
        ("retention_in_days = 0", ABSENT, ABSENT),
        ("retention_in_days = 365", 365, ABSENT),
        ("retention_in_days = var.open", UNKNOWN, ABSENT),
        ("kms_key_id = aws_kms_key.key.arn", ABSENT, "that of aws_kms_key.key"),
        ('kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/1"', ABSENT, "arn:aws:kms:eu-west-1:111122223333:key/1"),
        ("kms_key_id = var.open", ABSENT, UNKNOWN),
        (
            "kms_key_id = var.on ? aws_kms_key.key.arn : null",
            ABSENT,
            {"var.on=true": "that of aws_kms_key.key", "var.on=false": ABSENT},
        ),
    ],
)
def test_how_logs_are_kept(said: str, days: object, key: object, tmp_path: Path):
    code = CODE.replace("@@", said) + replication_group(delivery('"slow"'))
    facts = only(read(tmp_path, code), "log_group").facts
    assert (plain(facts["retention_days"]), cases(facts["kms_key"])) == (days, key)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", ABSENT),
        ('notification_topic_arn = ""', ABSENT),
        ("notification_topic_arn = aws_sns_topic.t.arn", "that of aws_sns_topic.t"),
        ("notification_topic_arn = var.topic", UNKNOWN),
    ],
)
def test_a_topic_that_is_made_with_the_cache_is_there(said: str, expected: object, tmp_path: Path):
    code = 'resource "aws_sns_topic" "t" {}\nvariable "topic" {}\n' + replication_group(said)
    assert plain(only(read(tmp_path, code), "replication_group").facts["notification_topic"]) == expected
