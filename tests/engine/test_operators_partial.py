"""Operators on what is partly known, and the operands that they refuse."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.operators import make_test
from auditor.engine.truth import Truth
from auditor.model.facts import Unknown
from auditor.model.schema import FactSpec, FactType
from tests.engine.builders import ORDERED, SPECS

WORDS = SPECS[FactType.ENUM].values
NODES = SPECS[FactType.INT]


def says(kind: FactType, op: str, operand: object, fact: Unknown) -> Truth:
    return make_test(op, operand, SPECS[kind]).unknown(fact)


def between(low: object, high: object) -> Unknown:
    return Unknown("partly known", low=low, high=high)


@pytest.mark.parametrize(
    ("low", "high", "op", "operand", "truth"),
    [
        ("off", "preferred", "lt", "required", True),
        ("off", "preferred", "lt", "preferred", None),
        ("preferred", "required", "lt", "preferred", False),
        ("preferred", None, "ge", "preferred", True),
        ("preferred", None, "gt", "preferred", None),
        ("preferred", None, "lt", "preferred", False),
        (None, "preferred", "le", "preferred", True),
        (None, "off", "ge", "preferred", False),
        (None, "preferred", "ge", "preferred", None),
        ("preferred", None, "is", "off", False),
        ("preferred", None, "ne", "off", True),
        ("preferred", None, "is", "required", None),
        (None, "preferred", "is", "required", False),
        (None, None, "lt", "required", None),
    ],
)
def test_an_interval_decides_what_it_can(low: object, high: object, op: str, operand: str, truth: Truth):
    assert says(FactType.ENUM, op, operand, between(low, high)) is truth


@given(
    st.sampled_from(["is", "ne", "in", *ORDERED]),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    st.none() | st.sampled_from(WORDS),
    st.none() | st.sampled_from(WORDS),
)
def test_an_interval_never_decides_against_a_value_in_it(
    op: str, operand: str, value: str, low: str | None, high: str | None
):
    rank = WORDS.index(value)
    if (low and WORDS.index(low) > rank) or (high and WORDS.index(high) < rank):
        low = high = value
    test = make_test(op, [operand] if op == "in" else operand, SPECS[FactType.ENUM])
    guessed = test.unknown(between(low, high))
    assert guessed is None or guessed is test.known(value)


@given(
    st.sampled_from(ORDERED), *[st.integers(-3, 3)] * 2, st.none() | st.integers(0, 3), st.none() | st.integers(0, 3)
)
def test_the_same_for_numbers(op: str, operand: int, value: int, below: int | None, above: int | None):
    low = None if below is None else value - below
    high = None if above is None else value + above
    test = make_test(op, operand, NODES)
    guessed = test.unknown(between(low, high))
    assert guessed is None or guessed is test.known(value)


def test_versions_have_intervals_too():
    assert says(FactType.VERSION, "ge", "6.0", between("7.0", None)) is True
    assert says(FactType.VERSION, "lt", "6.0", between("6.x", None)) is False


@pytest.mark.parametrize("op", ["is", "ne", "lt", "ge"])
def test_a_bound_that_makes_no_sense_says_nothing(op: str):
    assert says(FactType.ENUM, op, "preferred", between("sideways", "nowhere")) is None
    assert says(FactType.VERSION, op, "7.0", between("latest", "newest")) is None


def test_known_members_of_an_open_list_can_decide():
    some, nothing = Unknown("more", members=("a",)), Unknown("more", members=())
    assert says(FactType.LIST, "contains", "a", some) is True
    assert says(FactType.LIST, "contains", "b", some) is None
    assert says(FactType.LIST, "has", ["a"], some) is True
    assert says(FactType.LIST, "has", ["a", "b"], some) is None
    assert says(FactType.LIST, "empty", True, some) is False
    assert says(FactType.LIST, "empty", False, some) is True
    assert says(FactType.LIST, "absent", True, some) is False
    for op, operand in (("contains", "a"), ("has", ["a"]), ("empty", True), ("absent", True)):
        assert says(FactType.LIST, op, operand, nothing) is None


@pytest.mark.parametrize(
    ("kind", "op", "operand", "message"),
    [
        (FactType.BOOL, "is", "true", "tls wants a value of type bool, not 'true'"),
        (FactType.BOOL, "is", 1, "tls wants a value of type bool, not 1"),
        (FactType.INT, "is", True, "nodes wants a value of type int, not True"),
        (FactType.INT, "ge", "2", "nodes wants a value of type int, not '2'"),
        (FactType.INT, "ge", 1.5, "nodes wants a value of type int, not 1.5"),
        (FactType.INT, "in", 2, "in wants a list, not 2"),
        (FactType.INT, "in", [], "in wants a list, not []"),
        (FactType.INT, "in", [1, "2"], "nodes wants a value of type int, not '2'"),
        (FactType.TEXT, "is", None, "name wants a value of type text, not None"),
        (FactType.TEXT, "matches", "(", "'(' is not a regular expression: missing ), unterminated subpattern"),
        (FactType.TEXT, "matches", ["a"], "matches wants a regular expression as text, not ['a']"),
        (FactType.TEXT, "empty", "yes", "expected true or false, not 'yes'"),
        (FactType.VERSION, "ge", "new", "'new' is no version such as 7.1 or 6.x"),
        (FactType.VERSION, "ge", float("inf"), "inf is no version such as 7.1 or 6.x"),
        (FactType.VERSION, "ge", True, "engine_version wants a value of type version, not True"),
        (FactType.VERSION, "ge", [7], "engine_version wants a value of type version, not [7]"),
        (FactType.ENUM, "is", "on", "mode wants off or preferred or required, not 'on'"),
        (FactType.ENUM, "in", ["off", []], "mode wants off or preferred or required, not []"),
        (FactType.LIST, "contains", 5, "contains wants one member as text, not 5"),
        (FactType.LIST, "empty", 0, "expected true or false, not 0"),
        (FactType.SECRET, "literal", "no", "expected true or false, not 'no'"),
        (FactType.BOOL, "absent", None, "expected true or false, not None"),
        (FactType.BOOL, "lt", True, "tls is of type bool, which takes is, ne, absent, not 'lt'"),
        (FactType.SECRET, "is", "x", "token is of type secret, which takes literal, absent, not 'is'"),
    ],
)
def test_a_wrong_operand_is_refused_in_words(kind: FactType, op: str, operand: object, message: str):
    with pytest.raises(ValueError, match=re.escape(message)):
        make_test(op, operand, SPECS[kind])


def test_expected_is_said_in_words():
    said = {
        ("is", True, FactType.BOOL): "true",
        ("ne", True, FactType.BOOL): "not true",
        ("is", "", FactType.TEXT): '""',
        ("ge", 2, FactType.INT): "at least 2",
        ("lt", "7.0", FactType.VERSION): "below 7.0",
        ("in", ("off", "required"), FactType.ENUM): "one of off, required",
        ("matches", "a+", FactType.TEXT): "matching a+",
        ("contains", "a", FactType.LIST): "containing a",
        ("empty", False, FactType.LIST): "not empty",
        ("literal", False, FactType.SECRET): "not spelled out in code",
    }
    assert {key: make_test(key[0], key[1], SPECS[key[2]]).expected for key in said} == said


def test_an_enum_is_ordered_as_its_words_are_listed():
    backwards = FactSpec("mode", FactType.ENUM, "", ("z", "m", "a"))
    assert make_test("lt", "a", backwards).known("z") is True
