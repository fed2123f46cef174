"""`Fn::ForEach`: what it makes, in which worlds, what stands for what nobody knows, and which gaps tell of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Ref, Unknown, Unseen
from auditor.sources.cloudformation.language.evaluate import known_or_unknown
from auditor.sources.cloudformation.language.stack import Stack, member_of
from tests.sources.cloudformation.inventories import plain as fact
from tests.sources.cloudformation.inventories import read
from tests.sources.cloudformation.language.stacks import ERROR, UNKNOWN, plain, stack_of

HEAD = "Transform: AWS::LanguageExtensions\n"
SETUP = (
    HEAD
    + """
Parameters:
  Names: {Type: CommaDelimitedList, Default: "A,B"}
  Any: {Type: CommaDelimitedList}
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
Mappings:
  M: {dev: {v: [A]}, prod: {v: [A, B]}}
"""
)

NESTED = """
  Fn::ForEach::O:
  - X
  - [A, B]
  - Fn::ForEach::I: [Y, [1, 2], {'R${X}${Y}': {Type: T, Properties: {p: '${X}/${Y}'}}}]
"""


def made(resources: str, setup: str = SETUP, **given: object) -> dict[str, object]:
    """The resources of a template with the value of the property p of each."""
    stack = stack_of(f"{setup}\nResources:\n{resources}", **given)
    return {name: plain(_p(stack, name)) for name in stack.section("Resources")}


def _p(stack: Stack, name: str) -> object:
    member = member_of(stack.section("Resources")[name].value, "Properties")
    assert member is not None
    value = known_or_unknown(member.value, stack)
    return value.get("p") if isinstance(value, dict) and set(value) == {"p"} else value


def loop(collection: str, value: str, key: str = "R${X}") -> str:
    """A loop that makes resources with one property."""
    return f"  Fn::ForEach::L: [X, {collection}, {{'{key}': {{Type: T, Properties: {{p: {value}}}}}}}]\n"


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        (loop("[A, B]", "!Ref X"), {"RA": "A", "RB": "B"}),
        (loop("!Ref Names", "!Ref X"), {"RA": "A", "RB": "B"}),
        (loop("!FindInMap [M, prod, v]", "!Ref X"), {"RA": "A", "RB": "B"}),
        (loop("[a-1, b.2]", "'${X} &{X}'", "R&{X}"), {"Ra1": "a-1 a1", "Rb2": "b.2 b2"}),
        (loop("[A]", "!Sub '${X}-${Env}'"), {"RA": {"Env=dev": "A-dev", "Env=prod": "A-prod"}}),
        (loop("[A]", "!Sub ['${X}-${y}', {y: !Ref X}]"), {"RA": "A-A"}),
        (loop("[A]", "!Sub ['${X}', {X: own}]"), {"RA": "own"}),
        (loop("[A]", "'${Y} ${!X} ${X}'"), {"RA": "${Y} ${!X} A"}),
        (loop("[A]", "!Ref 'Env'"), {"RA": {"Env=dev": "dev", "Env=prod": "prod"}}),
        (loop("[Env]", "!Ref '${X}'"), {"REnv": {"Env=dev": "dev", "Env=prod": "prod"}}),
        (loop("[Env]", "{Ref: !Sub '${X}'}"), {"REnv": {"Env=dev": "dev", "Env=prod": "prod"}}),
        (loop("[A]", "!GetAtt ['R${X}', Arn]"), {"RA": UNKNOWN}),
        (loop("[A]", "!GetAtt [!Sub 'R${X}', Arn]"), {"RA": UNKNOWN}),
        (loop("[A]", "!Ref RA"), {"RA": UNKNOWN}),
        (loop("[A]", "!Ref 'R${X}B'"), {"RA": ERROR}),
        (loop("[A]", "{Fn::ForEach::K: [Y, [b, c], {'${X}${Y}': !Ref Y}]}"), {"RA": {"Ab": "b", "Ac": "c"}}),
        (loop("[A]", "{k: 1, Fn::ForEach::K: [Y, !Ref Any, {'${X}${Y}': 1}]}"), {"RA": UNKNOWN}),
        (loop("[A]", "{k: 1, Fn::Transform: {Name: M}}"), {"RA": UNKNOWN}),
        (NESTED, {"RA1": "A/1", "RA2": "A/2", "RB1": "B/1", "RB2": "B/2"}),
        (loop("!Ref Any", "!Ref X"), {"R${X}": UNKNOWN}),
        (loop("!Ref Any", "'a-${X}'"), {"R${X}": UNKNOWN}),
        (loop("!Ref Any", "!Sub 'a-${X}'"), {"R${X}": UNKNOWN}),
        (loop("!Ref Any", "known"), {"R${X}": "known"}),
        (loop("[A, !Ref Other]", "known", "R${X}") + "  Other: {Type: T, Properties: {}}", {
            "RA": "known", "R${X}": "known", "Other": {}}),
        (loop("x", "1"), {"R${X}": "1"}),
        ("  Fn::ForEach::L: [X, [A]]\n", {}),
    ],
)  # fmt: skip
def test_what_a_loop_makes(resources: str, expected: object) -> None:
    assert made(resources) == expected


def test_a_member_is_there_in_the_worlds_in_which_its_value_is_in_the_list() -> None:
    stack = stack_of(f"{SETUP}\nResources:\n{loop('!FindInMap [M, !Ref Env, v]', '1')}")
    exists = {name: plain(stack.resource_exists(one)) for name, one in stack.section("Resources").items()}
    assert exists == {"RA": True, "RB": {"Env=dev": False, "Env=prod": True}}


def test_a_member_deep_in_a_resource_has_no_value_where_no_loop_makes_it() -> None:
    body = "  R: {Type: T, Properties: {Fn::ForEach::K: [Y, !FindInMap [M, !Ref Env, v], {'k${Y}': !Ref Y}]}}"
    assert made(body) == {"R": {"kA": "A", "kB": {"Env=dev": None, "Env=prod": "B"}}}


def test_conditions_and_outputs_may_be_made_by_loops(tmp_path: Path) -> None:
    outer = """
