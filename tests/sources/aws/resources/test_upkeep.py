"""Service updates and reserved nodes of ElastiCache."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.model.facts import Absent, Ref, Unknown
from auditor.model.resource import Resource
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import CACHE_CLUSTERS, CACHES, REPLICATION_GROUPS, RESERVED_NODES, UPDATE_ACTIONS
from auditor.sources.aws.vocabulary import questions
from tests.sources.aws.resources.estate import (
    ACCOUNT,
    GROUP,
    NODE,
    PAGES,
    PLACE,
    RESERVED,
    UPDATE,
    answers,
    inventory,
    verdicts,
)
from tests.sources.aws.resources.memorydb_answers import denied, unseen, value

SESSIONS, ON_PAGES = f"{PLACE}:replicationgroup:sessions", f"{PLACE}:cluster:pages"
UNUSED = ("reserved-node-unused", RESERVED["ReservationARN"])


def update(**other: object) -> Resource:
    found = inventory(Answer(UPDATE_ACTIONS, [UPDATE | other]))
    (one,) = [one for one in found.resources.values() if one.kind == "service_update"]
    return one


def reserved(*others: Answer, **other: object) -> Resource:
    found = inventory(Answer(RESERVED_NODES, [RESERVED | other]), *others)
    return found.resources[RESERVED["ReservationARN"]]


def test_an_update_is_told_for_each_cache_that_lacks_it():
    found = inventory(
        Answer(UPDATE_ACTIONS, [UPDATE, UPDATE | {"ReplicationGroupId": None, "CacheClusterId": "pages"}])
    )
    updates = {one.name: one for one in found.resources.values() if one.kind == "service_update"}
    assert set(updates) == {"elasticache-20261001-001/sessions", "elasticache-20261001-001/pages"}
    assert len({one.identity for one in updates.values()}) == len({one.key for one in updates.values()}) == 2
    first, second = updates["elasticache-20261001-001/sessions"], updates["elasticache-20261001-001/pages"]
    assert value(first.relation("cache")) == (Ref(SESSIONS),)
    assert value(second.relation("cache")) == (Ref(ON_PAGES),)
    assert (first.location.arn, second.location.arn) == (SESSIONS, ON_PAGES)
    assert [value(first.fact(name)) for name in ("severity", "status", "apply_by", "region")] == [
        "important", "not-applied", date(2026, 10, 20), "eu-west-1",
    ]  # fmt: skip


def test_an_update_of_a_node_is_one_of_its_group():
    assert value(update(ReplicationGroupId=None, CacheClusterId="sessions-001").relation("cache")) == (Ref(SESSIONS),)


def test_a_cache_that_was_not_read_is_there():
    assert unseen(update(ReplicationGroupId="other").relation("cache")).name == f"{PLACE}:replicationgroup:other"
    assert isinstance(update(ReplicationGroupId=None).relation("cache"), Unknown)


def test_what_is_not_told_of_an_update_is_not_known():
    for member, fact in (("ServiceUpdateSeverity", "severity"), ("UpdateActionStatus", "status")):
        assert isinstance(update(**{member: None}).fact(fact), Unknown)
        assert isinstance(update(**{member: "a later word"}).fact(fact), Unknown)
    assert isinstance(update(ServiceUpdateRecommendedApplyByDate=None).fact("apply_by"), Absent)
    assert isinstance(update(ServiceUpdateRecommendedApplyByDate="soon").fact("apply_by"), Unknown)


def test_a_reservation_says_what_it_is_for_and_until_when():
    found = reserved()
    names = ("identifier", "node_type", "product", "node_count", "reservation", "ends")
    assert [value(found.fact(name)) for name in names] == [
        "ri-1", "cache.r7g.xlarge", "redis", 2, "active", date(2027, 1, 1),
    ]  # fmt: skip


def test_what_is_not_told_of_a_reservation_is_not_known():
    for member, fact in (
        ("CacheNodeType", "node_type"),
        ("ProductDescription", "product"),
        ("CacheNodeCount", "node_count"),
        ("State", "reservation"),
        ("StartTime", "ends"),
        ("Duration", "ends"),
    ):
        assert isinstance(reserved(**{member: None}).fact(fact), Unknown), fact
    assert isinstance(reserved(State="resting").fact("reservation"), Unknown)
    for member in ("CacheNodeType", "ProductDescription"):
        assert isinstance(reserved(**{member: None}).relation("caches"), Unknown)


@pytest.mark.parametrize(
    ("product", "node_type", "caches"),
    [
        ("redis", "cache.r7g.xlarge", (SESSIONS,)),
        ("valkey", "cache.r7g.large", (SESSIONS,)),
        ("memcached", "cache.t4g.micro", (ON_PAGES,)),
        ("valkey", "cache.r7gd.large", ()),
        ("memcached", "cache.r7g.large", ()),
    ],
)
def test_it_pays_for_nodes_of_its_family_and_engine(product: str, node_type: str, caches: tuple[str, ...]):
    found = inventory(Answer(RESERVED_NODES, [RESERVED | {"ProductDescription": product, "CacheNodeType": node_type}]))
    held = found.resources[RESERVED["ReservationARN"]].relation("caches")
    assert value(held) == tuple(map(Ref, caches))
    assert verdicts(found, UNUSED[0])[UNUSED] == ("pass" if caches else "fail")


def test_whether_one_for_valkey_pays_for_redis_is_not_known():
    as_redis = Answer(REPLICATION_GROUPS, [GROUP | {"Engine": "redis"}])
    assert isinstance(reserved(as_redis, ProductDescription="valkey").relation("caches"), Unknown)
    other = reserved(as_redis, ProductDescription="valkey", CacheNodeType="cache.m7g.large")
    assert value(other.relation("caches")) == ()
    assert value(reserved(as_redis).relation("caches")) == (Ref(SESSIONS),)


@pytest.mark.parametrize("call", [REPLICATION_GROUPS, CACHE_CLUSTERS])
def test_whether_it_is_used_is_not_known_where_caches_could_not_be_listed(call: object):
    spare = Answer(RESERVED_NODES, [RESERVED | {"CacheNodeType": "cache.m7g.large"}])
    found = inventory(spare, denied(call))  # type: ignore[arg-type]  # a call
    assert isinstance(found.resources[RESERVED["ReservationARN"]].relation("caches"), Unknown)
    assert verdicts(found, UNUSED[0])[UNUSED] == "unknown"
    assert found.gaps


def test_a_cache_of_which_too_little_is_told_may_use_it():
    bare = {"ReplicationGroupId": "sessions", "ARN": SESSIONS}
    node = {name: told for name, told in NODE.items() if name not in ("Engine", "CacheNodeType")}
    group, nodes = Answer(REPLICATION_GROUPS, [bare]), Answer(CACHE_CLUSTERS, [node, PAGES])
    assert isinstance(reserved(group, nodes).relation("caches"), Unknown)
    # Of a group the nodes tell the same.
    assert value(reserved(group).relation("caches")) == (Ref(SESSIONS),)


def test_reservations_that_could_not_be_listed_leave_caches_open():
    covered = ("reserved-node-coverage", SESSIONS)
    assert verdicts(inventory(), covered[0])[covered] == "pass"
    assert verdicts(inventory(denied(RESERVED_NODES)), covered[0])[covered] == "unknown"


def test_updates_are_asked_for_where_there_are_caches_and_reservations_everywhere():
    none = answers(*(Answer(call) for call in CACHES))
    assert RESERVED_NODES in {one.call for one in questions(0, Answers(ACCOUNT, "eu-west-1"))}
    assert UPDATE_ACTIONS not in {one.call for one in questions(1, none)}
    assert UPDATE_ACTIONS in {one.call for one in questions(1, answers())}
    some = answers(*(Answer(call) for call in CACHES if call is not CACHE_CLUSTERS), denied(CACHE_CLUSTERS))
    assert UPDATE_ACTIONS in {one.call for one in questions(1, some)}
