"""`==` and `!=`, as far as both sides are known."""

from __future__ import annotations

from auditor.sources.partial.choices import among, compose, grouped, lift, symbol_of
from auditor.sources.partial.equality import equal
from auditor.sources.partial.numbers import Real
from auditor.sources.partial.values import (
    Unk,
    has_unknown,
    is_never_null,
    limited,
)


def equality(left: object, right: object, *, negate: bool) -> object:
    """`left == right`, or `left != right`."""
    limited(left, right)
    answer = equal(left, right)
    known = not has_unknown(left) and not has_unknown(right)
    if answer is False or (known and answer):
        # Where something is not known it is of another type, or something else differs.
        return answer is not negate
    if known:
        return Unk("whether what it compares has one type is not known", kind="bool")
    for unknown, other in ((left, right), (right, left)):
        if other is None and cannot_be_null(unknown):
            return negate
    if not isinstance(left, Unk) and not isinstance(right, Unk):
        return Unk("it compares values that are not known", kind="bool")
    positive = compose(grouped(symbol_of(left)), " == ", grouped(symbol_of(right)))
    symbol = compose("!", grouped(positive)) if negate else positive
    for unknown, other in ((left, right), (right, left)):
        if isinstance(unknown, Unk) and (other is None or isinstance(other, (str, int, Real))):
            cases = among(unknown, [other])
            if cases is not None:
                [(yes, _)], no = cases
                choices = ((yes, not negate), (no, negate))
                return Unk(unknown.reason, symbol, choices, kind="bool", place=unknown.place)
    return lift(lambda a, b: equality(a, b, negate=negate), (left, right), symbol, "bool")


def cannot_be_null(value: object) -> bool:
    """Whether it is a text put together, or what a resource or data source gives as its id."""
    if not isinstance(value, Unk) or not is_never_null(value):
        return False
    return value.nullable is False or (value.ref is not None and value.ref[1] in ("id", "arn", "name"))
