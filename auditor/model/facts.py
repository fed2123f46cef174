"""What is known about one property of one resource: Known, Absent or Unknown.

Every fact that a rule reads is one of these three; there is no fourth and no `None`. The reasons for the shapes:
Kleene's three-valued logic lives in `auditor.engine`, so a source never has to guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from auditor.model.location import NOWHERE, Location


class Origin(Enum):
    """Who said so: the author, the source's default, an owner it inherits from, or an analysis of other facts."""

    STATED = "stated"
    DEFAULT = "default"
    INHERITED = "inherited"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True, order=True)
class Switch:
    """Something undecided that several facts hang on: `var.env == "prod"`, a parameter, a condition.

    `outcomes` are all that it can turn out to be, as text; `default` is the one that holds when nobody says otherwise.
    Of the switches with one `subject` at most one is true: `var.env == "a"` and `var.env == "b"` exclude each other.
    """

    name: str
    outcomes: tuple[str, ...] = ("true", "false")
    default: str | None = None
    subject: str = ""


#: A conjunction: each switch has the outcome named. The empty guard always holds.
Guard = tuple[tuple[Switch, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One link of the chain that a value came along: `terraform.tfvars` -> module input -> local -> attribute."""

    label: str
    location: Location


@dataclass(frozen=True, slots=True)
class Known:
    """A value that holds, who said so, where, and along which chain it came."""

    value: object
    origin: Origin = Origin.STATED
    place: Location = NOWHERE
    via: tuple[Step, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """Not set, and nothing takes its place: compares as false, and `{absent: true}` asks for it."""

    place: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, and why; with whatever partial knowledge there is.

    Attributes:
        reason: `var.tls has no value`, `AccessDenied: kms:DescribeKey`, ...
        choices: what it is under which guard. Together the guards cover every case.
        members: for a list: the members that are known; there may be more.
        low, high: for an ordered fact: it lies between these, both included.
        refused: only in a choice: where its guard holds there is nothing to judge, since the source would be refused
            as a whole: Terraform stops with an error there.
        unstated: nobody states it, so that the service decides; it is told from what is stated and not known.
    """

    reason: str
    place: Location = NOWHERE
    choices: tuple[tuple[Guard, Fact], ...] = ()
    members: tuple[object, ...] | None = None
    low: object = None
    high: object = None
    via: tuple[Step, ...] = ()
    because: str = ""
    refused: bool = False
    unstated: bool = False


Fact = Known | Absent | Unknown

#: The resource is certainly there.
EXISTS = Known(True)
ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Redacted:
    """What is left of a secret: whether the code spells it out. The secret itself is never kept."""

    literal: bool

    def __str__(self) -> str:
        """What a report shows in its place."""
        return "[redacted]"


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A member of a relation: the key of a resource of the inventory."""

    key: str


@dataclass(frozen=True, slots=True, order=True)
class Unseen:
    """A member of a relation that is there but was not read: what is known of its name, and why it was not read.

    It is `named` where that is what AWS calls it, and not only what stands for that.
    """

    name: str
    reason: str
    named: bool = field(default=False, compare=False)


#: The name of a member of which nothing is known: two of that name may be one or two.
NOT_KNOWN_WHICH = "(not known which)"

Member = Ref | Unseen
