"""What stands around caches in a network: resources that tell of others which they name, and what is kept of all.

A route tells of a route table, an association of a subnet, an entry of a network ACL. Of the networks in code those
parts are kept that something leads to: a scan of caches has no use for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.model.facts import ABSENT, Fact, Known, Origin, Ref, Unknown, Unseen
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.added import each_target, goes_on
from auditor.sources.building.entry import Entry
from auditor.sources.building.facts import where
from auditor.sources.building.joined import cases_of, members_of, union
from auditor.sources.building.links import Directory, link_fact
from auditor.sources.building.members import or_unread
from auditor.sources.partial.values import Unk

#: Kinds of which only that is kept which something else leads to.
SURROUNDINGS = frozenset({"subnet", "vpc", "route_table", "nacl"})
#: Kinds that are looked at where they matter, and whose absence from what was read is no loss.
ASIDE = SURROUNDINGS | {"self_managed_cache", "alarm", "log_group", "bucket"}
_NOBODY = Known((), Origin.STATED)

#: The type of what stands at an address, in the words of the vocabulary; empty where nothing is known to.
TypeOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Telling:
    """What a resource tells of others that one of its attributes names.

    Attributes:
        owner: the attribute that names them: one, or a list.
        kind: their kind.
        name: the fact or relation of theirs that it adds to.
        members: what it adds to a fact.
        member: the attribute that names what it adds to a relation; empty for itself.
    """

    owner: str
    kind: str
    name: str
    members: Callable[[Any, TypeOf], Fact] | None = None
    member: str = ""


def add_tellings(
    entries: Sequence[Entry],
    tellings: Mapping[str, tuple[Telling, ...]],
    directory: Directory,
    prefix: str,
    inventory: Inventory,
) -> None:
    """Add what entries tell of resources to these, and to all of the kind where it is not known to which."""
    types = {entry.address: entry.type for entry in entries}
    for entry in entries:
        for telling in tellings.get(entry.type, ()) if entry.written.exists is not False else ():
            teller = _Teller(entry, telling, directory, prefix, inventory)
            teller.tell(lambda address: types.get(address, ""))


@dataclass(frozen=True, slots=True)
class _Teller:
    entry: Entry
    telling: Telling
    directory: Directory
    prefix: str
    inventory: Inventory

    def tell(self, type_of: TypeOf) -> None:
        written, telling = self.entry.written, self.telling
        if not written.has(telling.owner) and not written.damage:
            return
        added = self._added(type_of)
        nothing = _NOBODY if telling.members else ABSENT
        added = where(written.exists, added, nothing, written.header)
        owner = or_unread(written, telling.owner)
        for one in owner if isinstance(owner, list) else [owner]:
            self._to(one, added, nothing)

    def _added(self, type_of: TypeOf) -> Fact:
        written, telling, near = self.entry.written, self.telling, self.entry.place()
        if telling.members:
            return telling.members(written, type_of)
        if not telling.member:
            return Known((Ref(self.prefix + self.entry.address),), Origin.STATED, written.header)
        value, place = or_unread(written, telling.member), written.place_of(telling.member)

        def member_of(item: object) -> Ref | Unseen:
            return self.directory.find(item, telling.name, near, self.prefix, self.inventory)

        return link_fact(value, member_of, lambda: ABSENT, place)

    def _to(self, target: object, added: Fact, nothing: Fact) -> None:
        if goes_on(target):
            for value, there in each_target(target, added, nothing):
                self._to(value, there, nothing)
            return
        if target in (None, ""):
            return
        telling, place = self.telling, self.entry.place()
        owner = self.directory.seek(target, telling.kind, place, self.prefix, self.inventory)
        if isinstance(owner, Ref):
            _add(self.inventory.resources[owner.key], telling, added)
        elif isinstance(target, Unk) and target.ref is None:
            doubt = Unknown(f"{self.entry.address} may be about it: {target.reason}", added.place, members=())
            for one in [r for r in self.inventory.resources.values() if r.kind == telling.kind]:
                _add(one, telling, doubt)


def _add(resource: Resource, telling: Telling, added: Fact) -> None:
    held = resource.facts if telling.members else resource.relations
    held[telling.name] = union(held.get(telling.name, ABSENT), added)


def open_given(given: Iterable[tuple[str, str]], directory: Directory) -> None:
    """What is handed to something that was not read may be told of there: subnets, route tables, network ACLs."""
    for address, whom in given:
        one = directory.at(address)
        if one is None or one.kind not in SURROUNDINGS:
            continue
        doubt = Unknown(f"{whom}, which was not read, is given it and may change it", one.location, members=())
        if one.kind in ("route_table", "nacl"):
            name = "routes" if one.kind == "route_table" else "entries"
            one.facts[name] = union(one.facts[name], doubt)
        else:
            for name in ("route_table", "nacl"):
                one.relations[name] = union(one.relations.get(name, ABSENT), doubt)


def keep_surroundings(inventory: Inventory) -> None:
    """Leave out networks and log groups that nothing leads to, and hosts that nobody lets in to ports of caches."""
    resources = inventory.resources
    hosts = [key for key, one in resources.items() if one.kind == "self_managed_cache"]
    for key in [key for key in hosts if not _serves(resources[key], inventory)]:
        del resources[key]
    reached: set[str] = set()
    led_to = SURROUNDINGS | {"log_group"}
    todo = [one for one in resources.values() if one.kind not in led_to]
    while todo:
        for key in _refs(todo.pop()):
            if key not in reached and key in resources and resources[key].kind in led_to:
                reached.add(key)
                todo.append(resources[key])
    for key in [key for key, one in resources.items() if one.kind in led_to and key not in reached]:
        del resources[key]


def _refs(resource: Resource) -> Iterator[str]:
    for relation in resource.relations.values():
        for _, case in cases_of(relation):
            yield from (member.key for member in members_of(case) if isinstance(member, Ref))


#: Where self-managed caches listen: Redis, its TLS port and Sentinel's, and Memcached.
PORTS = (6379, 6380, 26379, 11211, 11212)


def _serves(host: Resource, inventory: Inventory) -> bool:
    """Whether a rule of one of its groups is for a port of caches alone: then somebody takes it for a cache."""
    groups = [inventory.resources[key] for key in _refs(host) if key in inventory.resources]
    return any(
        _number(rule.from_port) in PORTS and _number(rule.from_port) == _number(rule.to_port)
        for group in groups
        if group.kind == "security_group"
        for _, case in cases_of(group.facts["ingress"])
        for rule in members_of(case)
        if isinstance(rule, IngressRule)
    )


def _number(fact: Fact) -> object:
    return fact.value if isinstance(fact, Known) else None
