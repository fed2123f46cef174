"""What the service itself decides where nothing is sent: the same whatever language asked for the resource.

Sources: the ElastiCache API reference, CreateReplicationGroup, CreateCacheCluster and CreateServerlessCache; the user
guide, "Supported engines and versions".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from auditor.model.facts import Absent, Fact, Known, Unknown
from auditor.sources.building.conversions import lower
from auditor.sources.building.table import Special, default

#: The version of what states none.
VERSION_UNSET = Unknown("AWS picks the newest version that it offers", low="7.0", unstated=True)
_OF_CACHES: dict[str, Fact] = {"redis": VERSION_UNSET, "valkey": VERSION_UNSET}
#: The same for cache clusters and for serverless caches, by engine.
CLUSTER_VERSIONS: dict[str, Fact] = {**_OF_CACHES, "memcached": replace(VERSION_UNSET, low="1.6.12")}
SERVERLESS_VERSIONS: dict[str, Fact] = {**_OF_CACHES, "memcached": replace(VERSION_UNSET, low="1.6")}
PORTS: dict[str, Fact] = {"redis": default(6379), "valkey": default(6379), "memcached": default(11211)}

#: A serverless cache speaks TLS alone and encrypts what it keeps; nobody can choose.
ALWAYS_ENCRYPTED: dict[str, Special] = {
    "tls": lambda written, facts: default(True),
    "tls_mode": lambda written, facts: default("required"),
    "at_rest": lambda written, facts: default(True),
}


def durability(value: object) -> str | None:
    """What durability is asked for: `default` leaves it to the service, which keeps no log (Configuring durability)."""
    stated = lower(value)
    return None if stated == "default" else stated


def zones_of(zones: object) -> Fact:
    """Where the nodes of a Memcached cluster are that states the zone of each and no mode.

    The API reference, CreateCacheCluster, says of no mode only what holds without zones, and that one zone may be
    repeated to have all nodes in it.
    """
    listed = [] if zones is None else zones
    if isinstance(listed, list) and all(isinstance(zone, str) for zone in listed) and len(set(listed)) <= 1:
        return default("single-az")
    return Unknown("a zone is stated for each node, and what AWS makes of that without a mode is not established")


def by_engine(facts: dict[str, Fact], values: dict[str, Fact]) -> Fact:
    """A fact that depends on the engine, whatever is known of that."""
    return over(facts["engine"], lambda engine: values.get(str(engine), Unknown(f"no rule for engine {engine}")))


def over(fact: Fact, function: Callable[[object], Fact]) -> Fact:
    """`function` of a known fact; of each case of one that depends on something; unknown otherwise."""
    if isinstance(fact, Known):
        return function(fact.value)
    if isinstance(fact, Absent):
        return fact
    choices = tuple((guard, over(case, function)) for guard, case in fact.choices)
    return replace(fact, choices=choices, members=None, low=None, high=None)
