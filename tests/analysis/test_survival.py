"""What survives the loss of a node, a zone and a region."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.worlds import WorldView
from auditor.model.facts import ABSENT, Known, Unknown, Unseen
from auditor.model.kinds.nodes import SURVIVAL
from auditor.model.resource import Inventory, Resource
from tests.analysis.builders import BLURRED, allows, blurred, either, link, resource, view

VAR = "var.x has no value"
UNTOLD = ("nothing", "part", "which zones its shards share is not known")
LOST = ("survives.node", "survives.zone", "survives.region")


def left(one: Resource, what: str, *others: Resource) -> object:
    """What is left: the word, or (at least, at most, why not more is known)."""
    fact = view(one, *others).fact(one, f"survives.{what}")
    if isinstance(fact, Unknown):
        return fact.low, fact.high, fact.reason
    assert isinstance(fact, Known)
    assert fact.because
    return fact.value


def group(**facts: Any) -> Resource:
    usual: dict[str, Any] = {
        "engine": "valkey",
        "shards": 1,
        "replicas_per_shard": 1,
        "auto_failover": True,
        "multi_az": True,
    }
    return resource("replication_group", "cache", **{**usual, "durability": "disabled", **facts})


@pytest.mark.parametrize(
    ("facts", "node", "zone"),
    [
        ({}, "service", "service"),
        ({"replicas_per_shard": 2, "multi_az": False, "zones": ("a b b",)}, "service", "service"),
        ({"auto_failover": False}, "data", "data"),
        ({"auto_failover": ABSENT}, "data", "data"),
        ({"auto_failover": BLURRED}, ("data", "service", f"failover: {VAR}"), ("data", "service", f"failover: {VAR}")),
        ({"replicas_per_shard": 0}, "nothing", "nothing"),
        ({"replicas_per_shard": 0, "shards": 3}, "part", UNTOLD),
        ({"replicas_per_shard": 0, "shards": 2, "zones": ("a", "b")}, "part", "part"),
        ({"replicas_per_shard": 0, "shards": 2, "zones": ("a", "?")}, "part", UNTOLD),
        ({"replicas_per_shard": 0, "shards": BLURRED}, ("nothing", "part", f"shards: {VAR}"),
         ("nothing", "part", f"shards: {VAR}")),
        ({"zones": ("a a",)}, "service", "nothing"),
        ({"zones": ("a a", "b c"), "shards": 2}, "service", "part"),
        ({"zones": ("a a",), "auto_failover": False}, "data", "nothing"),
        ({"multi_az": False}, "service", ("nothing", "service", "no zones are stated: AWS chooses them")),
        ({"multi_az": False, "auto_failover": False}, "data",
         ("nothing", "data", "no zones are stated: AWS chooses them")),
        ({"replicas_per_shard": BLURRED}, ("nothing", "service", f"replicas: {VAR}"),
         ("nothing", "service", f"replicas: {VAR}")),
        ({"replicas_per_shard": 0, "durability": "sync"}, "data", "data"),
        ({"replicas_per_shard": 0, "durability": "async", "shards": 3}, "data", "data"),
        ({"replicas_per_shard": 0, "durability": BLURRED}, ("nothing", "data", ""), ("nothing", "data", "")),
        ({"durability": "sync", "zones": ("a a",)}, "service", "data"),
    ],
)  # fmt: skip
def test_what_a_replication_group_outlives(facts: dict[str, Any], node: object, zone: object):
    found = (left(group(**facts), "node"), left(group(**facts), "zone"))
    if facts.get("durability") is BLURRED:
        assert all(isinstance(one, tuple) and one[:2] == ("nothing", "data") and VAR in one[2] for one in found)
    else:
        assert found == (node, zone)


@pytest.mark.parametrize(
    ("facts", "node", "zone"),
    [
        ({"engine": "redis", "node_count": 1}, "nothing", "nothing"),
        ({"engine": "memcached", "node_count": 1, "az_mode": "single-az"}, "nothing", "nothing"),
        ({"engine": "memcached", "node_count": 2, "az_mode": "single-az"}, "part", "nothing"),
        ({"engine": "memcached", "node_count": 2, "az_mode": "cross-az"}, "part", "part"),
        ({"engine": "memcached", "node_count": 2, "az_mode": "cross-az", "zones": ("a", "a")}, "part", "nothing"),
        ({"engine": "memcached", "node_count": BLURRED, "az_mode": "cross-az"}, ("nothing", "part", VAR),
         ("nothing", "part", VAR)),
        ({"engine": BLURRED, "node_count": 2, "az_mode": "cross-az"}, ("nothing", "part", f"engine: {VAR}"),
         ("nothing", "part", f"engine: {VAR}; no zones are stated: AWS chooses them")),
        ({"engine": BLURRED, "node_count": 1, "az_mode": "single-az"}, "nothing", "nothing"),
    ],
)  # fmt: skip
def test_what_clusters_without_replication_outlive(facts: dict[str, Any], node: object, zone: object):
    cluster = resource("cache_cluster", "cache", **facts)
    assert (left(cluster, "node"), left(cluster, "zone"), left(cluster, "region")) == (node, zone, "nothing")


def test_serverless_caches_are_in_several_zones_of_one_region():
    cache = resource("serverless_cache", "cache", engine="memcached")
    assert [left(cache, what) for what in ("node", "zone", "region")] == ["service", "service", "nothing"]


@pytest.mark.parametrize(
    ("replicas", "apart", "node", "zone"),
    [
        (1, True, "service", "service"),
        (1, False, "service", "data"),
        (1, BLURRED, "service", ("data", "service", f"zones: {VAR}")),
        (0, False, "data", "data"),
        (BLURRED, True, ("data", "service", f"replicas: {VAR}"), ("data", "service", f"replicas: {VAR}")),
    ],
)
def test_memorydb_loses_no_data(replicas: object, apart: object, node: object, zone: object):
    cluster = resource("memorydb_cluster", "cache", shards=2, replicas_per_shard=replicas, multi_az=apart)
    assert (left(cluster, "node"), left(cluster, "zone")) == (node, zone)


def test_a_region_takes_all_with_it_that_is_nowhere_else():
    one = group()
    one.observed = True
    assert left(one, "region") == "nothing"
    assert left(resource("memorydb_cluster", "cache"), "region") == "nothing"


def test_what_was_not_scanned_may_make_a_group_the_first_of_several():
    assert left(group(), "region") == ("nothing", "data", "what was not scanned may name it")


def datastore(primary: Resource) -> Resource:
    made = resource("global_datastore", "global")
    link(made, "primary", primary)
    return made


def test_members_of_a_global_datastore_have_the_data_in_another_region():
    primary = group()
    several = datastore(primary)
    assert left(primary, "region", several) == ("nothing", "data", "what was not scanned may name it")
    second = resource("replication_group", "second", global_role="secondary")
    link(second, "global_datastore", several)
    assert left(primary, "region", several, second) == "data"
    assert left(second, "region", several, primary) == "data"


def test_a_group_that_may_be_a_secondary():
    assert left(group(global_role=BLURRED), "region") == ("nothing", "data", f"global datastore: {VAR}")


def test_a_global_datastore_without_secondaries_keeps_nothing():
    primary = group()
    several = datastore(primary)
    primary.observed = several.observed = True
    assert left(primary, "region", several) == "nothing"
    second = resource("replication_group", "second", global_role="secondary")
    link(second, "global_datastore", several)
    second.exists = either(Known(True), Known(False))
    found = left(primary, "region", several, second)
    assert found == ("nothing", "data", "secondaries of its global datastore may not exist")


def test_clusters_of_several_regions_go_on_elsewhere():
    cluster = resource("memorydb_cluster", "cache")
    link(cluster, "multi_region_cluster", Unseen("all", "not in what was scanned"))
    assert left(cluster, "region") == "service"
    around = resource("memorydb_multi_region_cluster", "all")
    link(cluster, "multi_region_cluster", around)
    assert left(cluster, "region", around) == "service"
    around.exists = either(Known(True), Known(False))
    assert left(cluster, "region", around) == ("nothing", "service", "its cluster of several regions may not exist")
    cluster.relations["multi_region_cluster"] = Unknown(VAR, members=())
    assert left(cluster, "region") == ("nothing", "service", VAR)


#: Zones of a shard, by how many nodes it has: never more than these.
SPREAD = {1: ("a", "?"), 2: ("a", "a b", "a a", "a ?"), 3: ("a b c", "a a a", "a b ?", "number-0 number-1 a")}


@st.composite
def caches(draw: st.DrawFn) -> Resource:
    kind = draw(st.sampled_from(("replication_group", "cache_cluster", "memorydb_cluster")))
    if kind == "cache_cluster":
        nodes, spread = draw(st.integers(1, 3)), draw(st.booleans())
        zones = draw(st.sampled_from((ABSENT, ("a", "b", "a")[:nodes] if spread else ("a",))))
        return resource(
            kind,
            "cache",
            engine=draw(st.sampled_from(("memcached", "redis"))),
            node_count=nodes,
            az_mode="cross-az" if spread else "single-az",
            zones=zones,
        )
    shards = draw(st.integers(1, 2))
    facts: dict[str, Any] = {"shards": shards, "replicas_per_shard": draw(st.integers(0, 2))}
    facts["multi_az"] = draw(st.booleans())
    if kind == "replication_group":
        facts["auto_failover"] = draw(st.booleans())
        of_shard = SPREAD[facts["replicas_per_shard"] + 1]
        facts["durability"] = draw(st.sampled_from(("disabled", "sync")))
        facts["zones"] = draw(st.one_of(st.just(ABSENT), st.tuples(*[st.sampled_from(of_shard)] * shards)))
    return resource(kind, "cache", engine="valkey", **facts)


@given(st.data())
def test_less_knowledge_leaves_room_for_what_is(data: st.DataObject):
    cache = data.draw(caches())
    less = data.draw(blurred(Inventory({"cache": cache}), "cache"))
    for name in LOST:
        real = view(cache).fact(cache, name)
        assert allows(cache.kind, name, WorldView(less, {}).fact(less.resources["cache"], name), real)


def test_nothing_survives_a_zone_that_does_not_survive_a_node():
    for replicas, failover, spread, shards in product((0, 1), (True, False), (True, False), (1, 2)):
        one = group(replicas_per_shard=replicas, auto_failover=failover, multi_az=spread, shards=shards)
        node, zone = (view(one).fact(one, name) for name in LOST[:2])
        best = zone.high if isinstance(zone, Unknown) else getattr(zone, "value", None)
        assert SURVIVAL.index(str(best)) <= SURVIVAL.index(str(getattr(node, "value", None)))
