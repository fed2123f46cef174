"""The managed resources that a plan or a state holds, before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from auditor.sources.plan.document import Document, Json, member
from auditor.sources.plan.index import MAX_DEPTH
from auditor.sources.provider import VOCABULARY

#: Ids of AWS's own, by which others name a thing whatever it is called.
_ID = re.compile(r"(?:sg|subnet|pl|vpc|rtb|acl|i)-[0-9a-f]+")
_GLOBAL = "aws_elasticache_global_replication_group"
#: What the provider reads of one member of it; where code states it, that holds for all members.
_OF_A_MEMBER = "automatic_failover_enabled"
#: What the provider reads of all members: nothing new, unless a plan gives it another value.
_OF_ALL_MEMBERS = ("engine_version", "cache_node_type")
_GROUP = "aws_elasticache_replication_group"
_CLUSTER = "aws_elasticache_cluster"
_JUDGED = frozenset(VOCABULARY.judged)


@dataclass(slots=True)
class Found:
    """One managed resource of a document, before it is known what else the document holds."""

    address: str
    type: str
    name: str
    prefix: str
    values: Json
    unknown: Json = field(default_factory=dict)
    provider: str = ""
    created: bool = False
    before: str = ""
    former: dict[str, object] | None = None

    def gets(self, name: str) -> bool:
        """Whether a plan gives an attribute of what is there another value: code states it then, told or not."""
        return self.former is not None and self.former.get(name) != self.values.get(name)


def note_deposed(document: Document, address: str, type_: str) -> None:
    """Note a deposed object of a type that is judged: another took its place, and it stays until the next apply."""
    if type_ in _JUDGED:
        document.problems.append(f"a deposed object of {address} is still there, and is not judged")


def managed(document: Document, module: object, depth: int = 0) -> Iterator[tuple[Json, str]]:
    """The managed resources of a module and of those in it, each with what the addresses in its module begin with."""
    held = document.members(module, "a module")
    address = held.get("address")
    prefix = f"{address}." if isinstance(address, str) else ""
    for one in document.items(held.get("resources"), "the resources of a module"):
        if one.get("mode") == "managed":
            if all(isinstance(one.get(name), str) for name in ("address", "type", "name")):
                if "deposed_key" in one:
                    note_deposed(document, str(one["address"]), str(one["type"]))
                else:
                    yield one, prefix
            else:
                document.problems.append("a resource without address, type or name")
    children = document.items(held.get("child_modules"), "the modules of a module")
    if depth == MAX_DEPTH and children:
        document.problems.append(f"modules nested deeper than {MAX_DEPTH}")
        return
    for child in children:
        yield from managed(document, child, depth + 1)


def found_in(document: Document, values: object) -> list[Found]:
    """The managed resources among the values of a plan or state."""
    held = document.members(values, "its values")
    return [
        Found(
            str(one["address"]),
            str(one["type"]),
            str(one["name"]),
            prefix,
            document.members(one.get("values"), "the values of a resource"),
            provider=str(one.get("provider_name", "")),
        )
        for one, prefix in managed(document, held.get("root_module"))
    ]


def found_in_changes(document: Document) -> list[Found]:
    """The managed resources that there will be, by the changes alone: whoever cuts a plan to size keeps these."""
    found = []
    for change in document.items(document.data.get("resource_changes"), "the resource changes"):
        after, module = member(change, "change", "after"), change.get("module_address")
        address, type_, name = (change.get(part) for part in ("address", "type", "name"))
        if change.get("mode", "managed") != "managed" or "deposed" in change or not isinstance(after, dict):
            continue
        if isinstance(address, str) and isinstance(type_, str) and isinstance(name, str):
            prefix = f"{module}." if isinstance(module, str) else ""
            found.append(Found(address, type_, name, prefix, after, provider=str(change.get("provider_name", ""))))
        else:
            document.problems.append("a resource without address, type or name")
    return found


def ids_of(found: list[Found]) -> dict[str, tuple[str, str]]:
    """The ids in a document that cannot be mistaken for anything else, each with (address, `id`) of what has it."""
    known: dict[str, tuple[str, str]] = {}
    for one in found:
        held = one.values.get("id")
        if isinstance(held, str) and (_ID.fullmatch(held) or one.type == _GLOBAL):
            known.setdefault(held, (one.address, "id"))
    return known


def own_values(found: Found, expressions: Mapping[str, object]) -> dict[str, object]:
    """The values of a resource, without what is known of others only; `expressions` is what code states of it."""
    if found.type != _GLOBAL:
        return found.values
    left = {name for name in _OF_ALL_MEMBERS if not (found.gets(name) or (found.created and name in expressions))}
    if _OF_A_MEMBER not in expressions and not found.gets(_OF_A_MEMBER):
        left.add(_OF_A_MEMBER)
    return {name: value for name, value in found.values.items() if name not in left}


def without_counted(found: list[Found]) -> list[Found]:
    """The resources without the clusters that their replication group counts among its members already.

    What the provider reads of a group tells of all its nodes, whoever made them.
    """
    counted: set[tuple[object, object]] = set()
    for one in found:
        members, group = one.values.get("member_clusters"), one.values.get("id")
        if one.type == _GROUP and isinstance(members, list) and isinstance(group, str):
            counted |= {(group, name) for name in members if isinstance(name, str)}
    if not counted:
        return found
    return [one for one in found if one.type != _CLUSTER or _membership(one) not in counted]


def _membership(one: Found) -> tuple[object, object]:
    group, cluster = one.values.get("replication_group_id"), one.values.get("cluster_id")
    return (group, cluster) if isinstance(group, str) and isinstance(cluster, str) else (None, None)
