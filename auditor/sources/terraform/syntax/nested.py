"""The nested blocks of a block, in both syntaxes.

In JSON an object, or an array of objects, may be the value of an argument or the content of nested blocks: only the
schema of the provider tells. So a resource read from JSON keeps it as an argument, and who knows that it is a block
asks for it here.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.terraform.syntax.nodes import (
    Attribute,
    Block,
    Broken,
    Literal,
    Name,
    Node,
    ObjectCons,
    Span,
    TupleCons,
)

#: A key that is ignored where JSON stands for a body, so that it can hold a comment.
COMMENT = "//"


def nested_blocks(block: Block, name: str, *, spelled_out: bool = False) -> Iterator[Block]:
    """The nested blocks of a type, and the `dynamic` ones that make such, in the order of the text.

    With `spelled_out` an argument in JSON counts only where it can be read as blocks one by one.
    """
    attribute = block.attributes.get(name)
    if attribute is not None and attribute.json and (not spelled_out or is_spelled_out(attribute)):
        yield from _blocks(name, attribute)
    for one in block.blocks:
        if one.type == name or (one.type == "dynamic" and one.labels == (name,)):
            yield one


def is_spelled_out(attribute: Attribute) -> bool:
    """Whether an argument in JSON can be read as nested blocks one by one: it is an object or an array of objects."""
    return attribute.json and all(isinstance(item, ObjectCons) for item in _items(attribute.value))


def _items(value: Node) -> tuple[Node, ...]:
    if isinstance(value, Literal) and value.value is None:
        return ()
    return value.items if isinstance(value, TupleCons) else (value,)


def _blocks(name: str, attribute: Attribute) -> Iterator[Block]:
    for item in _items(attribute.value):
        header = (*attribute.span[:2], *item.span[:2]) if item is attribute.value else (*item.span[:2], *item.span[:2])
        if isinstance(item, ObjectCons):
            yield block_of(name, (), item, header, attribute)
        else:
            why = item.message if isinstance(item, Broken) else f"{name} is no object, so that it is no block"
            yield Block(name, (), {}, (), item.span, header, why, attribute.source)


def block_of(name: str, labels: tuple[str, ...], body: ObjectCons, header: Span, of: Attribute) -> Block:
    """The block with the content that an object in JSON has; `of` is the argument that it was read from."""
    block = Block(name, labels, {}, (), body.span, header, None, of.source)
    for key, value in body.entries:
        if not isinstance(key, Literal) or not isinstance(key.value, str):
            block.broken = "it has a name that is no plain text"
        elif key.value != COMMENT:
            take(block, Attribute(key.value, value, (*key.span[:2], *value.span[2:]), True))
    return block


def take(block: Block, attribute: Attribute) -> None:
    """Add what JSON says under one name to a block: `dynamic` makes blocks, all else stays an argument."""
    if attribute.name != "dynamic":
        block.attributes[attribute.name] = attribute
        return
    for outer in _items(attribute.value):
        if not isinstance(outer, ObjectCons):
            block.broken = outer.message if isinstance(outer, Broken) else "what stands under dynamic is no object"
            continue
        for key, value in outer.entries:
            label = str(key.value) if isinstance(key, Literal) else ""
            if not label:
                block.broken = "a dynamic block has a label that is no plain text"
            for one in _blocks(label, Attribute(label, value, (*key.span[:2], *value.span[2:]), True)):
                block.blocks += (_dynamic(label, one),)
                block.broken = block.broken or one.broken


def _dynamic(label: str, block: Block) -> Block:
    """The content of a `dynamic` block in JSON as HCL has it: its iterator is a word."""
    block.type, block.labels = "dynamic", (label,)
    iterator = block.attributes.get("iterator")
    if iterator is not None and isinstance(iterator.value, Literal):
        iterator.value = Name(str(iterator.value.value), iterator.value.span)
    return block
