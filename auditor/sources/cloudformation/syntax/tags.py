"""What a tag makes of a value: a call of a function, a value of another type, or something that nobody knows."""

from __future__ import annotations

from auditor.sources.cloudformation.syntax.nodes import (
    TAGS,
    Function,
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    Span,
    Unread,
    attribute,
)
from auditor.sources.cloudformation.syntax.yaml_scalars import STANDARD, converted

#: Standard tags that change nothing, and what they stand before.
_CONTAINERS = {"map": Mapping, "seq": Sequence}
#: Standard tags of scalars that CloudFormation knows; it leaves dates as text.
_SCALARS = frozenset(("str", "int", "float", "bool", "null", "timestamp"))


def tagged(tag: str, node: Node, span: Span, problems: list[Problem], *, plain: bool = False) -> Node:
    """A node with a tag before it; `plain` tells whether it is text without quotes."""
    if tag == "!":
        return node
    if tag.startswith(STANDARD):
        return _standard(tag.removeprefix(STANDARD), node, span, problems)
    name = TAGS.get(tag, tag)
    if name == "Fn::GetAtt" and isinstance(node, Scalar):
        node = attribute(node, plain=plain)
    return Function(name, node, span)


def _standard(kind: str, node: Node, span: Span, problems: list[Problem]) -> Node:
    if kind in _SCALARS and isinstance(node, Scalar):
        try:
            return Scalar(converted(kind, node.text), node.text, span)
        except ValueError:
            reason = f"the tag !!{kind} stands before something else"
            problems.append(Problem(reason, span))
            return Unread(reason, span)
    held = node
    if isinstance(held, Function) and held.span == span and kind == "map":
        return node  # the long form of a function is a mapping
    if kind in _CONTAINERS and isinstance(node, _CONTAINERS[kind]):
        return node
    return Function(f"!!{kind}", node, span)
