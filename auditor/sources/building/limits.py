"""Attributes of parts in parts, such as the limits that a serverless cache is given."""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Origin
from auditor.sources.building.conversions import positive
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.maker import Written
from auditor.sources.building.table import Special


def limit(outer: str, inner: str, name: str) -> Special:
    """A number in a part `inner` of a part `outer`; absent where it is not stated."""

    def made(written: Written, facts: dict[str, Fact]) -> Fact:
        fact = written.unwritten(ABSENT)
        for around in written.blocks(outer):
            for part in around.blocks(inner):
                stated = make_fact(part.value(name), positive, ABSENT, part.place_of(name), (), Origin.STATED)
                fact = where(part.exists, stated, fact, written.header)
        return fact

    return made
