"""Properties that hang on a condition as a whole: `Properties: !If [C, {...}, {...}]`, told property by property."""

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
    if node.name == "Ref" and isinstance(node.argument, Scalar) and node.argument.text == "AWS::NoValue":
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


def _nothing(node: Node) -> Function:
    return Function("Ref", Scalar("AWS::NoValue", "AWS::NoValue", node.span), node.span)
