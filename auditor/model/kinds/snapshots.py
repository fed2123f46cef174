"""Snapshots: what is left of a cache as of a moment.

Domain sources: the ElastiCache API reference, Snapshot and ServerlessCacheSnapshot; the MemoryDB API reference,
Snapshot.
"""

from __future__ import annotations

from auditor.model.kinds.common import ENCRYPTED, KEY, REGIONAL

#: Of a snapshot, whichever service took it.
SNAPSHOT = {
    "source": "enum: automated < manual | whether the service took it by itself, to delete it later, or somebody asked",
    "state": "observed enum: failed < deleting < creating < copying < restoring < available | how far it has come",
    "created": "observed date | day on which it was taken",
    "age_days": "observed derived int | days since it was taken",
}

#: Of a cache that snapshots are taken of.
BACKED_UP = {
    "created": "observed date | day on which it was made",
    "age_days": "observed derived int | days since it was made",
    "snapshots.latest_failed": "observed derived bool | whether the automatic snapshot that was begun last has failed",
    "snapshots.days_without": "observed derived int | days since its newest usable snapshot, or since it was made",
}

FACTS: dict[str, dict[str, str]] = {
    "snapshot": {
        **REGIONAL,
        **SNAPSHOT,
        **ENCRYPTED,
        "at_rest": "derived bool | whether it is encrypted: with a key that it names, or as its cache is",
    },
}

#: The kinds of caches that a snapshot can be of.
_OF = ("replication_group", "cache_cluster", "serverless_cache")

RELATIONS: dict[str, dict[str, str]] = {
    "snapshot": {**KEY, **{kind: f"{kind} | what it was taken of, if that is still there" for kind in _OF}},
}


def snapshots_of(kind: str) -> dict[str, str]:
    """The relation of a kind of cache to its snapshots."""
    pair = "memorydb_snapshot.cluster" if kind == "memorydb_cluster" else f"snapshot.{kind}"
    return {"snapshots": f"inverse {pair} | snapshots that were taken of it"}
