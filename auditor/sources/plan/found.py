"""The resources that a plan or a state holds, as what every source makes resources of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.model.facts import ABSENT, Fact, Origin
from auditor.sources.building.conversions import text
from auditor.sources.building.entry import Entry
from auditor.sources.building.facts import make_fact
from auditor.sources.building.place import Place
from auditor.sources.building.tags import merged_tags
from auditor.sources.partial.values import Unk
from auditor.sources.plan.attributes import Planned
from auditor.sources.plan.document import Document
from auditor.sources.plan.references import member
from auditor.sources.plan.stale import without_stale

#: Ids of AWS's own, by which others name a thing whatever it is called.
_ID = re.compile(r"(?:sg|subnet|pl|vpc)-[0-9a-f]+")
_GLOBAL = "aws_elasticache_global_replication_group"
#: What the provider reads of one member of it; where code states it, that holds for all members.
_OF_A_MEMBER = "automatic_failover_enabled"
_GROUP = "aws_elasticache_replication_group"
_CLUSTER = "aws_elasticache_cluster"
_ARN_REGION = 3


@dataclass(slots=True)
class Found:
    """One managed resource of a document, before it is known what else the document holds."""

    address: str
    type: str
    name: str
    prefix: str
    values: dict[str, object]
    unknown: dict[str, object] = field(default_factory=dict)
    provider: str = ""
    created: bool = False
    before: str = ""
    former: dict[str, object] | None = None


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
    """The values that a resource will have, without what is known of others only; `expressions` is what code states."""
    if found.type != _GLOBAL:
        return without_stale(found.type, found.values, found.unknown, found.former, expressions)
    if _OF_A_MEMBER in expressions:
        return found.values
    return {name: value for name, value in found.values.items() if name != _OF_A_MEMBER}


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


class FoundEntry(Entry):
    """A resource of a plan or state, with the region and the tags that its provider configuration gives it."""

    def __init__(self, found: Found, written: Planned, region: object, tags: object) -> None:
        self.written: Planned = written
        self.type, self.name, self.address = found.type, found.name, found.address
        self._found, self._region, self._tags = found, region, tags

    def place(self) -> Place:
        """Where it lives."""
        region = self._own_region() or self._region
        return Place("" if isinstance(region, Unk) else str(region), self._found.provider)

    def region(self) -> Fact:
        """The region that it is in: its own, else that of its provider configuration."""
        own = self._own_region()
        said_by = Origin.STATED if own and self.written.has("region") and self._states_it() else Origin.INHERITED
        return make_fact(own or self._region, text, ABSENT, self.written.header, (), said_by)

    def _states_it(self) -> bool:
        return self.written.configured is not None and self.written.configured.names("region")

    def _own_region(self) -> str:
        """Its region by its attribute, else by its ARN; empty where neither is known."""
        values = self._found.values
        region, arn = values.get("region"), values.get("arn")
        if isinstance(region, str) and region:
            return region
        parts = arn.split(":") if isinstance(arn, str) else []
        return parts[_ARN_REGION] if len(parts) > _ARN_REGION and parts[0] == "arn" else ""

    def tags(self) -> tuple[dict[str, str], Fact]:
        """Its tags, with those that its provider configuration gives everything."""
        written = self.written
        own = written.known(self._found.values.get("tags") or {}, self._found.unknown.get("tags"), "tags")
        every = self._found.values.get("tags_all")
        if not isinstance(every, dict) or self._found.unknown.get("tags_all"):
            every = self._tags
        return merged_tags(own, every, "", written)

    def origin(self) -> str:
        """The address that it had before it was moved."""
        return self._found.before or self.address
