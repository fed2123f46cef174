"""The result of a scan: what every reporter renders and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from auditor.model.excerpts import SourceLines
from auditor.model.finding import Finding, Severity, Status, Verdict
from auditor.model.resource import Asked, Gap, Resource
from auditor.model.workload import WorkloadUse


class Findings(Protocol):
    """The findings of a report in their final order: worst first, then by resource. May build each one when asked."""

    @property
    def verdicts(self) -> Sequence[Verdict]:
        """The same findings without their evidence, in the same order: for whoever only counts."""
        ...

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Finding]: ...
    def with_status(self, *statuses: Status) -> Iterator[Finding]:
        """Those with one of `statuses`, in order, without building the others."""
        ...

    def of(self, verdict: Verdict) -> Finding:
        """The finding of one of the verdicts."""
        ...


@dataclass(frozen=True, slots=True)
class Tailored:
    """What a user made of a rule: in which file, why, and which of its keys are others; none if it was disabled."""

    file: str
    reason: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a report says of a rule that was run."""

    id: str
    title: str
    severity: Severity
    theme: str
    why: str
    remediation: dict[str, str]
    effect: str
    controls: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    #: What it rests on: (address, what that says).
    sources: tuple[tuple[str, str], ...] = ()
    tailored: Tailored | None = None


@dataclass(frozen=True, slots=True)
class FrameworkInfo:
    """What a report says of a compliance framework; `asked`: whether its rules were selected by its name."""

    id: str
    title: str
    version: str = ""
    url: str = ""
    asked: bool = False

    @property
    def name(self) -> str:
        """Its title with its version: `PCI DSS 4.0.1`."""
        return f"{self.title} {self.version}".rstrip()


@dataclass(frozen=True, slots=True)
class NotRun:
    """A rule that answers a control and was not run, and why."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class ControlResult:
    """How one control of one framework came out.

    Attributes:
        framework, control, title: which it is.
        status: one of `CONTROL_STATUSES`.
        rules: those that answer it and were run.
        failed_rules: those of them that failed.
        rules_not_run: those that answer it and were not run.
        open_for: why it is not determined: `unknown` verdicts, rules that were `not_run`, `gaps` in what was read, or
            something that the control `lacks` rules for.
        by_status: how often its rules ended in which way.
        lacks: what it asks for besides and no rule answers.
    """

    framework: str
    control: str
    title: str
    status: str
    rules: tuple[str, ...] = ()
    failed_rules: tuple[str, ...] = ()
    rules_not_run: tuple[NotRun, ...] = ()
    open_for: tuple[str, ...] = ()
    by_status: Mapping[str, int] = field(default_factory=dict)
    lacks: str = ""


#: How a control can come out, what wants most doing first.
CONTROL_STATUSES = ("failed", "not_determined", "passed", "not_applicable", "not_covered")


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of the first screen.

    `resources` counts those that a rule was run on, `by_status` findings, `by_severity` the FAIL findings that no lead
    covers (a FAIL shown under its lead is counted with it); `fails` counts all of them.
    """

    resources: int
    by_status: dict[str, int]
    by_severity: dict[str, int]
    gaps: int
    fails: int = 0


@dataclass(frozen=True, slots=True)
class ConfigUse:
    """A configuration file that was used, and what of it was set aside: nobody named it, and it would be milder."""

    file: str
    set_aside: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """One scan, ready to be rendered."""

    tool_version: str
    rules_digest: str
    started_at: str
    sources: tuple[str, ...]
    workload: str
    summary: Summary
    rules: dict[str, RuleInfo]
    resources: dict[str, Resource]
    findings: Findings
    gaps: tuple[Gap, ...]
    controls: tuple[ControlResult, ...] = ()
    frameworks: Mapping[str, FrameworkInfo] = field(default_factory=dict)
    coverage: dict[str, int] = field(default_factory=dict)
    #: The calls that were made to accounts, in order.
    asked: tuple[Asked, ...] = ()
    excerpts: Mapping[str, SourceLines] = field(default_factory=dict)
    #: Resources as they were before a plan, which relations and evidence lead to: no resources of their own.
    former: dict[str, Resource] = field(default_factory=dict)
    #: Rules that the user disabled, by their ids.
    disabled: dict[str, RuleInfo] = field(default_factory=dict)
    #: What resources were judged for, by key, as far as anybody said so.
    workloads: dict[str, WorkloadUse] = field(default_factory=dict)
    #: The configuration file that was used.
    config: ConfigUse | None = None
