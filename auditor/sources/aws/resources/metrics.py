"""Metrics of caches: one batch of questions for all of a region, and what their points amount to.

Which fact is made of which metric, and how, is told by `auditor.model.kinds.metrics`. No points are no zero: a cache
may be new, its nodes may have no such metric, and CloudWatch keeps none of what does not run.

Source: the CloudWatch API reference, GetMetricData (500 series in a request; the points of one may come in several
pages) and MetricDataResult.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor
from typing import Any

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.kinds.metrics import METRICS, Metric
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import METRIC_DATA, Question
from auditor.sources.aws.resources import measured
from auditor.sources.aws.resources.measured import Measured, Node, Series
from auditor.sources.aws.written import Told
from auditor.sources.building.table import Special

#: So many series one request may ask for.
_SERIES = 500
#: What stands in the values of a cache for its metrics: a fact by each name.
_HELD = "Metrics of CloudWatch"
#: Digits of a number that are no noise of computing.
_DIGITS = 6


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _metrics(answers: Answers) -> Iterator[Question]:
    """As few requests as all series of a region take."""
    until = answers.measuring.until
    if until is None:
        return
    end = until.replace(minute=0, second=0, microsecond=0)
    series = dict.fromkeys(
        one
        for cache in measured.every(answers)
        for fact in METRICS[cache.kind]
        if answers.measuring.wants(cache.kind, fact) and not cache.lacking(fact)
        for row in cache.series(fact)
        for _, one in row
    )
    every, begin = list(series), end - timedelta(days=answers.measuring.days)
    for first in range(0, len(every), _SERIES):
        yield Question(METRIC_DATA, more=_Request(every[first : first + _SERIES], begin, end))


@dataclass(frozen=True, slots=True)
class _Request(Mapping[str, Any]):
    """What one request sends: its queries are made when it is sent, since all of a large region are many."""

    series: list[Series]
    begin: datetime
    end: datetime

    def __getitem__(self, name: str) -> Any:
        if name == "MetricDataQueries":
            return [one.query() for one in self.series]
        return {"StartTime": self.begin, "EndTime": self.end}[name]

    def __iter__(self) -> Iterator[str]:
        return iter(("MetricDataQueries", "StartTime", "EndTime"))

    def __len__(self) -> int:
        return 3


ROUNDS = (_nothing, _metrics)


class Meter:
    """What CloudWatch told of the caches of a region."""

    def __init__(self, answers: Answers) -> None:
        self._answers, self._lacks = answers, answers.lacks(METRIC_DATA)
        self._points: dict[str, list[float]] = {}
        self._broken: dict[str, str] = {}
        for one in answers.items(METRIC_DATA):
            name, status = str(one.get("Id")), str(one.get("StatusCode") or "Complete")
            self._points.setdefault(name, []).extend(one.get("Values") or ())
            # What was told in part goes on in a later page, which says so.
            self._broken[name] = "" if status == "Complete" else f"{status}: {METRIC_DATA.name}"

    def on(self, values: dict[str, Any], cache: Measured) -> dict[str, Any]:
        """The values of a cache, with its metrics."""
        return {**values, _HELD: {name: self._fact(name, cache) for name in METRICS[cache.kind]}}

    def _fact(self, name: str, cache: Measured) -> Fact:
        lacking = cache.lacking(name)
        if lacking:
            return Unknown(lacking)
        if not self._answers.measuring.wants(cache.kind, name):
            return Unknown(f"{METRIC_DATA.name} was not asked for it: no rule that was selected needs it")
        if self._lacks and not self._points:
            return Unknown(self._lacks)
        rows, doubt = [], ""
        for row in cache.series(name):
            told = [(node, self._points[one.id]) for node, one in row if self._points.get(one.id)]
            doubt = doubt or next((why for _, one in row if (why := self._trouble(one.id))), "")
            rows.append(told)
        metric = METRICS[cache.kind][name]
        if not any(rows):
            return Unknown(doubt or _no_points(metric.names, self._answers))
        return _MADE[metric.over](metric, rows, doubt, cache, self._answers)

    def _trouble(self, name: str) -> str:
        """Why there may be more points of a series than were told."""
        return self._broken.get(name, self._lacks or f"{METRIC_DATA.name} left it out")


#: For each metric of a fact the nodes that have points, with these.
Rows = list[list[tuple[Node, list[float]]]]


def _no_points(names: tuple[str, ...], answers: Answers) -> str:
    return f"CloudWatch has no points of {', '.join(names)} in {answers.measuring.days} days"


def _up(number: float) -> int:
    """The next whole number: what is at most a whole number is so, too, and what is above one as well."""
    return ceil(round(number, _DIGITS))


def _down(number: float) -> int:
    """The whole number before it: what is at least a whole number is so, too."""
    return floor(round(number, _DIGITS))


def _known(value: int, because: str = "") -> Known:
    return Known(value, Origin.STATED, because=because)


def _most(metric: Metric, rows: Rows, doubt: str, cache: Measured, answers: Answers) -> Fact:
    node, most = max(((node, max(points)) for node, points in rows[0]), key=lambda one: one[1])
    value = _up(most * metric.factor)
    return Unknown(doubt, low=value) if doubt else _known(value, f"{metric.names[0]} of {node.name}")


def _least(metric: Metric, rows: Rows, doubt: str, cache: Measured, answers: Answers) -> Fact:
    node, least = min(((node, min(points)) for node, points in rows[0]), key=lambda one: one[1])
    value = _down(least * metric.factor)
    return Unknown(doubt, high=value) if doubt else _known(value, f"{metric.names[0]} of {node.name}")


def _sum(metric: Metric, rows: Rows, doubt: str, cache: Measured, answers: Answers) -> Fact:
    value = _up(sum(_total(row) for row in rows) * metric.factor)
    untold = tuple(name for name, row in zip(metric.names, rows, strict=True) if not row)
    doubt = doubt or (_no_points(untold, answers) if untold else "")
    return Unknown(doubt, low=value) if doubt else _known(value)


def _share(metric: Metric, rows: Rows, doubt: str, cache: Measured, answers: Answers) -> Fact:
    untold = tuple(name for name, row in zip(metric.names, rows, strict=True) if not row)
    doubt = doubt or (_no_points(untold, answers) if untold else "")
    first, both = _total(rows[0]), sum(map(_total, rows))
    if doubt or not both:
        return Unknown(doubt or f"there was neither {' nor '.join(metric.names)} in {answers.measuring.days} days")
    return _known(_down(100 * first / both))


def _skew(metric: Metric, rows: Rows, doubt: str, cache: Measured, answers: Answers) -> Fact:
    held: dict[int, float] = {}
    for node, points in rows[0]:
        # Replicas hold what their primary holds, but for what they have not received yet.
        held[node.shard] = max(held.get(node.shard, 0.0), sum(points) / len(points))
    if doubt or len(held) < len(cache.shards):
        return Unknown(doubt or f"{_no_points(metric.names, answers)} of each shard")
    mean = sum(held.values()) / len(held)
    return _known(_up(100 * (max(held.values()) / mean - 1)) if mean else 0)


def _total(row: list[tuple[Node, list[float]]]) -> float:
    return sum(sum(points) for _, points in row)


_MADE: Mapping[str, Callable[[Metric, Rows, str, Measured, Answers], Fact]] = {
    "max": _most, "min": _least, "sum": _sum, "share": _share, "skew": _skew,
}  # fmt: skip


def _held(name: str) -> Special:
    def special(written: Told, facts: dict[str, Fact]) -> Fact:
        held: Mapping[str, Fact] = written.values[_HELD]
        return held[name]

    return special


def metrics_of(kind: str) -> dict[str, Special]:
    """What the table of a kind has of its metrics; its entries are made with `Meter.on`."""
    return {name: _held(name) for name in METRICS[kind]}
