"""How an analysis looks at an inventory: through one world, so that facts which hang on the same switch agree."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from auditor.model.facts import Fact, Unseen
from auditor.model.resource import Context, Resource

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Related:
    """The members of a relation in one world.

    `certain` are there; `possible` may be there (their own existence is not established); `unseen` are there but were
    not read; `open` says why there may be more, or is empty.
    """

    certain: tuple[Resource, ...] = ()
    possible: tuple[Resource, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    open: str = ""
    absent: bool = False


class View(Protocol):
    """What a derived fact may read."""

    @property
    def context(self) -> Context:
        """The day of the scan and the data tables of the catalogue."""
        ...

    def fact(self, resource: Resource, name: str) -> Fact:
        """The fact in this world; never one with `choices`."""
        ...

    def related(self, resource: Resource, relation: str) -> Related:
        """The members of a relation in this world."""
        ...

    def settle(self, fact: Fact) -> Fact:
        """A fact that hangs on switches, as it is in this world."""
        ...

    def remembered(self, key: tuple[Hashable, ...], compute: Callable[[], _Result]) -> _Result:
        """What `compute` gives, once for all worlds in which it reads the same.

        It must follow from `key` and from what it reads through this view alone.
        """
        ...

    def spend(self, steps: int) -> None:
        """Count work that grows with the input: one step for each thing gone through. It may end the judging."""
        ...
