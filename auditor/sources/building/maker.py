"""Makes facts of a resource as it is written, in whatever language: what is asked for is the same for each."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Redacted, Step, Unknown
from auditor.model.location import Location
from auditor.sources.building.cases import where_it_exists
from auditor.sources.building.conversions import Convert
from auditor.sources.building.facts import given, make_fact, redact
from auditor.sources.building.nested import Attributes, NestedWritten
from auditor.sources.partial.values import GivenText, Unk


class Written(Attributes):
    """One resource as it is written; only attributes that are written are asked for their values."""

    @abstractmethod
    def told(self, name: str) -> tuple[tuple[Step, ...], Origin]:
        """Along which chain the value of an attribute comes, and who said it."""

    @property
    @abstractmethod
    def damage(self) -> str:
        """Why more may be written than could be read; empty where all was."""

    @abstractmethod
    def learn_secret(self, name: str) -> None:
        """Take note that an attribute holds a secret, so that no report shows it."""

    def blocks(self, name: str, *, beside_list: bool = False) -> Iterator[NestedWritten]:
        """The nested parts of a type, in the order of the text; one of unknown number stands for all of them.

        With `beside_list` those alone that are not in the list that `given_as_list` tells of.
        """
        return iter(())

    def given_as_list(self, name: str) -> bool:
        """Whether nested parts of a type are given by an attribute whose value is a list of objects."""
        return False

    def guarded(self) -> Fact:
        """Whether its language refuses to destroy it, or keeps what is in it."""
        return Unknown("it is not told here whether the code refuses to destroy it", self.header)

    def chose(self, name: str) -> Fact:
        """Whether somebody chose what an attribute has; absent where it says no more than what is written."""
        return ABSENT

    def stated(self, name: str) -> object:
        """The value of an attribute; None where it is not written, unknown where it may stand in an unread part."""
        if self.has(name):
            return self.value(name)
        return Unk(self.damage, place=self.header) if self.damage else None

    def noted(self, fact: Fact, name: str) -> Fact:
        """A fact, with what else is to be said of its attribute."""
        return fact

    def fact(self, name: str, convert: Convert, unset: Fact = ABSENT) -> Fact:
        """The attribute `name` as a fact; `unset` where it is not written, or null."""
        return self.written_fact(name, convert, unset) if self.has(name) else self.unwritten(unset)

    def written_fact(self, name: str, convert: Convert, unset: Fact) -> Fact:
        """The same of an attribute that is written."""
        via, said_by = self.told(name)
        value = where_it_exists(self.value(name), self.exists)
        return self.noted(make_fact(value, convert, unset, self.place_of(name), via, said_by), name)

    def first(self, names: tuple[str, ...], convert: Convert, unset: Fact = ABSENT) -> Fact:
        """The first of several spellings that is set: the current one, then older ones."""
        for name in names:
            if self.has(name):
                fact = self.fact(name, convert, unset)
                if not isinstance(fact, Absent) and not (
                    isinstance(fact, Known) and fact.origin is Origin.DEFAULT and fact.place == self.header
                ):
                    return fact
        return self.unwritten(unset)

    def presence(self, name: str, word: str) -> Fact:
        """`word` where the attribute is given, whatever its value; Absent where it is not."""
        if not self.has(name):
            return self.unwritten(ABSENT)
        via, _ = self.told(name)
        value = given(self.value(name), word)
        return make_fact(value, lambda _: word, ABSENT, self.place_of(name), via, Origin.STATED)

    def unwritten(self, unset: Fact) -> Fact:
        """What it means that something is not written: `unset`, unless it may stand in a part that was not read."""
        return Unknown(self.damage, self.header) if self.damage else self.placed(unset)

    def placed(self, fact: Fact) -> Fact:
        """`fact` about something that is not written: it stands at the header."""
        if isinstance(fact, Known):
            return Known(fact.value, fact.origin, self.header, fact.via, fact.because)
        if isinstance(fact, Absent):
            return Absent(self.header)
        return replace(fact, place=self.header)

    def secret(self, name: str) -> Fact:
        """A secret attribute: whether it is set and whether it is spelled out. The value goes no further than here."""
        if not self.has(name):
            return self.unwritten(ABSENT)
        self.learn_secret(name)
        via, _ = self.told(name)
        return self.noted(self.redacted(self.value(name), self.place_of(name), via), name)

    def redacted(self, value: object, place: Location, via: tuple[Step, ...]) -> Fact:
        """The value of a secret, or a list of them, as the fact that is left of it."""
        if isinstance(value, list) and value:
            spelled_out = [v for v in value if isinstance(v, str) and not isinstance(v, GivenText)]
            # One that is spelled out tells of all; else one that may be tells more than one that is not.
            others = sorted(
                (v for v in value if isinstance(v, Unk | GivenText)), key=lambda v: isinstance(v, GivenText)
            )
            value = spelled_out or next(iter(others), value)
        value = given(value, Redacted(literal=False))
        return make_fact(value, redact, Absent(self.header), place, via, Origin.STATED)
