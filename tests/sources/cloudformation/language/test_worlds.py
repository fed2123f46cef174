"""Laws of worlds: what a template comes to with values given is what it came to in the world of these values without.

Of random templates every value is asked for twice: with nothing given, so that it has cases, and with parameters given.
AUDITOR_CFN_SEEDS sets how many templates there are, of each kind.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping

import pytest

from auditor.sources.cloudformation.language.evaluate import known_or_unknown
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.language.template import template_of
from auditor.sources.cloudformation.syntax.nodes import Mapping as Members
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
from auditor.sources.partial.values import Unk
from tests.sources.cloudformation.language.generated import VALUES, Generator
from tests.sources.cloudformation.language.stacks import plain, stack_of
from tests.sources.cloudformation.language.worlds import agrees, is_told

SEEDS = int(os.environ.get("AUDITOR_CFN_SEEDS", "100"))
DEFAULTS = {"Env": "dev", "Free": "", "Names": "a,b"}


def values(stack: Stack) -> Iterator[tuple[str, object]]:
    """Every property of every resource, and whether that exists."""
    assert not stack.template.problems
    for name, one in stack.section("Resources").items():
        yield f"{name}: exists", stack.resource_exists(one)
        properties = member_of(one.value, "Properties")
        assert properties is not None
        assert isinstance(properties.value, Members)
        for key, member in properties.value.members.items():
            yield f"{name}.{key}", known_or_unknown(member.value, stack)


def chosen(stack: Stack, chance: random.Random) -> dict[str, str]:
    """A value for each parameter; what no template reckons with is left as it is by default."""
    made = {name: chance.choice(some) for name, some in VALUES.items()}
    return {name: one if isinstance(stack.parameter(name), Unk) else DEFAULTS[name] for name, one in made.items()}


def compare(open_ones: list[tuple[str, object]], given: Mapping[str, str], known: Stack, text: str) -> tuple[int, int]:
    """How many values there were, and of how many the worlds tell something."""
    told = 0
    truths = list(values(known))
    for (name, value), (_, truth) in zip(open_ones, truths, strict=True):
        assert agrees(value, truth, given), (name, given, plain(value), plain(truth), text)
        told += is_told(value, given)
    return len(truths), told


def test_a_given_value_is_a_world() -> None:
    compared = told = 0
    for seed in range(SEEDS):
        text, chance = Generator(seed).template(), random.Random(seed)  # noqa: S311 - a sample, no secret
        open_ones = list(values(stack_of(text)))
        for _ in range(6):
            given = chosen(stack_of(text), chance)
            some = compare(open_ones, given, stack_of(text, **given), text)
            compared, told = compared + some[0], told + some[1]
    assert compared >= SEEDS * 40
    assert told > compared / 2


def nested(outer: Stack, inner: str) -> Stack | None:
    """A stack that is given what a resource of another one has; None where the service would refuse that."""
    written = member_of(outer.section("Resources")["Nested"].value, "Properties")
    assert written is not None
    handed = known_or_unknown(written.value, outer)
    assert isinstance(handed, dict)
    handed = {name: value for name, value in handed.items() if value is not None}
    if any(isinstance(value, Unk) and value.error for value in handed.values()):
        return None
    return Stack(template_of("n.yaml", read_yaml(inner.encode())), prefix="N.", given=handed)


def test_a_given_value_is_a_world_of_nested_stacks() -> None:
    compared = told = 0
    for seed in range(SEEDS):
        around, chance = Generator(seed), random.Random(seed)  # noqa: S311 - a sample, no secret
        text = around.template(1)
        # Half of what is handed is a parameter as it is: the inner template compares it with other texts.
        handed = ", ".join(f"{name}: {around.text(2 if chance.random() < 0.5 else 0)}" for name in VALUES)
        text += f"  Nested: {{Type: T, Properties: {{{handed}}}}}\n"
        inner = Generator(seed + 1_000_000).template(2, 1)
        open_one = nested(stack_of(text), inner)
        open_ones = list(values(open_one)) if open_one else []
        for _ in range(10):
            given = chosen(stack_of(text), chance)
            known = nested(stack_of(text, **given), inner)
            if known is not None and open_one is not None:
                some = compare(open_ones, given, known, text + inner)
                compared, told = compared + some[0], told + some[1]
    assert compared >= SEEDS * 15
    assert told > compared / 4


@pytest.mark.parametrize("seed", range(5))
def test_the_same_seed_makes_the_same_template(seed: int) -> None:
    assert Generator(seed).template() == Generator(seed).template()
