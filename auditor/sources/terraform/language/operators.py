"""Terraform's operators and automatic conversions on known values."""

from __future__ import annotations

import math
from collections.abc import Callable

from auditor.sources.terraform.language.functions.convert import tidy, to_bool, to_number, to_text
from auditor.sources.terraform.language.values import EvalError, UndecidedError, same

__all__ = ["BINARY", "UNARY", "to_bool", "to_number", "to_text", "type_name"]

Number = int | float


def type_name(value: object) -> str:
    """What Terraform calls the type of a known value, for messages."""
    if value is None:
        return "null"
    for kind, name in ((bool, "bool"), ((int, float), "number"), (str, "string"), (dict, "object"), (list, "list")):
        if isinstance(value, kind):
            return name
    return "object"


def _arithmetic(function: Callable[[Number, Number], Number]) -> Callable[[object, object], object]:
    def apply(a: object, b: object) -> object:
        x, y = to_number(a), to_number(b)
        try:
            return tidy(function(x, y))
        except (ZeroDivisionError, OverflowError, EvalError) as error:
            # Terraform goes on with infinity, and with more digits.
            raise UndecidedError(str(error)) from error

    return apply


def _divide(a: Number, b: Number) -> Number:
    if isinstance(a, int) and isinstance(b, int) and b and a % b == 0:
        return a // b
    return a / b


def _remainder(a: Number, b: Number) -> Number:
    # Terraform truncates towards zero, Python towards minus infinity; and what is left of dividing by zero is all.
    if b == 0:
        return a
    if isinstance(a, float) or isinstance(b, float):
        return math.fmod(a, b)
    rest = abs(a) % abs(b)
    return rest if a >= 0 else -rest


BINARY: dict[str, Callable[[object, object], object]] = {
    "+": _arithmetic(lambda a, b: a + b),
    "-": _arithmetic(lambda a, b: a - b),
    "*": _arithmetic(lambda a, b: a * b),
    "/": _arithmetic(_divide),
    "%": _arithmetic(_remainder),
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
    "-": lambda a: tidy(-to_number(a)),
    "!": lambda a: not to_bool(a),
}
