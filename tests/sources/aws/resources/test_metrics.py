"""Metrics of caches: what the points that CloudWatch tells amount to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.model.facts import Known, Unknown
from auditor.model.kinds.metrics import METRICS
from auditor.model.resource import Context, Inventory
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import (
    CACHE_CLUSTERS,
    MEMORYDB_CLUSTERS,
    METRIC_DATA,
    REPLICATION_GROUPS,
    SERVERLESS_CACHES,
)
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.source import inventory_of
from tests.sources.aws.resources.metric_answers import (
    GROUP,
    MEMCACHED,
    MEMORYDB,
    NOW,
    ONE_NODE,
    SERVERLESS,
    Points,
    answers_of,
    facts,
    metric,
    queries,
    reason,
    result,
    value,
)


@pytest.mark.parametrize(
    ("fact", "points", "expected"),
    [
        # The busiest node, in its worst hour, up to the next whole number: 90.2 is more than 90.
        ("metrics.cpu", {"CPUUtilization shop-0001-001": [1.0, 90.2], "CPUUtilization shop-0002-002": [40.0]}, 91),
        ("metrics.cpu", {"CPUUtilization shop-0001-001": [90.0000000001]}, 90),
        ("metrics.swap", {"SwapUsage shop-0001-001": [52428800.0], "SwapUsage shop-0002-001": [52428801.0]}, 51),
        ("metrics.free_memory", {"FreeableMemory shop-0001-001": [3145727.0, 9e9]}, 2),
        ("metrics.connections", {"CurrConnections shop-0001-002": [7.0], "CurrConnections shop-0002-001": [4.0]}, 7),
        ("metrics.evictions", {"Evictions shop-0001-001": [3.0, 0.0], "Evictions shop-0002-001": [2.0, 2.0]}, 3),
        ("metrics.replication_lag", {"ReplicationLag shop-0001-002": [0.0, 1.2345]}, 1235),
        (
            "metrics.traffic_managed",
            {"TrafficManagementActive shop-0001-001": [0, 1, 1], "TrafficManagementActive shop-0002-001": [1]},
            3,
        ),
        (
            "metrics.login_failures",
            {"AuthenticationFailures shop-0001-001": [2.0, 3.0], "AuthenticationFailures shop-0002-001": [1.0]},
            6,
        ),
        ("metrics.login_failures", {"AuthenticationFailures shop-0001-001": [0.0]}, 0),
        ("metrics.hit_rate", {"CacheHits shop-0001-001": [799.0], "CacheMisses shop-0002-001": [201.0]}, 79),
        ("metrics.reads", {"GetTypeCmds shop-0001-001": [3.0], "SetTypeCmds shop-0001-001": [1.0]}, 75),
        # A replica that was made lately has few points, and its shard is as full as its primary says.
        (
            "metrics.shard_skew",
            {
                "BytesUsedForCache shop-0001-001": [90.0, 110.0],
                "BytesUsedForCache shop-0001-002": [10.0],
                "BytesUsedForCache shop-0002-001": [50.0, 70.0],
            },
            25,
        ),
        ("metrics.shard_skew", {"BytesUsedForCache shop-0001-001": [0.0], "BytesUsedForCache shop-0002-001": [0.0]}, 0),
        ("metrics.capacity_used", {"DatabaseCapacityUsagePercentage shop-0002-001": [80.0]}, 80),
        ("metrics.rejected_connections", {"RejectedConnections shop-0002-001": [2.0, 2.0]}, 4),
    ],
)
def test_points_of_a_group_become_one_number(fact: str, points: Points, expected: int):
    found = facts(REPLICATION_GROUPS, GROUP, points)
    assert value(found[fact]) == expected
    others = {name for name, each in found.items() if name.startswith("metrics.") and isinstance(each, Known)}
    assert others == {fact}


def test_the_node_that_is_worst_is_named():
    found = facts(
        REPLICATION_GROUPS, GROUP, {"CPUUtilization shop-0002-001": [9.0], "CPUUtilization shop-0001-001": [3.0]}
    )
    assert found["metrics.cpu"].because == "CPUUtilization of shop-0002-001/0001"  # type: ignore[union-attr]  # known


def test_no_points_are_no_zero():
    for call, item in (
        (REPLICATION_GROUPS, GROUP),
        (CACHE_CLUSTERS, MEMCACHED),
        (SERVERLESS_CACHES, SERVERLESS),
        (MEMORYDB_CLUSTERS, MEMORYDB),
    ):
        found = facts(call, item, {})
        told = {name: each for name, each in found.items() if name.startswith("metrics.")}
        assert told
        assert all(isinstance(each, Unknown) for each in told.values())
    assert reason(found["metrics.cpu"]) == "CloudWatch has no points of CPUUtilization in 14 days"


def test_what_a_sum_lacks_one_part_of_is_at_least_the_rest():
    found = facts(
        REPLICATION_GROUPS,
        ONE_NODE,
        {"CommandAuthorizationFailures shop-001": [2.0], "KeyAuthorizationFailures shop-001": [1.0]},
    )
    denials = found["metrics.denials"]
    assert reason(denials) == "CloudWatch has no points of ChannelAuthorizationFailures in 14 days"
    assert (denials.low, denials.high) == (3, None)  # type: ignore[union-attr]  # unknown


def test_a_share_needs_both_its_parts():
    found = facts(REPLICATION_GROUPS, ONE_NODE, {"CacheHits shop-001": [2.0]})
    assert reason(found["metrics.hit_rate"]) == "CloudWatch has no points of CacheMisses in 14 days"
    idle = facts(REPLICATION_GROUPS, ONE_NODE, {"CacheHits shop-001": [0.0], "CacheMisses shop-001": [0.0]})
    assert reason(idle["metrics.hit_rate"]) == "there was neither CacheHits nor CacheMisses in 14 days"


@pytest.mark.parametrize("code", ["InternalError", "PartialData", "Forbidden"])
def test_a_series_that_was_not_told_whole_leaves_a_bound(code: str):
    points: Points = {
        "CPUUtilization shop-0001-001": [95.0],
        "CPUUtilization shop-0001-002": code,
        "FreeableMemory shop-0001-001": [2097152.0],
        "FreeableMemory shop-0001-002": code,
        "CacheHits shop-0001-001": [9.0],
        "CacheMisses shop-0001-001": code,
        "BytesUsedForCache shop-0001-001": [9.0],
        "BytesUsedForCache shop-0002-001": code,
        "RejectedConnections shop-0001-001": [9.0],
        "RejectedConnections shop-0002-001": code,
    }
    found = facts(REPLICATION_GROUPS, GROUP, points)
    bounds = {name: (each.low, each.high) for name, each in found.items() if isinstance(each, Unknown)}
    assert reason(found["metrics.cpu"]) == f"{code}: cloudwatch:GetMetricData"
    assert bounds["metrics.cpu"] == (95, None)
    assert bounds["metrics.free_memory"] == (None, 2)
    assert bounds["metrics.rejected_connections"] == (9, None)
    assert bounds["metrics.hit_rate"] == bounds["metrics.shard_skew"] == (None, None)


def test_points_of_one_series_may_come_in_several_pages():
    answers = answers_of(REPLICATION_GROUPS, ONE_NODE)
    (query,) = (one for one in queries(answers) if metric(one) == "RejectedConnections")
    pages = [
        {"Id": query["Id"], "StatusCode": "PartialData", "Values": [1.0, 2.0]},
        {"Id": query["Id"], "StatusCode": "Complete", "Values": [3.0]},
    ]
    answers.enter(Answer(METRIC_DATA, pages))
    (found,) = inventory_of([answers]).resources.values()
    assert value(found.facts["metrics.rejected_connections"]) == 6
    assert reason(found.facts["metrics.cpu"]) == "cloudwatch:GetMetricData left it out"


def test_a_denied_call_is_why_none_is_known():
    denied = Refusal(Cause.DENIED, "AccessDenied", METRIC_DATA.name)
    answers = answers_of(REPLICATION_GROUPS, GROUP)
    answers.enter(Answer(METRIC_DATA, [], denied))
    found = inventory_of([answers])
    told = {
        name: each
        for name, each in next(iter(found.resources.values())).facts.items()
        if name in METRICS["replication_group"]
    }
    assert {reason(each) for name, each in told.items() if name[8:] not in ("global_lag", "cpu_credits")} == {
        "AccessDenied: cloudwatch:GetMetricData"
    }
    assert reason(told["metrics.global_lag"]) == "it is no secondary of a global datastore"
    assert [gap.reason for gap in found.gaps] == ["AccessDenied: cloudwatch:GetMetricData"]


def test_one_request_of_several_that_fails_leaves_the_rest():
    answers = answers_of(REPLICATION_GROUPS, ONE_NODE)
    told = [result(query, {"CPUUtilization shop-001": [9.0]}) for query in queries(answers)]
    kept = [one for one in told if "Rejected" not in one["Id"]]
    throttled = Refusal(Cause.THROTTLED, "Throttling", METRIC_DATA.name)
    for first, second in ((Answer(METRIC_DATA, kept), Answer(METRIC_DATA, [], throttled)),) * 2:
        for order in ((first, second), (second, first)):
            both = replace(answers, of={name: one for name, one in answers.of.items() if name != METRIC_DATA.name})
            for one in order:
                both.enter(one)
            (found,) = inventory_of([both]).resources.values()
            assert value(found.facts["metrics.cpu"]) == 9
            assert reason(found.facts["metrics.rejected_connections"]) == "Throttling: cloudwatch:GetMetricData"


def test_burstable_nodes_have_credits_and_memcached_its_own_names():
    found = facts(
        CACHE_CLUSTERS,
        MEMCACHED,
        {
            "CPUCreditBalance pages": [100.9],
            "CPUCreditBalance pages/0002": [12.7, 50.0],
            "GetHits pages": [9.0],
            "GetMisses pages/0002": [1.0],
            "CmdFlush pages/0002": [0.0],
        },
    )
    assert {name: value(found[f"metrics.{name}"]) for name in ("cpu_credits", "hit_rate", "flushes")} == {
        "cpu_credits": 12,
        "hit_rate": 90,
        "flushes": 0,
    }


def test_one_shard_is_as_full_as_the_mean():
    assert value(facts(REPLICATION_GROUPS, ONE_NODE, {"BytesUsedForCache shop-001": [5.0]})["metrics.shard_skew"]) == 0


def test_a_shard_without_points_leaves_the_balance_open():
    found = facts(REPLICATION_GROUPS, GROUP, {"BytesUsedForCache shop-0001-001": [5.0]})
    assert (
        reason(found["metrics.shard_skew"]) == "CloudWatch has no points of BytesUsedForCache in 14 days of each shard"
    )


def test_the_lag_of_a_secondary_is_taken_from_wherever_it_is_told():
    secondary = ONE_NODE | {"GlobalReplicationGroupInfo": {"GlobalReplicationGroupMemberRole": "SECONDARY"}}
    for node in ("shop", "shop-001"):
        found = facts(REPLICATION_GROUPS, secondary, {f"GlobalDatastoreReplicationLag {node}": [0.5, 2.0]})
        assert value(found["metrics.global_lag"]) == 2000


def test_serverless_caches_and_memorydb():
    carts = facts(
        SERVERLESS_CACHES,
        SERVERLESS,
        {"ThrottledCmds carts": [0.0, 4.0], "CacheHits carts": [1.0], "CacheMisses carts": [1.0]},
    )
    assert (value(carts["metrics.throttled"]), value(carts["metrics.hit_rate"])) == (4, 50)
    orders = facts(
        MEMORYDB_CLUSTERS,
        MEMORYDB,
        {
            "KeyspaceHits orders-0001-001": [3.0],
            "KeyspaceMisses orders-0001-002": [1.0],
            "DatabaseMemoryUsagePercentage orders-0001-001": [70.5],
        },
    )
    assert (value(orders["metrics.hit_rate"]), value(orders["metrics.memory_used"])) == (75, 71)


def verdict(rule: str, found: Inventory) -> str:
    rules = load_rules().select((rule,))
    found.context = Context(NOW.date(), rules.tables)
    (one,) = judge_all(rules, found, {}).verdicts
    return one.status.value


@pytest.mark.parametrize(
    ("points", "status"),
    [
        ({"RejectedConnections shop-001": [1.0]}, "unknown"),
        ({"CPUUtilization shop-001": [45.0]}, "pass"),
        ({"CPUUtilization shop-001": [45.1]}, "fail"),
        ({"CPUUtilization shop-001": "Forbidden"}, "unknown"),
    ],
)
def test_rules_judge_by_what_was_measured(points: Points, status: str):
    answers = answers_of(REPLICATION_GROUPS, ONE_NODE)
    answers.enter(Answer(METRIC_DATA, [result(query, points) for query in queries(answers)]))
    assert verdict("cpu-too-high", inventory_of([answers])) == status
