"""What was asked of a region, counted, and what was not asked."""

from __future__ import annotations

from auditor.engine.loader import load_rules
from auditor.model.resource import Asked
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.asked import asked_of, not_asked
from auditor.sources.aws.calls import CACHE_CLUSTERS, MEMORYDB_PARAMETERS, REPLICATION_GROUPS
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.needs import every_call, needed

ACCOUNT, REGION = "111122223333", "eu-west-1"


def told(*every: Answer) -> list[Asked]:
    answers = Answers(ACCOUNT, REGION)
    for one in every:
        answers.enter(one)
    return [*asked_of(answers)]


def test_a_listing_is_asked_once():
    (asked,) = told(Answer(CACHE_CLUSTERS, [{}, {}, {}], pages=2))
    assert asked == Asked(ACCOUNT, REGION, "elasticache:DescribeCacheClusters", 1, 1, 3, 2)


def test_a_refusal_says_why():
    refusal = Refusal(Cause.DENIED, "AccessDenied", CACHE_CLUSTERS.name)
    (asked,) = told(Answer(CACHE_CLUSTERS, [{}], refusal, pages=1))
    assert (asked.expected, asked.answered, asked.items) == (1, 0, 1)
    assert asked.refusal == "AccessDenied: elasticache:DescribeCacheClusters"


def test_single_things_are_counted_together():
    throttled = Refusal(Cause.THROTTLED, "Throttling", MEMORYDB_PARAMETERS.name)
    gone = Refusal(Cause.GONE, "ParameterGroupNotFoundFault", MEMORYDB_PARAMETERS.name)
    (asked,) = told(
        Answer(MEMORYDB_PARAMETERS, [{}, {}], subject="a", pages=1),
        Answer(MEMORYDB_PARAMETERS, [], gone, subject="b"),
        Answer(MEMORYDB_PARAMETERS, [], throttled, subject="c"),
    )
    # What is there no more has been answered.
    assert asked == Asked(
        ACCOUNT, REGION, "memorydb:DescribeParameters", 3, 2, 2, 1, "Throttling: memorydb:DescribeParameters"
    )


def test_calls_are_in_order():
    assert [each.call for each in told(Answer(REPLICATION_GROUPS), Answer(CACHE_CLUSTERS))] == [
        "elasticache:DescribeCacheClusters",
        "elasticache:DescribeReplicationGroups",
    ]


def test_of_kinds_that_nobody_asked_for_nothing_is_known():
    kinds = not_asked(needed(load_rules().select(("serverless-public-endpoint",))))
    assert kinds["cache_cluster"] == (
        "elasticache:DescribeCacheClusters was not asked for: no rule that was selected needs it"
    )
    assert "serverless_cache" not in kinds


def test_whoever_asks_for_all_leaves_nothing_open():
    assert not_asked(frozenset(call.name for call in every_call())) == {}
