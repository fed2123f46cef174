"""Kleene's three-valued logic: True, False, and None for what is not known."""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def negate(a: Truth) -> Truth:
    """Not a; unknown stays unknown."""
    return None if a is None else not a


def conjunction(values: Iterable[Truth]) -> Truth:
    """All of them: one false decides, else one unknown leaves it open. Stops at the first false."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def disjunction(values: Iterable[Truth]) -> Truth:
    """Any of them: one true decides, else one unknown leaves it open. Stops at the first true."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result
