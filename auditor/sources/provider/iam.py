"""Policies of IAM and of organizations, and keys of KMS.

Sources: the provider's documentation of the resources below, and its internal/service/kms (what unset means).
"""

from __future__ import annotations

import re

from auditor.model.facts import ABSENT, Fact, Unknown
from auditor.model.location import Location
from auditor.sources.building.conversions import boolean, text
from auditor.sources.building.facts import where
from auditor.sources.building.iam import (
    CUSTOMER,
    DEFAULT_KEY_POLICY,
    ENABLED,
    NOT_ROTATED,
    ORIGIN,
    SPEC,
    about_caches,
    every_policy,
    organization_type,
)
from auditor.sources.building.maker import Written
from auditor.sources.building.policies import policy_fact, together
from auditor.sources.building.policy_arns import cache_arn, other_arn, with_arns
from auditor.sources.building.table import Field, Special, Table, default, filled

#: What the ARNs of caches, and of what belongs to them, are of.
_TYPES = {
    "aws_elasticache_replication_group": ("elasticache", "replicationgroup"),
    "aws_elasticache_cluster": ("elasticache", "cluster"),
    "aws_elasticache_serverless_cache": ("elasticache", "serverlesscache"),
    "aws_elasticache_user": ("elasticache", "user"),
    "aws_elasticache_user_group": ("elasticache", "usergroup"),
    "aws_elasticache_parameter_group": ("elasticache", "parametergroup"),
    "aws_elasticache_subnet_group": ("elasticache", "subnetgroup"),
    "aws_elasticache_global_replication_group": ("elasticache", "globalreplicationgroup"),
    "aws_memorydb_cluster": ("memorydb", "cluster"),
    "aws_memorydb_user": ("memorydb", "user"),
    "aws_memorydb_acl": ("memorydb", "acl"),
    "aws_memorydb_snapshot": ("memorydb", "snapshot"),
    "aws_memorydb_parameter_group": ("memorydb", "parametergroup"),
    "aws_memorydb_subnet_group": ("memorydb", "subnetgroup"),
}
_RESOURCE = re.compile(r"(?:^|\.)(aws_[a-z0-9_]+)\.[A-Za-z_][\w-]*(?:\[.*\])?$", re.DOTALL)


def _arn_of(ref: tuple[str, str]) -> str:
    """The ARN that an attribute of a resource is, up to the name; empty for any other attribute."""
    found = _RESOURCE.search(ref[0]) if ref[1] == "arn" else None
    if found is None:
        return ""
    return cache_arn(*_TYPES[found[1]]) if found[1] in _TYPES else other_arn(found[1].removeprefix("aws_"))


def _read(value: object, place: Location) -> Fact:
    return policy_fact(with_arns(value, _arn_of), place)


def _document(name: str) -> Special:
    """The statements of the document that an argument holds."""

    def read(maker: Written, facts: dict[str, Fact]) -> Fact:
        return _read(maker.value(name), maker.place_of(name)) if maker.has(name) else maker.unwritten(ABSENT)

    return read


def _inline(maker: Written, facts: dict[str, Fact]) -> Fact:
    """The policies that stand in a role."""
    held = []
    for block in maker.blocks("inline_policy"):
        place = block.place_of("policy")
        held.append(where(block.exists, _read(block.value("policy"), place), ABSENT, place))
    return together(held, maker.header)


def _policy(document: Special, *identifiers: str) -> Table:
    specials: dict[str, Special] = {"policy_type": lambda m, facts: every_policy(facts), "statements": document}
    return Table("iam_policy", identifiers, (), specials, about=about_caches)


def _key_policy(maker: Written, facts: dict[str, Fact]) -> Fact:
    return filled(_document("policy")(maker, facts), DEFAULT_KEY_POLICY)


def _origin(maker: Written, facts: dict[str, Fact]) -> Fact:
    return filled(maker.presence("custom_key_store_id", "custom-store"), ORIGIN)


def _key(origin: Special, rotation: Special) -> Table:
    return Table(
        "kms_key",
        ("key_id",),
        (
            Field("enabled", ("is_enabled", "enabled"), boolean, ENABLED),
            Field("spec", ("customer_master_key_spec", "key_spec"), text, SPEC),
        ),
        {
            "manager": lambda m, facts: CUSTOMER,
            "origin": origin,
            "rotation": rotation,
            "statements": _key_policy,
        },
    )


def _rotation(maker: Written, facts: dict[str, Fact]) -> Fact:
    return maker.fact("enable_key_rotation", boolean, NOT_ROTATED)


_OF_PRIMARY = Unknown("a replica is rotated where its primary is, in another region")

TABLES: dict[str, Table] = {
    "aws_iam_policy": _policy(_document("policy"), "name"),
    "aws_iam_role_policy": _policy(_document("policy"), "name"),
    "aws_iam_user_policy": _policy(_document("policy"), "name"),
    "aws_iam_group_policy": _policy(_document("policy"), "name"),
    "aws_iam_role": _policy(_inline, "name"),
    "aws_ssoadmin_permission_set_inline_policy": _policy(_document("inline_policy")),
    "aws_organizations_policy": Table(
        "iam_policy",
        ("name",),
        (Field("policy_type", ("type",), organization_type, default("scp")),),
        {"statements": _document("content")},
        about=about_caches,
    ),
    "aws_kms_key": _key(_origin, _rotation),
    "aws_kms_external_key": _key(lambda m, facts: default("external"), lambda m, facts: default(False)),
    "aws_kms_replica_key": _key(lambda m, facts: default("kms"), lambda m, facts: _OF_PRIMARY),
}

#: What may have a permissions boundary, with the argument that names its policy.
BOUNDARIES = {"aws_iam_role": "permissions_boundary", "aws_iam_user": "permissions_boundary"}
#: What gives a key its policy: the arguments that name the key and hold the policy.
KEY_POLICIES = {"aws_kms_key_policy": ("key_id", "policy")}
#: What is another name of a key: the arguments that are the name and that name the key.
KEY_ALIASES = {"aws_kms_alias": ("name", "target_key_id")}
