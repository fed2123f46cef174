"""What YAML 1.1 makes of a scalar, plain or with a tag of the standard."""

from __future__ import annotations

import math

import yaml

#: The prefix of the tags that YAML itself defines, which are written with two exclamation marks.
STANDARD = "tag:yaml.org,2002:"

Held = str | int | float | bool | None

_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
_BOOLS = {
    "yes": True, "true": True, "on": True,
    "no": False, "false": False, "off": False,
}  # fmt: skip
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
#: Numbers of more characters are text: what is counted in sixties takes the square of its length.
_DIGITS = 1_000
_BASES = {"0x": 16, "0b": 2}


def resolved(text: str) -> Held:
    """What plain text without a tag stands for. Dates stay text, as CloudFormation leaves them."""
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            try:
                return converted(tag.removeprefix(STANDARD), text)
            except ValueError:
                return text
    return text


def converted(kind: str, text: str) -> Held:
    """The text as a value of a kind that YAML names; ValueError where it is none."""
    match kind:
        case "bool":
            return _bool(text)
        case "null":
            if text not in _NULLS:
                raise ValueError("no null")
            return None
        case "int":
            return _integer(text)
        case "float":
            return _fraction(text)
        case _:
            return text


def _bool(text: str) -> bool:
    held = _BOOLS.get(text.lower())
    if held is None:
        raise ValueError("neither true nor false")
    return held


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError("no number that a template can hold")
    sign = -1 if text.startswith("-") else 1
    digits = text.replace("_", "").lstrip("+-")
    if base := _BASES.get(digits[:2].lower()):
        return sign * int(digits[2:], base)
    if ":" in digits:
        return sign * _sexagesimal(digits)
    if digits.startswith("0") and len(digits) > 1:
        return sign * int(digits, 8)
    return sign * int(digits)


def _sexagesimal(digits: str) -> int:
    """`1:30:00`: each part counts sixty of the next."""
    total = 0
    for part in digits.split(":"):
        total = total * 60 + int(part)
    return total


def _fraction(text: str) -> float:
    number = float(text.replace("_", ""))
    if not math.isfinite(number):
        raise ValueError("no number that a template can hold")
    return number
