"""What AWS does when a plan changes a cache: what it interrupts, what has no way back, and how it is applied."""

from __future__ import annotations

import pytest

from auditor.analysis.effects import EFFECTS
from auditor.model.facts import ABSENT, Absent, Fact, Known, Unknown, Unseen
from auditor.model.resource import Change, Resource
from auditor.model.schema import KINDS
from tests.analysis.builders import link, networked, resource, view

INTERRUPTS, IRREVERSIBLE = "change.interrupts", "change.irreversible"


def changed(
    kind: str, before: dict[str, object], after: dict[str, object], change: Change
) -> tuple[Resource, Resource]:
    cache, former = networked(kind, **after), networked(kind, **before)
    former.key, former.former, cache.change = "before:cache", True, change
    link(cache, "before", former)
    return cache, former


def fact(
    name: str, kind: str, before: dict[str, object], after: dict[str, object], change: Change | None = None
) -> Fact:
    cache, former = changed(kind, before, {**before, **after}, change or Change("update"))
    return view(cache, former).fact(cache, name)


def listed(found: Fact) -> tuple[object, ...]:
    assert isinstance(found, Known), found
    assert isinstance(found.value, tuple)
    assert found.because
    return found.value


def test_the_table_is_about_facts_of_the_model():
    for effect in EFFECTS:
        assert all(effect.fact in KINDS[kind].facts for kind in effect.kinds)
        assert effect.interrupts or effect.irreversible


GROUP = {"engine": "valkey", "engine_version": "8.0", "node_type": "a", "tls": True, "tls_mode": "required"}


@pytest.mark.parametrize(
    ("kind", "before", "after", "told", "does"),
    [
        ("replication_group", GROUP, {"node_type": "b"}, "node_type a -> b", "switches over"),
        ("replication_group", {**GROUP, "replicas_per_shard": 1}, {"engine_version": "8.1"},
         "engine_version 8.0 -> 8.1", "fails over"),
        ("replication_group", {**GROUP, "replicas_per_shard": 0}, {"engine_version": "8.1"},
         "engine_version 8.0 -> 8.1", "a shard without replica cannot be used"),
        ("replication_group", {**GROUP, "engine": "redis"}, {"engine": "valkey"}, "engine redis -> valkey",
         "fails over"),
        ("replication_group", GROUP, {"tls": False}, "tls true -> false", "clients that use it are cut off"),
        ("replication_group", {**GROUP, "tls_mode": "preferred"}, {"tls_mode": "required"},
         "tls_mode preferred -> required", "cuts off connections without TLS"),
        ("cache_cluster", {"engine": "redis", "engine_version": "7.0"}, {"engine_version": "7.1"},
         "engine_version 7.0 -> 7.1", "the only node"),
        ("cache_cluster", {"engine": "memcached", "engine_version": "1.6.17"}, {"engine_version": "1.6.22"},
         "engine_version 1.6.17 -> 1.6.22", "everything that they hold is gone"),
        ("cache_cluster", {"engine": "memcached", "node_count": 3}, {"node_count": 2}, "node_count 3 -> 2",
         "removes nodes"),
    ],
)  # fmt: skip
def test_what_interrupts(kind: str, before: dict[str, object], after: dict[str, object], told: str, does: str):
    found = fact(INTERRUPTS, kind, before, after)
    assert listed(found) == (told,)
    assert isinstance(found, Known)
    assert found.because.startswith(f"{told}: AWS ")
    assert does in found.because


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("replication_group", GROUP, {}),
        ("replication_group", GROUP, {"backup_days": 7, "multi_az": True}),
        ("replication_group", {**GROUP, "tls": False, "tls_mode": ABSENT}, {"tls": True, "tls_mode": "preferred"}),
        ("replication_group", {**GROUP, "tls_mode": "required"}, {"tls_mode": "preferred"}),
        ("cache_cluster", {"engine": "memcached", "node_count": 2}, {"node_count": 3}),
        ("serverless_cache", {"engine": "valkey", "engine_version": "7"}, {"engine_version": "8"}),
        # What nobody states stays as it is.
        ("replication_group", GROUP, {"engine_version": Unknown("AWS picks", unstated=True)}),
        ("replication_group", {**GROUP, "node_type": Unknown("its primary was not read")}, {"backup_days": 7}),
    ],
)
def test_what_does_not_interrupt(kind: str, before: dict[str, object], after: dict[str, object]):
    assert listed(fact(INTERRUPTS, kind, before, after)) == ()


def test_a_replacement_interrupts():
    found = fact(INTERRUPTS, "replication_group", GROUP, {"node_type": "b"}, Change("replace", ("port",)))
    assert listed(found) == ("replacement",)
    assert isinstance(found, Known)
    assert "clients have none" in found.because


def test_what_is_not_known_yet_may_interrupt_besides_what_certainly_does():
    found = fact(INTERRUPTS, "replication_group", GROUP, {"node_type": Unknown("var.t"), "engine_version": "8.1"})
    assert isinstance(found, Unknown)
    assert found.members == ("engine_version 8.0 -> 8.1",)
    assert found.reason == "node_type: var.t"


