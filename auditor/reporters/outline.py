"""What the reporters for people share: findings under their leads, the conclusion in words, the chain of a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from auditor.model.facts import Step
from auditor.model.finding import Evidence, Finding, Severity, Status, Verdict
from auditor.model.location import Location
from auditor.model.report import Report, RuleInfo
from auditor.model.resource import Gap, Resource

#: Worst first: the order in which reports count.
SEVERITIES = tuple(sorted(Severity, reverse=True))

STATUS_WORDS = {
    Status.FAIL: "failed",
    Status.UNKNOWN: "could not be established",
    Status.PASS: "passed",
    Status.NOT_APPLICABLE: "does not apply",
}


#: Findings, or their verdicts where nobody asks for the evidence of most of them.
Told = TypeVar("Told", Finding, Verdict)


@dataclass(slots=True)
class Entry(Generic[Told]):
    """A finding, and the findings on the same resource that it leads."""

    finding: Told
    led: list[Told] = field(default_factory=list)


def outline(findings: Iterable[Told]) -> list[Entry[Told]]:
    """Put every finding under its lead; one whose lead is not among `findings` stands by itself."""
    every = list(findings)
    by_rule = {(finding.resource, finding.rule): finding for finding in every}
    entries: dict[tuple[str, str], Entry[Told]] = {}
    for finding in every:
        top = _top(finding, by_rule)
        entry = entries.setdefault((top.resource, top.rule), Entry(top))
        if top is not finding:
            entry.led.append(finding)
    # An entry stands where its lead does, even if a finding that it leads came first.
    return [entries[key] for key in by_rule if key in entries]


def _top(finding: Told, by_rule: dict[tuple[str, str], Told]) -> Told:
    """The lead of the lead, up to one that nothing leads. In a circle each stands by itself: none may vanish."""
    seen = {finding.rule}
    top = finding
    while top.lead and (lead := by_rule.get((top.resource, top.lead))) is not None:
        if lead.rule in seen:
            return finding
        seen.add(lead.rule)
        top = lead
    return top


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 failure`, `2,000 failures`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def conclusion(report: Report, failing: int) -> Iterator[str]:
    """The result in sentences, the weightiest first; `failing` is how many resources have a failure."""
    summary = report.summary
    unknown = summary.by_status.get(Status.UNKNOWN.value, 0)
    open_ends = [
        f"{counted(unknown, 'check')} could not be established" if unknown else "",
        f"{counted(summary.gaps, 'part')} could not be read" if summary.gaps else "",
    ]
    rest = [text for text in open_ends if text]
    if summary.fails or summary.by_status.get(Status.FAIL.value, 0):
        yield _failures(report, failing)
        yield from (f"{text}." for text in rest)
    elif rest:
        yield f"No failures, but {' and '.join(rest)}."
    else:
        yield _clean(report)


def _failures(report: Report, failing: int) -> str:
    summary = report.summary
    every = max(summary.fails, summary.by_status.get(Status.FAIL.value, 0))
    headline = sum(summary.by_severity.values()) or every
    critical = summary.by_severity.get(Severity.CRITICAL.word, 0)
    worst = f" ({critical:,} critical)" if critical else ""
    led = every - headline
    more = f"; {led:,} more {'follows' if led == 1 else 'follow'} from them" if led > 0 else ""
    return f"{counted(headline, 'failure')}{worst} in {counted(failing, 'resource')}{more}."


def _clean(report: Report) -> str:
    passed, beside = (report.summary.by_status.get(s.value, 0) for s in (Status.PASS, Status.NOT_APPLICABLE))
    resources = counted(report.summary.resources, "resource")
    if passed:
        return f"Clean: {counted(passed, 'check')} on {resources} passed."
    if beside:
        return f"Nothing was judged: none of {counted(beside, 'check')} on {resources} applies."
    others = counted(report.summary.resources or sum(r.judged for r in report.resources.values()), "resource")
    return f"Nothing was judged: no rule has anything to say about {others}."


def open_headline(report: Report, finding: Finding) -> str:
    """The headline of an UNKNOWN: what it is that could not be established."""
    rule = report.rules.get(finding.rule)
    return f"Not established: {rule.title}" if rule and rule.title else finding.message


#: Where the noun ends in the name of what was counted.
_PLURAL = re.compile("s(?=$|,| that | told | not )")


def coverage(report: Report) -> str:
    """What was read: `14 files, 1 module`. Its names are plural."""
    words = ((number, name.replace("_", " ")) for name, number in sorted(report.coverage.items()) if number)
    return ", ".join(f"{number:,} {_one_of(name) if number == 1 else name}" for number, name in words)


def _one_of(name: str) -> str:
    """`files that cannot be read` of one file: `file that cannot be read`."""
    return _PLURAL.sub("", name, count=1)


def place(location: Location) -> str:
    """Where a person goes: `file:line:column`, the ARN, else account and region; empty for what stands nowhere."""
    if location.file:
        return ":".join([location.file, *(str(number) for number in (location.line, location.column) if number)])
    return location.arn or " ".join(filter(None, (location.account and f"account {location.account}", location.region)))


#: How many of several places are told to people.
_MOST_PLACES = 3
#: So many gaps of one reason are told as one.
_ALIKE = 3
#: What remedies are written in.
_LANGUAGES = ("terraform", "cloudformation", "cli")
#: Addresses of Terraform hold `type.name`, and types have underscores; what templates call things has none.
_TERRAFORM = re.compile(r"(?:^|\.)[a-z0-9]+_\w+\.")


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap as people read it, or `number` gaps of one reason."""

    what: str
    reason: str
    where: str
    number: int = 1


