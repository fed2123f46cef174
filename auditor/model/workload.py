"""What a cache is for, as far as somebody said so, and what that changes of a rule."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.location import NOWHERE, Location

#: The facts that say what a resource is for begin with this; one that is judged for nothing has them absent.
FACT = "workload"

#: The tag that names the workload of a resource.
TAG = "auditor:workload"


@dataclass(frozen=True, slots=True)
class WorkloadUse:
    """What one resource was judged for.

    Attributes:
        name: the workload.
        origin: who said so: `flag`, `config` or `tag`.
        said: the same in words: `--workload`, `.auditor.yaml:3`, `tag auditor:workload`.
        place: where it stands in what was scanned.
        trusted: whether it may make a verdict milder. What the scanned code says of itself may not.
    """

    name: str
    origin: str
    said: str
    place: Location = NOWHERE
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Something of a rule that is other than in the catalogue, for one resource or for all.

    Attributes:
        what: `severity`, or the name of a parameter.
        normally: what it is in the catalogue, or was set to for all resources.
        now: what it is here.
        by: who made it so: `session-store, tag auditor:workload`, `.auditor.yaml`.
        reason: why, in words.
        sources: the addresses that the reason rests on.
        beside: whether `normally` holds as well, since it is for nobody to loosen.
    """

    what: str
    normally: str
    now: str
    by: str
    reason: str = ""
    sources: tuple[str, ...] = ()
    beside: bool = False
