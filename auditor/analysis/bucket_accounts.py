"""Which other accounts may read the buckets that ElastiCache writes snapshots to.

Domain sources: the IAM user guide, "AWS JSON policy elements: Principal"; the S3 user guide, "Blocking public access"
(a bucket whose policy is public lets nobody of other accounts in where that is blocked).
"""

from __future__ import annotations

import re

from auditor.analysis.buckets import GET, READS, all_of, anybody, everything, is_plain, kept_out, told, unbound
from auditor.analysis.policy_globs import Truth
from auditor.analysis.policy_statements import Read, any_of, conditions_of, is_about, read, texts_of
from auditor.model.buckets import WRITERS
from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

_ACCOUNT = re.compile(r"(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::.*)?")
#: What code calls the account that it is applied in, what it makes there itself, and the owner of its buckets.
_OWN_ACCOUNT = re.compile(
    r"(?:arn:[^:]*:(?:iam|sts)::)?<[^<>?]*account[^<>]*>.*|.*<[^<>?]*caller_identity[^<>]*>.*", re.I
)
_MADE_HERE = re.compile(r"(?:arn:<partition>:[^:]*:)?<(?!\?|data\.)[^<>]*>$")
_OWNER = re.compile(r"<[^<>]*canonical_user_id[^<>]*>$")
#: Keys of conditions that name accounts, and those that name organizations, which have several.
_NAMES_ACCOUNT = frozenset({"aws:principalaccount", "aws:sourceaccount"})
_NAMES_SEVERAL = frozenset({"aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid"})


def others(bucket: Resource, view: View) -> Fact:
    """The statements and grants that let other accounts read what is in a bucket, or list it."""
    found, doubts = _by_policy(bucket, view)
    acl = view.fact(bucket, "acl")
    if isinstance(acl, Unknown):
        doubts.append(acl.reason)
    for grant in texts_of(acl):
        answer = _granted(grant)
        if answer:
            found.append(f"the ACL {grant}")
        elif answer is None:
            doubts.append(f"whether the ACL {grant} is for the owner of the bucket is not known")
    if doubts:
        return Unknown(doubts[0], bucket.location, members=tuple(found))
    return Known(tuple(found), Origin.DERIVED, bucket.location)


def _granted(grant: str) -> Truth:
    """Whether a grant lets another account list the bucket. What is for everybody is not told of here."""
    grantee, _, permission = grant.rpartition(" ")
    if not grantee or permission not in READS or grantee in WRITERS or grantee.startswith("http"):
        return False
    return False if _OWNER.match(grantee) or grantee == "owner" else None


def _by_policy(bucket: Resource, view: View) -> tuple[list[str], list[str]]:
    """The statements that let other accounts read, and why there may be more or fewer."""
    reads, more = read(bucket, view)
    found, doubts = [], [more] if more else []
    allowed = [one for one in reads if one.statement.allows]
    for one in allowed:
        foreign = _foreign(one, bucket.location.account)
        answer = all_of((foreign, is_about(one, GET, view), everything(one), one.there))
        if answer:
            found.append(told(one))
        elif answer is None:
            doubts.append(one.doubt or f"{one.statement.label}: whether it lets other accounts read is not known")
    if found or doubts:
        public = any_of(all_of((anybody(one), unbound(one), one.there)) for one in allowed)
        kept = _restricted(public, view.fact(bucket, "public_access_blocked"))
        if kept is not None:
            return [], [kept] if kept else []
    for one in reads if found else ():
        if not one.statement.allows and all_of((kept_out(one), is_about(one, GET, view))) is not False:
            return [], [f"{one.statement.label} may keep them out again"]
    return found, doubts


def _restricted(public: Truth, blocked: Fact) -> str | None:
    """Why nobody of another account may be let in though the policy does: empty where that is certain, None for no."""
    if public is False or (isinstance(blocked, Known) and blocked.value is False):
        return None
    if isinstance(blocked, Unknown):
        return blocked.reason
    return "" if public else "whether the policy is public, so that other accounts are kept out, is not known"


def _foreign(one: Read, own: str) -> Truth:
    """Whether a statement lets principals of another account in, `own` being the account of the bucket, if known."""
    bound = _bound(one, own)
    if bound is False:
        return False
    if anybody(one):
        return bound if bound is not None else unbound(one) or None
    names = [name for name in texts_of(one.principals) if not name.startswith("Service:")]
    accounts = {found[1] for found in map(_account, names) if found is not None}
    if accounts - {own} if own else len(accounts) > 1:
        return None if isinstance(one.conditions, Unknown) else True
    answers = [_is_foreign(name, own) for name in names]
    found = any_of(answers)
    return None if found is False and isinstance(one.principals, Unknown) else found


def _account(name: str) -> re.Match[str] | None:
    return _ACCOUNT.fullmatch(name.partition(":")[2])


def _is_foreign(name: str, own: str) -> Truth:
    """Whether a principal such as `AWS:arn:aws:iam::123456789012:root` is of another account."""
    type_, _, rest = name.partition(":")
    if type_ == "CanonicalUser":
        return False if rest in WRITERS or _OWNER.match(rest) else None
    if _account(name):
        # Of another account none is left here.
        return False if own else None
    return False if _OWN_ACCOUNT.fullmatch(rest) or _MADE_HERE.match(rest) else None


def _bound(one: Read, own: str) -> Truth:
    """Whether conditions admit other accounts: True where they name such, False for this one alone, None else."""
    answers: list[Truth] = []
    for test in conditions_of(one.conditions):
        key = test.key.lower()
        if not is_plain(test):
            continue
        if key in _NAMES_SEVERAL:
            answers.append(True)
        elif key in _NAMES_ACCOUNT:
            literal = {value for value in test.values if value.isdigit()}
            if all(value == own or _OWN_ACCOUNT.fullmatch(value) for value in test.values):
                return False
            answers.append(True if (literal - {own} if own else len(literal) > 1) else None)
    return True if True in answers and None not in answers else None
