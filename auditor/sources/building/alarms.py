"""Alarms on metrics of caches: which caches they watch, whatever language made them.

CloudWatch tells metrics apart by a namespace and by dimensions: the id of a cluster or of a node of a replication group
(`CacheClusterId`; `group-001` or `group-0001-001`), the name of a serverless cache or of a MemoryDB cluster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.model.facts import ABSENT, Fact, Known, Origin, Ref, Unknown, Unseen
from auditor.model.location import Location
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.conversions import words
from auditor.sources.building.entry import Entry
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.gathered import gathered
from auditor.sources.building.joined import union
from auditor.sources.building.links import Directory, link_fact
from auditor.sources.building.made_elsewhere import is_of_a_resource
from auditor.sources.building.maker import Written
from auditor.sources.building.place import Place
from auditor.sources.partial.choices import by_case, lift
from auditor.sources.partial.texts import Together
from auditor.sources.partial.values import EvalError, GivenText, Unk, is_never_null

#: The namespaces of metrics of caches.
NAMESPACES = ("AWS/ElastiCache", "AWS/MemoryDB")
#: What a dimension can name. The guide calls that of serverless caches `clusterId`, others `ServerlessCacheName`.
DIMENSIONS = {
    "CacheClusterId": ("cache_cluster", "replication_group"),
    "ReplicationGroupId": ("replication_group",),
    "clusterId": ("serverless_cache",),
    "ServerlessCacheName": ("serverless_cache",),
    "ClusterName": ("memorydb_cluster",),
}
#: Those that no metrics of other services have.
_OF_CACHES_ALONE = frozenset(DIMENSIONS) - {"ClusterName"}
#: What follows the id of a group in the id of a node: the number of the shard, if it may have several, and of the node.
_OF_A_NODE = re.compile(r"(-\d{4})?-\d{3}")


@dataclass(frozen=True, slots=True)
class Look:
    """One metric that an alarm looks at: whether it does, and what it is called and told apart by."""

    exists: object
    namespace: object
    metric: object
    dimensions: object
    place: Location


Looks = Callable[[Written], Iterable[Look]]


@dataclass(frozen=True, slots=True)
class Alarms:
    """What a language calls alarms.

    Attributes:
        looks: resource type -> the metrics that one looks at.
        composite: resource type -> the attribute that says which alarms it is made of.
        members: the attribute of a replication group that lists the ids of its nodes.
    """

    looks: Mapping[str, Looks]
    composite: Mapping[str, str]
    members: str = ""


def on_caches(looks: Looks) -> Callable[[Written], object]:
    """Whether an alarm looks at a metric of caches."""

    def found(written: Written) -> object:
        told = [_of_caches(look) for look in looks(written) if look.exists is not False]
        if True in told:
            return True
        return next((one for one in told if isinstance(one, Unk)), False)

    return found


def _of_caches(look: Look) -> object:
    """Whether a metric is one of caches; one of a namespace that is not known is, if a dimension says so."""
    if isinstance(look.namespace, Unk) and not look.namespace.choices:
        return isinstance(look.dimensions, dict) and bool(look.dimensions.keys() & _OF_CACHES_ALONE)
    if isinstance(look.namespace, Unk):
        return lift(lambda name: name in NAMESPACES, (look.namespace,), kind="bool")
    return look.namespace in NAMESPACES


def metrics(looks: Looks) -> Callable[[Written, dict[str, Fact]], Fact]:
    """The metrics of caches that an alarm looks at."""

    def made(written: Written, facts: dict[str, Fact]) -> Fact:
        named = [(look.exists, look.metric) for look in looks(written) if _of_caches(look) is not False]
        return make_fact(gathered(written, named), words, ABSENT, written.header, (), Origin.STATED)

    return made


def has_actions(attribute: str) -> Callable[[Written, dict[str, Fact]], Fact]:
    """Whether an alarm does anything when it goes off, by the attribute that lists what."""

    def made(written: Written, facts: dict[str, Fact]) -> Fact:
        unset = written.unwritten(Known(False, Origin.DEFAULT))
        if not written.has(attribute):
            return unset
        value = _marked(by_case(written.value(attribute)))
        return make_fact(value, _has_any, unset, written.place_of(attribute), (), Origin.STATED)

    return made


def _has_any(value: object) -> bool:
    if not isinstance(value, list):
        raise EvalError("a list is needed")
    return any(one not in (None, "") for one in value)


def _marked(value: object) -> object:
    """A list of which something is certainly given, whatever it is, as one that is known."""
    if isinstance(value, Unk) and value.choices:
        return replace(value, choices=tuple((guard, _marked(case)) for guard, case in value.choices))
    # A plan tells of a list that is not known yet what it is made of, where that is one thing.
    given = is_of_a_resource(value) or (isinstance(value, list) and any(_is_given(one) for one in value))
    return [True] if given else value


def _is_given(value: object) -> bool:
    return value not in (None, "") if isinstance(value, (str, GivenText)) else is_never_null(value)


def watch(entries: Sequence[Entry], alarms: Alarms, directory: Directory, prefix: str, inventory: Inventory) -> None:
    """Relate alarms to the caches that they watch."""
    made = {e.address: inventory.resources.get(prefix + e.address) for e in entries if e.type in alarms.looks}
    nameless = frozenset(r.kind for r in inventory.resources.values() if isinstance(r.facts.get("identifier"), Unknown))
    for entry in entries:
        alarm = made.get(entry.address)
        if alarm is None or entry.type not in alarms.looks:
            continue
        finder = _Finder(directory, entry.place(), prefix, inventory, alarms.members, nameless)
        for look in alarms.looks[entry.type](entry.written):
            if look.exists is not False and _of_caches(look) is not False:
                _relate(alarm, look, finder)
    parts = [entry for entry in entries if entry.type in alarms.composite and entry.written.exists is not False]
    for alarm in made.values() if parts else ():
        if alarm is not None and any(_may_be_part(alarm, entry, alarms.composite[entry.type]) for entry in parts):
            _tell_of_composite(alarm)


def _relate(alarm: Resource, look: Look, finder: _Finder) -> None:
    named = look.dimensions
    if isinstance(named, Unk):
        for kind in sorted({kind for kinds in DIMENSIONS.values() for kind in kinds}):
            doubt = Unknown(named.reason, look.place, members=())
            alarm.relations[kind] = union(alarm.relations.get(kind, ABSENT), doubt)
    if not isinstance(named, dict):
        return
    for name in named.keys() & DIMENSIONS.keys():
        watched = {kind: finder.relation(named[name], kind, look.place) for kind in DIMENSIONS[name]}
        found = {kind: fact for kind, fact in watched.items() if isinstance(fact, Known)}
        for kind, fact in (found or watched).items():
            there = where(look.exists, fact, ABSENT, look.place)
            alarm.relations[kind] = union(alarm.relations.get(kind, ABSENT), there)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds the cache that a dimension names; `nameless` are the kinds of which one has a name that is not known."""

    directory: Directory
    near: Place
    prefix: str
    inventory: Inventory
    members: str
    nameless: frozenset[str]

    def relation(self, value: object, kind: str, place: Location) -> Fact:
        found = link_fact(value, lambda item: self._cache(item, kind), lambda: ABSENT, place, listed=True)
        return _seen(found, f"a {kind} whose name is not known may be meant" if kind in self.nameless else "")

    def _cache(self, item: object, kind: str) -> Ref | Unseen:
        found = self._seek(item, kind)
        if isinstance(found, Ref) or kind != "replication_group":
            return found
        whole = self._group(item)
        return self._seek(whole, kind) if whole is not None else found

    def _seek(self, item: object, kind: str) -> Ref | Unseen:
        found = self.directory.seek(item, kind, self.near, self.prefix, self.inventory)
        if isinstance(found, Ref) and self.inventory.resources[found.key].kind != kind:
            return Unseen(found.key, "it is of another kind")
        return found

    def _group(self, item: object) -> object:
        """The id of the group whose node an id is, by the form of that or by the list that it is taken from."""
        if isinstance(item, str):
            name, suffix = _without_node(item)
            return name if suffix else None
        if not isinstance(item, Unk):
            return None
        if isinstance(item, Together) and all(isinstance(part, str) for part in item.parts[1:]):
            return item.parts[0] if _OF_A_NODE.fullmatch("".join(map(str, item.parts[1:]))) else self._by_symbol(item)
        listed = re.search(rf"([^\s(),]+)\.{self.members}\b", item.symbol) if self.members else None
        return Unk(item.reason, ref=(listed[1], self.members)) if listed else None

    def _by_symbol(self, item: Unk) -> object:
        """The same of a text that begins with more than one thing: by what that is as a whole."""
        name, suffix = _without_node(item.symbol.removesuffix('"'))
        return Unk(item.reason, f'{name}"') if suffix else None


