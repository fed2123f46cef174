"""Parameters without a value given: which worlds a template reckons with."""

from __future__ import annotations

import pytest

from auditor.sources.partial.values import Unk
from tests.sources.cloudformation.language.stacks import UNKNOWN, plain, stack_of

OTHER = "P=(another value)"


def parameter(declaration: str, condition: str = "!Equals [a, b]") -> object:
    """What a parameter is by default beside one condition."""
    text = f"Parameters:\n  P: {{{declaration}}}\n  Q: {{Type: String}}\nMappings: {{M: {{x: {{y: z}}}}}}\n"
    return stack_of(f"{text}Conditions:\n  C: {condition}\nResources: {{}}\n").parameter("P")


@pytest.mark.parametrize(
    ("declaration", "condition", "expected"),
    [
        ("Type: String, Default: x", "!Equals [a, b]", "x"),
        ("Type: String", "!Equals [!Ref P, b]", UNKNOWN),
        ("Type: String, Default: x", "!Equals [!Ref P, b]", {"P=x": "x", "P=b": "b", OTHER: UNKNOWN}),
        # That a condition compares it with its default means that it may be something else.
        ("Type: String, Default: x", "!Not [!Equals [!Ref P, x]]", {"P=x": "x", OTHER: UNKNOWN}),
        ("Type: String, Default: ''", "!Not [!Equals ['', !Ref P]]", {"P=": "", OTHER: UNKNOWN}),
        ("Type: String, Default: x", "!Equals [!Sub '${P}-1', x]", {"P=x": "x", OTHER: UNKNOWN}),
        ("Type: String, Default: x", "!Equals [!FindInMap [M, !Ref P, y], z]", {"P=x": "x", OTHER: UNKNOWN}),
        ("Type: String, Default: x", "!Or [!Equals [a, b], !Equals [!Ref P, !Ref Q]]", {"P=x": "x", OTHER: UNKNOWN}),
        ("Type: String, Default: x, AllowedValues: [x, y]", "!Equals [!Ref P, z]", {"P=x": "x", "P=y": "y"}),
        ("Type: CommaDelimitedList, Default: 'x,y'", "!Equals [a, b]", ["x", "y"]),
        ("Type: CommaDelimitedList, Default: ''", "!Equals [!Join ['', !Ref P], '']", {"P=": [""], OTHER: UNKNOWN}),
        # Each element of a list is one of the allowed values: there may be several.
        ("Type: List<String>, Default: x, AllowedValues: [x, y]", "!Equals [a, b]", {"P=x": ["x"], OTHER: UNKNOWN}),
        ("Type: CommaDelimitedList, AllowedValues: [x, y]", "!Equals [a, b]", UNKNOWN),
        ("Type: String, NoEcho: true, Default: hush", "!Equals [!Ref P, '']",
         {"P=(its default)": "hush", "P=": "", OTHER: UNKNOWN}),
        ("Type: String, NoEcho: true, Default: ''", "!Equals [!Ref P, '']", {"P=": "", OTHER: UNKNOWN}),
    ],
)  # fmt: skip
def test_worlds(declaration: str, condition: str, expected: object) -> None:
    assert plain(parameter(declaration, condition)) == expected


def test_the_default_is_the_world_that_holds_where_nobody_says_otherwise() -> None:
    value = parameter("Type: String, NoEcho: true, Default: hush", "!Equals [!Ref P, '']")
    assert isinstance(value, Unk)
    assert {switch.default for guard, _ in value.choices for switch, _ in guard} == {"(its default)"}


def test_another_value_may_be_what_only_a_nested_stack_compares_it_with() -> None:
    outer = stack_of(
        "Parameters: {P: {Type: String, Default: a}}\nConditions: {C: !Equals [!Ref P, b]}\nResources: {}\n"
    )
    inner = stack_of(
        "Parameters: {P: {Type: String}}\n"
        "Conditions: {C: !Equals [!Ref P, c], D: !Equals [!Ref P, b]}\nResources: {}\n",
        P=outer.parameter("P"),
    )
    assert plain(inner.condition("C")) == {
        "P=a": False, "P=b": False, f'{OTHER}, P == "c"=true': True, f'{OTHER}, P == "c"=false': False
    }  # fmt: skip
    assert plain(inner.condition("D")) == {"P=a": False, "P=b": True, OTHER: False}
