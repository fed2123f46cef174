"""A resource as the API tells of it: its members by name, and what of them is not told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model.facts import ABSENT, Fact, Origin, Step, Unknown
from auditor.model.location import Location
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.partial.values import Unk


class Told(Written):
    """One resource of an answer. A member that is None, or a text of nothing, is not told."""

    def __init__(self, address: str, values: dict[str, Any], header: Location) -> None:
        self.address, self.values, self.header, self.exists = address, values, header, True

    def has(self, name: str) -> bool:
        """Whether the answer tells of a member."""
        return self.values.get(name) not in (None, "")

    def value(self, name: str) -> object:
        """A member; what could not be asked for is an unknown."""
        return self.values[name]

    def place_of(self, name: str) -> Location:
        """The resource itself: an answer has no lines."""
        return self.header

    def told(self, name: str) -> tuple[tuple[Step, ...], Origin]:
        """What runs says so itself."""
        return (), Origin.STATED

    @property
    def damage(self) -> str:
        """Nothing: what is lacking of an answer is lacking member by member."""
        return ""

    def learn_secret(self, name: str) -> None:
        """No answer holds a secret."""

    def blocks(self, name: str, *, beside_list: bool = False) -> Iterator[NestedWritten]:
        """The parts in a member: one object, or a list of them."""
        yield from parts_of(self.values.get(name), self.header)


class Part(NestedWritten):
    """One object in a member."""

    def __init__(self, values: dict[str, Any], header: Location) -> None:
        self.values, self.header, self.exists = values, header, True

    def has(self, name: str) -> bool:
        """Whether the answer tells of a member."""
        return self.values.get(name) not in (None, "")

    def value(self, name: str) -> object:
        """A member; None where it is not told."""
        return self.values.get(name)

    def place_of(self, name: str) -> Location:
        """The resource that it is a part of."""
        return self.header

    def secret(self, name: str) -> Fact:
        """No answer holds a secret."""
        return ABSENT

    def blocks(self, name: str) -> Iterator[NestedWritten]:
        """The parts in it."""
        yield from parts_of(self.values.get(name), self.header)


def parts_of(value: object, header: Location) -> Iterator[Part]:
    """The objects that a member holds."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield Part(one, header)


def untold(what: str) -> Unknown:
    """A fact that an answer leaves out, as those of older accounts and of other versions of the API do."""
    return Unknown(f"the answer of AWS does not tell {what}")


def member(values: object, *path: str) -> Any:
    """What stands in a member of a member; None where there is none, an unknown where that is one."""
    for name in path:
        if isinstance(values, Unk):
            return values
        values = values.get(name) if isinstance(values, dict) else None
    return values
