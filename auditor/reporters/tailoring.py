"""What a user's own rule directory made otherwise, in words: a report that was made milder says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.model.report import Report, RuleInfo


@dataclass(frozen=True, slots=True)
class TailoredRule:
    """One rule that is not as in the catalogue: whether it was disabled, and what was done to it and why."""

    rule: RuleInfo
    disabled: bool
    words: str


def tailored_rules(report: Report) -> list[TailoredRule]:
    """The rules that were disabled, then those that were overridden and run, each by their ids."""
    return [*_told(report, disabled=True), *_told(report, disabled=False)]


def _told(report: Report, *, disabled: bool) -> Iterator[TailoredRule]:
    rules = report.disabled if disabled else report.rules
    for name in sorted(rules):
        told = rules[name].tailored
        if told is not None:
            what = "not run" if disabled else f"overridden ({', '.join(told.keys)})"
            yield TailoredRule(rules[name], disabled, f"{what} by {told.file}: {' '.join(told.reason.split())}")
