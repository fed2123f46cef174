"""What a root may take: counted steps, and a clock that runs only while it is judged."""

from __future__ import annotations

import time

import pytest

from auditor.sources import bounds
from auditor.sources.bounds import Bound
from auditor.sources.partial.values import UndecidedError
from auditor.sources.terraform.modules.budget import Budget


def test_steps_beyond_the_bound_are_refused_once_and_for_all() -> None:
    said: list[Bound] = []
    budget = Budget(said.append)
    budget.work(bounds.STEPS.value)
    for steps in (20_000, 1):
        with pytest.raises(UndecidedError, match="more than 10,000,000 steps"):
            budget.work(steps)
    assert set(said) == {bounds.STEPS}


def test_the_clock_stops_what_no_count_does(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Bound] = []
    budget = Budget(said.append)
    now = [1000.0]
    monkeypatch.setattr(time, "thread_time", lambda: now[0])
    budget.work(20_000)  # not started: no time counts
    budget.start()
    now[0] += bounds.SECONDS.value - 1
    budget.work(20_000)
    now[0] += 2
    with pytest.raises(UndecidedError, match="60 seconds"):
        budget.work(20_000)
    assert said == [bounds.SECONDS]


def test_room_for_instances_is_shared_and_its_end_is_told() -> None:
    said: list[Bound] = []
    budget = Budget(said.append)
    most = bounds.ROOT_INSTANCES.value
    assert budget.admitted(most - 1) == (most - 1, "")
    assert budget.admitted(5) == (1, str(bounds.ROOT_INSTANCES))
    assert budget.admitted(3, modules=True) == (3, "")
    assert said == [bounds.ROOT_INSTANCES]
