"""Until when AWS supports the version of a cache: facts of the day of the scan and of the table of engine support.

A day that AWS has published stands, however old the table is. That it has published none holds for as long as the
table says so of itself: after that nobody who has not looked again can say whether support has ended.
Domain source: the ElastiCache user guide, "Extended Support versions and dates" (standard support, then three years of
paid extended support, then the end).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from auditor.analysis.support_lines import Found, Line, lines_of
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.kinds.support import PHASES
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Resource
from auditor.model.versions import version_key
from auditor.model.view import View

#: What is said of one line on one day: a value, None where there is none, or why nobody can say.
_Said = str | int | Unknown | None
_NEWEST = 9999


def line(cache: Resource, view: View) -> Fact:
    """The line that its version is of."""
    return _over(cache, view, lambda one, today: one.name)


def phase(cache: Resource, view: View) -> Fact:
    """How far its line is through its life."""
    return _over(cache, view, _phase)


def told(cache: Resource, view: View) -> Fact:
    """When its support ends, in words; of each line that it may be of, where that is not certain."""
    found, today = lines_of(cache, view), view.context.today
    if found.gap or today is None:
        return _over(cache, view, _told)
    words = "; or ".join(_told(one, today) for one in found.lines)
    return Known(words, Origin.DERIVED, _place(found.version, cache))


def ends(cache: Resource, view: View) -> Fact:
    """The last day of standard support."""
    return _over(cache, view, lambda one, today: _day(one.standard, one, today))


def days_left(cache: Resource, view: View) -> Fact:
    """Days of standard support that are left."""
    return _over(cache, view, lambda one, today: _days(one.standard, one, today))


def extended_ends(cache: Resource, view: View) -> Fact:
    """The last day of paid extended support."""
    return _over(cache, view, lambda one, today: _day(one.extended, one, today))


def extended_days_left(cache: Resource, view: View) -> Fact:
    """Days until paid extended support ends."""
    return _over(cache, view, lambda one, today: _days(one.extended, one, today))


def upgrade(cache: Resource, view: View) -> Fact:
    """What to run instead."""
    return _over(cache, view, lambda one, today: one.upgrade)


def stated(cache: Resource, view: View) -> Fact:
    """Whether somebody has said which version it runs, rather than leaving that to AWS."""
    version = view.fact(cache, "engine_version")
    place = _place(version, cache)
    if isinstance(version, Known):
        return Known(True, Origin.DERIVED, place, version.via, f"the engine version is {version.value}")
    if isinstance(version, Absent) or version.unstated:
        return Known(False, Origin.DERIVED, place, because="nobody states the engine version")
    return Unknown(version.reason, place, via=version.via)


def offered(cache: Resource, view: View) -> Fact:
    """Whether AWS has offered that version."""
    found = lines_of(cache, view)
    version, place = found.version, _place(found.version, cache)
    if not isinstance(version, Known) or (found.gap and found.beyond):
        return Unknown(found.gap or f"engine version: {_reason(version)}", place)
    if not found.lines:
        unsound = "is in no line" not in found.gap
        return Unknown(found.gap, place) if unsound else Known(False, Origin.DERIVED, place, (), found.gap)
    one = found.lines[0]
    wanted = tuple(number for number in version_key(version.value) if number != _NEWEST)
    said = len(str(version.value).split(".")) - str(version.value).lower().count("x")
    count = min(said, one.precise)
    shown = ", ".join(_text(each, one.precise) for each in one.versions)
    if any(each[:count] == wanted[:count] for each in one.versions):
        return Known(True, Origin.DERIVED, place, because=f"AWS has offered these of {one.name}: {shown}{_dated(one)}")
    if all(each[:count] < wanted[:count] for each in one.versions):
        return Unknown(f"{version.value} is newer than what the table has of {one.name}: {shown}{_dated(one)}", place)
    return Known(False, Origin.DERIVED, place, because=f"AWS has offered these of {one.name}: {shown}{_dated(one)}")


def _text(version: tuple[int, ...], precise: int) -> str:
    return ".".join(map(str, version[:precise]))


def _phase(one: Line, today: date) -> _Said:
    if one.standard is None:
        return _stale(one, today) or "undated"
    if today <= one.standard:
        return "standard"
    return "extended" if one.extended is not None and today <= one.extended else "ended"


def _day(day: date | None, one: Line, today: date) -> _Said:
    return day.isoformat() if day is not None else _stale(one, today)


def _days(day: date | None, one: Line, today: date) -> _Said:
    return (day - today).days if day is not None else _stale(one, today)


def _stale(one: Line, today: date) -> Unknown | None:
    """Why nobody can say any more that no end was published; None where that still holds."""
    if one.standard is not None:
        return None
    age = (today - one.as_of).days if one.as_of is not None else None
    if age is not None and age <= one.recheck_days:
        return None
    days = f", {_count(age)} ago" if age is not None else ""
    return Unknown(
        f"no end of support of {one.name} was published{_dated(one)}{days}, and this may have changed: "
        "data/engine-support.yaml in a directory for --rules can say what holds now"
    )


def _over(cache: Resource, view: View, said: Callable[[Line, date], _Said]) -> Fact:
    """What is said of the line of a cache; bounds where several are possible and differ."""
    found = lines_of(cache, view)
    place, today = _place(found.version, cache), view.context.today
    if found.gap:
        return Unknown(found.gap, place)
    if today is None:
        return Unknown("the day of the scan is not known", place)
    values = [said(one, today) for one in found.lines]
    because = "; ".join(_told(one, today) for one in found.lines) if len(found.lines) <= 2 else ""
    unsaid = next((value for value in values if isinstance(value, Unknown)), None)
    if len(set(values)) == 1 and unsaid is None:
        value = values[0]
        return Absent(place) if value is None else Known(value, Origin.DERIVED, place, because=because)
    if unsaid is not None:
        return Unknown(unsaid.reason, place, because=because)
    return _between(found, values, place, because)


def _between(found: Found, values: list[_Said], place: Location, because: str) -> Unknown:
    """What lies between the values of several lines."""
    reason = f"engine version: {_reason(found.version)}"
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return Unknown(reason, place, because=because)
    if all(isinstance(value, int) for value in known):
        numbers = [value for value in known if isinstance(value, int)]
        return Unknown(reason, place, low=min(numbers), high=max(numbers), because=because)
    if all(value in PHASES for value in known):
        ranks = [PHASES.index(str(value)) for value in known]
        return Unknown(reason, place, low=PHASES[min(ranks)], high=PHASES[max(ranks)], because=because)
    return Unknown(reason, place, because=because)


def _told(one: Line, today: date) -> str:
    """What holds of a line, in words."""
    if one.standard is None:
        return f"AWS has published no end of support of {one.name}{_dated(one)}"
    left = (one.standard - today).days
    when = f"ends {one.standard}, in {_count(left)}" if left >= 0 else f"ended {one.standard}, {_count(-left)} ago"
    text = f"standard support of {one.name} {when}"
    if one.extended is not None:
        until = "lasts until" if today <= one.extended else "ended"
        text += f"; paid extended support {until} {one.extended}"
    return text + _dated(one)


def _count(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _dated(one: Line) -> str:
    return f" (as of {one.as_of})" if one.as_of is not None else ""


def _reason(fact: Fact) -> str:
    return fact.reason if isinstance(fact, Unknown) else "none is stated"


def _place(fact: Fact, cache: Resource) -> Location:
    return fact.place if fact.place != NOWHERE else cache.location
