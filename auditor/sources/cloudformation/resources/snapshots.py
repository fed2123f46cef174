"""Snapshots that a template asks for.

Source: the CloudFormation registry schemas of AWS::ElastiCache::Snapshot and AWS::ElastiCache::ServerlessCacheSnapshot.
"""

from __future__ import annotations

from auditor.sources.building.conversions import text
from auditor.sources.building.table import Field, Link, Table, default

_KEY = Field("kms_key", ("KmsKeyId",), text)

TABLES: dict[str, Table] = {
    "AWS::ElastiCache::Snapshot": Table(
        "snapshot",
        ("SnapshotName",),
        (_KEY,),
        {"source": lambda w, facts: default("manual")},
        (
            Link("replication_group", "ReplicationGroupId"),
            Link("cache_cluster", "CacheClusterId"),
            Link("key", "KmsKeyId"),
        ),
    ),
    "AWS::ElastiCache::ServerlessCacheSnapshot": Table(
        "snapshot",
        ("ServerlessCacheSnapshotName",),
        (_KEY,),
        {"source": lambda w, facts: default("manual")},
        (Link("serverless_cache", "ServerlessCacheName"), Link("key", "KmsKeyId")),
    ),
}
