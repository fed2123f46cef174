"""Kleene's logic: the laws that make an unknown spread and never decide by accident."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.truth import Truth, conjunction, disjunction, negate

TRUTHS = st.sampled_from([True, False, None])
LISTS = st.lists(TRUTHS, max_size=6)


def says_less(less: Truth, more: Truth) -> bool:
    """The information order: unknown lies below both true and false."""
    return less is None or less is more


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (True, True, True, True),
        (True, None, None, True),
        (True, False, False, True),
        (None, None, None, None),
        (None, False, False, None),
        (False, False, False, False),
    ],
)
def test_two_values(a: Truth, b: Truth, both: Truth, either: Truth):
    for one, other in ((a, b), (b, a)):
        assert conjunction([one, other]) is both
        assert disjunction([one, other]) is either


def test_nothing_at_all():
    assert conjunction([]) is True
    assert disjunction([]) is False


@pytest.mark.parametrize(("a", "opposite"), [(True, False), (False, True), (None, None)])
def test_negation(a: Truth, opposite: Truth):
    assert negate(a) is opposite
    assert negate(negate(a)) is a


@given(LISTS)
def test_de_morgan(values: list[Truth]):
    assert negate(conjunction(values)) is disjunction(negate(v) for v in values)
    assert negate(disjunction(values)) is conjunction(negate(v) for v in values)


@given(LISTS, LISTS)
def test_grouping_does_not_matter(first: list[Truth], second: list[Truth]):
    assert conjunction([*first, *second]) is conjunction([conjunction(first), conjunction(second)])
    assert disjunction([*first, *second]) is disjunction([disjunction(first), disjunction(second)])


@given(LISTS, st.randoms())
def test_order_does_not_matter(values: list[Truth], random):
    shuffled = random.sample(values, len(values))
    assert conjunction(shuffled) is conjunction(values)
    assert disjunction(shuffled) is disjunction(values)


@given(st.lists(st.tuples(TRUTHS, st.booleans()), max_size=6))
def test_less_information_in_is_less_information_out(pairs: list[tuple[Truth, bool]]):
    full = [value for value, _ in pairs]
    partial = [None if forget else value for value, forget in pairs]
    assert says_less(conjunction(partial), conjunction(full))
    assert says_less(disjunction(partial), disjunction(full))


@given(st.lists(TRUTHS, max_size=5))
def test_unknown_exactly_where_the_rest_does_not_decide(values: list[Truth]):
    fillings = list(product(*([v] if v is not None else [True, False] for v in values)))
    for kleene, classical in ((conjunction, all), (disjunction, any)):
        results = {classical(filling) for filling in fillings}
        assert kleene(values) is (results.pop() if len(results) == 1 else None)


def test_stops_at_the_value_that_decides():
    def values(decisive: bool):
        yield None
        yield decisive
        raise AssertionError("read on after the decision")

    assert conjunction(values(decisive=False)) is False
    assert disjunction(values(decisive=True)) is True
