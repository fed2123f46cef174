"""What accounts have beside their regions: the organization, identities, and what spans regions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from auditor.demo.estate import EVERYWHERE, Estate

_GROUPS = "elasticache:DescribeReplicationGroups"
_ORGANIZATION = "o-larkspur0a"


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


def _document(*actions: str, resource: str = "*", principal: str = "") -> str:
    """A policy, encoded as IAM sends it."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": list(actions)}
    statement |= {"Principal": {"Service": principal}} if principal else {"Resource": resource}
    return quote(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def _identities(estate: Estate, account: str, today: date) -> None:
    """A role of the services, one that may too much, one of AWS's own, and somebody who left long ago."""
    here = f"arn:aws:iam::{account}"
    own = f"arn:aws:elasticache:*:{account}:user:app"
    roles = {
        "services": ("ecs-tasks.amazonaws.com", _document("elasticache:Connect", resource=own), "/"),
        "cache-admin": ("ec2.amazonaws.com", _document("elasticache:*", "memorydb:*"), "/"),
        "AWSServiceRoleForElastiCache": (
            "elasticache.amazonaws.com", "", "/aws-service-role/elasticache.amazonaws.com/"),
    }  # fmt: skip
    for name, (service, document, path) in roles.items():
        policies = [{"PolicyName": "own", "PolicyDocument": document}] if document else []
        role = {
            "Path": path, "RoleName": name, "RoleId": f"AROA{name.upper()[:12]:X<12}",
            "Arn": f"{here}:role{path}{name}", "CreateDate": _at(today, 800),
            "RolePolicyList": policies, "InstanceProfileList": [], "Tags": [],
            "AssumeRolePolicyDocument": _document("sts:AssumeRole", principal=service), "AttachedManagedPolicies": [],
        }  # fmt: skip
        estate.add(account, EVERYWHERE, "iam:GetAccountAuthorizationDetails", [role], "RoleDetailList")
    policy = {
        "PolicyName": "cache-snapshots", "PolicyId": "ANPALARKSPUR00000001", "Arn": f"{here}:policy/cache-snapshots",
        "Path": "/", "DefaultVersionId": "v1", "AttachmentCount": 1, "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True, "CreateDate": _at(today, 700), "UpdateDate": _at(today, 700),
        "PolicyVersionList": [{"Document": _document("elasticache:CopySnapshot"), "VersionId": "v1",
                               "IsDefaultVersion": True, "CreateDate": _at(today, 700)}],
    }  # fmt: skip
    user = {
        "Path": "/", "UserName": "former-contractor", "UserId": "AIDALARKSPUR00000001", "GroupList": [], "Tags": [],
        "Arn": f"{here}:user/former-contractor", "CreateDate": _at(today, 1500), "UserPolicyList": [],
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
