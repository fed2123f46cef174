"""The masked lines of code that go with a saved inventory: those that a report on it can show, and no others.

Of a plan or state no lines are kept: what stands at a place there is cut out of the whole text when it is asked for,
and that text, secrets and all, is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.model.excerpts import SourceLines
from auditor.model.location import Location
from auditor.sources.saved.malformed import MalformedError, inside

#: What reports show: so many lines around a place, and of a place of more lines than these only the first.
_AROUND, _MOST = 1, 8
#: Lines of files in one saved inventory, blank ones for what was not kept included.
_LINES = 2_000_000


def written(excerpts: Mapping[str, SourceLines], places: Mapping[str, Iterable[Location]]) -> dict[str, Any]:
    """By file: how many lines it has, as far as anything stands in it, and the lines to show by their numbers."""
    found = {}
    for file in sorted(excerpts.keys() & places.keys()):
        lines = excerpts[file]
        if isinstance(lines, tuple) and (kept := _kept(lines, places[file])):
            last = max(max(place.line, place.end_line) for place in places[file]) + _AROUND
            found[file] = {"lines": min(len(lines), last), "shown": {str(n): lines[n - 1] for n in sorted(kept)}}
    return found


def _kept(lines: tuple[str, ...], places: Iterable[Location]) -> set[int]:
    kept: set[int] = set()
    for place in places:
        last = min(max(place.line, place.end_line), len(lines))
        if 0 < place.line <= len(lines):
            shown = last if last - place.line < _MOST else place.line
            kept.update(range(max(1, place.line - _AROUND), min(len(lines), shown + _AROUND) + 1))
    return kept


def read(raw: object) -> dict[str, SourceLines]:
    """The lines by file; those that were not kept are blank. Raises MalformedError."""
    if type(raw) is not dict:
        raise MalformedError("is no object")
    left = _LINES
    found: dict[str, SourceLines] = {}
    for number, (file, told) in enumerate(raw.items()):
        with inside(f"[{number}]"):
            if type(told) is not dict or told.keys() != {"lines", "shown"} or type(told["shown"]) is not dict:
                raise MalformedError("has other members than lines and shown")
            count = told["lines"]
            if type(count) is not int or not 0 <= count <= left:
                raise MalformedError(f"lines is no number up to {left:,}")
            left -= count
            lines = [""] * count
            for name, text in told["shown"].items():
                if type(text) is not str or not (
                    name.isdecimal() and name.isascii() and len(name) < len(str(_LINES)) + 1
                ):
                    raise MalformedError("shown holds what is no line by its number")
                if not 0 < int(name) <= count:
                    raise MalformedError("shown holds a line beyond the last")
                lines[int(name) - 1] = text
            found[file] = tuple(lines)
    return found
