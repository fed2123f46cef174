"""Numbers as Terraform keeps them: binary floats of 512 bits, or of fewer where a function gave them.

A number without a fraction is a Python int (a `Whole` where it has another precision than 512 bits), so that counting
costs what it costs in Python; anything else is a `Real`. General libraries of big floats keep one precision for all
numbers and know no text as short as Terraform's, so they would save little of this.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.sources.partial.values import EvalError, UndecidedError

PRECISION = 512
"""Bits of a number that code or a text spells out."""
COUNTED = 64
"""Bits of a number that Terraform itself counted: a length, an index."""
DOUBLE = 53
"""Bits of a logarithm or power."""
MAX_BITS = 5_000
"""Greater numbers, and fractions of more places, are not calculated with."""

_BOUND = 1 << PRECISION
_ENDLESS = 1 << 40


class Whole(int):
    """A whole number of another precision than 512 bits."""

    precision: int


@dataclass(frozen=True, slots=True, eq=False)
class Real:
    """A number with a fraction, negative zero, or infinity. It equals what has the same text, as in Terraform.

    Attributes:
        mantissa: odd, or 0 for negative zero.
        exponent: of 2, by which the mantissa is multiplied.
        precision: the bits that the number was rounded to.
    """

    mantissa: int
    exponent: int
    precision: int = PRECISION

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Real):
            return self.mantissa == other.mantissa == 0 or str(self) == str(other)
        return isinstance(other, int) and self.mantissa == other == 0

    def __hash__(self) -> int:
        return hash(str(self)) if self.mantissa else 0

    def __lt__(self, other: Number) -> bool:
        return compare(self, other) < 0

    def __gt__(self, other: Number) -> bool:
        return compare(self, other) > 0

    def __le__(self, other: Number) -> bool:
        return self < other or self == other

    def __ge__(self, other: Number) -> bool:
        return self > other or self == other

    def __str__(self) -> str:
        from auditor.sources.partial.number_text import number_text

        return number_text(self)


Number = int | Real


def whole(number: int, precision: int) -> Number:
    """A whole number in a precision."""
    if number.bit_length() > precision:
        return made(number, 0, precision)
    return number if precision == PRECISION else _narrow(number, precision)


def counted(number: int) -> Whole:
    """A number that Terraform counted."""
    return _narrow(number, COUNTED)


def _narrow(number: int, precision: int) -> Whole:
    result = Whole(number)
    result.precision = precision
    return result


def made(mantissa: int, exponent: int, precision: int, *, more: bool = False) -> Number:
    """`mantissa * 2**exponent` in a precision; `more` tells that a little is missing from the mantissa."""
    size = abs(mantissa)
    extra = size.bit_length() - precision
    if extra > 0:
        size, rest = size >> extra, size & ((1 << extra) - 1)
        exponent += extra
        half = 1 << (extra - 1)
        size += rest > half or (rest == half and (more or size & 1))
    if size:
        zeros = (size & -size).bit_length() - 1
        size, exponent = size >> zeros, exponent + zeros
    if max(size.bit_length() + exponent, -exponent) > MAX_BITS:
        raise UndecidedError(f"a number of more than {MAX_BITS:,} bits")
    signed = size if mantissa > 0 else -size
    if exponent < 0 and size:
        return Real(signed, exponent, precision)
    result = signed << exponent if size else 0
    return result if precision == PRECISION else _narrow(result, precision)


def infinity(*, negative: bool) -> Real:
    """What dividing by zero gives."""
    return Real(-1 if negative else 1, _ENDLESS)


def is_infinite(number: Number) -> bool:
    """Whether the number is positive or negative infinity."""
    return isinstance(number, Real) and number.exponent == _ENDLESS


def is_negative(number: Number) -> bool:
    """Whether the number has a minus sign, as negative zero has."""
    return number.mantissa <= 0 if isinstance(number, Real) else number < 0


def precision_of(number: Number) -> int:
    """The bits that the number was rounded to."""
    return number.precision if isinstance(number, (Real, Whole)) else PRECISION


def parts(number: Number) -> tuple[int, int]:
    """Mantissa and exponent of the number."""
    return (number.mantissa, number.exponent) if isinstance(number, Real) else (number, 0)


def compare(a: Number, b: Number) -> int:
    """Less than, equal to or greater than 0: which of the numbers is greater."""
    if isinstance(a, Real) or isinstance(b, Real):
        if is_infinite(a) or is_infinite(b):
            a, b = (parts(n)[0] if is_infinite(n) else 0 for n in (a, b))
        else:
            a, b, _ = _aligned(a, b)
    return (a > b) - (a < b)


def _aligned(a: Number, b: Number) -> tuple[int, int, int]:
    """The mantissas of two numbers for the exponent that they share, and that exponent."""
    (x, p), (y, q) = parts(a), parts(b)
    low = min(p, q)
    return x << (p - low), y << (q - low), low


def add(a: Number, b: Number) -> Number:
    """The sum."""
    if type(a) is int and type(b) is int and -_BOUND < (total := a + b) < _BOUND:
        return total
    precision = max(precision_of(a), precision_of(b))
    if isinstance(a, int) and isinstance(b, int):
        return whole(a + b, precision)
    if is_infinite(a) or is_infinite(b):
        if is_infinite(a) and is_infinite(b) and is_negative(a) is not is_negative(b):
            raise EvalError("cannot compute the sum of opposing infinities")
        return a if is_infinite(a) else b
    x, y, exponent = _aligned(a, b)
    if x == y == 0 and is_negative(a) and is_negative(b):
        return Real(0, 0, precision)
    return made(x + y, exponent, precision)


def negate(number: Number) -> Number:
    """The number with the other sign."""
    if type(number) is int and number:
        return -number
    mantissa, exponent = parts(number)
    if mantissa and is_infinite(number):
        return infinity(negative=mantissa > 0)
    if mantissa or is_negative(number):
        return made(-mantissa, exponent, precision_of(number))
    return Real(0, 0, precision_of(number))


def absolute(number: Number) -> Number:
    """The number without its sign."""
    return negate(number) if is_negative(number) else number


def multiply(a: Number, b: Number) -> Number:
    """The product: it has all its bits, up to 512, whatever the factors have."""
    if type(a) is int and type(b) is int and -_BOUND < (product := a * b) < _BOUND and product:
        return product
    negative = is_negative(a) is not is_negative(b)
    (x, p), (y, q) = parts(a), parts(b)
    if is_infinite(a) or is_infinite(b):
        if not x or not y:
            raise EvalError("cannot multiply zero by infinity")
        return infinity(negative=negative)
    precision = max(precision_of(a), precision_of(b))
    if not x or not y:
        return Real(0, 0, precision) if negative else whole(0, precision)
    exact = made(x * y, p + q, PRECISION)
    mantissa, exponent = parts(exact)
    used = (mantissa >> ((mantissa & -mantissa).bit_length() - 1)).bit_length()
    return made(mantissa, exponent, max(precision, used))


def divide(a: Number, b: Number) -> Number:
    """The quotient; infinity where something is divided by zero."""
    if type(a) is int and type(b) is int and a and b and not a % b:
        return a // b
    negative = is_negative(a) is not is_negative(b)
    precision = max(precision_of(a), precision_of(b))
    (x, p), (y, q) = parts(a), parts(b)
    if (is_infinite(a) and is_infinite(b)) or not (x or y):
        raise EvalError("cannot divide zero by zero or infinity by infinity")
    if is_infinite(a) or not y:
        return infinity(negative=negative)
    if is_infinite(b) or not x:
        return Real(0, 0, precision) if negative else whole(0, precision)
    shift = max(0, precision + 2 - x.bit_length() + y.bit_length())
    quotient, rest = divmod(abs(x) << shift, abs(y))
    return made(-quotient if negative else quotient, p - q - shift, precision, more=rest != 0)


def remainder(a: Number, b: Number) -> Number:
    """What is left of `a` when as many whole `b` as there are in it are taken away; all of it where `b` is zero."""
    if is_infinite(a) or is_infinite(b):
        raise UndecidedError("a remainder of infinity")
    if not parts(b)[0]:
        return a
    precision = precision_of(a)
    if isinstance(a, int) and isinstance(b, int) and a.bit_length() < precision - 2:
        rest = abs(a) % abs(b)
        return whole(rest if a >= 0 else -rest, precision)
    (x, p), (y, q) = parts(made(truncated(divide(a, b)), 0, precision)), parts(b)
    if not x:
        return whole(0, precision) if not parts(a)[0] and is_negative(b) else a
    return add(a, negate(made(x * y, p + q, precision)))


def truncated(number: Number) -> int:
    """The number without its fraction."""
    if isinstance(number, int):
        return int(number)
    size = abs(number.mantissa) >> -number.exponent
    return -size if number.mantissa < 0 else size


def floor(number: Number, *, up: bool = False) -> Number:
    """The nearest whole number that is not greater, or with `up`, not less."""
    if isinstance(number, int) or is_infinite(number):
        return number
    below = number.mantissa >> -number.exponent
    return whole(below + (up and number.mantissa != 0), number.precision)


def from_float(number: float) -> Number:
    """A 64-bit float that a function gave."""
    if number != number:
        raise EvalError("the result is not a number")
    if number in (float("inf"), float("-inf")):
        return infinity(negative=number < 0)
    if number == 0 and str(number).startswith("-"):
        return Real(0, 0, DOUBLE)
    mantissa, denominator = number.as_integer_ratio()
    return made(mantissa, 1 - denominator.bit_length(), DOUBLE)


def to_float(number: Number) -> float:
    """The 64-bit float that is nearest."""
    if isinstance(number, Real):
        if is_infinite(number):
            return float("-inf" if is_negative(number) else "inf")
        return number.mantissa / (1 << -number.exponent) if number.mantissa else -0.0
    try:
        return float(number)
    except OverflowError:
        raise EvalError("the number is too large for a float of 64 bits") from None
