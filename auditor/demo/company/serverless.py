"""Serverless caches and their snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.demo.company.network import subnet_ids
from auditor.demo.company.place import Item, Place, endpoint
from auditor.demo.company.watching import make_metric

_REDIS_PORT, _READER_PORT, _MEMCACHED_PORT = 6379, 6380, 11211
_MEASURED = {"ThrottledCmds": 0.0, "BytesUsedForCache": 900_000_000.0, "ElastiCacheProcessingUnits": 1_200_000.0,
             "CurrConnections": 120.0, "CacheHitRate": 95.0, "Evictions": 0.0}  # fmt: skip


def make(place: Place) -> None:
    """All of them."""
    for name, told in place.each("serverless_caches"):
        _cache(place, name, told)


def _cache(place: Place, name: str, told: Mapping[str, Any]) -> None:
    memcached, major = told["engine"] == "memcached", str(told["version"])
    port = _MEMCACHED_PORT if memcached else _REDIS_PORT
    made: Item = {
        "ServerlessCacheName": name, "Description": f"{name} of Larkspur Travel", "CreateTime": place.ago(300),
        "Status": "available", "Engine": told["engine"], "MajorEngineVersion": major,
        "FullEngineVersion": {"8": "8.0", "7": "7.1"}.get(major, f"{major}.22"),
        "SecurityGroupIds": [place.group_id(group) for group in told["security"]],
        "Endpoint": endpoint(place.host(name), port), "ReaderEndpoint": endpoint(place.host(name), _READER_PORT),
        "ARN": place.arn("elasticache", f"serverlesscache:{name}"), "SubnetIds": subnet_ids(place, "private"),
        "NetworkType": "ipv4", "ConnectionType": "public" if told.get("public") else "vpc",
        "SnapshotRetentionLimit": told.get("retention", 0), "DailySnapshotTime": "03:30",
        "StorageEncryptionType": "sse-kms" if told.get("key") else "sse-elasticache",
    }  # fmt: skip
    made |= {"KmsKeyId": place.key_arn(told["key"])} if told.get("key") else {}
    made |= {"UserGroupId": told["users"]} if told.get("users") else {}
    if told.get("limits"):
        made["CacheUsageLimits"] = {"DataStorage": {"Maximum": 20, "Unit": "GB"}, "ECPUPerSecond": {"Maximum": 15_000}}
    if told.get("public"):
        made |= {"SubnetIds": [], "SecurityGroupIds": []}
    place.add("elasticache:DescribeServerlessCaches", made)
    place.tag(made["ARN"], told.get("tags", {}))
    for metric, value in _MEASURED.items():
        make_metric(place, "AWS/ElastiCache", metric, {"clusterId": name}, value)
    if told.get("retention"):
        _snapshot(place, name, told, major)


def _snapshot(place: Place, name: str, told: Mapping[str, Any], major: str) -> None:
    snapshot = f"automatic-{name}-{place.ago(1):%Y-%m-%d}"
    arn = place.arn("elasticache", f"serverlesscachesnapshot:{snapshot}")
    made: Item = {
        "ServerlessCacheSnapshotName": snapshot, "ARN": arn, "SnapshotType": "automated", "Status": "available",
        "CreateTime": place.ago(1), "ExpiryTime": place.ago(1 - told["retention"]), "BytesUsedForCache": "900000000",
        "ServerlessCacheConfiguration": {
            "ServerlessCacheName": name, "Engine": told["engine"], "MajorEngineVersion": major},
    }  # fmt: skip
    made |= {"KmsKeyId": place.key_arn(told["key"])} if told.get("key") else {}
    place.add("elasticache:DescribeServerlessCacheSnapshots", made)
    place.tag(arn, {})
