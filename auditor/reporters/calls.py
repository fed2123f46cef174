"""The calls that were made to accounts, as reporters for people tell of them: what was to be answered, what was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.model.report import Report
from auditor.model.resource import Asked
from auditor.reporters.outline import counted

#: So many rows of the table are shown; of more those that were not answered, and the JSON report has all.
_MOST_ROWS = 1_000
#: So many calls that were not answered are named on one line.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class CallTable:
    """The rows to show, and how many there are besides."""

    rows: tuple[Asked, ...]
    others: int


def is_short(asked: Asked) -> bool:
    """Whether more was to be answered than was."""
    return asked.answered < asked.expected


def answered(report: Report) -> str:
    """`171 of 173 calls answered`; empty where no account was asked."""
    if not report.asked:
        return ""
    expected = sum(each.expected for each in report.asked)
    done = sum(each.answered for each in report.asked)
    return f"{done:,} of {counted(expected, 'call')} answered"


def refused(report: Report) -> str:
    """What was not answered, by call: `elasticache:DescribeUsers in 2 regions, kms:DescribeKey of 3 things`."""
    by_call: dict[str, list[Asked]] = {}
    for each in filter(is_short, report.asked):
        by_call.setdefault(each.call, []).append(each)
    named = [*_named(by_call)]
    more = [f"{len(named) - _NAMED:,} more"] if len(named) > _NAMED else []
    return ", ".join([*named[:_NAMED], *more])


def _named(by_call: dict[str, list[Asked]]) -> Iterator[str]:
    for call, several in sorted(by_call.items()):
        # What lists is asked once in a region; what is about single things as often as there are any.
        single = any(each.expected > 1 for each in several)
        lacking = sum(each.expected - each.answered for each in several)
        where = f"in {counted(len(several), 'region')}"
        yield f"{call} of {counted(lacking, 'thing')} {where}" if single else f"{call} {where}"


def call_table(asked: Iterable[Asked]) -> CallTable:
    """The table of calls: those that were not answered first."""
    every = sorted(asked, key=lambda each: (not is_short(each), each))
    if len(every) > _MOST_ROWS:
        shown = [each for each in every if is_short(each)][:_MOST_ROWS]
        return CallTable(tuple(shown), len(every) - len(shown))
    return CallTable(tuple(every), 0)
