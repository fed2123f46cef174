"""The chain that a value came along: attribute -> local -> module input or output -> tfvars line or default."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model.facts import Origin, Step
from auditor.model.location import NOWHERE
from auditor.sources.terraform.language.evaluate import Env
from auditor.sources.terraform.modules.behind import behind
from auditor.sources.terraform.modules.references import Reference, reference_of, references
from auditor.sources.terraform.syntax import nodes as s

#: A chain shows this many steps, those nearest to the attribute: modules five deep with a few locals each have fewer.
MAX_STEPS = 24
#: Names that stand behind each other are followed this far.
_MAX_DEPTH = 64
#: Stands first in a chain that is longer.
LEFT_OUT = Step("earlier steps, left out", NOWHERE)


#: The steps behind something, the nearest first, and whether it is just the default of a variable.
_Told = tuple[tuple[Step, ...], bool]


def chain(node: s.Node, env: Env) -> tuple[Step, ...]:
    """The steps behind an expression, from where the value was set to the last name before the attribute."""
    return () if isinstance(node, s.Literal) else _told(node, env)[0]


def chain_and_origin(node: s.Node, env: Env) -> tuple[tuple[Step, ...], Origin]:
    """The same steps, and who said so: default where it is just that of a variable which nobody gave one."""
    if type(node) is s.Literal:
        return (), Origin.STATED
    steps, default = _told(node, env)
    return steps, Origin.DEFAULT if default else Origin.STATED


def _told(node: s.Node, env: Env) -> _Told:
    """The chain of an expression, which is the same in every instance of the block that it stands in."""
    known = env.module.told.get(id(node))
    if known is None:
        steps, default = _behind_all(node, env, 0)
        # The node is kept, so that no other one can get its number.
        known = env.module.told[id(node)] = (tuple(reversed(_once(steps))), default, node)
    return known[:2]


def _once(steps: Sequence[Step]) -> list[Step]:
    """Each step once: what is behind several names is shown behind all of them."""
    if len(steps) < 2:
        return list(steps)
    seen: set[tuple[str, str, int]] = set()
    once: list[Step] = []
    for step in reversed(steps):
        # Its label and its line tell a step from others; to compare all that it holds takes longer.
        key = (step.label, step.location.file, step.location.line)
        if step is not LEFT_OUT and key not in seen:
            seen.add(key)
            once.append(step)
    once.reverse()
    return [*once, LEFT_OUT] if any(step is LEFT_OUT for step in steps) else once


def _behind_all(node: s.Node, env: Env, depth: int) -> _Told:
    """What is behind an expression: a name and parts of it, or one that computes something from several names."""
    alone = reference_of(node)
    if alone is not None:
        return _behind_one(alone, env, depth)
    steps: list[Step] = []
    for reference in references(node):
        steps += _behind_one(reference, env, depth)[0]
        if len(steps) > MAX_STEPS:
            steps = _once(steps)
        if len(steps) > MAX_STEPS:
            return (*steps[:MAX_STEPS], LEFT_OUT), False
    return tuple(steps), False


def _behind_one(reference: Reference, env: Env, depth: int) -> _Told:
    chains = env.module.chains
    if reference.first in env.names:
        # What it stands for depends on the block.
        return _computed(reference, env, depth)
    known = chains.get(reference)
    if known is None:
        chains[reference] = ((), False)  # a cycle ends here
        known = chains[reference] = _computed(reference, env, depth)
    return known


def _computed(reference: Reference, env: Env, depth: int) -> _Told:
    found = behind(reference, env)
    if found is None:
        return (), False
    if found.node is None or found.env is None or found.default:
        return (found.step,), found.default
    if depth >= _MAX_DEPTH:
        return (found.step, LEFT_OUT), False
    steps, default = _behind_all(found.node, found.env, depth + 1)
    if len(steps) < MAX_STEPS:
        return (found.step, *steps), default
    return (found.step, *steps[: MAX_STEPS - 1], LEFT_OUT), default
