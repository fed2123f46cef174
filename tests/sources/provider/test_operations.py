"""Alarms on caches, in code and in plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Fact, Ref, Unknown
from auditor.sources.building.joined import members_of
from tests.sources.plan.made import Planned, mentions, plan
from tests.sources.plan.made import read as read_plan
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, only, plain, read

CACHES = """
variable "open" {}
variable "on" { type = bool }
resource "aws_elasticache_replication_group" "named" {
  replication_group_id = "rg-named"
}
resource "aws_elasticache_replication_group" "open" {
  replication_group_id = "${var.open}-cache"
}
resource "aws_elasticache_cluster" "node" {
  cluster_id = "node"
  engine     = "memcached"
}
resource "aws_elasticache_serverless_cache" "less" {
  name   = "less"
  engine = "valkey"
}
resource "aws_memorydb_cluster" "db" {
  name     = "db"
  acl_name = "open-access"
}
resource "aws_sns_topic" "topic" {}
"""


def alarm(said: str) -> str:
    return f'resource "aws_cloudwatch_metric_alarm" "it" {{\n  alarm_name = "it"\n{said}\n}}\n'


def on(dimensions: str, namespace: str = "AWS/ElastiCache", more: str = "") -> str:
    return alarm(f'namespace = "{namespace}"\nmetric_name = "Evictions"\ndimensions = {{ {dimensions} }}\n{more}')


def watched(relations: dict[str, Fact]) -> dict[str, object]:
    """Which caches are certainly watched, by relation."""

    def keys(fact: Fact) -> object:
        if isinstance(fact, Unknown) and fact.choices:
            return [keys(case) for _, case in fact.choices]
        return [one.key.rpartition(".")[2] for one in members_of(fact) if isinstance(one, Ref)]

    return {kind: keys(fact) for kind, fact in relations.items() if keys(fact)}


@pytest.mark.parametrize(
    ("dimensions", "namespace", "expected"),
    [
        ('CacheClusterId = "node"', "AWS/ElastiCache", {"cache_cluster": ["node"]}),
        ("CacheClusterId = aws_elasticache_cluster.node.cluster_id", "AWS/ElastiCache", {"cache_cluster": ["node"]}),
        ("CacheClusterId = aws_elasticache_cluster.node.id", "AWS/ElastiCache", {"cache_cluster": ["node"]}),
        ('CacheClusterId = "rg-named-001"', "AWS/ElastiCache", {"replication_group": ["named"]}),
        ('CacheClusterId = "rg-named-0002-003"', "AWS/ElastiCache", {"replication_group": ["named"]}),
        ('CacheClusterId = "rg-named-1"', "AWS/ElastiCache", {}),
        ('CacheClusterId = "rg-other-001"', "AWS/ElastiCache", {}),
        (
            'CacheClusterId = "${aws_elasticache_replication_group.named.id}-001"',
            "AWS/ElastiCache",
            {"replication_group": ["named"]},
        ),
        (
            'CacheClusterId = "${aws_elasticache_replication_group.open.replication_group_id}-002"',
            "AWS/ElastiCache",
            {"replication_group": ["open"]},
        ),
        ('CacheClusterId = "${var.open}-cache-002"', "AWS/ElastiCache", {"replication_group": ["open"]}),
        ('CacheClusterId = "${var.open}-002"', "AWS/ElastiCache", {}),
        (
            "CacheClusterId = tolist(aws_elasticache_replication_group.open.member_clusters)[0]",
            "AWS/ElastiCache",
            {"replication_group": ["open"]},
        ),
        (
            "ReplicationGroupId = aws_elasticache_replication_group.open.id",
            "AWS/ElastiCache",
            {"replication_group": ["open"]},
        ),
        ("CacheClusterId = var.open", "AWS/ElastiCache", {}),
        (
            'CacheClusterId = var.on ? "node" : "rg-named-001"',
            "AWS/ElastiCache",
            {"cache_cluster": [["node"], []], "replication_group": [[], ["named"]]},
        ),
        ('clusterId = "less"', "AWS/ElastiCache", {"serverless_cache": ["less"]}),
        (
            "ServerlessCacheName = aws_elasticache_serverless_cache.less.name",
            "AWS/ElastiCache",
            {"serverless_cache": ["less"]},
        ),
        ('ClusterName = "db"', "AWS/MemoryDB", {"memorydb_cluster": ["db"]}),
    ],
)
def test_what_an_alarm_watches(dimensions: str, namespace: str, expected: dict[str, object], tmp_path: Path):
    made = only(read(tmp_path, CACHES + on(dimensions, namespace)), "alarm")
    assert watched(made.relations) == expected


QUERY = """
  metric_query {
    id = "a"
    metric {
      namespace   = "AWS/ElastiCache"
      metric_name = "EngineCPUUtilization"
      dimensions  = { CacheClusterId = "node" }
    }
  }
  metric_query {
    id         = "b"
    expression = "a * 2"
  }
