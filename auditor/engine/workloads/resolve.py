"""What each resource is for: by flag, else by configuration, else by its tag, else nothing is known of it.

What stands in the scanned code (a tag, a configuration file that is part of it) is not trusted: it can make verdicts
stricter, never milder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from auditor.engine.workloads.catalogue import Workload, Workloads
from auditor.model.facts import Known, Origin
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Gap, Inventory, Resource
from auditor.model.schema import KINDS
from auditor.model.workload import FACT, TAG, WorkloadUse

#: The kinds of resources that can be for something.
KINDS_WITH_WORKLOAD = frozenset(name for name, kind in KINDS.items() if FACT in kind.facts)
#: The fact that lists what a workload cannot do without.
NEEDS = f"{FACT}.needs"


@dataclass(frozen=True)
class Matching:
    """One line of a configuration: resources whose address, identifier and tag fit the patterns, and their workload.

    In patterns `*` stands for any text and `?` for one character; all else, brackets too, stands for itself. A pattern
    that is empty fits everything; that of a tag is `name=value`.
    """

    workload: str
    address: str = ""
    identifier: str = ""
    tag: str = ""
    said: str = ""

    def fits(self, resource: Resource) -> bool:
        """Whether it means this resource. A name that is not known is not meant."""
        address, identifier, tag = self._patterns
        if address and not address.fullmatch(resource.address):
            return False
        if identifier:
            known = resource.facts.get("identifier")
            if not isinstance(known, Known) or not identifier.fullmatch(str(known.value)):
                return False
        return tag is None or any(tag.fullmatch(f"{name}={text}") for name, text in resource.tags.items())

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str] | None, ...]:
        return tuple(pattern(text) if text else None for text in (self.address, self.identifier, self.tag))


def pattern(text: str) -> re.Pattern[str]:
    """A glob as a regular expression. What a star stands for is never tried anew: time grows with the text alone."""
    first, *rest = ["".join("." if one == "?" else re.escape(one) for one in part) for part in text.split("*")]
    if not rest:
        return re.compile(first, re.DOTALL)
    *middle, last = rest
    return re.compile(f"{first}{''.join(f'(?>.*?{part})' for part in middle if part)}.*{last}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the user says of workloads.

    Attributes:
        flag: the workload of all resources.
        matching: what a configuration says of some of them; the first that fits counts.
        default: what it says of all others, and where.
        trusted: whether the configuration may make verdicts milder.
    """

    flag: str = ""
    matching: tuple[Matching, ...] = ()
    default: Matching | None = None
    trusted: bool = True

    def name(self, workloads: Workloads) -> str:
        """The workload of all that nothing else is said of; empty if there is none."""
        word = self.flag or (self.default.workload if self.default else "")
        return workloads.named(word).name if word else ""

    def check(self, workloads: Workloads) -> None:
        """Raise RuleError for a workload that there is not."""
        for word in (self.flag, *(one.workload for one in self._lines())):
            if word:
                workloads.named(word)

    def _lines(self) -> Iterator[Matching]:
        yield from self.matching
        if self.default is not None:
            yield self.default

    def of(self, resource: Resource) -> tuple[str, str, str] | None:
        """(word, origin, who said so) of a resource, as far as the user says anything of it."""
        if self.flag:
            return self.flag, "flag", "--workload"
        for line in self._lines():
            if line.fits(resource):
                return line.workload, "config", line.said
        return None


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the resources are for, by key, and what of that could not be understood."""

    uses: Mapping[str, WorkloadUse] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()


def resolve(inventory: Inventory, chosen: Chosen, workloads: Workloads) -> Resolved:
    """What each resource is for, as far as anybody says so."""
    uses: dict[str, WorkloadUse] = {}
    gaps: list[Gap] = []
    says = bool(chosen.flag or chosen.matching or chosen.default)
    for key, resource in inventory.resources.items():
        tagged = TAG in resource.tags or TAG in resource.doubtful_tags
        if not (says or tagged) or resource.kind not in KINDS_WITH_WORKLOAD or resource.former:
            continue
        told = chosen.of(resource) if says else None
        if told is not None:
            word, origin, said = told
            trusted = origin == "flag" or chosen.trusted
            uses[key] = WorkloadUse(workloads.named(word).name, origin, said, NOWHERE, trusted)
        elif TAG in resource.tags:
            found = workloads.find(resource.tags[TAG])
            if found is None:
                gaps.append(_misnamed(resource, workloads))
                continue
            uses[key] = WorkloadUse(found.name, "tag", f"tag {TAG}", _place(resource), trusted=False)
        elif tagged:
            gaps.append(_gap(resource, f"is not known: {resource.doubtful_tags[TAG]}"))
    return Resolved(uses, tuple(gaps))


def _misnamed(resource: Resource, workloads: Workloads) -> Gap:
    """The tag names no workload: what the resource is for is not known, and it is judged as strictly as without one."""
    return _gap(resource, f"is not understood: {workloads.unknown(resource.tags[TAG])[:300]}")


def _gap(resource: Resource, doubt: str) -> Gap:
    reason = f"the tag {TAG} of {resource.address} {doubt}"
    return Gap(f"workload:{resource.key}", "engine", f"what {resource.address} is for", reason, _place(resource))


def _place(resource: Resource) -> Location:
    """Where the tags of a resource stand, as far as that is known."""
    return resource.fact("tags").place


def told(inventory: Inventory, uses: Mapping[str, WorkloadUse], workloads: Workloads) -> Inventory:
    """The inventory in which the resources have the facts of their workloads; itself if there are none."""
    if not uses:
        return inventory
    resources = {
        key: _told(resource, uses[key], workloads.by_name[uses[key].name]) if key in uses else resource
        for key, resource in inventory.resources.items()
    }
    return replace(inventory, resources=resources, lookups={})


def _told(resource: Resource, use: WorkloadUse, workload: Workload) -> Resource:
    because = f"{resource.address} is for {use.name} ({use.said})"
    facts = {
        FACT: Known(use.name, Origin.DERIVED, use.place, because=because),
        NEEDS: Known(tuple(workload.needs), Origin.DERIVED, use.place, because=because),
    }
    return replace(resource, facts={**resource.facts, **facts})
