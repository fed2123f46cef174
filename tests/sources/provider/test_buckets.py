"""Buckets that ElastiCache writes snapshots to: which of those in code are, and what opens them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.model.facts import Known, Unknown
from tests.sources.terraform.helpers import plain, read

CACHE = 'resource "aws_elasticache_cluster" "c" {\n  cluster_id = "c"\n  engine = "memcached"\n}\n'
SERVICE = {"Service": "eu-south-1.elasticache-snapshot.amazonaws.com"}
ID = "540804c33a284a299d2547575ce1010f2312ef3da9b3a053c8bc45bf233e4353"


def policy(action: str, principal: object = SERVICE, effect: str = "Allow") -> str:
    one = {"Effect": effect, "Principal": principal, "Action": action, "Resource": "arn:aws:s3:::exports/*"}
    return json.dumps(json.dumps({"Statement": [one]}))


def beside(type_: str, body: str, bucket: str = "aws_s3_bucket.b.id") -> str:
    return f'resource "aws_s3_bucket_{type_}" "b" {{\n  bucket = {bucket}\n  {body}\n}}\n'


def bucket(body: str = "") -> str:
    return f'{CACHE}resource "aws_s3_bucket" "b" {{\n  bucket = "exports"\n  {body}\n}}\n'


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        (bucket(), False),
        (bucket(f"policy = {policy('s3:PutObject')}"), True),
        (bucket(f"policy = {policy('s3:*')}"), True),
        (bucket(f"policy = {policy('s3:GetObject')}"), False),
        (bucket(f"policy = {policy('s3:PutObject', effect='Deny')}"), False),
        (bucket(f"policy = {policy('s3:PutObject', {'Service': 'elasticache.amazonaws.com'})}"), True),
        (bucket(f"policy = {policy('s3:PutObject', {'Service': 'logging.s3.amazonaws.com'})}"), False),
        (bucket(f"policy = {policy('s3:PutObject', '*')}"), False),
        (bucket("policy = var.nothing_is_known"), False),
        (bucket() + beside("policy", f"policy = {policy('s3:PutObject')}"), True),
        (bucket() + beside("policy", f"policy = {policy('s3:PutObject')}", '"exports"'), True),
        (bucket() + beside("policy", f"policy = {policy('s3:PutObject')}", '"another"'), False),
        (bucket() + beside("policy", f"count = 0\n  policy = {policy('s3:PutObject')}"), False),
        (bucket(f'grant {{\n  id = "{ID}"\n  permissions = ["READ", "WRITE"]\n}}'), True),
        (bucket(f'grant {{\n  id = "{ID}"\n  permissions = ["READ", "READ_ACP"]\n}}'), False),
        (bucket('grant {\n  id = "another"\n  permissions = ["WRITE"]\n}'), False),
    ],
)
def test_which_buckets_are_for_snapshots(code: str, kept: bool, tmp_path: Path):
    assert ("aws_s3_bucket.b" in read(tmp_path, code).resources) is kept
    alone = code.removeprefix(CACHE)
    assert ("aws_s3_bucket.b" in read(tmp_path / "alone", alone).resources) is kept, "no cache has to be there"


WRITES = f"policy = {policy('s3:PutObject')}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (bucket(WRITES), ("private",)),
        (bucket(f'{WRITES}\n  acl = "public-read"'), ("public-read",)),
        (bucket(WRITES) + beside("acl", 'acl = "public-read"'), ("public-read",)),
        (
            bucket(WRITES)
            + beside(
                "acl",
                'access_control_policy {\n    owner {\n      id = "me"\n    }\n    grant {\n      permission = "READ"\n'
                '      grantee {\n        type = "Group"\n        uri = "http://x/AllUsers"\n      }\n    }\n  }',
            ),
            ("http://x/AllUsers READ",),
        ),
    ],
)
def test_access_control_lists(code: str, expected: object, tmp_path: Path):
    assert plain(read(tmp_path, code).resources["aws_s3_bucket.b"].facts["acl"]) == expected


SWITCHES = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


@pytest.mark.parametrize(
    ("on", "expected"),
    [(SWITCHES, True), ((), False), (SWITCHES[:2], False), (SWITCHES[:3], None), (SWITCHES[1:], None)],
)
def test_blocks_of_public_access(on: tuple[str, ...], expected: bool | None, tmp_path: Path):
    code = bucket(WRITES) + beside("public_access_block", "\n  ".join(f"{name} = true" for name in on))
    fact = read(tmp_path, code).resources["aws_s3_bucket.b"].facts["public_access_blocked"]
    assert (fact.value if isinstance(fact, Known) else None) is expected


def test_what_is_not_stated_of_public_access_is_not_known(tmp_path: Path):
    fact = read(tmp_path, bucket(WRITES)).resources["aws_s3_bucket.b"].facts["public_access_blocked"]
    assert isinstance(fact, Unknown)
    assert fact.unstated


def test_a_policy_under_a_switch_is_that_of_its_bucket(tmp_path: Path):
    switch = "count = var.on ? 1 : 0"
    code = (
        'variable "on" {}\n'
        + bucket(switch)
        + beside("policy", f"{switch}\n  policy = {policy('s3:PutObject')}", "aws_s3_bucket.b[0].id")
    )
    assert "aws_s3_bucket.b[0]" in read(tmp_path, code).resources


@pytest.mark.parametrize(("of", "known"), [("var.which", False), ('"another"', True)])
def test_what_is_said_of_some_bucket_may_be_said_of_each(of: str, known: bool, tmp_path: Path):
    code = 'variable "which" {}\n' + bucket(WRITES) + beside("acl", 'acl = "public-read"', of)
    fact = read(tmp_path, code).resources["aws_s3_bucket.b"].facts["acl"]
    assert isinstance(fact, Known) is known


@pytest.mark.parametrize(
    ("of", "there"),
    [('"another"', ["aws_s3_bucket_policy.b"]), ("aws_s3_bucket.b.id", ["aws_s3_bucket.b"])],
)
def test_a_policy_of_a_bucket_that_is_not_in_code_stands_for_it(of: str, there: list[str], tmp_path: Path):
    found = read(tmp_path, bucket() + beside("policy", f"policy = {policy('s3:PutObject')}", of)).resources
    assert [key for key, one in found.items() if one.kind == "bucket"] == there
    assert isinstance(found[there[0]].facts["public_access_blocked"], Unknown)
    assert isinstance(found[there[0]].facts["acl"], Unknown) is (of == '"another"')


@pytest.mark.parametrize(
    ("grantee", "expected"),
    [
        ("id = data.aws_canonical_user_id.me.id", ("<data.aws_canonical_user_id.me.id> READ",)),
        ('id = "me"', ("owner READ",)),
        ('id = "other"', ("other READ",)),
        ("id = var.nobody_knows", None),
    ],
)
def test_a_grant_to_the_owner_is_told_from_others(grantee: str, expected: object, tmp_path: Path):
    grant = f'grant {{\n permission = "READ"\n grantee {{\n type = "CanonicalUser"\n {grantee}\n }}\n }}'
    body = f'access_control_policy {{\n owner {{\n id = "me"\n }}\n {grant}\n }}'
    code = 'data "aws_canonical_user_id" "me" {}\nvariable "nobody_knows" {}\n' + bucket(WRITES) + beside("acl", body)
    fact = read(tmp_path, code).resources["aws_s3_bucket.b"].facts["acl"]
    assert (plain(fact) if isinstance(fact, Known) else None) == expected
