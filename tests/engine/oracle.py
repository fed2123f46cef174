"""The verdict by brute force: every world, each as an inventory of its own in which nothing is left to choose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import product
from typing import Any

from auditor.engine.evaluate import status_in
from auditor.engine.rule import Rule
from auditor.engine.worlds import WorldView
from auditor.model.facts import Fact, Known, Switch, Unknown
from auditor.model.finding import Status, World
from auditor.model.resource import Inventory, Resource


def switches_of(value: object) -> Iterator[Switch]:
    """Every switch that something in `value` hangs on."""
    if isinstance(value, Switch):
        yield value
    elif isinstance(value, (tuple, list)):
        for member in value:
            yield from switches_of(member)
    elif isinstance(value, dict):
        yield from switches_of(list(value.values()))
    elif is_dataclass(value):
        for field in fields(value):
            yield from switches_of(getattr(value, field.name))


def settled(value: Any, world: dict[str, str]) -> Any:
    """`value` with every choice made as `world` says, however deep it lies."""
    if isinstance(value, Unknown) and value.choices:
        for guard, choice in value.choices:
            if all(world[switch.name] == outcome for switch, outcome in guard):
                if isinstance(choice, Unknown) and choice.refused:
                    return choice
                return settled(choice, world)
        return Unknown(value.reason)
    if isinstance(value, tuple):
        return tuple(settled(member, world) for member in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: settled(getattr(value, f.name), world) for f in fields(value)}
        return replace(value, **{name: new for name, new in changed.items() if new is not getattr(value, name)})
    return value


def in_world(inventory: Inventory, world: dict[str, str]) -> Inventory:
    def one(resource: Resource) -> Resource:
        facts: dict[str, Fact] = {name: settled(fact, world) for name, fact in resource.facts.items()}
        relations: dict[str, Fact] = {name: settled(fact, world) for name, fact in resource.relations.items()}
        return replace(resource, facts=facts, relations=relations, exists=settled(resource.exists, world))

    return Inventory({key: one(resource) for key, resource in inventory.resources.items()})


class Oracle:
    """All worlds of one inventory, and the verdict over them."""

    def __init__(self, inventory: Inventory) -> None:
        switches = sorted(set(switches_of([*inventory.resources.values()])))
        self.worlds: list[tuple[World, Inventory]] = []
        for outcomes in product(*(switch.outcomes for switch in switches)):
            world = tuple(zip(switches, outcomes, strict=True))
            taken = [switch.subject for switch, outcome in world if switch.subject and outcome == "true"]
            if len(taken) > len(set(taken)):
                continue
            named = {switch.name: outcome for switch, outcome in world}
            self.worlds.append((world, in_world(inventory, named)))

    def statuses(self, rule: Rule, key: str) -> dict[World, Status]:
        """How the rule ends in each world in which the resource exists."""
        found = {}
        for world, inventory in self.worlds:
            resource = inventory.resources[key]
            if not (isinstance(resource.exists, Known) and resource.exists.value is False):
                found[world] = status_in(rule, resource, WorldView(inventory, {}))
        return found

    def refused(self) -> set[World]:
        """The worlds in which anything at all is refused."""
        found = set()
        for world, inventory in self.worlds:
            facts = [f for r in inventory.resources.values() for f in (*r.facts.values(), *r.relations.values())]
            if any(isinstance(fact, Unknown) and fact.refused for fact in facts):
                found.add(world)
        return found

    def verdict(self, rule: Rule, key: str) -> Status:
        """Fails in all, or by default, is FAIL; passes in all is PASS; no world is no verdict; all else is UNKNOWN."""
        by_world = self.statuses(rule, key)
        statuses = set(by_world.values())
        default = {s for world, s in by_world.items() if all(w.default in (None, o) for w, o in world)}
        if statuses <= {Status.NOT_APPLICABLE}:
            return Status.NOT_APPLICABLE
        if {Status.FAIL} in (statuses, default):
            return Status.FAIL
        return Status.PASS if statuses <= {Status.PASS, Status.NOT_APPLICABLE} else Status.UNKNOWN
