"""Over how many zones nodes are spread, and how alike shards are."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model.facts import ABSENT, Known, Unknown
from tests.analysis.builders import BLURRED, FALSE, TRUE, either, known, link, resource, view


def of(name: str, kind: str = "replication_group", **facts: Any) -> object:
    """What is known of a number: the number, or (least, most, why not)."""
    one = resource(kind, "cache", **facts)
    fact = view(one).fact(one, name)
    if isinstance(fact, Unknown):
        return fact.low, fact.high, fact.reason
    return known(fact, getattr(fact, "value", None)).value


CHOSEN = "no zones are stated: AWS chooses them"
VAR = "var.x has no value"
PARTLY = Unknown(VAR, members=("a",))


@pytest.mark.parametrize(
    ("replicas", "multi_az", "zones", "expected"),
    [
        (1, False, ("a b",), 2),
        (1, False, ("a a",), 1),
        (1, True, ("a a",), 1),
        (2, False, ("a b a",), 2),
        (2, False, ("a b c", "a b b"), 2),
        (0, False, ("a",), 1),
        (0, False, ("a b",), 1),
        (1, False, ("number-0 number-1",), 2),
        (1, False, ("number-0 number-0",), 1),
        (1, False, ("a number-0",), (1, 2, "some zones are known by their names, others by their numbers")),
        (0, True, ABSENT, 1),
        (1, True, ABSENT, 2),
        (2, True, ABSENT, (2, 3, CHOSEN)),
        (1, False, ABSENT, (1, 2, CHOSEN)),
        (1, BLURRED, ABSENT, (1, 2, CHOSEN)),
        (1, False, ("a ?",), (1, 2, CHOSEN)),
        (1, True, ("a ?",), 2),
        (2, False, ("a b ?",), (2, 3, CHOSEN)),
        (2, False, ("a b",), (2, 3, CHOSEN)),
        (1, False, ("a a", "a ?"), 1),
        (1, True, BLURRED, (1, 2, f"zones: {VAR}")),
        (1, False, BLURRED, (1, 2, f"zones: {VAR}")),
        (1, False, PARTLY, (1, 2, CHOSEN)),
        (BLURRED, False, ABSENT, (1, 6, f"replicas: {VAR}")),
        (BLURRED, True, ABSENT, (1, 6, f"replicas: {VAR}")),
        (Unknown(VAR, low=1, high=2), True, ABSENT, (2, 3, f"replicas: {VAR}")),
        (BLURRED, False, ("a b",), (2, 6, CHOSEN)),
    ],
)
def test_zones_of_the_shard_with_fewest(replicas: object, multi_az: object, zones: object, expected: object):
    shards = len(zones) if isinstance(zones, tuple) else 1
    facts: dict[str, Any] = {"replicas_per_shard": replicas, "multi_az": multi_az, "zones": zones, "shards": shards}
    assert of("zones.per_shard", **facts) == expected


def test_shards_of_which_nothing_is_told_are_anywhere():
    facts: dict[str, Any] = {"replicas_per_shard": 2, "multi_az": False, "zones": ("a b c",), "shards": 2}
    assert of("zones.per_shard", **facts) == (1, 3, CHOSEN)
    assert of("zones.per_shard", **{**facts, "multi_az": True}) == (2, 3, CHOSEN)
    assert of("zones.per_shard", **{**facts, "zones": ("a a a",)}) == 1
    assert of("zones.per_shard", **{**facts, "zones": Unknown(VAR, members=("a a a",))}) == 1


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({"replicas_per_shard": 1, "zones": ("a b", "c c")}, "the nodes of shard 2 are in c"),
        ({"replicas_per_shard": 0}, "a shard is one node"),
        ({"replicas_per_shard": 1, "multi_az": True}, "Multi-AZ keeps a replica in another zone"),
    ],
)
def test_why_they_are_so_many_is_told(facts: dict[str, Any], because: str):
    group = resource("replication_group", "cache", **{"multi_az": False, "shards": 2, **facts})
    found = view(group).fact(group, "zones.per_shard")
    assert isinstance(found, Known)
    assert found.because == because


def test_zones_hang_together_with_what_they_hang_on():
    zones = either(Known(("a b",)), Known(("a a",)))
    group = resource("replication_group", "cache", replicas_per_shard=1, multi_az=False, zones=zones, shards=1)
    known(view(group, world=TRUE).fact(group, "zones.per_shard"), 2)
    known(view(group, world=FALSE).fact(group, "zones.per_shard"), 1)


@pytest.mark.parametrize(
    ("nodes", "mode", "zones", "expected"),
    [
        (1, "single-az", ABSENT, 1),
        (1, "cross-az", ABSENT, 1),
        (3, "single-az", ABSENT, 1),
        (3, "cross-az", ABSENT, (2, 3, CHOSEN)),
        (3, "single-az", ("a",), 1),
        (1, "single-az", ("a", "b"), 1),
        (2, "cross-az", ("number-0", "number-1"), 2),
        (2, BLURRED, ("number-0", "a"), (1, 2, VAR)),
        (3, "cross-az", ("a", "b", "a"), 2),
        (3, "cross-az", ("a", "a", "a"), 1),
        (3, BLURRED, ABSENT, (1, 3, VAR)),
        (3, "cross-az", BLURRED, (2, 3, VAR)),
        (3, "single-az", BLURRED, (1, 3, VAR)),
        (3, BLURRED, Unknown(VAR, members=("a", "b")), (2, 3, VAR)),
        (BLURRED, "cross-az", ABSENT, (1, 60, VAR)),
        (BLURRED, "single-az", ABSENT, 1),
        (Unknown(VAR, low=2, high=4), "cross-az", ABSENT, (2, 4, VAR)),
    ],
)
def test_zones_of_all_nodes(nodes: object, mode: object, zones: object, expected: object):
    assert of("zones.in_all", "cache_cluster", node_count=nodes, az_mode=mode, zones=zones) == expected


@pytest.mark.parametrize(
    ("nodes", "zones", "expected"),
    [
        (1, ABSENT, 1),
        (3, ABSENT, (1, 3, CHOSEN)),
        (3, ("a", "b", "a"), 2),
        (3, BLURRED, (1, 3, VAR)),
        (BLURRED, ABSENT, (1, 60, VAR)),
    ],
)
def test_zones_of_dax(nodes: object, zones: object, expected: object):
    assert of("zones.in_all", "dax_cluster", nodes=nodes, zones=zones) == expected


@pytest.mark.parametrize(
    ("fewest", "most", "expected"),
    [(1, 1, 0), (0, 2, 2), (BLURRED, 2, (0, None, f"replicas: {VAR}")), (0, BLURRED, (0, None, f"replicas: {VAR}"))],
)
def test_by_how_many_replicas_shards_differ(fewest: object, most: object, expected: object):
    assert of("shards.replicas_apart", replicas_per_shard=fewest, most_replicas=most) == expected


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        (ABSENT, 0),
        (("0-8191", "8192-16383"), 0),
        (("0-4095", "4096-16383"), 50),
        (("0-5460", "5461-10922", "10923-16383"), 0),
        (("0-100,200", "101-199,201-16383"), 99),
        (("0-16383",), 0),
        (("some", "0-1"), (0, None, "slots are not written as first-last")),
        (BLURRED, (0, None, f"slots: {VAR}")),
    ],
)
def test_by_how_much_the_largest_shard_has_more_slots(slots: object, expected: object):
    assert of("shards.slots_above", slots=slots) == expected


def test_nodes_are_in_no_more_zones_than_their_subnets():
    group = resource("replication_group", "cache", shards=1, replicas_per_shard=2, multi_az=True)
    subnets = resource("subnet_group", "subnets", subnets__zones=2)
    link(group, "subnet_group", subnets)
    found = known(view(group, subnets).fact(group, "zones.per_shard"), 2)
    assert found.because == "the subnets of its subnet group are in 2 zones"
    subnets.facts["subnets.zones"] = Known(1)
    known(view(group, subnets).fact(group, "zones.per_shard"), 1)
    subnets.facts["subnets.zones"] = Unknown(VAR, low=1, high=1)
    known(view(group, subnets).fact(group, "zones.per_shard"), 1)
    subnets.facts["subnets.zones"] = Unknown(VAR, low=1)
    assert isinstance(view(group, subnets).fact(group, "zones.per_shard"), Unknown)
    cluster = resource("cache_cluster", "nodes", node_count=3, az_mode="cross-az")
    link(cluster, "subnet_group", subnets)
    found_all = view(cluster, subnets).fact(cluster, "zones.in_all")
    assert isinstance(found_all, Unknown)
    assert (found_all.low, found_all.high) == (2, 3)
    subnets.facts["subnets.zones"] = Known(1)
    assert known(view(cluster, subnets).fact(cluster, "zones.in_all"), 1).because.endswith("are in 1 zone")
