"""Where the resources of a plan or state stand in its text, and each of their attributes."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import astuple, fields
from functools import cached_property
from typing import NamedTuple

from auditor.model.location import Location
from auditor.sources.plan.spans import Span, Walk, elements_at, members_at

#: The members of a plan, and of a state as it is shown, that hold modules.
_MODULES = ("planned_values", "values")
#: That of a state as Terraform keeps it, which holds resources.
_RESOURCES = "resources"
#: Modules nested deeper than this are not looked into.
_MAX_DEPTH = 64
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

    def _position(self) -> tuple[object, ...]:
        return self.file, *(getattr(self, field) for field in _FIELDS)

    def __eq__(self, other: object) -> bool:
        """Two parts stand at two places, so that it need not be known where."""
        if isinstance(other, Later):
            return self._key == other._key and self.file == other.file
        same_file = isinstance(other, Location) and self.file == other.file
        return same_file and astuple(other) == self._position()  # type: ignore[call-overload]  # it is a location

    def __hash__(self) -> int:
        return hash(self._key)

    def __lt__(self, other: Location) -> bool:
        return self._position() < _position(other)

    def __le__(self, other: Location) -> bool:
        return self._position() <= _position(other)

    def __gt__(self, other: Location) -> bool:
        return self._position() > _position(other)

    def __ge__(self, other: Location) -> bool:
        return self._position() >= _position(other)

    def __reduce__(self) -> tuple[type[Location], tuple[object, ...]]:
        return Location, self._position()


_FIELDS = tuple(field.name for field in fields(Location) if field.name != "file")


def _position(location: Location) -> tuple[object, ...]:
    return location.file, *(getattr(location, field) for field in _FIELDS)


class Stood(NamedTuple):
    """Where one resource is told of: all of it, what names it, and the object that holds its values, 0 for none."""

    begin: int
    header: Span
    values: int


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


class Index:
    """Goes once through the part of a document that holds resources."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.resources: dict[str, Stood] = {}
        walk = self._walk = Walk(self._text, self._text.find("{"))
        for name, _ in walk.members():
            if name in _MODULES:
                self._values()
                return
            if name == _RESOURCES:
                self._state()
                return
            walk.skip()

    def _values(self) -> None:
        for name, _ in self._walk.members():
            if name == "root_module":
                self._module(0)
            else:
                self._walk.skip()

    def _module(self, depth: int) -> None:
        for name, _ in self._walk.members():
            if name == "resources":
                for begin in self._walk.elements():
                    self._resource(begin)
            elif name == "child_modules" and depth < _MAX_DEPTH:
                for _ in self._walk.elements():
                    self._module(depth + 1)
            else:
                self._walk.skip()

    def _resource(self, begin: int) -> None:
        address, header, values = "", Span(0, 0, 0), 0
        for name, at in self._walk.members():
            value = self._walk.at
            told = self._walk.skip()
            if name == "address" and isinstance(told, str):
                address, header = told, Span(at, value, self._walk.at)
            elif name == "values":
                values = value
        self._enter(address, begin, header, values)

    def _state(self) -> None:
        for begin in self._walk.elements():
            told: dict[str, object] = {}
            header, instances = Span(0, 0, 0), 0
            for name, at in self._walk.members():
                value = self._walk.at
                if name == "instances":
                    instances = value
                    self._walk.skip()
                    continue
                told[name] = self._walk.skip()
                if name == "name":
                    header = Span(at, value, self._walk.at)
            for element in elements_at(self._text, instances) if instances else ():
                self._instance(begin, told, header, element)

    def _instance(self, begin: int, told: dict[str, object], header: Span, element: Span) -> None:
        members = members_at(self._text, element.value)
        if "deposed" in members:
            return
        key, attributes = members.get("index_key"), members.get("attributes")
        index = self._walk_value(key.value) if key else None
        address = state_address(told, index)
        self._enter(address, element.begin, key or header, attributes.value if attributes else 0)

    def _walk_value(self, at: int) -> object:
        return Walk(self._text, at).skip()

    def _enter(self, address: str, begin: int, header: Span, values: int) -> None:
        if address and address not in self.resources:
            self.resources[address] = Stood(begin, header, values)


def state_address(resource: dict[str, object], key: object) -> str:
    """The address of an instance in a state as Terraform keeps it, which spells none out."""
    module = resource.get("module")
    prefix = f"{module}." if isinstance(module, str) else ""
    index = "" if key is None else f"[{json.dumps(key, ensure_ascii=False)}]"
    return f"{prefix}{resource.get('type', '')}.{resource.get('name', '')}{index}"
