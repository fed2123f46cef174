"""Policies that speak of caches, and the users, groups and roles that have them: one listing for an account.

Sources: the IAM API reference, GetAccountAuthorizationDetails, ManagedPolicyDetail, PolicyDetail, RoleDetail; the IAM
user guide, "Service-linked roles" (their path names the service) and "Permissions boundaries for IAM entities".
Policies of AWS's own are not read: nobody can change one. A principal tells which of them it has, by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from auditor.model.facts import ABSENT, Fact, Known, Origin
from auditor.model.location import Location
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import IDENTITIES
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import text, words
from auditor.sources.building.iam import about_caches
from auditor.sources.building.policies import policy_fact
from auditor.sources.building.table import Field, Table
from auditor.sources.partial.values import Unk

Facts = dict[str, Fact]
POLICY, PRINCIPAL = "iam:Policy", "iam:Principal"
_LINKED = re.compile(r"/aws-service-role/([^/]+)/")
_OF_CACHES = re.compile(r"elasticache|memorydb", re.IGNORECASE)
#: Lists of the answer, with the member that names each principal and the one that holds its own policies.
_PRINCIPALS = {
    "UserDetailList": ("UserName", "UserPolicyList"),
    "GroupDetailList": ("GroupName", "GroupPolicyList"),
    "RoleDetailList": ("RoleName", "RolePolicyList"),
}
#: What begins the name of an action of another service than these.
_OTHER = re.compile(r"(?!elasticache:|memorydb:)[a-z0-9-]+:", re.IGNORECASE)
#: The account that policies of AWS's own are of.
_AWS = ":iam::aws:"


@dataclass(frozen=True, slots=True)
class _Principal:
    """A user, group or role as it is told, with the policies that stand in it."""

    told: dict[str, Any]
    name: str
    own: tuple[dict[str, Any], ...]

    @property
    def arn(self) -> str:
        """Its ARN."""
        return str(self.told.get("Arn"))

    @property
    def attached(self) -> list[dict[str, Any]]:
        """The managed policies that it has, by ARN and name."""
        return self.told.get("AttachedManagedPolicies") or []


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The policies of an account that may say anything of caches, and who has them."""
    principals = list(_principals(answers))
    attached = {str(one.get("PolicyArn")) for each in principals for one in each.attached}
    bounding = {str(member(each.told, "PermissionsBoundary", "PermissionsBoundaryArn")) for each in principals}
    about: set[str] = set()
    for policy in _listed("Policies", answers):
        arn = str(policy.get("Arn"))
        if _AWS in arn:
            continue
        grants = bool(policy.get("AttachmentCount")) or arn in attached
        bounds = bool(policy.get("PermissionsBoundaryUsageCount")) or arn in bounding
        # What is attached grants rights, whatever else it bounds; what nobody has would grant them.
        type_ = "boundary" if bounds and not grants else "identity"
        untold_tags = Unk(f"{IDENTITIES.name} does not tell the tags of policies")
        entry = _policy(arn, str(policy.get("PolicyName")), type_, _default_version(policy), untold_tags, answers)
        if entry is not None:
            about.add(arn)
            yield entry
    for each in principals:
        held = list(_own(each, answers))
        yield from held
        if held or _linked_service(each.told) or any(_of_caches(one, about) for one in each.attached):
            values = {**each.told, "Name": each.name, "Service": _linked_service(each.told), "Attached": _names(each)}
            tags = {str(tag.get("Key")): str(tag.get("Value")) for tag in each.told.get("Tags") or ()}
            yield LiveEntry(PRINCIPAL, each.arn, values, answers, tags, regional=False)


def _principals(answers: Answers) -> Iterator[_Principal]:
    for name, (called, own) in _PRINCIPALS.items():
        for one in _listed(name, answers):
            yield _Principal(one, str(one.get(called)), tuple(one.get(own) or ()))


