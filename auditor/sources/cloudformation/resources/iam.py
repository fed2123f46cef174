"""Policies of IAM and of organizations, and keys of KMS.

Sources: the CloudFormation registry schemas of AWS::IAM::Policy, ManagedPolicy, RolePolicy, UserPolicy, GroupPolicy,
Role, User and Group, AWS::SSO::PermissionSet, AWS::Organizations::Policy, AWS::KMS::Key, ReplicaKey and Alias.
"""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Unknown
from auditor.model.location import Location
from auditor.sources.building.conversions import text
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
from auditor.sources.building.policies import policy_fact, together
from auditor.sources.building.policy_arns import cache_arn, other_arn, with_arns
from auditor.sources.building.table import Field, Special, Table, default, filled
from auditor.sources.cloudformation.nesting import type_of
from auditor.sources.cloudformation.resources.conversions import boolean
from auditor.sources.cloudformation.resources.written import Opaque, Properties
from auditor.sources.partial.values import EvalError, Unk

Facts = dict[str, Fact]
#: What KMS calls where key material comes from.
_ORIGINS = {
    "aws_kms": "kms",
    "external": "external",
    "aws_cloudhsm": "custom-store",
    "external_key_store": "custom-store",
}


#: What the ARNs of caches, and of what belongs to them, are of.
_TYPES = {
    "AWS::ElastiCache::ReplicationGroup": ("elasticache", "replicationgroup"),
    "AWS::ElastiCache::CacheCluster": ("elasticache", "cluster"),
    "AWS::ElastiCache::ServerlessCache": ("elasticache", "serverlesscache"),
    "AWS::ElastiCache::User": ("elasticache", "user"),
    "AWS::ElastiCache::UserGroup": ("elasticache", "usergroup"),
    "AWS::MemoryDB::Cluster": ("memorydb", "cluster"),
    "AWS::MemoryDB::User": ("memorydb", "user"),
    "AWS::MemoryDB::ACL": ("memorydb", "acl"),
    "AWS::MemoryDB::ParameterGroup": ("memorydb", "parametergroup"),
    "AWS::MemoryDB::SubnetGroup": ("memorydb", "subnetgroup"),
}


def _read(value: object, place: Location, written: Properties) -> Fact:
    stack = written.stack

    def arn_of(ref: tuple[str, str]) -> str:
        """The ARN that an attribute of a resource of this stack is, up to the name; empty for any other."""
        member = stack.section("Resources").get(ref[0].removeprefix(stack.prefix)) if ref[1].lower() == "arn" else None
        type_ = type_of(member) if member is not None else ""
        if type_ in _TYPES:
            return cache_arn(*_TYPES[type_])
        return other_arn("-".join(type_.lower().split("::")[1:])) if type_.startswith("AWS::") else ""

    return policy_fact(with_arns(value, arn_of), place)


def document(name: str) -> Special:
    """The statements of the document in a property: an object, or its JSON."""

    def read(written: Properties, facts: Facts) -> Fact:
        if not written.has(name):
            return written.unwritten(ABSENT)
        return _read(written.value(name), written.place_of(name), written)

    return read


def _inline(written: Properties, facts: Facts) -> Fact:
    """The policies that stand in a role, user or group."""
    if not written.has("Policies"):
        return written.unwritten(ABSENT)
    held = []
    for one in written.blocks("Policies"):
        place = one.place_of("PolicyDocument")
        held.append(where(one.exists, _read(one.value("PolicyDocument"), place, written), ABSENT, place))
    return together(held, written.place_of("Policies"))


def _of_function(written: Properties, facts: Facts) -> Fact:
    """The policies that a function of SAM brings along; names and templates of policies are none of caches.

    Source: the SAM developer guide, AWS::Serverless::Function, Policies (passed over where a role is named).
    """
    if not written.has("Policies") or written.has("Role"):
        return written.unwritten(ABSENT)
    held = []
    for one in written.blocks("Policies"):
        told = one.value("Statement") if one.has("Statement") else None
        if isinstance(told, Unk) and isinstance(one, Opaque):
            # Whatever is written in the place of an object is the name of a policy, unless it could not be read.
            told = told if told.error else None
        if told is not None:
            place = one.place_of("Statement")
            held.append(where(one.exists, _read({"Statement": told}, place, written), ABSENT, place))
    return together(held, written.place_of("Policies"))


def _policy(document: Special, *identifiers: str) -> Table:
    specials: dict[str, Special] = {"policy_type": lambda w, facts: every_policy(facts), "statements": document}
    return Table("iam_policy", identifiers, (), specials, about=about_caches)


def _key_policy(written: Properties, facts: Facts) -> Fact:
    return filled(document("KeyPolicy")(written, facts), DEFAULT_KEY_POLICY)


def _origin(value: object) -> str:
    word = str(value).lower()
    if word not in _ORIGINS:
        raise EvalError(f"no origin {value!r}")
    return _ORIGINS[word]


def _key(rotation: Special) -> Table:
    return Table(
        "kms_key",
        (),
        (
            Field("enabled", ("Enabled",), boolean, ENABLED),
            Field("spec", ("KeySpec",), text, SPEC),
            Field("origin", ("Origin",), _origin, ORIGIN),
        ),
        {"manager": lambda w, facts: CUSTOMER, "rotation": rotation, "statements": _key_policy},
    )


def _rotation(written: Properties, facts: Facts) -> Fact:
    return written.fact("EnableKeyRotation", boolean, NOT_ROTATED)


_OF_PRIMARY = Unknown("a replica is rotated where its primary is, in another region")

TABLES: dict[str, Table] = {
    "AWS::IAM::Policy": _policy(document("PolicyDocument"), "PolicyName"),
    "AWS::IAM::ManagedPolicy": _policy(document("PolicyDocument"), "ManagedPolicyName"),
    "AWS::IAM::RolePolicy": _policy(document("PolicyDocument"), "PolicyName"),
    "AWS::IAM::UserPolicy": _policy(document("PolicyDocument"), "PolicyName"),
    "AWS::IAM::GroupPolicy": _policy(document("PolicyDocument"), "PolicyName"),
    "AWS::IAM::Role": _policy(_inline, "RoleName"),
    "AWS::IAM::User": _policy(_inline, "UserName"),
    "AWS::IAM::Group": _policy(_inline, "GroupName"),
    "AWS::Serverless::Function": _policy(_of_function, "FunctionName"),
    "AWS::Serverless::StateMachine": _policy(_of_function, "Name"),
    "AWS::SSO::PermissionSet": _policy(document("InlinePolicy"), "Name"),
    "AWS::Organizations::Policy": Table(
        "iam_policy",
        ("Name",),
        (Field("policy_type", ("Type",), organization_type, default("scp")),),
        {"statements": document("Content")},
        about=about_caches,
    ),
    "AWS::KMS::Key": _key(_rotation),
    "AWS::KMS::ReplicaKey": _key(lambda w, facts: _OF_PRIMARY),
}

#: What may have a permissions boundary, with the property that names its policy.
BOUNDARIES = {"AWS::IAM::Role": "PermissionsBoundary", "AWS::IAM::User": "PermissionsBoundary"}
#: What is another name of a key: the properties that are the name and that name the key.
KEY_ALIASES = {"AWS::KMS::Alias": ("AliasName", "TargetKeyId")}
