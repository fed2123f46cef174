"""Who may read the buckets that ElastiCache writes snapshots to.

Domain sources: the ElastiCache user guide, "Exporting a backup" (whoever has access to the bucket reads what is in
it); the S3 user guide, "Blocking public access", "The meaning of public" and "Access control list overview".
"""

from __future__ import annotations

import re

from auditor.analysis.policy_globs import Truth
from auditor.analysis.policy_statements import Read, any_of, conditions_of, is_about, read, texts_of
from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.policy import Condition
from auditor.model.resource import Resource
from auditor.model.view import View

GET = "s3:GetObject"
#: Canned lists and groups of grantees that everybody is in, or everybody with an account of AWS.
CANNED = frozenset({"public-read", "public-read-write", "authenticated-read"})
GROUPS = ("/groups/global/AllUsers", "/groups/global/AuthenticatedUsers")
READS = frozenset({"READ", "FULL_CONTROL"})
#: Conditions that bound a statement to some callers where they name values, and those that everybody can meet.
_CALLER = frozenset({
    "aws:principalaccount", "aws:principalorgid", "aws:sourceaccount", "aws:sourceorgid", "aws:sourcevpc",
    "aws:sourcevpce",
})  # fmt: skip
_ANYBODYS = frozenset({"aws:securetransport", "s3:tlsversion"})
_EQUAL = frozenset({"stringequals", "stringequalsignorecase", "stringlike"})


def public(bucket: Resource, view: View) -> Fact:
    """The statements and grants that let everybody read what is in a bucket, or list it."""
    found, doubts = _opened(bucket, view)
    granted, doubt = _granted(view.fact(bucket, "acl"))
    doubts += [doubt] if doubt else []
    texts = (*found, *granted)
    if doubts:
        return Unknown(doubts[0], bucket.location, members=texts)
    return Known(texts, Origin.DERIVED, bucket.location)


def _granted(acl: Fact) -> tuple[tuple[str, ...], str]:
    opened = tuple(f"the ACL {one}" for one in texts_of(acl) if _is_public(one))
    return opened, acl.reason if isinstance(acl, Unknown) else ""


def _is_public(grant: str) -> bool:
    grantee, _, permission = grant.rpartition(" ")
    return grant in CANNED or (grantee.endswith(GROUPS) and permission in READS)


def _opened(bucket: Resource, view: View) -> tuple[list[str], list[str]]:
    """The statements that let everybody read, and why there may be more or fewer."""
    reads, more = read(bucket, view)
    found, doubts = [], [more] if more else []
    for one in reads:
        if one.statement.allows:
            answer = all_of((anybody(one), is_about(one, GET, view), everything(one), unbound(one), one.there))
            if answer is True:
                found.append(told(one))
            elif answer is None:
                doubts.append(one.doubt or f"{one.statement.label}: whom it lets read what is not known")
    for one in reads if found else ():
        if not one.statement.allows and all_of((kept_out(one), is_about(one, GET, view))) is not False:
            return [], [f"{one.statement.label} may keep everybody out again"]
    return found, doubts


def all_of(answers: tuple[Truth, ...]) -> Truth:
    """Whether all of them hold."""
    return False if False in answers else None if None in answers else True


def anybody(one: Read) -> Truth:
    """Whether a statement is about principals of any account."""
    if one.statement.principals.excepted:
        return True
    names = texts_of(one.principals)
    if any(name in ("*", "AWS:*") for name in names):
        return True
    doubtful = isinstance(one.principals, Unknown) or any(name.startswith(("AWS:<?", "<?")) for name in names)
    return None if doubtful else False


def everything(one: Read) -> Truth:
    """Whether it is about all that is in the bucket: that of a part of it leaves open where snapshots are."""
    if one.statement.resources.excepted:
        return None
    answers = [_whole(text) for text in texts_of(one.resources)]
    found = any_of(answers)
    return None if found is False and isinstance(one.resources, Unknown) else found


def _whole(resource: str) -> Truth:
    _, slash, path = re.sub(r"<[^>]*>", "", resource).partition("/")
    if slash:
        return True if path == "*" and "<?" not in resource.rpartition("/")[2] else None
    return True if resource.endswith("*") else None if "<" in resource else False


def unbound(one: Read) -> Truth:
    """Whether everybody meets its conditions."""
    answers: list[Truth] = [None] if isinstance(one.conditions, Unknown) else []
    for test in conditions_of(one.conditions):
        key = test.key.lower()
        plain = is_plain(test)
        answers.append(True if key in _ANYBODYS else False if key in _CALLER and plain else None)
    return all_of(tuple(answers))


def is_plain(test: Condition) -> bool:
    """Whether a condition asks for values that are spelled out."""
    return test.operator.lower() in _EQUAL and not any("*" in v or "<?" in v for v in test.values)


def kept_out(one: Read) -> Truth:
    """Whether a denial may be of more than requests that are not encrypted."""
    keys = {test.key.lower() for test in conditions_of(one.conditions)}
    return False if keys & _ANYBODYS else None


def told(one: Read) -> str:
    """What a report says of a statement that opens a bucket."""
    return f"{one.statement.label} lets {one.statement.principals} do {one.statement.actions}"
