"""Where caches listen: the names that AWS makes up for them in its DNS.

Sources: the ElastiCache user guide, "Finding connection endpoints" (with and without encryption in transit) and
"Create a Valkey serverless cache with a public endpoint"; the MemoryDB developer guide, "Finding connection
endpoints"; the DynamoDB developer guide, "Connecting to a DAX cluster".
"""

from __future__ import annotations

import re

from auditor.demo.company.place import Place

#: The part that AWS makes up, of all caches of an account in a region.
_MADE_UP = "lrkspr"
_SIDES = re.compile("north|south|east|west|central")


def region_code(region: str) -> str:
    """A region as names of caches have it: `apse2` for ap-southeast-2."""
    area, side, number = region.split("-")
    return area + "".join(word[0] for word in _SIDES.findall(side)) + number


def _cache(place: Place, *parts: str) -> str:
    return ".".join((*parts, region_code(place.region), "cache.amazonaws.com"))


def primary(place: Place, group: str, *, tls: bool) -> str:
    """Where a replication group without cluster mode is written to."""
    return _cache(place, "master", group, _MADE_UP) if tls else _cache(place, group, _MADE_UP, "ng.0001")


def readers(place: Place, group: str, *, tls: bool) -> str:
    """Where a replication group without cluster mode is read from."""
    return _cache(place, "replica", group, _MADE_UP) if tls else _cache(place, f"{group}-ro", _MADE_UP, "ng.0001")


def configuration(place: Place, group: str, *, tls: bool) -> str:
    """Where clients of a replication group with cluster mode begin."""
    return _cache(place, "clustercfg", group, _MADE_UP) if tls else _cache(place, group, _MADE_UP, "clustercfg")


def node(place: Place, name: str, group: str, *, tls: bool) -> str:
    """One node, of a replication group or by itself."""
    return _cache(place, name, group, _MADE_UP) if tls else _cache(place, name, _MADE_UP, "0001")


def memcached(place: Place, name: str, node_id: str) -> str:
    """A node of Memcached, or `cfg` for where clients begin."""
    return _cache(place, name, _MADE_UP, node_id)


def serverless(place: Place, name: str, *, public: bool) -> str:
    """A serverless cache, by its endpoint in a VPC or on the internet."""
    return _cache(place, f"{name}-{_MADE_UP}", "public.serverless" if public else "serverless")


def memorydb(place: Place, cluster: str, name: str = "clustercfg") -> str:
    """A cluster of MemoryDB or, by its name, a node of it."""
    return f"{name}.{cluster}.{_MADE_UP}.memorydb.{place.region}.amazonaws.com"


def dax(place: Place, name: str, kind: str = "dax-clusters") -> str:
    """A cluster of DAX, or a node of one as the kind `nodes.dax-clusters`."""
    return f"{name}.{_MADE_UP}.{kind}.{place.region}.amazonaws.com"
