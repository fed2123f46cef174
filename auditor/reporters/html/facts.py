"""The facts of a resource as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.engine.evidence import show, show_fact
from auditor.model.facts import Absent, Fact, Known, Ref, Unknown
from auditor.model.network import IngressRule
from auditor.model.report import Report
from auditor.model.resource import Resource
from auditor.reporters.outline import chain, place


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact: its value in words, who said so, where, and why."""

    name: str
    value: str
    origin: str
    place: str
    note: str


def fact_rows(report: Report, resource: Resource) -> list[FactRow]:
    """Facts and relations of `resource` by name."""
    every = {**resource.facts, **resource.relations}
    return [_row(report, name, every[name]) for name in sorted(every)]


def _row(report: Report, name: str, fact: Fact) -> FactRow:
    if isinstance(fact, Known):
        return FactRow(name, _value(report, fact.value), fact.origin.value, place(fact.place), _note(fact))
    if isinstance(fact, Absent):
        return FactRow(name, "not set", "", place(fact.place), "")
    return FactRow(name, show_fact(fact), "unknown", place(fact.place), _note(fact))


def _note(fact: Known | Unknown) -> str:
    reason = fact.reason if isinstance(fact, Unknown) else ""
    return "; ".join(text for text in (reason, fact.because, chain(fact.via)) if text)


def _value(report: Report, value: object) -> str:
    if isinstance(value, (tuple, list)) and value:
        return ", ".join(_value(report, member) for member in value)
    if isinstance(value, IngressRule):
        return _ingress(value)
    if isinstance(value, Ref) and value.key in report.resources:
        return report.resources[value.key].address
    return show(value)


def _ingress(rule: IngressRule) -> str:
    sources = [show_fact(f) for f in (rule.cidrs, rule.groups, rule.prefix_lists) if not _empty(f)]
    ports = [show_fact(f) for f in (rule.from_port, rule.to_port) if not isinstance(f, Absent)]
    span = f" {'-'.join(dict.fromkeys(ports))}" if ports else ""
    return f"{show_fact(rule.protocol)}{span} {'to' if rule.outwards else 'from'} {', '.join(sources) or 'nowhere'}"


def _empty(fact: Fact) -> bool:
    return isinstance(fact, Absent) or (isinstance(fact, Known) and not fact.value)
