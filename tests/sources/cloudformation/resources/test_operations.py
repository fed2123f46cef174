"""Alarms on caches in templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Ref, Unknown
from auditor.model.resource import Resource
from tests.sources.cloudformation.inventories import UNKNOWN, plain, read

TEMPLATE = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Topic: {Type: String, Default: ""}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Group: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {Engine: valkey}}
  Named: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {ReplicationGroupId: rg-named}}
  Node: {Type: AWS::ElastiCache::CacheCluster, Properties: {Engine: memcached}}
  Less: {Type: AWS::ElastiCache::ServerlessCache, Properties: {ServerlessCacheName: less}}
  Db: {Type: AWS::MemoryDB::Cluster, Properties: {ClusterName: db}}
  One:
    Type: AWS::CloudWatch::Alarm
    Properties:
"""


def alarm(tmp_path: Path, said: str) -> Resource:
    body = "".join(f"      {line}\n" for line in said.strip().splitlines())
    return read(tmp_path, TEMPLATE + body).resources["One"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CacheClusterId", "!Ref Node", {"cache_cluster": ["Node"]}),
        ("CacheClusterId", '!Sub "${Group}-001"', {"replication_group": ["Group"]}),
        ("CacheClusterId", '!Sub "${Group}-0001-002"', {"replication_group": ["Group"]}),
        ("CacheClusterId", '!Join ["-", [!Ref Group, "001"]]', {"replication_group": ["Group"]}),
        ("CacheClusterId", "rg-named-001", {"replication_group": ["Named"]}),
        ("CacheClusterId", "!Ref Env", {}),
        ("ReplicationGroupId", "!Ref Group", {"replication_group": ["Group"]}),
        ("clusterId", "!Ref Less", {"serverless_cache": ["Less"]}),
        ("ClusterName", "!Ref Db", {"memorydb_cluster": ["Db"]}),
        ("QueueName", "!Ref Db", {}),
    ],
)
def test_what_an_alarm_watches(name: str, value: str, expected: dict[str, object], tmp_path: Path):
    namespace = "AWS/MemoryDB" if name == "ClusterName" else "AWS/ElastiCache"
    said = f"Namespace: {namespace}\nMetricName: Evictions\nDimensions: [{{Name: {name}, Value: {value}}}]"
    relations = alarm(tmp_path, said).relations
    found = {
        kind: [one.key for one in fact.value if isinstance(one, Ref)]
        for kind, fact in relations.items()
        if isinstance(fact, Known) and isinstance(fact.value, tuple)
    }
    assert found == expected


METRICS = """
Metrics:
  - Id: a
    Expression: b / 2
  - Id: b
    MetricStat:
      Period: 60
      Stat: Maximum
      Metric:
        Namespace: AWS/ElastiCache
        MetricName: CurrConnections
        Dimensions: [{Name: CacheClusterId, Value: !Ref Node}]
"""


def test_metrics_of_queries(tmp_path: Path):
    made = alarm(tmp_path, METRICS)
    assert plain(made.facts["metrics"]) == ("CurrConnections",)
    relation = made.relations["cache_cluster"]
    assert isinstance(relation, Known)
    assert relation.value == (Ref("Node"),)


def test_a_query_may_choose_among_all_caches(tmp_path: Path):
    text = "SELECT MAX(Evictions) FROM SCHEMA('AWS/ElastiCache', CacheClusterId)"
    made = alarm(tmp_path, f'Metrics:\n  - Expression: "{text}"')
    assert plain(made.facts["metrics"]) == UNKNOWN
    assert made.relations
    assert all(isinstance(fact, Unknown) for fact in made.relations.values())


def test_alarms_on_other_things_are_nothing_here(tmp_path: Path):
    said = "Namespace: AWS/SQS\nMetricName: Evictions\nDimensions: [{Name: CacheClusterId, Value: !Ref Node}]"
    body = "".join(f"      {line}\n" for line in said.splitlines())
    inventory = read(tmp_path, TEMPLATE + body)
    assert "One" not in inventory.resources
    assert inventory.gaps == []


@pytest.mark.parametrize(
    ("said", "enabled", "acts"),
    [
        ("", True, False),
        ("ActionsEnabled: false", False, False),
        ("AlarmActions: [arn:aws:sns:eu-west-1:111122223333:t]", True, True),
        ("AlarmActions: [!Ref Group]", True, True),
        (
            "AlarmActions: [!If [IsProd, arn:aws:sns:eu-west-1:111122223333:t, !Ref AWS::NoValue]]",
            True,
            {"Env=dev": False, "Env=prod": True},
        ),
        ("AlarmActions: []", True, False),
        ("OKActions: [arn:aws:sns:eu-west-1:111122223333:t]", True, False),
    ],
)
def test_whom_an_alarm_tells(said: str, enabled: object, acts: object, tmp_path: Path):
    facts = alarm(tmp_path, f"Namespace: AWS/ElastiCache\nMetricName: Evictions\n{said}").facts
    assert (plain(facts["actions_enabled"]), plain(facts["has_actions"])) == (enabled, acts)
