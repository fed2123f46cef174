"""Keys: whose they are, and whom their policies let use them.

Domain sources: the ElastiCache user guide, "At-rest encryption" (it takes customer managed keys; with none named the
service encrypts with a key of its own); the KMS developer guide, "Key policies", "Default key policy" (the statement
for the account lets its IAM policies decide) and "AWS KMS condition keys".
"""

from __future__ import annotations

from collections.abc import Callable

from auditor.analysis.policy_globs import Truth, names_action
from auditor.analysis.policy_statements import Read, any_of, conditions_of, read, texts_of
from auditor.analysis.snapshots import key_of_snapshot
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

_SERVICE, _AWS, _CUSTOMER = "service", "aws", "customer"
#: What the names of AWS's own keys in an account begin with.
_OF_AWS = "alias/aws/"
#: What the names of regions of AWS GovCloud (US) begin with.
_GOVCLOUD = "us-gov-"
#: What reads what a key encrypts, or lets others do that.
_USES = ("kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant", "kms:GenerateDataKey")
#: Keys of conditions that say who calls, or from where; and those that say for what alone.
_CALLER = frozenset({
    "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:principaltype",
    "aws:sourceaccount", "aws:sourcearn", "aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc",
    "aws:sourcevpce", "aws:userid", "aws:username", "aws:vpcsourceip", "aws:principalisawsservice",
    "kms:calleraccount",
})  # fmt: skip
_PURPOSE = frozenset({"kms:viaservice", "kms:grantisforawsresource", "kms:encryptioncontextkeys", "kms:keyorigin"})
_VIA = frozenset({
    "kms:viaservice", "kms:grantisforawsresource", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast",
})  # fmt: skip


def owner(resource: Resource, view: View) -> Fact:
    """Whose the key is that a cache or a snapshot is encrypted with."""
    named = view.fact(resource, "kms_key")
    if isinstance(named, Absent) and resource.kind == "snapshot":
        return key_of_snapshot(resource, view)
    if isinstance(named, Absent):
        because = "no key is named, so that the service encrypts with one of its own"
        return Known(_SERVICE, Origin.DERIVED, named.place, because=because)
    keys = view.related(resource, "key")
    manager = view.fact(keys.certain[0], "manager") if len(keys.certain) == 1 and not keys.open else None
    if isinstance(manager, Known):
        return Known(str(manager.value), Origin.DERIVED, named.place)
    if isinstance(named, Unknown):
        # One that is not known yet is named for certain where it is an attribute of something.
        if keys.certain or keys.unseen:
            return Unknown(named.reason, named.place, low=_AWS, high=_CUSTOMER)
        return Unknown(named.reason, named.place, low=_SERVICE, high=_CUSTOMER)
    if _OF_AWS in str(named.value):
        return Known(_AWS, Origin.DERIVED, named.place, because=f"{named.value} is AWS's own key in the account")
    if isinstance(manager, Unknown):
        # An ARN does not tell AWS's own keys from others.
        return Unknown(manager.reason, named.place, low=_AWS, high=_CUSTOMER)
    return Known(_CUSTOMER, Origin.DERIVED, named.place)


def offered(resource: Resource, view: View) -> Fact:
    """Whether a key of one's own can be named where a cache is: everywhere but in AWS GovCloud (US).

    Where no region is stated it is not taken for one of those: hardly any code is for them, and says so where it is.
    """
    region = view.fact(resource, "region")
    in_gov = isinstance(region, Known) and str(region.value).startswith(_GOVCLOUD)
    place = region.place if isinstance(region, Known) else resource.location
    return Known(not in_gov, Origin.DERIVED, place)


def open_by(key: Resource, view: View) -> Fact:
    """The statements of a key policy that let principals of any account use the key."""
    return _statements(key, view, _is_open)


def direct_by(key: Resource, view: View) -> Fact:
    """The statements that let named principals use the key themselves, not through a service of AWS alone."""
    return _statements(key, view, _is_direct)


def _statements(key: Resource, view: View, asked: Callable[[Read, View], Truth]) -> Fact:
    reads, more = read(key, view)
    found, doubts = [], [more] if more else []
    for one in reads:
        if not one.statement.allows:
            continue
        answer = asked(one, view)
        if answer is True and one.there is True:
            found.append(one)
        elif answer is not False:
            doubts.append(one.doubt or f"{one.statement.label}: what its conditions ask for is not known here")
    texts = tuple(_told(one) for one in found)
    place = found[0].statement.place if found else key.location
    if doubts:
        return Unknown(doubts[0], place, members=texts)
    return Known(texts, Origin.DERIVED, place)


def _told(one: Read) -> str:
    return f"{one.statement.label} lets {one.statement.principals} do {one.statement.actions}"


def _is_open(one: Read, view: View) -> Truth:
    anybody = _anybody(one)
    if anybody is False or _uses(one, view) is False:
        return False
    bound = _asks_for(one, _CALLER, _PURPOSE)
    if bound is True:
        return False
    return True if anybody and bound is False and _uses(one, view) is True else None


def _is_direct(one: Read, view: View) -> Truth:
    persons = _persons(one)
    uses = _uses(one, view)
    if persons is False or uses is False:
        return False
    through = _asks_for(one, _VIA, None)
    if through is True:
        return False
    return True if persons and through is False and uses is True else None


def _uses(one: Read, view: View) -> Truth:
    """Whether a statement lets somebody use the key."""
    view.spend(len(texts_of(one.actions)))
    answers = [any_of(names_action(text, action) for text in texts_of(one.actions)) for action in _USES]
    if one.statement.actions.excepted:
        answers = [None if answer is None else not answer for answer in answers]
    found = any_of(answers)
    return None if found is False and isinstance(one.actions, Unknown) else found


def _anybody(one: Read) -> Truth:
    """Whether a statement is about principals of any account."""
    if one.statement.principals.excepted:
        return True
    names = texts_of(one.principals)
    if any(name in ("*", "AWS:*") for name in names):
        return True
    return None if isinstance(one.principals, Unknown) or any(name.startswith("AWS:<?") for name in names) else False


def _persons(one: Read) -> Truth:
    """Whether it is about principals other than services, and other than the account, which lets IAM decide."""
    if one.statement.principals.excepted:
        return True
    names = [name for name in texts_of(one.principals) if not name.startswith("Service:")]
    plain = [name for name in names if not _is_account(name)]
    if any("<?" not in name for name in plain):
        return True
    return None if plain or isinstance(one.principals, Unknown) else False


def _is_account(name: str) -> bool:
    """Whether a principal is an account as a whole."""
    account = name.removeprefix("AWS:")
    return account.endswith(":root") or account.isdigit() or (account.startswith("<") and "account" in account.lower())


def _asks_for(one: Read, wanted: frozenset[str], others: frozenset[str] | None) -> Truth:
    """Whether the conditions of a statement ask for one of the `wanted` keys; any but the `others` may mean as much."""
    keys = {condition.key.lower() for condition in conditions_of(one.conditions)}
    if keys & wanted:
        return True
    unknown = isinstance(one.conditions, Unknown) or any("<" in key for key in keys)
    if others is not None:
        unknown = unknown or any(key not in others and not key.startswith("kms:encryptioncontext") for key in keys)
    return None if unknown else False
