"""What watches over caches, and what AWS says of them: alarms, metrics, updates and reservations.

Sources: the CloudWatch API reference; the ElastiCache user guide, "Metrics for Valkey and Redis OSS".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditor.demo.company.place import Place

_THRESHOLDS = {"EngineCPUUtilization": 90.0, "DatabaseMemoryUsagePercentage": 80.0, "Evictions": 100.0}
_CONNECTIONS = 50_000.0
#: What a node tells of itself: calm, and what a neglected one tells.
_CALM = {
    "CPUUtilization": 11.0, "EngineCPUUtilization": 9.0, "DatabaseMemoryUsagePercentage": 46.0, "Evictions": 0.0,
    "DatabaseCapacityUsagePercentage": 46.0, "CurrConnections": 310.0, "NewConnections": 14.0, "CacheHitRate": 97.0,
    "CacheHits": 970_000.0, "CacheMisses": 30_000.0, "GetHits": 970_000.0, "GetMisses": 30_000.0,
    "FreeableMemory": 6_000_000_000.0, "SwapUsage": 0.0, "AuthenticationFailures": 0.0,
    "CommandAuthorizationFailures": 0.0, "KeyAuthorizationFailures": 0.0, "NetworkBandwidthInAllowanceExceeded": 0.0,
    "NetworkBandwidthOutAllowanceExceeded": 0.0, "NetworkConntrackAllowanceExceeded": 0.0,
    "NetworkPacketsPerSecondAllowanceExceeded": 0.0, "TrafficManagementActive": 0.0, "GetTypeCmds": 900_000.0,
    "SetTypeCmds": 100_000.0, "RejectedConnections": 0.0, "ChannelAuthorizationFailures": 0.0,
    "BytesUsedForCache": 5_000_000_000.0,
}  # fmt: skip
_STRAINED = {"CPUUtilization": 88.0, "EngineCPUUtilization": 96.0, "DatabaseMemoryUsagePercentage": 98.0,
             "DatabaseCapacityUsagePercentage": 98.0, "Evictions": 52_000.0, "CurrConnections": 61_000.0,
             "CacheHitRate": 41.0, "CacheHits": 410_000.0, "CacheMisses": 590_000.0, "FreeableMemory": 40_000_000.0,
             "SwapUsage": 300_000_000.0, "AuthenticationFailures": 0.0}  # fmt: skip
_IDLE = {"CurrConnections": 0.0, "NewConnections": 0.0, "CacheHits": 0.0, "CacheMisses": 0.0, "CPUUtilization": 1.0,
         "GetTypeCmds": 0.0, "SetTypeCmds": 0.0, "GetHits": 0.0, "GetMisses": 0.0}  # fmt: skip
_REDIS_ONLY = frozenset({"EngineCPUUtilization", "DatabaseMemoryUsagePercentage", "DatabaseCapacityUsagePercentage",
                         "CacheHitRate", "CacheHits", "CacheMisses", "AuthenticationFailures", "GetTypeCmds",
                         "SetTypeCmds", "CommandAuthorizationFailures", "KeyAuthorizationFailures",
                         "ChannelAuthorizationFailures", "RejectedConnections", "TrafficManagementActive"})  # fmt: skip
_MEMCACHED_ONLY = frozenset({"GetHits", "GetMisses"})


def make_alarms(place: Place, members: Sequence[str], told: Mapping[str, Any]) -> None:
    """An alarm for each node and metric that the cache is watched by."""
    for metric in told.get("alarms", ()):
        for member in members:
            name = f"{member}-{metric}"
            place.add(
                "cloudwatch:DescribeAlarms",
                {
                    "AlarmName": name, "AlarmArn": place.arn("cloudwatch", f"alarm:{name}"), "ActionsEnabled": True,
                    "AlarmActions": [place.arn("sns", "cache-events")], "OKActions": [], "InsufficientDataActions": [],
                    "AlarmConfigurationUpdatedTimestamp": place.ago(200), "StateUpdatedTimestamp": place.ago(100),
                    "StateValue": "OK", "StateReason": "Threshold not crossed", "Namespace": "AWS/ElastiCache",
                    "MetricName": metric, "Statistic": "Average", "Period": 300, "EvaluationPeriods": 3,
                    "Dimensions": [{"Name": "CacheClusterId", "Value": member}],
                    "Threshold": _THRESHOLDS.get(metric, _CONNECTIONS), "TreatMissingData": "missing",
                    "ComparisonOperator": "GreaterThanThreshold",
                },
                "MetricAlarms",
            )  # fmt: skip


def make_metrics(place: Place, node: str, told: Mapping[str, Any], *, replica: bool = False) -> None:
    """What CloudWatch has measured of a node."""
    neglected = told.get("like") == "neglected"
    measured = {**_CALM, **(_STRAINED if neglected else {}), **(_IDLE if node.startswith("dev-") else {})}
    measured |= {"ReplicationLag": 0.2} if replica else {}
    measured |= {"CPUCreditBalance": 250.0} if ".t" in told["node"] else {}
    measured |= {"CmdFlush": 0.0} if told["engine"] == "memcached" else {}
    for metric, value in measured.items():
        if metric in (_REDIS_ONLY if told["engine"] == "memcached" else _MEMCACHED_ONLY):
            continue
        make_metric(place, "AWS/ElastiCache", metric, {"CacheClusterId": node, "CacheNodeId": "0001"}, value)


def make_metric(place: Place, space: str, metric: str, dimensions: Mapping[str, str], value: float) -> None:
    """One metric that is always of the same value."""
    told = {"Namespace": space, "MetricName": metric}
    named = [{"Name": name, "Value": text} for name, text in dimensions.items()]
    place.add("cloudwatch:GetMetricData", {**told, "Dimensions": named, "Value": value})
    place.add("cloudwatch:ListMetrics", {**told, "Dimensions": named})


def make_updates(place: Place) -> None:
    """Updates of the service that wait for somebody to apply them."""
    for name, told in place.each("updates"):
        source = dict(place.each("replication_groups"))[told["of"]]
        nodes = source.get("shards", 1) * (source.get("replicas", 0) + 1)
        place.add(
            "elasticache:DescribeUpdateActions",
            {
                "ReplicationGroupId": told["of"], "ServiceUpdateName": name, "ServiceUpdateSeverity": told["severity"],
                "ServiceUpdateReleaseDate": place.ago(told["age"]), "ServiceUpdateStatus": "available",
                "ServiceUpdateRecommendedApplyByDate": place.ago(told["age"] - 30),
                "ServiceUpdateType": "security-update", "UpdateActionAvailableDate": place.ago(told["age"]),
                "UpdateActionStatus": "not-applied", "NodesUpdated": f"0/{nodes}", "SlaMet": "n/a",
                "Engine": source["engine"], "UpdateActionStatusModifiedDate": place.ago(told["age"]),
                "EstimatedUpdateTime": "30 minutes per node",
            },
        )  # fmt: skip


def make_reserved_nodes(place: Place) -> None:
    """Nodes that were paid for in advance."""
    for name, told in place.each("reserved_nodes"):
        place.add(
            "elasticache:DescribeReservedCacheNodes",
            {
                "ReservedCacheNodeId": name, "ReservedCacheNodesOfferingId": "11111111-2222-4333-a444-555555555555",
                "CacheNodeType": told["node"], "StartTime": place.ago(told["age"]), "Duration": 94_608_000,
                "FixedPrice": 0.0, "UsagePrice": 0.0, "CacheNodeCount": told["count"], "State": "active",
                "ProductDescription": told["engine"], "OfferingType": "No Upfront",
                "RecurringCharges": [{"RecurringChargeAmount": 0.131, "RecurringChargeFrequency": "Hourly"}],
                "ReservationARN": place.arn("elasticache", f"reserved-instance:{name}"),
            },
        )  # fmt: skip
