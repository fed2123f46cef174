"""The pipeline: sources -> Inventory -> engine -> Report."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from auditor import __version__
from auditor.engine.evaluate import judge_all
from auditor.engine.findings import LazyFindings
from auditor.engine.loader import RuleSet
from auditor.model.facts import Fact
from auditor.model.report import Report
from auditor.model.resource import Inventory


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What a scan of code takes besides its paths.

    Attributes:
        inputs: values for variables as (name, text), and variable files, in their order: the later one wins.
        environment: TF_VAR_<name> and TF_WORKSPACE; empty unless they are asked for.
        workspace: the name of the Terraform workspace, where it is known.
        base: the directory that paths in reports are relative to.
    """

    inputs: tuple[tuple[str, str] | Path, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    workspace: str = ""
    base: Path = field(default_factory=Path.cwd)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Garbage collection off: a scan makes millions of objects and no cycles worth the collector's walks."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def collect(paths: tuple[Path, ...], options: ScanOptions) -> Inventory:
    """Everything that the sources can read at `paths`."""
    from auditor.sources.terraform.modules.outside import Outside
    from auditor.sources.terraform.source import read_terraform

    outside = Outside(options.inputs, options.environment, options.workspace)
    with _no_collection():
        return read_terraform(paths, options.base, outside)


def evaluate(inventory: Inventory, rules: RuleSet, started_at: str, workload: str = "") -> Report:
    """The report on `inventory` by `rules`; the time is passed in so that the same input gives the same bytes."""
    derived: dict[tuple[str, str], Fact] = {}
    with _no_collection():
        judgement = judge_all(rules, inventory, derived)
        findings = LazyFindings(judgement.verdicts, rules, inventory, derived)
        gaps = tuple(sorted({*inventory.gaps, *judgement.gaps}))
        return Report(
            tool_version=__version__,
            rules_digest=rules.digest,
            started_at=started_at,
            sources=tuple(inventory.sources),
            workload=workload,
            summary=findings.summary(len(gaps)),
            rules={rule.id: rule.info for rule in rules.rules.values()},
            resources=inventory.resources,
            findings=findings,
            gaps=gaps,
            controls=findings.controls(),
            coverage=inventory.coverage,
            excerpts=inventory.excerpts,
        )
