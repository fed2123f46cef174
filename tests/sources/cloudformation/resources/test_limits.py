"""Limits of serverless caches in templates: objects in objects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.cloudformation.inventories import ABSENT, UNKNOWN, plain, resource

PARAMETERS = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Open: {Type: Number}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
"""
IN_PROD = {"Env=dev": ABSENT, "Env=prod": 10}


@pytest.mark.parametrize(
    ("said", "data", "ecpu"),
    [
        ("Engine: valkey", ABSENT, ABSENT),
        ("CacheUsageLimits: {}", ABSENT, ABSENT),
        ("CacheUsageLimits: {DataStorage: {Maximum: 10, Unit: GB}}", 10, ABSENT),
        ('CacheUsageLimits: {ECPUPerSecond: {Maximum: "5000"}}', ABSENT, 5000),
        ("CacheUsageLimits: {ECPUPerSecond: {Minimum: 5000}}", ABSENT, ABSENT),
        ("CacheUsageLimits: {ECPUPerSecond: {Maximum: !Ref Open}}", ABSENT, UNKNOWN),
        ("CacheUsageLimits: !If [IsProd, {DataStorage: {Maximum: 10}}, !Ref AWS::NoValue]", IN_PROD, ABSENT),
        ("CacheUsageLimits: {DataStorage: !If [IsProd, {Maximum: 10}, !Ref AWS::NoValue]}", IN_PROD, ABSENT),
        ("CacheUsageLimits: !GetAtt Other.Limits", UNKNOWN, UNKNOWN),
    ],
)
def test_limits_in_templates(said: str, data: object, ecpu: object, tmp_path: Path):
    facts = resource(tmp_path, "ServerlessCache", said, PARAMETERS).facts
    assert (plain(facts["data_limit_gb"]), plain(facts["ecpu_limit"])) == (data, ecpu)