"""


def test_metrics_of_queries(tmp_path: Path):
    made = only(read(tmp_path, CACHES + alarm(QUERY)), "alarm")
    assert plain(made.facts["metrics"]) == ("EngineCPUUtilization",)
    assert watched(made.relations) == {"cache_cluster": ["node"]}


def test_a_query_may_choose_among_all_caches(tmp_path: Path):
    text = r'metric_query { expression = "SELECT MAX(Evictions) FROM SCHEMA(\"AWS/ElastiCache\", CacheClusterId)" }'
    made = only(read(tmp_path, CACHES + alarm(text.replace("{ ", "{\n").replace(" }", "\n}"))), "alarm")
    assert plain(made.facts["metrics"]) == UNKNOWN
    assert all(isinstance(fact, Unknown) for fact in made.relations.values())


@pytest.mark.parametrize(
    "said",
    [
        'namespace = "AWS/EC2"\nmetric_name = "CPUUtilization"\ndimensions = { CacheClusterId = "node" }',
        'namespace = var.open\nmetric_name = "CPUUtilization"\ndimensions = { InstanceId = "i-1" }',
        'namespace = var.open\nmetric_name = "CPUUtilization"\ndimensions = { ClusterName = "db" }',
        "namespace = var.open\nmetric_name = var.open\ndimensions = var.open",
        'metric_query {\n  metric {\n    namespace = "AWS/SQS"\n  }\n}',
        'metric_query {\n  expression = "a + b"\n}',
        "",
    ],
)
def test_alarms_on_other_things_are_nothing_here(said: str, tmp_path: Path):
    inventory = read(tmp_path, CACHES + alarm(said))
    assert ([one.key for one in inventory.resources.values() if one.kind == "alarm"], inventory.gaps) == ([], [])


def test_a_namespace_that_hangs_on_something(tmp_path: Path):
    said = 'namespace = var.on ? "AWS/MemoryDB" : "AWS/ECS"\ndimensions = { ClusterName = "db" }'
    assert cases(only(read(tmp_path, CACHES + alarm(said)), "alarm").exists) == {
        "var.on=true": True,
        "var.on=false": False,
    }


def test_dimensions_tell_what_a_namespace_that_is_not_known_is(tmp_path: Path):
    said = 'namespace = var.open\ndimensions = { CacheClusterId = "node" }'
    assert watched(only(read(tmp_path, CACHES + alarm(said)), "alarm").relations) == {"cache_cluster": ["node"]}


@pytest.mark.parametrize(
    ("said", "enabled", "acts"),
    [
        ("", True, False),
        ("actions_enabled = false", False, False),
        ('alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:t"]', True, True),
        ("alarm_actions = [aws_sns_topic.topic.arn]", True, True),
        ("alarm_actions = []", True, False),
        ("alarm_actions = null", True, False),
        ("alarm_actions = compact([var.open])", True, UNKNOWN),
        ("alarm_actions = var.open", True, UNKNOWN),
        ("ok_actions = [aws_sns_topic.topic.arn]", True, False),
        (
            "alarm_actions = var.on ? [aws_sns_topic.topic.arn] : []",
            True,
            {"var.on=true": True, "var.on=false": False},
        ),
    ],
)
def test_whom_an_alarm_tells(said: str, enabled: object, acts: object, tmp_path: Path):
    facts = only(read(tmp_path, CACHES + on('CacheClusterId = "node"', more=said)), "alarm").facts
    assert (cases(facts["actions_enabled"]), cases(facts["has_actions"])) == (enabled, acts)


@pytest.mark.parametrize(("rule", "acts"), [('"ALARM(it)"', UNKNOWN), ('"ALARM(other)"', False), ("var.open", UNKNOWN)])
def test_an_alarm_made_of_others_may_tell_of_them(rule: str, acts: object, tmp_path: Path):
    parts = f'resource "aws_cloudwatch_composite_alarm" "all" {{\n  alarm_name = "all"\n  alarm_rule = {rule}\n}}\n'
    facts = only(read(tmp_path, CACHES + on('CacheClusterId = "node"') + parts), "alarm").facts
    assert plain(facts["has_actions"]) == acts


def test_code_before_terraform_0_12_has_dimensions_in_a_block(tmp_path: Path):
    said = 'namespace = "AWS/ElastiCache"\ndimensions {\n  CacheClusterId = "node"\n}'
    made = only(read(tmp_path, CACHES + alarm(said)), "alarm")
    assert (watched(made.relations), plain(made.facts["metrics"])) == ({"cache_cluster": ["node"]}, ())


def test_a_plan_tells_the_group_that_is_not_made_yet(tmp_path: Path):
    group = Planned(
        "aws_elasticache_replication_group.g", {"replication_group_id": None}, {"replication_group_id": True}
    )
    it = Planned(
        "aws_cloudwatch_metric_alarm.it",
        {"alarm_name": "it", "namespace": "AWS/ElastiCache", "metric_name": "Evictions", "dimensions": {}},
        {"dimensions": {"CacheClusterId": True}, "alarm_actions": True},
        {
            "dimensions": mentions("aws_elasticache_replication_group.g.id", "aws_elasticache_replication_group.g"),
            "alarm_actions": mentions("aws_sns_topic.t.arn", "aws_sns_topic.t"),
        },
    )
    topic = Planned("aws_sns_topic.t", {"arn": None}, {"arn": True}, {})
    made = only(read_plan(tmp_path, plan(group, it, topic)), "alarm")
    assert watched(made.relations) == {"replication_group": ["g"]}
    assert plain(made.facts["has_actions"]) is True


def test_nothing_is_known_of_metrics_that_are_not_stated(tmp_path: Path):
    facts = only(read(tmp_path, CACHES + alarm('namespace = "AWS/ElastiCache"')), "alarm").facts
    assert plain(facts["metrics"]) in ((), ABSENT)


def test_a_name_may_be_that_of_a_group_whose_name_is_not_known(tmp_path: Path):
    group = """
variable "name" {}
resource "aws_elasticache_replication_group" "g" {
  replication_group_id = NAME
  description          = "g"
}
"""
    named = on('CacheClusterId = "shop-001"')
    for name, expected in (("var.name", UNKNOWN), ('"other"', ABSENT)):
        code = group.replace("NAME", name) + named
        assert plain(only(read(tmp_path / name.strip('"'), code), "alarm").relations["replication_group"]) == expected
