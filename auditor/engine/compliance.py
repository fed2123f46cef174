"""How the controls of compliance frameworks came out.

A control is failed by any FAIL of a rule that answers it, whatever leads that rule or waives the finding. It is passed
only if nothing stands against that: something was judged, nothing stayed unknown, every rule that answers it was run,
and everything could be read. Where all of that is so but nothing was there to be judged it is not applicable. Else it
is not determined, which says why. A control that no rule answers is not covered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from auditor.engine.frameworks import Control
from auditor.engine.loader import RuleSet
from auditor.engine.rule import Rule
from auditor.model.finding import Status, Verdict
from auditor.model.report import ControlResult, FrameworkInfo, NotRun
from auditor.model.resource import Resource

#: (rule, kind of resource, status) -> how often.
_Tally = Counter[tuple[str, str, Status]]

_RESOURCE, _HOW = attrgetter("resource"), attrgetter("rule", "status")


@dataclass(frozen=True, slots=True)
class Scanned:
    """What there was to judge, as far as it decides which rules could be run."""

    running: bool
    planned: bool
    gaps: bool
    declared: bool = True

    @classmethod
    def of(cls, resources: Iterable[Resource], gaps: int) -> Scanned:
        """Whether any of `resources` is running or part of a plan, and whether something could not be read."""
        every = list(resources)
        running, planned = any(r.observed for r in every), any(r.change is not None for r in every)
        return cls(running, planned, bool(gaps), not every or not all(r.observed for r in every))

    def hinders(self, rule: Rule) -> str:
        """Why a rule that was chosen could not be run; empty if it could."""
        if rule.observed and not self.running:
            return "judges what is running"
        if rule.declared and not self.declared:
            return "judges what is declared"
        if rule.changes and not self.planned:
            return "judges what a plan does"
        return ""


def frameworks_of(rules: RuleSet) -> dict[str, FrameworkInfo]:
    """What a report says of the frameworks, those that were asked for first."""
    asked = sorted(rules.frameworks.values(), key=lambda one: (one.id not in rules.asked, one.id))
    return {f.id: FrameworkInfo(f.id, f.title, f.version, f.url, f.id in rules.asked) for f in asked}


def roll_up(
    verdicts: Iterable[Verdict], rules: RuleSet, resources: Mapping[str, Resource], gaps: int
) -> tuple[ControlResult, ...]:
    """How each control came out, by framework and in the order in which the framework lists them."""
    tally = _tally(verdicts, resources)
    by_rule: dict[str, list[tuple[str, Status, int]]] = {}
    for (rule, kind, status), number in tally.items():
        by_rule.setdefault(rule, []).append((kind, status, number))
    scanned = Scanned.of(resources.values(), gaps)
    answering = _answering(rules)
    return tuple(
        _result((framework.id, name), control, answering.get(f"{framework.id}/{name}", []), rules, by_rule, scanned)
        for framework in sorted(rules.frameworks.values(), key=lambda one: one.id)
        for name, control in framework.controls.items()
    )


def _tally(verdicts: Iterable[Verdict], resources: Mapping[str, Resource]) -> _Tally:
    """The verdicts counted; those of one resource come one after the other, so that its kind is looked up once."""
    by_kind: dict[str, Counter[tuple[str, Status]]] = {}
    for key, alike in groupby(verdicts, _RESOURCE):
        by_kind.setdefault(resources[key].kind, Counter()).update(map(_HOW, alike))
    return Counter({(rule, kind, how): n for kind, counts in by_kind.items() for (rule, how), n in counts.items()})


def _answering(rules: RuleSet) -> dict[str, list[Rule]]:
    """The rules that name each control, run or not, by their ids."""
    answering: dict[str, list[Rule]] = {}
    every = {**rules.disabled, **rules.left_out, **rules.rules}
    for name in sorted(every):
        rule = every[name]
        for control in rule.info.controls:
            answering.setdefault(control, []).append(rule)
    return answering


def _result(
    name: tuple[str, str],
    control: Control,
    answering: list[Rule],
    rules: RuleSet,
    by_rule: Mapping[str, list[tuple[str, Status, int]]],
    scanned: Scanned,
) -> ControlResult:
    # A rule for other kinds only does not answer a control for these.
    speaking = [rule for rule in answering if not control.kinds or not control.kinds.isdisjoint(rule.check)]
    not_run = tuple(NotRun(rule.id, why) for rule in speaking if (why := _why_not(rule, rules, scanned)))
    idle = {each.rule for each in not_run}
    run = tuple(rule.id for rule in speaking if rule.id not in idle)
    counts: Counter[Status] = Counter()
    failing = []
    for rule in run:
        for status, number in _spoken(by_rule.get(rule, ()), control):
            counts[status] += number
            if status is Status.FAIL and rule not in failing:
                failing.append(rule)
    open_for = tuple(_open(control, counts, not_run, scanned)) if speaking else ()
    status_word = _status(bool(speaking), counts, bool(open_for))
    return ControlResult(
        *name,
        control.title,
        status_word,
        run,
        failed_rules=tuple(failing),
        rules_not_run=not_run,
        open_for=open_for if status_word == "not_determined" else (),
        by_status={status.value: counts[status] for status in Status if counts[status]},
        lacks=control.lacks if speaking else "",
    )


def _why_not(rule: Rule, rules: RuleSet, scanned: Scanned) -> str:
    if rule.id in rules.disabled:
        return "disabled"
    if rule.id not in rules.rules:
        return "not selected" if rule.default else "off unless selected"
    return scanned.hinders(rule)


def _spoken(said: Iterable[tuple[str, Status, int]], control: Control) -> Iterator[tuple[Status, int]]:
    """How often a rule ended in which way, on the kinds that the control is about."""
    return ((status, number) for kind, status, number in said if not control.kinds or kind in control.kinds)


def _open(control: Control, counts: Counter[Status], not_run: tuple[NotRun, ...], scanned: Scanned) -> Iterator[str]:
    """What stands against saying that all is well."""
    if counts[Status.UNKNOWN]:
        yield "unknown"
    if not_run:
        yield "not_run"
    if scanned.gaps:
        yield "gaps"
    if control.lacks:
        yield "lacks"


def _status(covered: bool, counts: Counter[Status], is_open: bool) -> str:
    if counts[Status.FAIL]:
        return "failed"
    if not covered:
        return "not_covered"
    if is_open:
        return "not_determined"
    return "passed" if counts[Status.PASS] else "not_applicable"
