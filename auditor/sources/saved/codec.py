"""From the values of an inventory to plain JSON values and back, by the table of forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from auditor.model.facts import Absent, Fact, Unknown
from auditor.sources.saved.forms import BY_LEAD, FACT_LEADS, FORMS, Form
from auditor.sources.saved.malformed import MalformedError, unknown_word
from auditor.sources.saved.places import PlaceReader, PlaceWriter

#: Forms within forms, at most. A fact that hangs on more switches, one within the other, is unknown from there on: that
#: may cost a verdict, and never makes a wrong one.
DEEPEST = 60
_DEEPEST_CHOICE = DEEPEST - 10


@dataclass(slots=True)
class Writer:
    """Makes JSON values of forms."""

    places: PlaceWriter = field(default_factory=PlaceWriter)
    _depth: int = 0

    def write(self, value: Any) -> dict[str, Any]:
        """A value as an object. Raises TypeError for a class that has no form: nothing is lost in silence."""
        form = FORMS.get(type(value))
        if form is None:
            raise TypeError(f"a saved inventory cannot hold a {type(value).__name__}")
        if type(value) is Unknown and value.choices and self._depth > _DEEPEST_CHOICE:
            value = replace(value, choices=())
        if type(value) is date:
            return {"date": value.isoformat()}
        written: dict[str, Any] = {"absent": True} if type(value) is Absent else {}
        self._depth += 1
        for word, (name, slot) in form.slots.items():
            if word in written:
                continue
            part = getattr(value, name)
            if word in form.required or part != form.defaults[name]:
                written[word] = slot.write(part, self)
        self._depth -= 1
        return written


@dataclass(slots=True)
class Reader:
    """Makes values of JSON objects, of the classes in the table and no others. Raises MalformedError throughout."""

    places: PlaceReader = field(default_factory=PlaceReader)
    _depth: int = 0

    def fact(self, raw: object) -> Fact:
        """One of the three kinds of fact."""
        fact: Fact = self._told(raw, FACT_LEADS, "fact")
        return fact

    def value(self, raw: object) -> object:
        """A value that has parts."""
        return self._told(raw, BY_LEAD, "value")

    def part(self, raw: object, made: type) -> Any:
        """A value of one class."""
        return self._read(raw, FORMS[made])

    def _told(self, raw: object, leads: Mapping[str, Form], what: str) -> Any:
        """A value whose class its members tell; mostly the first does."""
        if type(raw) is not dict:
            raise MalformedError(f"is no {what}")
        form = leads.get(next(iter(raw), ""))
        if form is None:
            form = next((leads[word] for word in raw if word in leads), None)
        if form is None:
            raise MalformedError(f"is no {what}: it has none of the members {', '.join(leads)}")
        return self._read(raw, form)

    def _read(self, raw: object, form: Form) -> Any:
        if type(raw) is not dict:
            raise MalformedError("is no object")
        self._depth += 1
        if self._depth > DEEPEST:
            raise MalformedError(f"is nested deeper than {DEEPEST} levels")
        parts = {}
        slots = form.slots
        for word, entry in raw.items():
            slot = slots.get(word)
            if slot is None:
                raise unknown_word(word, f"member here ({form.lead})", slots)
            try:
                parts[slot[0]] = slot[1].read(entry, self)
            except MalformedError as error:
                error.path.append(f".{word}")
                raise
        if not form.required <= raw.keys():
            raise MalformedError(f"has no {_first(form.required - raw.keys())}")
        self._depth -= 1
        return form.make(**parts)


def _first(words: Iterable[str]) -> str:
    return min(words)
