"""What is written for each side of a condition: `Properties: !If [C, {...}, {...}]`, elements without a value."""

from __future__ import annotations

from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Scalar, Sequence


def properties_of(body: Node) -> Node | None:
    """The properties of a resource as a mapping, where its text has one in each case; else what stands for them."""
    held = body.members.get("Properties") if isinstance(body, Mapping) else None
    return None if held is None else (_merged(held.value) or held.value)


def _merged(node: Node) -> Mapping | None:
    if isinstance(node, Mapping):
        return node
    if not isinstance(node, Function):
        return None
    if _is_no_value(node):
        return Mapping({}, node.span)
    parts = node.argument.items if isinstance(node.argument, Sequence) else []
    if node.name != "Fn::If" or len(parts) != 3:
        return None
    then, otherwise = _merged(parts[1]), _merged(parts[2])
    if then is None or otherwise is None:
        return None
    made: dict[str, Member] = {}
    for name in {**then.members, **otherwise.members}:
        sides = [side.members.get(name) for side in (then, otherwise)]
        place = next(side for side in sides if side is not None)
        values = [_nothing(node) if side is None else side.value for side in sides]
        made[name] = Member(place.key, Function("Fn::If", Sequence([parts[0], *values], node.span), place.value.span))
    return Mapping(made, node.span, then.broken or otherwise.broken)


def has_gaps(node: Node) -> bool:
    """Whether a list is written with an element that may have no value."""
    if isinstance(node, Function) and node.name == "Fn::If":
        sides = node.argument.items[1:] if isinstance(node.argument, Sequence) else []
        return any(has_gaps(side) for side in sides)
    return isinstance(node, Sequence) and any(map(_is_gap, node.items))


def _is_gap(node: Node) -> bool:
    if isinstance(node, Function) and node.name == "Fn::If" and isinstance(node.argument, Sequence):
        return any(map(_is_gap, node.argument.items[1:]))
    return _is_no_value(node)


def _is_no_value(node: Node) -> bool:
    named = node.argument if isinstance(node, Function) and node.name == "Ref" else None
    return isinstance(named, Scalar) and named.text == "AWS::NoValue"


def _nothing(node: Node) -> Function:
    return Function("Ref", Scalar("AWS::NoValue", "AWS::NoValue", node.span), node.span)
