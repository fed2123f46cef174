"""What a comparison of declared and actual comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from auditor.model.facts import Fact
from auditor.model.finding import Severity, Status
from auditor.model.resource import Gap, Resource

#: Kinds that are caches: what runs of these and is not declared is told.
CACHES = ("replication_group", "cache_cluster", "serverless_cache", "memorydb_cluster", "dax_cluster")


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact or a relation that both sides know, and that is not the same.

    Of lists `only_declared` and `only_actual` are what each has alone, as texts.
    """

    name: str
    declared: Fact
    actual: Fact
    only_declared: tuple[str, ...] = ()
    only_actual: tuple[str, ...] = ()


class Turn(Enum):
    """What became of a fault on the way from code to what runs."""

    OPEN_LIVE = "fixed in code, open live"
    CLOSED_LIVE = "open in code, closed live"
    BOTH = "open in code and live"
    NOT_KNOWN = "open live, not known in code"


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that fails on one of the two, or on both."""

    rule: str
    severity: Severity
    declared: Status
    actual: Status
    turn: Turn


@dataclass(frozen=True, slots=True)
class Pair:
    """One resource as it is declared and as it runs; `how` says what tells that it is the same."""

    declared: Resource
    actual: Resource
    how: str
    facts: tuple[Difference, ...] = ()
    relations: tuple[Difference, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether it is not as it is declared."""
        turned = any(one.turn in (Turn.OPEN_LIVE, Turn.CLOSED_LIVE) for one in self.faults)
        return bool(self.facts or self.relations) or turned


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A resource without its counterpart, and why that may be otherwise; empty where it is certain."""

    resource: Resource
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """All that differs between two inventories.

    Attributes:
        pairs: what is on both sides.
        unmanaged: caches that run and that no code declares.
        missing: what is declared and does not run.
        not_matched: what is declared and cannot be told among what runs.
        declared_gaps, actual_gaps: what could not be read on each side.
    """

    pairs: tuple[Pair, ...] = ()
    unmanaged: tuple[Unmatched, ...] = ()
    missing: tuple[Unmatched, ...] = ()
    not_matched: tuple[Unmatched, ...] = ()
    declared_gaps: tuple[Gap, ...] = ()
    actual_gaps: tuple[Gap, ...] = ()
    declared_sources: tuple[str, ...] = ()
    actual_sources: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether there is drift for certain."""
        alone = any(not one.doubt for one in (*self.unmanaged, *self.missing))
        return alone or any(pair.differs for pair in self.pairs)

    @property
    def open(self) -> bool:
        """Whether it is not established of something whether it is on both sides."""
        doubtful = any(one.doubt for one in (*self.unmanaged, *self.missing))
        return doubtful or any(one.resource.kind in CACHES for one in self.not_matched)

    @property
    def gaps(self) -> bool:
        """Whether something was not read on either side."""
        return bool(self.declared_gaps or self.actual_gaps)
