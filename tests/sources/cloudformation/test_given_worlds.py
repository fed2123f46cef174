"""A value that is given leads to what its world said without it: in every sample, for every parameter with worlds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.model.facts import Fact, Known, Unknown
from auditor.model.policy import Statement
from auditor.model.resource import Inventory
from auditor.sources.cloudformation.source import read_templates
from tests.cli.running import SAMPLES

TEMPLATES = sorted(path for path in SAMPLES.rglob("template.*") if path.suffix in (".yaml", ".json"))


def told(fact: Fact) -> object:
    """A fact without places and chains, in which a given value differs from a world."""
    if not isinstance(fact, Known):
        return type(fact)
    held = fact.value if isinstance(fact.value, tuple) else ()
    # The parts of a statement are facts themselves, of which each has worlds of its own.
    return tuple(one.label for one in held) if any(isinstance(one, Statement) for one in held) else fact.value


def in_world(fact: Fact, name: str, value: str) -> Iterator[Fact]:
    """What a fact can be where a parameter has a value."""
    if not isinstance(fact, Unknown) or not fact.choices:
        yield fact
        return
    for guard, case in fact.choices:
        if all(outcome == value for switch, outcome in guard if switch.name == name):
            yield from in_world(case, name, value)


def values_of(inventory: Inventory) -> set[tuple[str, str]]:
    """(parameter, value) of each world of a single parameter."""
    return {
        (switch.name, outcome)
        for resource in inventory.resources.values()
        for fact in (*resource.facts.values(), resource.exists)
        if isinstance(fact, Unknown)
        for guard, _ in fact.choices
        for switch, _ in guard
        if switch.name.isalnum() and switch.outcomes != ("true", "false")
        for outcome in switch.outcomes
        if not outcome.startswith("(")
    }


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_what_is_given_leads_to_its_world(path: Path):
    open_one = read_templates([path], path.parent)
    for name, value in sorted(values_of(open_one)):
        given = read_templates([path], path.parent, [(name, value)])
        for key, resource in given.resources.items():
            for fact, found in resource.facts.items():
                before = open_one.resources[key].facts[fact]
                expected = {told(one) for one in in_world(before, name, value)}
                assert told(found) in expected or (expected == {Unknown} and fact == "tags"), (name, value, key, fact)


def test_there_are_worlds():
    assert any(values_of(read_templates([path], path.parent)) for path in TEMPLATES)
