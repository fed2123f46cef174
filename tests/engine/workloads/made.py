"""Workloads for tests, written as briefly as a test wants to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from auditor.engine.evaluate import judge_all
from auditor.engine.findings import LazyFindings
from auditor.engine.loader import RuleSet
from auditor.engine.workloads.apply import Applied
from auditor.engine.workloads.catalogue import Effect, Workload, Workloads
from auditor.engine.workloads.resolve import Chosen, resolve
from auditor.model.facts import Fact
from auditor.model.finding import Finding, Severity
from auditor.model.resource import Inventory
from auditor.model.workload import FACT, TAG


def effect(severity: str = "", **params: object) -> Effect:
    return Effect(Severity.of(severity) if severity else None, params, "it is so", ("https://example.com/why",))


def workload(name: str = "queue", needs: tuple[str, ...] = (), **effects: Effect) -> Workload:
    """A workload that changes rules; `_` in the name of a rule is a dash."""
    changed = {rule.replace("_", "-"): one for rule, one in effects.items()}
    return Workload(name, "It is for a test.", needs=dict.fromkeys(needs, "it is so"), effects=changed)


def with_workloads(rules: RuleSet, *every: Workload) -> RuleSet:
    return replace(rules, workloads=Workloads.of(every))


def tagged(inventory: Inventory, tags: Mapping[str, str]) -> Inventory:
    """The same inventory, in which the tags of resources say what they are for."""
    every = {
        key: replace(one, tags={**one.tags, TAG: tags[key]}) if key in tags else one
        for key, one in inventory.resources.items()
    }
    return replace(inventory, resources=every, lookups={})


def purposeless(inventory: Inventory) -> Inventory:
    """The same inventory, in which no source says what anything is for."""
    every = {
        key: replace(one, facts={n: f for n, f in one.facts.items() if n.partition(".")[0] != FACT})
        for key, one in inventory.resources.items()
    }
    return replace(inventory, resources=every, lookups={})


def judged(rules: RuleSet, inventory: Inventory, chosen: Chosen | None = None) -> dict[tuple[str, str], Finding]:
    """(rule, resource) -> its finding, for what the resources are for."""
    resolved = resolve(inventory, chosen or Chosen(), rules.workloads)
    applied = Applied(inventory, resolved.uses, rules.workloads) if resolved.uses else None
    seen = applied.inventory if applied is not None else inventory
    derived: dict[tuple[str, str], Fact] = {}
    judgement = judge_all(rules, seen, derived, applied=applied)
    findings = LazyFindings(judgement.verdicts, rules, seen, derived, applied)
    return {(one.rule, one.resource): one for one in findings}
