"""Log groups that caches deliver to."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model.facts import Absent, Known, Ref, Unknown
from auditor.model.finding import Status
from auditor.model.schema import KINDS
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import CACHE_CLUSTERS, LOG_GROUP, LOG_GROUPS, REPLICATION_GROUPS, Question
from auditor.sources.aws.resources import logs
from tests.sources.aws.resources.networks import answers, findings, inventory, node, only, refused

RETENTION, ENCRYPTED = "log-group-retention", "log-group-key"
_, ask = logs.ROUNDS


def delivering(*names: str, type_: str = "cloudwatch-logs") -> Answer:
    """A node that delivers logs to log groups."""
    details = "CloudWatchLogsDetails" if type_ == "cloudwatch-logs" else "KinesisFirehoseDetails"
    member = "LogGroup" if type_ == "cloudwatch-logs" else "DeliveryStream"
    told = [
        {"LogType": "slow-log", "DestinationType": type_, "DestinationDetails": {details: {member: one}},
         "LogFormat": "json", "Status": "active"}
        for one in names
    ]  # fmt: skip
    return Answer(CACHE_CLUSTERS, [node(LogDeliveryConfigurations=told)])


def listed(*groups: dict[str, Any], about: str = "") -> Answer:
    return Answer(LOG_GROUP if about else LOG_GROUPS, list(groups), subject=about)


def test_a_log_group_with_retention_and_a_key():
    group = {"logGroupName": "redis", "retentionInDays": 30, "kmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/1"}
    found = inventory(delivering("redis"), listed({"logGroupName": "redis-other"}, group, about="redis"))
    one = only(found, "log_group")
    assert (one.fact("retention_days"), one.fact("kms_key")) == (
        Known(30, place=one.location),
        Known(group["kmsKeyId"], place=one.location),
    )
    assert one.address == "arn:aws:logs:eu-west-1:111122223333:log-group:redis"
    (cache,) = [each for each in found.resources.values() if each.kind == "cache_cluster"]
    relation = cache.relation("log_groups")
    assert isinstance(relation, Known)
    assert relation.value == (Ref(one.key),)
    assert set(one.facts) == {name for name, fact in KINDS["log_group"].facts.items() if not fact.derived}
    assert isinstance(one.fact("tags"), Unknown)


def test_what_a_log_group_leaves_out_it_does_not_have():
    found = inventory(delivering("redis"), listed({"logGroupName": "redis"}, about="redis"))
    one = only(found, "log_group")
    assert isinstance(one.fact("retention_days"), Absent)
    assert isinstance(one.fact("kms_key"), Absent)
    assert [each.status for rule in findings(found, RETENTION, ENCRYPTED).values() for each in rule] == [
        Status.FAIL,
        Status.FAIL,
    ]


@pytest.mark.parametrize("answer", [refused(LOG_GROUP, "redis"), None])
def test_a_log_group_that_was_not_read_is_there_and_open(answer: Answer | None):
    found = inventory(delivering("redis"), *([answer] if answer else []))
    reason = "AccessDenied: logs:DescribeLogGroups" if answer else "logs:DescribeLogGroups was not asked for"
    for rule, (finding,) in findings(found, RETENTION, ENCRYPTED).items():
        assert (finding.status, reason in str(finding)) == (Status.UNKNOWN, True), rule


def test_a_log_group_that_is_not_there_is_not_made_up():
    found = inventory(delivering("redis"), listed({"logGroupName": "redis-2"}, about="redis"))
    assert [one for one in found.resources.values() if one.kind == "log_group"] == []


def test_a_denied_listing_leaves_all_open():
    names = [f"redis/{number:02}" for number in range(12)]
    found = inventory(delivering(*names), refused(LOG_GROUPS))
    assert {one.status for one in findings(found, RETENTION)[RETENTION]} == {Status.UNKNOWN}
    assert len(findings(found, RETENTION)[RETENTION]) == 12


def test_few_are_asked_about_by_name_once_each():
    groups = Answer(REPLICATION_GROUPS, [{"ReplicationGroupId": "x", **node_of("b", "a")}, node_of("a")])
    assert list(ask(answers(groups))) == [Question(LOG_GROUP, "a"), Question(LOG_GROUP, "b")]


def node_of(*names: str) -> dict[str, Any]:
    held: list[dict[str, Any]] = delivering(*names).items
    return {"LogDeliveryConfigurations": held[0]["LogDeliveryConfigurations"]}


def test_many_are_listed_together_as_far_as_their_names_begin_alike():
    names = [f"/aws/elasticache/{number:02}" for number in range(11)]
    (question,) = ask(answers(delivering(*names)))
    assert (question.call, dict(question.more)) == (LOG_GROUPS, {"logGroupNamePrefix": "/aws/elasticache/"})
    (question,) = ask(answers(delivering(*names, "redis")))
    assert dict(question.more) == {}


def test_nothing_is_asked_where_no_logs_are_delivered_to_log_groups():
    assert list(ask(answers(delivering()))) == []
    assert list(ask(answers(delivering("stream", type_="kinesis-firehose")))) == []
