"""Buckets that snapshots are exported to, in plans and states: the provider tells of grants that nobody stated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.model.facts import Fact, Known, Unknown
from tests.sources.plan.made import Planned, mentions, plan, read, state

POLICY = json.dumps({
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "eu-south-1.elasticache-snapshot.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::exports/*",
        }
    ]
})  # fmt: skip
ID = "aws_s3_bucket.b.id"
ON = dict.fromkeys(("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"), True)


def beside(type_: str, **values: object) -> Planned:
    declared: dict[str, object] = {"bucket": mentions(ID, "aws_s3_bucket.b"), **{name: {} for name in values}}
    return Planned(f"aws_s3_bucket_{type_}.b", dict(values), {"bucket": True}, declared)


def grant(who: str, *permissions: str) -> dict[str, object]:
    return {"id": who, "permissions": list(permissions), "type": "CanonicalUser", "uri": ""}


def facts(folder: Path, made: dict[str, object]) -> dict[str, Fact]:
    return read(folder, made).resources["aws_s3_bucket.b"].facts


def test_what_a_new_bucket_will_have_is_what_stands_beside_it(tmp_path: Path):
    computed: dict[str, object] = {"acl": True, "grant": True, "id": True, "policy": True}
    bucket = Planned("aws_s3_bucket.b", {"bucket": "exports"}, computed)
    found = facts(tmp_path, plan(bucket, beside("policy", policy=POLICY), beside("public_access_block", **ON)))
    known = {name: fact.value for name, fact in found.items() if isinstance(fact, Known)}
    assert len(known["statements"]) == 1  # type: ignore[arg-type]  # statements are a tuple
    assert (known["acl"], known["public_access_blocked"]) == (("private",), True)


OWNER = grant("0a1", "FULL_CONTROL")


@pytest.mark.parametrize(
    ("grants", "named", "expected"),
    [
        ([OWNER], False, ("owner FULL_CONTROL",)),
        ([OWNER, grant("0b2", "READ")], False, ("owner FULL_CONTROL", "0b2 READ")),
        ([OWNER, grant("0b2", "FULL_CONTROL")], False, ("0a1 FULL_CONTROL", "0b2 FULL_CONTROL")),
        ([OWNER], True, ("0a1 FULL_CONTROL",)),
    ],
)
def test_who_alone_may_do_everything_with_a_bucket_is_its_owner(
    grants: list[object], named: bool, expected: tuple[str, ...], tmp_path: Path
):
    values: dict[str, object] = {"bucket": "exports", "grant": grants, "policy": POLICY}
    told: dict[str, object] = {"bucket": {"constant_value": "exports"}, **({"grant": [{}]} if named else {})}
    there = Planned("aws_s3_bucket.b", values, {}, told, ("no-op",), values)
    acl = facts(tmp_path, plan(there))["acl"]
    assert isinstance(acl, Known)
    assert acl.value == expected


def test_a_state_tells_as_much(tmp_path: Path):
    values: dict[str, object] = {"bucket": "exports", "grant": [OWNER], "policy": POLICY, "id": "exports"}
    found = facts(tmp_path, state({"aws_s3_bucket.b": values}))
    acl, blocked = found["acl"], found["public_access_blocked"]
    assert isinstance(acl, Known)
    assert acl.value == ("owner FULL_CONTROL",)
    assert isinstance(blocked, Unknown)
