"""What a cache lacks of what its workload needs, and the table that says so."""

from __future__ import annotations

import pytest

from auditor.engine.loader import load_rules
from auditor.engine.worlds import WorldView
from auditor.model.facts import ABSENT, Fact, Known, Unknown
from auditor.model.location import Location
from auditor.model.resource import Context, Inventory
from auditor.model.schema import KINDS
from auditor.model.versions import version_key
from tests.engine.builders import fact, resource

TABLES = load_rules().tables
ENTRIES = TABLES["capabilities"]["entries"]
KIND_NAMES = {"replication_group", "cache_cluster", "serverless_cache", "memorydb_cluster"}


def missing(kind: str, *needs: str, tables: object = TABLES, **facts: object) -> Fact:
    one = resource("cache", kind, workload__needs=Known(needs))
    one.facts.update({name: fact(value) for name, value in facts.items()})
    seen = Inventory({"cache": one}, context=Context(None, tables))  # type: ignore[arg-type]
    return WorldView(seen, {}).fact(one, "workload.missing")


def lacks(kind: str, *needs: str, **facts: object) -> tuple[str, ...] | str:
    """What it lacks; `unknown` where that cannot be told."""
    found = missing(kind, *needs, **facts)
    if isinstance(found, Unknown):
        return "unknown"
    assert isinstance(found, Known)
    assert isinstance(found.value, tuple)
    return found.value


@pytest.mark.parametrize(
    ("kind", "engine", "needs", "expected"),
    [
        (
            "cache_cluster",
            "memcached",
            ("replicas", "failover", "backup", "expiry"),
            ("replicas", "failover", "backup"),
        ),
        ("cache_cluster", "memcached", ("sorted-sets", "pub-sub", "streams", "geospatial", "transactions"), ...),
        ("cache_cluster", "memcached", ("cluster-mode", "auth-token", "users", "at-rest-encryption"), ...),
        ("cache_cluster", "redis", ("replicas", "failover", "users", "tls"), ...),
        ("cache_cluster", "redis", ("backup", "sorted-sets", "pub-sub", "transactions", "scripting"), ()),
        (
            "replication_group",
            "valkey",
            ("replicas", "failover", "backup", "geospatial", "streams", "tls", "users"),
            (),
        ),
        ("serverless_cache", "memcached", ("replicas", "failover", "backup", "tls", "expiry"), ()),
        ("serverless_cache", "memcached", ("sorted-sets", "users", "auth-token"), ...),
        ("serverless_cache", "valkey", ("replicas", "sorted-sets", "users", "cluster-mode"), ()),
        ("replication_group", "redis", (), ()),
    ],
)
def test_engines_and_kinds(kind: str, engine: str, needs: tuple[str, ...], expected: object):
    found = lacks(kind, *needs, engine=engine, engine_version=Unknown("var.version"))
    assert found == (needs if expected is ... else expected)


@pytest.mark.parametrize(
    ("engine", "version", "need", "expected"),
    [
        ("redis", "5.0.0", "streams", ()),
        ("redis", "4.0.10", "streams", ("streams",)),
        ("redis", "6.x", "streams", ()),
        ("redis", "3.2.4", "geospatial", ()),
        ("redis", "2.8.24", "geospatial", ("geospatial",)),
        ("redis", "3.2.6", "tls", ()),
        ("redis", "3.2.10", "tls", ("tls",)),
        ("redis", "4.0.10", "tls", ()),
        ("redis", "6.2", "iam-login", ("iam-login",)),
        ("redis", "7.0", "iam-login", ()),
        ("valkey", "8.2", "durable-writes", ("durable-writes",)),
        ("valkey", "9.0", "durable-writes", ()),
        ("redis", "7.1", "durable-writes", ("durable-writes",)),
        ("redis", "latest", "streams", "unknown"),
        ("redis", "latest", "sorted-sets", ()),
        ("redis", Unknown("var.v"), "streams", "unknown"),
        ("redis", Unknown("AWS picks", low="7.0"), "streams", ()),
        ("redis", Unknown("a family", low="5.0", high="5.9"), "users", ("users",)),
        ("redis", Unknown("a family", low="3.2", high="5.9"), "streams", "unknown"),
        ("redis", Unknown("AWS picks", low="7.0"), "tls", "unknown"),
        ("redis", ABSENT, "streams", "unknown"),
    ],
)
def test_versions(engine: str, version: object, need: str, expected: object):
    assert lacks("replication_group", need, engine=engine, engine_version=version) == expected


