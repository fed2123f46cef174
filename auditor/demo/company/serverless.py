"""Serverless caches and their snapshots.

Sources: the ElastiCache API reference, ServerlessCache; the user guide, "Create a Valkey serverless cache with a public
endpoint" (it has no part in a VPC, and its users log in with IAM).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.demo.company import addresses
from auditor.demo.company.network import subnet_ids
from auditor.demo.company.place import Item, Place, endpoint
from auditor.demo.company.watching import make_metric

#: Where caches listen, and where those are read that may be behind.
_PORTS = {"redis": (6379, 6380), "valkey": (6379, 6380), "memcached": (11211, 11212)}
_VERSIONS = {"9": "9.0", "8": "8.0", "7": "7.1", "1.6": "1.6.22"}
_DAYS = 300
#: So many days before the moment of the scan is the time of snapshots.
_TAKEN = 1.02
_MEASURED = {"ThrottledCmds": 0.0, "BytesUsedForCache": 900_000_000.0, "ElastiCacheProcessingUnits": 1_200_000.0,
             "CurrConnections": 120.0, "CacheHitRate": 95.0, "Evictions": 0.0}  # fmt: skip


def make(place: Place) -> None:
    """All of them."""
    for name, told in place.each("serverless_caches"):
        _cache(place, name, told)


def _cache(place: Place, name: str, told: Mapping[str, Any]) -> None:
    major, public = str(told["version"]), bool(told.get("public"))
    address, (port, reader) = addresses.serverless(place, name, public=public), _PORTS[told["engine"]]
    made: Item = {
        "ServerlessCacheName": name, "Description": f"{name} of Larkspur Travel",
        "CreateTime": place.ago(told.get("age", _DAYS)), "Status": "available", "Engine": told["engine"],
        "MajorEngineVersion": major, "FullEngineVersion": _VERSIONS[major], "Endpoint": endpoint(address, port),
        "SecurityGroupIds": [place.group_id(group) for group in told.get("security", ())],
        "ARN": place.arn("elasticache", f"serverlesscache:{name}"),
        "SubnetIds": [] if public else subnet_ids(place, "private"),
        "NetworkType": "ipv4", "ConnectionType": "public" if public else "vpc",
        "SnapshotRetentionLimit": told.get("retention", 0), "DailySnapshotTime": "03:30",
        "StorageEncryptionType": "sse-kms" if told.get("key") else "sse-elasticache",
    }  # fmt: skip
    made |= {"KmsKeyId": place.key_arn(told["key"])} if told.get("key") else {}
    made |= {"UserGroupId": told["users"]} if told.get("users") else {}
    if told.get("limits"):
        made["CacheUsageLimits"] = {"DataStorage": {"Maximum": 20, "Unit": "GB"}, "ECPUPerSecond": {"Maximum": 15_000}}
    if not public:
        made["ReaderEndpoint"] = endpoint(address, reader)
    place.add("elasticache:DescribeServerlessCaches", made)
    place.tag(made["ARN"], told.get("tags", {}))
    for metric, value in _MEASURED.items():
        make_metric(place, "AWS/ElastiCache", metric, {"clusterId": name}, value)
    if told.get("retention"):
        _snapshot(place, name, told, major)


def _snapshot(place: Place, name: str, told: Mapping[str, Any], major: str) -> None:
    snapshot = f"automatic.{name}-{place.ago(_TAKEN):%Y-%m-%d-%H-%M}"
    arn = place.arn("elasticache", f"serverlesscachesnapshot:{snapshot}")
    made: Item = {
        "ServerlessCacheSnapshotName": snapshot, "ARN": arn, "SnapshotType": "automated", "Status": "available",
        "CreateTime": place.ago(_TAKEN), "ExpiryTime": place.ago(_TAKEN - told["retention"]),
        "BytesUsedForCache": "900000000",
        "ServerlessCacheConfiguration": {
            "ServerlessCacheName": name, "Engine": told["engine"], "MajorEngineVersion": major},
    }  # fmt: skip
    made |= {"KmsKeyId": place.key_arn(told["key"])} if told.get("key") else {}
    place.add("elasticache:DescribeServerlessCacheSnapshots", made)
    place.tag(arn, {})
