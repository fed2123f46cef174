"""Keys of KMS that caches and snapshots are encrypted with.

Sources: the KMS API reference, DescribeKey, KeyMetadata, GetKeyRotationStatus and GetKeyPolicy; the developer guide,
"Key states of KMS keys" (in which a key can be used) and "Rotating KMS keys" (AWS rotates its own keys every year; keys
with imported material, in custom key stores, asymmetric ones and those for HMAC are never rotated by it).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model.facts import ABSENT, Fact, Known
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import KEY, KEY_POLICY, KEY_ROTATION, Call, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.errors import Cause
from auditor.sources.aws.resources import named
from auditor.sources.aws.written import Told, untold
from auditor.sources.building.conversions import boolean, lower, text
from auditor.sources.building.policies import policy_fact
from auditor.sources.building.table import Field, Table, default
from auditor.sources.partial.values import EvalError, Unk

KEY_OF_KMS, ALIAS = "kms:Key", "kms:Alias"
_AWS, _ROTATABLE = "AWS", ("AWS_KMS", "SYMMETRIC_DEFAULT")
_TAGS = Unk("the tags of keys are not asked for")
_ORIGINS = {
    "AWS_KMS": "kms",
    "EXTERNAL": "external",
    "AWS_CLOUDHSM": "custom-store",
    "EXTERNAL_KEY_STORE": "custom-store",
}
_USABLE = frozenset({"Enabled", "Updating"})
_NOT_USABLE = frozenset({"Disabled", "PendingDeletion", "PendingReplicaDeletion", "PendingImport", "Unavailable"})
#: What DescribeKey tells of a key, which is all unknown where it tells nothing.
_MEMBERS = ("KeyManager", "KeyState", "Origin", "KeySpec", "KeyRotationEnabled")


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """Each key that is named, whether or not it could be looked at; and the aliases that it is named by."""
    for name in named.keys(answers):
        place = f"arn:{answers.partition}:kms:{answers.region}:{answers.account}"
        own = name if name.startswith("arn:") else f"{place}:{name if _is_alias(name) else f'key/{name}'}"
        told = _described(name, answers)
        if told is None:
            reason = Unk(_refusal(KEY, name, answers))
            values: dict[str, Any] = {"KeyId": own.split(":", 5)[-1].removeprefix("key/")}
            values |= dict.fromkeys(_MEMBERS, reason)
            yield _entry(own, {**values, "Policy": _policy(name, answers)}, answers)
            continue
        arn = str(told.get("Arn") or own)
        more = {"KeyRotationEnabled": _rotation(told, name, answers), "Policy": _policy(name, answers)}
        yield _entry(arn, {**told, **more}, answers)
        if _is_alias(own.split(":", 5)[-1]):
            target = {"AliasName": own.split(":", 5)[-1], "TargetKeyId": told.get("KeyId")}
            yield LiveEntry(ALIAS, own, target, answers, _TAGS)


def _entry(arn: str, values: dict[str, Any], answers: Answers) -> LiveEntry:
    return LiveEntry(KEY_OF_KMS, arn, values, answers, _TAGS)


def _is_alias(name: str) -> bool:
    return name.startswith("alias/")


def _described(name: str, answers: Answers) -> dict[str, Any] | None:
    """What DescribeKey tells of a key that is named."""
    return _told(answers.one(KEY, name))


def _told(answer: Answer | None) -> dict[str, Any] | None:
    return answer.items[0] if answer is not None and answer.items else None


def _refusal(call: Call, name: str, answers: Answers) -> str:
    """Why a call told nothing of a key. One that is not found may be deleted, or of another account."""
    answer = answers.one(call, name)
    if answer is None:
        return f"{call.name} was not asked for"
    return str(answer.refusal or f"{call.name} told nothing")


def _rotates(told: dict[str, Any]) -> bool:
    """Whether somebody can choose that a key is rotated."""
    kind = (told.get("Origin"), told.get("KeySpec") or told.get("CustomerMasterKeySpec"))
    return told.get("KeyManager") != _AWS and kind == _ROTATABLE


def _rotation(key: dict[str, Any], name: str, answers: Answers) -> object:
    """Whether a key is rotated; None where that follows from what it is."""
    if not _rotates(key):
        return None
    told = _told(answers.one(KEY_ROTATION, name))
    return told.get("KeyRotationEnabled") if told is not None else Unk(_refusal(KEY_ROTATION, name, answers))


def _policy(name: str, answers: Answers) -> object:
    """The policy of a key; None for AWS's own, whose policies nobody can write."""
    key = _described(name, answers)
    if key is not None and key.get("KeyManager") == _AWS:
        return None
    told = _told(answers.one(KEY_POLICY, name))
    reason = "the answer of AWS does not tell its policy" if told is not None else _refusal(KEY_POLICY, name, answers)
    return (told or {}).get("Policy") or Unk(reason)


def _enabled(value: object) -> bool:
    """Whether a key can be used, by its state. Raises EvalError for one of which that is not established."""
    if value not in _USABLE | _NOT_USABLE:
        raise EvalError(f"whether a key that is {value} can be used is not established")
    return value in _USABLE


def _origin(value: object) -> str:
    if value not in _ORIGINS:
        raise EvalError(f"{value} is no origin of key material")
    return _ORIGINS[str(value)]


def _not_told(written: Told, facts: dict[str, Fact]) -> Fact:
    """Of keys that nobody can choose this for: AWS rotates its own and no others of them."""
    manager = facts["manager"]
    if not isinstance(manager, Known) or _rotates(written.values):
        return untold("whether it is rotated")
    return default(manager.value == "aws")


def _statements(written: Told, facts: dict[str, Fact]) -> Fact:
    return policy_fact(written.values["Policy"], written.header) if written.has("Policy") else ABSENT


TABLES: dict[str, Table] = {
    KEY_OF_KMS: Table(
        "kms_key",
        ("KeyId",),
        (
            Field("manager", ("KeyManager",), lower, untold("who manages it")),
            Field("enabled", ("KeyState",), _enabled, untold("its state")),
            Field("spec", ("KeySpec", "CustomerMasterKeySpec"), text, untold("its kind")),
            Field("origin", ("Origin",), _origin, untold("where its key material comes from")),
            Field("rotation", ("KeyRotationEnabled",), boolean, _not_told),
        ),
        {"statements": _statements},
    ),
}
#: Other names of keys, with the members that are the name and that name the key.
KEY_ALIASES = {ALIAS: ("AliasName", "TargetKeyId")}


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _keys(answers: Answers) -> Iterator[Question]:
    """What is not asked yet of each key: at first what it is, then what hangs on that."""
    for name in named.keys(answers):
        described = answers.one(KEY, name)
        if described is None:
            yield Question(KEY, name)
            continue
        told = _told(described) or {}
        if told and _rotates(told) and answers.one(KEY_ROTATION, name) is None:
            yield Question(KEY_ROTATION, name)
        gone = described.refusal is not None and described.refusal.cause is Cause.GONE
        if not gone and told.get("KeyManager") != _AWS and answers.one(KEY_POLICY, name) is None:
            yield Question(KEY_POLICY, name)


#: Caches are listed first, snapshots may be later, and what a key is decides what else is asked of it.
ROUNDS = (_nothing, _keys, _keys, _keys)