def _without_node(text: str) -> tuple[str, str]:
    found = re.search(rf"{_OF_A_NODE.pattern}$", text)
    return (text[: found.start()], found[0]) if found else (text, "")


def _seen(fact: Fact, doubt: str) -> Fact:
    """A relation without what is not in what was scanned: which kind of cache that is nobody can tell.

    What has no name that is known may still be one of the caches that were scanned. So, where there is a `doubt`, may
    what is called by a name.
    """
    if isinstance(fact, Unknown):
        members = None if fact.members is None else tuple(one for one in fact.members if isinstance(one, Ref))
        choices = tuple((guard, _seen(case, doubt)) for guard, case in fact.choices)
        return replace(fact, members=members, choices=choices)
    if not isinstance(fact, Known):
        return fact
    assert isinstance(fact.value, tuple)
    refs = tuple(one for one in fact.value if isinstance(one, Ref))
    doubts = [doubt if one.named else one.reason for one in fact.value if isinstance(one, Unseen)]
    reason = next(filter(None, doubts), "")
    if reason:
        return Unknown(reason, fact.place, members=refs)
    return replace(fact, value=refs) if refs else ABSENT


def _may_be_part(alarm: Resource, entry: Entry, attribute: str) -> bool:
    """Whether a composite alarm may be made of an alarm: unless its rule is known and does not name that."""
    rule = entry.written.value(attribute) if entry.written.has(attribute) else None
    name = alarm.facts["identifier"]
    return not (isinstance(rule, str) and isinstance(name, Known)) or str(name.value) in rule.lower()


def _tell_of_composite(alarm: Resource) -> None:
    held = alarm.facts["has_actions"]
    if not (isinstance(held, Known) and held.value):
        alarm.facts["has_actions"] = Unknown("another alarm may be made of it and tell of it", held.place)
