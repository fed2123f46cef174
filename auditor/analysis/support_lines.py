"""The lines of engine versions, and which of them a cache runs.

All that is known of a line stands in the data table `engine-support`, dated "as of"; a user's own table may correct it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.model.facts import Absent, Fact, Known, Unknown
from auditor.model.location import NOWHERE
from auditor.model.resource import Resource
from auditor.model.versions import version_key
from auditor.model.view import View

_TABLE = "engine-support"
#: What an entry says instead of a day.
_NOT_PUBLISHED = "not published"
#: How long an entry is believed that says so, where it does not say that itself.
_RECHECK_DAYS = 365

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of versions of one engine.

    Attributes:
        name: what people call it.
        low, below: the versions that it is: from `low` on, before `below`.
        standard: the last day of standard support; None where AWS has published none.
        extended: the last day of paid extended support; None where AWS offers none.
        upgrade: what to run instead.
        versions: all that AWS has offered, of `precise` numbers each.
        as_of: the day on which this was true, where that is known.
        recheck_days: for how many days after it nobody needs to look again whether an end was published.
    """

    name: str
    low: Version
    below: Version
    standard: date | None
    extended: date | None
    upgrade: str
    versions: tuple[Version, ...]
    precise: int
    as_of: date | None
    recheck_days: int


@dataclass(frozen=True, slots=True)
class Found:
    """The lines that a cache may run: one, or several where its version is not known exactly.

    `version` is the fact that tells; `gap` says why there is none, and `beyond` whether the version is newer than all
    lines of its engine.
    """

    lines: tuple[Line, ...]
    version: Fact
    gap: str = ""
    beyond: bool = False


def lines_of(cache: Resource, view: View) -> Found:
    """The lines that the version of a cache can lie in."""
    return view.remembered(("lines of a cache", cache.key), lambda: _lines_of(cache, view))


def _lines_of(cache: Resource, view: View) -> Found:
    engine, version = view.fact(cache, "engine"), view.fact(cache, "engine_version")
    if not isinstance(engine, Known):
        reason = engine.reason if isinstance(engine, Unknown) else "none is stated"
        return Found((), engine if engine.place != NOWHERE else version, f"engine: {reason}")
    service = "memorydb" if cache.kind.startswith("memorydb_") else "elasticache"
    every = _lines(service, str(engine.value), view)
    if isinstance(every, str):
        return Found((), version, every)
    if isinstance(version, Absent):
        return Found((), version, "no engine version is stated")
    try:
        low, high = _interval(version)
    except ValueError as error:
        return Found((), version, str(error))
    lines = tuple(line for line in every if (high is None or line.low <= high) and (low is None or low < line.below))
    if lines:
        return Found(lines, version)
    shown = version.value if isinstance(version, Known) else version.reason
    beyond = low is not None and all(line.below <= low for line in every)
    return Found(
        (), version, f"{engine.value} {shown} is in no line of the table of engine support{_dated(view)}", beyond
    )


def _interval(version: Known | Unknown) -> tuple[Version | None, Version | None]:
    """The least and the highest version that it can be. Raises ValueError for what is no version."""
    if isinstance(version, Known):
        exact = version_key(version.value)
        return exact, exact
    low, high = version.low, version.high
    return (version_key(low) if low is not None else None, version_key(high) if high is not None else None)


def _dated(view: View) -> str:
    as_of = view.context.tables.get(_TABLE, {}).get("as_of")
    return f" (as of {as_of})" if as_of else ""


def _lines(service: str, engine: str, view: View) -> tuple[Line, ...] | str:
    """The lines of an engine, or why they cannot be told."""
    return view.remembered(("lines of support", service, engine), lambda: _read(service, engine, view))


def _read(service: str, engine: str, view: View) -> tuple[Line, ...] | str:
    table = view.context.tables.get(_TABLE)
    if table is None:
        return "there is no table of engine support"
    lines = []
    for key, entry in table["entries"].items():
        if entry.get("service") == service and entry.get("engine") == engine:
            try:
                lines.append(_line(entry, table.get("dated", {}).get(key)))
            except (KeyError, TypeError, ValueError) as error:
                missing = f"it has no {error}" if isinstance(error, KeyError) else str(error)
                return f"the entry {key} of the table of engine support is not sound: {missing}"
    return tuple(lines)


def _line(entry: Mapping[str, Any], as_of: date | None) -> Line:
    """The line that an entry tells of. Raises KeyError, TypeError or ValueError for one that is not sound."""
    standard, extended = str(entry["standard"]), entry.get("extended")
    return Line(
        name=str(entry["name"]),
        low=version_key(entry["from"]),
        below=version_key(entry["below"]),
        standard=None if standard == _NOT_PUBLISHED else date.fromisoformat(standard),
        extended=None if extended is None else date.fromisoformat(str(extended)),
        upgrade=str(entry["upgrade"]),
        versions=tuple(version_key(one) for one in entry.get("versions", ())),
        precise=int(entry.get("precise", 2)),
        as_of=as_of,
        recheck_days=int(entry.get("recheck_days", _RECHECK_DAYS)),
    )
