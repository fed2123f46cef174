"""The engine version of a cache whose code states none but names a parameter group.

AWS refuses a parameter group whose family is not that of the engine version, so that what was created with the group
runs a version of its family. Sources: the ElastiCache API reference, CreateCacheParameterGroup (families); the user
guide, "Supported engines and versions" (first and last version of each) and "Engine specific parameters" (of Valkey 9
none that 8 has); the MemoryDB developer guide, "Engine versions"; terraform-provider-aws issues 27709 and 27748 (the
refusal).
"""

from __future__ import annotations

from dataclasses import replace

from auditor.model.facts import Fact, Known, Ref, Unknown, Unseen
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.joined import members_of

#: Family -> its first and its last version; `x` is the newest of a line that still grows, None leaves that open.
_VERSIONS: dict[str, tuple[str, str | None]] = {
    "memcached1.4": ("1.4.5", "1.4.34"),
    "memcached1.5": ("1.5.10", "1.5.16"),
    "redis2.6": ("2.6.13", "2.6.13"),
    "redis2.8": ("2.8.6", "2.8.24"),
    "redis3.2": ("3.2.4", "3.2.10"),
    "redis4.0": ("4.0.10", "4.0.10"),
    "redis5.0": ("5.0.0", "5.0.6"),
    "redis6.x": ("6.0", "6.2"),
    "redis7": ("7.0", "7.1"),
    "valkey7": ("7.2", "7.2"),
    "valkey8": ("8.0", "8.x"),
    "valkey9": ("9.0", None),
    "memorydb_redis6": ("6.2", "6.2"),
    "memorydb_redis7": ("7.0", "7.1"),
    "memorydb_valkey7": ("7.2", "7.x"),
}
_KINDS = ("replication_group", "cache_cluster", "memorydb_cluster")
#: What the names of default groups of MemoryDB begin with, and their families.
_MEMORYDB, _FAMILY = "memorydb-", "memorydb_"
#: What names of default groups end with beside the family.
_VARIANTS = (".cluster.on", ".search")


def bound_versions(inventory: Inventory) -> None:
    """Bounds for versions that nobody states."""
    for resource in inventory.resources.values():
        version = resource.facts.get("engine_version")
        if resource.kind in _KINDS and isinstance(version, Unknown):
            family = _family(resource, inventory)
            if family in _VERSIONS:
                resource.facts["engine_version"] = _bound(version, family)


def _bound(version: Fact, family: str) -> Fact:
    """A version between the first and the last one of a family, in every case in which nobody states it."""
    if not isinstance(version, Unknown):
        return version
    if version.unstated:
        low, high = _VERSIONS[family]
        return replace(version, reason=f"it is not stated; its parameter group is for {family}", low=low, high=high)
    return replace(version, choices=tuple((guard, _bound(case, family)) for guard, case in version.choices))


def _family(resource: Resource, inventory: Inventory) -> str:
    """The family of the one parameter group of a cache: of a group in this code, or of a default group by its name."""
    members = members_of(resource.relations["parameter_group"])
    if not isinstance(resource.relations["parameter_group"], Known) or len(members) != 1:
        return ""
    if isinstance(members[0], Ref):
        found: Fact = inventory.resources[members[0].key].fact("family")
        return str(found.value) if isinstance(found, Known) else ""
    name = members[0].name if isinstance(members[0], Unseen) else ""
    return _of_default(name.removeprefix("default.")) if name.startswith("default.") else ""


def _of_default(name: str) -> str:
    """The family of a default group, by the rest of its name."""
    for variant in _VARIANTS:
        name = name.removesuffix(variant)
    return _FAMILY + name.removeprefix(_MEMORYDB) if name.startswith(_MEMORYDB) else name
