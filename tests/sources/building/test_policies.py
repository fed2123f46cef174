"""From the value of a document to statements: whatever of it is not known is not known of the statements."""

from __future__ import annotations

import json
import time

import pytest

from auditor.model.facts import Absent, Known, Switch, Unknown
from auditor.model.location import Location
from auditor.model.policy import Condition, Statement
from auditor.sources.building.iam import about_caches
from auditor.sources.building.policies import WrittenStatement, policy_fact, together
from auditor.sources.building.policy_arns import cache_arn, other_arn, with_arns
from auditor.sources.partial.texts import DocumentText, Encoded, Together
from auditor.sources.partial.values import Unk

HERE = Location("main.tf", 7)
ON = Switch("var.on", subject="var.on")
YES, NO = ((ON, "true"),), ((ON, "false"),)
ARN = Unk("decided by AWS", "aws_iam_role.r.arn", ref=("aws_iam_role.r", "arn"), kind="string")
VAR = Unk("var.x has no value", "var.x", ref=("var.x", ""))


def read(value: object) -> tuple[Statement, ...]:
    fact = policy_fact(value, HERE)
    assert isinstance(fact, Known), fact
    assert isinstance(fact.value, tuple)
    return fact.value


def why(value: object) -> str:
    fact = policy_fact(value, HERE)
    assert isinstance(fact, Unknown), fact
    return fact.reason


def one(**elements: object) -> dict[str, object]:
    return {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", **elements}]}


def test_json_and_objects_read_alike():
    document = {
        "Version": "2012-10-17",
        "Statement": {
            "Sid": "A",
            "Effect": "Deny",
            "NotAction": ["s3:*", "ec2:*"],
            "NotResource": "arn:aws:s3:::x",
            "Principal": {"AWS": ["a", "b"], "Service": "c"},
            "Condition": {"Bool": {"aws:SecureTransport": False}, "StringLike": {"k": ["v", "w"]}},
        },
    }
    (found,) = read(document)
    assert read(json.dumps(document)) == (found,)
    assert (found.label, found.allows, found.place) == ("A", False, HERE)
    assert (found.actions.excepted, found.actions.names.value) == (True, ("s3:*", "ec2:*"))  # type: ignore[union-attr]
    assert (found.resources.excepted, found.resources.names.value) == (True, ("arn:aws:s3:::x",))  # type: ignore[union-attr]
    assert found.principals.names.value == ("AWS:a", "AWS:b", "Service:c")  # type: ignore[union-attr]
    assert found.conditions.value == (  # type: ignore[union-attr]
        Condition("Bool", "aws:SecureTransport", ("false",)),
        Condition("StringLike", "k", ("v", "w")),
    )
    assert str(found) == "A denies all but s3:*, ec2:* on all but arn:aws:s3:::x"


def test_nothing_is_no_policy():
    assert isinstance(policy_fact(None, HERE), Absent)
    assert isinstance(policy_fact("", HERE), Absent)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("{", "the policy: it is no JSON"),
        ("[1]", "the policy: it is no object"),
        ("[" * 50_000, "the policy: it is nested too deep"),
        ("x" * 200_000, "the policy: it is longer than any policy: more than 131,072 characters"),
        ('{"Statement": [], "Statement": []}', "the policy: a name occurs twice in an object of it, which AWS refuses"),
        ({"Version": "2012-10-17"}, "the policy: it has no Statement"),
        (one(Effect="allow"), "the policy: statement 1: its Effect is neither Allow nor Deny"),
        (one(Effect=VAR), "the policy: statement 1: var.x has no value"),
        (one(actions="s3:*"), "the policy: a statement has no 'actions'"),
        ({"Statement": [{"Effect": "Allow", "Resource": "*"}]}, "the policy: statement 1 names no action"),
        ({"Statement": ["x"]}, "a statement is no object"),
        ({"Statement": VAR}, "var.x has no value"),
        ({"Statement": [one()["Statement"][0], VAR]}, "var.x has no value"),  # type: ignore[index]
        ({"Statement": [{}] * 1_001}, "the policy: it has more than 1,000 statements"),
        (VAR, "the policy: var.x has no value"),
    ],
)
def test_what_cannot_be_read_says_why(value: object, reason: str):
    assert why(value) == reason


def test_statements_beside_one_that_is_not_known_are_kept():
    fact = policy_fact({"Statement": [one()["Statement"][0], VAR]}, HERE)  # type: ignore[index]
    assert isinstance(fact, Unknown)
    assert len(fact.members or ()) == 1


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (ARN, Known(("<aws_iam_role.r.arn>",))),
        (VAR, "var.x has no value"),
        ([VAR], Known(("<?var.x>",))),
        ([ARN, "b"], Known(("<aws_iam_role.r.arn>", "b"))),
        (Together("?", parts=("arn:", ARN, ":", VAR)), Known(("arn:<aws_iam_role.r.arn>:<?var.x>",))),
        ([Unk("?", "var.user.arn", ref=("var.user", "arn"))], Known(("<?var.user.arn>",))),
        ([Unk("?", "Users.Arn", ref=("Users", "Arn"))], Known(("<Users.Arn>",))),
        (Unk("it is <odd>", 'a("<x> y")', kind="string"), Known(('<?a(" x y")>',))),
        ([Unk("one of two", choices=((YES, "a"), (NO, "b")))], "one of two"),
        ([["a"]], "a text is needed"),
    ],
)
def test_what_is_not_known_of_a_text_is_marked_in_it(resource: object, expected: object):
    (found,) = read(one(Resource=resource))
    names = found.resources.names
    if isinstance(expected, str):
        assert isinstance(names, Unknown)
        assert names.reason == expected
    else:
        assert isinstance(names, Known)
        assert names.value == expected.value  # type: ignore[attr-defined]


