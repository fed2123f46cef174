"""In which zones the nodes of a cache are, however a language states it: one text for each shard.

A text is the zones of the nodes of one shard, the primary's first, between blanks: `us-east-1a us-east-1b`. A `?`
stands for a node whose zone nobody states. Of Memcached each node holds a part of the keys for itself, as a shard does.
"""

from __future__ import annotations

from collections.abc import Callable
from re import Pattern

from auditor.model.facts import ABSENT, Absent, Fact, Origin
from auditor.sources.building.conversions import text, texts
from auditor.sources.building.facts import make_fact
from auditor.sources.building.gathered import gathered
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.building.zones import numbered
from auditor.sources.partial.choices import lift
from auditor.sources.partial.values import EvalError, Unk

#: A node whose zone AWS chooses.
ANY_ZONE = "?"


def one_shard(value: object) -> tuple[str, ...] | None:
    """A list of zones, those of all nodes of a group that has one shard."""
    listed = texts(value)
    return (" ".join(listed),) if listed else None


def one_each(value: object) -> tuple[str, ...] | None:
    """A list of zones, one for each node of Memcached or of DAX."""
    return texts(value) or None


def alone(value: object) -> tuple[str, ...] | None:
    """The zone of all nodes; AWS calls it `Multiple` where they are in several."""
    zone = text(value)
    return None if zone == "Multiple" else (zone,)


def listed(
    written: Written, names: tuple[str, ...], convert: Callable[[object], tuple[str, ...] | None], indexed: Pattern[str]
) -> Fact:
    """The zones that the first of several attributes lists which is set."""
    for name in names:
        if written.has(name):
            via, said_by = written.told(name)
            value = numbered(written.value(name), indexed)
            fact = make_fact(value, convert, ABSENT, written.place_of(name), via, said_by)
            if not isinstance(fact, Absent):
                return fact
    return written.unwritten(ABSENT)


def by_shard(written: Written, parts: list[NestedWritten], primary: str, replicas: str, indexed: Pattern[str]) -> Fact:
    """The zones that the parts of a resource state, one part for each shard; Absent where none states any."""
    if not any(part.has(name) for part in parts for name in (primary, replicas)):
        return ABSENT
    said = [
        (part.exists, _shard(*(numbered(part.value(name), indexed) for name in (primary, replicas)))) for part in parts
    ]
    return make_fact(gathered(written, said), texts, ABSENT, written.header, (), Origin.STATED)


def slots_of(written: Written, parts: list[NestedWritten], name: str) -> Fact:
    """The key slots that the parts of a resource state, one part for each shard."""
    # Without cluster mode the one shard has all slots, which is told as an empty text.
    said = [(part.exists, part.value(name) or None) for part in parts]
    return make_fact(gathered(written, said) or None, texts, ABSENT, written.header, (), Origin.STATED)


def _shard(primary: object, replicas: object) -> object:
    """The zones of one shard as a text."""
    nested = next((one for one in replicas if isinstance(one, Unk)), None) if isinstance(replicas, list) else None
    if nested is not None:
        return Unk(nested.reason, place=nested.place)
    if isinstance(primary, Unk) or isinstance(replicas, Unk):
        return lift(_joined, (primary, replicas))
    return _joined(primary, replicas)


def _joined(primary: object, replicas: object) -> object:
    try:
        return " ".join((text(primary) if primary else ANY_ZONE, *(texts(replicas) if replicas else ())))
    except EvalError as error:
        return Unk(str(error))
