"""What watches caches: alarms on their metrics.

Domain sources: the CloudWatch API reference, PutMetricAlarm; the user guide of ElastiCache, "Dimensions for ElastiCache
metrics", and that of MemoryDB, "Monitoring MemoryDB with CloudWatch".
"""

from __future__ import annotations

from auditor.model.kinds.common import REGIONAL

#: The kinds of caches that an alarm can be on.
WATCHED = ("replication_group", "cache_cluster", "serverless_cache", "memorydb_cluster")

FACTS: dict[str, dict[str, str]] = {
    "alarm": {
        **REGIONAL,
        "metrics": "list | metrics of caches that it looks at; alarms on anything else are no resources here",
        "actions_enabled": "bool | whether it does anything when it goes off",
        "has_actions": "bool | whether somebody is told, or something is done, when it goes off: by itself or as part "
        "of another alarm",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "alarm": {kind: f"{kind} | what it watches, or a node of it" for kind in WATCHED},
}
