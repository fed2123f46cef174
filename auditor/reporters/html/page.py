"""What stands on the page: findings by resource, counts by rule, facts; worked out before a template sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.model.finding import Finding, Status, Verdict
from auditor.model.report import Report, RuleInfo
from auditor.model.resource import Resource
from auditor.reporters.excerpt import Line, excerpt, fitted
from auditor.reporters.html.facts import FactRow, fact_rows
from auditor.reporters.outline import conclusion, languages, open_headline, outline, root_of, snippet

#: With more findings than this a rule's text stands once, in the list of rules, and findings link to it; their source
#: lines come without neighbours.
_RULE_TEXT_INLINE = 300
#: Up to this many findings all are open at first.
_OPEN_AT_FIRST = 12
#: With more resources than this only those with something to do come with their facts, and passed checks are counted.
_ALL_FACTS = 500
#: Of a longer source line only a part is shown: code in JSON may be one line in all.
_WIDEST = 1_000


@dataclass(frozen=True, slots=True)
class Item:
    """One finding with what its rule says and the source lines that it is about."""

    number: int
    finding: Finding
    title: str
    rule: RuleInfo | None
    lead: str
    lines: list[Line]
    hidden: int
    codes: list[tuple[str, str]]


@dataclass(slots=True)
class Group:
    """One resource, what is to do about it, and everything else that is known about it."""

    number: int
    resource: Resource | None
    address: str
    items: list[Item] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    facts: list[FactRow] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule and how often it ended in which way."""

    number: int
    info: RuleInfo
    counts: Counter[str]
    codes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the templates show besides the report itself."""

    tone: str
    words: list[str]
    groups: list[Group]
    quiet: list[Group]
    rules: list[RuleRow]
    rule_numbers: dict[str, int]
    unknown_by_severity: Counter[str]
    listed: int
    inline: bool
    open: bool
    all_facts: bool


def page_of(report: Report) -> Page:
    """Work out the page of `report`."""
    failing = list(report.findings.with_status(Status.FAIL))
    unknown = list(report.findings.with_status(Status.UNKNOWN))
    groups = _groups(report, failing, unknown)
    by_rule = _tally(report, groups)
    all_facts = len(report.resources) <= _ALL_FACTS
    busy = [group for group in groups.values() if group.items]
    quiet = [group for group in groups.values() if not group.items]
    for group in groups.values() if all_facts else busy:
        group.facts = fact_rows(report, group.resource) if group.resource else []
    listed = len(failing) + len(unknown)
    clean = not listed and not report.gaps and report.summary.by_status.get(Status.PASS.value, 0)
    return Page(
        tone="fail" if failing else "clean" if clean else "open",
        words=list(conclusion(report, len({finding.resource for finding in failing}))),
        groups=busy,
        quiet=quiet,
        rules=_rules(report, by_rule),
        rule_numbers={rule: number for number, rule in enumerate(report.rules)},
        unknown_by_severity=Counter(finding.severity.word for finding in unknown),
        listed=listed,
        inline=listed <= _RULE_TEXT_INLINE,
        open=listed <= _OPEN_AT_FIRST,
        all_facts=all_facts,
    )


def _groups(report: Report, failing: list[Finding], unknown: list[Finding]) -> dict[str, Group]:
    """Resources in the order of their worst finding, then those without any."""
    groups: dict[str, Group] = {}
    context = 1 if len(failing) + len(unknown) <= _RULE_TEXT_INLINE else 0
    number = 0
    for entry in [*outline(failing), *outline(unknown)]:
        for finding in (entry.finding, *entry.led):
            group = groups.get(finding.resource)
            if group is None:
                resource = report.resources.get(finding.resource)
                file = (resource or finding).location.file
                group = groups[finding.resource] = Group(
                    len(groups), resource, _named(finding.resource, finding.address, file)
                )
            lead = entry.finding.rule if finding is not entry.finding else ""
            group.items.append(_item(report, number, finding, lead, context))
            number += 1
    for key, resource in report.resources.items():
        if key not in groups:
            groups[key] = Group(len(groups), resource, _named(key, resource.address, resource.location.file))
    return groups


def _named(key: str, address: str, file: str) -> str:
    root = root_of(key, address, file)
    return f"{address} in {root}" if root else address


def _item(report: Report, number: int, finding: Finding, lead: str, context: int) -> Item:
    rule = report.rules.get(finding.rule)
    lines, hidden = excerpt(report, finding.location, context=context, most=8)
    lines = [fitted(line, _WIDEST) for line in lines]
    codes = [snippet(rule, finding)] if rule else []
    is_open = finding.status is Status.UNKNOWN
    title = open_headline(report, finding) if is_open else finding.message or (rule.title if rule else "")
    return Item(number, finding, title or finding.rule, rule, lead, lines, hidden, codes)


def _rules(report: Report, by_rule: dict[str, Counter[str]]) -> list[RuleRow]:
    """Every rule, with its remedy in all that the resources are written in."""
    spoken = languages(report)
    return [
        RuleRow(number, rule, by_rule.get(rule.id, Counter()), [(one, rule.remediation.get(one, "")) for one in spoken])
        for number, rule in enumerate(report.rules.values())
    ]


def _tally(report: Report, groups: dict[str, Group]) -> dict[str, Counter[str]]:
    """Count every finding for its resource, and return the counts by rule."""
    # Of half a million findings the verdicts are there already; to build the evidence of each PASS would take minutes.
    verdicts: Iterable[Verdict | Finding] = getattr(report.findings, "verdicts", report.findings)
    by_rule: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        by_rule.setdefault(verdict.rule, Counter())[verdict.status.value] += 1
        group = groups.get(verdict.resource)
        if group is None:
            continue
        if verdict.status is Status.FAIL:
            group.counts[verdict.severity.word] += 1
        else:
            group.counts[verdict.status.value] += 1
        if verdict.status is Status.PASS:
            group.passed.append(verdict.rule)
        elif verdict.status is Status.NOT_APPLICABLE:
            group.beside.append(verdict.rule)
    return by_rule
