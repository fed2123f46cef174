"""Verdicts on templates: cases in which one cannot be deployed are left out, and others are told by their values."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from auditor.scan import evaluate
from tests.sources.cloudformation.inventories import read

SETUP = """
Parameters:
  Given: {Type: String, Default: ""}
  Engine: {Type: String, AllowedValues: [memcached, redis, valkey]}
  Free: {Type: String, Default: memcached}
  Old: {Type: String, AllowedValues: [memcached, redis]}
Conditions:
  Makes: !Equals [!Ref Given, ""]
  Takes: !Not [!Condition Makes]
  IsRedis: !Equals [!Ref Free, redis]
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Condition: Makes
    Properties: {GroupDescription: d, VpcId: vpc-1}
  Other:
    Type: AWS::EC2::SecurityGroup
    Condition: Takes
    Properties: {GroupDescription: d, VpcId: vpc-1}
  Cache:
    Type: AWS::ElastiCache::%s
"""
_REPLICATED = "ReplicationGroup\n    Properties: {ReplicationGroupDescription: d, "
_ALONE = "CacheCluster\n    Properties: {"


@pytest.mark.parametrize(
    ("cache", "rule", "expected"),
    [
        (_REPLICATED + "SecurityGroupIds: [!Ref Group]}", "security-group-not-default", "pass"),
        (_REPLICATED + "SecurityGroupIds: [!If [Makes, !Ref Group, !Ref Other]]}", "security-group-not-default",
         "pass"),
        (_REPLICATED + "SecurityGroupIds: [!If [Makes, !Ref Group, !Ref Given]]}", "security-group-not-default",
         "unknown"),
        (_REPLICATED + "SecurityGroupIds: !If [Makes, [!Ref Group], !Ref AWS::NoValue]}", "security-group-not-default",
         "unknown"),
        (_REPLICATED + "Engine: !Ref Old, EngineVersion: 5.0.6}", "auto-minor-version-upgrade", "not_applicable"),
        (_REPLICATED + "Engine: !Ref Engine, EngineVersion: 7.2}", "rbac-user-groups-attached", "fail"),
        (_ALONE + "Engine: !Ref Engine, EngineVersion: 5.0.6}", "rbac-user-groups-attached", "not_applicable"),
        (_ALONE + "Engine: !Ref Free, EngineVersion: 5.0.6}", "rbac-user-groups-attached", "not_applicable"),
        (_REPLICATED + "Engine: !Ref Free, EngineVersion: 5.0.6}", "rbac-user-groups-attached", "unknown"),
    ],
)  # fmt: skip
def test_only_what_can_be_deployed_is_judged(cache: str, rule: str, expected: str, tmp_path: Path) -> None:
    report = evaluate(read(tmp_path, SETUP % cache), load_rules(), "2026-01-01T00:00:00Z")
    verdicts = {v.rule: v.status.value for v in report.findings.verdicts if v.resource == "Cache"}
    assert verdicts[rule] == expected


@pytest.mark.parametrize("allowed", ['"true", "false"', '"false", "true"'])
def test_a_parameter_is_told_by_its_value(allowed: str, tmp_path: Path) -> None:
    text = f"""
Parameters:
  Tls: {{Type: String, AllowedValues: [{allowed}]}}
Resources:
  Cache:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {{ReplicationGroupDescription: d, TransitEncryptionEnabled: !Ref Tls}}
"""
    report = evaluate(read(tmp_path, text), load_rules(), "2026-01-01T00:00:00Z")
    found = next(f for f in report.findings if f.rule == "transit-encryption-enabled")
    assert (found.status.value, found.fails_when) == ("unknown", ("Tls=false",))
