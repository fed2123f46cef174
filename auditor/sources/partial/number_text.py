"""Numbers from text and to text, digit by digit as Terraform reads and writes them."""

from __future__ import annotations

import re

from auditor.sources.partial.numbers import (
    MAX_BITS,
    PRECISION,
    Number,
    Real,
    infinity,
    is_infinite,
    is_negative,
    made,
    parts,
    precision_of,
)
from auditor.sources.partial.values import EvalError, UndecidedError

_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?:(?P<inf>[iI]nf)|(?P<whole>[0-9]*)(?:\.(?P<places>[0-9]*))?(?P<power>[eEpP][+-]?[0-9]+)?)"
)
_SHORT = re.compile(r"-?[1-9][0-9]{0,17}")
_MAX_DIGITS = 2_000
"""Of a number in text, and of its exponent: the time to read digits grows with their square."""
_TOO_LONG = f"a number of more than {_MAX_DIGITS:,} digits"
_TEN = 10
_HASHED = 10
"""Digits by which a set orders numbers."""
_SHORTER = _TEN**_HASHED


def parse_number(text: str) -> Number:
    """The number that a text says."""
    if _SHORT.fullmatch(text):
        return int(text)
    if len(text) > _MAX_DIGITS:
        raise UndecidedError(_TOO_LONG)
    match = _NUMBER.fullmatch(text)
    if match is None or not (match["whole"] or match["places"] or match["inf"]):
        raise EvalError("a number is required")
    negative = match["sign"] == "-"
    if match["inf"]:
        return infinity(negative=negative)
    places = match["places"] or ""
    digits = int(match["whole"] + places)
    if not digits:
        return Real(0, 0) if negative else 0
    power = match["power"] or "e0"
    if len(power) > len("e+0000"):
        raise UndecidedError(_TOO_LONG)
    twos, tens = (int(power[1:]), -len(places)) if power[0] in "pP" else (0, int(power[1:]) - len(places))
    if abs(tens) > _MAX_DIGITS:
        raise UndecidedError(_TOO_LONG)
    return _scaled(-digits if negative else digits, tens, twos)


def _scaled(digits: int, tens: int, twos: int) -> Number:
    """`digits * 10**tens * 2**twos`."""
    if tens >= 0:
        return made(digits * _TEN**tens, twos, PRECISION)
    divisor = 5**-tens
    shift = max(0, PRECISION + 2 - digits.bit_length() + divisor.bit_length())
    quotient, rest = divmod(abs(digits) << shift, divisor)
    return made(-quotient if digits < 0 else quotient, tens + twos - shift, PRECISION, more=rest != 0)


class Decimal:
    """Digits without a sign, and where the point stands: `0.digits * 10**point`."""

    __slots__ = ("digits", "point")

    def __init__(self, mantissa: int, exponent: int) -> None:
        size = abs(mantissa)
        if max(size.bit_length() + exponent, -exponent) > MAX_BITS:
            raise UndecidedError(f"a number of more than {MAX_BITS:,} bits")
        text = str(size << exponent if exponent >= 0 else size * 5**-exponent)
        self.point = len(text) + min(exponent, 0) if size else 0
        self.digits = text.rstrip("0")

    def cut(self, count: int, *, up: bool | None = None) -> None:
        """Keep so many digits; the last one is rounded, half to even, or as told."""
        if not 0 <= count < len(self.digits):
            return
        rest = self.digits[count:]
        if up is None:
            odd = count > 0 and self.digits[count - 1] in "13579"
            up = odd if rest == "5" else rest[0] >= "5"
        kept = self.digits[:count]
        if not up:
            self.digits = kept.rstrip("0")
            return
        kept = kept.rstrip("9")
        self.digits = kept[:-1] + str(int(kept[-1]) + 1) if kept else "1"
        self.point += not kept


