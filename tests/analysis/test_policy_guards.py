"""What policies keep people from making, whoever allows it."""

from __future__ import annotations

import pytest

from auditor.model.facts import Known, Unknown
from auditor.model.policy import Condition
from tests.analysis.builders import view
from tests.analysis.test_policy import policy, statement

TLS = "elasticache:TransitEncryptionEnabled"
KIND = "elasticache:ConnectionType"


def kept_from(*statements: object, more: bool = False) -> object:
    one = policy(*statements, more=more)  # type: ignore[arg-type]
    found = view(one).fact(one, "guards")
    return found.value if isinstance(found, Known) else ("?", *(found.members or ()))  # type: ignore[union-attr]


def deny(action: str, *conditions: tuple[str, str, str], resources: object = "*") -> object:
    tests = tuple(Condition(operator, key, (value,)) for operator, key, value in conditions)
    return statement(action, resources, allows=False, conditions=Known(tests))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (deny("elasticache:CreateReplicationGroup", ("Bool", TLS, "false")), ("no-tls",)),
        (deny("elasticache:CreateReplicationGroup", ("BoolIfExists", TLS.upper(), "FALSE")), ("no-tls",)),
        (deny("elasticache:*", ("StringNotEquals", TLS, "true")), ("no-tls",)),
        (deny("elasticache:CreateReplicationGroup", ("Bool", TLS, "true")), ()),
        (deny("elasticache:CreateReplicationGroup", ("Null", TLS, "true")), ("?",)),
        (deny("elasticache:CreateReplicationGroup", ("Bool", TLS, "<?var.x>")), ("?",)),
        (deny("elasticache:CreateReplicationGroup"), ("no-tls", "no-at-rest")),
        (deny("elasticache:CreateCacheCluster"), ()),
        (deny("elasticache:*", ("StringEquals", KIND, "public")), ("public",)),
        (deny("elasticache:*", ("StringLike", KIND, "*")), ("public",)),
        (deny("elasticache:*", ("StringEquals", KIND, "public"), ("StringEquals", "aws:RequestedRegion", "x")), ()),
        (
            deny("elasticache:*", ("StringEquals", KIND, "public"), ("ArnNotLike", "aws:PrincipalArn", "*:role/admin")),
            ("public",),
        ),
        (
            deny(
                "elasticache:*", ("StringEquals", KIND, "public"), resources="arn:aws:elasticache:*:*:serverlesscache:x"
            ),
            (),
        ),
        (statement("elasticache:*"), ()),
    ],
)
def test_guards(made: object, expected: tuple[str, ...]):
    assert kept_from(made) == expected


def test_what_was_not_read_may_be_a_guard():
    assert kept_from(more=True) == ("?",)
    assert kept_from(deny("elasticache:CreateReplicationGroup"), more=True) == ("?", "no-tls", "no-at-rest")
    assert kept_from(statement(Unknown("var.a", members=()), allows=False)) == ("?",)
