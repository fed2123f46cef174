"""What the snapshots of a cache are worth."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.engine.worlds import WorldView
from auditor.model.facts import Fact, Known, Unknown
from auditor.model.resource import Context, Inventory, Resource
from tests.analysis.builders import BLURRED, link, resource

TODAY = date(2026, 11, 23)


def of_cache(name: str, *snapshots: Resource, **facts: object) -> Fact:
    cache = resource("replication_group", "cache")
    cache.facts.update({key: Known(one) for key, one in facts.items()})
    cache.observed = True
    for snapshot in snapshots:
        link(snapshot, "replication_group", cache)
    scanned = Inventory({r.key: r for r in (cache, *snapshots)}, context=Context(TODAY))
    return WorldView(scanned, {}).fact(cache, name)


def taken(day: object, state: object = "available", source: object = "automated", key: str = "") -> Resource:
    made = resource("snapshot", key or f"of {day}", created=day, state=state, source=source)
    made.observed = True
    return made


def value(fact: Fact) -> object:
    assert isinstance(fact, Known), fact
    return fact.value


def test_the_newest_usable_one_counts():
    snapshots = (
        taken("2026-11-01"),
        taken("2026-11-20"),
        taken("2026-11-22", "failed"),
        taken("2026-11-23", "creating"),
    )
    found = of_cache("snapshots.days_without", *snapshots)
    assert value(found) == 3
    assert isinstance(found, Known)
    assert found.because == "the newest snapshot, of 2026-11-20, was taken on 2026-11-20"


def test_one_by_hand_is_a_snapshot_too():
    assert value(of_cache("snapshots.days_without", taken("2026-11-22", source="manual"))) == 1


def test_without_any_the_age_of_the_cache_counts():
    assert value(of_cache("snapshots.days_without", created="2026-11-13")) == 10
    assert isinstance(of_cache("snapshots.days_without"), Unknown)


@pytest.mark.parametrize("name", ["snapshots.days_without", "snapshots.latest_failed"])
def test_a_day_that_is_not_known_leaves_it_open(name: str):
    assert isinstance(of_cache(name, taken("2026-11-01"), taken(BLURRED, key="b")), Unknown)


@pytest.mark.parametrize("name", ["snapshots.days_without", "snapshots.latest_failed"])
def test_snapshots_that_could_not_be_listed_leave_it_open(name: str):
    cache = resource("replication_group", "cache")
    cache.observed = True
    scanned = Inventory({"cache": cache}, unlisted={"snapshot": "AccessDenied"}, context=Context(TODAY))
    found = WorldView(scanned, {}).fact(cache, name)
    assert isinstance(found, Unknown)
    assert found.reason == "AccessDenied"


@pytest.mark.parametrize(
    ("snapshots", "failed"),
    [
        ([], False),
        ([("2026-11-21", "failed"), ("2026-11-22", "available")], False),
        ([("2026-11-21", "available"), ("2026-11-22", "failed")], True),
        ([("2026-11-22", "failed"), ("2026-11-23", "creating")], False),
    ],
)
def test_whether_the_latest_automatic_one_failed(snapshots: list[tuple[str, str]], failed: bool):
    by_hand = taken("2026-11-23", "failed", "manual", "by hand")
    assert value(of_cache("snapshots.latest_failed", *(taken(*each) for each in snapshots), by_hand)) is failed


@pytest.mark.parametrize(
    ("key", "at_rest", "expected"),
    [
        ("arn:key", BLURRED, True),
        (None, True, True),
        (None, False, False),
        (None, BLURRED, None),
        (BLURRED, True, True),
        (BLURRED, False, None),
    ],
)
def test_whether_one_is_encrypted(key: object, at_rest: object, expected: bool | None):
    cache = resource("replication_group", "cache", at_rest=at_rest)
    one = taken("2026-11-22")
    if key is not None:
        one.facts["kms_key"] = key if isinstance(key, Unknown) else Known(key)
    link(one, "replication_group", cache)
    found = WorldView(Inventory({"cache": cache, one.key: one}), {}).fact(one, "at_rest")
    assert (found.value if isinstance(found, Known) else None) is expected


def test_one_without_key_and_cache_tells_nothing():
    one = taken("2026-11-22")
    assert isinstance(WorldView(Inventory({one.key: one}), {}).fact(one, "at_rest"), Unknown)


@pytest.mark.parametrize(
    ("named", "of_cache", "expected"),
    [
        (None, None, "service"),
        (None, "arn:aws:kms:eu-west-1:1:key/a", None),
        ("arn:aws:kms:eu-west-1:1:key/a", None, "customer"),
        ("alias/aws/elasticache", None, "aws"),
    ],
)
def test_whose_the_key_of_one_is(named: str | None, of_cache: str | None, expected: str | None):
    cache = resource("replication_group", "cache", at_rest=True)
    one = taken("2026-11-22")
    for each, key in ((cache, of_cache), (one, named)):
        if key is not None:
            each.facts["kms_key"] = Known(key)
    link(one, "replication_group", cache)
    found = WorldView(Inventory({"cache": cache, one.key: one}), {}).fact(one, "key.owner")
    assert (found.value if isinstance(found, Known) else None) == expected
