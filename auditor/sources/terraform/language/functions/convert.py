"""Terraform's type conversions: primitives, lists, sets, maps and the common type of several values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from auditor.sources.terraform.language.values import EvalError, Lazy, SetValue, UndecidedError, Unk

OPEN = (Unk, Lazy)
"""What can stand in a container without being known (yet)."""
MAX_ELEMENTS = 100_000
MAX_TEXT = 1_000_000
_MAX_DIGITS = 400
"""Longest number, and greatest exponent, that is calculated with: Terraform keeps 512 bits, about 154 digits."""
_MAX_BITS = 10_000
"""Of numbers that the evaluator calculated; Python refuses to write down those of more than 4300 digits."""
_MAX_DEPTH = 10
"""Unification tries two ways at each level of nesting, so its cost doubles with each: below this it is left out."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,9}))?", re.ASCII)


def limited_text(size: int) -> None:
    """Refuse to build a text of `size` characters if that is beyond what any real configuration needs."""
    if size > MAX_TEXT:
        raise UndecidedError("result too large")


def limited_elements(size: int) -> None:
    """Refuse to build a collection of `size` elements if that is beyond what any real configuration needs."""
    if size > MAX_ELEMENTS:
        raise UndecidedError("result too large")


def kind_of(value: object) -> str:
    """The kind of a known value: "null", "bool", "number", "string", "list" (tuples and sets too) or "map"."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (list, tuple)):
        return "list"
    if isinstance(value, dict):
        return "map"
    raise EvalError(f"a {type(value).__name__} is not a value")


def tidy(number: int | float) -> int | float:
    """A number as the evaluator keeps it: whole numbers are ints; infinity and NaN are refused."""
    if isinstance(number, int):
        if number.bit_length() > _MAX_BITS:
            raise UndecidedError("the number is too long")
        return number
    if number != number or number in (float("inf"), float("-inf")):
        raise EvalError("the result is not a finite number")
    if not number.is_integer():
        return number
    # Terraform prints the shortest digits that mean this float, hence not int(number)
    return int(number) if abs(number) < 2**53 else parse_number(repr(number))


def parse_number(text: str) -> int | float:
    """The number that a text says."""
    from decimal import Decimal  # (imports only when a number is parsed)

    match = _NUMBER.fullmatch(text)
    if match is None:
        raise EvalError("a number is required")
    if len(text) > _MAX_DIGITS or abs(int(match[1] or 0)) > _MAX_DIGITS:
        raise UndecidedError("the number is too long")
    exact = Decimal(text)
    if exact == exact.to_integral_value():
        return int(exact)
    return float(text)


def number_text(number: int | float) -> str:
    """A number as Terraform's `tostring` writes it: no exponent, no needless digits."""
    number = tidy(number)
    if isinstance(number, int):
        return str(number)
    text = repr(number)
    if "e" not in text:
        return text
    from decimal import Decimal  # (numbers below 0.0001 are rare)

    return format(Decimal(text), "f")


def to_text(value: object) -> str:
    """A value converted to string."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    raise EvalError("a string is required")


def to_number(value: object) -> int | float:
    """A value converted to number."""
    if isinstance(value, str):
        return parse_number(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return tidy(value)
    raise EvalError("a number is required")


def whole_number(value: object) -> int:
    """A value converted to a whole number."""
    number = to_number(value)
    if isinstance(number, int):
        return number
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


def unify(items: Iterable[object], depth: int = 0) -> list[object]:
    """`items` converted to their common type, as the elements of a list, set or map are; nulls and unknowns stay."""
    values = list(items)
    known = [i for i in values if i is not None and not isinstance(i, OPEN)]
    kinds = {kind_of(i) for i in known}
    if not kinds or depth > _MAX_DEPTH:
        return values
    if kinds == {"list"}:
        return _rebuilt(values, _unify_lists([list_of(i) for i in known], depth))
    if kinds == {"map"}:
        return _rebuilt(values, _unify_maps([map_of(i) for i in known], depth))
    if len(kinds) == 1:
        return values
    if "string" in kinds and kinds <= {"string", "number", "bool"}:
        return _rebuilt(values, [to_text(i) for i in known])
    raise EvalError("all elements must have the same type")


def _rebuilt(values: Sequence[object], converted: Sequence[object]) -> list[object]:
    """`values` with those that are known replaced by `converted`, in turn; sets stay sets."""
    rest = iter(converted)
    result: list[object] = []
    for value in values:
        if value is None or isinstance(value, OPEN):
            result.append(value)
            continue
        new = next(rest)
        result.append(ordered_set(new) if isinstance(value, SetValue) and isinstance(new, list) else new)
    return result


def _unify_lists(rows: list[list[object]], depth: int) -> list[object]:
    """Lists of one type: position by position (as tuples) if that works, else with one type for all elements."""
    if len(rows) == 1:
        return [rows[0]]
    if len({len(row) for row in rows}) == 1:
        try:
            columns = [unify(column, depth + 1) for column in zip(*rows, strict=True)]
        except EvalError:
            pass
        else:
            return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in rows]
    pool = iter(unify((item for row in rows for item in row), depth + 1))
    return [[next(pool) for _ in row] for row in rows]


def _unify_maps(maps: list[dict[str, object]], depth: int) -> list[object]:
    """Maps of one type: attribute by attribute (as objects) if that works, else with one type for all elements."""
    if len(maps) == 1:
        return [maps[0]]
    names = maps[0].keys()
    if all(m.keys() == names for m in maps):
        try:
            columns = {name: unify([m[name] for m in maps], depth + 1) for name in names}
        except EvalError:
            pass
        else:
            return [{name: columns[name][i] for name in names} for i in range(len(maps))]
    pool = iter(unify((item for m in maps for item in m.values()), depth + 1))
    return [{name: next(pool) for name in m} for m in maps]


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


def _set_order(entry: tuple[str, object]) -> tuple[int, int | float, str]:
    """Where an element goes in a set: numbers and bools by value, strings by their characters."""
    key, value = entry
    if isinstance(value, (bool, int, float)):
        return (0, value, "")
    return (1, 0, value if isinstance(value, str) else key)


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
            return number_text(to_number(value))
        case "string":
            return json.dumps(value, ensure_ascii=False)
        case "list":
            parts = [written(v) for v in list_of(value)]
            return None if None in parts else "[" + "".join(f"{p};" for p in parts) + "]"
    pairs = [(json.dumps(k, ensure_ascii=False), written(v)) for k, v in sorted(map_of(value).items())]
    return None if any(v is None for _, v in pairs) else "{" + "".join(f"{k}:{v};" for k, v in pairs) + "}"
