"""One resource, and the inventory: everything that one scan could read, with the gaps that it could not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from auditor.model.excerpts import SourceLines
from auditor.model.facts import ABSENT, EXISTS, Fact, Step, Unknown
from auditor.model.location import NOWHERE, Location


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan does to a resource.

    Attributes:
        action: one of `ACTIONS`.
        forced_by: the attributes, as the source calls them, that make it a replacement.
        reason: why it is replaced or deleted, in words, where it is not for its attributes.
        waits: whether what needs nodes to restart is left to the maintenance window.
    """

    action: str
    forced_by: tuple[str, ...] = ()
    reason: str = ""
    waits: Fact = ABSENT


#: What a plan can do to a resource. `around` is nothing to itself while something that it hangs on changes: a rule of
#: its security group, a user of its user group. `forget` leaves it as it is and no longer manages it.
ACTIONS = ("none", "around", "create", "update", "replace", "delete", "forget")

#: After these it is not there any more, or nobody's any more: what it is like is not judged.
GONE = frozenset({"delete", "forget"})


@dataclass(slots=True)
class Resource:
    """One thing that rules judge or look at.

    Attributes:
        key: unique in the inventory: `root:` or `template:` before the address where one scan holds several.
        address: what a person calls it: a Terraform address, a logical id, an ARN.
        kind: one of `auditor.model.schema.KINDS`.
        identity: what makes it the same resource tomorrow: the literal AWS identifier with its region, else the
            address.
        facts, relations: by the names of the schema; a relation is a fact over a tuple of `Ref` and `Unseen`.
        exists: Known true, or Unknown with the guards under which it is there.
        tags, doubtful_tags: the tags that are known, and why others are not, by their names.
        judged: false for what AWS owns and nobody can change (the built-in default user).
        change: what a plan does to it; None outside of plans.
        former: whether it is a resource as it was before the plan, which the relation `before` of another leads to.
        observed: whether it is running and was looked at, so that it has the facts that only such a one has.
    """

    key: str
    address: str
    kind: str
    name: str
    location: Location = NOWHERE
    identity: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    relations: dict[str, Fact] = field(default_factory=dict)
    exists: Fact = EXISTS
    tags: dict[str, str] = field(default_factory=dict)
    doubtful_tags: dict[str, str] = field(default_factory=dict)
    judged: bool = True
    change: Change | None = None
    former: bool = False
    observed: bool = False

    @property
    def planned(self) -> str:
        """What a plan does to it, one of `ACTIONS`; empty outside of plans."""
        return self.change.action if self.change is not None else ""

    def fact(self, name: str) -> Fact:
        """The fact `name` as its source left it. A fact that the source does not know of is Unknown, never Absent."""
        found = self.facts.get(name)
        return found if found is not None else Unknown(f"{name} is not said by this source", self.location)

    def relation(self, name: str) -> Fact:
        """The relation `name`; Absent where the source says nothing."""
        return self.relations.get(name, ABSENT)


_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be read, so that resources may be missing from the inventory.

    `id` is short and stable; `what` names the file, module, region or call; `reason` says why. Where it stands for
    several of a kind, `places` has the name and the place of each, and `location` is that of the first.
    """

    id: str
    source: str
    what: str
    reason: str
    location: Location = NOWHERE
    places: tuple[Step, ...] = ()

    def __lt__(self, other: Gap) -> bool:
        """The order of reports: that of the ids, in which a number counts as a number."""
        return self._rank() < other._rank()

    def _rank(self) -> tuple[list[str | int], str, str, str, Location]:
        # What is split at numbers has one at every second place, so that like is compared with like.
        words = [int(part) if n % 2 else part for n, part in enumerate(_NUMBER.split(self.id))]
        return words, self.source, self.what, self.reason, self.location


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """One call to one region of an account: what was to be answered, and what was.

    Attributes:
        account, region, call: what was asked, and where.
        expected: how often it had to be asked: once for what lists, else once for each thing that it is about.
        answered: how often it was answered to its end.
        items: what the answers listed.
        pages: how many answers that took.
        refusal: why not all was answered; the first reason, where there are several.
    """

    account: str
    region: str
    call: str
    expected: int = 1
    answered: int = 0
    items: int = 0
    pages: int = 0
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What analyses may know beside the resources: the day of the scan, and the data tables of the catalogue by name.

    Each table is `{"as_of": date, "entries": {key: mapping}, ...}`, a file of `rules/data`.
    """

    today: date | None = None
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Inventory:
    """What one scan found: resources by key, gaps, where it looked, and masked source lines for excerpts.

    `excerpts` maps a file to its lines with every secret masked; `coverage` counts what was read, by name. `unlisted`
    says of kinds of which not all that are running were listed, why; `asked` are the calls that were made for it.
    `context` is what analyses know besides.
    """

    resources: dict[str, Resource] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    excerpts: dict[str, SourceLines] = field(default_factory=dict)
    coverage: dict[str, int] = field(default_factory=dict)
    unlisted: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    context: Context = field(default_factory=Context)
    #: What whoever reads it has looked up, by whatever name; nothing is added to an inventory any more by then.
    lookups: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    def merge(self, other: Inventory) -> None:
        """Take in everything of `other`; keys must not clash, but what is AWS's own is the same in all accounts."""
        both = self.resources.keys() & other.resources.keys()
        clash = {key for key in both if self.resources[key].judged or self.resources[key] != other.resources[key]}
        if clash:
            raise ValueError(f"two resources have the key {min(clash)!r}")
        self.resources.update(other.resources)
        self.gaps.extend(other.gaps)
        self.sources.extend(other.sources)
        self.excerpts.update(other.excerpts)
        self.unlisted.update(other.unlisted)
        self.asked.extend(other.asked)
        for name, count in other.coverage.items():
            self.coverage[name] = self.coverage.get(name, 0) + count
