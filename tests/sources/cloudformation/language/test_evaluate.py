"""Intrinsic functions: what they come to where all is known, where something is not, and where it is an error."""

from __future__ import annotations

import pytest

from auditor.sources.partial.values import LinkedText, Unk
from tests.sources.cloudformation.language.stacks import ERROR, UNKNOWN, evaluated, plain

SETUP = """
Parameters:
  Env: {Type: String}
  Size: {Type: String, Default: a, AllowedValues: [a, b]}
  Token: {Type: String, NoEcho: true}
  Ids: {Type: "List<String>", Default: "x, y"}
  Fixed: {Type: String, Default: f}
  Flag: {Type: String, Default: "true"}
Mappings:
  Map:
    us-east-1: {v: "1", w: [p, q]}
    eu-west-1: {v: "2", w: [r]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  Small: !And [!Condition IsProd, !Not [!Equals [!Ref Size, b]]]
  Either: {"Fn::Or": [{Condition: IsProd}, {Condition: Small}]}
  Always: !Equals [1, "1"]
  Never: !Not [!Condition Always]
  Flagged: !Equals [!Ref Flag, on and off]
  Round: !Condition Round
  Foreign: !Equals [!ImportValue x, "y"]
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("text", "text"),
        ("7.10", "7.10"),
        ("true", "true"),
        ("Yes", "true"),
        ("null", None),
        ("[1, a, !Ref AWS::NoValue]", ["1", "a"]),
        ("{a: {b: 1}}", {"a": {"b": "1"}}),
        ("!Join ['-', [a, b]]", "a-b"),
        ("!Join ['', []]", ""),
        ("!Join [',', !Ref Ids]", "x,y"),
        ("!Join ['-', [a, !Ref AWS::NoValue, b]]", "a-b"),
        ("!Split ['/', 'p/q']", ["p", "q"]),
        ("!Select [1, !Ref Ids]", "y"),
        ("!Select ['0', !Split ['/', 'p/q']]", "p"),
        ("!Select [5, [a]]", ERROR),
        ("!Select [x, [a]]", ERROR),
        ("!Sub 'a-${Fixed}-${!Fixed}'", "a-f-${Fixed}"),
        ("!Sub ['${x}-${Fixed}', {x: 1}]", "1-f"),
        ("!Sub '${Nope}'", ERROR),
        ("!Sub [1, 2, 3]", ERROR),
        ("!If [Always, 1, 2]", "1"),
        ("!If [Never, 1, !Ref AWS::NoValue]", None),
        ("!If [Nope, 1, 2]", ERROR),
        ("!If [Always, 1]", ERROR),
        ("!FindInMap [Map, us-east-1, v]", "1"),
        ("!FindInMap [Map, us-east-1, w]", ["p", "q"]),
        ("!FindInMap [Map, nowhere, v]", ERROR),
        ("!FindInMap [Map, nowhere, v, {DefaultValue: 9}]", "9"),
        ("!FindInMap [Nope, a, b]", ERROR),
        ("!Base64 abc", "YWJj"),
        ("!Length [a, b]", "2"),
        ("!ToJsonString {a: [b]}", '{"a":["b"]}'),
        ("!Ref Nope", ERROR),
        ("!Ref Size", {"Size=a": "a", "Size=b": "b"}),
        ("!Sub '${Size}1'", {"Size=a": "a1", "Size=b": "b1"}),
        ("!Ref Env", UNKNOWN),
        ("!Ref Other", UNKNOWN),
        ("!GetAtt Other.Arn", UNKNOWN),
        ("!GetAtt [Other, Arn]", UNKNOWN),
        ("!GetAtt Nope.Arn", ERROR),
        ("!ImportValue x", UNKNOWN),
        ("!GetAZs ''", UNKNOWN),
        ("!Foo 1", UNKNOWN),
        ("!Transform {Name: X}", UNKNOWN),
        ("'{{resolve:secretsmanager:x}}'", UNKNOWN),
        ("!Sub '{{resolve:ssm:${Fixed}}}'", UNKNOWN),
        ("!Sub '{{resolve:ssm:${Size}}}'", {"Size=a": UNKNOWN, "Size=b": UNKNOWN}),
        ("!If [IsProd, 1, 2]", {'Env == "prod"=true': "1", 'Env == "prod"=false': "2"}),
        ("!If [IsProd, 1, 1]", "1"),
        ("!If [Small, 1, 2]", {
            'Env == "prod"=true, Size=a': "1", 'Env == "prod"=true, Size=b': "2",
            'Env == "prod"=false, Size=a': "2", 'Env == "prod"=false, Size=b': "2"}),
        ("!If [IsProd, !If [IsProd, 1, 2], 3]", {'Env == "prod"=true': "1", 'Env == "prod"=false': "3"}),
        ("!If [Round, 1, 2]", ERROR),
        ("!If [Foreign, 1, 2]", {"Foreign=true": "1", "Foreign=false": "2"}),
        ("!FindInMap [Map, !Ref AWS::Region, v]", {
            'AWS::Region == "us-east-1"=true': "1", 'AWS::Region == "eu-west-1"=true': "2",
            'AWS::Region == "us-east-1"=false, AWS::Region == "eu-west-1"=false': ERROR}),
    ],
)  # fmt: skip
def test_expressions(expression: str, expected: object) -> None:
    assert plain(evaluated(expression, SETUP)) == expected


@pytest.mark.parametrize(
    ("given", "expected"), [({"Env": "prod"}, "1"), ({"Env": "dev"}, "2"), ({"Env": "prod", "Size": "b"}, "1")]
)
def test_a_given_value_decides(given: dict[str, object], expected: str) -> None:
    assert plain(evaluated("!If [IsProd, 1, 2]", SETUP, **given)) == expected


def test_what_conditions_compare_a_parameter_with_is_a_world_beside_its_default() -> None:
    value = evaluated("!If [Flagged, 1, 2]", SETUP)
    assert plain(value) == {"Flag=true": "2", "Flag=on and off": "1", "Flag=(another value)": "2"}
    assert isinstance(value, Unk)
    [switch] = {switch for guard, _ in value.choices for switch, _ in guard}
    assert switch.default == "true"


def test_a_list_given_as_text_is_a_list() -> None:
    assert evaluated("!Ref Ids", SETUP, Ids="p,q") == ["p", "q"]


@pytest.mark.parametrize(
    ("expression", "nullable"),
    [("!Ref Token", False), ("'{{resolve:secretsmanager:x}}'", False), ("!Ref Other", False)],
)
def test_what_somebody_gives_is_given(expression: str, nullable: bool) -> None:
    value = evaluated(expression, SETUP)
    assert isinstance(value, Unk)
    assert value.nullable is nullable


def test_a_name_still_tells_whose_it_is() -> None:
    text = "Parameters: {}"
    value = evaluated("!Ref Other", text)
    assert isinstance(value, Unk)
    assert value.ref == ("Other", "Ref")
    assert not isinstance(value, LinkedText)
