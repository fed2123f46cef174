"""How long ago something was."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.engine.worlds import WorldView
from auditor.model.facts import ABSENT, Fact, Known, Unknown
from auditor.model.resource import Context, Inventory
from tests.analysis.builders import resource


def age(changed: object, today: date | None = date(2026, 11, 23)) -> Fact:
    cache = resource("replication_group", "cache", auth_token_changed=changed)
    scanned = Inventory({"cache": cache}, context=Context(today))
    return WorldView(scanned, {}).fact(cache, "auth_token_age_days")


@pytest.mark.parametrize(
    ("changed", "days"),
    [("2026-11-23", 0), ("2026-11-22", 1), ("2025-11-23", 365), ("2026-11-24", -1), ("2026-11-01T23:59:59Z", 22)],
)
def test_days(changed: str, days: int):
    found = age(changed)
    assert isinstance(found, Known)
    assert found.value == days
    assert found.because == f"the AUTH token was last set on {changed[:10]}"


def test_without_a_date_there_is_no_age():
    assert age(ABSENT) == ABSENT
    assert isinstance(age(Unknown("AccessDenied")), Unknown)


@pytest.mark.parametrize(("changed", "today"), [("long ago", date(2026, 11, 23)), ("2026-11-23", None)])
def test_what_cannot_be_counted_is_unknown(changed: str, today: date | None):
    assert isinstance(age(changed, today), Unknown)


@pytest.mark.parametrize(("kind", "date_of"), [("service_update", "apply_by"), ("reserved_node", "ends")])
def test_days_that_are_left(kind: str, date_of: str):
    one = resource(kind, "one")
    one.facts[date_of] = Known("2026-12-01")
    found = WorldView(Inventory({"one": one}, context=Context(date(2026, 11, 23))), {}).fact(one, "days_left")
    assert isinstance(found, Known)
    assert found.value == 8
    assert isinstance(WorldView(Inventory({"one": one}), {}).fact(one, "days_left"), Unknown)
