"""All findings of a scan in report order, each built when asked for: half a million verdicts stay small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

from auditor.engine.evidence import build_finding
from auditor.engine.loader import RuleSet
from auditor.engine.shared import Shared
from auditor.engine.workloads.apply import Applied
from auditor.model.facts import Fact
from auditor.model.finding import Finding, Severity, Status, Verdict
from auditor.model.report import Summary
from auditor.model.resource import Inventory

_ORDER = {Status.FAIL: 0, Status.UNKNOWN: 1, Status.PASS: 2, Status.NOT_APPLICABLE: 3}

#: The order of findings that end alike.
_BY_RESOURCE = attrgetter("resource", "rule")


class LazyFindings:
    """The findings of one scan: failures first, the worst of them first, then by resource and rule."""

    def __init__(
        self,
        verdicts: list[Verdict],
        rules: RuleSet,
        inventory: Inventory,
        derived: dict[tuple[str, str], Fact],
        applied: Applied | None = None,
    ) -> None:
        grouped = _grouped(verdicts)
        leads = _leads([v for (status, _), alike in grouped.items() if status is Status.FAIL for v in alike], rules)
        self._counts = {which: len(alike) for which, alike in grouped.items()}
        self.verdicts: list[Verdict] = []
        for which in sorted(grouped, key=lambda one: (_ORDER[one[0]], -one[1])):
            alike = sorted(grouped[which], key=_BY_RESOURCE)
            if which[0] is Status.FAIL and leads:
                alike = [replace(v, lead=lead) if (lead := leads.get((v.rule, v.resource))) else v for v in alike]
            self.verdicts += alike
        self._rules, self._inventory, self._derived = rules, inventory, derived
        self._shared = Shared()
        self._applied, self._shared_plain = applied, Shared()

    def __len__(self) -> int:
        return len(self.verdicts)

    def __iter__(self) -> Iterator[Finding]:
        return map(self.of, self.verdicts)

    def with_status(self, *statuses: Status) -> Iterator[Finding]:
        """Those with one of `statuses`, in order."""
        return (self.of(v) for v in self.verdicts if v.status in statuses)

    def of(self, verdict: Verdict) -> Finding:
        """The finding of one of the verdicts."""
        if verdict.variant and self._applied is not None:
            form = self._applied.variant(verdict.variant)
            if form.plain and self._applied.plain is not None:
                inventory, derived = self._applied.plain, self._applied.derived
                return build_finding(verdict, self._rules, inventory, derived, self._shared_plain, form)
            return build_finding(verdict, self._rules, self._inventory, self._derived, self._shared, form)
        return build_finding(verdict, self._rules, self._inventory, self._derived, self._shared)

    def summary(self, gaps: int) -> Summary:
        """The counts of the first screen; a FAIL that another one leads is counted with its lead."""
        by_status = {status.value: 0 for status in Status}
        by_severity = {severity.word: 0 for severity in sorted(Severity, reverse=True)}
        for (status, severity), number in self._counts.items():
            by_status[status.value] += number
            if status is Status.FAIL:
                by_severity[severity.word] += number
        for failed in self.verdicts[: by_status[Status.FAIL.value]]:
            if failed.lead:
                by_severity[failed.severity.word] -= 1
        judged = len({verdict.resource for verdict in self.verdicts})
        return Summary(judged, by_status, by_severity, gaps, by_status[Status.FAIL.value])


def _grouped(verdicts: list[Verdict]) -> dict[tuple[Status, Severity], list[Verdict]]:
    """The verdicts by how they end and how bad that is."""
    grouped: dict[tuple[Status, Severity], list[Verdict]] = {}
    for verdict in verdicts:
        which = verdict.status, verdict.severity
        alike = grouped.get(which)
        if alike is None:
            alike = grouped[which] = []
        alike.append(verdict)
    return grouped


def _leads(failures: list[Verdict], rules: RuleSet) -> dict[tuple[str, str], str]:
    """(rule, resource) of a failure -> the rule under which it is shown: one that leads it and fails there too."""
    led_by: dict[str, list[str]] = {}
    for rule in rules.rules.values():
        for other in rule.info.leads:
            led_by.setdefault(other, []).append(rule.id)
    told = {*led_by, *(lead for every in led_by.values() for lead in every)}
    failed = {(v.rule, v.resource) for v in failures if v.rule in told}
    leads = {
        (rule, resource): lead
        for rule, resource in failed
        if rule in led_by
        for lead in sorted(led_by[rule], reverse=True)
        if (lead, resource) in failed
    }
    # Of rules that lead each other in a circle the first leads the others: none may vanish.
    for led, resource in sorted(leads):
        if _in_circle(led, resource, leads):
            del leads[led, resource]
    return leads


def _in_circle(rule: str, resource: str, leads: dict[tuple[str, str], str]) -> bool:
    seen = {rule}
    lead = leads.get((rule, resource))
    while lead is not None and lead not in seen:
        seen.add(lead)
        lead = leads.get((lead, resource))
    return lead == rule
