"""What a resource adds to another one that it names: a rule to a group, a user to a group, a replica to a cache."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from auditor.model.facts import Fact, Known, Unknown
from auditor.model.location import Location
from auditor.model.resource import Resource
from auditor.sources.building.cases import refused, stops
from auditor.sources.building.joined import mapped
from auditor.sources.partial.values import Unk


def goes_on(target: object) -> TypeGuard[Unk]:
    """Whether what is named depends on something, and Terraform does not stop whatever that is."""
    return isinstance(target, Unk) and bool(target.choices) and not all(stops(case) for _, case in target.choices)


def each_target(target: Unk, added: Fact, nothing: Fact) -> list[tuple[object, Fact]]:
    """Each thing that may be named, with what is added to it: `nothing` where another one is named.

    A case in which Terraform stops names nothing, and is refused for all that could be named.
    """
    cases = list(enumerate(target.choices))

    def added_to(number: int) -> Fact:
        choices = tuple(
            (guard, added if i == number else refused(case) if stops(case) else nothing) for i, (guard, case) in cases
        )
        return Unknown(target.reason, getattr(added, "place", Location()), choices)

    return [(case, added_to(number)) for number, (_, case) in cases if not stops(case)]


def add_replica(group: Resource, address: str, exists: Fact, place: Location, *, open_number: bool) -> None:
    """One more replica for a group, where it is there; any number of them where it stands for several."""
    for name in ("replicas_per_shard", "most_replicas", "nodes"):
        held = group.facts[name]
        if open_number:
            reason = f"how many replicas {address} makes is not known"
            low = held.value if isinstance(held, Known) else getattr(held, "low", None)
            group.facts[name] = Unknown(reason, place, low=low)
        else:
            group.facts[name] = _one_more(held, exists, address, place)


def _one_more(held: Fact, exists: Fact, address: str, place: Location) -> Fact:
    more = mapped(held, lambda number: number + 1)
    if isinstance(exists, Known):
        return more if exists.value else held
    if not isinstance(exists, Unknown) or exists.refused:
        return exists
    if exists.choices:
        choices = tuple((guard, _one_more(held, case, address, place)) for guard, case in exists.choices)
        return replace(exists, place=place, choices=choices)
    reason = f"whether the replica {address} is there is not known"
    low = held.value if isinstance(held, Known) else getattr(held, "low", None)
    high = more.value if isinstance(more, Known) else getattr(more, "high", None)
    return Unknown(reason, place, low=low, high=high)
