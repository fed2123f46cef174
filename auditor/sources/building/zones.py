"""Zones of subnets and nodes, also where code takes one of those of a region without knowing what they are called."""

from __future__ import annotations

import re
from dataclasses import replace

from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.cases import fact_cases
from auditor.sources.building.conversions import text
from auditor.sources.building.facts import make_fact
from auditor.sources.building.maker import Written
from auditor.sources.partial.values import Unk


def zone(value: object, place: Location, indexed: re.Pattern[str]) -> Fact:
    """A zone by its name; by its number where the value is what `indexed` finds it in, one of the zones of a region."""
    if isinstance(value, Unk):
        if value.choices:
            return Unknown(value.reason, place, fact_cases(value, lambda case: zone(case, place, indexed)))
        found = indexed.search(value.symbol)
        if found:
            return Known(f"zone {found[found.lastindex or 1]} of the region", Origin.DERIVED, place)
    return make_fact(value, text, ABSENT, place, (), Origin.STATED)


def zone_in(written: Written, names: tuple[str, ...], indexed: re.Pattern[str]) -> Fact:
    """The zone that the first of several attributes says which is written; AWS chooses one where none is."""
    name = next((name for name in names if written.has(name)), "")
    if not name:
        return Unknown("AWS chooses a zone", unstated=True)
    return zone(written.value(name), written.place_of(name), indexed)


#: What the name of a zone begins with that is known by its number alone.
NUMBERED = "number-"


def numbered(value: object, indexed: re.Pattern[str]) -> object:
    """A zone, or a list of zones, in which those that are known by their numbers are called by these."""
    if isinstance(value, list):
        return [numbered(one, indexed) for one in value]
    if not isinstance(value, Unk):
        return value
    if value.choices:
        return replace(value, choices=tuple((guard, numbered(case, indexed)) for guard, case in value.choices))
    found = indexed.search(value.symbol)
    return f"{NUMBERED}{found[found.lastindex or 1]}" if found else value
