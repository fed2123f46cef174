"""Functions of numbers."""

from __future__ import annotations

from auditor.sources.partial.convert import limited_text, to_bool, to_number, to_text
from auditor.sources.partial.numbers import COUNTED, Number, absolute, counted, floor, whole
from auditor.sources.partial.values import EvalError, Unk
from auditor.sources.terraform.language.functions.powers import log, power
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def parseint(text: object, base: int) -> object:
    """The whole number that the text says in the base; beyond base 36 capitals are digits of their own."""
    if not isinstance(text, str):
        raise EvalError("a string is required")
    if not 2 <= base <= 62:
        raise EvalError("base must be a whole number between 2 and 62 inclusive")
    limited_text(len(text) * 1000)  # the digits of longer numbers take quadratic time
    sign, digits = (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)
    allowed = _DIGITS[:base]
    total = 0
    for digit in digits if base > 36 else digits.lower():
        value = allowed.find(digit)
        if value < 0:
            break
        total = total * base + value
    else:
        if digits:
            return whole(-total if sign == "-" else total, max(COUNTED, total.bit_length()))
    raise EvalError(f"cannot parse {text!r} as a base {base} integer")


def signum(number: int) -> object:
    """-1, 0 or 1: the sign of the number."""
    return counted((number > 0) - (number < 0))


def largest(*numbers: Number) -> object:
    """The greatest of the numbers."""
    if not numbers:
        raise EvalError("must pass at least one number")
    return max(numbers)


def smallest(*numbers: Number) -> object:
    """The smallest of the numbers."""
    if not numbers:
        raise EvalError("must pass at least one number")
    return min(numbers)


def tostring(value: object) -> object:
    """The value as a string; null stays null."""
    if isinstance(value, Unk):
        return value if value.kind == "string" else because_of(value)
    return None if value is None else to_text(value)


def tonumber(value: object) -> object:
    """The value as a number; null stays null."""
    if isinstance(value, Unk):
        return value if value.kind == "number" else because_of(value)
    return None if value is None else to_number(value)


def tobool(value: object) -> object:
    """The value as a bool; null stays null."""
    if isinstance(value, Unk):
        return value if value.kind == "bool" else because_of(value)
    return None if value is None else to_bool(value)


def identity(value: object) -> object:
    """The value itself: whether it is sensitive is not tracked."""
    return value


TABLE: dict[str, Function] = {
    "abs": define("n", absolute),
    "ceil": define("n", lambda number: floor(number, up=True)),
    "floor": define("n", floor),
    "log": define("nn", log),
    "pow": define("nn", power),
    "parseint": define(".i", parseint),
    "signum": define("i", signum),
    "max": define("n*", largest),
    "min": define("n*", smallest),
    "tostring": define("?", tostring, Unknowns.ANY),
    "tonumber": define("?", tonumber, Unknowns.ANY),
    "tobool": define("?", tobool, Unknowns.ANY),
    "sensitive": define("?", identity, Unknowns.ANY),
    "nonsensitive": define("?", identity, Unknowns.ANY),
    "ephemeralasnull": define("?", identity, Unknowns.ANY),
}
