"""What a field table is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Unknown
from auditor.sources.building.conversions import Convert, lower
from auditor.sources.building.maker import Written
from auditor.sources.partial.values import Unk


def default(value: object) -> Known:
    """What an unset attribute means by the provider's schema or the service's documentation."""
    return Known(value, Origin.DEFAULT)


@dataclass(frozen=True, slots=True)
class Field:
    """One fact from one attribute: the spellings of the attribute, current one first, and what unset means."""

    fact: str
    names: tuple[str, ...]
    convert: Convert
    unset: Fact | Callable[[Any, dict[str, Fact]], Fact] = ABSENT


@dataclass(frozen=True, slots=True)
class Link:
    """One relation from one attribute, holding one identifier or a list of them.

    Attributes:
        relation: its name in the model.
        attribute: what holds the identifiers.
        unset: the member of AWS's own that there is where nothing is written.
        instead: an attribute that may be written instead, and what is not known then.
        named: what the attribute names, where it holds more than identifiers.
        part: whether it is a part with attributes of its own, of which `named` tells.
        listed: whether it always holds a list, so that what is not known of it may be any number of them.
        kind: what it names, where the relation leads to several kinds.
    """

    relation: str
    attribute: str
    unset: str = ""
    instead: tuple[str, str] = ("", "")
    named: Callable[[Any], object] | None = None
    part: bool = False
    listed: bool = False
    kind: str = ""


def filled(fact: Fact, other: Fact) -> Fact:
    """A fact, with every case in which it is absent replaced by another one."""
    if isinstance(fact, Absent):
        return fact if isinstance(other, Absent) else other
    if isinstance(fact, Unknown) and fact.choices:
        return replace(fact, choices=tuple((guard, filled(case, other)) for guard, case in fact.choices))
    return fact


#: Facts that take more than one attribute; they may read the facts made so far. The first argument is what the source
#: of the table writes resources as: a `Written` with more to it.
Special = Callable[[Any, dict[str, Fact]], Fact]


@dataclass(frozen=True, slots=True)
class Table:
    """One resource type: its kind, the attributes that name it, its fields, specials and relations.

    `about` tells by its facts whether a resource may be about caches at all; what certainly is not is passed over.
    """

    kind: str
    identifiers: tuple[str, ...]
    fields: tuple[Field, ...]
    specials: dict[str, Special] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    about: Callable[[dict[str, Fact]], bool] | None = None


def identifier(maker: Written, table: Table) -> Fact:
    """The identifier that AWS knows a resource by: the service lower-cases it."""
    return maker.first(table.identifiers, lower)


def symbol_of_name(written: Written, table: Table) -> str:
    """What an identifier is that is not known, so that equal ones are found out; empty where nothing tells."""
    name = next((n for n in table.identifiers if written.has(n)), "")
    value = written.value(name) if name else None
    return value.symbol if isinstance(value, Unk) and not value.choices else ""