@pytest.mark.parametrize(
    ("kind", "before", "after", "told"),
    [
        ("replication_group", GROUP, {"engine_version": "8.1"}, ("engine_version 8.0 -> 8.1",)),
        ("replication_group", {**GROUP, "engine": "redis", "engine_version": "7.1"},
         {"engine": "valkey", "engine_version": "8.0"}, ("engine redis -> valkey", "engine_version 7.1 -> 8.0")),
        ("cache_cluster", {"engine": "memcached", "engine_version": "1.6.17"}, {"engine_version": "1.6.22"},
         ("engine_version 1.6.17 -> 1.6.22",)),
        ("serverless_cache", {"engine": "valkey", "engine_version": "7"}, {"engine_version": "8"},
         ("engine_version 7 -> 8",)),
        ("replication_group", {**GROUP, "cluster_mode": "compatible"}, {"cluster_mode": "enabled"},
         ("cluster_mode compatible -> enabled",)),
        ("replication_group", {**GROUP, "cluster_mode": "disabled"}, {"cluster_mode": "compatible"}, ()),
        ("replication_group", GROUP, {"node_type": "b", "tls": False, "backup_days": 0}, ()),
    ],
)  # fmt: skip
def test_what_has_no_way_back(kind: str, before: dict[str, object], after: dict[str, object], told: tuple[str, ...]):
    assert listed(fact(IRREVERSIBLE, kind, before, after)) == told


def test_a_replacement_is_told_of_elsewhere():
    assert listed(fact(IRREVERSIBLE, "replication_group", GROUP, {"engine_version": "7.2"}, Change("replace"))) == ()


def parameters(engine: str, old: list[str] | None, new: list[str] | None, *names: str) -> Fact:
    cache, former = changed("replication_group", {"engine": engine}, {"engine": engine}, Change("update"))
    every = [cache, former]
    for owner, key, held in ((former, "before:group", old), (cache, "group", new)):
        name = names[owner is cache] if names else "app"
        if held is None:
            link(owner, "parameter_group", Unseen(name, "not in what was scanned"))
            continue
        every.append(resource("parameter_group", key, identifier=name, parameters=tuple(held)))
        link(owner, "parameter_group", every[-1])
    return view(*every).fact(cache, INTERRUPTS)


@pytest.mark.parametrize(
    ("engine", "old", "new", "told"),
    [
        ("redis", [], ["databases=4"], ("parameter databases not set -> 4",)),
        ("redis", ["databases=16"], ["databases=4", "timeout=5"], ("parameter databases 16 -> 4",)),
        ("redis", ["timeout=1"], ["timeout=5"], ()),
        ("memcached", ["max_item_size=1"], ["max_item_size=2"], ("parameter max_item_size 1 -> 2",)),
        ("redis", ["databases=4"], ["databases=4"], ()),
    ],
)
def test_parameters_that_wait_for_a_reboot(engine: str, old: list[str], new: list[str], told: tuple[str, ...]):
    assert listed(parameters(engine, old, new)) == told


def test_another_parameter_group_of_which_nothing_is_known():
    assert listed(parameters("redis", None, None, "default.redis7", "tuned")) == (
        "parameter_group default.redis7 -> tuned",
    )
    assert listed(parameters("redis", None, None, "default.redis7", "default.redis7")) == ()


@pytest.mark.parametrize(
    ("change", "how"),
    [
        (Change("update"), "in place, at once"),
        (Change("update", waits=Known(False)), "in place, at once"),
        (Change("update", waits=Unknown("var.now")), "apply_immediately is not known"),
        (Change("update", waits=Known(True)), "waits for the maintenance window (sun:05:00-sun:06:00)"),
        (Change("replace", ("port",)), "by destroying the cache and making a new one, forced by port"),
        (Change("replace", reason="it is marked as tainted"), "making a new one, since it is marked as tainted"),
        (Change("replace", tuple("abcdefg")), "forced by a, b, c, d, e and 2 more"),
        (Change("delete", reason="its block is not in the code any more"), "by deleting the cache, since its block"),
        (Change("around"), "through what the cache hangs on"),
    ],
)
def test_how_it_is_applied(change: Change, how: str):
    window: dict[str, object] = {"maintenance_window": "sun:05:00-sun:06:00"}
    found = fact("change.how", "replication_group", window, {}, change)
    assert isinstance(found, Known)
    assert how in str(found.value)


@pytest.mark.parametrize("name", ["change.how", INTERRUPTS, IRREVERSIBLE])
@pytest.mark.parametrize("change", [None, Change("create"), Change("none")])
def test_where_nothing_is_changed_nothing_is_told(name: str, change: Change | None):
    cache = networked()
    cache.change = change
    assert isinstance(view(cache).fact(cache, name), Absent)
