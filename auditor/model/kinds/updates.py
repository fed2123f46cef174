"""Service updates: the patches that AWS has for what is running.

Domain sources: the ElastiCache API reference, UpdateAction; the MemoryDB API reference, ServiceUpdate.
"""

from __future__ import annotations

from auditor.model.kinds.common import REGIONAL

FACTS: dict[str, dict[str, str]] = {
    "service_update": {
        **REGIONAL,
        "severity": "observed enum: low < medium < important < critical | how much AWS says it matters",
        "status": "observed enum: not-applied < stopped < stopping < scheduling < scheduled < waiting-to-start < "
        "in-progress < complete < not-applicable | how far it has come on the cache; available is not-applied",
        "apply_by": "observed date | day by which AWS recommends to have applied it",
        "days_left": "observed derived int | days until that day, negative after it",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "service_update": {"cache": "replication_group, cache_cluster, memorydb_cluster | the cache that it is for"},
}
