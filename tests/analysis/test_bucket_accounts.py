"""Which other accounts may read the buckets that snapshots are written to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model.facts import Fact, Known, Unknown
from auditor.model.location import Location
from auditor.model.policy import Condition, Named, Statement
from tests.analysis.builders import resource, view

OWN, OTHER = "111122223333", "444455556666"
TRUE, FALSE, UNKNOWN = Known(True), Known(False), Unknown("var.blocked")
SERVICE = "Service:eu-south-1.elasticache-snapshot.amazonaws.com"
OWNER = "540804c33a284a299d2547575ce1010f2312ef3da9b3a053c8bc45bf233e4353"


def statement(*principals: str, allows: bool = True, action: str = "s3:GetObject", when: str = "") -> Statement:
    key, _, value = when.partition("=")
    held = (Condition("StringEquals", key, (value,)),) if when else ()
    names = Named(Known(principals or ("*",)))
    return Statement("S", allows, Named(Known((action,))), Named(Known(("arn:aws:s3:::b/*",))), names, Known(held))


def asked(*statements: Statement, acl: Fact = Known(("private",)), blocked: Fact = TRUE, account: str = "") -> str:
    bucket = resource("bucket", "b", statements=statements, acl=acl, public_access_blocked=blocked)
    bucket = replace(bucket, location=Location(account=account))
    found = view(bucket).fact(bucket, "readers.others")
    if isinstance(found, Unknown):
        return "?"
    assert isinstance(found, Known)
    return "yes" if found.value else "no"


@pytest.mark.parametrize(
    ("principal", "not_told", "in_own"),
    [
        (SERVICE, "no", "no"),
        (f"AWS:{OWN}", "?", "no"),
        (f"AWS:arn:aws:iam::{OWN}:role/r", "?", "no"),
        (f"AWS:arn:aws-cn:sts::{OWN}:assumed-role/r/s", "?", "no"),
        (f"AWS:arn:aws:iam::{OTHER}:root", "?", "yes"),
        (f"Federated:arn:aws:iam::{OTHER}:saml-provider/p", "?", "yes"),
        ("AWS:arn:<partition>:iam::<data.aws_caller_identity.me.account_id>:root", "no", "no"),
        ("AWS:<AWS::AccountId>", "no", "no"),
        ("AWS:<aws_iam_role.r.arn>", "no", "no"),
        ("AWS:<data.aws_iam_role.r.arn>", "?", "?"),
        ("AWS:<?var.reader>", "?", "?"),
        ("AWS:AROAEXAMPLE", "?", "?"),
        (f"CanonicalUser:{OWNER}", "no", "no"),
        ("CanonicalUser:0123", "?", "?"),
    ],
)
def test_principals(principal: str, not_told: str, in_own: str):
    assert asked(statement(principal)) == not_told
    assert asked(statement(principal), account=OWN) == in_own


def test_of_two_accounts_one_is_another():
    assert asked(statement(f"AWS:{OWN}", f"AWS:{OTHER}")) == "yes"
    assert asked(statement(f"AWS:{OWN}", f"AWS:arn:aws:iam::{OWN}:root")) == "?"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("aws:PrincipalOrgID=o-1", "yes"),
        (f"aws:PrincipalAccount={OWN}", "no"),
        (f"aws:PrincipalAccount={OTHER}", "yes"),
        ("aws:PrincipalAccount=<AWS::AccountId>", "no"),
        ("aws:SourceVpce=vpce-1", "?"),
        ("aws:PrincipalOrgID=*", "?"),
    ],
)
def test_everybody_under_a_condition(when: str, expected: str):
    assert asked(statement(when=when), account=OWN) == expected


def test_an_account_under_a_condition_stays_another_one():
    assert asked(statement(f"AWS:{OTHER}", when="aws:SourceVpce=vpce-1"), account=OWN) == "yes"
    assert asked(statement(f"AWS:{OTHER}", when=f"aws:PrincipalAccount={OWN}"), account=OWN) == "no"


@pytest.mark.parametrize(("blocked", "expected"), [(TRUE, "no"), (FALSE, "yes"), (UNKNOWN, "?")])
def test_a_public_policy_is_restricted_to_the_account_where_that_is_blocked(blocked: Fact, expected: str):
    assert asked(statement(), blocked=blocked) == expected
    assert asked(statement(), statement(f"AWS:{OTHER}"), blocked=blocked, account=OWN) == expected
    assert asked(statement(f"AWS:{OTHER}"), blocked=blocked, account=OWN) == "yes", "no public policy"


@pytest.mark.parametrize(
    ("denied", "expected"),
    [
        (statement(allows=False), "?"),
        (statement(allows=False, action="s3:PutObject"), "yes"),
        (statement(allows=False, when="aws:SecureTransport=false"), "yes"),
    ],
)
def test_denials(denied: Statement, expected: str):
    assert asked(statement(f"AWS:{OTHER}"), denied, account=OWN) == expected


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        ("owner FULL_CONTROL", "no"),
        ("<data.aws_canonical_user_id.me.id> FULL_CONTROL", "no"),
        (f"{OWNER} READ", "no"),
        ("0123 READ", "?"),
        ("0123 READ_ACP", "no"),
        ("bucket-owner-read", "no"),
    ],
)
def test_grants(grant: str, expected: str):
    assert asked(acl=Known((grant,))) == expected


def test_what_is_not_known_may_let_others_in():
    assert asked(acl=Unknown("var.acl")) == "?"
    unread = replace(statement(), conditions=Unknown("var.conditions"))
    assert asked(unread, blocked=FALSE) == "?"
    assert asked(statement(action="s3:PutObject"), blocked=FALSE) == "no"
