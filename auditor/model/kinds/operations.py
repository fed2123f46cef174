"""What watches caches: alarms on their metrics, and where their logs go.

Domain sources: the CloudWatch API reference, PutMetricAlarm, and that of CloudWatch Logs, PutRetentionPolicy; the user
guide of ElastiCache, "Dimensions for ElastiCache metrics", and that of MemoryDB, "Monitoring MemoryDB with CloudWatch".
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
    "log_group": {
        **REGIONAL,
        "retention_days": "int | days that logs are kept in it; absent: for ever",
        "kms_key": "text | key that they are encrypted with, where one is named",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "log_group": {
        "caches": "inverse replication_group.log_groups, cache_cluster.log_groups | caches that deliver logs to it",
    },
    "alarm": {kind: f"{kind} | what it watches, or a node of it" for kind in WATCHED},
}
