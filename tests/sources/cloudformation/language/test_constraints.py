"""What CloudFormation would refuse as the value of a parameter, and what it takes."""

from __future__ import annotations

import time

import pytest

from auditor.sources.cloudformation.language.constraints import refusal
from tests.sources.cloudformation.language.stacks import stack_of


def why(declared: str, value: str, *, hidden: bool = False) -> str:
    parameters = stack_of(f"Parameters:\n  P: {{{declared}}}\nResources: {{}}\n").parameters
    return refusal(parameters.attributes("P"), parameters.kind("P"), value, hidden=hidden)


@pytest.mark.parametrize(
    ("declared", "taken", "refused"),
    [
        ("Type: String", ["", "x", "a,b"], {}),
        ("Type: String, AllowedValues: [dev, prod]", ["dev"], {"Dev": "of its AllowedValues: dev, prod", "": "none"}),
        ("Type: String, AllowedValues: [true, 1.0]", ["true", "1.0"], {"True": "none", "1": "none"}),
        ("Type: Number", ["1", "-1.5", " 7 ", "1e3", ".5", "1."], {"x": "number", "": "number", "0x1": "number"}),
        ("Type: Number, AllowedValues: [1, 2]", ["1", "2.0"], {"3": "none of its AllowedValues: 1, 2"}),
        ("Type: Number, MinValue: 1, MaxValue: 5", ["1", "5"],
         {"0": "less than its MinValue of 1", "6": "more than its MaxValue of 5"}),
        ("Type: String, MinLength: 2, MaxLength: '3'", ["ab", "abc"],
         {"a": "shorter than its MinLength of 2", "abcd": "longer than"}),
        ("Type: String, MinLength: x", ["", "a"], {}),
        ("Type: List<Number>", ["1, 2", ""], {"1,x": "no number"}),
        ("Type: CommaDelimitedList, AllowedValues: [a, b]", ["a", "a, b", "b,a"], {"a,c": "none of its AllowedValues"}),
        ("Type: CommaDelimitedList, AllowedPattern: '[a-z]+'", ["a", "a,b"], {"a,B": "its AllowedPattern"}),
        ("Type: String, AllowedPattern: '[a-z]+'", ["ab"], {"aB": "Pattern", "a b": "Pattern", "": "Pattern"}),
        ("Type: String, AllowedPattern: '^[a-z]+$|^$'", ["ab", ""], {"a1": "AllowedPattern"}),
        (r"Type: String, AllowedPattern: '[^@]+@[^@]+\.[^@]+'", ["a@b.c"], {"a@b": "AllowedPattern"}),
        ("Type: 'AWS::SSM::Parameter::Value<String>', AllowedValues: [a]", ["/name"], {}),
        ("Type: 'List<AWS::EC2::Subnet::Id>'", ["subnet-1", "subnet-1,subnet-2"], {}),
    ],
)  # fmt: skip
def test_what_is_taken_and_what_is_refused(declared: str, taken: list[str], refused: dict[str, str]):
    for value in taken:
        assert why(declared, value) == ""
    for value, message in refused.items():
        assert message in why(declared, value)


@pytest.mark.parametrize(
    "pattern", ["(?=.*[a-z]).+", "[a-z&&[^bc]]+", "(unclosed", "[[:x", r"\p{Alpha}++", "a{1,5000}"]
)
def test_a_pattern_that_only_java_reads_refuses_nothing(pattern: str):
    assert why(f"Type: String, AllowedPattern: '{pattern}'", "b") == ""


def test_a_pattern_that_would_never_end_does():
    started = time.process_time()
    why("Type: String, AllowedPattern: '(a+)+(a+)+(a+)+b'", "a" * 3_000)
    assert time.process_time() - started < 10


def test_allowed_values_of_a_secret_are_not_told():
    assert why("Type: String, AllowedValues: [hunter2hunter2]", "x", hidden=True) == "it is none of its AllowedValues"


def test_many_allowed_values_are_not_all_told():
    allowed = ", ".join(f"v{number}" for number in range(20))
    assert why(f"Type: String, AllowedValues: [{allowed}]", "x").endswith(
        ": v0, v1, v2, v3, v4, v5, v6, v7 and 12 more"
    )
