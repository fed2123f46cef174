"""Buckets of S3 and their policies in templates.

Sources: the CloudFormation registry schemas of AWS::S3::Bucket and AWS::S3::BucketPolicy; aws-cdk issue 32811 (of the
switches that block public access those that are not written are off, where one is written at all).
"""

from __future__ import annotations

import re

from auditor.model.facts import ABSENT, Fact, Origin
from auditor.sources.building.buckets import PRIVATE, UNSTATED, Part, apart, blocked
from auditor.sources.building.conversions import text
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.table import Table, default
from auditor.sources.cloudformation.resources.conversions import boolean
from auditor.sources.cloudformation.resources.iam import document
from auditor.sources.cloudformation.resources.written import Properties

_SWITCHES = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _canned(value: object) -> tuple[str, ...]:
    """`PublicRead` as S3 itself writes it: `public-read`."""
    return (_INNER_CAPITAL.sub("-", text(value)).lower(),)


def _blocked(written: Properties, facts: dict[str, Fact]) -> Fact:
    fact = written.unwritten(UNSTATED)
    for part in written.blocks("PublicAccessBlockConfiguration"):
        switches = [
            (name, make_fact(part.value(name), boolean, default(False), part.place_of(name), (), Origin.STATED))
            for name in _SWITCHES
        ]
        fact = where(part.exists, blocked(switches, part.header), fact, part.header)
    return fact


_POLICY = document("PolicyDocument")


def _statements(written: Properties) -> Fact:
    return _POLICY(written, {})


TABLES: dict[str, Table] = {
    "AWS::S3::Bucket": Table(
        "bucket",
        ("BucketName",),
        (),
        {
            "statements": lambda written, facts: written.unwritten(ABSENT),
            "acl": lambda written, facts: written.fact("AccessControl", _canned, PRIVATE),
            "public_access_blocked": _blocked,
        },
    ),
    "AWS::S3::BucketPolicy": apart(_statements),
}

#: What says something of a bucket beside it.
PARTS: dict[str, Part] = {"AWS::S3::BucketPolicy": ("Bucket", "statements", _statements)}
