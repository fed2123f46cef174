"""Snapshots that code asks for.

Source: the provider's snapshot.go: one of a replication group or of a cluster; its key is not for code to choose.
"""

from __future__ import annotations

from auditor.model.facts import ABSENT
from auditor.sources.building.table import Link, Table, default

TABLES: dict[str, Table] = {
    "aws_elasticache_snapshot": Table(
        "snapshot",
        ("snapshot_name",),
        (),
        {
            "source": lambda m, facts: default("manual"),
            "kms_key": lambda m, facts: ABSENT,
        },
        (
            Link("replication_group", "replication_group_id"),
            Link("cache_cluster", "cluster_id"),
        ),
    ),
}