Resources:
  Net:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: inner.yaml}
  One: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {SecurityGroupIds: [!GetAtt Net.Outputs.IdB]}}
"""
    inner = (
        HEAD
        + """
Parameters: {Env: {Type: String, Default: a}}
Conditions:
  Fn::ForEach::C: [X, [a, b], {'Is${X}': !Equals [!Ref Env, !Ref X]}]
Resources:
  Fn::ForEach::G:
  - X
  - [A, B]
  - 'Group${X}': {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: '${X}'}}
  Only: {Type: AWS::ElastiCache::ReplicationGroup, Condition: Isb, Properties: {TransitEncryptionEnabled: true}}
Outputs:
  Fn::ForEach::O: [X, [A, B], {'Id${X}': {Value: !GetAtt ['Group${X}', GroupId]}}]
"""
    )
    found = read(tmp_path, outer, inner=inner)
    assert found.gaps == []
    assert sorted(found.resources) == ["Net.GroupA", "Net.GroupB", "Net.Only", "One"]
    groups = found.resources["One"].relations["security_groups"]
    assert isinstance(groups, Known)
    assert groups.value == (Ref("Net.GroupB"),)
    exists = fact(found.resources["Net.Only"].exists)
    assert exists == {"Net.Env=a": False, "Net.Env=b": True, "Net.Env=(another value)": False}


CACHES = """
Parameters: {Names: {Type: CommaDelimitedList}}
Resources:
  Fn::ForEach::Caches:
  - Name
  - !Ref Names
  - 'Cache${Name}':
      Type: AWS::ElastiCache::ReplicationGroup
      Properties:
        ReplicationGroupId: !Sub 'cache-${Name}'
        TransitEncryptionEnabled: true
        SecurityGroupIds: [!Ref 'Group${Name}']
    'Group${Name}': {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g}}
  Other: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {SecurityGroupIds: [!Ref GroupA]}}
"""


def test_what_nobody_knows_is_one_resource_and_a_gap(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + CACHES)
    assert [(gap.what, gap.reason, gap.location.line) for gap in found.gaps] == [
        ("Fn::ForEach::Caches", "what it goes through is not known: Names has no value", 5)
    ]
    one = found.resources["Cache${Name}"]
    assert (one.location.line, fact(one.facts["tls"]), fact(one.facts["identifier"])) == (8, True, "(unknown)")
    assert fact(one.exists) == {"length(Names) > 0=true": True, "length(Names) > 0=false": False}
    groups = one.relations["security_groups"]
    cases = [case for _, case in groups.choices] if isinstance(groups, Unknown) else [groups]
    assert (Ref("Group${Name}"),) in [case.value for case in cases if isinstance(case, Known)]
    # Which of those that the loop makes it is, is not known: no world in which the service refuses it.
    other = found.resources["Other"].relations["security_groups"]
    assert isinstance(other, Known)
    assert isinstance(other.value, tuple)
    unseen = other.value[0]
    assert isinstance(unseen, Unseen)
    assert unseen.reason.startswith("nothing is called GroupA in what is known: what it goes through is not known")


def test_a_loop_without_the_macro_is_what_the_service_refuses(tmp_path: Path) -> None:
    found = read(tmp_path, CACHES)
    assert [gap.reason for gap in found.gaps] == ["the template does not declare the transform AWS::LanguageExtensions"]
    assert list(found.resources) == ["Other"]


def test_what_has_no_type_or_is_nested_is_found_in_loops(tmp_path: Path) -> None:
    outer = """
Resources:
  Fn::ForEach::L:
  - X
  - [a, b]
  - 'N${X}': {Properties: {}}
    'S${X}': {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: '${X}.yaml'}}
"""
    inner = "Resources: {One: {Type: AWS::ElastiCache::ReplicationGroup}}"
    found = read(tmp_path, HEAD + outer, a=inner, b=inner)
    assert sorted(found.resources) == ["Sa.One", "Sb.One"]
    assert {gap.what for gap in found.gaps} == {"N${X}"}


def test_loops_are_bounded() -> None:
    inner = "{'R${A}x${B}x${C}x${D}x${E}': {Type: T}}"
    for name in "EDCBA":
        inner = f"{{Fn::ForEach::{name}: [{name}, [{', '.join(map(str, range(30)))}], {inner}]}}"
    stack = stack_of(f"{HEAD}Resources: {inner}")
    assert 20_000 < len(stack.section("Resources")) < 100_000
    reasons = {one.reason for one in stack.unmade("Resources")}
    assert reasons == {"the loops before it make more than 100,000 values"}


def test_two_of_one_name_are_refused() -> None:
    stack = stack_of(f"{HEAD}Resources:\n{loop('[a-b, ab]', '1', 'R&{X}')}")
    assert [one.reason for one in stack.unmade("Resources")] == ["two members are called Rab"]


def test_a_condition_may_be_found_in_a_map() -> None:
    text = (
        SETUP.replace("Mappings:", "Mappings:\n  C: {one: {A: Never}}")
        + "Conditions: {Never: !Equals [a, b]}\nResources:\n  Fn::ForEach::L:\n  - X\n  - [A, B]\n"
        "  - 'R${X}': {Type: T, Condition: !FindInMap [C, one, !Ref X, {DefaultValue: !Ref AWS::NoValue}]}\n"
    )
    stack = stack_of(text)
    assert [stack.resource_exists(one) for one in stack.section("Resources").values()] == [False, True]
