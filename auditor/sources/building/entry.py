"""One resource that a source found, with what must be known of it besides its attributes."""

from __future__ import annotations

from abc import ABC, abstractmethod

from auditor.model.facts import Fact
from auditor.model.location import Location
from auditor.sources.building.maker import Written
from auditor.sources.building.place import Place
from auditor.sources.building.tags import Tags


class Entry(ABC):
    """A resource as it is written, and where it belongs.

    Attributes:
        written: its attributes.
        type: its resource type, in the words of the vocabulary.
        address: what a person calls it, and what `ref` of values that stand for its attributes begins with.
        name: the last part of that, for a resource that has no identifier.
        judged: false for what is AWS's own, so that nobody can change it.
        observed: whether it is running and was looked at.
    """

    written: Written
    type: str
    address: str
    name: str
    judged: bool = True
    observed: bool = False

    @abstractmethod
    def place(self) -> Place:
        """Where it lives."""

    @abstractmethod
    def region(self) -> Fact:
        """Its region, as a fact."""

    @abstractmethod
    def tags(self) -> Tags:
        """Its tags."""

    def location(self) -> Location:
        """Where it stands."""
        return self.written.header

    def origin(self) -> str:
        """What it was called first, before it was moved: what makes one without an identifier the same tomorrow."""
        return self.address
