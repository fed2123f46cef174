"""What each operator says of a known value, of an absent one, and which operands it refuses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.operators import OPERATORS, make_test
from auditor.engine.truth import Truth
from auditor.model.facts import Absent, Redacted, Unknown
from auditor.model.schema import KINDS, FactType
from auditor.model.versions import version_key
from tests.engine.builders import CACHE, ORDERED, SPECS, condition, resource, view


def says(kind: FactType, op: str, operand: object, value: object) -> Truth:
    return make_test(op, operand, SPECS[kind]).known(value)


@pytest.mark.parametrize(
    ("kind", "op", "operand", "true_of", "false_of"),
    [
        (FactType.BOOL, "is", True, [True], [False]),
        (FactType.BOOL, "ne", True, [False], [True]),
        (FactType.INT, "is", 2, [2], [1, 3]),
        (FactType.INT, "ne", 2, [1, 3], [2]),
        (FactType.INT, "in", [1, 2], [1, 2], [0, 3]),
        (FactType.INT, "lt", 2, [1, -1], [2, 3]),
        (FactType.INT, "le", 2, [1, 2], [3]),
        (FactType.INT, "gt", 2, [3], [2, 1]),
        (FactType.INT, "ge", 2, [3, 2], [1]),
        (FactType.TEXT, "is", "a", ["a"], ["A", "ab", ""]),
        (FactType.TEXT, "ne", "a", ["A", ""], ["a"]),
        (FactType.TEXT, "in", ["a", "b"], ["a", "b"], ["c", "ab"]),
        (FactType.TEXT, "matches", "a.c", ["abc", "a.c"], ["abcd", "xabc", "ac"]),
        (FactType.TEXT, "empty", True, [""], ["a"]),
        (FactType.TEXT, "empty", False, ["a"], [""]),
        (FactType.ENUM, "is", "preferred", ["preferred"], ["off", "required"]),
        (FactType.ENUM, "ne", "preferred", ["off"], ["preferred"]),
        (FactType.ENUM, "in", ["off", "required"], ["off", "required"], ["preferred"]),
        (FactType.ENUM, "lt", "required", ["off", "preferred"], ["required"]),
        (FactType.ENUM, "le", "preferred", ["off", "preferred"], ["required"]),
        (FactType.ENUM, "gt", "off", ["preferred", "required"], ["off"]),
        (FactType.ENUM, "ge", "preferred", ["preferred", "required"], ["off"]),
        (FactType.LIST, "empty", True, [()], [("a",)]),
        (FactType.LIST, "empty", False, [("a",)], [()]),
        (FactType.LIST, "contains", "a", [("a", "b")], [("b",), ("ab",), ()]),
        (FactType.LIST, "has", ["a", "b"], [("a", "b"), ("c", "b", "a")], [("a",), (), ("ab",)]),
        (FactType.LIST, "has", [], [("a",), ()], []),
        (FactType.STATEMENTS, "empty", True, [()], [("statement",)]),
        (FactType.SECRET, "literal", True, [Redacted(literal=True)], [Redacted(literal=False)]),
        (FactType.SECRET, "literal", False, [Redacted(literal=False)], [Redacted(literal=True)]),
        (FactType.RULES, "empty", True, [()], [("rule",)]),
    ],
)
def test_known_values(kind: FactType, op: str, operand: object, true_of: list[object], false_of: list[object]):
    assert [says(kind, op, operand, value) for value in true_of] == [True] * len(true_of)
    assert [says(kind, op, operand, value) for value in false_of] == [False] * len(false_of)


@pytest.mark.parametrize(
    ("value", "op", "operand", "truth"),
    [
        ("6.x", "lt", 7, True),
        ("6.x", "ge", "6.2.99", True),
        ("6.x", "is", "6.x", True),
        ("7.x", "ge", "7.1", True),
        ("7", "is", "7.0", True),
        ("7.0", "is", 7, True),
        ("7.0.0", "is", 7.0, True),
        ("7.0.5", "gt", "7.0.4", True),
        ("7.0.10", "gt", "7.0.9", True),
        ("10.0", "gt", "9.9", True),
        ("5.0.6", "ge", "6.0", False),
        ("v7.1", "is", "7.1", True),
        ("1.6.22", "in", ["1.6.22", "1.6.6"], True),
        ("7.1.0.2", "is", "7.1", True),
        ("latest", "ge", "6.0", None),
        ("latest", "is", "6.0", None),
        ("latest", "ne", "6.0", None),
        ("latest", "in", ["6.0"], None),
        ("", "lt", 7, None),
        ("7.1-beta", "lt", 8, None),
        (None, "lt", 8, None),
    ],
)
def test_versions(value: object, op: str, operand: object, truth: Truth):
    assert says(FactType.VERSION, op, operand, value) is truth


def test_an_unfinished_version_is_the_newest_of_its_line():
    keys = [version_key(text) for text in ("6", "6.2", "6.2.6", "6.2.x", "6.x", "7", "7.0.1", "7.x")]
    assert all(a < b for a, b in pairwise(keys))


@given(st.tuples(*[st.integers(0, 9998)] * 3), st.tuples(*[st.integers(0, 9998)] * 3))
def test_versions_are_ordered_as_their_numbers(a: tuple[int, ...], b: tuple[int, ...]):
    left, right = ".".join(map(str, a)), ".".join(map(str, b))
    assert says(FactType.VERSION, "lt", right, left) is (a < b)
    assert says(FactType.VERSION, "is", right, left) is (a == b)


@pytest.mark.parametrize("op", ["is", "ne", "in", *ORDERED])
def test_a_word_outside_the_enum_is_unknown(op: str):
    assert says(FactType.ENUM, op, ["off"] if op == "in" else "off", "sometimes") is None


@pytest.mark.parametrize("op", ORDERED)
def test_a_value_that_cannot_be_ordered_is_unknown(op: str):
    assert says(FactType.INT, op, 3, "many") is None


def test_a_secret_that_was_not_redacted_says_nothing():
    assert says(FactType.SECRET, "literal", True, "hunter2") is None


@pytest.mark.parametrize("kind", FactType)
def test_absent_is_asked_for_by_name(kind: FactType):
    for want in (True, False):
        test = make_test("absent", want, SPECS[kind])
        assert test.absent is want
        assert test.known("anything") is (not want)
        assert test.unknown(Unknown("why")) is None
        assert test.expected == ("not set" if want else "set")


@pytest.mark.parametrize("kind", FactType)
def test_absent_fails_every_other_test_but_empty(kind: FactType):
    operands = {"in": ["off", 1, "1"], "literal": True, "empty": True, "contains": "a", "matches": "a", "has": ["a"]}
    of_type = {FactType.BOOL: False, FactType.INT: 1, FactType.ENUM: "off"}
    for op in OPERATORS[kind]:
        operand = operands.get(op, of_type.get(kind, "1"))
        if op == "in":
            operand = [of_type.get(kind, "1")]
        assert make_test(op, operand, SPECS[kind]).absent is (op == "empty")


@pytest.mark.parametrize("fact", ["log_types", "identifier"])
def test_what_is_not_set_counts_as_empty(fact: str):
    cache = resource(log_types=Absent(), identifier=Absent())
    assert condition(f"{fact}: {{empty: true}}").holds(cache, view(cache)) is True
    assert condition(f"{fact}: {{empty: false}}").holds(cache, view(cache)) is False


def test_several_tests_of_one_fact_must_all_hold():
    between = condition("backup_days: {ge: 1, le: 7}")
    for days, truth in ((0, False), (1, True), (7, True), (8, False), (Unknown("why"), None), (Absent(), False)):
        cache = resource(backup_days=days)
        assert between.holds(cache, view(cache)) is truth


def test_a_value_alone_stands_for_is():
    cache = resource(tls=True)
    for text in ("tls: true", "tls: {is: true}"):
        assert condition(text).holds(cache, view(cache)) is True


def test_a_parameter_stands_for_its_value():
    at_least = condition("backup_days: {ge: $days}", params={"days": 7})
    found = [at_least.holds(one, view(one)) for one in (resource(backup_days=6), resource(backup_days=7))]
    assert found == [False, True]


def test_every_type_has_operators_and_every_operator_a_test():
    assert set(OPERATORS) == set(FactType)
    operands: dict[str, object] = {"literal": True, "empty": True, "contains": "a", "matches": "a", "has": ["a"]}
    of_type = {FactType.BOOL: True, FactType.INT: 1, FactType.ENUM: "off"}
    for kind, ops in OPERATORS.items():
        for op in ops:
            plain = operands.get(op, of_type.get(kind, "1"))
            test = make_test(op, [plain] if op == "in" else plain, SPECS[kind])
            assert test.expected
            assert test.unknown(Unknown("why")) is None


def test_kinds_that_order_the_same_words_alike_can_share_a_condition():
    assert KINDS[CACHE].facts["engine"].values != KINDS["cache_cluster"].facts["engine"].values
    both = condition("engine: {ge: redis}", "cache_cluster", CACHE)
    for kind, engine, truth in (
        ("cache_cluster", "memcached", False),
        ("cache_cluster", "redis", True),
        (CACHE, "redis", True),
        (CACHE, "valkey", True),
    ):
        one = resource(kind=kind, engine=engine)
        assert both.holds(one, view(one)) is truth
