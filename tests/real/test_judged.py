"""A second opinion on verdicts: on templates all of whose values can be tried out, both judge alike.

AUDITOR_CFN_TEMPLATES names a directory of real templates, a folder for each repository.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from auditor.scan import evaluate
from auditor.sources.cloudformation.source import read_templates
from tests.real.concrete import Reader, template_in
from tests.real.judged import Judge, Opinion, holds

SAMPLES = Path(__file__).parents[2] / "samples"
DIRECTORY = os.environ.get("AUDITOR_CFN_TEMPLATES", "")
RULES = load_rules()

MIXED = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, stage, prod]}
  Tls: {Type: String, AllowedValues: ["true", "false"]}
  Days: {Type: Number, Default: 0}
  Open: {Type: String, Default: 10.0.0.0/8}
  Engine: {Type: String, Default: redis, AllowedValues: [redis, memcached]}
Mappings:
  Nodes: {dev: {Count: 1}, stage: {Count: 2}, prod: {Count: 3}}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsLarge: !Or [!Condition IsProd, !Equals [!Ref Env, stage]]
  IsMemcached: !Equals [!Ref Engine, memcached]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: d
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 6379, ToPort: 6379, CidrIp: !Ref Open}
        - {IpProtocol: udp, FromPort: 0, ToPort: 65535, CidrIp: 0.0.0.0/0}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Condition: IsProd
    Properties: {GroupId: !GetAtt Group.GroupId, IpProtocol: -1, CidrIp: 0.0.0.0/0}
  Replicated:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: d
      TransitEncryptionEnabled: !Ref Tls
      AtRestEncryptionEnabled: !If [IsLarge, true, !Ref AWS::NoValue]
      SnapshotRetentionLimit: !Ref Days
      NumCacheClusters: !FindInMap [Nodes, !Ref Env, Count]
      AutomaticFailoverEnabled: !If [IsLarge, true, false]
      MultiAZEnabled: !If [IsProd, true, false]
      AutoMinorVersionUpgrade: !If [IsProd, false, true]
      EngineVersion: !If [IsProd, "7.1", 5.0.6]
      SecurityGroupIds: [!Ref Group]
  Simple:
    Type: AWS::ElastiCache::CacheCluster
    Condition: IsLarge
    Properties:
      Engine: !Ref Engine
      NumCacheNodes: !If [IsMemcached, 3, 1]
      AZMode: !If [IsProd, cross-az, single-az]
      VpcSecurityGroupIds: [!GetAtt Vpc.DefaultSecurityGroup]
  Serverless:
    Type: AWS::ElastiCache::ServerlessCache
    Properties: {ServerlessCacheName: s, Engine: valkey, SnapshotRetentionLimit: 7}
"""


def compared(path: Path) -> tuple[int, int, int, list[str]]:
    """Caches, verdicts and lists of failing cases that were compared in a template, and what differs."""
    template = template_in(path)
    if template is None or not (judge := Judge(Reader(template))).caches:
        return 0, 0, 0, []
    inventory = read_templates((path,), path.parent)
    report = evaluate(inventory, RULES, "2026-01-01T00:00:00Z")
    findings = {(f.address, f.rule): f for f in report.findings}
    # JSON with texts over several lines is YAML to the second reader: what that is to CloudFormation nobody has said.
    broken = any("syntax" in gap.reason for gap in report.gaps)
    verdicts = lists = 0
    different = []
    for name in judge.caches:
        if broken and name not in inventory.resources:
            continue
        for rule, opinion in judge.opinions(name).items():
            found = findings.get((name, rule))
            verdicts += 1
            status, texts = (found.status.value, found.fails_when) if found else ("not_applicable", ())
            if status != opinion.status:
                different.append(f"{path.name} {name} {rule}: {status} here, {opinion.status} there")
            elif texts and opinion.failing:
                lists += 1
                if any(holds(texts, world) != fails for world, fails in opinion.failing):
                    different.append(f"{path.name} {name} {rule}: fails when {texts}, not so there")
    return len(judge.caches), verdicts, lists, different


def test_both_judge_alike_what_hangs_on_parameters_and_conditions(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(MIXED)
    caches, verdicts, lists, different = compared(tmp_path / "t.yaml")
    assert different == []
    assert (caches, verdicts > 25, lists > 5) == (3, True, True)


@pytest.mark.parametrize("story", sorted(p.parent.name for p in SAMPLES.glob("*/cloudformation")))
def test_both_judge_the_samples_alike(story: str) -> None:
    found = [compared(path) for path in templates(SAMPLES / story)]
    assert [difference for one in found for difference in one[3]] == []
    assert sum(one[1] for one in found) > 10


def test_the_second_reader_finds_what_it_was_made_to_find(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(MIXED)
    template = template_in(tmp_path / "t.yaml")
    assert template is not None
    judge = Judge(Reader(template))
    group = {rule: opinion.status for rule, opinion in judge.opinions("Replicated").items()}
    assert group["transit-encryption-enabled"] == "unknown"
    assert group["at-rest-encryption-enabled"] == "fail"
    assert group["automatic-backup-enabled"] == "fail"
    assert group["security-group-internet-exposure"] == "unknown"
    assert judge.opinions("Simple")["security-group-not-default"] == Opinion(
        "fail", judge.opinions("Simple")["security-group-not-default"].failing
    )
    failing = judge.opinions("Replicated")["multi-az"].failing
    assert [world["Env"] for world, fails in failing if not fails] == ["prod"] * (len(failing) // 3)


def test_a_list_of_failing_cases_is_read() -> None:
    assert holds(("Env=dev", "Env=stage and not Tls"), {"Env": "dev", "Tls": "true"})
    assert holds(("Env=dev or Env=stage",), {"Env": "stage"})
    assert not holds(("Env=prod and Tls",), {"Env": "prod", "Tls": "false"})


def templates(directory: Path) -> Iterator[Path]:
    """Every file below a directory that may be a template with caches."""
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.stat().st_size < 2**21:
            content = path.read_bytes()
            if b"AWS::ElastiCache::" in content and b"Resources" in content:
                yield path


@pytest.mark.skipif(not DIRECTORY, reason="AUDITOR_CFN_TEMPLATES does not name a directory of templates")
def test_both_judge_real_templates_alike() -> None:
    found = [compared(path) for path in templates(Path(DIRECTORY).resolve())]
    caches, verdicts, lists, different = zip(*found, strict=True)
    assert [difference for one in different for difference in one] == []
    assert sum(verdicts) > sum(caches) > 0
    assert sum(lists) > 0
