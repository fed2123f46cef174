"""Buckets of S3: policies and settings that are resources of their own, and which of them take snapshots of caches.

A bucket is left out unless one of its statements or grants is known to let ElastiCache write to it: hardly any of the
buckets in code have to do with caches, so a policy that could not be read at all ties none to them. A policy of a
bucket that is not in what was scanned stands for that bucket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from auditor.model.buckets import lets_write
from auditor.model.facts import Absent, Fact, Known, Origin, Ref, Unknown, Unseen
from auditor.model.location import Location
from auditor.model.resource import Inventory
from auditor.sources.building.entry import Entry
from auditor.sources.building.facts import where
from auditor.sources.building.links import Directory
from auditor.sources.building.table import Special, Table, default
from auditor.sources.partial.choices import by_case
from auditor.sources.partial.values import Unk

_KIND = "bucket"
#: What is said of public access where nothing is stated.
UNSTATED = Unknown("whether public access is blocked is not stated: AWS does so for buckets of today", unstated=True)
#: The access control list of a bucket of which nothing is said.
PRIVATE = default(("private",))
#: What a part says of its bucket: the attribute that names it, the fact, and how that is read.
#: The argument of that is what the source of the part writes resources as: a `Written` with more to it.
Part = tuple[str, str, Callable[[Any], Fact]]


def add_to_buckets(
    entries: Sequence[Entry], parts: Mapping[str, Part], directory: Directory, prefix: str, inventory: Inventory
) -> None:
    """Give buckets what resources of their own say of them.

    What is said of a bucket that is not known may be said of every one of which the code states nothing else.
    """
    given: list[str] = []
    for entry in entries:
        written = entry.written
        if entry.type not in parts or written.exists is False:
            continue
        name, fact, read = parts[entry.type]
        members = [
            directory.seek(one, _KIND, entry.place(), prefix, inventory) for one in _values(written.stated(name))
        ]
        keys = {member.key for member in members if isinstance(member, Ref)}
        doubts = [member.reason for member in members if isinstance(member, Unseen) and not member.named]
        if len(keys) == 1 and not doubts:
            facts = inventory.resources[keys.pop()].facts
            facts[fact] = where(written.exists, read(written), facts[fact], written.header)
            given.append(f"{prefix}{entry.address}")
        elif doubts or keys:
            doubt = Unknown(doubts[0] if doubts else "which bucket it is said of is not known", written.header)
            for one in inventory.resources.values():
                if one.kind == _KIND and _is_unsaid(one.facts[fact]):
                    one.facts[fact] = doubt
    for key in given:
        inventory.resources.pop(key, None)


def apart(read: Callable[[Any], Fact]) -> Table:
    """The table of policies that are resources of their own: what is said of buckets beside them is not known."""
    elsewhere = "the bucket itself is not in what was scanned"
    specials: dict[str, Special] = {
        "statements": lambda written, facts: read(written),
        "acl": lambda written, facts: Unknown(elsewhere, written.header),
        "public_access_blocked": lambda written, facts: Unknown(elsewhere, written.header),
    }
    return Table(_KIND, (), (), specials)


def blocked(switches: Sequence[tuple[str, Fact]], place: Location) -> Fact:
    """Whether public access is blocked, by the four switches: the last two of them ignore what is there already.

    All are on, or neither of those two is; between them it depends.
    """
    values = [fact.value if isinstance(fact, Known) else None for _, fact in switches]
    if all(value is True for value in values):
        return Known(True, Origin.STATED, place)
    if values[-2:] == [False, False]:
        return Known(False, Origin.STATED, place)
    doubts = [fact.reason for _, fact in switches if isinstance(fact, Unknown)]
    off = ", ".join(name for name, fact in switches if isinstance(fact, Known) and fact.value is False)
    return Unknown(doubts[0] if doubts else f"only some of what blocks public access is on: not {off}", place)


def _values(value: object) -> Iterator[object]:
    """What a value may be, where it is anything."""
    value = by_case(value)
    if isinstance(value, Unk) and value.choices:
        for _, case in value.choices:
            yield from _values(case)
    elif value is not None and not (isinstance(value, Unk) and value.error):
        yield value


def _is_unsaid(fact: Fact) -> bool:
    return isinstance(fact, Absent) or (isinstance(fact, Known) and fact.origin is Origin.DEFAULT)


def keep_export_buckets(inventory: Inventory) -> None:
    """Leave out the buckets that ElastiCache is not known to write to."""
    others = [
        key
        for key, one in inventory.resources.items()
        if one.kind == _KIND and not any(map(lets_write, (*_items(one.facts["statements"]), *_items(one.facts["acl"]))))
    ]
    for key in others:
        del inventory.resources[key]


def _items(fact: Fact) -> Iterator[object]:
    if isinstance(fact, Unknown):
        for _, case in fact.choices:
            yield from _items(case)
    value = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
    yield from value if isinstance(value, tuple) else ()
