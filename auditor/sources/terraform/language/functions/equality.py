"""Equality of values that may not be known: yes, no, or undecided."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.sources.terraform.language.values import Lazy, Unk, same


def equal(a: object, b: object) -> bool | None:
    """Whether `a` equals `b`; None if that is not known."""
    if isinstance(a, Unk) and isinstance(b, Unk) and (a is b or (a.symbol and a.symbol == b.symbol)):
        return True
    if isinstance(a, (Unk, Lazy)) or isinstance(b, (Unk, Lazy)):
        return None
    if isinstance(a, list) and isinstance(b, list):
        return _all(equal(x, y) for x, y in zip(a, b, strict=True)) if len(a) == len(b) else False
    if isinstance(a, dict) and isinstance(b, dict):
        return _all(equal(v, b[k]) for k, v in a.items()) if a.keys() == b.keys() else False
    return same(a, b)


def _all(answers: Iterable[bool | None]) -> bool | None:
    """True if all are, False if any is not, None if open answers could still decide."""
    collected = list(answers)
    return False if False in collected else None if None in collected else True
