"""The chain that a value came along: attribute -> local -> module input -> tfvars line or default."""

from __future__ import annotations

from auditor.model.facts import Origin, Step
from auditor.sources.terraform.language.evaluate import Env
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.syntax import nodes as s

_MAX_STEPS = 8
_MAX_DEPTH = 12


def references(node: s.Node) -> list[tuple[str, str]]:
    """The variables and locals that an expression names, in order, each once."""
    found: dict[tuple[str, str], None] = {}
    todo: list[object] = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, s.GetAttr) and isinstance(one.of, s.Name) and one.of.name in ("var", "local"):
            found[(one.of.name, one.name)] = None
            continue
        if isinstance(one, tuple):
            todo += reversed(one)
        elif hasattr(one, "span") and not isinstance(one, (s.Literal, s.Name, s.Broken)):
            todo += [getattr(one, f) for f in reversed(type(one).__slots__) if f != "span"]  # type: ignore[attr-defined]
    return list(found)


def chain(node: s.Node, env: Env) -> tuple[Step, ...]:
    """The steps behind an expression, from where the value was set to the last name before the attribute."""
    if isinstance(node, s.Literal):
        return ()
    return tuple(reversed(_steps(node, env.module, 0)[:_MAX_STEPS]))


def _steps(node: s.Node, module: ModuleInstance, depth: int) -> list[Step]:
    steps: list[Step] = []
    if depth > _MAX_DEPTH:
        return steps
    for kind, name in references(node):
        key = (kind, name)
        known = module.chains.get(key)
        if known is None:
            module.chains[key] = ()  # a cycle ends here
            known = module.chains[key] = tuple(_steps_of(kind, name, module, depth))[:_MAX_STEPS]
        steps += known
        if len(steps) >= _MAX_STEPS:
            break
    return steps


def _steps_of(kind: str, name: str, module: ModuleInstance, depth: int) -> list[Step]:
    if kind == "local":
        local = module.definition.locals.get(name)
        if local is None:
            return []
        step = Step(f"{module.prefix}local.{name}", local.source.place(local.attribute.span))
        return [step, *_steps(local.attribute.value, module, depth + 1)]
    given = module.given.get(name)
    if given is not None:
        step = Step(f"{module.prefix}var.{name}", given.step.location)
        if given.expression is None or given.env is None:
            return [Step(f"{module.prefix}var.{name} from {given.step.label}", given.step.location)]
        return [step, *_steps(given.expression, given.env.module, depth + 1)]
    declared = module.definition.variables.get(name)
    if declared is None:
        return []
    default = declared.block.attributes.get("default")
    if default is None:
        return [Step(f"{module.prefix}var.{name} (no value)", declared.source.place(declared.block.header))]
    return [Step(f"{module.prefix}var.{name} (default)", (default.source or declared.source).place(default.span))]


def origin(node: s.Node, via: tuple[Step, ...]) -> Origin:
    """Default where the value is just that of a variable which nobody gave one, else stated."""
    while isinstance(node, (s.GetAttr, s.Index)):
        node = node.of
    passed_on = isinstance(node, s.Name) and node.name in ("var", "local")
    return Origin.DEFAULT if passed_on and via and via[0].label.endswith("(default)") else Origin.STATED