def test_json_with_gaps_is_read():
    text = Together(
        "?", parts=('{"Statement": [{"Effect": "Allow", "Action": "s3:\\"', VAR, '", "Resource": ', ARN, "}]}")
    )
    (found,) = read(text)
    assert found.actions.names.value == ('s3:"<?var.x>',)  # type: ignore[union-attr]
    assert found.resources.names.value == ("<aws_iam_role.r.arn>",)  # type: ignore[union-attr]
    listed = Together(
        "?", parts=('{"Statement": [{"Effect": "Allow", "Action": ', Encoded("?", value=["a", VAR]), "}]}")
    )
    assert read(listed)[0].actions.names.value == ("a", "<?var.x>")  # type: ignore[union-attr]
    assert why(Together("?", parts=("{", VAR, "}"))) == "the policy: it is no JSON"


def test_marks_that_stand_in_a_text_already_are_not_known():
    text = Together("?", parts=('{"Statement": [{"Effect": "Allow", "Action": "\ue0009\ue001', VAR, '"}]}'))
    assert read(text)[0].actions.names.value == ("<?not known><?var.x>",)  # type: ignore[union-attr]


def test_what_tells_its_value_is_not_read_again():
    written = WrittenStatement({"Effect": "Allow", "Action": "s3:*"})
    written.place, written.exists = Location("doc.tf", 3), Unk("var.on", "var.on", kind="bool")
    (found,) = read(DocumentText.of("never read", {"Statement": [written]}))
    assert found.place == Location("doc.tf", 3)
    assert isinstance(found.exists, Unknown)
    assert [f.value for _, f in found.exists.choices] == [True, False]  # type: ignore[union-attr]


def test_cases_stay_cases():
    whole = policy_fact(Unk("var.on", choices=((YES, json.dumps(one())), (NO, ""))), HERE)
    assert isinstance(whole, Unknown)
    assert [type(fact) for _, fact in whole.choices] == [Known, Absent]
    part = {"Statement": [Unk("var.on", choices=((YES, one()["Statement"][0]), (NO, None)))]}  # type: ignore[index]
    (found,) = read(part)
    assert [fact.value for _, fact in found.exists.choices] == [True, False]  # type: ignore[union-attr]
    (found,) = read(one(Action=Unk("var.on", choices=((YES, ["a"]), (NO, "b")))))
    assert [fact.value for _, fact in found.actions.names.choices] == [("a",), ("b",)]  # type: ignore[union-attr]


def test_several_policies_are_one():
    first, second = (
        policy_fact(one(), HERE),
        Unknown("var.on", choices=((YES, policy_fact(one(Sid="B"), HERE)), (NO, Absent()))),
    )
    both = together([first, Absent(), second], HERE)
    assert isinstance(both, Known)
    labels = [(s.label, isinstance(s.exists, Known)) for s in both.value]  # type: ignore[attr-defined]
    assert labels == [("statement 1", True), ("B", False)]
    assert isinstance(together([first, policy_fact(VAR, HERE)], HERE), Unknown)
    assert isinstance(together([Absent()], HERE), Absent)


@pytest.mark.parametrize(
    ("elements", "type_", "expected"),
    [
        ({"Action": "elasticache:Describe*"}, "identity", True),
        ({"Action": "MemoryDB:*"}, "scp", True),
        ({"Action": ["s3:*", "ec2:*"]}, "identity", False),
        ({"Action": "*"}, "identity", True),
        ({"Action": "*"}, "scp", False),
        ({"Action": "*", "Resource": "arn:aws:s3:::x"}, "identity", False),
        ({"Action": "*", "Resource": "arn:<partition>:s3:::x"}, "identity", False),
        ({"Action": "*", "Resource": "arn:*:*:*:*:*"}, "identity", True),
        ({"Action": "*", "Effect": "Deny"}, "identity", False),
        ({"Action": [VAR]}, "identity", True),
        ({"Action": [Together("?", parts=("s3:", VAR))]}, "identity", False),
        ({"Action": VAR}, "scp", True),
        ({"Action": VAR, "Resource": "arn:aws:s3:::x"}, "identity", False),
    ],
)
def test_policies_that_certainly_say_nothing_of_caches_are_passed_over(
    elements: dict[str, object], type_: str, expected: bool
):
    facts = {"policy_type": Known(type_), "statements": policy_fact(one(**elements), HERE)}
    assert about_caches(facts) is expected


def test_types_of_policies_that_say_nothing_of_rights_are_passed_over():
    facts = {"policy_type": Unknown("TAG_POLICY says nothing of rights"), "statements": policy_fact(VAR, HERE)}
    assert about_caches(facts) is False


def test_arns_of_what_is_yet_to_be_made_tell_what_they_are_of():
    def arn_of(ref: tuple[str, str]) -> str:
        return (
            cache_arn("memorydb", "user") if ref[0].endswith(".u") else other_arn("iam_role") if ref[1] == "arn" else ""
        )

    user = Unk("?", "m.u.arn", ref=("m.u", "arn"), kind="string")
    (found,) = read(with_arns(one(Resource=[user, ARN, VAR]), arn_of))
    assert found.resources.names.value == (  # type: ignore[union-attr]
        "arn:<partition>:memorydb:<region>:<account>:user/<?m.u.arn>",
        "arn:<partition>:iam_role:<aws_iam_role.r.arn>",
        "<?var.x>",
    )
    plain = one()
    assert with_arns(plain, arn_of) is plain


def test_large_policies_take_no_time():
    started = time.monotonic()
    many = {"Statement": [{"Effect": "Allow", "Action": [f"s3:{n}" for n in range(50)], "Resource": ["*"] * 20}] * 900}
    assert len(read(many)) == 900
    assert time.monotonic() - started < 5
