"""Nodes without their places, to be compared."""

from __future__ import annotations

from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Node, Scalar, Sequence, Span, Unread

Plain = object


def plain(node: Node | None) -> Plain:
    """What a node holds; a function is a pair of its name and argument, what was not read is `...`."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {name: plain(member.value) for name, member in node.members.items()}
        case Function():
            return (node.name, plain(node.argument))
        case Unread():
            return ...
        case _:
            return None


def at(node: Node | None, *path: str | int) -> Node:
    """The node at a path of keys and indexes; functions are passed through by their names."""
    for step in path:
        if isinstance(node, Function):
            assert node.name == step
            node = node.argument
        elif isinstance(node, Sequence):
            assert isinstance(step, int)
            node = node.items[step]
        else:
            assert isinstance(node, Mapping), node
            node = node.members[str(step)].value
    assert node is not None
    return node


def place(span: Span) -> str:
    """Line and column as an editor counts them, both ends."""
    return f"{span[0] + 1}:{span[1] + 1}-{span[2] + 1}:{span[3] + 1}"
