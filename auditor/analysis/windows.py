"""The weekly window for changes and the daily one for snapshots: whether they overlap.

Both are in UTC, `sun:23:00-mon:01:30` and `05:00-09:00` (API reference, CreateReplicationGroup). Either may go past
midnight, the weekly one past the end of the week.
"""

from __future__ import annotations

import re

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY
_TIME = r"([01]?\d|2[0-3]):([0-5]\d)"
_DAILY = re.compile(rf"{_TIME}-{_TIME}")
_WEEKLY = re.compile(rf"({'|'.join(_DAYS)}):{_TIME}-({'|'.join(_DAYS)}):{_TIME}")

#: From a minute of the week on, for so many minutes.
Window = tuple[int, int]


def overlap(resource: Resource, view: View) -> Fact:
    """Whether snapshots would be taken in the window for changes; absent unless both windows are stated."""
    weekly, daily = view.fact(resource, "maintenance_window"), view.fact(resource, "snapshot_window")
    if isinstance(weekly, Absent) or isinstance(daily, Absent):
        return ABSENT
    for fact in (weekly, daily):
        if isinstance(fact, Unknown):
            return Unknown(fact.reason, fact.place, via=fact.via)
    assert isinstance(weekly, Known)
    assert isinstance(daily, Known)
    changes, snapshots = weekly_window(str(weekly.value)), daily_windows(str(daily.value))
    if changes is None or not snapshots:
        wrong, place = (daily.value, daily.place) if changes else (weekly.value, weekly.place)
        return Unknown(f"{wrong!r} is no window such as sun:05:00-sun:06:00 or 05:00-06:00", place)
    found = any(meet(changes, window) for window in snapshots)
    because = f"changes {weekly.value}, snapshots daily {daily.value}"
    return Known(found, Origin.DERIVED, daily.place, daily.via, because)


def weekly_window(text: str) -> Window | None:
    """`sun:23:00-mon:01:30`; None for what is no such window."""
    match = _WEEKLY.fullmatch(text.strip().lower())
    if match is None:
        return None
    start, end = (
        _DAYS.index(d) * _DAY + int(h) * 60 + int(m) for d, h, m in (match.group(1, 2, 3), match.group(4, 5, 6))
    )
    return start, (end - start) % _WEEK or _WEEK


def daily_windows(text: str) -> list[Window]:
    """`23:30-00:30`, on each day of the week; empty for what is no such window."""
    match = _DAILY.fullmatch(text.strip())
    if match is None:
        return []
    hour, minute, last_hour, last_minute = map(int, match.groups())
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    return [(day * _DAY + start, (end - start) % _DAY or _DAY) for day in range(7)]


def meet(one: Window, other: Window) -> bool:
    """Whether two windows of the week have a minute in common."""
    return (other[0] - one[0]) % _WEEK < one[1] or (one[0] - other[0]) % _WEEK < other[1]