def _listed(name: str, answers: Answers) -> Iterator[dict[str, Any]]:
    """What is in one of the lists of the answer, on all its pages."""
    for page in answers.items(IDENTITIES):
        yield from page.get(name) or ()


def _own(principal: _Principal, answers: Answers) -> Iterator[LiveEntry]:
    """The policies that stand in a principal. They have no ARN: each goes by that of the principal."""
    for policy in principal.own:
        name = str(policy.get("PolicyName"))
        address = f"{principal.arn}:policy/{name}"
        # Its name means nothing beyond the principal.
        called = f"{principal.name}/{name}"
        entry = _policy(address, called, "identity", policy.get("PolicyDocument"), {}, answers, at=principal.arn)
        if entry is not None:
            yield entry


def _policy(
    address: str, name: str, type_: str, document: object, tags: object, answers: Answers, *, at: str = ""
) -> LiveEntry | None:
    """A policy; None for one that certainly says nothing of caches."""
    if _is_of_others(document):
        return None
    place = Location(arn=at or address, account=answers.account)
    # botocore decodes documents; what it leaves as text is encoded as in an address.
    statements = policy_fact(unquote(document) if isinstance(document, str) else document, place)
    facts: Facts = {"policy_type": Known(type_, Origin.STATED, place), "statements": statements}
    if not about_caches(facts):
        return None
    return LiveEntry(POLICY, address, {"PolicyName": name, **facts}, answers, tags, regional=False, at=at)


def _is_of_others(document: object) -> bool:
    """Whether each action of a document is plainly of another service. Most are, and are read no further."""
    written = document.get("Statement") if isinstance(document, dict) else None
    statements = written if isinstance(written, list) else [written]
    return bool(statements) and all(map(_names_others, statements))


def _names_others(statement: object) -> bool:
    written = statement.get("Action") if isinstance(statement, dict) else None
    actions = written if isinstance(written, list) else [written]
    return bool(actions) and all(isinstance(one, str) and _OTHER.match(one) for one in actions)


def _default_version(policy: dict[str, Any]) -> object:
    """The document that holds; others were replaced by it."""
    for version in policy.get("PolicyVersionList") or ():
        if version.get("IsDefaultVersion") or version.get("VersionId") == policy.get("DefaultVersionId"):
            return version.get("Document")
    return Unk("the answer of AWS does not tell the version of it that holds")


def _linked_service(told: dict[str, Any]) -> str:
    """The service of caches that a role is linked to; empty for all others."""
    found = _LINKED.fullmatch(str(told.get("Path")))
    return found[1] if found is not None and _OF_CACHES.match(found[1]) else ""


def _of_caches(attached: dict[str, Any], about: set[str]) -> bool:
    """Whether a policy is about caches: as it was read, or, of AWS's own, by its name."""
    arn = str(attached.get("PolicyArn"))
    return arn in about or (_AWS in arn and _OF_CACHES.search(str(attached.get("PolicyName"))) is not None)


def _names(principal: _Principal) -> list[str] | None:
    """The names of the policies that are attached to a principal."""
    if principal.told.get("AttachedManagedPolicies") is None:
        return None
    return [str(one.get("PolicyName")) for one in principal.attached]


def _as_read(name: str) -> Any:
    def special(written: Told, facts: Facts) -> Fact:
        found: Fact = written.values[name]
        return found

    return special


TABLES: dict[str, Table] = {
    POLICY: Table(
        "iam_policy",
        ("PolicyName",),
        (),
        {"policy_type": _as_read("policy_type"), "statements": _as_read("statements")},
    ),
    PRINCIPAL: Table(
        "iam_principal",
        ("Name",),
        (
            Field("linked_service", ("Service",), text, ABSENT),
            Field("policies", ("Attached",), words, untold("which policies it has")),
        ),
    ),
}

#: What is asked of an account as a whole.
CALLS = (IDENTITIES,)
