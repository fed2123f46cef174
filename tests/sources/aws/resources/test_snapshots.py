"""Snapshots of caches, and what each was taken of."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.model.facts import Absent, Ref, Unknown
from auditor.model.resource import Inventory, Resource
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import (
    CACHE_CLUSTERS,
    REPLICATION_GROUPS,
    SERVERLESS_CACHES,
    SERVERLESS_SNAPSHOTS,
    SNAPSHOTS,
)
from auditor.sources.aws.vocabulary import questions
from tests.sources.aws.resources.estate import GROUP, KEPT, NIGHTLY, NODE, OF_CART, PLACE, inventory, verdicts
from tests.sources.aws.resources.memorydb_answers import denied, value

ORPHAN, SESSIONS = "orphan-snapshot", f"{PLACE}:replicationgroup:sessions"
BY_HAND = {"SnapshotName": "by-hand", "ARN": f"{PLACE}:snapshot:by-hand", "SnapshotSource": "manual"}
TAKEN = {"NodeSnapshots": [{"SnapshotCreateTime": "2026-11-02T04:00:00Z"}]}


def of(*others: Answer, **members: object) -> tuple[Resource, Inventory]:
    """A snapshot that tells of itself what is given, and the account that it is in."""
    found = inventory(Answer(SNAPSHOTS, [{**BY_HAND, **TAKEN, **members}]), *others)
    return found.resources[BY_HAND["ARN"]], found


def orphan(found: Inventory) -> str:
    return verdicts(found, ORPHAN)[ORPHAN, BY_HAND["ARN"]]


def test_a_snapshot_says_who_took_it_when_and_how_far_it_is():
    nodes = [{"SnapshotCreateTime": "2026-11-03T00:10:00Z"}, {"SnapshotCreateTime": "2026-11-02T23:50:00+00:00"}]
    found, _ = of(SnapshotStatus="copying", NodeSnapshots=nodes, KmsKeyId="arn:aws:kms:eu-west-1:111122223333:key/k")
    told = [value(found.fact(name)) for name in ("identifier", "source", "state", "created", "region")]
    assert told == ["by-hand", "manual", "copying", date(2026, 11, 2), "eu-west-1"]
    assert value(found.fact("kms_key")) == "arn:aws:kms:eu-west-1:111122223333:key/k"
    assert value(found.relation("key"))


def test_a_serverless_snapshot_says_the_same():
    found = inventory().resources[OF_CART["ARN"]]
    told = [value(found.fact(name)) for name in ("identifier", "source", "state", "created")]
    assert told == ["of-cart", "manual", "available", date(2026, 11, 20)]
    assert value(found.relation("serverless_cache")) == (Ref(f"{PLACE}:serverlesscache:cart"),)
    automatic = inventory(
        Answer(SERVERLESS_SNAPSHOTS, [OF_CART | {"SnapshotType": "automated", "Status": "create-failed"}])
    )
    assert value(automatic.resources[OF_CART["ARN"]].fact("source")) == "automated"
    assert value(automatic.resources[OF_CART["ARN"]].fact("state")) == "failed"


def test_what_is_not_told_of_a_snapshot_is_not_known():
    found, _ = of(SnapshotSource=None, SnapshotStatus=None, NodeSnapshots=None)
    for name in ("source", "state", "created"):
        assert isinstance(found.fact(name), Unknown)
    assert isinstance(found.fact("kms_key"), Absent)
    other, _ = of(SnapshotSource="by a robot", SnapshotStatus="dreaming", NodeSnapshots=[{"SnapshotCreateTime": "?"}])
    for name in ("source", "state", "created"):
        assert isinstance(other.fact(name), Unknown)
    nameless = inventory(Answer(SERVERLESS_SNAPSHOTS, [{**OF_CART, "ServerlessCacheConfiguration": None}]))
    assert isinstance(nameless.resources[OF_CART["ARN"]].relation("serverless_cache"), Unknown)


@pytest.mark.parametrize(
    "named",
    [{"ReplicationGroupId": "Sessions"}, {"CacheClusterId": "sessions-001"}, {"CacheClusterId": "SESSIONS-001"}],
)
def test_it_leads_to_the_group_that_it_names_by_itself_or_by_a_node(named: dict[str, str]):
    found, account = of(**named)
    assert value(found.relation("replication_group")) == (Ref(SESSIONS),)
    assert isinstance(found.relation("cache_cluster"), Absent)
    assert orphan(account) == "pass"


def test_it_leads_to_a_cluster_by_itself():
    found, account = of(CacheClusterId="pages")
    assert value(found.relation("cache_cluster")) == (Ref(f"{PLACE}:cluster:pages"),)
    assert isinstance(found.relation("replication_group"), Absent)
    assert orphan(account) == "pass"


@pytest.mark.parametrize("named", [{"ReplicationGroupId": "gone"}, {"CacheClusterId": "gone"}])
def test_what_it_was_taken_of_is_gone(named: dict[str, str]):
    assert orphan(of(**named)[1]) == "fail"


@pytest.mark.parametrize(
    ("named", "call"),
    [
        ({"ReplicationGroupId": "gone"}, REPLICATION_GROUPS),
        ({"CacheClusterId": "gone"}, CACHE_CLUSTERS),
        ({}, REPLICATION_GROUPS),
    ],
)
def test_what_may_be_gone_is_not_known_where_not_all_could_be_listed(named: dict[str, str], call: object):
    found, account = of(denied(call), **named)  # type: ignore[arg-type]  # a call
    assert isinstance(found.relation("replication_group"), Unknown)
    assert orphan(account) == "unknown"
    assert account.gaps


def test_a_serverless_cache_that_could_not_be_listed_is_not_known():
    found = inventory(denied(SERVERLESS_CACHES))
    assert isinstance(found.resources[OF_CART["ARN"]].relation("serverless_cache"), Unknown)
    assert verdicts(found, ORPHAN)[ORPHAN, OF_CART["ARN"]] == "unknown"


def test_a_group_whose_nodes_are_there_is_there():
    found, account = of(denied(REPLICATION_GROUPS), ReplicationGroupId="sessions")
    assert value(found.relation("replication_group")) == (Ref(SESSIONS),)
    assert orphan(account) == "pass"


def test_a_younger_cache_of_the_same_name_is_another_one():
    younger = {"ReplicationGroupCreateTime": "2026-11-10T00:00:00Z", "AtRestEncryptionEnabled": True}
    node = NODE | {"CacheClusterCreateTime": "2026-11-10T00:00:00Z"}
    groups, nodes = Answer(REPLICATION_GROUPS, [GROUP | younger]), Answer(CACHE_CLUSTERS, [node])
    for named in ({"ReplicationGroupId": "sessions"}, {"CacheClusterId": "sessions-001"}):
        _, account = of(groups, nodes, **named)
        assert orphan(account) == "fail"
        assert verdicts(account, "snapshot-unencrypted")["snapshot-unencrypted", BY_HAND["ARN"]] == "unknown"
    # A group that was made of a cluster which was there before has that as its node.
    _, account = of(groups, Answer(CACHE_CLUSTERS, [NODE]), CacheClusterId="sessions-001")
    assert orphan(account) == "pass"


def test_when_a_cache_was_made_need_not_be_told():
    old = {name: told for name, told in GROUP.items() if name != "ReplicationGroupCreateTime"}
    assert orphan(of(Answer(REPLICATION_GROUPS, [old]), ReplicationGroupId="sessions")[1]) == "pass"
    assert orphan(of(ReplicationGroupId="sessions", NodeSnapshots=None)[1]) == "pass"


def test_snapshots_that_could_not_be_listed_leave_caches_open():
    stale = ("snapshot-stale", SESSIONS)
    assert verdicts(inventory(), "snapshot-stale")[stale] == "pass"
    assert verdicts(inventory(Answer(SNAPSHOTS, [KEPT])), "snapshot-stale")[stale] == "fail"
    for call in (SNAPSHOTS, SERVERLESS_SNAPSHOTS):
        assert verdicts(inventory(denied(call)), "snapshot-stale")[stale] == "unknown"
    assert NIGHTLY["ARN"] not in inventory(denied(SNAPSHOTS)).resources


def test_every_region_is_asked():
    assert {SNAPSHOTS, SERVERLESS_SNAPSHOTS} <= {one.call for one in questions(0, Answers("1", "eu-west-1"))}