def test_memcached_has_tls_from_1_6_12_on():
    for version, expected in (("1.6.6", ("tls",)), ("1.6.12", ())):
        assert lacks("cache_cluster", "tls", engine="memcached", engine_version=version) == expected


def test_what_every_engine_lacks_needs_no_engine():
    assert lacks("cache_cluster", "failover", engine=Unknown("var.engine")) == ("failover",)
    assert lacks("serverless_cache", "sorted-sets", engine=Unknown("var.engine")) == "unknown"


def test_what_is_certainly_lacking_is_known_beside_what_is_open():
    found = missing("cache_cluster", "failover", "sorted-sets", engine=Unknown("var.engine"))
    assert isinstance(found, Unknown)
    assert found.members == ("failover",)
    assert "var.engine" in found.reason
    assert "sorted-sets" in found.reason
    only_open = missing("cache_cluster", "sorted-sets", engine=Unknown("var.engine"))
    assert isinstance(only_open, Unknown)
    assert only_open.members is None


def test_why():
    facts = {"engine": Known("memcached", place=Location("a.tf", 3))}
    found = missing("cache_cluster", "backup", "replicas", "sorted-sets", **facts)
    assert isinstance(found, Known)
    assert found.place == Location("a.tf", 3)
    assert found.because == (
        "a cache cluster of memcached does not have backup (snapshots that a cache can be restored from), "
        "sorted-sets (sets in the order of a score); no cache cluster has replicas (copies of the data on other nodes)"
    )
    old = missing(
        "replication_group", "streams", engine="redis", engine_version=Known("4.0.10", place=Location("a.tf", 4))
    )
    assert isinstance(old, Known)
    assert old.place == Location("a.tf", 4)
    assert old.because.startswith("this is 4.0.10, and redis has only from 5.0 on streams")


def test_what_the_table_does_not_say_is_not_known():
    found = missing("serverless_cache", "data-tiering", "durable-writes", engine="valkey")
    assert isinstance(found, Unknown)
    assert "durable-writes" in found.reason
    assert TABLES["capabilities"]["as_of"].isoformat() in found.reason
    assert isinstance(missing("replication_group", "replicas", tables={}, engine="valkey"), Unknown)
    assert isinstance(missing("replication_group", "teleport", engine="valkey"), Unknown)


def test_needs_that_are_not_known_leave_it_open():
    one = resource(workload__needs=Unknown("why"), engine="valkey")
    assert WorldView(Inventory({"cache": one}), {}).fact(one, "workload.missing") == Unknown("why")


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_of_the_table(name: str):
    entry = ENTRIES[name]
    assert set(entry) == {"title", "offered", "sources"}
    assert entry["sources"]
    assert all(one.startswith("https://") for one in entry["sources"])
    assert set(entry["offered"]) <= KIND_NAMES
    for kind, engines in entry["offered"].items():
        known = KINDS[kind].facts["engine"].values if kind in KINDS else ("redis", "valkey")
        assert set(engines) <= set(known), kind
        for said in engines.values():
            versions = [said["since"], *said["except"]] if isinstance(said, dict) else [said] if said != "any" else []
            assert all(isinstance(one, str) and version_key(one) for one in versions)


def test_what_workloads_need_is_said_of_every_kind_that_can_be_for_something():
    needed = {need for one in load_rules().workloads.by_name.values() for need in one.needs}
    kinds = {kind for kind in KIND_NAMES if kind in KINDS and "workload" in KINDS[kind].facts}
    assert [(n, k) for n in needed for k in kinds if k not in ENTRIES[n]["offered"]] == []
