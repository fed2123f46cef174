"""Buckets of S3, with their policies, access control lists and blocks of public access.

Sources: the provider's documentation of the resources below; internal/service/s3/bucket_public_access_block.go (its
switches are off unless code says otherwise).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Unknown
from auditor.sources.building.buckets import PRIVATE, UNSTATED, Part, apart, blocked
from auditor.sources.building.conversions import boolean, text
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.building.policies import policy_fact
from auditor.sources.building.policy_texts import gap, is_plain
from auditor.sources.building.table import Table, default
from auditor.sources.partial.values import Unk

_SWITCHES = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
_FULL = " FULL_CONTROL"


def _statements(written: Written) -> Fact:
    if not written.has("policy"):
        return written.unwritten(ABSENT)
    return policy_fact(written.value("policy"), written.place_of("policy"))


def _canned(value: object) -> tuple[str, ...]:
    return (text(value),)


def _acl(written: Written) -> Fact:
    """A canned list, or grants."""
    grants = list(_grants(written))
    if not grants:
        return written.fact("acl", _canned, PRIVATE)
    known = _of_owner(tuple(one for one in grants if isinstance(one, str)), written)
    doubt = next((one.reason for one in grants if isinstance(one, Unk)), written.damage)
    if doubt:
        return Unknown(doubt, written.header, members=known)
    return Known(known, Origin.STATED, written.header)


def _of_owner(grants: tuple[str, ...], written: Written) -> tuple[str, ...]:
    """The grants, the owner being told in what AWS has: everybody who owns a bucket may do everything with it."""
    full = [one for one in grants if one.endswith(_FULL) and not one.startswith("http")]
    if len(full) != 1 or isinstance(written.chose("grant"), Absent):
        return grants
    return tuple(f"owner{_FULL}" if one == full[0] else one for one in grants)


def _grants(written: Written) -> Iterator[str | Unk]:
    for block in written.blocks("grant"):
        yield from _grant(
            block, block, block.value("permissions") if block.has("permissions") else Unk("no permission")
        )
    for policy in written.blocks("access_control_policy"):
        owners = [owner.value("id") for owner in policy.blocks("owner")]
        for block in policy.blocks("grant"):
            for grantee in block.blocks("grantee"):
                permission = block.value("permission") if block.has("permission") else None
                yield from _grant(block, grantee, [permission], owners)


def _grant(
    block: NestedWritten, grantee: NestedWritten, permissions: object, owners: Sequence[object] = ()
) -> Iterator[str | Unk]:
    named = [grantee.value(name) for name in ("id", "uri") if grantee.has(name)]
    who = next((one for one in named if one not in (None, "")), Unk("whom it is for is not stated"))
    if isinstance(who, Unk) and is_plain(who):
        who = gap(who)
    elif who in owners:
        who = "owner"
    if block.exists is not True or grantee.exists is not True:
        yield Unk("whether a grant is there is not known")
    elif isinstance(permissions, list):
        for one in permissions:
            yield f"{who} {one}" if isinstance(who, str) and isinstance(one, str) else Unk("a grant is not known")
    else:
        yield Unk("what a grant permits is not known")


def _blocked(written: Written) -> Fact:
    return blocked([(name, written.fact(name, boolean, default(False))) for name in _SWITCHES], written.header)


TABLES: dict[str, Table] = {
    "aws_s3_bucket": Table(
        "bucket",
        ("bucket",),
        (),
        {
            "statements": lambda written, facts: _statements(written),
            "acl": lambda written, facts: _acl(written),
            "public_access_blocked": lambda written, facts: written.unwritten(UNSTATED),
        },
    ),
    "aws_s3_bucket_policy": apart(_statements),
}

#: What says something of a bucket beside it.
PARTS: dict[str, Part] = {
    "aws_s3_bucket_policy": ("bucket", "statements", _statements),
    "aws_s3_bucket_acl": ("bucket", "acl", _acl),
    "aws_s3_bucket_public_access_block": ("bucket", "public_access_blocked", _blocked),
}
