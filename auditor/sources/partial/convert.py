"""Terraform's type conversions: primitives, lists, sets, maps and the common type of several values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from auditor.sources.partial.number_text import hash_text, number_text, parse_number
from auditor.sources.partial.numbers import Number, Real
from auditor.sources.partial.values import (
    EvalError,
    Lazy,
    ObjectValue,
    SetValue,
    TupleValue,
    UndecidedError,
    Unk,
)

OPEN = (Unk, Lazy)
"""What can stand in a container without being known (yet)."""
MAX_ELEMENTS = 100_000
MAX_TEXT = 1_000_000
_EXACT = re.compile("\0[^;]*")
"""What tells numbers apart, but does not count for their order as parts of elements."""
_WORD = 64
"""Bits of the whole numbers that most functions take, one for the sign."""


def limited_text(size: int) -> None:
    """Refuse to build a text of `size` characters if that is beyond what any real configuration needs."""
    if size > MAX_TEXT:
        raise UndecidedError(f"a result of more than {MAX_TEXT:,} characters")


def limited_elements(size: int) -> None:
    """Refuse to build a collection of `size` elements if that is beyond what any real configuration needs."""
    if size > MAX_ELEMENTS:
        raise UndecidedError(f"a result of more than {MAX_ELEMENTS:,} elements")


def kind_of(value: object) -> str:
    """The kind of a known value: "null", "bool", "number", "string", "list" (tuples and sets too) or "map"."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, Real)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (list, tuple)):
        return "list"
    if isinstance(value, dict):
        return "map"
    raise EvalError(f"a {type(value).__name__} is not a value")


def to_text(value: object) -> str:
    """A value converted to string."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Real)):
        return number_text(value)
    raise EvalError("a string is required")


def to_number(value: object) -> Number:
    """A value converted to number."""
    if isinstance(value, str):
        return parse_number(value)
    if isinstance(value, (int, Real)) and not isinstance(value, bool):
        return value
    raise EvalError("a number is required")


def whole_number(value: object, bits: int = _WORD) -> int:
    """A value converted to a whole number of so many bits; 0 sets no bound."""
    number = to_number(value)
    if isinstance(number, Real) and not number.mantissa:
        return 0  # negative zero
    if isinstance(number, int) and (not bits or -(1 << bits - 1) <= number < 1 << bits - 1):
        return int(number)
    raise EvalError("a whole number is required")


def to_bool(value: object) -> bool:
    """A value converted to bool."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "1", "false", "0"):
        return value in ("true", "1")
    raise EvalError("a bool is required")


def list_of(value: object) -> list[object]:
    """The elements of a list, tuple or set."""
    if isinstance(value, (list, tuple)):
        return list(value)
    raise EvalError("a list is required")


def map_of(value: object) -> dict[str, object]:
    """The elements of a map or object."""
    if isinstance(value, dict):
        return value
    raise EvalError("a map is required")


def ordered_set(items: Iterable[object]) -> SetValue:
    """The set of `items`, in Terraform's order: values of a primitive type by value, others by their written form.

    Elements that are or contain an unknown come last, each kept: whether it equals another cannot be said.
    """
    distinct: dict[str, object] = {}
    unknown: list[object] = []
    for item in items:
        key = written(item)
        if key is None:
            unknown.append(item)
        else:
            distinct.setdefault(key, item)
    null = distinct.pop("~", unknown)
    ordered = sorted(distinct.items(), key=_set_order)
    return SetValue([*(v for _, v in ordered), *([] if null is unknown else [None]), *unknown])


def _set_order(entry: tuple[str, object]) -> tuple[int, Number, str]:
    """Where an element goes in a set: numbers and bools by value, strings by their characters."""
    key, value = entry
    if isinstance(value, (int, Real)):
        return (0, value, key)  # negative zero comes before zero
    return (1, 0, value if isinstance(value, str) else _EXACT.sub("", key))


def written(value: object) -> str | None:
    """A text that is the same for equal values only, and orders structures as Terraform does; None if not known."""
    if isinstance(value, OPEN):
        return None
    match kind_of(value):
        case "null":
            return "~"
        case "bool":
            return "T" if value else "F"
        case "number":
            return _written_number(to_number(value))
        case "string":
            return json.dumps(value, ensure_ascii=False)
        case "list":
            parts = [written(v) for v in list_of(value)]
            front, back = "<>" if isinstance(value, TupleValue) else "[]"
            return None if None in parts else front + "".join(f"{p};" for p in parts) + back
    pairs = [(json.dumps(k, ensure_ascii=False), written(v)) for k, v in sorted(map_of(value).items())]
    if any(v is None for _, v in pairs):
        return None
    if isinstance(value, ObjectValue):  # elements of a set have the same attributes
        return "<" + "".join(f"{v};" for _, v in pairs) + ">"
    return "{" + "".join(f"{k}:{v};" for k, v in pairs) + "}"


def _written_number(number: Number) -> str:
    text = number_text(number)
    order = hash_text(number)
    return text if text == order else f"{order}\0{text}"
