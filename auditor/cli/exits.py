"""The exit status of a scan: one meaning for each number, and 1 wins over 3."""

from __future__ import annotations

from auditor.model.finding import Severity, Status
from auditor.model.report import Report

CLEAN = 0
FAILED = 1
# 2 is what click and auditor.cli.errors end with.
NOT_ESTABLISHED = 3


def exit_code(report: Report, fail_on: str, *, allow_gaps: bool, allow_unknown: bool) -> int:
    """0 complete and nothing at or above `fail_on`; 1 a failure there; 3 a gap, or an unknown at or above `fail_on`."""
    least = None if fail_on == "never" else Severity.of(fail_on)
    if least is not None and _any(report, Status.FAIL, least):
        return FAILED
    if report.gaps and not allow_gaps:
        return NOT_ESTABLISHED
    if least is not None and not allow_unknown and _any(report, Status.UNKNOWN, least):
        return NOT_ESTABLISHED
    return CLEAN


def _any(report: Report, status: Status, least: Severity) -> bool:
    return any(v.status is status and v.severity >= least for v in report.findings.verdicts)
