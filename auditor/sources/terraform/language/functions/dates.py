"""Functions of timestamps, all of them in RFC 3339 form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.sources.partial.values import EvalError
from auditor.sources.terraform.language.functions.signature import Function, define

if TYPE_CHECKING:
    from datetime import datetime

_STAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9})\d*)?"
    r"(?:(Z)|([+-])([01]\d|2[0-3]):([0-5]\d))",
    re.ASCII,
)
_TOKEN = re.compile(r"''|'(?:[^']|'')*'|([a-zA-Z])\1*|[^'a-zA-Z]+")
_DURATION = re.compile(r"([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)", re.ASCII)
_DURATION_PART = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _parsed(text: str) -> tuple[datetime, int]:
    """The time of a timestamp, without the fraction of the second, and that fraction in nanoseconds."""
    from datetime import datetime, timedelta, timezone

    match = _STAMP.fullmatch(text)
    if match is None:
        raise EvalError(f"not a valid RFC3339 timestamp: {text!r}")
    year, month, day, hour, minute, second = (int(match[i]) for i in range(1, 7))
    offset = timedelta(hours=int(match[10] or 0), minutes=int(match[11] or 0)) * (-1 if match[9] == "-" else 1)
    try:
        when = datetime(year, month, day, hour, minute, second, tzinfo=timezone(offset))
    except ValueError:
        raise EvalError(f"not a valid RFC3339 timestamp: {text!r}") from None
    return when, int((match[7] or "0").ljust(9, "0"))


def _offset(when: datetime, colon: str = ":") -> str:
    """The distance from UTC, as in +02:00."""
    distance = when.utcoffset()
    minutes = 0 if distance is None else int(distance.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{colon}{abs(minutes) % 60:02d}"


def _written(when: datetime) -> str:
    """The timestamp of a time."""
    zone = _offset(when)
    return f"{when:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + ("Z" if zone == "+00:00" else zone)


def formatdate(template: str, timestamp: str) -> object:
    """The time with each run of letters in the template replaced by the part of it that they stand for."""
    when, _ = _parsed(timestamp)
    parts: list[str] = []
    at = 0
    while at < len(template):
        token = _TOKEN.match(template, at)
        if token is None:
            raise EvalError("unterminated literal '")
        at = token.end()
        text = token[0]
        if token[1]:
            parts.append(_part(when, text))
        else:
            parts.append("'" if text == "''" else text[1:-1].replace("''", "'") if text.startswith("'") else text)
    return "".join(parts)


def _part(when: datetime, verb: str) -> str:
    """What a run of one letter stands for."""
    numbers = {"D": when.day, "h": when.hour, "H": when.hour % 12 or 12, "m": when.minute, "s": when.second}
    letter, length = verb[0], len(verb)
    if letter in numbers and length <= 2:
        return f"{numbers[letter]:0{length}d}"
    month = _MONTHS[when.month - 1]
    weekday = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[when.weekday()]
    half = "AM" if when.hour < 12 else "PM"
    zone = _offset(when)
    names = {
        "YY": f"{when.year % 100:02d}",
        "YYYY": f"{when.year:04d}",
        "M": f"{when.month}",
        "MM": f"{when.month:02d}",
        "MMM": month[:3],
        "MMMM": month,
        "EEE": weekday[:3],
        "EEEE": weekday,
        "AA": half,
        "aa": half.lower(),
        "Z": "Z" if zone == "+00:00" else zone,
        "ZZZ": "UTC" if zone == "+00:00" else _offset(when, ""),
        "ZZZZ": _offset(when, ""),
        "ZZZZZ": zone,
    }
    if verb not in names:
        raise EvalError(f"invalid date format verb {verb!r}")
    return names[verb]


def timeadd(timestamp: str, duration: str) -> object:
    """The time after the duration."""
    from datetime import timedelta

    when, fraction = _parsed(timestamp)
    total = fraction + _nanoseconds(duration)
    try:
        return _written(when + timedelta(seconds=total // 10**9))
    except OverflowError:
        raise EvalError("the result is not a date of these ten thousand years") from None


def _nanoseconds(duration: str) -> int:
    """How long a duration like 1h30m is."""
    from fractions import Fraction

    match = _DURATION.fullmatch(duration) if len(duration) < 100 else None
    if match is None:
        raise EvalError(f"invalid duration {duration!r}")
    parts = _DURATION_PART.findall(match[2])
    total = sum(int(Fraction(amount.rstrip(".")) * _UNITS[unit]) for amount, unit in parts)
    if total > 2**63 - 1:
        raise EvalError(f"invalid duration {duration!r}")
    return -total if match[1] == "-" else total


def timecmp(first: str, second: str) -> object:
    """-1, 0 or 1: whether the first time is before, at or after the second."""
    a, b = _parsed(first), _parsed(second)
    return (a > b) - (a < b)


TABLE: dict[str, Function] = {
    "formatdate": define("ss", formatdate),
    "timeadd": define("ss", timeadd),
    "timecmp": define("ss", timecmp),
}
