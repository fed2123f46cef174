"""Logarithms and powers: calculated with 64-bit floats, step by step as Terraform does, for the last digit shows."""

from __future__ import annotations

import math

from auditor.sources.partial.numbers import Number, from_float, to_float
from auditor.sources.partial.values import EvalError, UndecidedError

_TOO_GREAT = 4096
"""A power of 2 beyond which a product is infinite, or zero."""

# fdlibm, by Sun Microsystems 1993, which is where Go's logarithm comes from: ln 2 in two parts, and the coefficients of
# the polynomial that approximates the logarithm of (1 + s) / (1 - s)
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ODD = (6.666666666666735130e-01, 2.857142874366239149e-01, 1.818357216161805012e-01, 1.479819860511658591e-01)
_EVEN = (3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01)


def log(number: Number, base: Number) -> object:
    """Logarithm of the number in the base."""
    over, under = _natural(to_float(number)), _natural(to_float(base))
    if under == 0:
        if over == 0:
            raise EvalError("the logarithm is not a number")
        return from_float(math.copysign(math.inf, over) * math.copysign(1, under))
    return from_float(over / under)


def _natural(number: float) -> float:
    """The natural logarithm."""
    if number < 0:
        raise EvalError("a negative number has no logarithm")
    if number in (0, math.inf):
        return math.inf if number else -math.inf
    fraction, exponent = math.frexp(number)
    if fraction < math.sqrt(2) / 2:
        fraction, exponent = fraction * 2, exponent - 1
    rest = fraction - 1
    s = rest / (2 + rest)
    square = s * s
    fourth = square * square
    total = square * _polynomial(_ODD, fourth) + fourth * _polynomial(_EVEN, fourth)
    half = 0.5 * rest * rest
    return exponent * _LN2_HIGH - ((half - (s * (half + total) + exponent * _LN2_LOW)) - rest)


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    result = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        result = coefficient + x * result
    return result


def power(number: Number, exponent: Number) -> object:
    """The number to the power of the exponent."""
    x, y = to_float(number), to_float(exponent)
    if y == 0 or x == 1:
        return from_float(1.0)
    if x == 0 or math.isinf(x) or math.isinf(y):
        return from_float(_of_extremes(x, y))
    if x > 0 and abs(y) == 0.5:
        return from_float(math.sqrt(x) if y > 0 else 1 / math.sqrt(x))
    if not y.is_integer():
        if x < 0:
            raise EvalError("the power is not a number")
        if y != 1:
            raise UndecidedError("the last digits of a power with a fraction depend on the machine")
    return from_float(_multiplied(x, y))


def _of_extremes(x: float, y: float) -> float:
    """Powers of zero and infinity, and to infinity."""
    try:
        return math.pow(x, y)
    except ValueError:  # zero to a negative power
        odd = y.is_integer() and y % 2 == 1
        return math.copysign(math.inf, x) if odd else math.inf


def _multiplied(x: float, y: float) -> float:
    """`x` times itself, as often as the whole number `y` says, by squaring."""
    times = int(abs(y))
    if times >= 1 << 63:
        return 1.0 if x == -1 else 0.0 if (abs(x) < 1) is (y > 0) else math.inf
    result, scale = 1.0, 0
    fraction, exponent = math.frexp(x)
    while times:
        if abs(exponent) > _TOO_GREAT:
            scale += exponent
            break
        if times & 1:
            result, scale = result * fraction, scale + exponent
        fraction, exponent, times = fraction * fraction, exponent * 2, times >> 1
        if fraction < 0.5:
            fraction, exponent = fraction * 2, exponent - 1
    if y < 0:
        result, scale = 1 / result, -scale
    try:
        return math.ldexp(result, scale)
    except OverflowError:
        return math.copysign(math.inf, result)
