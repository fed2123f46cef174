"""Where the resources of a plan or state stand in its text, and each of their attributes."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import fields
from functools import cached_property
from typing import Any

from auditor.model.location import Location
from auditor.sources.plan.index import Index, Stood
from auditor.sources.plan.spans import Span, elements_at, members_at

#: The address of a resource, and the way to a part of its values.
Key = tuple[str | int, ...]


class Later(Location):
    """A location that is looked for when somebody asks where it is.

    Until then it is known by what stands there: the address of a resource, and the path to a part of its values. A plan
    of thousands of resources has far more places than any report shows. What is pickled is the plain location.
    """

    __slots__ = ("_key", "_places")
    _key: Key
    _places: Places

    def __init__(self, places: Places, key: Key) -> None:
        object.__setattr__(self, "file", places.name)
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_key", key)

    def __getattr__(self, name: str) -> object:
        """A field that is not known yet: only these are asked for here."""
        if name not in _FIELDS:
            raise AttributeError(name)
        found = self._places.find(self._key)
        for field in _FIELDS:
            object.__setattr__(self, field, getattr(found, field))
        return getattr(found, name)

    def __eq__(self, other: object) -> bool:
        """Two parts stand at two places, so that it need not be known where."""
        if isinstance(other, Later):
            return self._key == other._key and self.file == other.file
        return isinstance(other, Location) and self.file == other.file and _position(self) == _position(other)

    def __hash__(self) -> int:
        return hash(self._key)

    def __lt__(self, other: Location) -> bool:
        return _position(self) < _position(other)

    def __le__(self, other: Location) -> bool:
        return _position(self) <= _position(other)

    def __gt__(self, other: Location) -> bool:
        return _position(self) > _position(other)

    def __ge__(self, other: Location) -> bool:
        return _position(self) >= _position(other)

    def __repr__(self) -> str:
        return repr(Location(*_position(self)))

    def __reduce__(self) -> tuple[type[Location], tuple[Any, ...]]:
        return Location, _position(self)


_FIELDS = tuple(field.name for field in fields(Location) if field.name != "file")


def _position(location: Location) -> tuple[Any, ...]:
    return location.file, *(getattr(location, field) for field in _FIELDS)


class Places:
    """Finds what stands where in the text of one document. What nobody asks for is not looked for."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self._members: tuple[int, dict[str, Span]] = (0, {})

    def of(self, address: str, *path: str | int) -> Location:
        """Where the resource at an address is told of, or a part of its values that the document holds."""
        return Later(self, (address, *path))

    def find(self, key: Key) -> Location:
        """The place itself; the nearest there is where the text holds no such part, the file without any."""
        address, *path = key
        stood = self.resources.get(str(address))
        if stood is None:
            return Location(self.name, 1, 1)
        return self.location(self.span(stood.values, *path) or stood.header)

    @cached_property
    def resources(self) -> dict[str, Stood]:
        """The resources in the order of the text, by address; of several with one address the first."""
        return Index(self.text).resources

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @cached_property
    def _begins(self) -> list[tuple[int, str]]:
        return sorted((stood.begin, address) for address, stood in self.resources.items())

    def around(self, offset: int) -> str:
        """The address of the resource that an offset may be in; empty where none begins before it."""
        number = bisect_right(self._begins, offset, key=lambda one: one[0])
        return self._begins[number - 1][1] if number else ""

    def location(self, span: Span) -> Location:
        """A span as lines and columns."""
        return Location(self.name, *self._at(span.begin), *self._at(span.end))

    def _at(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._lines, offset) - 1
        return row + 1, offset - self._lines[row] + 1

    def offset(self, location: Location) -> int:
        """Where in the text a location begins."""
        row = min(max(location.line, 1), len(self._lines)) - 1
        return self._lines[row] + max(location.column, 1) - 1

    def line(self, offset: int) -> int:
        """The number of the line that an offset is in."""
        return self._at(offset)[0]

    def span(self, values: int, *path: str | int) -> Span | None:
        """Where a part of the object at an offset stands: of what is on the path to it the last that there is."""
        if self._members[0] != values:
            # One after another the attributes of a resource are asked for, so that those of one are kept.
            self._members = values, members_at(self.text, values) if values else {}
        found: Span | None = None
        for number, step in enumerate(path):
            part = self._part(found.value, step) if found else self._members[1].get(str(step))
            if part is None or (number and found is None):
                break
            found = part
        return found

    def _part(self, at: int, step: str | int) -> Span | None:
        if isinstance(step, str):
            return members_at(self.text, at).get(step)
        elements = elements_at(self.text, at)
        return elements[step] if step < len(elements) else None
