"""Snapshots, updates and reservations of MemoryDB as the API tells of them."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.model.facts import Absent, Ref, Unknown
from auditor.model.resource import Resource
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import MEMORYDB_CLUSTERS, MEMORYDB_RESERVED, MEMORYDB_SNAPSHOTS, MEMORYDB_UPDATES
from auditor.sources.aws.vocabulary import questions
from tests.sources.aws.resources.memorydb_answers import PLACE, answers_of, denied, inventory, value

CLUSTERS = Answer(
    MEMORYDB_CLUSTERS,
    [
        {"Name": "orders", "NodeType": "db.r7g.large", "ARN": f"{PLACE}:cluster/orders"},
        {"Name": "small", "NodeType": "db.t4g.small", "ARN": f"{PLACE}:cluster/small"},
    ],
)
SNAPSHOT: dict[str, object] = {
    "Name": "nightly",
    "Status": "available",
    "Source": "automated",
    "KmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k",
    "ARN": f"{PLACE}:snapshot/nightly",
    "ClusterConfiguration": {
        "Name": "orders",
        "Shards": [{"SnapshotCreationTime": "1763856000.5"}, {"SnapshotCreationTime": "2025-11-22T23:59:59Z"}],
    },
}


def snapshot(*given: Answer, **other: object) -> Resource:
    told = SNAPSHOT | other
    return inventory(Answer(MEMORYDB_SNAPSHOTS, [told]), *given).resources[f"{PLACE}:snapshot/nightly"]


def test_a_snapshot_has_what_the_answer_tells():
    found = snapshot(CLUSTERS)
    assert [value(found.fact(name)) for name in ("identifier", "source", "state", "kms_key", "created")] == [
        *("nightly", "automated", "available", SNAPSHOT["KmsKeyId"], date(2025, 11, 22)),
    ]
    assert value(found.relation("cluster")) == (Ref(f"{PLACE}:cluster/orders"),)


def test_the_cluster_of_a_snapshot_is_gone_or_could_not_be_listed():
    assert isinstance(snapshot(Answer(MEMORYDB_CLUSTERS)).relation("cluster"), Absent)
    unread = snapshot(denied(MEMORYDB_CLUSTERS)).relation("cluster")
    assert isinstance(unread, Unknown)
    assert unread.reason == "AccessDenied: memorydb:DescribeClusters"
    assert isinstance(snapshot(CLUSTERS, ClusterConfiguration={}).relation("cluster"), Unknown)


@pytest.mark.parametrize(
    ("member", "told", "fact"),
    [
        ("ClusterConfiguration", {"Name": "orders"}, "created"),
        ("ClusterConfiguration", {"Shards": [{"SnapshotCreationTime": "x"}]}, "created"),
        ("ClusterConfiguration", {"Shards": [{"SnapshotCreationTime": "1763856000"}, {}]}, "created"),
        ("Source", None, "source"),
        ("Source", "robot", "source"),
        ("Status", None, "state"),
        ("Status", "thinking", "state"),
    ],
)
def test_what_is_not_told_of_a_snapshot_is_not_known(member: str, told: object, fact: str):
    assert isinstance(snapshot(**{member: told}).fact(fact), Unknown)


UPDATE: dict[str, object] = {"ClusterName": "orders", "ServiceUpdateName": "patch-1", "Status": "available"}


@pytest.mark.parametrize(
    ("told", "status"), [("available", "not-applied"), ("scheduled", "scheduled"), ("in-progress", "in-progress")]
)
def test_an_update_stands_at_its_cluster(told: str, status: str):
    found = inventory(CLUSTERS, Answer(MEMORYDB_UPDATES, [UPDATE | {"Status": told}]))
    (update,) = [one for one in found.resources.values() if one.kind == "service_update"]
    assert (update.name, update.location.arn) == ("patch-1/orders", f"{PLACE}:cluster/orders")
    assert value(update.fact("status")) == status
    assert value(update.relation("cache")) == (Ref(f"{PLACE}:cluster/orders"),)
    assert isinstance(update.fact("severity"), Unknown)
    assert isinstance(update.fact("apply_by"), Absent)


def test_an_update_of_which_no_state_is_told_is_not_known():
    found = inventory(CLUSTERS, Answer(MEMORYDB_UPDATES, [UPDATE | {"Status": None}]))
    assert isinstance(found.resources[f"{PLACE}:cluster/orders/patch-1"].fact("status"), Unknown)


def test_an_update_of_a_cluster_without_an_arn_stands_where_that_must_be():
    found = inventory(Answer(MEMORYDB_CLUSTERS, [{"Name": "orders"}]), Answer(MEMORYDB_UPDATES, [UPDATE]))
    assert f"{PLACE}:cluster/orders/patch-1" in found.resources


def test_one_update_of_two_clusters_is_two():
    both = [UPDATE, UPDATE | {"ClusterName": "small"}]
    found = list(inventory(CLUSTERS, Answer(MEMORYDB_UPDATES, both)).resources.values())
    assert len({one.identity for one in found if one.kind == "service_update"}) == 2


BOUGHT: dict[str, object] = {
    "ReservationId": "r-1",
    "NodeType": "db.r7g.4xlarge",
    "NodeCount": 3,
    "State": "active",
    "StartTime": "2025-11-23T10:00:00Z",
    "Duration": 31_536_000,
    "ARN": f"{PLACE}:reservednode/r-1",
}


def bought(*given: Answer, **other: object) -> Resource:
    told = BOUGHT | other
    return inventory(*given, Answer(MEMORYDB_RESERVED, [told])).resources[f"{PLACE}:reservednode/r-1"]


def test_a_reservation_pays_for_any_size_of_its_family():
    found = bought(CLUSTERS)
    assert [value(found.fact(name)) for name in ("node_type", "node_count", "reservation", "ends")] == [
        *("db.r7g.4xlarge", 3, "active", date(2026, 11, 23)),
    ]
    assert isinstance(found.fact("product"), Absent)
    assert value(found.relation("caches")) == (Ref(f"{PLACE}:cluster/orders"),)
    assert value(bought(CLUSTERS, NodeType="db.r6g.large").relation("caches")) == ()


def test_what_a_reservation_pays_for_is_not_known_where_clusters_are_not():
    relation = bought(denied(MEMORYDB_CLUSTERS)).relation("caches")
    assert isinstance(relation, Unknown)
    assert relation.reason == "AccessDenied: memorydb:DescribeClusters"
    untyped = Answer(MEMORYDB_CLUSTERS, [{"Name": "orders"}, *CLUSTERS.items])
    for found in (bought(untyped), bought(CLUSTERS, NodeType=None)):
        assert isinstance(found.relation("caches"), Unknown)


def test_what_is_not_told_of_a_reservation_is_not_known():
    assert isinstance(bought(Duration=None).fact("ends"), Unknown)
    assert isinstance(bought(StartTime=None).fact("ends"), Unknown)
    assert isinstance(bought(State="bought").fact("reservation"), Unknown)
    for member, fact in (("State", "reservation"), ("NodeType", "node_type"), ("NodeCount", "node_count")):
        assert isinstance(bought(**{member: None}).fact(fact), Unknown)


def test_what_costs_money_is_asked_for_everywhere_and_updates_where_there_are_clusters():
    empty = answers_of(Answer(MEMORYDB_CLUSTERS))
    assert {MEMORYDB_SNAPSHOTS, MEMORYDB_RESERVED} <= {one.call for one in questions(0, empty)}
    assert MEMORYDB_UPDATES not in {one.call for one in questions(1, empty)}
    assert MEMORYDB_UPDATES in {one.call for one in questions(1, answers_of(CLUSTERS))}
