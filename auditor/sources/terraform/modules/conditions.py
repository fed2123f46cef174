"""Conditions that Terraform checks when it runs, and this program does not: they refuse values, they set none."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.terraform.modules.module import Declared, ModuleDefinition
from auditor.sources.terraform.syntax.nested import nested_blocks


def unchecked_conditions(definition: ModuleDefinition) -> int:
    """How many conditions a module states: of variables, outputs, resources, data sources and `check` blocks."""
    return sum(len(list(nested_blocks(declared.block, kind))) for declared, kind in _places(definition)) + sum(
        len(list(nested_blocks(lifecycle, kind)))
        for declared in (*definition.resources.values(), *definition.data.values())
        for lifecycle in nested_blocks(declared.block, "lifecycle")
        for kind in ("precondition", "postcondition")
    )


def _places(definition: ModuleDefinition) -> Iterator[tuple[Declared, str]]:
    yield from ((declared, "validation") for declared in definition.variables.values())
    yield from ((declared, "precondition") for declared in definition.outputs.values())
    yield from ((declared, "assert") for declared in definition.others.get("check", ()))
