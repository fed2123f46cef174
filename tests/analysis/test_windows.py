"""Whether the window for changes and the one for snapshots overlap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.analysis.windows import daily_windows, meet, weekly_window
from auditor.model.facts import ABSENT, Absent, Fact, Known, Unknown
from tests.analysis.builders import BLURRED, resource, view

WEEK = 7 * 24 * 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def overlap(weekly: object, daily: object) -> Fact:
    cache = resource("replication_group", "cache", maintenance_window=weekly, snapshot_window=daily)
    return view(cache).fact(cache, "windows.overlap")


@pytest.mark.parametrize(
    ("weekly", "daily", "expected"),
    [
        ("sun:05:00-sun:06:00", "05:00-06:00", True),
        ("sun:05:00-sun:06:00", "06:00-07:00", False),
        ("sun:05:00-sun:06:00", "04:00-05:00", False),
        ("sun:05:00-sun:06:00", "04:00-05:01", True),
        ("SUN:23:30-MON:00:30", "00:00-01:00", True),
        ("sun:23:30-mon:00:30", "22:00-23:30", False),
        ("wed:03:00-wed:04:00", "23:00-03:30", True),
        ("tue:00:00-wed:00:00", "12:00-13:00", True),
    ],
)
def test_windows(weekly: str, daily: str, expected: bool):
    found = overlap(weekly, daily)
    assert isinstance(found, Known)
    assert found.value is expected


@pytest.mark.parametrize(("weekly", "daily"), [(ABSENT, "05:00-06:00"), ("sun:05:00-sun:06:00", ABSENT)])
def test_one_that_aws_chooses_is_not_compared(weekly: object, daily: object):
    assert isinstance(overlap(weekly, daily), Absent)


@pytest.mark.parametrize(
    ("weekly", "daily"),
    [
        (BLURRED, "05:00-06:00"),
        ("sun:05:00-sun:06:00", BLURRED),
        ("sunday", "05:00-06:00"),
        ("sun:05:00-sun:06:00", "24:00-25:00"),
    ],
)
def test_what_is_no_window_is_unknown(weekly: object, daily: object):
    assert isinstance(overlap(weekly, daily), Unknown)


def minutes(start: int, length: int) -> set[int]:
    return {minute % WEEK for minute in range(start, start + length)}


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


TIMES = st.integers(0, 24 * 60 - 1)


@given(st.integers(0, WEEK - 1), st.integers(0, WEEK - 1), TIMES, TIMES)
def test_it_is_what_counting_minutes_gives(start: int, end: int, first: int, last: int):
    text = "-".join(f"{DAYS[minute // 1440]}:{clock(minute)}" for minute in (start, end))
    weekly, daily = weekly_window(text), daily_windows(f"{clock(first)}-{clock(last)}")
    assert weekly is not None
    assert weekly[0] == start
    assert (weekly[0] + weekly[1]) % WEEK == end
    taken = set().union(*(minutes(*window) for window in daily))
    assert any(meet(weekly, window) for window in daily) is not minutes(*weekly).isdisjoint(taken)
