"""Values given to variables: by module calls, tfvars files and flags; each remembers where it was given."""

from __future__ import annotations

import json
from pathlib import Path

from auditor.model.facts import Step
from auditor.model.location import NOWHERE, Location
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.language.values import GivenText
from auditor.sources.terraform.modules.expand import Slot
from auditor.sources.terraform.modules.instance import Given, ModuleInstance
from auditor.sources.terraform.modules.module import Declared, ModuleDefinition
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.source_file import Source


class InputError(Exception):
    """A variable or variable file from the command line that cannot be used."""


def from_call(caller: ModuleInstance, declared: Declared, attribute: s.Attribute, slot: Slot) -> Given:
    """What a module call gives to one variable."""
    env = Env(caller, declared.source, slot.names)
    label = f"{caller.prefix}module.{declared.block.labels[0]}.{attribute.name}"
    step = Step(label, declared.source.place(attribute.span))
    return Given(lambda: known_or_unknown(attribute.value, env), step, attribute.value, env)


def from_file(source: Source, module: ModuleInstance) -> dict[str, Given]:
    """What a tfvars file gives."""
    env = Env(module, source, {})
    return {
        name: Given(lambda node=a.value: known_or_unknown(node, env), Step(source.path, source.place(a.span)))  # type: ignore[misc]
        for name, a in source.file.attributes.items()
    }


def from_json(text: bytes, name: str) -> dict[str, Given]:
    """What a tfvars file in JSON gives. Raises ValueError for anything but an object."""
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("a variable file in JSON holds one object")
    lines = text.decode(errors="replace").split("\n")

    def given(key: str, value: object) -> Given:
        # The first line that holds the key in quotes: JSON itself keeps no places.
        row = next((i for i, line in enumerate(lines) if json.dumps(key) in line), 0)
        return Given(lambda: value, Step(name, Location(name, row + 1, 1, row + 1, len(lines[row]) + 1)))

    return {key: given(key, value) for key, value in data.items()}


def from_flag(name: str, text: str, definition: ModuleDefinition, module: ModuleInstance) -> Given:
    """What `--var name=text` gives: text for a string variable, else an expression, as Terraform reads it."""
    from auditor.sources.terraform.syntax.parse import parse

    declared = definition.variables.get(name)
    constraint = declared.block.attributes.get("type") if declared else None
    plain = constraint is None or (
        isinstance(constraint.value, s.Name) and constraint.value.name in ("string", "bool", "number")
    )
    step = Step(f"--var {name}", NOWHERE)
    if plain:
        return Given(lambda: GivenText(text), step)
    source = Source(parse(f"value = {text}\n".encode(), "--var"))
    attribute = source.file.attributes.get("value")
    if attribute is None or source.file.problems:
        # The text itself is not repeated: it may be a secret.
        raise InputError(f"--var {name}: what it is set to is no value of its type")
    return Given(lambda: known_or_unknown(attribute.value, Env(module, source, {})), step)


def automatic_files(directory: Path) -> list[Path]:
    """The variable files that Terraform loads by itself, in its order: the later one wins."""
    named = [directory / "terraform.tfvars", directory / "terraform.tfvars.json"]
    automatic = sorted(p for ending in ("", ".json") for p in directory.glob(f"*.auto.tfvars{ending}"))
    return [p for p in (*named, *automatic) if p.is_file()]
