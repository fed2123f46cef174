"""Lists of names of which it matters that there are any, whatever they are."""

from __future__ import annotations

from auditor.model.facts import ABSENT, NOT_KNOWN_WHICH, Fact, Origin
from auditor.sources.building.conversions import words
from auditor.sources.building.facts import make_fact
from auditor.sources.building.maker import Written
from auditor.sources.partial.choices import by_case
from auditor.sources.partial.values import Unk


def names_in(written: Written, name: str) -> Fact:
    """The names that an attribute lists; one that is not known goes by what stands for it."""
    if not written.has(name):
        return written.unwritten(ABSENT)
    value = by_case(written.value(name))
    if isinstance(value, list):
        value = [(one.symbol or NOT_KNOWN_WHICH) if isinstance(one, Unk) and not one.choices else one for one in value]
    return make_fact(value or None, words, ABSENT, written.place_of(name), written.told(name)[0], Origin.STATED)
