"""The zone of a subnet, also where code takes one of the zones of a region without knowing what they are called."""

from __future__ import annotations

import re

from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.cases import fact_cases
from auditor.sources.building.conversions import text
from auditor.sources.building.facts import make_fact
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
