"""From answers to an inventory: gaps, kinds of which not all were listed, and why a relation leads nowhere."""

from __future__ import annotations

import pytest

from auditor.model.facts import Known, Unseen
from auditor.model.resource import Inventory
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import CACHE_CLUSTERS, REPLICATION_GROUPS, SECURITY_GROUPS, SERVERLESS_CACHES, Call
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.source import inventory_of, no_access

ACCOUNT = "111122223333"
CLUSTER: dict[str, object] = {
    "CacheClusterId": "sessions",
    "Engine": "memcached",
    "SecurityGroups": [{"SecurityGroupId": "sg-1", "Status": "active"}],
}


def refused(call: Call, cause: Cause, code: str, *items: dict[str, object]) -> Answer:
    return Answer(call, list(items), Refusal(cause, code, call.name))


def inventory(*given: Answer, region: str = "eu-west-1") -> Inventory:
    answers = Answers(ACCOUNT, region)
    for one in (Answer(REPLICATION_GROUPS), Answer(CACHE_CLUSTERS), Answer(SERVERLESS_CACHES), *given):
        answers.enter(one)
    return inventory_of([answers])


def test_what_runs_is_observed_and_stands_at_its_arn():
    found = inventory(Answer(CACHE_CLUSTERS, [CLUSTER]))
    arn = f"arn:aws:elasticache:eu-west-1:{ACCOUNT}:cluster:sessions"
    resource = found.resources[arn]
    assert (resource.observed, resource.address, resource.name) == (True, arn, "sessions")
    assert (resource.location.account, resource.location.region) == (ACCOUNT, "eu-west-1")
    assert (found.gaps, found.sources) == ([], [f"{ACCOUNT}/eu-west-1"])


def test_a_kind_that_was_not_asked_for_is_not_known_to_be_absent():
    found = inventory()
    assert found.unlisted["alarm"] == "they were not asked for"
    assert not {"replication_group", "cache_cluster", "serverless_cache"} & found.unlisted.keys()


def test_a_denied_call_is_a_gap_and_its_kinds_are_open():
    found = inventory(refused(SERVERLESS_CACHES, Cause.DENIED, "AccessDenied"))
    (gap,) = found.gaps
    place = f"eu-west-1 of {ACCOUNT}"
    assert gap.id == f"call:{ACCOUNT}:eu-west-1:elasticache:DescribeServerlessCaches"
    assert gap.what == f"elasticache:DescribeServerlessCaches in {place}"
    assert gap.reason == "AccessDenied: elasticache:DescribeServerlessCaches"
    assert {kind: why for kind, why in found.unlisted.items() if "not asked" not in why} == {
        "serverless_cache": f"AccessDenied: elasticache:DescribeServerlessCaches in {place}"
    }
    assert found.coverage == {"regions": 1}


def test_a_listing_that_broke_off_says_how_far_it_came():
    found = inventory(refused(CACHE_CLUSTERS, Cause.THROTTLED, "Throttling", CLUSTER))
    assert [gap.reason for gap in found.gaps] == ["Throttling: elasticache:DescribeCacheClusters, after 1 of them"]
    assert len(found.resources) == 1
    assert "cache_cluster" in found.unlisted


@pytest.mark.parametrize(
    ("cause", "code", "words"),
    [
        (Cause.CLOSED, "OptInRequired", "the region does not take these credentials, or is not enabled"),
        (Cause.EXPIRED, "ExpiredToken", "the credentials are past their time"),
        (Cause.SILENT, "ReadTimeoutError", "it does not answer in time"),
    ],
)
def test_a_region_that_is_shut_is_one_gap_that_names_every_call(cause: Cause, code: str, words: str):
    found = inventory(refused(CACHE_CLUSTERS, cause, code), refused(SERVERLESS_CACHES, cause, code))
    (gap,) = found.gaps
    calls = "elasticache:DescribeCacheClusters, elasticache:DescribeServerlessCaches"
    assert gap.reason == f"{code}: {words}; not read: {calls}"
    assert {kind for kind, why in found.unlisted.items() if code in why} == {"cache_cluster", "serverless_cache"}


def test_what_a_cache_names_and_could_not_be_listed_says_so():
    found = inventory(
        Answer(CACHE_CLUSTERS, [CLUSTER]), refused(SECURITY_GROUPS, Cause.DENIED, "UnauthorizedOperation")
    )
    (cache,) = [one for one in found.resources.values() if one.kind == "cache_cluster"]
    fact = cache.relations["security_groups"]
    assert isinstance(fact, Known)
    reason = f"UnauthorizedOperation: ec2:DescribeSecurityGroups in eu-west-1 of {ACCOUNT}"
    assert fact.value == (Unseen("sg-1", reason, named=True),)


def test_nothing_there_is_no_gap():
    assert inventory(refused(SERVERLESS_CACHES, Cause.UNKNOWN, "InvalidAction")).gaps == []


def test_an_account_that_could_not_be_asked_leaves_every_kind_open():
    found = no_access(ACCOUNT, "AccessDenied: sts:AssumeRole")
    assert [(gap.id, gap.reason) for gap in found.gaps] == [(f"account:{ACCOUNT}", "AccessDenied: sts:AssumeRole")]
    assert "replication_group" in found.unlisted
