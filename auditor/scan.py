"""The pipeline: sources -> Inventory -> engine -> Report."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import __version__
from auditor.engine.compliance import frameworks_of, roll_up
from auditor.engine.evaluate import judge_all
from auditor.engine.findings import LazyFindings
from auditor.engine.loader import RuleSet
from auditor.engine.workloads.apply import Applied
from auditor.engine.workloads.resolve import Chosen, resolve
from auditor.model.facts import Fact
from auditor.model.report import ConfigUse, Report
from auditor.model.resource import Context, Inventory
from auditor.sources.inputs import InputError

if TYPE_CHECKING:
    from auditor.sources.recognise import Recognised


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What a scan of code takes besides its paths.

    Attributes:
        inputs: values for variables as (name, text), and variable files, in their order: the later one wins.
        parameters: the same for the parameters of templates.
        held: what was read of paths that can be read only once, such as standard input.
        environment: TF_VAR_<name> and TF_WORKSPACE; empty unless they are asked for.
        workspace: the name of the Terraform workspace, where it is known.
        base: the directory that paths in reports are relative to.
    """

    inputs: tuple[tuple[str, str] | Path, ...] = ()
    parameters: tuple[tuple[str, str] | Path, ...] = ()
    held: Mapping[Path, bytes] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    workspace: str = ""
    base: Path = field(default_factory=Path.cwd)


@contextmanager
def no_collection() -> Iterator[None]:
    """Garbage collection off: a scan makes millions of objects and no cycles worth the collector's walks."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class UnrecognisedError(ValueError):
    """A file that somebody named is nothing that any source reads."""


def collect(paths: tuple[Path, ...], options: ScanOptions) -> Inventory:
    """Everything that the sources can read at `paths`.

    Raises UnrecognisedError for a file that none of them reads, and InputError for values that nothing takes.
    """
    from auditor.sources.passed_over import is_filled, passed_over
    from auditor.sources.recognise import recognise

    with no_collection():
        found = recognise(paths, options.held)
        _check(paths, found, options)
        inventory = _terraform(tuple(found.terraform), options) if found.terraform else Inventory()
        several = sum(map(bool, (inventory.resources, found.templates, found.plans))) > 1
        if found.templates:
            from auditor.sources.cloudformation.source import read_templates

            given = options.parameters
            templates = found.templates
            inventory.merge(
                read_templates(templates, options.base, given, held=found.held, roots=found.roots, alone=not several)
            )
        if found.plans:
            from auditor.sources.plan.source import read_plans

            alone = not several and len(found.plans) == 1
            inventory.merge(read_plans(found.plans, options.base, held=found.held, alone=alone))
        if found.inventories:
            from auditor.sources.saved.file import read_saved

            inventory.merge(read_saved(found.inventories, options.base, found.held, inventory.resources))
        inventory.merge(passed_over(found, options.base))
        inventory.gaps = [gap for gap in inventory.gaps if not is_filled(gap, found, options.base)]
        return inventory


def _terraform(paths: tuple[Path, ...], options: ScanOptions) -> Inventory:
    from auditor.sources.terraform.no_code import without_code

    nothing = without_code(paths, options.base)
    if nothing is not None:
        return nothing
    from auditor.sources.terraform.modules.outside import Outside
    from auditor.sources.terraform.source import read_terraform

    return read_terraform(paths, options.base, Outside(options.inputs, options.environment, options.workspace))


def _check(paths: tuple[Path, ...], found: Recognised, options: ScanOptions) -> None:
    """Raise UnrecognisedError for what nothing reads, and InputError for values that nothing takes."""
    for path in paths:
        if path in found.closed:
            raise UnrecognisedError(f"{path} cannot be read: {found.closed[path]}")
    if found.other and found.other[0] in options.held:
        raise UnrecognisedError("standard input is no plan, no state and no template; code is read from files")
    if found.other:
        raise UnrecognisedError(f"{found.other[0]} is no Terraform code, plan or state, and no template")
    if options.inputs and not found.terraform:
        instead = (
            "a plan or state has the values of its variables" if found.plans else "templates have parameters (--param)"
        )
        raise InputError(f"variables are given to Terraform code: {instead}")
    if options.parameters and not found.templates:
        raise InputError("parameters are given to CloudFormation templates, and there is none")


def evaluate(
    inventory: Inventory,
    rules: RuleSet,
    started_at: str,
    chosen: Chosen | None = None,
    config: ConfigUse | None = None,
) -> Report:
    """The report on `inventory` by `rules`; the time is passed in so that the same input gives the same bytes.

    `chosen` is what the user says of what the resources are for, `config` the configuration file that was used. Raises
    RuleError for a workload that there is not.
    """
    derived: dict[tuple[str, str], Fact] = {}
    chosen = chosen or Chosen()
    chosen.check(rules.workloads)
    inventory.context = Context(date.fromisoformat(started_at[:10]), rules.tables)
    with no_collection():
        resolved = resolve(inventory, chosen, rules.workloads)
        applied = Applied(inventory, resolved.uses, rules.workloads) if resolved.uses else None
        inventory = applied.inventory if applied is not None else inventory
        judgement = judge_all(rules, inventory, derived, applied=applied)
        findings = LazyFindings(judgement.verdicts, rules, inventory, derived, applied)
        gaps = tuple(sorted({*inventory.gaps, *resolved.gaps, *judgement.gaps}))
        return Report(
            tool_version=__version__,
            rules_digest=rules.digest,
            started_at=started_at,
            sources=tuple(inventory.sources),
            workload=chosen.name(rules.workloads),
            summary=findings.summary(len(gaps)),
            rules={rule.id: rule.info for rule in rules.rules.values()},
            resources={key: each for key, each in inventory.resources.items() if not each.former},
            findings=findings,
            gaps=gaps,
            controls=roll_up(judgement.verdicts, rules, inventory.resources, len(gaps)),
            frameworks=frameworks_of(rules),
            coverage=inventory.coverage,
            asked=tuple(sorted(inventory.asked)),
            excerpts=inventory.excerpts,
            disabled={rule.id: rule.info for rule in rules.disabled.values()},
            former={key: each for key, each in inventory.resources.items() if each.former},
            workloads=dict(resolved.uses),
            config=config,
        )
