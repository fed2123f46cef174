"""Terraform's operators and automatic conversions on known values."""

from __future__ import annotations

from collections.abc import Callable

from auditor.sources.partial.convert import to_bool, to_number, to_text
from auditor.sources.partial.numbers import Real, add, divide, multiply, negate, remainder
from auditor.sources.partial.values import EvalError, same

__all__ = ["BINARY", "UNARY", "to_bool", "to_condition", "to_number", "to_text", "type_name"]


def type_name(value: object) -> str:
    """What Terraform calls the type of a known value, for messages."""
    if value is None:
        return "null"
    for kind, name in ((bool, "bool"), ((int, Real), "number"), (str, "string"), (dict, "object"), (list, "list")):
        if isinstance(value, kind):
            return name
    return "object"


def to_condition(value: object) -> bool:
    """A known value as what a conditional asks. Raises EvalError for null, and for what is no bool."""
    if value is None:
        raise EvalError("the condition is null")
    return to_bool(value)


BINARY: dict[str, Callable[[object, object], object]] = {
    "+": lambda a, b: add(to_number(a), to_number(b)),
    "-": lambda a, b: add(to_number(a), negate(to_number(b))),
    "*": lambda a, b: multiply(to_number(a), to_number(b)),
    "/": lambda a, b: divide(to_number(a), to_number(b)),
    "%": lambda a, b: remainder(to_number(a), to_number(b)),
    "<": lambda a, b: to_number(a) < to_number(b),
    "<=": lambda a, b: to_number(a) <= to_number(b),
    ">": lambda a, b: to_number(a) > to_number(b),
    ">=": lambda a, b: to_number(a) >= to_number(b),
    "==": same,
    "!=": lambda a, b: not same(a, b),
    "&&": lambda a, b: to_bool(a) and to_bool(b),
    "||": lambda a, b: to_bool(a) or to_bool(b),
}

UNARY: dict[str, Callable[[object], object]] = {
    "-": lambda a: negate(to_number(a)),
    "!": lambda a: not to_bool(a),
}
