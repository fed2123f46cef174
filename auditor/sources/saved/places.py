"""Places in a saved inventory: short texts for the two usual kinds, an object with all parts for any other.

`main.tf:3:5-3:20` is a span of a file, an ARN something in the account and region that the ARN names, and `.` the place
of the resource that a fact belongs to.
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass, field, fields

from auditor.model.location import NOWHERE, Location
from auditor.sources.saved.malformed import MalformedError, unknown_word

#: The place of the resource whose fact it is.
HERE = "."
_SPAN = re.compile(r"(.+):([0-9]{1,9}):([0-9]{1,9})-([0-9]{1,9}):([0-9]{1,9})", re.DOTALL)
_PARTS = {each.name: type(each.default) for each in fields(Location)}
#: Lines and columns beyond this stand in no file.
_FARTHEST = 10**9


def parsed(text: str) -> Location:
    """The place that a text stands for. Raises MalformedError."""
    if text.startswith("arn:"):
        # arn, partition, service, region, account, name
        words = text.split(":", 5)
        if len(words) == 6:
            return Location(arn=text, account=words[4], region=words[3])
    span = _SPAN.fullmatch(text)
    if span is None:
        raise MalformedError("is no place such as main.tf:3:5-3:20, and no ARN")
    line, column, end_line, end_column = map(int, span.groups()[1:])
    return Location(span[1], line, column, end_line, end_column)


@dataclass(slots=True)
class PlaceWriter:
    """Writes places, and remembers which those of files were: their lines are kept."""

    here: Location = NOWHERE
    files: dict[str, set[Location]] = field(default_factory=dict)
    _known: dict[Location, object] = field(default_factory=dict)

    def write(self, place: Location) -> object:
        """The text or object that a place is read from again."""
        if (place is self.here or place == self.here) and place != NOWHERE:
            return HERE
        written = self._known.get(place)
        if written is None:
            written = self._known[place] = _written(place)
            if place.file:
                self.files.setdefault(place.file, set()).add(place)
        return written


def _written(place: Location) -> object:
    text = place.arn or f"{place.file}:{place.line}:{place.column}-{place.end_line}:{place.end_column}"
    plain = Location(*(getattr(place, name) for name in _PARTS))
    try:
        if parsed(text) == plain:
            return text
    except MalformedError:
        pass
    return {name: value for name, value in zip(_PARTS, astuple(plain), strict=True) if value}


@dataclass(slots=True)
class PlaceReader:
    """Reads places; the same text gives the same object."""

    here: Location = NOWHERE
    _known: dict[str, Location] = field(default_factory=dict)

    def read(self, raw: object) -> Location:
        """The place that was written. Raises MalformedError."""
        if raw == HERE:
            return self.here
        if isinstance(raw, str):
            known = self._known.get(raw)
            if known is None:
                known = self._known[raw] = parsed(raw)
            return known
        if not isinstance(raw, dict):
            raise MalformedError("is no place")
        for name, value in raw.items():
            if name not in _PARTS:
                raise unknown_word(name, "part of a place", _PARTS)
            if type(value) is not _PARTS[name] or (isinstance(value, int) and not 0 <= value < _FARTHEST):
                raise MalformedError(f"{name} of a place is no {'number' if _PARTS[name] is int else 'text'}")
        return Location(**raw)
