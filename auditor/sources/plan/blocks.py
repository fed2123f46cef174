"""Nested blocks of a resource of a plan or state, with what of them is not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.model.facts import Fact
from auditor.model.location import Location
from auditor.sources.building.nested import NestedWritten
from auditor.sources.partial.values import Unk
from auditor.sources.plan.document import Json

if TYPE_CHECKING:
    from auditor.sources.plan.attributes import Attributes


class AttributeBlock(NestedWritten):
    """One nested block of such a resource; `path` leads to it from the attributes of the resource.

    It is one of a `number` of blocks; 0 for a block in a block, of which code is not asked.
    """

    def __init__(
        self,
        resource: Attributes,
        path: tuple[str, *tuple[str | int, ...]],
        values: Json,
        unknown: object,
        exists: object,
        number: int = 1,
    ) -> None:
        self._resource, self._path, self._values, self._number = resource, path, values, number
        self._unknown: Json = unknown if isinstance(unknown, dict) else {}
        self._all_unknown = unknown is True or exists is not True
        self.exists = exists

    @property
    def header(self) -> Location:  # type: ignore[override]  # looked for where somebody asks for it
        """Where the block stands."""
        return self._resource.place_in(*self._path)

    def has(self, name: str) -> bool:
        """Whether an attribute has a value that is more than nothing, or will have one."""
        return self._all_unknown or bool(self._unknown.get(name)) or self._values.get(name) not in (None, "", [])

    def value(self, name: str) -> object:
        """The value of an attribute; None where it has none."""
        unknown = True if self._all_unknown else self._unknown.get(name)
        return self._resource.known(self._values.get(name), unknown, f"{self._path[0]}.{name}")

    def place_of(self, name: str) -> Location:
        """Where an attribute of the block stands, or the block."""
        return self._resource.place_in(*self._path, *((name,) if name in self._values else ()))

    def secret(self, name: str) -> Fact:
        """A secret attribute: whether it is set, and whether code spells it out."""
        resource, value = self._resource, self._values.get(name)
        resource.learn(value)
        told = resource.configured.block(self._path[0]) if resource.configured and self._number == 1 else None
        literal = told.spells_out(name, value) if told is not None else None
        return resource.redacted(resource.told_of(self.value(name), literal, name), self.place_of(name), ())

    def blocks(self, name: str) -> Iterator[NestedWritten]:
        """The blocks of a type in it; one that stands for all of them where none is known."""
        unknown = True if self._all_unknown else self._unknown.get(name)
        if unknown is True:
            whether = Unk(f"{self._path[0]}.{name} is only known after Terraform has run")
            yield AttributeBlock(self._resource, (*self._path, name), {}, {}, whether, 0)
            return
        held = self._values.get(name)
        doubts = unknown if isinstance(unknown, list) else []
        for number, part in enumerate(held if isinstance(held, list) else []):
            doubt = doubts[number] if number < len(doubts) else None
            if isinstance(part, dict):
                yield AttributeBlock(self._resource, (*self._path, name, number), part, doubt, True, 0)
