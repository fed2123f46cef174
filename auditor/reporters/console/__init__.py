"""The report in a terminal: failures in full, then what is open, then what could not be read, then the sum."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.finding import Severity, Status, Verdict
from auditor.model.report import Report
from auditor.reporters.calls import answered, refused
from auditor.reporters.compliance import framework_rows
from auditor.reporters.console.finding import brief, failure, open_question
from auditor.reporters.console.page import SEVERITY_STYLES, Page, Part
from auditor.reporters.outline import SEVERITIES, Entry, conclusion, counted, coverage, gap_rows, outline
from auditor.reporters.purpose import configuration, purposes
from auditor.reporters.tailoring import tailored_rules

_ASKING = frozenset({Status.FAIL, Status.UNKNOWN})


def render(
    report: Report, *, width: int = 100, color: bool = False, limit: int = 50, show: frozenset[Status] = _ASKING
) -> Iterator[str]:
    """Yield the report as text for a terminal of `width` columns.

    Args:
        report: what to show.
        width: columns; fewer than 40 count as 40.
        color: whether to use ANSI colours; without, the text holds no escape sequence at all.
        limit: how many findings of each status, and gaps, are listed before the rest is only counted; 0 lists all.
        show: the statuses to list. The summary counts every status.
    """
    page = Page(width, color)
    failing = [verdict for verdict in report.findings.verdicts if verdict.status is Status.FAIL]
    if Status.FAIL in show:
        yield from _failures(page, report, failing, limit)
    if Status.UNKNOWN in show:
        yield from _listed(page, report, Status.UNKNOWN, limit)
    for status in (Status.PASS, Status.NOT_APPLICABLE):
        if status in show:
            yield from _listed(page, report, status, limit)
            page.blank()
    _gaps(page, report, limit)
    _summary(page, report)
    _tailored(page, report)
    _compliance(page, report)
    _conclude(page, report, failing)
    yield page.take()


def _failures(page: Page, report: Report, failing: list[Verdict], limit: int) -> Iterator[str]:
    entries = outline(failing)
    shown = entries[:limit] if limit else entries
    told: set[tuple[str, str]] = set()
    for entry in shown:
        of = report.findings.of
        failure(page, report, Entry(of(entry.finding), [of(led) for led in entry.led]), told)
        yield page.take()
    _rest(page, sum(1 + len(entry.led) for entry in entries[len(shown) :]), "finding")


def _listed(page: Page, report: Report, status: Status, limit: int) -> Iterator[str]:
    if status is not Status.UNKNOWN and report.summary.by_status.get(status.value, 0):
        page.line([], (f"{'Passed' if status is Status.PASS else 'Not applicable'}:", "bold"))
    beyond = 0
    for number, finding in enumerate(report.findings.with_status(status)):
        if limit and number >= limit:
            beyond = report.summary.by_status.get(status.value, 0) - limit
            break
        (open_question if status is Status.UNKNOWN else brief)(page, report, finding)
        yield page.take()
    words = {Status.UNKNOWN: "unknown finding", Status.PASS: "passed check", Status.NOT_APPLICABLE: "check"}
    _rest(page, beyond, words[status])


def _rest(page: Page, number: int, noun: str) -> None:
    if number > 0:
        page.line(
            [], (f"... and {number} more {noun}{'' if number == 1 else 's'}: use --limit 0 or -o report.html", "bold")
        )
        page.blank()


def _gaps(page: Page, report: Report, limit: int) -> None:
    if not report.gaps:
        return
    page.line(
        [],
        (
            f"{counted(len(report.gaps), 'part')} could not be read; caches may be missing from this report:",
            "bold yellow",
        ),
    )
    rows = gap_rows(report.gaps)
    shown = rows[:limit] if limit else rows
    for row in shown:
        told = [(f" ({row.where})", "dim")] if row.where else []
        page.line([("  - ", "yellow")], (f"{row.what}: ", "bold"), (row.reason, ""), *told)
    page.blank()
    _rest(page, sum(row.number for row in rows[len(shown) :]), "gap")


def _summary(page: Page, report: Report) -> None:
    summary = report.summary
    page.line([], ("Summary", "bold"))
    _row(page, "failures", *_by_severity(report))
    for status, label in (
        (Status.UNKNOWN, "unknown"),
        (Status.PASS, "passed"),
        (Status.NOT_APPLICABLE, "do not apply"),
    ):
        number = summary.by_status.get(status.value, 0)
        _row(page, label, (f"{number:,}", "magenta" if number and status is Status.UNKNOWN else ""))
    _row(page, "not read", (f"{summary.gaps:,}", "yellow" if summary.gaps else ""))
    read = coverage(report)
    _row(page, "resources", (f"{summary.resources:,}", ""), (f" (read: {read})" if read else "", "dim"))
    if report.asked:
        lacking = refused(report)
        _row(page, "calls", (answered(report), ""), (f" (not: {lacking})" if lacking else "", "yellow"))
    for label, words in (("judged for", purposes(report)), ("configuration", configuration(report))):
        if words:
            _row(page, label, (words, ""))
    page.blank()


def _tailored(page: Page, report: Report) -> None:
    """A line for each rule that is not as in the catalogue."""
    changed = tailored_rules(report)
    if not changed:
        return
    page.line([], ("Rules changed by --rules", "bold"))
    for each in changed:
        page.line([("  ", "")], (f"{each.rule.id}: ", ""), (each.words, "yellow" if each.disabled else ""))
    page.blank()


def _compliance(page: Page, report: Report) -> None:
    """A line for each framework that was asked for."""
    asked = [row for row in framework_rows(report) if row.info.asked]
    if not asked:
        return
    page.line([], ("Compliance", "bold"))
    for row in asked:
        told = ", ".join(f"{number:,} {words}" for words, number in row.told())
        page.line([("  ", "")], (f"{row.info.name}: ", ""), (told, "red" if row.counts["failed"] else ""))
    page.blank()


def _by_severity(report: Report) -> Iterator[Part]:
    for severity in SEVERITIES:
        number = report.summary.by_severity.get(severity.word, 0)
        style = SEVERITY_STYLES[severity.word] if number else "dim"
        yield f"{number:,} {severity.word}", style
        if severity is not Severity.INFO:
            yield ", ", "dim"


def _row(page: Page, label: str, *parts: Part) -> None:
    page.line([(f"  {label:<17}", "")], *parts)


def _conclude(page: Page, report: Report, failing: list[Verdict]) -> None:
    words = " ".join(conclusion(report, len({verdict.resource for verdict in failing})))
    style = "bold red" if failing else "bold green" if words.startswith("Clean") else "bold yellow"
    page.line([], (words, style))
