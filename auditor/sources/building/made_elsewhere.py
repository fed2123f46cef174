"""Attributes that name what the same code makes: what that will be called is not known, and that it is there is."""

from __future__ import annotations

import re
from dataclasses import replace

from auditor.model.facts import ABSENT, Fact
from auditor.sources.building.cases import where_it_exists
from auditor.sources.building.conversions import text
from auditor.sources.building.facts import make_fact
from auditor.sources.building.maker import Written
from auditor.sources.building.table import Special
from auditor.sources.partial.values import Unk

#: What may well turn out to be null or empty.
_OF_NO_RESOURCE = re.compile(r"(^|\.)(var|local|module|data)\.[^.]*$")


def is_of_a_resource(value: object) -> bool:
    """Whether something not known is an attribute of a resource, which AWS gives it."""
    if not isinstance(value, Unk) or value.ref is None or value.error or value.nullable:
        return False
    return not _OF_NO_RESOURCE.search(value.ref[0])


def name_of(attribute: str) -> Special:
    """The name, id or ARN that an attribute holds; where AWS will give it, whose it will be."""

    def made(written: Written, facts: dict[str, Fact]) -> Fact:
        if not written.has(attribute):
            return written.unwritten(ABSENT)
        via, said_by = written.told(attribute)
        value = where_it_exists(_told(written.value(attribute)), written.exists)
        return written.noted(make_fact(value, text, ABSENT, written.place_of(attribute), via, said_by), attribute)

    return made


def _told(value: object) -> object:
    if isinstance(value, Unk) and value.choices:
        return replace(value, choices=tuple((guard, _told(case)) for guard, case in value.choices))
    if isinstance(value, Unk) and value.ref and is_of_a_resource(value):
        return f"that of {value.ref[0]}"
    return value
