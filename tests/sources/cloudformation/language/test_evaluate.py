"""Intrinsic functions: what they come to where all is known, where something is not, and where it is an error."""

from __future__ import annotations

import pytest

from auditor.sources.cloudformation.language.stack import Stack
from auditor.sources.cloudformation.language.template import template_of
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
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
  Names: {Type: String, AllowedValues: [Fixed, Size]}
Mappings:
  Open: {one: {a: "1", Fn::Transform: {Name: AWS::Include}}}
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
        ("{Fn::Length: [a, !If [IsProd, b, !Ref AWS::NoValue]]}", {
            'Env == "prod"=true': "2", 'Env == "prod"=false': "1"}),
        ("!Join ['-', [a, !If [IsProd, b, !Ref AWS::NoValue]]]", {
            'Env == "prod"=true': "a-b", 'Env == "prod"=false': "a"}),
        ("!Select [0, [!If [IsProd, b, !Ref AWS::NoValue], a]]", UNKNOWN),
        ("!Select [0, !If [IsProd, [b], [!Ref AWS::NoValue, c]]]", UNKNOWN),
        ("!ToJsonString {a: 1, b: [true, '2', !Ref AWS::NoValue], c: !Ref Fixed}", '{"a":1,"b":[true,"2"],"c":"f"}'),
        ("!ToJsonString {a: 7.10}", UNKNOWN),
        ("!ToJsonString a", ERROR),
        ("!Cidr [192.168.0.0/24, '3', 5]", ["192.168.0.0/27", "192.168.0.32/27", "192.168.0.64/27"]),
        ("!Cidr ['fd00::/56', 2, 64]", ["fd00::/64", "fd00:0:0:1::/64"]),
        ("!Select [1, !Cidr [10.0.0.0/16, 2, 8]]", "10.0.1.0/24"),
        ("!Cidr [10.0.0.0/16, !If [IsProd, 1, 2], 8]", {
            'Env == "prod"=true': ["10.0.0.0/24"], 'Env == "prod"=false': ["10.0.0.0/24", "10.0.1.0/24"]}),
        ("!Cidr [10.0.0.0/16, 257, 8]", ERROR),
        ("!Cidr [10.0.0.0/16, 0, 8]", ERROR),
        ("!Cidr [10.0.0.0/30, 5, 1]", ERROR),
        ("!Cidr [10.0.0.0/24, 1, 16]", ERROR),
        ("!Cidr [10.0.0.0/24, 1, -1]", ERROR),
        ("!Cidr [here, 1, 8]", ERROR),
        ("!Cidr [10.0.0.0/16, many, 8]", ERROR),
        ("!Cidr [10.0.0.0/16, 2]", UNKNOWN),
        ("!Cidr [!GetAtt Other.CidrBlock, 2, 8]", UNKNOWN),
        ("!Cidr [10.0.0.0/16]", ERROR),
        ("!Select [0, !GetAZs '']", UNKNOWN),
        ("!Split [',', !Ref Ids]", ERROR),
        ("{Ref: !Sub '${Fixed}'}", ERROR),
        ("{Ref: !Ref Names}", {"Names=Fixed": "f", "Names=Size, Size=a": "a", "Names=Size, Size=b": "b"}),
        ("{Fn::GetAtt: [!Ref Env, Arn]}", UNKNOWN),
        ("!GetStackOutput {StackName: a, OutputName: b}", UNKNOWN),
        ("!RefAll AWS::EC2::VPC::Id", UNKNOWN),
        ("{Fn::Newest: [a]}", UNKNOWN),
        ("!FindInMap [Open, one, b]", UNKNOWN),
        ("!FindInMap [Open, one, a]", "1"),
        ("!Sub '${AWS::NoValue}x'", UNKNOWN),
        ("!Sub ['${k}', {k: !If [IsProd, a, !Ref AWS::NoValue]}]", {
            'Env == "prod"=true': "a", 'Env == "prod"=false': UNKNOWN}),
        ("{Fn::And: []}", ERROR),
        ("!FindInMap [Open, one, b, {DefaultValue: c}]", UNKNOWN),
        ("!FindInMap [Open, one, a, {DefaultValue: c}]", "1"),
        ("!Join ['', ['{{resolve:secretsmanager:', !Ref Env, ':SecretString:p}}']]", UNKNOWN),
        ("!Sub 'redis://:{{resolve:ssm-secure:${Fixed}}}@host'", UNKNOWN),
        ("!Select [1, !Split ['/', '{{resolve:ssm:/a/b}}']]", UNKNOWN),
        ("!Ref Idle", ERROR),
        ("!GetAtt Idle.Arn", ERROR),
        ("!If [Never, !Ref Idle, 1]", "1"),
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
        ("!If [Foreign, 1, 2]", {
            'Fn::ImportValue("x") == "y"=true': "1", 'Fn::ImportValue("x") == "y"=false': "2"}),
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


def test_equal_regions_have_equal_zones() -> None:
    zones = [evaluated(f"!Select [0, !GetAZs {region}]", SETUP) for region in ("''", "{Ref: AWS::Region}", "eu-west-1")]
    assert [zone.symbol for zone in zones if isinstance(zone, Unk)] == [
        'Fn::GetAZs(AWS::Region)["0"]', 'Fn::GetAZs(AWS::Region)["0"]', 'Fn::GetAZs("eu-west-1")["0"]'
    ]  # fmt: skip


def test_each_stack_has_a_name_of_its_own_in_one_region() -> None:
    text = "Resources: {One: {Type: X, Properties: {p: !Ref AWS::StackName, q: !Ref AWS::Region}}}"
    template = template_of("t.yaml", read_yaml(text.encode()))
    names = [
        Stack(template, prefix).reference(f"AWS::{name}") for prefix in ("", "In.") for name in ("StackName", "Region")
    ]
    symbols = [name.symbol for name in names if isinstance(name, Unk)]
    assert symbols == ["AWS::StackName", "AWS::Region", "In.AWS::StackName", "AWS::Region"]


def test_a_name_still_tells_whose_it_is() -> None:
    text = "Parameters: {}"
    value = evaluated("!Ref Other", text)
    assert isinstance(value, Unk)
    assert value.ref == ("Other", "Ref")
    assert not isinstance(value, LinkedText)
