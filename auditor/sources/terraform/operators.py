"""Terraform's operators and automatic conversions on known values."""

from __future__ import annotations

import math
from collections.abc import Callable

from auditor.sources.terraform.values import EvalError, same

Number = int | float


def type_name(value: object) -> str:
    """What Terraform calls the type of a known value, for messages."""
    if value is None:
        return "null"
    for kind, name in ((bool, "bool"), ((int, float), "number"), (str, "string"), (dict, "object"), (list, "list")):
        if isinstance(value, kind):
            return name
    return "object"


def number_text(value: Number) -> str:
    """A number as Terraform writes it: whole numbers without a point, no exponent."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    return f"{value:.20f}".rstrip("0").rstrip(".") if "e" in text else text


def to_text(value: object) -> str:
    """Conversion to string; raises EvalError for null and collections."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    raise EvalError(f"a string is needed, not {type_name(value)}")


def to_number(value: object) -> Number:
    """Conversion to number; raises EvalError."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            number = float(value) if any(c in value for c in ".eE") else int(value)
        except ValueError:
            raise EvalError(f"a number is needed, not {type_name(value)}") from None
        if isinstance(number, float) and number.is_integer():
            return int(number)
        return number
    raise EvalError(f"a number is needed, not {type_name(value)}")


def to_bool(value: object) -> bool:
    """Conversion to bool; raises EvalError."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false") and isinstance(value, str):
        return value == "true"
    raise EvalError(f"a bool is needed, not {type_name(value)}")


def _whole(value: Number) -> Number:
    if isinstance(value, float) and (math.isinf(value) or math.isnan(value)):
        raise EvalError("the result is no number")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _arithmetic(function: Callable[[Number, Number], Number]) -> Callable[[object, object], object]:
    def apply(a: object, b: object) -> object:
        x, y = to_number(a), to_number(b)
        try:
            return _whole(function(x, y))
        except (ZeroDivisionError, OverflowError) as error:
            raise EvalError(str(error)) from error

    return apply


def _divide(a: Number, b: Number) -> Number:
    if isinstance(a, int) and isinstance(b, int) and b and a % b == 0:
        return a // b
    return a / b


def _remainder(a: Number, b: Number) -> Number:
    # Terraform truncates towards zero, Python towards minus infinity.
    return (
        a - b * math.trunc(a / b)
        if isinstance(a, float) or isinstance(b, float)
        else int(math.copysign(abs(a) % abs(b), a))
    )


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
    "-": lambda a: _whole(-to_number(a)),
    "!": lambda a: not to_bool(a),
}
