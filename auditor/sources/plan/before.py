"""What the resources of a plan were before it.

The resources as they were are made of the values before, all of them, as a state is read, and stand beside the planned
ones with `before:` in their keys: a relation `before` leads to them, so that rules compare the two. They are made only
where the plan changes something that is there, and kept only where they are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from auditor.model.facts import Fact, Known, Ref
from auditor.model.resource import GONE, Change, Inventory, Resource
from auditor.model.schema import KINDS
from auditor.sources.building.assembly import assemble
from auditor.sources.building.joined import members_of
from auditor.sources.plan.alike import differ
from auditor.sources.plan.attributes import Attributes
from auditor.sources.plan.changes import Told, told_changes, unread_and_gone
from auditor.sources.plan.document import Document
from auditor.sources.plan.found import Found
from auditor.sources.plan.places_before import PlacesBefore
from auditor.sources.plan.state import known_entries
from auditor.sources.provider import VOCABULARY
from auditor.sources.secrecy.secrets import Secrets

_CACHES = frozenset({"replication_group", "cache_cluster", "serverless_cache", "memorydb_cluster", "dax_cluster"})
#: Relations that this module makes itself: they lead away from what a resource hangs on.
_OWN = frozenset({"before", "caches"})
#: What may leave nothing of a resource that is told of by itself.
_LEAVES = GONE | {"replace"}


def add_changes(document: Document, name: str, inventory: Inventory, prefix: str, secrets: Secrets) -> None:
    """Tell what the plan does to each resource of `inventory`, and add what it deletes and what things were before."""
    told = told_changes(document)
    for one in told:
        resource = inventory.resources.get(prefix + one.address)
        if resource is not None:
            resource.change = one.change
    inventory.gaps += unread_and_gone(told, prefix, document)
    mattering = [one for one in told if one.type in VOCABULARY.types]
    if all(one.change.action == "none" for one in mattering):
        return
    _attach(inventory)
    if any(one.before is not None for one in mattering):
        compared = _Compared(inventory, _former(document, name, mattering, prefix, secrets), prefix)
        compared.add_gone(mattering)
        compared.note_around()
        compared.relate()


class _Former(Attributes):
    """A resource as it was: whether code spells its secrets out is not asked."""

    def told_of(self, value: object, literal: bool | None, name: str) -> object:
        """What is left of a secret is that it was set."""
        return super().told_of(value, False, name)


def _former(document: Document, name: str, told: Iterable[Told], prefix: str, secrets: Secrets) -> dict[str, Resource]:
    """The resources as they were before the plan, by keys of their own."""
    there = {one.address: one for one in told if one.before is not None}
    found = [
        Found(one.address, one.type, one.name, "", one.before or {}, provider=one.provider) for one in there.values()
    ]
    entries = known_entries(found, PlacesBefore(document.places.text, name), secrets, _Former)
    former = assemble(entries, VOCABULARY, _key(prefix)).resources
    for resource in former.values():
        resource.former, resource.judged = True, False
    return former


def _key(prefix: str, key: str = "") -> str:
    """The key of a resource as it was, by the key of what is planned."""
    return f"{prefix}before:{key.removeprefix(prefix)}"


def _attach(inventory: Inventory) -> None:
    """Tell each security group which caches of the plan it is attached to."""
    attached: dict[str, list[Ref]] = {}
    for resource in inventory.resources.values():
        if resource.kind in _CACHES:
            for group in _refs(resource.relation("security_groups")):
                attached.setdefault(group, []).append(Ref(resource.key))
    for key, caches in attached.items():
        if key in inventory.resources:
            inventory.resources[key].relations["caches"] = Known(tuple(sorted(caches)))


def _refs(fact: Fact) -> Iterator[str]:
    """The keys of the members of a relation that were read."""
    return (member.key for member in members_of(fact) if isinstance(member, Ref))


class _Compared:
    """The resources of a plan beside what they were."""

    def __init__(self, inventory: Inventory, former: dict[str, Resource], prefix: str) -> None:
        self._resources, self._former, self._prefix = inventory.resources, former, prefix
        self._touched: dict[str, bool] = {}

    def _was(self, resource: Resource) -> Resource | None:
        return self._former.get(_key(self._prefix, resource.key))

    def add_gone(self, told: Iterable[Told]) -> None:
        """Add what the plan deletes or forgets, and what becomes part of something else, as it is now."""
        for one in told:
            key = self._prefix + one.address
            was = self._former.get(_key(self._prefix, key))
            if one.change.action in _LEAVES and was is not None and key not in self._resources:
                # What a node is replaced by may be part of a group that is told of as one: the node goes.
                change = replace(one.change, action="delete") if one.change.action == "replace" else one.change
                gone = replace(was, key=key, judged=True, change=change, former=False)
                gone.facts, gone.relations = dict(was.facts), dict(was.relations)
                self._resources[key] = gone

    def note_around(self) -> None:
        """Tell the resources to which nothing is done while something that they hang on changes."""
        for resource in self._resources.values():
            if _compares(resource) and resource.planned in ("", "none") and self._is_touched(resource):
                resource.change = Change("around")

    def _is_touched(self, resource: Resource) -> bool:
        known = self._touched.get(resource.key)
        if known is None:
            # In a circle each of them waits for the others.
            self._touched[resource.key] = False
            known = self._touched[resource.key] = resource.planned not in ("", "none") or self._is_another(resource)
        return known

    def _is_another(self, resource: Resource) -> bool:
        was = self._was(resource)
        if was is None or differ(resource, was):
            return True
        reached = (key for name, fact in resource.relations.items() if name not in _OWN for key in _refs(fact))
        return any(self._is_touched(self._resources[key]) for key in reached if key in self._resources)

    def relate(self) -> None:
        """Relate what is changed to what it was, and keep of that what can be reached from there."""
        todo: list[Resource] = []
        for resource in self._resources.values():
            was = self._was(resource)
            if was is not None and resource.planned not in ("", "none", "create"):
                todo.append(was)
                if _compares(resource):
                    resource.relations["before"] = Known((Ref(was.key),))
        kept: dict[str, Resource] = {}
        while todo:
            one = todo.pop()
            if one.key not in kept:
                kept[one.key] = one
                todo += [self._former[key] for fact in one.relations.values() for key in _refs(fact)]
        self._resources.update((key, kept[key]) for key in self._former if key in kept)


def _compares(resource: Resource) -> bool:
    """Whether its kind can be compared with what it was."""
    return "before" in KINDS[resource.kind].relations
