"""How long a service update may still wait."""

from __future__ import annotations

from datetime import date

from auditor.engine.worlds import WorldView
from auditor.model.facts import ABSENT, Absent, Fact, Unknown
from auditor.model.resource import Context, Inventory
from tests.analysis.builders import known, resource


def left(apply_by: object, today: date | None = date(2026, 11, 23)) -> Fact:
    update = resource("service_update", "update", apply_by=apply_by)
    return WorldView(Inventory({"update": update}, context=Context(today)), {}).fact(update, "days_left")


def test_days_are_counted_to_the_recommended_day():
    assert known(left("2026-12-01"), 8).because == "AWS recommends to apply it by 2026-12-01"
    known(left("2026-11-23"), 0)
    known(left("2026-11-20"), -3)


def test_what_has_no_day_is_never_late():
    assert isinstance(left(ABSENT), Absent)


def test_what_is_not_known_stays_so():
    assert isinstance(left(Unknown("AccessDenied")), Unknown)
    assert isinstance(left("2026-12-01", None), Unknown)
