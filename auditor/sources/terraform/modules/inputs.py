"""Values given to variables: by module calls, tfvars files and flags; each remembers where it was given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.model.facts import Step
from auditor.model.location import NOWHERE
from auditor.sources.inputs import InputError
from auditor.sources.partial.values import GivenText, Unk
from auditor.sources.secrecy.secrets import learn_named
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.expand import Slot
from auditor.sources.terraform.modules.instance import Given, ModuleInstance
from auditor.sources.terraform.modules.module import Declared
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.source_file import Source


def from_call(caller: ModuleInstance, declared: Declared, attribute: s.Attribute, slot: Slot) -> Given:
    """What a module call gives to one variable."""
    env = Env(caller, declared.source, slot.names).of(attribute)
    label = f"{caller.prefix}module.{declared.block.labels[0]}.{attribute.name}"
    step = Step(label, env.source.place(attribute.span))
    return Given(lambda: known_or_unknown(attribute.value, env), step, attribute.value, env)


def from_file(source: Source, module: ModuleInstance) -> dict[str, Given]:
    """What a tfvars file gives."""
    env = Env(module, source, {})
    return {
        name: Given(lambda node=a.value: constant(node, env), Step(source.path, source.place(a.span)))  # type: ignore[misc]
        for name, a in source.file.attributes.items()
    }


def constant(node: s.Node, env: Env) -> object:
    """The value of an expression outside of the code: Terraform lets it name nothing and call no function."""
    refused = next((part for part in _parts(node) if isinstance(part, (s.Call, s.Name))), None)
    if refused is not None:
        what = f"{refused.name}()" if isinstance(refused, s.Call) else refused.name
        return Unk(f"{what} may not be used where a variable is given a value", place=env.source.place(node.span))
    return known_or_unknown(node, env)


def _parts(node: s.Node) -> Iterator[s.Node]:
    """The expression and its parts, but for what a `for` or a splat gives names of its own to."""
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        if isinstance(one, s.For):
            todo.append(one.collection)
        elif isinstance(one, s.Splat):
            todo.append(one.of)
        else:
            todo += s.children(one)


def from_text(name: str, text: str, label: str, module: ModuleInstance) -> Given:
    """What the text of `--var` or of an environment variable gives, read as Terraform does.

    It is text for a variable without type, and for a string, number or bool; for any other type it is an expression.
    """
    from auditor.sources.terraform.syntax.parse import parse

    constraint = module.definition.variables[name].block.attributes.get("type")
    step = Step(label, NOWHERE)
    if constraint is None or _takes_text(constraint.value):
        return Given(lambda: GivenText(text), step)
    source = Source(parse(f"value = {text}\n".encode(), label))
    attribute = source.file.attributes.get("value")
    if attribute is None or source.file.problems or len(source.file.attributes) > 1 or source.file.blocks:
        # The text itself is not repeated: it may be a secret.
        raise InputError(f"{label}: what it is set to is no value of its type")
    value = constant(attribute.value, Env(module, source, {}))
    if isinstance(value, Unk):
        raise InputError(f"{label}: what it is set to is no constant value")
    learn_named(value, module.root.secrets)
    return Given(lambda: _unwritten(value), step)


def _takes_text(constraint: s.Node) -> bool:
    word = constraint.name if isinstance(constraint, s.Name) else getattr(constraint, "value", None)
    return word in ("string", "bool", "number")


def _unwritten(value: object) -> object:
    """A value from outside of the code, in which no text is one that code spells out."""
    if isinstance(value, str):
        return GivenText(value)
    if isinstance(value, dict):
        return type(value)(zip(value, map(_unwritten, value.values()), strict=True))
    return type(value)(map(_unwritten, value)) if isinstance(value, list) else value


def automatic_files(directory: Path) -> list[Path]:
    """The variable files that Terraform loads by itself, in its order: the later one wins."""
    named = [directory / "terraform.tfvars", directory / "terraform.tfvars.json"]
    automatic = sorted(p for ending in ("", ".json") for p in directory.glob(f"*.auto.tfvars{ending}"))
    # What has such a name and is no file stops Terraform: reading it says so.
    return [p for p in (*named, *automatic) if p.exists() or p.is_symlink()]
