"""What reporters tell of compliance: frameworks with their controls, worst first, and why one is not determined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.model.report import CONTROL_STATUSES, ControlResult, FrameworkInfo, Report
from auditor.reporters.outline import counted

CONTROL_WORDS = {
    "failed": "failed",
    "not_determined": "not determined",
    "passed": "passed",
    "not_applicable": "not applicable",
    "not_covered": "not covered",
}

#: Of more rules of one reason only the first are named to people.
_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """One framework: its controls with the failed ones first, and how many came out in which way."""

    info: FrameworkInfo
    controls: list[ControlResult]
    counts: Mapping[str, int]

    def told(self) -> Iterator[tuple[str, int]]:
        """The counts that are not zero, each with its words."""
        return ((CONTROL_WORDS[status], number) for status, number in self.counts.items() if number)


def framework_rows(report: Report) -> list[FrameworkRow]:
    """The frameworks of a report; those that were asked for come first."""
    by_framework: dict[str, list[ControlResult]] = {}
    for control in report.controls:
        by_framework.setdefault(control.framework, []).append(control)
    named = {name: FrameworkInfo(name, name) for name in by_framework} | dict(report.frameworks)
    order = [*report.frameworks, *(name for name in by_framework if name not in report.frameworks)]
    return [_row(named[name], by_framework.get(name, [])) for name in order]


def _row(info: FrameworkInfo, controls: list[ControlResult]) -> FrameworkRow:
    counts = Counter(control.status for control in controls)
    in_order = sorted(controls, key=lambda control: CONTROL_STATUSES.index(control.status))
    return FrameworkRow(info, in_order, {status: counts[status] for status in CONTROL_STATUSES})


def why_open(control: ControlResult, gaps: int) -> str:
    """Why a control is not determined, in words; empty for any other."""
    words = {
        "unknown": f"{counted(control.by_status.get('unknown', 0), 'check')} could not be established",
        "not_run": f"{counted(len(control.rules_not_run), 'rule')} not run",
        "gaps": f"{counted(gaps, 'part')} could not be read",
        "lacks": f"no rule asks for {control.lacks}",
    }
    return "; ".join(words[each] for each in control.open_for)


def not_run(control: ControlResult) -> str:
    """The rules that were not run, those of one reason together: `a, b (not selected); c (off unless selected)`."""
    by_reason: dict[str, list[str]] = {}
    for each in control.rules_not_run:
        by_reason.setdefault(each.why, []).append(each.rule)
    return "; ".join(f"{_some(rules)} ({why})" for why, rules in by_reason.items())


def _some(rules: list[str]) -> str:
    """The first of many: the JSON report names them all."""
    more = f" and {len(rules) - _MOST_NAMES} more" if len(rules) > _MOST_NAMES + 1 else ""
    return ", ".join(rules[:_MOST_NAMES] if more else rules) + more
