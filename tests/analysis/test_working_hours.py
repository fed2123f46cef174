"""The hours of Monday to Friday that a weekly window is in."""

from __future__ import annotations

import pytest

from auditor.analysis.windows import weekly_window
from auditor.analysis.working_hours import _hours


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("mon:05:00-mon:06:00", (5, 6, None)),
        ("mon:05:30-mon:06:01", (5, 7, None)),
        ("mon:23:30-tue:00:30", (23, 24, 1)),
        ("mon:23:00-tue:00:00", (23, 24, None)),
        ("fri:23:00-sat:01:00", (23, 24, None)),
        ("sat:05:00-sat:06:00", (None, None, None)),
        ("sun:23:00-mon:01:00", (None, None, 1)),
        ("sun:22:00-sun:23:00", (None, None, None)),
    ],
)
def test_hours(window: str, expected: tuple[int | None, ...]):
    found = weekly_window(window)
    assert found is not None
    assert _hours(*found) == expected
