"""Caches, and what CloudWatch tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from auditor.model.facts import Fact, Known, Unknown
from auditor.sources.aws.answers import Answer, Answers, Measuring
from auditor.sources.aws.calls import (
    CACHE_CLUSTERS,
    MEMORYDB_CLUSTERS,
    METRIC_DATA,
    REPLICATION_GROUPS,
    SERVERLESS_CACHES,
    TAGGED,
    Call,
    Question,
)
from auditor.sources.aws.resources import metrics
from auditor.sources.aws.source import inventory_of

NOW = datetime(2026, 11, 23, 22, 17, 5, tzinfo=UTC)
PLACE = "arn:aws:elasticache:eu-west-1:111122223333"
#: `metric node` -> its points, or the code that CloudWatch says instead.
Points = Mapping[str, list[float] | str]


def members(*names: str) -> list[dict[str, str]]:
    """Nodes of a shard."""
    return [{"CacheClusterId": name, "CacheNodeId": "0001"} for name in names]


#: Two shards, of two nodes each.
GROUP: dict[str, Any] = {
    "ReplicationGroupId": "shop",
    "Engine": "valkey",
    "CacheNodeType": "cache.r7g.large",
    "NodeGroups": [
        {"NodeGroupId": "0001", "NodeGroupMembers": members("shop-0001-001", "shop-0001-002")},
        {"NodeGroupId": "0002", "NodeGroupMembers": members("shop-0002-001", "shop-0002-002")},
    ],
}
ONE_NODE = GROUP | {"NodeGroups": [{"NodeGroupMembers": members("shop-001")}]}
MEMCACHED: dict[str, Any] = {
    "CacheClusterId": "pages",
    "Engine": "memcached",
    "CacheNodeType": "cache.t4g.small",
    "CacheNodes": [{"CacheNodeId": "0001"}, {"CacheNodeId": "0002"}],
}
SERVERLESS: dict[str, Any] = {"ServerlessCacheName": "carts", "Engine": "valkey"}
MEMORYDB: dict[str, Any] = {
    "Name": "orders",
    "Engine": "valkey",
    "NodeType": "db.r7g.large",
    "Shards": [{"Nodes": [{"Name": "orders-0001-001"}, {"Name": "orders-0001-002"}]}],
}


def answers_of(call: Call, *items: dict[str, Any], measuring: Measuring | None = None) -> Answers:
    """What one region answers, without its metrics."""
    answers = Answers("111122223333", "eu-west-1", measuring=measuring or Measuring(NOW))
    for one in (REPLICATION_GROUPS, CACHE_CLUSTERS, SERVERLESS_CACHES, MEMORYDB_CLUSTERS, TAGGED):
        answers.enter(Answer(one, list(items) if one is call else []))
    return answers


def asked(answers: Answers) -> list[Question]:
    """The questions about metrics."""
    return list(metrics.ROUNDS[1](answers))


def queries(answers: Answers) -> Iterator[dict[str, Any]]:
    """The series that are asked for."""
    for question in asked(answers):
        yield from question.more["MetricDataQueries"]


def name(query: dict[str, Any]) -> str:
    """What is asked for, as `metric node`; the first node of a cluster goes by that."""
    told = query["MetricStat"]["Metric"]
    named = "/".join(one["Value"] for one in told["Dimensions"] if one["Name"] != "ClusterName")
    return f"{told['MetricName']} {named.removesuffix('/0001')}"


def metric(query: dict[str, Any]) -> str:
    """The metric that is asked for."""
    return str(query["MetricStat"]["Metric"]["MetricName"])


def result(query: dict[str, Any], points: Points) -> dict[str, Any]:
    """What CloudWatch tells of a query."""
    found = points.get(name(query), [])
    code = found if isinstance(found, str) else "Complete"
    return {"Id": query["Id"], "StatusCode": code, "Values": [] if isinstance(found, str) else found, "Timestamps": []}


def facts(call: Call, item: dict[str, Any], points: Points) -> dict[str, Fact]:
    """The facts of one cache of which CloudWatch tells some points."""
    answers = answers_of(call, item)
    answers.enter(Answer(METRIC_DATA, [result(query, points) for query in queries(answers)]))
    (found,) = inventory_of([answers]).resources.values()
    return found.facts


def value(fact: Fact) -> object:
    """The value of a fact that is known."""
    assert isinstance(fact, Known), fact
    return fact.value


def reason(fact: Fact) -> str:
    """Why a fact is not known."""
    assert isinstance(fact, Unknown), fact
    return fact.reason
