"""Keys that caches name: what each is, and what of it is denied."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.model.facts import Absent, Fact, Known, Ref, Unknown
from auditor.model.finding import Status
from auditor.model.resource import Inventory
from auditor.model.schema import KINDS
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import (
    KEY,
    KEY_POLICY,
    KEY_ROTATION,
    MEMORYDB_CLUSTERS,
    MEMORYDB_SNAPSHOTS,
    REPLICATION_GROUPS,
    SERVERLESS_CACHES,
    SNAPSHOTS,
    Call,
    Question,
)
from auditor.sources.aws.errors import Cause
from auditor.sources.aws.resources import keys
from tests.sources.aws.resources.networks import answers, findings, inventory, only, refused

ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
PLACE = "arn:aws:kms:eu-west-1:111122223333"
ARN = f"{PLACE}:key/{ID}"
ROOT = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}
OWNER, ROTATED, USABLE, OPEN = (
    "at-rest-customer-managed-key", "kms-key-rotation", "kms-key-usable", "kms-key-policy-open",
)  # fmt: skip


def group(name: str = ARN) -> Answer:
    """A replication group that is encrypted with a key."""
    told = {"ReplicationGroupId": "orders", "AtRestEncryptionEnabled": True, "KmsKeyId": name, "Engine": "valkey"}
    return Answer(REPLICATION_GROUPS, [told])


def described(name: str = ARN, **more: object) -> Answer:
    told = {
        "KeyId": ID, "Arn": ARN, "KeyManager": "CUSTOMER", "KeyState": "Enabled", "Enabled": True,
        "Origin": "AWS_KMS", "KeySpec": "SYMMETRIC_DEFAULT", **more,
    }  # fmt: skip
    return Answer(KEY, [told], subject=name)


def rotated(on: bool = True, name: str = ARN) -> Answer:
    return Answer(KEY_ROTATION, [{"KeyId": ARN, "KeyRotationEnabled": on}], subject=name)


def policy(*statements: object, name: str = ARN) -> Answer:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements or (ROOT,)})
    return Answer(KEY_POLICY, [{"Policy": text, "PolicyName": "default"}], subject=name)


def key(*given: Answer) -> dict[str, Fact]:
    return only(inventory(group(), *given), "kms_key").facts


def value(fact: Fact) -> Any:
    assert isinstance(fact, Known), fact
    return fact.value


def statuses(found: Inventory, *rules: str) -> list[Status]:
    return [one.status for rule in rules for one in findings(found, rule)[rule]]


def test_a_key_of_ones_own():
    facts = key(described(), rotated(), policy())
    told = {name: value(facts[name]) for name in ("manager", "enabled", "rotation", "spec", "origin", "identifier")}
    assert told == {
        "manager": "customer", "enabled": True, "rotation": True, "spec": "SYMMETRIC_DEFAULT", "origin": "kms",
        "identifier": ID,
    }  # fmt: skip
    (statement,) = value(facts["statements"])
    assert value(statement.principals.names) == ("AWS:arn:aws:iam::111122223333:root",)
    found = inventory(group(), described(), rotated(), policy())
    assert statuses(found, OWNER, ROTATED, USABLE, OPEN) == [Status.PASS] * 4


@pytest.mark.parametrize(
    "name", [ARN, ID, f"{PLACE}:alias/caches", "alias/caches"], ids=["ARN", "id", "ARN of an alias", "alias"]
)
def test_a_key_is_found_by_whatever_names_it(name: str):
    found = inventory(group(name), described(name), rotated(name=name), policy(name=name))
    assert value(only(found, "replication_group").relation("key")) == (Ref(ARN),)
    assert statuses(found, OWNER) == [Status.PASS]


@pytest.mark.parametrize(
    "name", [ARN, ID, f"{PLACE}:alias/caches", "alias/caches"], ids=["ARN", "id", "ARN of an alias", "alias"]
)
def test_a_denied_key_is_there_and_all_of_it_is_open(name: str):
    denied = [refused(call, name) for call in (KEY, KEY_ROTATION, KEY_POLICY)]
    found = inventory(group(name), *denied)
    rules = (OWNER, ROTATED, USABLE, OPEN)
    for rule, (finding,) in findings(found, *rules).items():
        action = "kms:GetKeyPolicy" if rule == OPEN else "kms:DescribeKey"
        assert (finding.status, f"AccessDenied: {action}" in str(finding)) == (Status.UNKNOWN, True), rule


def test_the_key_of_aws_is_known_by_its_alias_even_where_it_is_denied():
    found = inventory(group("alias/aws/elasticache"), refused(KEY, "alias/aws/elasticache"))
    assert statuses(found, OWNER) == [Status.FAIL]


@pytest.mark.parametrize(
    ("call", "rule"), [(KEY_ROTATION, ROTATED), (KEY_POLICY, OPEN)], ids=["rotation", "policy"]
)  # fmt: skip
def test_each_call_may_be_denied_by_itself(call: Call, rule: str):
    given = [one for one in (described(), rotated(), policy()) if one.call != call]
    found = inventory(group(), *given, refused(call, ARN))
    (finding,) = findings(found, rule)[rule]
    assert (finding.status, f"AccessDenied: {call.name}" in str(finding)) == (Status.UNKNOWN, True)
    others = [one for one in (OWNER, ROTATED, USABLE, OPEN) if one != rule]
    assert statuses(found, *others) == [Status.PASS] * 3


def test_a_key_that_is_not_found_is_not_known():
    found = inventory(group(), refused(KEY, ARN, "NotFoundException", Cause.GONE))
    assert statuses(found, OWNER, USABLE, OPEN) == [Status.UNKNOWN] * 3


def test_what_was_not_asked_is_not_known():
    assert statuses(inventory(group()), OWNER, ROTATED, USABLE, OPEN) == [Status.UNKNOWN] * 4


def test_a_key_of_awss_own():
    found = inventory(group(), described(KeyManager="AWS"))
    facts = only(found, "kms_key").facts
    assert (value(facts["manager"]), value(facts["rotation"])) == ("aws", True)
    assert isinstance(facts["statements"], Absent)
    assert statuses(found, OWNER, ROTATED, USABLE, OPEN) == [
        Status.FAIL, Status.NOT_APPLICABLE, Status.PASS, Status.PASS,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "usable"),
    [
        ("Enabled", Status.PASS), ("Updating", Status.PASS), ("Disabled", Status.FAIL), ("Unavailable", Status.FAIL),
        ("PendingDeletion", Status.FAIL), ("PendingReplicaDeletion", Status.FAIL), ("PendingImport", Status.FAIL),
        ("Creating", Status.UNKNOWN), ("Dreaming", Status.UNKNOWN), (None, Status.UNKNOWN),
    ],
)  # fmt: skip
def test_whether_a_key_can_be_used_hangs_on_its_state(state: str | None, usable: Status):
    assert statuses(inventory(group(), described(KeyState=state)), USABLE) == [usable]


@pytest.mark.parametrize(
    ("more", "origin"),
    [
        ({"Origin": "EXTERNAL"}, "external"),
        ({"Origin": "AWS_CLOUDHSM"}, "custom-store"),
        ({"Origin": "EXTERNAL_KEY_STORE"}, "custom-store"),
        ({"KeySpec": "RSA_2048"}, "kms"),
    ],
)
def test_keys_that_nobody_can_have_rotated(more: dict[str, str], origin: str):
    facts = key(described(**more), policy())
    assert (value(facts["origin"]), value(facts["rotation"])) == (origin, False)
    assert list(ask(answers(group(), described(**more), policy()))) == []


def test_a_key_that_is_not_rotated_fails():
    assert statuses(inventory(group(), described(), rotated(False), policy()), ROTATED) == [Status.FAIL]


def test_a_policy_for_everybody_fails():
    anybody = {**ROOT, "Principal": "*"}
    found = inventory(group(), described(), rotated(), policy(ROOT, anybody))
    assert statuses(found, OPEN) == [Status.FAIL]


@pytest.mark.parametrize("text", ["", "{", None])
def test_a_policy_that_cannot_be_read_is_not_known(text: str | None):
    found = inventory(group(), described(), rotated(), Answer(KEY_POLICY, [{"Policy": text}], subject=ARN))
    assert statuses(found, OPEN) == [Status.UNKNOWN]


ask = keys.ROUNDS[1]


def test_each_key_is_asked_about_once_whoever_names_it():
    other = {"KmsKeyId": ARN}
    given = [Answer(call, [other]) for call in (SERVERLESS_CACHES, SNAPSHOTS, MEMORYDB_CLUSTERS, MEMORYDB_SNAPSHOTS)]
    assert list(ask(answers(group(), *given))) == [Question(KEY, ARN)]
    assert list(ask(answers(*given))) == [Question(KEY, ARN)]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ([described()], [KEY_ROTATION, KEY_POLICY]),
        ([described(), rotated()], [KEY_POLICY]),
        ([described(), rotated(), policy()], []),
        ([described(KeyManager="AWS")], []),
        # A policy may deny one of the calls alone.
        ([refused(KEY, ARN)], [KEY_POLICY]),
        ([refused(KEY, ARN, "NotFoundException", Cause.GONE)], []),
    ],
    ids=["described", "and rotation told", "all told", "AWS's own", "denied", "gone"],
)
def test_what_is_asked_next_hangs_on_what_a_key_is(given: list[Answer], asked: list[Call]):
    assert list(ask(answers(group(), *given))) == [Question(call, ARN) for call in asked]


def test_no_key_is_asked_about_that_nothing_names():
    made: Answers = answers(Answer(REPLICATION_GROUPS, [{"ReplicationGroupId": "plain"}]))
    assert [list(one(made)) for one in keys.ROUNDS] == [[], [], [], []]


def test_every_fact_is_said():
    wanted = {name for name, fact in KINDS["kms_key"].facts.items() if not fact.derived}
    assert set(key(described(), rotated(), policy())) == wanted
    assert isinstance(key(described())["tags"], Unknown)
