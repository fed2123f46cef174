"""What stands behind a name: the step of a chain that it is, and the expression that its value comes from."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.facts import Step
from auditor.sources.terraform.language.evaluate import Env
from auditor.sources.terraform.modules.expand import Bound
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.modules.references import Reference
from auditor.sources.terraform.syntax import nodes as s


@dataclass(frozen=True, slots=True)
class Behind:
    """What a name stands for: its step, and the expression that it comes from, if there is one."""

    step: Step
    node: s.Node | None = None
    env: Env | None = None
    default: bool = False


def behind(reference: Reference, env: Env) -> Behind | None:
    """What a name stands for in `env`; None for one that comes from nowhere else."""
    module, first, path = env.module, reference.first, reference.path
    if first in env.names:
        bound = env.names[first]
        if not isinstance(bound, Bound) or bound.attribute is None or bound.env is None:
            return None
        step = Step(".".join((first, *path[:1])), bound.env.source.place(bound.attribute.span))
        return Behind(step, bound.attribute.value, bound.env)
    if not path:
        return None
    if first == "var":
        return _variable(path[0], module)
    if first == "local":
        return _local(path[0], module)
    if first == "module":
        return _output(reference, module)
    if first == "data":
        return _data(path, module)
    return _attribute(reference, module)


def _variable(name: str, module: ModuleInstance) -> Behind | None:
    label, given = f"{module.prefix}var.{name}", module.given.get(name)
    if given is not None and given.expression is not None:
        return Behind(Step(label, given.step.location), given.expression, given.env)
    if given is not None:
        return Behind(Step(f"{label} from {given.step.label}", given.step.location))
    declared = module.definition.variables.get(name)
    if declared is None:
        return None
    default = declared.block.attributes.get("default")
    if default is None:
        return Behind(Step(f"{label} (no value)", declared.source.place(declared.block.header)))
    env = Env(module, declared.source, {}).of(default)
    return Behind(Step(f"{label} (default)", env.source.place(default.span)), default.value, env, default=True)


def _local(name: str, module: ModuleInstance) -> Behind | None:
    local = module.definition.locals.get(name)
    if local is None:
        return None
    env = Env(module, local.source, {}).of(local.attribute)
    return Behind(
        Step(f"{module.prefix}local.{name}", env.source.place(local.attribute.span)), local.attribute.value, env
    )


def _output(reference: Reference, module: ModuleInstance) -> Behind | None:
    """`module.call.output`, of the instance that is named, else of the first."""
    name, *rest = reference.path
    declared = module.definition.calls.get(name)
    if declared is None:
        return None
    label = f"{module.prefix}module.{name}"
    found = [(slot.key, instance) for slot, instance in module.calls(name) if instance is not None]
    instance = next((i for key, i in found if key == reference.key), found[0][1] if found else None)
    output = instance.definition.outputs.get(rest[0]) if instance and rest else None
    value = output.block.attributes.get("value") if output else None
    if instance is None or output is None or value is None:
        return Behind(Step(".".join((label, *rest[:1])), declared.source.place(declared.block.header)))
    env = Env(instance, output.source, {}).of(value)
    return Behind(Step(f"{instance.prefix}{rest[0]}", env.source.place(value.span)), value.value, env)


def _data(path: tuple[str, ...], module: ModuleInstance) -> Behind | None:
    declared = module.definition.data.get((path[0], path[1])) if len(path) > 1 else None
    if declared is None:
        return None
    return Behind(Step(f"{module.prefix}data.{'.'.join(path[:3])}", declared.source.place(declared.block.header)))


def _attribute(reference: Reference, module: ModuleInstance) -> Behind | None:
    """`type.name.attribute`, of the instance that is named, else of the first; or the resource where AWS decides."""
    kind, name, attribute = reference.first, reference.path[0], "".join(reference.path[1:2])
    declared = module.definition.resources.get((kind, name))
    if declared is None:
        return None
    instances = module.resource(kind, name)
    instance = next((i for i in instances if i.key == reference.key), instances[0] if instances else None)
    if instance is None or attribute not in instance.block.attributes:
        label = ".".join(filter(None, (f"{module.prefix}{kind}.{name}", attribute)))
        return Behind(Step(label, declared.source.place(declared.block.header)))
    stated = instance.block.attributes[attribute]
    env = instance.env.of(stated)
    return Behind(Step(f"{instance.address}.{attribute}", env.source.place(stated.span)), stated.value, env)
