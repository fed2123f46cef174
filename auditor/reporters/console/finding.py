"""One finding as a developer reads it: what, where, the source line, why, and what to do."""

from __future__ import annotations

from auditor.model.finding import Evidence, Finding
from auditor.model.location import Location
from auditor.model.report import Report
from auditor.reporters.console.page import SEVERITY_STYLES, Page, Part, cells
from auditor.reporters.excerpt import Line, excerpt, fitted, fitting_code
from auditor.reporters.outline import (
    Entry,
    chain,
    language_of,
    open_headline,
    place,
    root_of,
    said_by,
    sentence,
    snippet,
)
from auditor.reporters.purpose import adjusted, purpose

_GUTTER = "blue"
_SNIPPET_LINES = 12
_LANGUAGES = {"terraform": "Terraform", "cloudformation": "CloudFormation", "cli": "an account"}


def failure(page: Page, report: Report, entry: Entry[Finding], told: set[tuple[str, str]]) -> None:
    """Print a FAIL in full, with one line for each finding that it leads.

    What to do is the same for all findings of a rule in one language, so it is told once: `told` holds the rules, with
    the languages, that it was told for.
    """
    finding = entry.finding
    _heading(page, report, finding)
    lines, hidden = excerpt(report, finding.location)
    margin = len(str(lines[-1].number)) if lines else 1
    _arrow(page, report, finding, margin)
    if lines:
        _source(page, lines, hidden, margin)
    for evidence in finding.evidence:
        _evidence(page, evidence, margin, finding.location)
    _conditions(page, finding, margin)
    for words in adjusted(finding):
        _note(page, margin, "adjusted", (words, ""))
    language = language_of(finding.location, finding.address)
    if (finding.rule, language) in told:
        several = any(rule == finding.rule and other != language for rule, other in told)
        where = f" in {_LANGUAGES[language]}" if several else ""
        _note(page, margin, "fix", (f"as for the first {finding.rule}{where} above", "dim"))
    else:
        told.add((finding.rule, language))
        _remedy(page, report, finding, margin)
    for led in entry.led:
        _note(
            page,
            margin,
            "also",
            (led.severity.word, SEVERITY_STYLES[led.severity.word]),
            (f" {led.rule}{_normally(led)}: ", ""),
            (_headline(report, led), ""),
        )
    page.blank()


def open_question(page: Page, report: Report, finding: Finding) -> None:
    """Print an UNKNOWN: what keeps it from being established, and when it fails."""
    page.line(
        [],
        ("unknown", "bold magenta"),
        (f"[{finding.rule}]", "magenta"),
        (f" ({finding.severity.word} if it fails): ", ""),
        (open_headline(report, finding), "bold"),
    )
    _arrow(page, report, finding, 1)
    doubts = [evidence for evidence in finding.evidence if evidence.reason]
    for evidence in doubts:
        _evidence(page, evidence, 1, finding.location)
    if not doubts and not finding.fails_when:
        _note(page, 1, "reason", (finding.message, ""))
    _conditions(page, finding, 1)
    for words in adjusted(finding):
        _note(page, 1, "adjusted", (words, ""))
    page.blank()


def brief(page: Page, report: Report, finding: Finding) -> None:
    """Print a finding that asks nothing of the reader in one line."""
    page.line(
        [("  ", "")],
        (finding.rule, ""),
        (f" {finding.address}", "dim"),
        (f" {place(finding.location)}", "dim"),
    )


def _headline(report: Report, finding: Finding) -> str:
    rule = report.rules.get(finding.rule)
    return finding.message or (rule.title if rule else finding.rule)


def _heading(page: Page, report: Report, finding: Finding) -> None:
    word = finding.severity.word
    page.line(
        [],
        (word, SEVERITY_STYLES[word]),
        (f"[{finding.rule}]", SEVERITY_STYLES[word]),
        (f"{_normally(finding)}: ", ""),
        (_headline(report, finding), "bold"),
    )


def _normally(finding: Finding) -> str:
    """The severity that it normally has, where that is another one."""
    return "" if finding.severity == finding.base_severity else f" (normally {finding.base_severity.word})"


def _arrow(page: Page, report: Report, finding: Finding, margin: int) -> None:
    where = place(finding.location)
    named = f"{finding.address} ({finding.kind})" if finding.address != where else finding.kind
    root = root_of(finding.resource, finding.address, finding.location.file)
    named += f" in {root}" if root else ""
    named += f", for {use}" if (use := purpose(report, finding)) else ""
    parts = [(where, ""), ("  ", "")] if where else []
    page.line([(" " * margin + "--> ", _GUTTER)], *parts, (named, "dim"))


def _source(page: Page, lines: list[Line], hidden: int, margin: int) -> None:
    page.exact((" " * margin + " |", _GUTTER))
    for line in lines:
        room = page.width - margin - 3
        fit = fitted(line, room)
        if cells(fit.before + fit.marked + fit.after) > room:  # wide characters take two columns each
            fit = fitted(line, room // 2)
        page.exact((f"{fit.number:>{margin}} | ", _GUTTER), (fit.before, ""), (fit.marked, "bold"), (fit.after, ""))
        if len(lines) == 1 and not hidden:
            underline = " " * cells(fit.before) + "^" * max(cells(fit.marked), 1)
            page.exact((" " * margin + " | ", _GUTTER), (underline, "red"))
    if hidden:
        page.exact((" " * margin + " | ", _GUTTER), (f"... {hidden} more lines", "dim"))


def _evidence(page: Page, evidence: Evidence, margin: int, here: Location) -> None:
    _note(page, margin, "found", (sentence(evidence), ""), *_elsewhere(evidence, here))
    if evidence.via:
        _note(page, margin, "from", (chain(evidence.via), ""))


def _elsewhere(evidence: Evidence, here: Location) -> list[Part]:
    """Who said so, and where if that is not the place shown above."""
    told = [word] if (word := said_by(evidence)) else []
    if place(evidence.location) and evidence.location != here:
        told.append(f"at {place(evidence.location)}")
    return [(f" ({' '.join(told)})", "dim")] if told else []


def _conditions(page: Page, finding: Finding, margin: int) -> None:
    for reason in finding.because:
        _note(page, margin, "because", (reason, ""))
    for condition in finding.fails_when:
        _note(page, margin, "fails when", (condition, ""))
    for condition in finding.exists_when:
        _note(page, margin, "exists when", (condition, ""))


def _remedy(page: Page, report: Report, finding: Finding, margin: int) -> None:
    rule = report.rules.get(finding.rule)
    if rule is None:
        return
    text = rule.remediation.get("text", "")
    effect = f" (effect: {rule.effect})" if rule.effect else ""
    if text:
        _note(page, margin, "fix", (text, "green"), (effect, "dim"))
    _, code = snippet(rule, finding)
    lines = code.splitlines()
    for line in lines[:_SNIPPET_LINES]:
        for row in fitting_code(line, page.width - margin - 8):
            page.line([(" " * (margin + 8), "")], (row, "green"))
    if len(lines) > _SNIPPET_LINES:
        page.line([(" " * (margin + 8), "")], (f"... {len(lines) - _SNIPPET_LINES} more lines", "dim"))


def _note(page: Page, margin: int, label: str, *parts: Part) -> None:
    page.line([(" " * margin + " = ", _GUTTER), (f"{label}: ", "bold")], *parts)
