"""What accounts have beside their regions: the organization, identities, and what spans regions.

Sources: the IAM API reference, RoleDetail; the AWS managed policy reference, ElastiCacheServiceRolePolicy and
MemoryDBServiceRolePolicy; the IAM user guide, "IAM identifiers" (ids).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from auditor.demo.company.place import made_up_name
from auditor.demo.estate import EVERYWHERE, Estate

_GROUPS = "elasticache:DescribeReplicationGroups"
_ORGANIZATION = "o-larkspur0a"
#: So many letters of an id of IAM follow those of its kind.
_ID_LETTERS = 17
#: What reads the tables behind DAX; what services have roles for that AWS makes, with the policy that each has.
_TABLES = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:DescribeTable")
_LINKED = {"AWSServiceRoleForElastiCache": ("elasticache.amazonaws.com", "ElastiCacheServiceRolePolicy"),
           "AWSServiceRoleForMemoryDB": ("memorydb.amazonaws.com", "MemoryDBServiceRolePolicy")}  # fmt: skip


def make(estate: Estate, names: Mapping[str, str], today: date) -> None:
    """All of it. The first account manages the others."""
    manager = next(iter(names))
    members = [
        {
            "Id": number, "Arn": f"arn:aws:organizations::{manager}:account/{_ORGANIZATION}/{number}", "Name": name,
            "Email": f"{name}@larkspur.example", "Status": "ACTIVE", "JoinedMethod": "CREATED",
            "JoinedTimestamp": _at(today, 900),
        }
        for number, name in names.items()
    ]  # fmt: skip
    estate.add(manager, EVERYWHERE, "organizations:ListAccounts", members)
    for account in names:
        _identities(estate, account, today)
        _global_datastores(estate, account)


def _at(today: date, days: int) -> datetime:
    return datetime.combine(today, time(4, 5, 6), UTC) - timedelta(days=days)


def _id(kind: str, account: str, name: str) -> str:
    return kind + made_up_name(f"{account}/{kind}/{name}", _ID_LETTERS)


def _document(*actions: str, resource: str | list[str] = "*", principal: str = "") -> str:
    """A policy, encoded as IAM sends it."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": list(actions)}
    statement |= {"Principal": {"Service": principal}} if principal else {"Resource": resource}
    return quote(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def _identities(estate: Estate, account: str, today: date) -> None:
    """A role of the services, one that may too much, AWS's own, and somebody who left long ago."""
    here = f"arn:aws:iam::{account}"
    # Whoever logs in with IAM needs both the cache and the user.
    own = [f"arn:aws:elasticache:*:{account}:{rest}" for rest in ("replicationgroup:*-sessions", "user:app")]
    roles = {
        "services": ("ecs-tasks.amazonaws.com", _document("elasticache:Connect", resource=own), "/"),
        "cache-admin": ("ec2.amazonaws.com", _document("elasticache:*", "memorydb:*"), "/"),
        "dax-reads": ("dax.amazonaws.com", _document(*_TABLES, resource=f"arn:aws:dynamodb:*:{account}:table/*"), "/"),
        **{name: (service, "", f"/aws-service-role/{service}/") for name, (service, _) in _LINKED.items()},
    }
    for name, (service, document, path) in roles.items():
        managed = f"aws-service-role/{_LINKED[name][1]}" if name in _LINKED else ""
        role = {
            "Path": path, "RoleName": name, "RoleId": _id("AROA", account, name), "Arn": f"{here}:role{path}{name}",
            "CreateDate": _at(today, 800), "InstanceProfileList": [], "Tags": [],
            "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": document}] if document else [],
            "AssumeRolePolicyDocument": _document("sts:AssumeRole", principal=service),
            "AttachedManagedPolicies": [
                {"PolicyName": managed.rpartition("/")[2], "PolicyArn": f"arn:aws:iam::aws:policy/{managed}"}
            ] if managed else [],
        }  # fmt: skip
        estate.add(account, EVERYWHERE, "iam:GetAccountAuthorizationDetails", [role], "RoleDetailList")
    policy = {
        "PolicyName": "cache-snapshots", "PolicyId": _id("ANPA", account, "cache-snapshots"), "Path": "/",
        "Arn": f"{here}:policy/cache-snapshots", "DefaultVersionId": "v1", "AttachmentCount": 1, "IsAttachable": True,
        "PermissionsBoundaryUsageCount": 0, "CreateDate": _at(today, 700), "UpdateDate": _at(today, 700),
        "PolicyVersionList": [{"Document": _document("elasticache:CopySnapshot"), "VersionId": "v1",
                               "IsDefaultVersion": True, "CreateDate": _at(today, 700)}],
    }  # fmt: skip
    user = {
        "Path": "/", "UserName": "former-contractor", "GroupList": [], "Tags": [],
        "UserId": _id("AIDA", account, "former-contractor"), "Arn": f"{here}:user/former-contractor",
        "CreateDate": _at(today, 1500), "UserPolicyList": [],
        "AttachedManagedPolicies": [{"PolicyName": policy["PolicyName"], "PolicyArn": policy["Arn"]}],
    }  # fmt: skip
    estate.add(account, EVERYWHERE, "iam:GetAccountAuthorizationDetails", [policy], "Policies")
    estate.add(account, EVERYWHERE, "iam:GetAccountAuthorizationDetails", [user], "UserDetailList")


def _global_datastores(estate: Estate, account: str) -> None:
    """Each is told of in all regions that it spans."""
    members: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for (owner, region, action), items in list(estate.listed.items()):
        for _, group in items if owner == account and action == _GROUPS else ():
            if group["GlobalReplicationGroupInfo"]:
                name = group["GlobalReplicationGroupInfo"]["GlobalReplicationGroupId"]
                members.setdefault(name, []).append((region, group))
    for name, groups in members.items():
        _, primary = groups[0]
        told = {
            "GlobalReplicationGroupId": name, "GlobalReplicationGroupDescription": " ", "Status": "available",
            "CacheNodeType": primary["CacheNodeType"], "Engine": primary["Engine"], "EngineVersion": "7.1.0",
            "ClusterEnabled": primary["ClusterEnabled"], "AuthTokenEnabled": primary["AuthTokenEnabled"],
            "TransitEncryptionEnabled": primary["TransitEncryptionEnabled"],
            "AtRestEncryptionEnabled": primary["AtRestEncryptionEnabled"],
            "ARN": f"arn:aws:elasticache::{account}:globalreplicationgroup:{name}",
            "Members": [
                {
                    "ReplicationGroupId": group["ReplicationGroupId"], "ReplicationGroupRegion": region,
                    "Role": group["GlobalReplicationGroupInfo"]["GlobalReplicationGroupMemberRole"],
                    "AutomaticFailover": group["AutomaticFailover"], "Status": "associated",
                }
                for region, group in groups
            ],
        }  # fmt: skip
        for region, _ in groups:
            estate.add(account, region, "elasticache:DescribeGlobalReplicationGroups", [told])
