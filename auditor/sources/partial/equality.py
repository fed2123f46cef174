"""Equality of values as Terraform sees it, where types count: yes, no, or undecided."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.sources.partial.type_of import DYNAMIC, OPEN, Type, element_type, holds, type_at, type_of
from auditor.sources.partial.values import (
    Lazy,
    ListValue,
    MapValue,
    ObjectValue,
    SetValue,
    TupleValue,
    Unk,
    has_unknown,
    same,
)

_KINDS = (TupleValue, ListValue, SetValue, ObjectValue, MapValue)


def equal(a: object, b: object) -> bool | None:
    """Whether `a` equals `b`; None if that is not known."""
    if isinstance(a, (Unk, Lazy)) or isinstance(b, (Unk, Lazy)):
        return _unknown(a, b)
    if not isinstance(a, (list, dict)) or not isinstance(b, (list, dict)):
        return same(a, b)
    if isinstance(a, list) is not isinstance(b, list) or len(a) != len(b):
        # Elements of a set that are not known may coincide.
        return None if any(isinstance(one, SetValue) and has_unknown(one) for one in (a, b)) else False
    return _all((_one_kind(a, b), *_contents(a, b)))


def _contents(a: object, b: object) -> Iterable[bool | None]:
    if isinstance(a, list) and isinstance(b, list):
        if isinstance(a, SetValue) and has_unknown([a, b]):
            return [None]
        return [_part(a, b, i, a[i], b[i]) for i in range(len(a))]
    if not isinstance(a, dict) or not isinstance(b, dict) or a.keys() != b.keys():
        return [False]
    return [_part(a, b, key, a[key], b[key]) for key in a]


def _part(a: object, b: object, key: object, one: object, other: object) -> bool | None:
    """Whether two values equal each other as parts of others: nulls of different types do not."""
    if one is None and other is None and isinstance(a, (TupleValue, ObjectValue)):
        return alike(type_at(a, key), type_at(b, key))
    return equal(one, other)


def _unknown(a: object, b: object) -> bool | None:
    mine, others = type_of(a), type_of(b)
    types = None if holds(mine, DYNAMIC) or holds(others, DYNAMIC) else alike(mine, others)
    if isinstance(a, Unk) and isinstance(b, Unk):
        # Two nulls are equal whatever their types.
        one = a is b or (a.symbol and a.symbol == b.symbol)
        return True if one and types is not False else None
    if isinstance(a, Lazy) or isinstance(b, Lazy) or a is None or b is None:
        return None
    return False if types is False else None


def _one_kind(a: object, b: object) -> bool | None:
    """Whether two values are both lists, both tuples, and so on, with one element type; None where that is open."""
    kinds = [next((kind for kind in _KINDS if isinstance(one, kind)), None) for one in (a, b)]
    if None in kinds:
        return None
    if kinds[0] is not kinds[1]:
        return False
    if isinstance(a, (ListValue, SetValue, MapValue)) and isinstance(b, (ListValue, SetValue, MapValue)):
        return alike(element_type(a), element_type(b))
    return True


def alike(one: Type, other: Type) -> bool | None:
    """Whether two types are the same; None where one of them is open."""
    if one.kind == "open" or other.kind == "open":
        return None
    if one == other:
        return None if holds(one, OPEN) else True
    if one.kind != other.kind or one.names != other.names or len(one.parts) != len(other.parts):
        return False
    return _all(map(alike, one.parts, other.parts))


def _all(answers: Iterable[bool | None]) -> bool | None:
    """True if all are, False if any is not, None if open answers could still decide."""
    collected = set(answers)
    return False if False in collected else None if None in collected else True
