"""A verdict, and the finding that it becomes when somebody asks for the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from auditor.model.facts import Step, Switch
from auditor.model.location import Location
from auditor.model.workload import Adjustment


class Status(Enum):
    """How a rule ends on a resource in its scope. There is no fifth way and no silence."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"

    #: That of an enum takes the hash of the name anew each time, and a scan counts half a million verdicts by these.
    __hash__ = object.__hash__


class Severity(IntEnum):
    """How bad a FAIL is; ordered."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @classmethod
    def of(cls, word: str) -> Severity:
        """The severity named by `word`, in any case; raises KeyError."""
        return cls[word.upper()]

    @property
    def word(self) -> str:
        """Its name in lower case."""
        return self.name.lower()


#: One world: which outcome each switch has.
World = tuple[tuple[Switch, str], ...]


@dataclass(slots=True, unsafe_hash=True)
class Verdict:
    """A finding without its evidence: small and quickly made, since a large scan has half a million.

    Nobody changes one. That it is not frozen is for the time that making a frozen one takes, three times as long.

    `fails_when` lists the worlds in which it fails, if it does not fail in all; `world` is where to show evidence from.
    `lead` is the rule that fails on the same resource and under which this one is shown. `variant` is the form of the
    rule that a workload makes, 0 for the rule as it is.
    """

    rule: str
    resource: str
    status: Status
    severity: Severity
    world: World = ()
    fails_when: tuple[World, ...] = ()
    lead: str = ""
    variant: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that the verdict rests on: what it is, what was wanted, who said so, where, and along which chain.

    `when` is `before` for what a resource was before a plan, `after` for what a rule about changes sees of what it will
    be, and empty for anything else.
    """

    fact: str
    value: str
    expected: str
    origin: str
    location: Location
    resource: str = ""
    reason: str = ""
    via: tuple[Step, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its evidence: what a report shows. Field names follow the JSON report."""

    rule: str
    status: Status
    severity: Severity
    base_severity: Severity
    resource: str
    address: str
    kind: str
    location: Location
    message: str
    evidence: tuple[Evidence, ...]
    fingerprint: str
    fails_when: tuple[str, ...] = ()
    exists_when: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    lead: str = ""
    #: What of the rule is other than in the catalogue: its severity, its thresholds.
    adjustments: tuple[Adjustment, ...] = ()