def gap_rows(gaps: Iterable[Gap]) -> list[GapRow]:
    """The gaps in order, several of one reason as one where the first of them stands."""
    alike: dict[str, list[Gap]] = {}
    for gap in gaps:
        alike.setdefault(gap.reason if not gap.places else gap.id, []).append(gap)
    rows: list[GapRow] = []
    for several in alike.values():
        if len(several) < _ALIKE:
            rows += [GapRow(gap.what, gap.reason, gap_places(gap)) for gap in several]
        else:
            where = _first(place(gap.location) or gap.what for gap in several)
            rows.append(GapRow(counted(len(several), "part"), several[0].reason, where, len(several)))
    return rows


def gap_places(gap: Gap) -> str:
    """Where something is that was not read, of several places the first ones; empty if `what` says it."""
    if gap.places:
        return _first(place(one.location) for one in gap.places)
    where = place(gap.location)
    return "" if where == gap.what else where


def _first(places: Iterable[str]) -> str:
    every = list(dict.fromkeys(places))
    more = f" and {len(every) - _MOST_PLACES:,} more" if len(every) > _MOST_PLACES else ""
    return f"{', '.join(every[:_MOST_PLACES])}{more}"


def root_of(key: str, address: str, file: str = "") -> str:
    """The root that a resource is in, where neither its address nor the `file` told with it says so."""
    root = key.removesuffix(f":{address}")
    return root if root not in {key, file} else ""


def chain(via: tuple[Step, ...]) -> str:
    """The chain of a value, from the attribute back to who set it: `var.tls (variables.tf:4) <- terraform.tfvars:3`."""
    return " <- ".join(_link(step) for step in reversed(via))


def _link(step: Step) -> str:
    where = str(step.location)
    if not where:
        return step.label
    # A step named after its own file would say the file twice.
    return where if step.label in {"", step.location.file} else f"{step.label} ({where})"


def sentence(evidence: Evidence) -> str:
    """What was found and what was wanted, in one line."""
    whose = f" of {evidence.resource}" if evidence.resource else ""
    wanted = f", expected {evidence.expected}" if evidence.expected else ""
    return f"{evidence.fact}{whose}{when(evidence)}: {found(evidence)}{wanted}"


_PLANNED = {
    "around": "what it hangs on is changed by the plan",
    "create": "made by the plan",
    "update": "changed by the plan",
    "replace": "replaced by the plan",
    "delete": "deleted by the plan",
    "forget": "no longer managed after the plan",
}


def planned(resource: Resource) -> str:
    """What a plan does to a resource, in words; empty where that is nothing."""
    return _PLANNED.get(resource.planned, "")


def when(evidence: Evidence) -> str:
    """Whether it is what a plan found or what it makes of that, where both are told."""
    return f" {evidence.when} the change" if evidence.when else ""


def found(evidence: Evidence) -> str:
    """The value that was found; for an unknown one also why it is unknown."""
    value = evidence.value or "not set"
    return f"{value}: {evidence.reason}" if evidence.reason else value


def said_by(evidence: Evidence) -> str:
    """Who said so, where that is not plain from the value: `default`, `inherited`, `derived`."""
    return evidence.origin if evidence.origin not in {"stated", "absent", "unknown"} else ""


def language_of(location: Location, address: str) -> str:
    """What something is written in, or is changed by: `terraform`, `cloudformation` or, for what is live, `cli`."""
    if location.arn and not location.file:
        return "cli"
    return "terraform" if not location.file or _TERRAFORM.search(address) else "cloudformation"


def languages(report: Report) -> list[str]:
    """What the resources of a report are written in; that of code where there are none."""
    found = {language_of(resource.location, resource.address) for resource in report.resources.values()}
    return [language for language in _LANGUAGES if language in found] or [_LANGUAGES[0]]


def snippet(rule: RuleInfo, finding: Finding) -> tuple[str, str]:
    """The language and the text of the remedy in what the resource is written in; empty if the rule has none."""
    first = language_of(finding.location, finding.address)
    for language in (first, *_LANGUAGES):
        if text := rule.remediation.get(language, "").strip("\n"):
            return language, text
    return "", ""
