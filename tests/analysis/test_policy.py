"""What policies allow: a naive evaluation of single requests must agree, and less knowledge never decides otherwise."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.analysis.policy_grants import Policy
from auditor.analysis.policy_statements import ALL, CONDITIONED, NONE, SOME, Range
from auditor.model.facts import ABSENT, Fact, Known, Unknown
from auditor.model.policy import Condition, Named, Statement
from tests.analysis.builders import BLURRED, FALSE, SWITCH, TRUE, at, resource, view

ARN = "arn:aws:elasticache:eu-west-1:123456789012"
WORDS = ("none", "some", "conditioned", "all")


def statement(
    actions: object = "elasticache:Connect",
    resources: object = "*",
    *,
    allows: bool = True,
    but_actions: bool = False,
    but_resources: bool = False,
    conditions: Fact | None = None,
    exists: Fact | None = None,
    label: str = "S",
) -> Statement:
    return Statement(
        label,
        allows,
        Named(_listed(actions), but_actions),
        Named(_listed(resources), but_resources),
        conditions=conditions or Known(()),
        place=at(5),
        exists=exists or Known(True),
    )


def _listed(value: object) -> Fact:
    if isinstance(value, (Known, Unknown)):
        return value
    return Known((value,) if isinstance(value, str) else tuple(value))  # type: ignore[arg-type]


def policy(*statements: Statement, more: bool = False):
    fact = Unknown("var.x has no value", members=statements) if more else Known(statements)
    return resource("iam_policy", "p", statements=fact, policy_type="identity")


def told(name: str, *statements: Statement, more: bool = False) -> str:
    one = policy(*statements, more=more)
    fact = view(one).fact(one, name)
    if isinstance(fact, Unknown):
        return f"{fact.low}..{fact.high}"
    assert isinstance(fact, Known)
    return str(fact.value)


IF_TAGGED = Known((Condition("StringEquals", "aws:ResourceTag/team", ("web",)),))


@pytest.mark.parametrize(
    ("name", "statements", "expected"),
    [
        ("connect.users", [statement()], "all"),
        ("connect.users", [statement(resources=f"{ARN}:user:*")], "none"),
        ("connect.caches", [statement(resources=[f"{ARN}:user:u", f"{ARN}:replicationgroup:*"])], "all"),
        ("connect.users", [statement(resources=[f"{ARN}:user:u", f"{ARN}:replicationgroup:*"])], "some"),
        (
            "connect.users",
            [statement(resources=f"{ARN}:user:u"), statement(resources=f"{ARN}:serverlesscache:c")],
            "some",
        ),
        ("connect.users", [statement("memorydb:Connect", "arn:aws:memorydb:*:*:*")], "all"),
        ("connect.users", [statement("memorydb:Connect", f"{ARN}:user:*")], "none"),
        ("connect.users", [statement(conditions=IF_TAGGED)], "conditioned"),
        ("connect.users", [statement(), statement("*", allows=False)], "none"),
        ("connect.users", [statement(), statement("*", allows=False, conditions=IF_TAGGED)], "conditioned"),
        ("connect.users", [statement(), statement(resources=f"{ARN}:user:admin", allows=False)], "all"),
        ("connect.users", [statement(), statement("*", f"{ARN}:user:app", allows=False, but_resources=True)], "none"),
        ("administration.of", [statement("elasticache:Describe*")], "none"),
        ("administration.of", [statement("elasticache:*")], "all"),
        ("administration.of", [statement("elasticache:*", f"{ARN}:replicationgroup:a*")], "some"),
        ("administration.of", [statement("iam:*", but_actions=True)], "all"),
        ("administration.of", [statement(["elasticache:*", "memorydb:*"], but_actions=True)], "none"),
        ("administration.of", [statement("elasticache:*", "arn:aws:s3:::*", but_resources=True)], "all"),
        ("administration.of", [statement("elasticache:*", "*", but_resources=True)], "none"),
        ("administration.of", [statement("elasticache:DeleteUser"), statement("elasticache:*", allows=False)], "none"),
        (
            "administration.of",
            [
                statement("elasticache:DeleteUser", f"{ARN}:user:app"),
                statement("elasticache:*", f"{ARN}:user:app", allows=False),
            ],
            "none",
        ),
        (
            "administration.of",
            [
                statement("elasticache:DeleteUser", f"{ARN}:user:app"),
                statement("elasticache:*", f"{ARN}:user:other", allows=False),
            ],
            "some",
        ),
        ("copies.of", [statement("elasticache:Copy*")], "all"),
        ("copies.of", [statement("elasticache:CreateSnapshot")], "none"),
        ("keys.of", [statement("kms:*", "arn:aws:kms:*:*:key/*")], "all"),
        ("keys.of", [statement("kms:Decrypt", "arn:aws:kms:eu-west-1:1:key/0a1b")], "some"),
        ("unnamed.of", [statement("*")], "all"),
        ("unnamed.of", [statement("elasticache:*")], "none"),
        ("unnamed.of", [statement("*"), statement("elasticache:*", allows=False)], "all"),
        ("services", [statement("elasticache:Describe*"), statement("s3:*")], "('elasticache',)"),
        ("services", [statement("*")], "()"),
        ("services", [statement("MemoryDB:*", allows=False)], "('memorydb',)"),
    ],
)
def test_what_a_policy_allows(name: str, statements: list[Statement], expected: str):
    assert told(name, *statements) == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([statement(Unknown("var.a", members=()))], "none..all"),
        ([statement(["s3:Get*", "elasticache:<?var.a>"])], "none..all"),
        ([statement(resources=Unknown("var.r", members=()))], "none..all"),
        ([statement(resources=Unknown("var.r", members=("*",)))], "all"),
        ([statement(resources=["*", "<?var.r>"])], "all"),
        ([statement(conditions=Unknown("var.c"))], "conditioned..all"),
        ([statement(conditions=Unknown("var.c", members=IF_TAGGED.value))], "conditioned"),  # type: ignore[arg-type]
        ([statement(exists=Unknown("var.n"))], "none..all"),
        ([statement(), statement("*", allows=False, exists=Unknown("var.n"))], "none..all"),
        ([statement(), statement(Unknown("var.a", members=()), allows=False)], "none..all"),
        ([statement(), statement("*", Unknown("var.r", members=()), allows=False)], "none..all"),
        ([statement(), statement("s3:*", Unknown("var.r", members=()), allows=False)], "all"),
    ],
)
def test_what_is_not_known_leaves_a_range(statements: list[Statement], expected: str):
    assert told("connect.users", *statements) == expected


def test_a_statement_that_was_not_read_may_deny_or_allow_anything():
    assert told("connect.users", statement(), more=True) == "none..all"
    assert told("connect.users", more=True) == "none..all"


def test_a_condition_that_everybody_meets_is_none():
    idle = Known(
        (Condition("StringLike", "aws:PrincipalArn", ("*",)), Condition("IpAddress", "aws:SourceIp", ("0.0.0.0/0",)))
    )
    assert told("connect.users", statement(conditions=idle)) == "all"
    tagged = Known((Condition("StringLike", "aws:ResourceTag/team", ("*",)),))
    assert told("connect.users", statement(conditions=tagged)) == "conditioned"


def test_statements_that_allow_most_are_named():
    one = policy(statement(label="Narrow", resources=f"{ARN}:*:app"), statement(label="Wide"))
    by = view(one).fact(one, "connect.by")
    assert isinstance(by, Known)
    assert by.value == ("Wide allows elasticache:Connect on *",)
    assert by.place == at(5)


def test_worlds_agree_on_what_hangs_on_one_switch():
    on = Unknown("var.on", choices=((TRUE, Known(("*",))), (FALSE, Known(("s3:*",)))))
    off = Unknown("var.on", choices=((TRUE, Known(False)), (FALSE, Known(True))))
    one = policy(statement(on), statement("elasticache:*", allows=False, exists=off))
    assert [view(one, world=world).fact(one, "connect.users").value for world in (TRUE, FALSE)] == ["all", "none"]  # type: ignore[union-attr]
    open_ended = view(one)
    assert isinstance(open_ended.fact(one, "connect.users"), Unknown)
    assert open_ended.pending == [SWITCH]


NAMES = ("app", "other", "zebra")
ACTIONS = ("elasticache:Connect", "elasticache:ModifyUser", "s3:GetObject")
PATTERNS = st.sampled_from(["*", "elasticache:*", "elasticache:Con*", "ElastiCache:modifyuser", "s3:*", "s3:GetObject"])
WHERE = st.sampled_from(["*", f"{ARN}:*", f"{ARN}:user:*", f"{ARN}:user:app", f"{ARN}:user:ot*", "arn:aws:s3:::*"])


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    allows = draw(st.booleans())
    key = "k:allow" if allows else "k:deny"
    return statement(
        draw(st.lists(PATTERNS, min_size=1, max_size=2, unique=True)),
        draw(st.lists(WHERE, min_size=1, max_size=2, unique=True)),
        allows=allows,
        but_actions=draw(st.sampled_from([False, False, True])),
        but_resources=draw(st.sampled_from([False, False, True])),
        conditions=Known((Condition("StringEquals", key, ("yes",)),)) if draw(st.booleans()) else None,
    )


def _among(named: Named, text: str, lower: bool) -> bool:
    assert isinstance(named.names, Known)
    patterns = [p.lower() if lower else p for p in named.names.value]  # type: ignore[attr-defined]
    return any(fnmatchcase(text.lower() if lower else text, p) for p in patterns) is not named.excepted


def allowed(every: list[Statement], action: str, arn: str, met: set[str]) -> bool:
    """What AWS says of one request, by the evaluation logic of the IAM user guide."""
    about = [
        s
        for s in every
        if _among(s.actions, action, True)
        and _among(s.resources, arn, False)
        and all(c.key in met for c in s.conditions.value)  # type: ignore[union-attr]
    ]
    return any(s.allows for s in about) and all(s.allows for s in about)


def rank(every: list[Statement], action: str) -> int:
    contexts: list[set[str]] = [set(), {"k:allow"}, {"k:deny"}, {"k:allow", "k:deny"}]
    of_new = [allowed(every, action, f"{ARN}:user:zebra", met) for met in contexts]
    if all(of_new):
        return ALL
    if any(of_new):
        return CONDITIONED
    return SOME if any(allowed(every, action, f"{ARN}:user:{n}", m) for n, m in product(NAMES, contexts)) else NONE


def granted(every: list[Statement], action: str, more: bool = False) -> Range:
    one = policy(*every, more=more)
    return Policy.of(one, view(one)).granted([(action, "elasticache", "user")]).range


@given(st.lists(statements(), max_size=4), st.sampled_from(ACTIONS[:2]))
def test_single_requests_agree(every: list[Statement], action: str):
    found = granted(every, action)
    told = "; ".join(f"{one} if {[c.key for c in one.conditions.value]}" for one in every)  # type: ignore[union-attr]
    assert found.low <= rank(every, action) <= found.high, told


@given(st.lists(statements(), max_size=3), statements(), st.sampled_from(ACTIONS[:2]))
def test_a_deny_only_narrows_and_an_allow_only_widens(every: list[Statement], more: Statement, action: str):
    before, after = granted(every, action), granted([*every, more], action)
    if more.allows:
        assert (after.low, after.high) >= (before.low, before.high) or after.high >= before.high
        assert after.low >= before.low
    else:
        assert after.low <= before.low
        assert after.high <= before.high


@given(st.lists(statements(), min_size=1, max_size=3), st.sampled_from(ACTIONS[:2]), st.data())
def test_less_knowledge_only_widens_the_range(every: list[Statement], action: str, data: st.DataObject):
    known = granted(every, action)
    number = data.draw(st.integers(0, len(every) - 1))
    part = data.draw(st.sampled_from(["actions", "resources", "conditions", "exists", "all"]))
    one = every[number]
    if part == "all":
        blurred = granted(every[:number] + every[number + 1 :], action, more=True)
    else:
        blurred = granted([*every[:number], _without(one, part), *every[number + 1 :]], action)
    assert blurred.low <= known.low
    assert blurred.high >= known.high


def _without(one: Statement, part: str) -> Statement:
    nothing = Unknown("?", members=())
    return {
        "actions": replace(one, actions=Named(nothing, one.actions.excepted)),
        "resources": replace(one, resources=Named(nothing, one.resources.excepted)),
        "conditions": replace(one, conditions=BLURRED),
        "exists": replace(one, exists=BLURRED),
    }[part]


def test_absent_statements_allow_nothing():
    one = resource("iam_policy", "p", statements=ABSENT)
    assert view(one).fact(one, "unnamed.of").value == "none"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("statements", "more", "named"),
    [
        ([], True, ()),
        ([statement("memorydb:*")], True, ("memorydb",)),
        ([statement(Unknown("var.actions has no value", members=()))], False, ()),
        ([statement("<?var.service>:*")], False, ()),
    ],
)
def test_what_was_not_read_may_name_any_service(statements: list[Statement], more: bool, named: tuple[str, ...]):
    one = policy(*statements, more=more)
    found = view(one).fact(one, "services")
    assert isinstance(found, Unknown)
    assert found.members == named


def test_what_is_known_names_its_services_alone():
    one = policy(statement("s3:*"), statement("elasticache:Connect"), statement("*"))
    found = view(one).fact(one, "services")
    assert isinstance(found, Known)
    assert found.value == ("elasticache",)
