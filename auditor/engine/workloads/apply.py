"""The rules as they are judged for what a resource is for: with other severities and other thresholds.

Where a user says what a cache is for, the workload replaces severities and thresholds. Where the scanned code says
it, it may only make things stricter, and that does not hang on anybody knowing in which direction a threshold is
strict: the rule is judged as it is without the workload AND as it is with it, and the worse verdict counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from auditor.engine.build import build_rule
from auditor.engine.conditions import Condition, FactTest, Quantified
from auditor.engine.rule import Rule
from auditor.engine.workloads.catalogue import Effect, Workloads
from auditor.engine.workloads.resolve import told
from auditor.model.facts import Fact
from auditor.model.finding import Status
from auditor.model.resource import Inventory
from auditor.model.workload import FACT, Adjustment, WorkloadUse

#: From mild to severe: the order in which the worse of two verdicts counts.
SEVERE = (Status.NOT_APPLICABLE, Status.PASS, Status.UNKNOWN, Status.FAIL)


class Applied:
    """The rules for each use, made once for all resources that are for the same.

    Attributes:
        inventory: the resources with the facts of their workloads.
        plain: the resources without those that only the scanned code claims; None if it claims none.
        derived: the derived facts of `plain` that are known already.
    """

    def __init__(self, inventory: Inventory, uses: Mapping[str, WorkloadUse], workloads: Workloads) -> None:
        trusted = {key: use for key, use in uses.items() if use.trusted}
        self.inventory = told(inventory, uses, workloads)
        self.plain = told(inventory, trusted, workloads) if len(trusted) < len(uses) else None
        self.derived: dict[tuple[str, str], Fact] = {}
        self._uses, self._workloads = uses, workloads
        self._made: dict[tuple[str, str, bool], Rule] = {}
        self._built: dict[tuple[str, str], Rule] = {}
        self._variants: list[Rule] = []

    def alike(self, key: str) -> tuple[str, str, bool]:
        """What the rules for a resource hang on: equal for resources that are judged by the same ones."""
        use = self._uses.get(key)
        return (use.name, use.said, use.trusted) if use is not None else ("", "", True)

    def rule_for(self, rule: Rule, key: str) -> Rule:
        """The rule as it is judged on a resource; itself where its workload changes nothing of it."""
        use = self._uses.get(key)
        effect = self._workloads.by_name[use.name].effects.get(rule.id) if use is not None else None
        asks = self.plain is not None and reads_workload(rule)
        if use is not None and effect is not None:
            made = (rule.id, f"{use.name}, {use.said}", use.trusted)
            if made not in self._made:
                self._made[made] = self._adjusted(rule, effect, made[1], use.trusted, asks)
            return self._made[made]
        if not asks:
            return rule
        made = (rule.id, "", True)
        if made not in self._made:
            self._made[made] = self._both(rule, rule, asks)
        return self._made[made]

    def variant(self, number: int) -> Rule:
        """The rule that a verdict with that number was made by."""
        return self._variants[number - 1]

    def _adjusted(self, rule: Rule, effect: Effect, by: str, trusted: bool, asks: bool) -> Rule:
        raised = rule
        if effect.severity is not None and rule.severity_set is None:
            severity = effect.severity if trusted else max(effect.severity, rule.severity)
            raised = replace(rule, severity_set=severity)
        notes = rule.adjustments
        if raised.severity is not rule.severity:
            words = rule.severity.word, raised.severity.word
            notes = (*notes, Adjustment("severity", *words, by, effect.reason, effect.sources))
        params = {
            name: value
            for name, value in effect.params.items()
            if name not in rule.given and value != rule.params[name]
        }
        raised = replace(raised, adjustments=notes) if notes is not rule.adjustments else rule
        if not params:
            if raised is rule and not asks:
                return rule
            return self._both(raised, raised, asks) if asks else self._numbered(raised)
        told_of = tuple(_changed(rule, name, value, by, effect, beside=not trusted) for name, value in params.items())
        other = replace(
            self._with(rule, params),
            severity_set=raised.severity_set,
            severity_least=rule.severity_least,
            given=rule.given,
            adjustments=(*notes, *told_of),
        )
        return self._numbered(other) if trusted and not asks else self._both(other if trusted else raised, other, asks)

    def _both(self, without: Rule, with_it: Rule, asks: bool) -> Rule:
        """A rule that must hold in either form; `without` reads none of the facts that only the scanned code claims."""
        return self._numbered(replace(without, plain=asks, also=self._numbered(with_it)))

    def _with(self, rule: Rule, params: Mapping[str, object]) -> Rule:
        every = {**{name: rule.params[name] for name in rule.given}, **params}
        key = (rule.id, json.dumps(every, sort_keys=True, default=str))
        if key not in self._built:
            self._built[key] = build_rule(rule.written, rule.marks, rule.info.theme, every)
        return self._built[key]

    def _numbered(self, rule: Rule) -> Rule:
        numbered = replace(rule, variant=len(self._variants) + 1)
        self._variants.append(numbered)
        return numbered


def _changed(rule: Rule, name: str, value: object, by: str, effect: Effect, *, beside: bool) -> Adjustment:
    return Adjustment(name, _words(rule.params[name]), _words(value), by, effect.reason, effect.sources, beside)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def reads_workload(rule: Rule) -> bool:
    """Whether a rule asks what a resource, or one that it is related to, is for."""
    every = (*rule.scope.values(), *rule.check.values())
    return any(name == FACT or name.startswith(f"{FACT}.") for one in every if one for name in _facts(one))


def _facts(condition: Condition) -> Iterator[str]:
    """The facts that a condition reads."""
    if isinstance(condition, FactTest):
        yield condition.name
    elif isinstance(condition, Quantified):
        for part in (condition.where, condition.that):
            if part is not None:
                yield from _facts(part)
    else:
        # All of these, any of these, or not this.
        for part in getattr(condition, "parts", None) or (condition.part,):  # type: ignore[attr-defined]
            yield from _facts(part)
