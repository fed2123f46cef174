"""At which hours of Monday to Friday, UTC, the weekly window for changes is.

A window that goes past midnight is on two days: until 24 on the one, and from 0 on the next. Hours are whole: it begins
in the first and is over by the last.
"""

from __future__ import annotations

from auditor.analysis.windows import weekly_window
from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

_HOUR = 60
_DAY = 24 * _HOUR
_WORKING_DAYS = 5


def begins(resource: Resource, view: View) -> Fact:
    """The hour in which it begins; absent where that is on a weekend, or no window is stated."""
    return _hour(resource, view, 0)


def ends(resource: Resource, view: View) -> Fact:
    """The hour by which it is over, on the day that it begins on."""
    return _hour(resource, view, 1)


def goes_on_until(resource: Resource, view: View) -> Fact:
    """The hour by which it is over on the next day; absent where it goes past no midnight."""
    return _hour(resource, view, 2)


def _hour(resource: Resource, view: View, which: int) -> Fact:
    stated = view.fact(resource, "maintenance_window")
    if isinstance(stated, Absent):
        return ABSENT
    if isinstance(stated, Unknown):
        return Unknown(stated.reason, stated.place, via=stated.via)
    window = weekly_window(str(stated.value))
    if window is None:
        return Unknown(f"{stated.value!r} is no window such as sun:05:00-sun:06:00", stated.place)
    hour = _hours(*window)[which]
    if hour is None:
        return Absent(stated.place)
    return Known(hour, Origin.DERIVED, stated.place, stated.via, f"changes {stated.value}")


def _hours(start: int, length: int) -> tuple[int | None, int | None, int | None]:
    """The hour that it begins in, that by which it is over on that day, and that on the next day."""
    day, minute = divmod(start, _DAY)
    end = minute + length
    today, tomorrow = day < _WORKING_DAYS, (day + 1) % 7 < _WORKING_DAYS
    first = minute // _HOUR if today else None
    last = _rounded_up(min(end, _DAY)) if today else None
    following = _rounded_up(min(end - _DAY, _DAY)) if end > _DAY and tomorrow else None
    return first, last, following


def _rounded_up(minutes: int) -> int:
    return -(-minutes // _HOUR)
