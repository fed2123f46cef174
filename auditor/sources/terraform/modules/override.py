"""Override files: what they say replaces, piece by piece, what the other files of a module say."""

from __future__ import annotations

from dataclasses import replace

from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.source_file import Source

#: Nested blocks of which an override replaces single arguments.
_BY_ARGUMENT = frozenset(("lifecycle",))


def merged(base: s.Block, over: s.Block, source: Source) -> s.Block:
    """`base` with what `over`, a block of the override file `source`, replaces; neither block is changed.

    An argument replaces its namesake; nested blocks, `dynamic` ones included, replace all of their type. What was
    replaced remembers its file.
    """
    replaced = {*over.attributes, *(_makes(block) for block in over.blocks)} - _BY_ARGUMENT
    attributes = {
        name: attribute
        for name, attribute in base.attributes.items()
        # What JSON says may be nested blocks; what HCL calls an argument is none.
        if name not in replaced or name in over.attributes or not attribute.json
    }
    attributes |= {name: replace(attribute, source=source) for name, attribute in over.attributes.items()}
    blocks = [block for block in base.blocks if _makes(block) not in replaced]
    for block in over.blocks:
        if block.type in _BY_ARGUMENT:
            _merge_into(blocks, block, source)
        else:
            blocks.append(replace(block, source=source))
    return replace(base, attributes=attributes, blocks=tuple(blocks), broken=base.broken or over.broken)


def _makes(block: s.Block) -> str:
    """The type of the nested blocks that a block is, or makes."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _merge_into(blocks: list[s.Block], block: s.Block, source: Source) -> None:
    for number, one in enumerate(blocks):
        if one.type == block.type:
            blocks[number] = merged(one, block, source)
            return
    blocks.append(replace(block, source=source))
