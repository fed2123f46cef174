"""What was asked of a region, counted, and what was not asked."""

from __future__ import annotations

from auditor.model.resource import Asked
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.asked import asked_of
from auditor.sources.aws.calls import CACHE_CLUSTERS, MEMORYDB_PARAMETERS, REPLICATION_GROUPS
from auditor.sources.aws.errors import Cause, Refusal

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
