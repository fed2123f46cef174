"""Whose keys are, and whom their policies let use them."""

from __future__ import annotations

import pytest

from auditor.model.facts import Fact, Known, Unknown, Unseen
from auditor.model.policy import Condition, Named, Statement
from tests.analysis.builders import BLURRED, link, resource, view

ROOT = "AWS:arn:aws:iam::123456789012:root"
ROLE = "AWS:arn:aws:iam::123456789012:role/app"


def asked(name: str, principal: object, actions: str = "kms:Decrypt", **conditions: str) -> str:
    tests = tuple(Condition("StringEquals", key.replace("__", ":"), (value,)) for key, value in conditions.items())
    names = principal if isinstance(principal, Unknown) else Known((principal,))
    made = Statement("S", True, Named(Known((actions,))), Named(Known(("*",))), Named(names), conditions=Known(tests))
    key = resource("kms_key", "k", statements=(made,))
    found = view(key).fact(key, name)
    if isinstance(found, Unknown):
        return "?"
    assert isinstance(found, Known)
    return "yes" if found.value else "no"


@pytest.mark.parametrize(
    ("principal", "actions", "conditions", "opened", "direct"),
    [
        (ROOT, "kms:*", {}, "no", "no"),
        ("AWS:123456789012", "kms:*", {}, "no", "no"),
        ("AWS:arn:<partition>:iam::<data.aws_caller_identity.account_id>:root", "kms:*", {}, "no", "no"),
        ("AWS:<data.aws_caller_identity.account_id>", "kms:*", {}, "no", "no"),
        ("*", "kms:*", {}, "yes", "yes"),
        ("AWS:*", "kms:Decrypt", {}, "yes", "yes"),
        ("*", "kms:Describe*", {}, "no", "no"),
        ("*", "kms:*", {"kms__CallerAccount": "123456789012"}, "no", "yes"),
        ("*", "kms:*", {"aws__PrincipalOrgID": "o-1"}, "no", "yes"),
        ("*", "kms:*", {"kms__ViaService": "elasticache.eu-west-1.amazonaws.com"}, "yes", "no"),
        ("*", "kms:*", {"kms__EncryptionContext:a": "b"}, "yes", "yes"),
        ("*", "kms:*", {"aws__SomethingNew": "b"}, "?", "yes"),
        (ROLE, "kms:GenerateDataKey*", {}, "no", "yes"),
        (ROLE, "kms:Put*", {}, "no", "no"),
        (ROLE, "kms:CreateGrant", {"kms__GrantIsForAWSResource": "true"}, "no", "no"),
        ("Service:logs.eu-west-1.amazonaws.com", "kms:*", {}, "no", "no"),
        ("AWS:<?var.who>", "kms:*", {}, "?", "?"),
        ("<?********>:elasticache.amazonaws.com", "kms:*", {}, "no", "?"),
        (Unknown("var.who"), "kms:*", {}, "?", "?"),
        (ROLE, "kms:<?var.what>", {}, "no", "?"),
    ],
)
def test_whom_a_key_is_open_to(principal: object, actions: str, conditions: dict[str, str], opened: str, direct: str):
    assert asked("open_by", principal, actions, **conditions) == opened
    assert asked("keys.by", principal, actions, **conditions) == direct


def test_a_deny_opens_nothing_and_statements_that_were_not_read_may():
    deny = Statement("D", False, Named(Known(("kms:*",))), Named(Known(("*",))), Named(Known(("*",))))
    key = resource("kms_key", "k", statements=(deny,))
    assert view(key).fact(key, "open_by").value == ()  # type: ignore[union-attr]
    unread = resource("kms_key", "k", statements=Unknown("var.policy has no value", members=(deny,)))
    found = view(unread).fact(unread, "open_by")
    assert isinstance(found, Unknown)
    assert found.reason == "var.policy has no value"


def test_all_but_some_principals_are_principals_of_any_account():
    made = Statement("S", True, Named(Known(("kms:*",))), Named(Known(("*",))), Named(Known((ROLE,)), excepted=True))
    key = resource("kms_key", "k", statements=(made,))
    assert view(key).fact(key, "open_by").value == ("S lets all but AWS:arn:aws:iam::123456789012:role/app do kms:*",)  # type: ignore[union-attr]


def owner(kms_key: object, *keys: object) -> str:
    cache = resource("replication_group", "c", kms_key=kms_key)
    link(cache, "key", *keys)  # type: ignore[arg-type]
    found: Fact = view(cache, *[k for k in keys if not isinstance(k, Unseen)]).fact(cache, "key.owner")  # type: ignore[arg-type]
    return str(found.value) if isinstance(found, Known) else f"{found.low}..{found.high}"  # type: ignore[union-attr]


def test_whose_a_key_is():
    own, theirs = resource("kms_key", "own", manager="customer"), resource("kms_key", "theirs", manager="aws")
    unread = resource("kms_key", "unread", manager=BLURRED)
    nothing = resource("replication_group", "c")
    assert view(nothing).fact(nothing, "key.owner").value == "service"  # type: ignore[union-attr]
    assert owner("key-1", own) == "customer"
    assert owner("key-1", theirs) == "aws"
    assert owner(BLURRED, own) == "customer"
    assert owner(BLURRED, unread) == "aws..customer"
    # An ARN does not tell whose a key is that could not be looked at.
    assert owner("arn:aws:kms:eu-west-1:1:key/1", unread) == "aws..customer"
    assert owner("alias/aws/elasticache", unread) == "aws"
    assert owner(BLURRED, Unseen("k", "not read")) == "aws..customer"
    assert owner(BLURRED) == "service..customer"
    assert owner("alias/aws/elasticache", Unseen("alias/aws/elasticache", "not read")) == "aws"
    assert owner("arn:aws:kms:eu-west-1:1:alias/aws/memorydb", Unseen("x", "not read")) == "aws"
    assert owner("alias/caches", Unseen("alias/caches", "not read")) == "customer"
