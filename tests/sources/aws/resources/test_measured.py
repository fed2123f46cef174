"""Metrics of caches: which series are asked for, in how few requests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from auditor.model.kinds.metrics import METRICS
from auditor.sources.aws.answers import Answer, Measuring
from auditor.sources.aws.calls import (
    CACHE_CLUSTERS,
    MEMORYDB_CLUSTERS,
    METRIC_DATA,
    REPLICATION_GROUPS,
    SERVERLESS_CACHES,
    Call,
)
from auditor.sources.aws.collect import collect
from auditor.sources.aws.source import inventory_of
from tests.sources.aws.resources.metric_answers import (
    GROUP,
    MEMCACHED,
    MEMORYDB,
    NOW,
    ONE_NODE,
    PLACE,
    SERVERLESS,
    answers_of,
    asked,
    facts,
    members,
    metric,
    name,
    queries,
    reason,
    result,
    value,
)
from tests.sources.aws.standins import Access, Client, at_once


def test_all_of_a_region_is_one_request_if_it_fits():
    answers = answers_of(REPLICATION_GROUPS, GROUP)
    answers.enter(Answer(CACHE_CLUSTERS, [MEMCACHED]))
    (question,) = asked(answers)
    assert question.call is METRIC_DATA
    assert question.more["EndTime"] == datetime(2026, 11, 23, 22, tzinfo=UTC)
    assert question.more["StartTime"] == datetime(2026, 11, 9, 22, tzinfo=UTC)
    told = question.more["MetricDataQueries"]
    assert {name(query).split()[1].partition("-")[0].partition("/")[0] for query in told} == {"shop", "pages"}
    assert len({query["Id"] for query in told}) == len(told)


def test_more_series_than_a_request_may_have_are_several_and_one_answer():
    groups = [
        GROUP | {"ReplicationGroupId": f"g{number}", "NodeGroups": [{"NodeGroupMembers": members(f"g{number}")}]}
        for number in range(100)
    ]
    answers = answers_of(REPLICATION_GROUPS, *groups)
    every = [len(question.more["MetricDataQueries"]) for question in asked(answers)]
    assert len(every) == -(-sum(every) // 500) > 1
    assert max(every) == 500
    for question in asked(answers):
        told = [result(query, {"CPUUtilization g99": [3.0]}) for query in question.more["MetricDataQueries"]]
        answers.enter(Answer(METRIC_DATA, told, pages=1))
    assert answers.of[METRIC_DATA.name].pages == len(every)
    found = inventory_of([answers]).resources
    assert value(found[f"{PLACE}:replicationgroup:g99"].facts["metrics.cpu"]) == 3
    assert reason(found[f"{PLACE}:replicationgroup:g98"].facts["metrics.cpu"]).startswith("CloudWatch has no points of")


def test_each_series_has_the_dimensions_of_its_service():
    def dimensions(call: Call, item: dict[str, Any], wanted: str) -> list[dict[str, str]]:
        return [
            {one["Name"]: one["Value"] for one in query["MetricStat"]["Metric"]["Dimensions"]}
            for query in queries(answers_of(call, item))
            if metric(query) == wanted
        ]

    assert dimensions(REPLICATION_GROUPS, ONE_NODE, "CPUUtilization") == [
        {"CacheClusterId": "shop-001", "CacheNodeId": "0001"}
    ]
    assert dimensions(CACHE_CLUSTERS, MEMCACHED, "CmdFlush") == [
        {"CacheClusterId": "pages", "CacheNodeId": "0001"},
        {"CacheClusterId": "pages", "CacheNodeId": "0002"},
    ]
    assert dimensions(SERVERLESS_CACHES, SERVERLESS, "ThrottledCmds") == [{"clusterId": "carts"}]
    assert dimensions(MEMORYDB_CLUSTERS, MEMORYDB, "KeyspaceHits") == [
        {"ClusterName": "orders", "NodeName": "orders-0001-001"},
        {"ClusterName": "orders", "NodeName": "orders-0001-002"},
    ]
    secondary = ONE_NODE | {"GlobalReplicationGroupInfo": {"GlobalReplicationGroupMemberRole": "SECONDARY"}}
    assert dimensions(REPLICATION_GROUPS, secondary, "GlobalDatastoreReplicationLag") == [
        {"ReplicationGroupId": "shop"},
        {"CacheClusterId": "shop-001", "CacheNodeId": "0001"},
    ]
    assert not dimensions(REPLICATION_GROUPS, ONE_NODE, "GlobalDatastoreReplicationLag")


def test_what_hangs_on_the_hour_is_asked_for_by_hour_and_the_rest_by_day():
    told = {
        (query["MetricStat"]["Metric"]["MetricName"], query["MetricStat"]["Stat"]): query["MetricStat"]["Period"]
        for query in queries(answers_of(REPLICATION_GROUPS, GROUP))
    }
    hourly = {name for (name, _), period in told.items() if period == 3600}
    assert hourly == {
        "CPUUtilization",
        "EngineCPUUtilization",
        "Evictions",
        "ReplicationLag",
        "TrafficManagementActive",
    }
    assert set(told.values()) == {3600, 86400}


@pytest.mark.parametrize(
    ("call", "item", "lacking"),
    [
        (
            REPLICATION_GROUPS,
            ONE_NODE,
            {
                "metrics.cpu_credits": "nodes of type cache.r7g.large need no CPU credits",
                "metrics.replication_lag": "it has no replica",
                "metrics.global_lag": "it is no secondary of a global datastore",
            },
        ),
        (
            REPLICATION_GROUPS,
            GROUP | {"NodeGroups": [], "MemberClusters": []},
            {"metrics.cpu": "none of its nodes was listed"},
        ),
        (
            REPLICATION_GROUPS,
            GROUP | {"NodeGroups": [], "MemberClusters": ["shop-001", "shop-002"]},
            {"metrics.shard_skew": "its shards were not listed"},
        ),
        (
            CACHE_CLUSTERS,
            MEMCACHED,
            {
                "metrics.engine_cpu": "Memcached has no such metric",
                "metrics.capacity_used": "Memcached has no such metric",
                "metrics.reads": "Memcached has no such metric",
            },
        ),
        (
            CACHE_CLUSTERS,
            MEMCACHED | {"Engine": "redis"},
            {"metrics.flushes": "only Memcached has such a metric, not redis"},
        ),
        (
            SERVERLESS_CACHES,
            SERVERLESS | {"Engine": "memcached"},
            {"metrics.login_failures": "Memcached has no such metric"},
        ),
    ],
)
def test_metrics_that_there_are_not_are_not_asked_for(call: Call, item: dict[str, Any], lacking: dict[str, str]):
    found = facts(call, item, {})
    assert {name: reason(found[name]) for name in lacking} == lacking
    metrics_of = METRICS[
        {REPLICATION_GROUPS: "replication_group", CACHE_CLUSTERS: "cache_cluster"}.get(call, "serverless_cache")
    ]
    told = {metric(query) for query in queries(answers_of(call, item))}
    assert not told & {metric for name in lacking for metric in metrics_of[name].names}


def test_only_what_rules_ask_for_is_asked_for():
    some = Measuring(NOW, frozenset({("replication_group", "metrics.cpu"), ("cache_cluster", "metrics.swap")}))
    answers = answers_of(REPLICATION_GROUPS, GROUP, measuring=some)
    assert {metric(query) for query in queries(answers)} == {"CPUUtilization"}
    answers.enter(Answer(METRIC_DATA, [result(query, {}) for query in queries(answers)]))
    (found,) = inventory_of([answers]).resources.values()
    assert reason(found.facts["metrics.swap"]) == (
        "cloudwatch:GetMetricData was not asked for it: no rule that was selected needs it"
    )
    assert asked(answers_of(REPLICATION_GROUPS, GROUP, measuring=Measuring(None))) == []
    assert asked(answers_of(SERVERLESS_CACHES, SERVERLESS, measuring=some)) == []


def test_a_region_is_asked_at_the_time_of_the_scan():
    def client(region: str) -> Client:
        return Client(
            describe_replication_groups=[{"ReplicationGroups": [ONE_NODE]}, {}],
            get_metric_data=[{"MetricDataResults": []}, {}],
        )

    clients: dict[str, Client] = {}
    access: Any = Access(lambda region: clients.setdefault(region, client(region)))
    calls = frozenset({REPLICATION_GROUPS.name, METRIC_DATA.name})
    collect(access, ["eu-west-1"], calls, at_once, Measuring(NOW))
    (arguments,) = [more for method, more in clients["eu-west-1"].asked if method == "get_metric_data"]
    assert arguments["EndTime"] == datetime(2026, 11, 23, 22, tzinfo=UTC)
