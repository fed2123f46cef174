"""What only adds to a resource that it names: a user to a user group, a node to a replication group."""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Known, Ref, Unknown
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.added import add_replica, each_target, goes_on
from auditor.sources.building.entry import Entry
from auditor.sources.building.facts import exists_fact, where
from auditor.sources.building.joined import union
from auditor.sources.building.links import Directory, link_fact
from auditor.sources.building.maker import Written
from auditor.sources.building.place import ANY, Place
from auditor.sources.partial.choices import lift
from auditor.sources.partial.values import Unk


def or_unread(written: Written, name: str) -> object:
    """The value of an attribute that must be written; unknown where it could not be read."""
    return written.value(name) if written.has(name) else Unk(f"{name} could not be read")


def stands_alone(written: Written, group: str, engine: str) -> object:
    """Whether it is a resource of its own: a cluster of a replication group is one of its nodes, judged with it.

    `group` is the attribute that names the replication group, `engine` the one that this excludes.
    """
    if not written.has(group):
        return True
    named = written.value(group)
    if not isinstance(named, Unk):
        return named in (None, "")
    if not named.choices and written.has(engine) and not (named.ref and "var." not in named.ref[0]):
        return Unk(named.reason, kind="bool")
    return lift(lambda g: g in (None, ""), (named,), kind="bool") if named.choices else False


def associate(
    entry: Entry, attributes: tuple[str, str], directory: Directory, prefix: str, inventory: Inventory
) -> None:
    """Add a user to a group: `attributes` name the group and the user."""
    place, near = entry.written.header, entry.place()
    group, user = (or_unread(entry.written, name) for name in attributes)
    users = link_fact(user, lambda item: directory.find(item, "user", near, prefix, inventory), lambda: ABSENT, place)
    users = where(entry.written.exists, users, ABSENT, place)
    _add_member(directory, prefix, inventory, group, users, near)


def _add_member(
    directory: Directory, prefix: str, inventory: Inventory, target: object, users: Fact, near: Place
) -> None:
    """Users for the group that `target` names; for any group where that is not known."""
    if goes_on(target):
        for value, there in each_target(target, users, ABSENT):
            _add_member(directory, prefix, inventory, value, there, near)
        return
    group = directory.seek(target, "user_group", near, prefix, inventory)
    if isinstance(group, Ref):
        _join_group(inventory.resources[group.key], users)
        return
    for one in [r for r in inventory.resources.values() if r.kind == "user_group"]:
        # It may be this one, unless both are called by names that differ.
        if isinstance(target, Unk) or not isinstance(one.facts["identifier"], Known):
            _join_group(one, Unknown(group.reason, users.place, members=()))


def _join_group(group: Resource, users: Fact) -> None:
    group.relations["users"] = union(group.relations.get("users", ABSENT), users)


def add_node(entry: Entry, attribute: str, directory: Directory, prefix: str, inventory: Inventory) -> None:
    """A cluster that names a replication group is one more replica of its one shard (cluster mode is disabled)."""
    place, near = entry.written.header, entry.place()
    named, exists = entry.written.value(attribute), exists_fact(entry.written.exists)
    for value, there in each_target(named, exists, Known(False)) if goes_on(named) else [(named, exists)]:
        group = directory.seek(value, "replication_group", near, prefix, inventory)
        if isinstance(group, Ref):
            one_of_any = _one_of_any(entry.address, group.key.removeprefix(prefix))
            add_replica(inventory.resources[group.key], entry.address, there, place, open_number=one_of_any)


def _one_of_any(address: str, other: str) -> bool:
    """Whether an address stands for an open number of things for each one at another address."""
    around, star, _ = address.rpartition(f"[{ANY}]")
    return bool(star) and not other.startswith(around + star)
