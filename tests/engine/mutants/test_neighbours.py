"""What could stand in place of a test: its neighbours by the type of the fact, and nothing that comes to the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.mutants.neighbours import neighbours, step
from auditor.engine.mutants.patterns import without_an_alternative
from auditor.engine.operators import OPERATORS, make_test
from auditor.model.schema import FactSpec, FactType
from tests.engine.builders import SPECS

WORDS = FactSpec("reach", FactType.ENUM, "", ("none", "self", "vpc", "internet"))

BY_TYPE = [
    (FactType.BOOL, "is", True, [{"is": False}]),
    (FactType.BOOL, "ne", False, [{"ne": True}]),
    (FactType.INT, "is", 3, [{"ne": 3}, {"ge": 3}, {"le": 3}]),
    (FactType.INT, "is", 0, [{"ne": 0}, {"ge": 0}]),
    (FactType.INT, "ne", 3, [{"is": 3}, {"lt": 3}, {"gt": 3}]),
    (FactType.INT, "ne", 0, [{"is": 0}]),
    (FactType.INT, "in", [1, 2], [{"in": [2]}, {"in": [1]}]),
    (FactType.INT, "in", [1], []),
    (FactType.INT, "ge", 7, [{"gt": 7}, {"ge": 6}]),
    (FactType.INT, "gt", 7, [{"ge": 7}, {"gt": 8}]),
    (FactType.INT, "le", 7, [{"lt": 7}, {"le": 8}]),
    (FactType.INT, "lt", 7, [{"le": 7}, {"lt": 6}]),
    (FactType.INT, "ge", 0, [{"gt": 0}]),
    (FactType.VERSION, "ge", "7.1", [{"gt": "7.1"}, {"ge": "7.0"}]),
    (FactType.VERSION, "ge", "7.0", [{"gt": "7.0"}, {"ge": "6.0"}]),
    (FactType.VERSION, "ge", "1.6.12", [{"gt": "1.6.12"}, {"ge": "1.6.11"}]),
    (FactType.VERSION, "lt", "6.x", [{"le": "6.x"}, {"lt": "5.0"}]),
    (FactType.VERSION, "le", 7, [{"lt": 7}, {"le": "8.0"}]),
    (FactType.VERSION, "is", "7.1", [{"ne": "7.1"}, {"ge": "7.1"}, {"le": "7.1"}]),
    (FactType.TEXT, "is", "a", [{"ne": "a"}, {"absent": False}]),
    (FactType.TEXT, "ne", "a", [{"is": "a"}]),
    (FactType.TEXT, "in", ["a", "b"], [{"in": ["b"]}, {"in": ["a"]}, {"absent": False}]),
    (FactType.TEXT, "matches", "a.*", [{"absent": False}, {"matches": "(?!)"}]),
    (FactType.TEXT, "empty", True, [{"empty": False}]),
    (FactType.LIST, "contains", "a", [{"empty": False}]),
    (FactType.LIST, "empty", False, [{"empty": True}]),
    (FactType.LIST, "has", ["a"], [{"empty": False}]),
    (FactType.LIST, "has", ["a", "b"], [{"has": ["b"]}, {"has": ["a"]}, {"empty": False}]),
    (FactType.LIST, "has", [], []),
    (FactType.SECRET, "literal", False, [{"literal": True}]),
    (FactType.RULES, "empty", True, [{"empty": False}]),
    (FactType.INT, "absent", True, [{"absent": False}]),
]


@pytest.mark.parametrize(("kind", "op", "operand", "expected"), BY_TYPE)
def test_by_type(kind: FactType, op: str, operand: object, expected: list[dict[str, object]]):
    assert list(neighbours(op, operand, SPECS[kind])) == expected


@pytest.mark.parametrize(
    ("op", "operand", "expected"),
    [
        ("is", "self", [{"ne": "self"}, {"in": ["self", "none"]}, {"in": ["self", "vpc"]}]),
        ("is", "none", [{"ne": "none"}, {"in": ["none", "self"]}]),
        ("ne", "none", [{"is": "none"}, {"in": ["vpc", "internet"]}]),
        ("in", ["self", "vpc"],
         [{"in": ["vpc"]}, {"in": ["self"]}, {"in": ["self", "vpc", "none"]}, {"in": ["self", "vpc", "internet"]}]),
        ("lt", "vpc", [{"le": "vpc"}, {"lt": "self"}]),
        ("ge", "none", [{"gt": "none"}]),
        ("le", "internet", [{"lt": "internet"}]),
    ],
)  # fmt: skip
def test_of_words_in_order(op: str, operand: object, expected: list[dict[str, object]]):
    assert list(neighbours(op, operand, WORDS)) == expected


def test_every_operator_has_some_and_all_can_be_written():
    operands: dict[str, object] = {"has": ["a"], "matches": "a|b", "contains": "a", "empty": True, "literal": True}
    for kind, operators in OPERATORS.items():
        spec = WORDS if kind is FactType.ENUM else SPECS.get(kind)
        if spec is None:
            continue
        for op in operators:
            plain = {FactType.BOOL: True, FactType.INT: 2, FactType.VERSION: "7.1", FactType.ENUM: "vpc"}.get(kind, "a")
            operand = [plain] if op == "in" else operands.get(op, plain)
            found = list(neighbours(op, operand, spec))
            assert found or op == "in"
            for tests in found:
                for other, wanted in tests.items():
                    make_test(other, wanted, spec)


@given(st.integers(0, 30), st.sampled_from(["is", "ne", "lt", "le", "gt", "ge"]))
def test_none_of_a_number_comes_to_the_same(operand: int, op: str):
    spec = SPECS[FactType.INT]
    before = make_test(op, operand, spec)
    for tests in neighbours(op, operand, spec):
        ((other, wanted),) = tests.items()
        after = make_test(other, wanted, spec)
        assert any(before.known(value) is not after.known(value) for value in range(33)), tests


@given(st.sampled_from(WORDS.values), st.sampled_from(["is", "ne", "lt", "le", "gt", "ge"]))
def test_none_of_a_word_comes_to_the_same(operand: str, op: str):
    before = make_test(op, operand, WORDS)
    for tests in neighbours(op, operand, WORDS):
        ((other, wanted),) = tests.items()
        after = make_test(other, wanted, WORDS)
        assert any(before.known(value) is not after.known(value) for value in WORDS.values), tests


def test_steps_end_where_the_type_ends():
    assert [step(0, SPECS[FactType.INT], -1), step("internet", WORDS, 1), step("none", WORDS, -1)] == [None] * 3
    assert step("0.0", SPECS[FactType.VERSION], -1) is None
    assert step("a", SPECS[FactType.TEXT], 1) is None


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "expected"),
        [
            ("abc", []),
            ("a|b", ["b", "a"]),
            ("a|b|c", ["b|c", "a|c", "a|b"]),
            (r"cache\.(t1|t2|m1)\..*", [r"cache\.(t2|m1)\..*", r"cache\.(t1|m1)\..*", r"cache\.(t1|t2)\..*"]),
            (r"(?:a|b)c", ["(?:b)c", "(?:a)c"]),
            (r"(?P<n>a|b)", ["(?P<n>b)", "(?P<n>a)"]),
            (r"x(a|(b|c))", ["x((b|c))", "x(a)", "x(a|(c))", "x(a|(b))"]),
            (r"a\|b", []),
            ("[a|b]", []),
            ("[]|]", []),
            ("[^]|]|x", ["x", "[^]|]"]),
            (r"[\]|]", []),
            (r"\(a|b", ["b", r"\(a"]),
            ("(a|)b", ["()b", "(a)b"]),
            ("(?i)a|b", ["b", "(?i)a"]),
        ],
    )
    def test_each_alternative_is_left_out(self, pattern: str, expected: list[str]):
        found = list(without_an_alternative(pattern))
        assert sorted(found) == sorted(expected)
        for one in found:
            re.compile(one)

    @given(st.recursive(
        st.sampled_from(["a", "b", r"\.", "[ab]", "[^|]"]),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
            st.lists(inner, min_size=1, max_size=3).map("".join),
        ),
        max_leaves=8,
    ), st.text("ab.|", max_size=4))  # fmt: skip
    def test_what_is_left_fits_no_more_than_before(self, pattern: str, text: str):
        found = list(without_an_alternative(pattern))
        assert len(found) >= pattern.count("(")
        for one in found:
            if re.fullmatch(one, text):
                assert re.fullmatch(pattern, text)
