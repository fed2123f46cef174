"""The policy of least privilege: what has to be allowed so that the calls of some rules are answered.

Made of the table of calls, so that it allows what is asked for and nothing else. Domain sources: the Service
Authorization Reference (which actions can be narrowed to resources), the IAM user guide, "How to use an external ID"
and "AWS account principals", and the STS API reference, GetCallerIdentity, which needs no permission.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.sources.aws.calls import CALLER

_VERSION = "2012-10-17"
#: Answered whatever a policy says.
_FREE = frozenset({CALLER.name})
#: How services are written in the ids of statements, by the prefix of their actions.
NAMES = {
    "cloudwatch": "CloudWatch",
    "dax": "Dax",
    "dms": "Dms",
    "ec2": "Ec2",
    "elasticache": "ElastiCache",
    "iam": "Iam",
    "kms": "Kms",
    "logs": "Logs",
    "memorydb": "MemoryDb",
    "organizations": "Organizations",
    "tag": "Tags",
}
#: What somebody who knows his resources can name instead of all, by the prefix of the actions.
_NARROWER = {
    "kms": "the keys of the caches can be named instead of *; a key policy can allow the same",
    "logs": "the log groups of the caches can be named instead of *",
}
_ACCOUNT = re.compile(r"\d{12}")
_PRINCIPAL = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)/[\w+=,.@/-]+)")
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_ROLE_NAME = re.compile(r"[\w+=,.@/-]{1,512}", re.ASCII)


class PolicyError(ValueError):
    """Something that a policy cannot be made of."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that allows actions on some resources; `note` is what can be made narrower, in words."""

    sid: str
    actions: tuple[str, ...]
    resource: str = "*"
    note: str = ""

    @property
    def document(self) -> dict[str, Any]:
        """As IAM writes it."""
        return {"Sid": self.sid, "Effect": "Allow", "Action": list(self.actions), "Resource": self.resource}


@dataclass(frozen=True, slots=True)
class Trust:
    """Who may take the role on: the ARN of a principal, and the external id that he has to tell."""

    principal: str
    external_id: str = ""

    @classmethod
    def of(cls, who: str, external_id: str = "", partition: str = "aws") -> Trust:
        """From the number of an account or the ARN of a principal. Raises PolicyError."""
        principal = f"arn:{partition}:iam::{who}:root" if _ACCOUNT.fullmatch(who) else who
        if not _PRINCIPAL.fullmatch(principal):
            raise PolicyError(f"{who!r} is neither the number of an account nor the ARN of a role or user")
        if external_id and not _EXTERNAL_ID.fullmatch(external_id):
            raise PolicyError("an external id has 2 to 1224 letters, digits and any of + = , . @ : / -")
        return cls(principal, external_id)

    @property
    def document(self) -> dict[str, Any]:
        """The trust policy of a role, as IAM writes it."""
        statement: dict[str, Any] = {
            "Sid": "TakenOnBy",
            "Effect": "Allow",
            "Principal": {"AWS": self.principal},
            "Action": "sts:AssumeRole",
        }
        if self.external_id:
            statement["Condition"] = {"StringEquals": {"sts:ExternalId": self.external_id}}
        return {"Version": _VERSION, "Statement": [statement]}


def statements(actions: Iterable[str]) -> tuple[Statement, ...]:
    """One statement for each service, in the order of their ids."""
    by_service: dict[str, list[str]] = {}
    for action in sorted(set(actions) - _FREE):
        by_service.setdefault(action.partition(":")[0], []).append(action)
    made = (
        Statement(f"Read{NAMES.get(service, service.capitalize())}", tuple(of), note=_NARROWER.get(service, ""))
        for service, of in by_service.items()
    )
    return tuple(sorted(made, key=lambda one: one.sid))


def to_other_accounts(role: str, partition: str = "aws") -> Statement:
    """What lets one take on the role of that name in every account. Raises PolicyError."""
    if not _ROLE_NAME.fullmatch(role):
        raise PolicyError(f"{role!r} is no name of a role")
    return Statement("TakeOnRoles", ("sts:AssumeRole",), f"arn:{partition}:iam::*:role/{role}")


def document_of(made: Iterable[Statement]) -> Mapping[str, Any]:
    """A policy, as IAM writes it."""
    return {"Version": _VERSION, "Statement": [one.document for one in made]}
