"""Policies and keys in templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.model.facts import Known, Ref
from auditor.model.resource import Inventory
from auditor.scan import ScanOptions, collect

CACHE = """
Resources:
  Cache:
    Type: AWS::ElastiCache::ServerlessCache
    Properties: {{ServerlessCacheName: c, Engine: valkey, KmsKeyId: {key}}}
  User:
    Type: AWS::ElastiCache::User
    Properties: {{UserId: u, UserName: u, Engine: valkey, NoPasswordRequired: false}}
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Statement:
          - {{Effect: Allow, Principal: "*", Action: "kms:*", Resource: "*"}}
  OfOthers:
    Type: AWS::KMS::Key
    Properties: {{KeyPolicy: {{Statement: []}}}}
  Alias:
    Type: AWS::KMS::Alias
    Properties: {{AliasName: alias/own, TargetKeyId: !Ref Key}}
"""
STATEMENT = '{Effect: Allow, Action: "elasticache:*", Resource: "*"}'


def scan(tmp_path: Path, text: str) -> Inventory:
    path = tmp_path / "template.yaml"
    path.write_text(text, encoding="utf-8")
    return collect((path,), ScanOptions(base=tmp_path))


def status(inventory: Inventory, rule: str, address: str) -> str:
    verdicts = judge_all(load_rules(), inventory, {}).verdicts
    return next(v.status.value for v in verdicts if v.rule == rule and v.resource == address)


@pytest.mark.parametrize("key", ["!Ref Key", "!GetAtt Key.Arn", "!Ref Alias", "alias/own"])
def test_a_cache_leads_to_its_key(tmp_path: Path, key: str):
    inventory = scan(tmp_path, CACHE.format(key=key))
    assert [r.address for r in inventory.resources.values() if r.kind == "kms_key"] == ["Key"]
    relation = inventory.resources["Cache"].relations["key"]
    assert isinstance(relation, Known)
    assert relation.value == (Ref("Key"),)
    assert status(inventory, "serverless-cmk", "Cache") == "pass"
    assert status(inventory, "kms-key-policy-open", "Key") == "fail"
    assert status(inventory, "kms-key-rotation", "Key") == "pass"


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("AWS::IAM::Policy", f"PolicyName: p, PolicyDocument: {{Statement: [{STATEMENT}]}}"),
        ("AWS::IAM::ManagedPolicy", f"PolicyDocument: {{Statement: {STATEMENT}}}"),
        ("AWS::IAM::RolePolicy", f"PolicyName: p, RoleName: r, PolicyDocument: {{Statement: [{STATEMENT}]}}"),
        ("AWS::IAM::Role", f"Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{STATEMENT}]}}}}]"),
        ("AWS::IAM::User", f"Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{STATEMENT}]}}}}]"),
        ("AWS::IAM::Group", f"Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{STATEMENT}]}}}}]"),
        ("AWS::SSO::PermissionSet", f"Name: p, InlinePolicy: {{Statement: [{STATEMENT}]}}"),
    ],
)
def test_a_policy_in_each_form(tmp_path: Path, type_: str, properties: str):
    inventory = scan(tmp_path, f"Resources:\n  P:\n    Type: {type_}\n    Properties: {{{properties}}}\n")
    assert {r.kind for r in inventory.resources.values()} == {"iam_policy"}
    assert status(inventory, "elasticache-admin-wildcard", "P") == "fail"


def test_arns_of_resources_of_the_stack_and_of_parameters(tmp_path: Path):
    policy = """
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          Effect: Allow
          Action: elasticache:Connect
          Resource:
            - !GetAtt Cache.ARN
            - !Sub arn:${AWS::Partition}:elasticache:${AWS::Region}:${AWS::AccountId}:user:%s
"""
    for user, expected in (("${User}", "pass"), ("*", "fail"), ("${Who}", "unknown")):
        parameters = "Parameters: {Who: {Type: String}}\n"
        inventory = scan(tmp_path, parameters + CACHE.format(key="!Ref Key") + policy % user)
        assert status(inventory, "elasticache-connect-wildcard", "P") == expected


def test_a_policy_that_hangs_on_a_condition(tmp_path: Path):
    text = f"""
Parameters: {{Env: {{Type: String, AllowedValues: [dev, prod]}}}}
Conditions: {{Dev: !Equals [!Ref Env, dev]}}
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: reads
          PolicyDocument:
            Statement:
              - {{Effect: Allow, Action: "elasticache:ModifyUser", Resource: "arn:aws:elasticache:*:*:user:a"}}
        - !If [Dev, {{PolicyName: p, PolicyDocument: {{Statement: [{STATEMENT}]}}}}, !Ref AWS::NoValue]
"""
    inventory = scan(tmp_path, text)
    verdicts = judge_all(load_rules(), inventory, {}).verdicts
    (found,) = [v for v in verdicts if v.rule == "elasticache-admin-wildcard"]
    assert (found.status.value, len(found.fails_when)) == ("unknown", 1)


def test_boundaries_and_policies_of_organizations(tmp_path: Path):
    text = f"""
Resources:
  B:
    Type: AWS::IAM::ManagedPolicy
    Properties: {{PolicyDocument: {{Statement: [{STATEMENT}]}}}}
  R:
    Type: AWS::IAM::Role
    Properties: {{PermissionsBoundary: !Ref B}}
  S:
    Type: AWS::Organizations::Policy
    Properties: {{Name: s, Type: SERVICE_CONTROL_POLICY, Content: {{Statement: [{STATEMENT}]}}}}
"""
    inventory = scan(tmp_path, text)
    types = {a: r.facts["policy_type"].value for a, r in inventory.resources.items()}  # type: ignore[union-attr]
    assert types == {"B": "boundary", "S": "scp"}
    assert status(inventory, "elasticache-admin-wildcard", "B") == "not_applicable"


FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Managed: {Type: String}
  On: {Type: String, AllowedValues: ["yes", "no"]}
Conditions:
  IsOn: !Equals [!Ref On, "yes"]
Resources:
  Function:
    Type: %s
    Properties:
      %s
"""
SAM = "AWS::Serverless::Function"


@pytest.mark.parametrize(
    ("type_", "said", "expected"),
    [
        (SAM, f"Policies: [AWSLambdaBasicExecutionRole, {{Statement: [{STATEMENT}]}}]", "fail"),
        (SAM, f"Policies: {{Version: '2012-10-17', Statement: {STATEMENT}}}", "fail"),
        ("AWS::Serverless::StateMachine", f"Policies: [{{Statement: [{STATEMENT}]}}]", "fail"),
        (SAM, f"Policies: [!If [IsOn, {{Statement: [{STATEMENT}]}}, !Ref AWS::NoValue]]", "unknown"),
        (SAM, "Policies: [!Ref Managed, {DynamoDBCrudPolicy: {TableName: t}}]", None),
        (SAM, "Policies: AWSLambdaBasicExecutionRole", None),
        (SAM, f"Policies: [{{Statement: [{STATEMENT}]}}]\n      Role: !Ref Managed", None),
        (SAM, "Policies: [{Statement: !Nothing x}]", "unknown"),
        (SAM, 'Policies: [{Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}]', None),
    ],
)
def test_policies_of_functions(tmp_path: Path, type_: str, said: str, expected: str | None):
    inventory = scan(tmp_path, FUNCTION % (type_, said))
    verdicts = judge_all(load_rules(), inventory, {}).verdicts
    found = [v.status.value for v in verdicts if v.rule == "elasticache-admin-wildcard"]
    assert found == ([expected] if expected else [])
