"""Limits of serverless caches: blocks in blocks, in code and in plans."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.sources.plan.made import Planned, plan
from tests.sources.plan.made import read as read_plan
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, only, plain, read

_SAID = 9
CACHE = 'resource "aws_elasticache_serverless_cache" "it" {\n  name = "it"\n  engine = "valkey"\n  @@\n}\n'
DYNAMIC = """
  dynamic "cache_usage_limits" {
    for_each = try([var.limits], [])
    content {
      dynamic "data_storage" {
        for_each = try([cache_usage_limits.value.data], [])
        content {
          maximum = try(data_storage.value.maximum, null)
          unit    = "GB"
        }
      }
    }
  }
"""

IN_ONE_CASE = """
  dynamic "cache_usage_limits" {
    for_each = var.on ? [1] : []
    content {
      ecpu_per_second {
        maximum = 5000
      }
    }
  }
"""


@pytest.mark.parametrize(
    ("said", "data", "ecpu"),
    [
        ("", ABSENT, ABSENT),
        ("cache_usage_limits {\n}", ABSENT, ABSENT),
        ('cache_usage_limits {\n data_storage {\n maximum = 10\n unit = "GB"\n}\n}', 10, ABSENT),
        ('cache_usage_limits {\n data_storage {\n minimum = 10\n unit = "GB"\n}\n}', ABSENT, ABSENT),
        ("cache_usage_limits {\n ecpu_per_second {\n maximum = 5000\n}\n}", ABSENT, 5000),
        ("cache_usage_limits {\n ecpu_per_second {\n maximum = var.open\n}\n}", ABSENT, UNKNOWN),
        (
            IN_ONE_CASE,
            ABSENT,
            {"var.on=true": 5000, "var.on=false": ABSENT},
        ),
    ],
)
def test_limits_in_code(said: str, data: object, ecpu: object, tmp_path: Path):
    code = CACHE.replace("@@", said) + 'variable "open" {}\nvariable "on" {\n  type = bool\n}\n'
    facts = only(read(tmp_path, code), "serverless_cache").facts
    assert (cases(facts["data_limit_gb"]), cases(facts["ecpu_limit"])) == (data, ecpu)


@pytest.mark.parametrize(
    ("value", "expected"), [("{}", ABSENT), ("{ data = { maximum = 7 } }", 7), ("{ data = {} }", ABSENT)]
)
def test_blocks_made_in_blocks_made(value: str, expected: object, tmp_path: Path):
    code = CACHE.replace("@@", DYNAMIC) + f'variable "limits" {{\n  default = {value}\n}}\n'
    assert plain(only(read(tmp_path, code), "serverless_cache").facts["data_limit_gb"]) == expected


def test_blocks_in_blocks_of_code_in_json(tmp_path: Path):
    body = {
        "name": "it",
        "engine": "valkey",
        "cache_usage_limits": {"data_storage": [{"maximum": _SAID, "unit": "GB"}]},
    }
    text = json.dumps({"resource": {"aws_elasticache_serverless_cache": {"it": body}}})
    assert plain(only(read(tmp_path, {"main.tf.json": text}), "serverless_cache").facts["data_limit_gb"]) == _SAID


@pytest.mark.parametrize(
    ("values", "unknown", "data", "ecpu"),
    [
        ([], {}, ABSENT, ABSENT),
        ([{"data_storage": [], "ecpu_per_second": []}], {}, ABSENT, ABSENT),
        ([{"data_storage": [{"maximum": 10, "minimum": None, "unit": "GB"}], "ecpu_per_second": []}], {}, 10, ABSENT),
        (
            [{"data_storage": [{"maximum": None, "unit": "GB"}], "ecpu_per_second": []}],
            {"cache_usage_limits": [{"data_storage": [{"maximum": True}]}]},
            UNKNOWN,
            ABSENT,
        ),
        ([{"data_storage": []}], {"cache_usage_limits": [{"ecpu_per_second": True}]}, ABSENT, UNKNOWN),
        (None, {"cache_usage_limits": True}, UNKNOWN, UNKNOWN),
    ],
)
def test_limits_in_plans(values: object, unknown: dict[str, object], data: object, ecpu: object, tmp_path: Path):
    one = Planned(
        "aws_elasticache_serverless_cache.it",
        {"name": "it", "engine": "valkey", "cache_usage_limits": values},
        unknown,
    )
    facts = only(read_plan(tmp_path, plan(one)), "serverless_cache").facts
    assert (plain(facts["data_limit_gb"]), plain(facts["ecpu_limit"])) == (data, ecpu)
