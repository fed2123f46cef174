"""Alarms on metrics of running caches: which they are, what they watch, and whether they tell anybody."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.model.facts import Fact, Known, Ref, Unknown
from auditor.model.resource import Inventory, Resource
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import (
    ALARMS,
    CACHE_CLUSTERS,
    CACHES,
    MEMORYDB_CLUSTERS,
    REPLICATION_GROUPS,
    SERVERLESS_CACHES,
)
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.resources import alarms
from auditor.sources.aws.source import inventory_of
from tests.sources.aws.resources.metric_answers import GROUP, MEMCACHED, MEMORYDB, SERVERLESS, reason, value

PLACE = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm"
TOPIC = ["arn:aws:sns:eu-west-1:111122223333:pager"]
#: A group whose first node was there before it, so that its name does not say so.
OLD = GROUP | {"ReplicationGroupId": "old", "MemberClusters": ["first", "old-002"], "NodeGroups": []}


def metric(namespace: str = "AWS/ElastiCache", **dimensions: str) -> dict[str, Any]:
    named = [{"Name": name, "Value": told} for name, told in dimensions.items()]
    return {"Namespace": namespace, "MetricName": "CPUUtilization", "Dimensions": named}


def alarm(name: str = "busy", **other: Any) -> dict[str, Any]:
    return {"AlarmName": name, "AlarmArn": f"{PLACE}:{name}", "ActionsEnabled": True, "AlarmActions": TOPIC, **other}


def composite(name: str, rule: str, **other: Any) -> dict[str, Any]:
    return alarm(name, AlarmRule=rule, **other)


def region(*told: dict[str, Any], of: tuple[dict[str, Any], ...] = (), refusal: Refusal | None = None) -> Inventory:
    answers = Answers("111122223333", "eu-west-1")
    answers.enter(Answer(REPLICATION_GROUPS, [GROUP, OLD]))
    answers.enter(Answer(CACHE_CLUSTERS, [MEMCACHED, {"CacheClusterId": "old-002", "ReplicationGroupId": "old"}]))
    answers.enter(Answer(SERVERLESS_CACHES, [SERVERLESS]))
    answers.enter(Answer(MEMORYDB_CLUSTERS, [MEMORYDB]))
    answers.enter(Answer(ALARMS, [{"MetricAlarms": [*told]}, {"CompositeAlarms": [*of]}], refusal))
    return inventory_of([answers])


def the(found: Inventory, name: str = "busy") -> Resource:
    return found.resources[f"{PLACE}:{name}"]


def watched(found: Inventory, name: str = "busy") -> dict[str, list[str]]:
    """The caches that an alarm is known to watch, by kind."""
    told = {kind: _refs(fact) for kind, fact in the(found, name).relations.items()}
    return {kind: [member.key.rpartition(":")[2] for member in members] for kind, members in told.items() if members}


def _refs(fact: Fact) -> list[Ref]:
    members = fact.value if isinstance(fact, Known) else getattr(fact, "members", None)
    return [one for one in members or () if isinstance(one, Ref)] if isinstance(members, tuple) else []


def test_an_alarm_is_a_resource_of_its_own():
    found = the(region(alarm(**metric(CacheClusterId="shop-0001-001"))))
    assert (found.kind, found.name, found.address, found.observed) == ("alarm", "busy", f"{PLACE}:busy", True)
    assert (value(found.facts["metrics"]), value(found.facts["region"])) == (("CPUUtilization",), "eu-west-1")
    assert (value(found.facts["actions_enabled"]), value(found.facts["has_actions"])) == (True, True)


@pytest.mark.parametrize(
    ("dimensions", "expected"),
    [
        ({"CacheClusterId": "shop-001"}, {"replication_group": ["shop"]}),
        ({"CacheClusterId": "shop-0001-002", "CacheNodeId": "0001"}, {"replication_group": ["shop"]}),
        ({"CacheClusterId": "First"}, {"replication_group": ["old"]}),
        ({"CacheClusterId": "old-002"}, {"replication_group": ["old"]}),
        ({"CacheClusterId": "pages"}, {"cache_cluster": ["pages"]}),
        ({"CacheClusterId": "pages", "CacheNodeId": "0002"}, {"cache_cluster": ["pages"]}),
        ({"ReplicationGroupId": "shop"}, {"replication_group": ["shop"]}),
        ({"clusterId": "carts"}, {"serverless_cache": ["carts"]}),
        ({"ServerlessCacheName": "carts"}, {"serverless_cache": ["carts"]}),
        ({"CacheClusterId": "gone"}, {}),
        ({}, {}),
    ],
)
def test_an_alarm_watches_what_its_dimensions_name(dimensions: dict[str, str], expected: dict[str, list[str]]):
    found = region(alarm(**metric(**dimensions)))
    assert watched(found) == expected
    assert all(not isinstance(fact, Unknown) for fact in the(found).relations.values())


def test_an_alarm_on_memorydb():
    assert watched(region(alarm(**metric("AWS/MemoryDB", ClusterName="orders")))) == {
        "memorydb_cluster": ["cluster/orders"]
    }


@pytest.mark.parametrize(
    "other",
    [
        metric("AWS/EC2", InstanceId="i-1"),
        metric("AWS/ECS", ClusterName="orders"),
        {"Metrics": [{"Id": "m", "MetricStat": {"Metric": metric("AWS/RDS")}}, {"Id": "e", "Expression": "m * 2"}]},
        {},
    ],
)
def test_alarms_on_anything_else_are_no_resources(other: dict[str, Any]):
    assert not [each for each in region(alarm(**other)).resources.values() if each.kind == "alarm"]


def test_math_and_anomalies_are_followed_to_their_metrics():
    queries = [
        {"Id": "e", "Expression": "m1 + m2", "ReturnData": True},
        {"Id": "m1", "MetricStat": {"Metric": metric(CacheClusterId="first"), "Period": 60, "Stat": "Average"}},
        {"Id": "m2", "MetricStat": {"Metric": metric(CacheClusterId="pages"), "Period": 60, "Stat": "Average"}},
        {"Id": "b", "Expression": "ANOMALY_DETECTION_BAND(m1, 2)"},
    ]
    found = region(alarm(Metrics=queries, ThresholdMetricId="b"))
    assert watched(found) == {"replication_group": ["old"], "cache_cluster": ["pages"]}
    assert value(the(found).facts["metrics"]) == ("CPUUtilization", "CPUUtilization")


def test_metrics_of_other_accounts_are_not_those_of_caches_here():
    query = {"Id": "m", "AccountId": "444455556666", "MetricStat": {"Metric": metric(CacheClusterId="pages")}}
    assert not [each for each in region(alarm(Metrics=[query])).resources.values() if each.kind == "alarm"]
    own = query | {"AccountId": "111122223333"}
    assert watched(region(alarm(Metrics=[own]))) == {"cache_cluster": ["pages"]}


def test_a_query_may_choose_any_cache():
    told = 'SELECT MAX(EngineCPUUtilization) FROM SCHEMA("AWS/ElastiCache", CacheClusterId)'
    found = the(region(alarm(Metrics=[{"Id": "q", "Expression": told, "Period": 60}])))
    assert reason(found.relations["replication_group"]) == "a query chooses what it looks at"


@pytest.mark.parametrize(
    ("rule", "other", "expected"),
    [
        ('ALARM("busy")', {}, True),
        ("ALARM(busy)", {}, True),
        (f'ALARM("{PLACE}:busy") AND ALARM("full")', {}, True),
        ('(OK("full") OR ALARM( "busy" ))', {}, True),
        ('ALARM("busy")', {"AlarmActions": []}, False),
        ('ALARM("busy")', {"ActionsEnabled": False}, False),
        ('ALARM("busy-too")', {}, None),
        ('NOT ALARM("busy")', {}, None),
        ('OK("busy")', {}, None),
        ('AT_LEAST(2, ALARM, ("busy", "full"))', {}, None),
        ('ALARM("full")', {}, False),
    ],
)
def test_an_alarm_may_tell_somebody_as_part_of_another(rule: str, other: dict[str, Any], expected: bool | None):
    one = alarm(AlarmActions=[], **metric(CacheClusterId="pages"))
    has = the(region(one, of=(composite("both", rule, **other),))).facts["has_actions"]
    assert (has.value if isinstance(has, Known) else None) is expected
    if expected is None:
        assert reason(has) == "another alarm names it, and whether that goes off with it is not known"


def test_composite_alarms_may_be_made_of_composite_ones_and_of_each_other():
    one = alarm(AlarmActions=[], **metric(CacheClusterId="pages"))
    inner = composite("inner", 'ALARM("busy") OR ALARM("outer")', AlarmActions=[])
    outer = composite("outer", 'ALARM("inner")')
    assert value(the(region(one, of=(inner, outer))).facts["has_actions"]) is True
    silent = composite("outer", 'ALARM("inner")', AlarmActions=[])
    assert value(the(region(one, of=(inner, silent))).facts["has_actions"]) is False


def test_an_alarm_for_nobody_and_one_that_is_switched_off():
    found = the(region(alarm(AlarmActions=[], ActionsEnabled=False, OKActions=TOPIC, **metric(CacheClusterId="pages"))))
    assert (value(found.facts["actions_enabled"]), value(found.facts["has_actions"])) == (False, False)


def test_a_listing_that_broke_off_may_lack_the_alarm_that_tells():
    broken = Refusal(Cause.THROTTLED, "Throttling", ALARMS.name)
    silent = alarm("silent", AlarmActions=[], **metric(CacheClusterId="pages"))
    found = region(silent, alarm(**metric(CacheClusterId="pages")), refusal=broken)
    assert reason(the(found, "silent").facts["has_actions"]) == "Throttling: cloudwatch:DescribeAlarms"
    assert value(the(found).facts["has_actions"]) is True
    assert "alarm" in found.unlisted


def statuses(rule: str, found: Inventory) -> dict[str, str]:
    rules = load_rules().select((rule,))
    verdicts = judge_all(rules, found, {}).verdicts
    return {one.resource.rpartition(":")[2]: one.status.value for one in verdicts}


def test_rules_find_the_cache_that_nobody_watches():
    found = region(alarm(**metric(CacheClusterId="shop-001")), alarm("mine", **metric(clusterId="carts")))
    told = statuses("monitoring-alarms", found)
    assert told == {"shop": "pass", "old": "fail", "pages": "fail", "carts": "pass", "cluster/orders": "fail"}


def test_where_alarms_cannot_be_listed_none_is_known_to_be_missing():
    denied = Refusal(Cause.DENIED, "AccessDenied", ALARMS.name)
    told = statuses("monitoring-alarms", region(refusal=denied))
    assert set(told.values()) == {"unknown"}


def test_alarms_are_asked_for_where_there_are_caches():
    answers = Answers("111122223333", "eu-west-1")
    for call in CACHES:
        answers.enter(Answer(call))
    assert not list(alarms.ROUNDS[1](answers))
    answers.enter(Answer(SERVERLESS_CACHES, [SERVERLESS]))
    (question,) = alarms.ROUNDS[1](answers)
    assert question.call.arguments == {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
