"""Nested blocks of a block as they are evaluated: those that are written, and what `dynamic` makes."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.partial.values import Unk
from auditor.sources.terraform.language.evaluate import Env
from auditor.sources.terraform.modules.expand import expand
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.nested import nested_blocks


def evaluated_blocks(
    block: s.Block, name: str, around: Env, *, spelled_out: bool = False
) -> Iterator[tuple[s.Block, Env, object]]:
    """The nested blocks of a type in the order of the text, where each is evaluated, and whether it is there.

    One of unknown number stands for all of them.
    """
    for one in nested_blocks(block, name, spelled_out=spelled_out):
        env = around.of(one)
        if one.type == "dynamic":
            yield from _dynamic(one, env)
        else:
            yield one, env, True


def _dynamic(block: s.Block, env: Env) -> Iterator[tuple[s.Block, Env, object]]:
    """The content of each block that `dynamic` makes, where it is evaluated, and whether it is there."""
    content = next(nested_blocks(block, "content"), None)
    if content is None:
        content = s.Block("content", (), {}, (), block.span, block.header, "its content is missing")
    named = block.attributes.get("iterator")
    iterator = named.value.name if named and isinstance(named.value, s.Name) else block.labels[0]
    expansion = expand(_as_for_each(block), env)
    root = env.module.root
    room, bound = root.budget.admitted(len(expansion.slots))
    if bound or expansion.problem:
        lost = Unk(expansion.problem or bound, place=env.source.place(block.header))
        root.gap_once(f"blocks:{env.module.prefix}{iterator}", f"dynamic {iterator}", lost.reason, lost.place)
        yield content, env.bind(**{iterator: lost}), lost
    for slot in expansion.slots[:room]:
        each = slot.names.get("each")
        yield content, env.bind(**{iterator: each}), slot.exists


def _as_for_each(block: s.Block) -> s.Block:
    """The block with a for_each over anything that can be iterated: `dynamic` takes lists of objects too."""
    attribute = block.attributes.get("for_each")
    if attribute is None:
        return block
    listed = s.Attribute(
        "for_each", s.Call("\0indexed", (attribute.value,), False, attribute.value.span), attribute.span
    )
    return s.Block(block.type, block.labels, {"for_each": listed}, (), block.span, block.header)
