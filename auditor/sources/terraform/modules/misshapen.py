"""Blocks that Terraform refuses for what stands in them, whatever its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.sources.terraform.modules.marked import KEEP_NOTHING, Refusal
from auditor.sources.terraform.modules.module import Declared, ModuleDefinition
from auditor.sources.terraform.modules.uses import uses_in, uses_in_block
from auditor.sources.terraform.syntax import nodes as s

#: Names that no variable may have: those of arguments of a call.
_RESERVED = frozenset(("source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"))


def misshapen(definition: ModuleDefinition) -> Iterator[Refusal]:
    """What is refused in the blocks of a module, each by itself."""
    for name, declared in definition.variables.items():
        yield from _variable(name, declared)
    for name, declared in definition.outputs.items():
        if "value" not in declared.block.attributes and not declared.block.broken:
            yield Refusal(f"output.{name}", "it has no value", declared.source, declared.block.header)
    for declared in (*definition.resources.values(), *definition.data.values(), *definition.calls.values()):
        yield from _repeated_twice(declared)
    for (kind, name), declared in definition.resources.items():
        yield from _names_itself(kind, name, declared)


def _variable(name: str, declared: Declared) -> Iterator[Refusal]:
    if name in _RESERVED:
        yield Refusal(f"var.{name}", "no variable may have this name", declared.source, declared.block.header)
    default = declared.block.attributes.get("default")
    if default is None or default.json:
        return
    todo = [default.value]
    while todo:
        node = todo.pop()
        if isinstance(node, s.Call):
            yield Refusal(
                f"var.{name}", "its default calls a function", default.source or declared.source, default.span
            )
            return
        todo += s.children(node)
    for use in uses_in(default, declared.source, frozenset()):
        yield Refusal(f"var.{name}", f"its default names {use.first}", use.source, use.span)
        return


def _repeated_twice(declared: Declared) -> Iterator[Refusal]:
    """`count` and `for_each` in one block; where an override adds the other one, Terraform takes count."""
    count, each = (declared.block.attributes.get(word) for word in ("count", "for_each"))
    if count is not None and each is not None and count.source is each.source:
        what, source = ".".join(declared.block.labels), each.source or declared.source
        yield Refusal(what, "count and for_each exclude each other", source, each.span)


def _names_itself(kind: str, name: str, declared: Declared) -> Iterator[Refusal]:
    """A resource of which an argument refers to it; of several instances one may refer to another."""
    if {"count", "for_each"} & declared.block.attributes.keys():
        return
    # What is done when it is there may name it.
    block = replace(declared.block, blocks=tuple(b for b in declared.block.blocks if b.type not in KEEP_NOTHING))
    for use in uses_in_block(block, declared.source, frozenset(("self",))):
        if use.first == kind and use.steps[:1] == (name,):
            yield Refusal(f"{kind}.{name}", "it refers to itself", use.source, use.span)
            return
