"""Who may read the buckets that snapshots are written to."""

from __future__ import annotations

import pytest

from auditor.model.facts import Fact, Known, Unknown
from auditor.model.policy import Condition, Named, Statement
from tests.analysis.builders import resource, view

ALL = "arn:aws:s3:::b/*"


def statement(principal: object = "*", actions: str = "s3:GetObject", on: str = ALL, allows: bool = True, **tests: str):
    held = tuple(Condition("StringEquals", key.replace("__", ":"), (value,)) for key, value in tests.items())
    names = principal if isinstance(principal, Unknown) else Known((principal,))
    return Statement("S", allows, Named(Known((actions,))), Named(Known((on,))), Named(names), conditions=Known(held))


def asked(*statements: Statement, acl: Fact = Known(("private",))) -> str:
    bucket = resource("bucket", "b", statements=statements, acl=acl)
    found = view(bucket).fact(bucket, "readers.public")
    if isinstance(found, Unknown):
        return "?"
    assert isinstance(found, Known)
    return "yes" if found.value else "no"


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (statement(), "yes"),
        (statement("AWS:*", "s3:*", "*"), "yes"),
        (statement("AWS:123456789012"), "no"),
        (statement("Service:eu-south-1.elasticache-snapshot.amazonaws.com", "s3:*"), "no"),
        (statement("AWS:<?var.who>"), "?"),
        (statement(Unknown("var.who")), "?"),
        (statement(actions="s3:PutObject"), "no"),
        (statement(on="arn:aws:s3:::b"), "no"),
        (statement(on="arn:aws:s3:::b/site/*"), "?"),
        (statement(on="<aws_s3_bucket.b.arn>/*"), "yes"),
        (statement(on='<aws_s3_bucket.b["a/b"].arn>/*'), "yes"),
        (statement(on="arn:aws:s3:::b/<?var.path>"), "?"),
        (statement(on="<?var.all>"), "?"),
        (statement(aws__PrincipalOrgID="o-1"), "no"),
        (statement(aws__PrincipalOrgID="*"), "yes-or-?"),
        (statement(aws__SecureTransport="true"), "yes"),
        (statement(aws__SomethingNew="x"), "?"),
        (statement(allows=False), "no"),
    ],
)
def test_statements(one: Statement, expected: str):
    assert asked(one) in expected.split("-or-")


@pytest.mark.parametrize(
    ("denied", "expected"),
    [
        (statement(actions="s3:*", allows=False, aws__SecureTransport="false"), "yes"),
        (statement(actions="s3:*", allows=False), "?"),
        (statement(actions="s3:*", allows=False, aws__PrincipalOrgID="o-1"), "?"),
        (statement(actions="s3:PutObject", allows=False), "yes"),
    ],
)
def test_denials(denied: Statement, expected: str):
    assert asked(statement(), denied) == expected


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        ("private", "no"),
        ("public-read", "yes"),
        ("authenticated-read", "yes"),
        ("http://acs.amazonaws.com/groups/global/AllUsers READ", "yes"),
        ("http://acs.amazonaws.com/groups/global/AllUsers READ_ACP", "no"),
        ("http://acs.amazonaws.com/groups/s3/LogDelivery READ", "no"),
    ],
)
def test_grants(grant: str, expected: str):
    assert asked(acl=Known((grant,))) == expected


def test_a_list_that_was_not_read_may_open_it():
    assert asked(acl=Unknown("var.acl")) == "?"
