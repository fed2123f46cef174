"""Relations the other way round: the resources that name a resource in a relation of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.model.facts import Fact, Known, Ref, Unknown
from auditor.model.resource import GONE, Inventory, Resource
from auditor.model.view import Related, View

_IN_CODE = "what was not scanned may name it"


@dataclass(slots=True)
class Naming:
    """Of one relation of one kind: who may name each key, and why others may name anything (empty if none does).

    `opened` are those of which it is not known whom they name.
    """

    by: dict[str, list[Resource]] = field(default_factory=dict)
    opened: list[Resource] = field(default_factory=list)
    open: str = ""


def naming(resource: Resource, pairs: tuple[tuple[str, str], ...], view: View, inventory: Inventory) -> Related:
    """Those that name `resource` in one of the relations `pairs`, (kind, relation), in the world of `view`.

    Of what was read from code it is never known that nothing else names it. Of what is running it is, unless not all of
    a kind could be listed.
    """
    certain: list[Resource] = []
    possible: list[Resource] = []
    more = "" if resource.observed else _IN_CODE
    for kind, relation in pairs:
        named = _index(inventory, kind, relation)
        more = more or inventory.unlisted.get(kind, "") or named.open
        for other in named.by.get(resource.key, ()):
            if other.former != resource.former or (other.planned in GONE and not other.former):
                continue
            exists = view.settle(other.exists)
            if isinstance(exists, Known) and not exists.value:
                continue
            found = view.related(other, relation)
            # Where it is judged it exists, whatever is known of that.
            if any(member is resource for member in (*found.certain, *found.possible)):
                (certain if isinstance(exists, Known) else possible).append(other)
            elif found.open:
                possible.append(other)
    if not (certain or possible):
        possible += _any_opened(resource, pairs, view, inventory)
    # In whichever order they were read.
    for members in (certain, possible):
        members.sort(key=lambda each: each.key)
    return Related(tuple(certain), tuple(possible), (), more)


def _any_opened(
    resource: Resource, pairs: tuple[tuple[str, str], ...], view: View, inventory: Inventory
) -> list[Resource]:
    """One of those that may name anything, for all of them: what is not known of a relation may be `resource`."""
    for kind, relation in pairs:
        for other in _index(inventory, kind, relation).opened:
            view.spend(1)
            if other.former != resource.former or (other.planned in GONE and not other.former):
                continue
            exists = view.settle(other.exists)
            if isinstance(exists, Known) and not exists.value:
                continue
            if view.related(other, relation).open:
                return [other]
    return []


def _index(inventory: Inventory, kind: str, relation: str) -> Naming:
    """Who names whom in a relation, in whichever world; made once for an inventory."""
    found: Naming | None = inventory.lookups.get((kind, relation))
    if found is None:
        found = inventory.lookups[kind, relation] = Naming()
        for resource in inventory.resources.values():
            if resource.kind == kind:
                _enter(resource, resource.relation(relation), found, relation)
    return found


def _enter(resource: Resource, fact: Fact, named: Naming, relation: str) -> None:
    for key in dict.fromkeys(_keys(fact)):
        named.by.setdefault(key, []).append(resource)
    if _is_open(fact):
        named.opened.append(resource)
    if not named.open and resource.observed and isinstance(fact, Unknown):
        named.open = f"{relation} of {resource.address}: {fact.reason}"


def _is_open(fact: Fact) -> bool:
    """Whether a relation may have members that nobody knows in some world."""
    if not isinstance(fact, Unknown) or fact.unstated:
        return False
    return any(_is_open(case) for _, case in fact.choices) if fact.choices else not fact.refused


def _keys(fact: Fact) -> Iterator[str]:
    """The keys that a relation names in some world."""
    if isinstance(fact, Unknown):
        for _, choice in fact.choices:
            yield from _keys(choice)
    members = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
    for member in members or ():  # type: ignore[attr-defined] # the value of a relation is a tuple of members
        if isinstance(member, Ref):
            yield member.key
