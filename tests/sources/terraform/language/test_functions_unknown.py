"""Calls whose arguments are, or contain, values that are not known."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model.location import Location
from auditor.sources.partial.values import EvalError, Lazy, LinkedText, SetValue, Unk
from auditor.sources.terraform.language.functions import FUNCTIONS

PLACE = Location("main.tf", 3)
U = Unk("var.x has no default", symbol="var.x", ref=("aws_vpc.a", "id"), place=PLACE)
V = Unk("var.y has no default", symbol="var.y")
TEXT = Unk("a text", kind="string")


def call(name: Any, *args: object) -> object:
    return FUNCTIONS[name].call(*args)


def agrees(result: object, expected: object) -> bool:
    """Whether it is the same value, with the same things not known in it: these may have got a type."""
    if isinstance(result, Unk) and isinstance(expected, Unk):
        return (result.reason, result.symbol, result.ref) == (expected.reason, expected.symbol, expected.ref)
    if isinstance(result, list) and isinstance(expected, list):
        alike = isinstance(result, SetValue) is isinstance(expected, SetValue) and len(result) == len(expected)
        return alike and all(map(agrees, result, expected))
    if isinstance(result, dict) and isinstance(expected, dict):
        return result.keys() == expected.keys() and all(agrees(result[k], expected[k]) for k in result)
    return result == expected and isinstance(result, bool) is isinstance(expected, bool)


OPEN = [
    ("length", U),
    ("length", SetValue([1, U])),
    ("upper", U),
    ("join", "-", ["a", U]),
    ("join", "-", U),
    ("concat", ["a"], U),
    ("merge", {"a": 1}, U),
    ("keys", U),
    ("lookup", {"a": 1}, U, 2),
    ("lookup", U, "a", 2),
    ("element", ["a", "b"], U),
    ("element", U, 0),
    ("zipmap", [U], [1]),
    ("flatten", [["a"], U]),
    ("flatten", [SetValue(["a", U])]),
    ("flatten", U),
    ("reverse", SetValue(["a", U])),
    ("tolist", SetValue(["a", U])),
    ("tolist", U),
    ("toset", U),
    ("tostring", U),
    ("one", SetValue(["a", U])),
    ("coalesce", None, U, "a"),
    ("coalescelist", [], U, [1]),
    ("contains", [U], "a"),
    ("contains", ["a"], U),
    ("contains", U, "a"),
    ("contains", [[U]], ["a"]),
    ("index", [U, "a"], "a"),
    ("distinct", ["a", U]),
    ("matchkeys", ["a"], [U], ["x"]),
    ("setintersection", ["a"], [U]),
    ("setsubtract", ["a", U], ["a"]),
    ("alltrue", [True, U]),
    ("alltrue", SetValue([True, U])),
    ("anytrue", [False, U]),
    ("jsonencode", {"a": [U]}),
    ("yamlencode", [U]),
    ("format", "%s", U),
    ("sum", [1, U]),
    ("sort", ["b", U]),
    ("transpose", {"a": [U]}),
    ("cidrsubnet", U, 8, 1),
]


@pytest.mark.parametrize("expression", OPEN, ids=lambda e: e[0])
def test_a_result_that_depends_on_the_unknown_is_unknown_for_the_same_reason(expression: tuple[str, object]):
    result = call(*expression)
    assert isinstance(result, Unk)
    assert (result.reason, result.place) == (U.reason, PLACE)
    assert (result.symbol, result.ref) == ("", None), "the result is not the argument"


KNOWN = [
    (2, "length", [U, V]),
    (1, "length", {"a": U}),
    (1, "length", SetValue([U])),
    (["a", U, V], "concat", ["a", U], [V]),
    ({"a": U, "b": 1}, "merge", {"a": 2, "b": 1}, None, {"a": U}),
    (["a", "b"], "keys", {"b": U, "a": V}),
    ([V, U], "values", {"b": U, "a": V}),
    (U, "lookup", {"a": U}, "a"),
    (1, "lookup", {"a": 1}, "a", U),
    (U, "lookup", {"a": 1}, "b", U),
    (U, "element", ["a", U], 3),
    ("a", "element", ["a"], U),
    ({"a": U}, "zipmap", ["a"], [U]),
    (["a", TEXT], "flatten", [["a"], TEXT]),
    ([{"a": [U]}], "flatten", [[{"a": [U]}]]),
    ([U, "a"], "reverse", ["a", U]),
    ([U], "slice", ["a", U, "b"], 1, 2),
    (["1", "a", U], "tolist", [1, "a", U]),
    ({"a": U, "b": "x"}, "tomap", {"a": U, "b": "x"}),
    (SetValue(["a", U]), "toset", [U, "a"]),
    (U, "one", [U]),
    (U, "one", SetValue([U])),
    (TEXT, "tostring", TEXT),
    ("a", "coalesce", "", "a", U),
    ("5", "coalesce", 5, TEXT),
    (U, "coalesce", None, U),
    ([1], "coalescelist", [], [1], U),
    (True, "contains", [U, "a"], "a"),
    (True, "contains", [U], U),
    (True, "contains", [U], Unk("again", symbol="var.x")),
    (False, "contains", [], U),
    (False, "contains", [[U, 1]], [1]),
    (0, "index", ["a", U], "a"),
    ([U], "distinct", [U]),
    ([["a", U], ["b"]], "chunklist", ["a", U, "b"], 2),
    (["c"], "matchkeys", [U, "c"], ["a", "b"], ["b"]),
    ([["a", U]], "setproduct", ["a"], [U]),
    (SetValue(["a", U]), "setunion", ["a"], [U]),
    (False, "alltrue", [U, False]),
    (True, "anytrue", [U, True]),
    (U, "join", "", [U]),
    (U, "sensitive", U),
]


@pytest.mark.parametrize("expression", KNOWN, ids=lambda e: e[1])
def test_a_result_is_known_as_far_as_it_can_be(expression: tuple[object, str]):
    expected, *called = expression
    result = call(*called)
    assert agrees(result, expected), result


def test_in_formatlist_only_the_lines_with_unknowns_are_unknown():
    lines = call("formatlist", "%s-x", ["a", U])
    assert isinstance(lines, list)
    first, second = lines
    assert first == "a-x"
    assert isinstance(second, Unk)
    assert second.symbol == ""


def test_what_is_not_evaluated_yet_stays_as_it_is_in_a_container():
    resource = Lazy()
    assert call("length", [resource, resource]) == 2
    assert call("concat", [resource], ["a"]) == [resource, "a"]
    assert call("one", [resource]) is resource
    assert call("element", [resource], 0) is resource
    assert call("tolist", [resource]) == [resource]
    assert call("flatten", [[resource], []]) == [resource]
    assert call("values", {"a": resource}) == [resource]
    assert isinstance(call("jsonencode", {"a": resource}), Unk)
    assert isinstance(call("contains", [resource], "a"), Unk)
    assert isinstance(call("distinct", [resource, resource]), Unk)
    assert call("toset", [resource]) == [resource]


def test_an_argument_that_terraform_cannot_evaluate_makes_the_call_one_that_it_cannot():
    result = call("upper", Unk("no such key", error=True))
    assert isinstance(result, Unk)
    assert result.error


def test_errors_do_not_wait_for_the_unknown():
    with pytest.raises(EvalError):
        call("zipmap", ["a", "b"], [U])
    with pytest.raises(EvalError):
        call("one", [U, "a"])


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("join", ("", ["{}"])),
        ("lower", ("{}",)),
        ("trimspace", ("{}",)),
        ("replace", ("{}", "x", "y")),
        ("format", ("%s", "{}")),
        ("tostring", ("{}",)),
        ("element", (["{}"], 0)),
        ("coalesce", ("", "{}")),
        ("one", (["{}"],)),
    ],
)
def test_a_linked_text_that_is_not_changed_stays_linked(name: str, args: tuple[object, ...]):
    linked = LinkedText.of("vpc-1", ref=("aws_vpc.a", "id"))
    placed = [linked if a == "{}" else [linked] if a == ["{}"] else a for a in args]
    assert call(name, *placed) is linked
