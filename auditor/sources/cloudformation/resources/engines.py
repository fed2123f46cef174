"""Engines that a cache of a kind cannot have: a parameter that allows them makes a template that is refused then.

Sources: the API reference, CreateReplicationGroup ("must be set to valkey or redis") and CreateCacheCluster
("memcached | redis").
"""

from __future__ import annotations

from dataclasses import replace

from auditor.model.facts import Fact, Known, Unknown
from auditor.model.resource import Inventory

_OFFERED = {"replication_group": ("redis", "valkey"), "cache_cluster": ("memcached", "redis")}


def refuse_engines(inventory: Inventory) -> None:
    """Leave out the cases in which a cache would have an engine that its kind does not offer."""
    for cache in inventory.resources.values():
        if cache.kind in _OFFERED:
            cache.facts["engine"] = _offered(cache.facts["engine"], _OFFERED[cache.kind])


def _offered(engine: Fact, offered: tuple[str, ...]) -> Fact:
    """The cases of an engine that is not certain; nothing is left out of one that is."""
    if not isinstance(engine, Unknown):
        return engine
    known = {case.value for _, case in engine.choices if isinstance(case, Known)}
    # Where all that there is has a case of its own, another value is none of it.
    others = known.issuperset(offered)
    return replace(engine, choices=tuple((guard, _case(case, offered, others)) for guard, case in engine.choices))


def _case(engine: Fact, offered: tuple[str, ...], others: bool) -> Fact:
    if isinstance(engine, Known) and engine.value not in offered:
        return Unknown(f"a cache of this kind cannot run {engine.value}", engine.place, refused=True)
    if isinstance(engine, Unknown) and others and not engine.choices:
        return replace(engine, refused=True)
    return _offered(engine, offered)
