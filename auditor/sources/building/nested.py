"""A part of a resource that has attributes of its own, and of which there may be several: a block, an object."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from auditor.model.facts import Fact
from auditor.model.location import Location


class Attributes(ABC):
    """What has attributes: a resource, or a part of one.

    Attributes:
        header: where it begins.
        exists: whether it is there: True, False, or something not known.
    """

    header: Location
    exists: object

    @abstractmethod
    def has(self, name: str) -> bool:
        """Whether an attribute is written at all."""

    @abstractmethod
    def value(self, name: str) -> object:
        """The value of an attribute. Of a part: None where it is not written, unknown where it may stand unread."""

    @abstractmethod
    def place_of(self, name: str) -> Location:
        """Where an attribute is written, or the header."""


class NestedWritten(Attributes):
    """One nested part as it is written."""

    @abstractmethod
    def secret(self, name: str) -> Fact:
        """An attribute that is written and holds a secret, or several: what is left of it. No report shows it."""

    def blocks(self, name: str) -> Iterator[NestedWritten]:
        """The parts of a type in it; each is there where this one is there as well."""
        return iter(())
