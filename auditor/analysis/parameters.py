"""Parameters whose change waits for nodes to be rebooted by hand.

Domain source: the ElastiCache user guide, "Modifying an ElastiCache parameter group" and "Memcached specific
parameters": of Redis OSS and Valkey `activerehashing` and `databases`, of Memcached all that a restart makes good.
MemoryDB applies all of them at once (developer guide, "Modifying a MemoryDB cluster").
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.effects import Told
from auditor.model.facts import Fact, Known, Unknown
from auditor.model.resource import Resource
from auditor.model.view import Related, View

_STATIC = frozenset({"activerehashing", "databases"})
_NEEDED = "takes effect only once the nodes are rebooted, which AWS does not do by itself"


def restarting_parameters(cache: Resource, former: Resource, view: View) -> Iterator[Told]:
    """The parameters that need a reboot, of the parameter group of a cache as it was and as it will be."""
    if "parameter_group" not in cache.relations or cache.kind == "memorydb_cluster":
        return
    relation = view.settle(cache.relation("parameter_group"))
    before, after = view.related(former, "parameter_group"), view.related(cache, "parameter_group")
    if after.open or before.open:
        yield Told("", "", relation, f"parameter group: {after.open or before.open}")
        return
    old, new = _name(before, view), _name(after, view)
    engine = view.fact(cache, "engine")
    every = isinstance(engine, Known) and engine.value == "memcached"
    held, given = _parameters(before, view), _parameters(after, view)
    if held is None or given is None:
        if old and new and old != new:
            yield Told(f"parameter_group {old} -> {new}", f"what of it needs a restart {_NEEDED}", relation)
        return
    names = sorted(name for name in {*held, *given} if held.get(name) != given.get(name))
    static = [name for name in names if every or name in _STATIC]
    for name in static:
        change = f"parameter {name} {held.get(name, 'not set')} -> {given.get(name, 'not set')}"
        yield Told(change, f"it {_NEEDED}", relation)


def _name(related: Related, view: View) -> str:
    """The name of the one parameter group; empty where none is certain."""
    if related.certain:
        known = view.fact(related.certain[0], "identifier")
        return str(known.value) if isinstance(known, Known) else related.certain[0].address
    return related.unseen[0].name.lower() if related.unseen else ""


def _parameters(related: Related, view: View) -> dict[str, str] | None:
    """The parameters that the group sets; None where they are not all known."""
    if not related.certain:
        return {} if related.absent else None
    fact: Fact = view.fact(related.certain[0], "parameters")
    if isinstance(fact, Unknown):
        return None
    listed = fact.value if isinstance(fact, Known) and isinstance(fact.value, tuple) else ()
    pairs = (str(one).partition("=") for one in listed)
    return {name: value for name, _, value in pairs}
