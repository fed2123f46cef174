"""How much of what its nodes can do a cache uses: CPU and connections.

Domain sources: the user guide of ElastiCache, "Which metrics should I monitor?" (the engine of Redis OSS and Valkey is
one thread: on nodes with four vCPUs or more EngineCPUUtilization tells of it, on smaller ones CPUUtilization times the
number of vCPUs; Memcached uses them all) and "Engine specific parameters" (maxclients; of Memcached
max_simultaneous_connections, 65000).
"""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

#: From so many vCPUs on the thread of the engine is told of by a metric of its own.
_LARGE = 4
_CONNECTIONS = 65000


def cpu(cache: Resource, view: View) -> Fact:
    """The use of the CPU that the engine can use, in percent."""
    engine = view.fact(cache, "engine")
    if isinstance(engine, Unknown):
        return Unknown(f"engine: {engine.reason}", engine.place)
    whole = view.fact(cache, "metrics.cpu")
    if getattr(engine, "value", "") == "memcached":
        return _told(whole, 1, "use of all CPUs, which Memcached can use")
    number = view.fact(cache, "node.vcpus")
    if not isinstance(number, Known) or not isinstance(number.value, int):
        return Unknown(number.reason if isinstance(number, Unknown) else "how many CPUs a node has is not known")
    if number.value >= _LARGE:
        return _told(view.fact(cache, "metrics.engine_cpu"), 1, "use of the engine's thread")
    return _told(whole, number.value, f"use of all {number.value} CPUs, of which the engine can use one")


def connections(cache: Resource, view: View) -> Fact:
    """The clients of the busiest node in percent of those that it takes."""
    connected = view.fact(cache, "metrics.connections")
    if not isinstance(connected, Known) or not isinstance(connected.value, int):
        return connected
    engine, most = view.fact(cache, "engine"), view.fact(cache, "node.max_clients")
    if getattr(engine, "value", "") == "memcached":
        most = Known(_CONNECTIONS)
    if not isinstance(most, Known) or not isinstance(most.value, int):
        return Unknown(getattr(most, "reason", "how many clients a node takes is not known"))
    if not most.value:
        return Unknown("how many clients a node takes is given as none", most.place)
    because = f"{connected.value} of {most.value} connections"
    return Known(round(100 * connected.value / most.value), Origin.DERIVED, connected.place, because=because)


def _told(fact: Fact, times: int, because: str) -> Fact:
    if not isinstance(fact, Known) or not isinstance(fact.value, int):
        return fact
    return Known(fact.value * times, Origin.DERIVED, fact.place, because=f"{fact.value} percent: {because}")
