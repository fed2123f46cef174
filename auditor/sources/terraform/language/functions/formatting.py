"""`format` and `formatlist`: verbs as in Go, with widths and precisions but no `*`."""

from __future__ import annotations

import re

from auditor.sources.partial.convert import (
    kind_of,
    limited_elements,
    limited_text,
    to_bool,
    to_number,
    to_text,
)
from auditor.sources.partial.number_text import exponent_text, fixed_text, general_text, number_text
from auditor.sources.partial.numbers import MAX_BITS, Number, Real, absolute, is_infinite, is_negative
from auditor.sources.partial.type_of import STRING, list_of_type
from auditor.sources.partial.values import EvalError, SetValue, UndecidedError, has_unknown
from auditor.sources.terraform.language.functions.graphemes import graphemes
from auditor.sources.terraform.language.functions.json_text import json_text
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define

_VERB = re.compile(
    r"%(?P<flags>[0#+ -]*)(?P<width>[1-9][0-9]{0,6})?(?:\.(?P<precision>[0-9]{0,6}))?"
    r"(?:\[(?P<index>[1-9][0-9]{0,5})\])?(?P<mode>[a-zA-Z])"
)
_MAX_WIDTH = 10_000


def format_(template: str, *args: object) -> object:
    """The template with each verb replaced by an argument."""
    if template == "%s" and len(args) == 1 and isinstance(args[0], str):
        return args[0]  # unchanged: a `LinkedText` stays linked
    parts: list[str] = []
    at = following = used = size = 0
    while (percent := template.find("%", at)) >= 0:
        parts.append(template[at:percent])
        if template.startswith("%%", percent):
            parts.append("%")
            at = percent + 2
            continue
        verb = _VERB.match(template, percent)
        if verb is None:
            raise EvalError(f"invalid format string at offset {percent}")
        position = int(verb["index"] or following + 1)
        if position > len(args):
            raise EvalError(f"not enough arguments for {verb[0]!r} at {percent}")
        parts.append(_formatted(verb, args[position - 1]))
        size += len(parts[-1])
        limited_text(size)
        following, used, at = position, max(used, position), verb.end()
    if used < len(args):
        raise EvalError(f"too many arguments; only {used} used by format string")
    return "".join([*parts, template[at:]])


def formatlist(template: str, *args: object) -> object:
    """The template formatted once for each position of the lists among the arguments; other arguments repeat."""
    if any(isinstance(arg, SetValue) and has_unknown(arg) for arg in args):
        return because_of(list(args))
    lengths = {len(arg) for arg in args if isinstance(arg, (list, tuple))}
    if len(lengths) > 1:
        raise EvalError("list arguments must all have the same length")
    count = lengths.pop() if lengths else 1
    limited_elements(count)
    results: list[object] = []
    size = 0
    for position in range(count):
        row = [arg[position] if isinstance(arg, (list, tuple)) else arg for arg in args]
        result = because_of(row) if has_unknown(row) else format_(template, *row)
        size += len(result) if isinstance(result, str) else 0
        limited_text(size)
        results.append(result)
    return list_of_type(results, STRING)


def _formatted(verb: re.Match[str], value: object) -> str:
    """The value as the verb wants it."""
    if max(int(verb["width"] or 0), int(verb["precision"] or 0)) > _MAX_WIDTH:
        raise UndecidedError(f"a width of more than {_MAX_WIDTH:,} characters")
    mode = verb["mode"]
    if value is None and mode != "v":
        raise EvalError(f"unsupported value for {verb[0]!r}: null value cannot be formatted")
    if mode == "v":
        return _padded(verb, _as_is(verb, value))
    if mode == "t":
        return "true" if to_bool(value) else "false"
    if mode in "sq":
        text = to_text(value)
        if int(verb["precision"] or 0):
            text = "".join(graphemes(text)[: int(verb["precision"])])
        return _padded(verb, json_text(text) if mode == "q" else text)
    if mode in "bdoxX":
        return _integer(verb, to_number(value))
    if mode in "eEfgG":
        return _decimal(verb, to_number(value))
    raise EvalError(f"unsupported format verb {mode!r}")


def _padded(verb: re.Match[str], text: str) -> str:
    """The text filled up to the width."""
    width = int(verb["width"] or 0)
    if not width:
        return text
    filled = ("0" if "0" in verb["flags"] else " ") * (width - len(graphemes(text)))
    return text + filled if "-" in verb["flags"] else filled + text


def _as_is(verb: re.Match[str], value: object) -> str:
    """The value in the form that suits its type."""
    kind = kind_of(value)
    if kind == "string" and "#" not in verb["flags"]:
        return to_text(value)
    if kind == "number" and "#" not in verb["flags"]:
        return _general(to_number(value))
    return json_text(value)


def _general(number: Number) -> str:
    """The number in as few digits as tell it apart, with an exponent where it is small or long."""
    return number_text(number) if is_infinite(number) else ("-" if is_negative(number) else "") + general_text(number)


def _signed(verb: re.Match[str], negative: bool, digits: str, prefix: str = "") -> str:
    """Digits with sign, prefix and padding as Go's fmt arranges them."""
    flags, width = verb["flags"], int(verb["width"] or 0)
    front = ("-" if negative else "+" if "+" in flags else " " if " " in flags else "") + prefix
    whole = verb["mode"] in "bdoxX"
    if "-" in flags and (whole or "0" not in flags):
        return (front + digits).ljust(width)
    if "0" in flags and not (whole and verb["precision"] is not None):
        return front + digits.rjust(width - len(front), "0")
    return (front + digits).rjust(width)


def _integer(verb: re.Match[str], number: Number) -> str:
    """A whole number in base 2, 8, 10 or 16; the precision is the least number of digits."""
    if isinstance(number, Real):
        if number.mantissa:
            raise EvalError(f"unsupported value for {verb[0]!r}: an integer is required")
        number = 0  # negative zero
    if number.bit_length() > MAX_BITS:
        raise UndecidedError(f"a number of more than {MAX_BITS:,} bits")
    digits = format(abs(number), verb["mode"]).rjust(int(verb["precision"] or 0), "0")
    if number == 0 and verb["precision"] in ("", "0"):
        return ""
    prefix = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(verb["mode"], "") if "#" in verb["flags"] else ""
    return _signed(verb, number < 0, digits, prefix)


def _decimal(verb: re.Match[str], number: Number) -> str:
    """A number with a fraction or exponent."""
    mode, precision = verb["mode"], verb["precision"]
    if is_infinite(number):
        return _infinite(verb, negative=is_negative(number))
    size = absolute(number)
    if mode in "gG":
        text = general_text(size, None if precision is None else int(precision or 0))
    else:
        places = 6 if precision is None else int(precision or 0)
        text = fixed_text(size, places) if mode == "f" else exponent_text(size, places)
    return _signed(verb, is_negative(number), text.upper() if mode in "EG" else text)


def _infinite(verb: re.Match[str], *, negative: bool) -> str:
    """Infinity, which always has a sign, or a space for it."""
    flags, width = verb["flags"], int(verb["width"] or 0)
    text = ("-" if negative else " " if " " in flags else "+") + "Inf"
    return text.ljust(width) if "-" in flags else text.rjust(width)


TABLE: dict[str, Function] = {
    "format": define("s?*", format_),
    "formatlist": define("s?*", formatlist, Unknowns.NESTED),
}
