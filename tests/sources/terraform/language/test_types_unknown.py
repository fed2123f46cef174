"""What is known of the type of a value that is not known, and what follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.sources.partial.type_of import type_of
from auditor.sources.partial.values import ListValue, MapValue, ObjectValue, SetValue, Unk, has_unknown
from tests.sources.terraform.helpers import value_of

SETUP = """
variable "text" {
  type = string
}
variable "number" {
  type = number
}
variable "list" {
  type = list(number)
}
variable "shape" {
  type = object({ a = string, b = optional(number), c = map(list(bool)) })
}
variable "untyped" {}
variable "switch" {
  type = bool
}
variable "mixed" {
  type    = object({ a = string, b = list(string), c = optional(number, 7), d = set(string) })
  default = null
}
"""


def typed(folder: Path, expression: str) -> str:
    return str(type_of(value_of(folder, expression, SETUP)))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("var.text", "string"),
        ("var.list", "list(number)"),
        ("var.list[0]", "number"),
        ("var.list[*]", "list(number)"),
        ("var.shape", "object({a=string, b=number, c=map(list(bool))})"),
        ("var.shape.a", "string"),
        ('var.shape["b"]', "number"),
        ("var.shape.c", "map(list(bool))"),
        ("var.shape.c.x[0]", "bool"),
        ("[var.text, var.number]", "tuple([string, number])"),
        ("tolist([var.text, var.number])", "list(string)"),
        ("toset(var.list)", "set(open)"),
        ("upper(var.untyped)", "string"),
        ("length(var.untyped)", "number"),
        ('split(",", var.untyped)', "list(string)"),
        ("var.untyped", "open"),
        ("var.untyped[0]", "open"),
        ("true ? var.number : var.text", "string"),
        ("var.switch ? 1 : 2", "number"),
        ("var.switch ? 1 : var.text", "string"),
        ("var.switch ? [1] : []", "list(number)"),
        ("tostring(var.number)", "string"),
    ],
)
def test_the_type_of_what_is_not_known(expression: str, expected: str, tmp_path: Path) -> None:
    assert typed(tmp_path, expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("true ? 1 : var.text", "1"),
        ("true ? 1 : var.number", 1),
        ('true ? "1" : var.untyped', "1"),
        ("true ? [1] : var.list", [1]),
        ("true ? [true] : [var.text]", ["true"]),
        ('var.list == ["a"]', False),
        ("var.text == 1", False),
        ("var.text != 1", True),
        ("[var.text] == [1]", False),
        ("var.list == toset([1])", False),
        ('try(var.shape.missing, "other")', "other"),
        ('can(var.text.a)', False),
        ('try(var.number[0], "other")', "other"),
    ],
)  # fmt: skip
def test_what_a_type_decides_although_the_value_is_not_known(expression: str, expected: object, tmp_path: Path) -> None:
    value = value_of(tmp_path, expression, SETUP)
    assert value == expected
    assert type(value) is type(expected) or isinstance(value, list)


@pytest.mark.parametrize("expression", ["true ? 1 : var.untyped", "false ? var.untyped : true"])
def test_beside_a_type_that_is_not_known_a_number_may_become_text(expression: str, tmp_path: Path) -> None:
    value = value_of(tmp_path, expression, SETUP)
    assert isinstance(value, Unk)
    cases = [case for _, case in value.choices]
    assert len(cases) == 2
    assert {type(case) for case in cases} == {str, type(next(c for c in cases if not isinstance(c, str)))}


@pytest.mark.parametrize("expression", ["(true ? 1 : var.untyped) == 1", '(true ? 1 : var.untyped) == "1"'])
def test_what_hangs_on_a_type_that_is_not_known_is_undecided(expression: str, tmp_path: Path) -> None:
    assert isinstance(value_of(tmp_path, expression, SETUP), Unk)


def test_a_conditional_that_is_not_decided_gives_its_cases_one_type(tmp_path: Path) -> None:
    value = value_of(tmp_path, 'var.switch ? 1 : "a"', SETUP)
    assert isinstance(value, Unk)
    assert [case for _, case in value.choices] == ["1", "a"]


def test_a_long_chain_of_conditionals_takes_no_longer_than_its_length(tmp_path: Path) -> None:
    chain = "".join(f'var.number == {i} ? null : var.text == "{i}" ? var.untyped : ' for i in range(40)) + "null"
    assert isinstance(value_of(tmp_path, chain, SETUP), Unk)


MODULE = """
module "m" {
  source = "./m"
  given  = %s
}
variable "unknown" {}
variable "switch" {
  type = bool
}
output "it" {
  value = module.m.it
}
"""


def converted(folder: Path, constraint: str, given: str) -> object:
    """What a variable of a module makes of what it is given."""
    from tests.sources.terraform.helpers import root_of

    declared = f'variable "given" {{\n  type = {constraint}\n}}\noutput "it" {{\n  value = var.given\n}}\n'
    return root_of(folder, {"main.tf": MODULE % given, "m/main.tf": declared}).module.output("it")


def test_the_known_rest_is_converted_around_what_is_not_known(tmp_path: Path) -> None:
    constraint = "object({ a = string, b = list(string), c = optional(number, 7), d = set(string) })"
    value = converted(tmp_path, constraint, "{ a = 1, b = [2, var.unknown], d = [3, var.unknown], e = 4 }")
    assert isinstance(value, ObjectValue)
    items, members = value["b"], value["d"]
    assert (value["a"], value["c"], "e" in value) == ("1", 7, False)
    assert isinstance(items, ListValue)
    assert items[0] == "2"
    assert isinstance(items[1], Unk)
    assert type_of(items[1]).kind == "string"
    assert isinstance(members, SetValue)
    assert members[0] == "3"
    assert has_unknown(members)


def test_a_set_with_something_unknown_has_no_known_length(tmp_path: Path) -> None:
    assert isinstance(value_of(tmp_path, "length(toset([var.text, var.text, 1]))", SETUP), Unk)
    assert value_of(tmp_path, "length(tolist([var.text, var.text, 1]))", SETUP) == 3


def test_a_value_with_cases_is_converted_case_by_case(tmp_path: Path) -> None:
    value = converted(tmp_path, "map(string)", "var.switch ? { a = 1 } : { b = true, c = null }")
    assert isinstance(value, Unk)
    first, second = (case for _, case in value.choices)
    assert isinstance(first, MapValue)
    assert (first, second) == ({"a": "1"}, {"b": "true", "c": None})


def test_an_attribute_with_cases_gets_its_default_in_the_case_that_is_null(tmp_path: Path) -> None:
    value = converted(tmp_path, "object({ a = optional(number, 5) })", '{ a = var.switch ? "1" : null }')
    assert isinstance(value, ObjectValue)
    assert isinstance(value["a"], Unk)
    assert [case for _, case in value["a"].choices] == [1, 5]


def test_what_may_be_null_is_not_the_same_thing_once_it_has_a_default(tmp_path: Path) -> None:
    value = converted(tmp_path, "object({ a = optional(number, 5) })", "{ a = var.unknown }")
    assert isinstance(value, ObjectValue)
    assert isinstance(value["a"], Unk)
    assert value["a"].symbol not in ("", "var.unknown")
