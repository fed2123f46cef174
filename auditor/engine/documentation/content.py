"""What there is to say of a rule, worked out before anybody writes it down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.engine.documentation.remedies import Judged, Remedy, remedies
from auditor.engine.examples import Outcome, run_examples
from auditor.engine.loader import RuleSet
from auditor.engine.mutants.words import flow
from auditor.engine.rule import Rule
from auditor.model.finding import Status

#: What a remedy does to a running cache, at worst.
EFFECTS = {
    "in place": "the cache keeps running",
    "restart": "nodes restart, and clients are cut off meanwhile",
    "replacement": "what it is applied to is destroyed and made anew",
}
#: The languages of remedies as they are called, and as Markdown marks their code.
LANGUAGES = {
    "terraform": ("Terraform", "hcl"),
    "cloudformation": ("CloudFormation", "yaml"),
    "cli": ("AWS CLI", "sh"),
}
VERDICTS = {
    Status.PASS: "passes",
    Status.FAIL: "fails",
    Status.UNKNOWN: "unknown",
    Status.NOT_APPLICABLE: "does not apply",
}
#: Of failing examples those that are shown with what the finding says, at most.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Situation:
    """One example: how it must end, what it shows, what there is, and what the finding says."""

    verdict: Status
    note: str
    lines: tuple[str, ...]
    message: str
    found: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ControlLine:
    """A control that a rule answers: the framework, its number there, and its title."""

    framework: str
    control: str
    title: str


@dataclass(frozen=True, slots=True)
class WorkloadLine:
    """What a workload changes of a rule, and why."""

    workload: str
    changes: str
    reason: str


@dataclass(frozen=True, slots=True)
class Content:
    """All that is told of one rule."""

    rule: Rule
    judges: tuple[str, ...]
    condition: Mapping[str, Any]
    situations: tuple[Situation, ...]
    controls: tuple[ControlLine, ...]
    workloads: tuple[WorkloadLine, ...]
    remedies: tuple[Remedy, ...] = ()

    @property
    def failures(self) -> list[Situation]:
        """Failing examples that show how it fails: one for each set of facts that decide."""
        failing = [one for one in self.situations if one.verdict is Status.FAIL]
        alike = {tuple((fact, wanted) for fact, _, wanted in one.found): one for one in reversed(failing)}
        return list(reversed(alike.values()))[:_SHOWN]

    @property
    def condition_text(self) -> str:
        """Which resources it judges and what must hold, as YAML."""
        import yaml

        return yaml.safe_dump(dict(self.condition), sort_keys=False, width=100, default_flow_style=None)


def content_of(rule: Rule, rules: RuleSet, judged: Judged | None = None) -> Content:
    """What there is to say of `rule`; `judged` tells of code whether it passes, to show such that does not."""
    written = rule.written
    return Content(
        rule,
        tuple(_judges(rule)),
        {"applies_to": written["applies_to"], "check": written["check"]},
        tuple(_situations(rule, rules)),
        tuple(_controls(rule, rules)),
        tuple(_workloads(rule, rules)),
        remedies(rule, judged),
    )


def _judges(rule: Rule) -> Iterator[str]:
    """What it is run on, in sentences."""
    yield f"Judges {_listed([kind.replace('_', ' ') + 's' for kind in rule.check], 'and')}."
    if rule.changes:
        yield f"Judges only what a plan does to them: {_listed(list(rule.info.changes), 'or')}."
    if rule.observed:
        yield "Judges only what is running: code, plans and templates do not say what it asks for."
    if not rule.default:
        yield "Off unless it is selected."


def _listed(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _situations(rule: Rule, rules: RuleSet) -> Iterator[Situation]:
    outcomes = {outcome.label: outcome for outcome in run_examples(rule, rules)}
    for status in Status:
        examples = rule.examples.get(status.value, [])
        assert isinstance(examples, list)
        for number, example in enumerate(examples, 1):
            yield _situation(status, example, outcomes[f"{status.value} {number}"], rule)


def _situation(status: Status, example: Mapping[str, Any], outcome: Outcome, rule: Rule) -> Situation:
    resources = example.get("resources")
    if resources:
        lines = [f"{name}, {_words(one, rule, named=True)}" for name, one in resources.items()]
    else:
        lines = [_words(example, rule)]
    if example.get("today"):
        lines.append(f"on {example['today']}")
    found = tuple((each.fact, each.value, each.expected) for each in outcome.evidence if each.expected)
    return Situation(status, " ".join(str(example.get("note") or "").split()), tuple(lines), outcome.message, found)


def _words(one: Mapping[str, Any], rule: Rule, *, named: bool = False) -> str:
    """One resource of an example on a line."""
    parts = []
    if named or len(rule.check) > 1:
        parts.append(str(one.get("kind") or next(iter(rule.check))).replace("_", " "))
    if one.get("planned"):
        parts.append(f"planned: {one['planned']}")
    parts += [flow({key: value}) for key, value in (one.get("facts") or {}).items()]
    parts += [flow({key: value}) for key, value in (one.get("relations") or {}).items()]
    parts += [f"{key} not known" for key in one.get("unknown") or ()]
    parts += [f"before: {flow({key: value})}" for key, value in (one.get("before") or {}).items()]
    return ", ".join(parts) or "nothing is set"


def _controls(rule: Rule, rules: RuleSet) -> Iterator[ControlLine]:
    for control in rule.info.controls:
        name, _, number = control.partition("/")
        framework = rules.frameworks.get(name)
        title = rules.controls.get(control, "")
        yield ControlLine(framework.name if framework else name, number, title)


def _workloads(rule: Rule, rules: RuleSet) -> Iterator[WorkloadLine]:
    for workload in rules.workloads.by_name.values():
        effect = workload.effects.get(rule.id)
        if effect is not None:
            changes = [f"severity {effect.severity.word}"] if effect.severity is not None else []
            changes += [flow({name: value}) for name, value in effect.params.items()]
            yield WorkloadLine(workload.name, ", ".join(changes), " ".join(effect.reason.split()))
