"""What the type of its nodes tells of a cache: family, generation, CPUs, memory.

Everything that is said of a type stands in the data table `node-types`; a type that the table does not know, or of
which it does not say something, makes the fact unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

_TABLE = "node-types"
#: A node type is written `service.family.size`: cache.r7g.large, db.t4g.small.
_PARTS = 3
#: What a node takes unless the table says otherwise.
_CLIENTS = 65000


def family(cache: Resource, view: View) -> Fact:
    """The family of its node type."""
    return _of_type(cache, view, lambda parts: parts[1])


def generation(cache: Resource, view: View) -> Fact:
    """Whether AWS lists the node type as of a previous generation."""
    return _of_family(cache, view, "generation")


def architecture(cache: Resource, view: View) -> Fact:
    """The architecture of its processors."""
    return _of_family(cache, view, "architecture")


def burstable(cache: Resource, view: View) -> Fact:
    """Whether its nodes earn CPU credits."""
    return _of_family(cache, view, "burstable")


def data_tiering(cache: Resource, view: View) -> Fact:
    """Whether its nodes have an SSD for cold data."""
    return _of_family(cache, view, "data_tiering")


def vcpus(cache: Resource, view: View) -> Fact:
    """The virtual CPUs of one node."""
    return _of_size(cache, view, "vcpus")


def memory_mib(cache: Resource, view: View) -> Fact:
    """The memory for data of one node."""
    return _of_size(cache, view, "memory_mib")


def max_clients(cache: Resource, view: View) -> Fact:
    """The clients that one node of Redis OSS or Valkey takes: as many on each type, but for those that say so."""
    return _of_type(
        cache, view, lambda parts: _size(parts, view).get("max_clients", _CLIENTS if _size(parts, view) else None)
    )


def _of_family(cache: Resource, view: View, name: str) -> Fact:
    return _of_type(cache, view, lambda parts: _entry(parts, view).get(name))


def _of_size(cache: Resource, view: View, name: str) -> Fact:
    return _of_type(cache, view, lambda parts: _size(parts, view).get(name))


def _size(parts: list[str], view: View) -> Mapping[str, Any]:
    sizes = _entry(parts, view).get("sizes")
    size = sizes.get(parts[2]) if isinstance(sizes, dict) else None
    return size if isinstance(size, dict) else {}


def _entry(parts: list[str], view: View) -> Mapping[str, Any]:
    table = view.context.tables.get(_TABLE, {})
    entry: Mapping[str, Any] = table.get("entries", {}).get(f"{parts[0]}.{parts[1]}", {})
    return entry


def _of_type(cache: Resource, view: View, said: Callable[[list[str]], object]) -> Fact:
    """What is said of the parts of the node type; None where nothing is."""
    fact = view.fact(cache, "node_type")
    if isinstance(fact, Absent):
        return Unknown("no node type is stated", cache.location)
    if isinstance(fact, Unknown):
        return Unknown(f"node type: {fact.reason}", fact.place)
    name = str(fact.value).lower()
    parts = name.split(".")
    value = said(parts) if len(parts) == _PARTS else None
    if value is None:
        as_of = view.context.tables.get(_TABLE, {}).get("as_of", "")
        what = f"{name} is not said by the table of node types" + (f" (as of {as_of})" if as_of else "")
        return Unknown(what, fact.place)
    return Known(value, Origin.DERIVED, fact.place, because=f"the node type is {name}")