def shortest(number: Number) -> Decimal:
    """As few digits as tell the number apart from its neighbours of the same precision."""
    mantissa, exponent = parts(number)
    size, precision = abs(mantissa), precision_of(number)
    result = Decimal(size, exponent)
    if not size or (exponent >= 0 and size.bit_length() <= precision):
        return result
    shift = precision + 1 - size.bit_length()
    middle = size << shift if shift >= 0 else size >> -shift
    lower, upper = Decimal(middle - 1, exponent - shift), Decimal(middle + 1, exponent - shift)
    _distinguish(result, lower, upper, inclusive=not middle & 2)
    return result


def _distinguish(result: Decimal, lower: Decimal, upper: Decimal, *, inclusive: bool) -> None:
    """Cut the digits where they are told apart from the bounds of the interval that is rounded to the number."""
    for position, digit in enumerate(result.digits):
        low = lower.digits[position : position + 1] or "0"
        high = upper.digits[position : position + 1] or "0"
        down = low != digit or (inclusive and position + 1 == len(lower.digits))
        up = digit != high and (inclusive or int(digit) + 1 < int(high) or position + 1 < len(upper.digits))
        if down or up:
            result.cut(position + 1, up=None if down and up else up)
            return


def _sign(number: Number) -> str:
    return "-" if is_negative(number) else ""


def number_text(number: Number) -> str:
    """A number as `tostring` and JSON write it: no exponent, no needless digits."""
    if isinstance(number, int) and number.bit_length() <= min(precision_of(number), MAX_BITS):
        return str(number)
    if is_infinite(number):
        return "-Inf" if is_negative(number) else "+Inf"
    decimal = shortest(number)
    return _sign(number) + _plain(decimal, max(len(decimal.digits) - decimal.point, 0))


def fixed_text(number: Number, places: int) -> str:
    """The number without sign and exponent, with so many digits after the point."""
    decimal = Decimal(*parts(number))
    decimal.cut(decimal.point + places)
    return _plain(decimal, places)


def exponent_text(number: Number, places: int) -> str:
    """The number without sign, with one digit before the point, so many after it, and an exponent."""
    decimal = Decimal(*parts(number))
    decimal.cut(1 + places)
    return _with_exponent(decimal, places)


def general_text(number: Number, digits: int | None = None) -> str:
    """The number without sign, in so many digits at most, or as few as tell it apart; with an exponent if need be."""
    if digits is None:
        decimal = shortest(number)
        precision = digits = len(decimal.digits)
        limit = 6
    else:
        decimal = Decimal(*parts(number))
        precision = limit = max(digits, 1)
        decimal.cut(precision)
        if limit > len(decimal.digits) >= decimal.point:
            limit = len(decimal.digits)
    exponent = decimal.point - 1
    if exponent < -4 or exponent >= limit:
        return _with_exponent(decimal, min(precision, len(decimal.digits)) - 1)
    if precision > decimal.point:
        precision = len(decimal.digits)
    return _plain(decimal, max(precision - decimal.point, 0))


def hash_text(number: Number) -> str:
    """What Terraform orders numbers by that are parts of elements of a set."""
    if isinstance(number, int) and -_SHORTER < number < _SHORTER:
        return str(number)
    if is_infinite(number):
        return number_text(number)
    return _sign(number) + general_text(number, _HASHED)


def _plain(decimal: Decimal, places: int) -> str:
    """Digits without an exponent."""
    point, digits = decimal.point, decimal.digits
    if not digits:
        point = 0
    before = digits[:point].ljust(point, "0") if point > 0 else "0"
    if places <= 0:
        return before
    after = digits[point:] if point > 0 else "0" * -point + digits
    return f"{before}.{after[:places].ljust(places, '0')}"


def _with_exponent(decimal: Decimal, places: int) -> str:
    """One digit before the point, so many after it, and an exponent."""
    first, rest = decimal.digits[:1] or "0", decimal.digits[1:]
    after = "." + rest[:places].ljust(places, "0") if places > 0 else ""
    exponent = decimal.point - 1 if decimal.digits else 0
    return f"{first}{after}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
