"""A rule as the engine runs it: scope and check compiled per kind, with everything a report says about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.engine.conditions import Condition
from auditor.engine.marks import Marks
from auditor.model.finding import Severity
from auditor.model.report import RuleInfo
from auditor.model.resource import GONE, Resource
from auditor.model.workload import Adjustment

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        info: what a report says of it.
        scope: kind -> condition that a resource must meet for the rule to apply; None where every resource does.
        check: kind -> what must hold.
        message: kind -> words for a FAIL, with `{fact}` in braces.
        not_applicable: words for why it does not apply, where the scope alone would not explain it.
        observed: whether it judges only what is running, since it asks for facts that nothing else has.
        declared: whether it judges only what is declared: code, plans and states.
        changes: what a plan must do to a resource for the rule to judge it; empty for a rule that judges what is there.
        default: whether it runs without being asked for.
        params: thresholds in force.
        given: those of them that the user set for this rule: no workload changes them.
        severity_set: the severity in force, where it is not that of the catalogue.
        severity_least: what the severity is at least, whoever sets it: the word of somebody who may not lower it.
        adjustments: what is other than in the catalogue, and why.
        variant: which of the rules that workloads make of one it is; 0 for the one that they are made of.
        also: another form of it that has to hold as well: the worse verdict counts.
        plain: whether it is judged without what only the scanned code says of workloads.
        examples: as written; `auditor.engine.examples` runs them.
        written: the rule as parsed, so that it can be compiled again with other parameters.
        file: where it was read from.
        marks: the lines of that file; none of a compiled rule.
    """

    info: RuleInfo
    scope: Mapping[str, Condition | None]
    check: Mapping[str, Condition]
    message: str
    not_applicable: str
    default: bool
    params: Mapping[str, object]
    examples: Mapping[str, object]
    written: Mapping[str, object]
    file: str
    changes: frozenset[str] = frozenset()
    observed: bool = False
    declared: bool = False
    given: frozenset[str] = frozenset()
    severity_set: Severity | None = None
    severity_least: Severity = Severity.INFO
    adjustments: tuple[Adjustment, ...] = ()
    variant: int = 0
    also: Rule | None = None
    plain: bool = False
    marks: Marks = field(default_factory=lambda: Marks(""), repr=False, compare=False)

    def is_called(self, word: str) -> bool:
        """Whether `word`, in any case, is its id or what another tool calls it. A UUID is known by its first part."""
        low = word.lower()
        named = {low, low[:8]} if _UUID.fullmatch(low) else {low}
        return self.id in named or any(alias.lower() in named for alias in self.info.aliases)

    def judges(self, resource: Resource) -> bool:
        """Whether a resource of one of its kinds is for it to judge at all: as planned, as written, or as running."""
        if (self.observed and not resource.observed) or (self.declared and resource.observed):
            return False
        if self.changes:
            return resource.planned in self.changes
        return resource.judged and resource.planned not in GONE

    @property
    def id(self) -> str:
        """Kebab-case id, equal to the file name."""
        return self.info.id

    @property
    def severity(self) -> Severity:
        """Severity of a FAIL."""
        return max(self.info.severity if self.severity_set is None else self.severity_set, self.severity_least)
