"""Severities that the user gives to rules, in place of those of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from auditor.engine.loader import RuleSet
from auditor.engine.rule import Rule
from auditor.model.finding import Severity
from auditor.model.workload import Adjustment


def with_severities(rules: RuleSet, severities: Mapping[str, Severity], by: str, *, trusted: bool) -> RuleSet:
    """The rules with `severities` by id; `by` says who gave them. Who is not trusted can only raise them."""
    given = {
        name: _given(rule, severities[name], by, trusted) for name, rule in rules.rules.items() if name in severities
    }
    return replace(rules, rules={**rules.rules, **given})


def _given(rule: Rule, severity: Severity, by: str, trusted: bool) -> Rule:
    made = replace(rule, severity_set=severity) if trusted else replace(rule, severity_least=severity)
    if made.severity is rule.severity:
        return made
    return replace(made, adjustments=(Adjustment("severity", rule.severity.word, made.severity.word, by),))
