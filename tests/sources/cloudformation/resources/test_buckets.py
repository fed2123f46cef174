"""Buckets that ElastiCache writes snapshots to, in templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Unknown
from auditor.model.resource import Resource
from tests.sources.cloudformation.inventories import plain, read

TEMPLATE = """
Parameters:
  Name: {Type: String}
  Open: {Type: String, AllowedValues: ["true", "false"]}
Conditions:
  IsOpen: !Equals [!Ref Open, "true"]
Resources:
  Node: {Type: AWS::ElastiCache::CacheCluster, Properties: {Engine: memcached}}
"""
SERVICE = "Principal: {Service: !Sub '${AWS::Region}.elasticache-snapshot.amazonaws.com'}"
POLICY = """
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: %s
      PolicyDocument:
        Statement:
          - {Effect: Allow, %s, Action: "s3:PutObject", Resource: !Sub "${Exports.Arn}/*"}
"""
BUCKET = """
  Exports:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: exports
"""


def found(tmp_path: Path, *parts: str) -> dict[str, Resource]:
    resources = read(tmp_path, TEMPLATE + "".join(parts)).resources
    return {key: one for key, one in resources.items() if one.kind == "bucket"}


@pytest.mark.parametrize(
    ("bucket", "keys"),
    [
        ("!Ref Exports", ["Exports"]),
        ("exports", ["Exports"]),
        ("!Ref Name", ["Policy"]),
        ("another", ["Policy"]),
        ("!Ref Exports\n    Condition: IsOpen", ["Exports"]),
    ],
)
def test_which_buckets_are_for_snapshots(bucket: str, keys: list[str], tmp_path: Path):
    policy = POLICY % (bucket, SERVICE)
    if "Condition" in bucket:
        policy = POLICY.replace("    Properties", "    Condition: IsOpen\n    Properties") % ("!Ref Exports", SERVICE)
    assert list(found(tmp_path, BUCKET, policy)) == keys


def test_other_buckets_are_passed_over(tmp_path: Path):
    assert not found(tmp_path, BUCKET)
    assert not found(tmp_path, BUCKET, POLICY % ("!Ref Exports", "Principal: {Service: logging.s3.amazonaws.com}"))
    assert not found(tmp_path, BUCKET, POLICY % ("!Ref Exports", "Principal: !Ref Name"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", ("private",)),
        ("AccessControl: PublicRead", ("public-read",)),
        ("AccessControl: BucketOwnerFullControl", ("bucket-owner-full-control",)),
        ("AccessControl: !Ref Name", None),
    ],
)
def test_access_control(said: str, expected: object, tmp_path: Path):
    fact = found(tmp_path, BUCKET, f"      {said}\n", POLICY % ("!Ref Exports", SERVICE))["Exports"].facts["acl"]
    assert (plain(fact) if isinstance(fact, Known) else None) == expected


ALL = "BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f"{{{ALL}}}", True),
        ("{BlockPublicAcls: true}", False),
        ("{IgnorePublicAcls: true, BlockPublicAcls: true}", None),
        (f"!If [IsOpen, !Ref AWS::NoValue, {{{ALL}}}]", None),
        ("!Ref Name", None),
        (f"{{{ALL.replace('true', '!Ref Open', 1)}}}", None),
    ],
)
def test_blocks_of_public_access(said: str, expected: bool | None, tmp_path: Path):
    block = f"      PublicAccessBlockConfiguration: {said}\n"
    one = found(tmp_path, BUCKET, block, POLICY % ("!Ref Exports", SERVICE))["Exports"]
    fact = one.facts["public_access_blocked"]
    assert (fact.value if isinstance(fact, Known) else None) is expected


def test_what_is_not_stated_of_public_access_is_not_known(tmp_path: Path):
    fact = found(tmp_path, BUCKET, POLICY % ("!Ref Exports", SERVICE))["Exports"].facts["public_access_blocked"]
    assert isinstance(fact, Unknown)
    assert fact.unstated
