"""Keys of KMS: their other names, policies that are resources of their own, and which of them matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model.facts import Fact, Known, Ref, Unknown
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.conversions import text
from auditor.sources.building.entry import Entry
from auditor.sources.building.facts import where
from auditor.sources.building.links import Directory
from auditor.sources.building.policies import policy_fact
from auditor.sources.building.table import filled
from auditor.sources.building.vocabulary import Vocabulary

_KIND = "kms_key"
#: Relations that lead from what is encrypted to its key.
_RELATION = "key"


def add_to_keys(
    entries: Sequence[Entry], words: Vocabulary, directory: Directory, prefix: str, inventory: Inventory
) -> None:
    """Make keys known by their aliases, and give them the policies that are resources of their own."""
    for entry in entries:
        if entry.written.exists is False:
            continue
        if entry.type in words.key_aliases:
            name, target = words.key_aliases[entry.type]
            key = _key(entry, target, directory, prefix, inventory)
            if key is not None:
                called = entry.written.fact(name, text)
                known = str(called.value) if isinstance(called, Known) else ""
                directory.call(key, entry.address, known, entry.place())
        elif entry.type in words.key_policies:
            _give(entry, words.key_policies[entry.type], directory, prefix, inventory)


def _key(entry: Entry, name: str, directory: Directory, prefix: str, inventory: Inventory) -> Resource | None:
    if not entry.written.has(name):
        return None
    member = directory.seek(entry.written.value(name), _KIND, entry.place(), prefix, inventory)
    return inventory.resources[member.key] if isinstance(member, Ref) else None


def _give(entry: Entry, arguments: tuple[str, str], directory: Directory, prefix: str, inventory: Inventory) -> None:
    """A policy that stands beside its key takes the place of the one that stands in it."""
    written, (name, document) = entry.written, arguments
    key = _key(entry, name, directory, prefix, inventory)
    if key is None or not written.has(document):
        return
    own = key.facts["statements"]
    given = filled(policy_fact(written.value(document), written.place_of(document)), own)
    key.facts["statements"] = where(written.exists, given, own, written.header)


def keep_named_keys(inventory: Inventory) -> None:
    """Leave out the keys that nothing in the inventory is encrypted with: those of other things."""
    if not any(resource.kind == _KIND for resource in inventory.resources.values()):
        return
    named = {key for resource in inventory.resources.values() for key in _keys(resource.relation(_RELATION))}
    inventory.resources = {
        key: resource for key, resource in inventory.resources.items() if resource.kind != _KIND or key in named
    }


def _keys(fact: Fact) -> Iterator[str]:
    if isinstance(fact, Unknown):
        for _, case in fact.choices:
            yield from _keys(case)
    members = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
    yield from (one.key for one in members or () if isinstance(one, Ref))  # type: ignore[attr-defined]
