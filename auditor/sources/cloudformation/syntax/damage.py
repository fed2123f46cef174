"""What is not certain any more where a text is damaged."""

from __future__ import annotations

from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Scalar, Sequence, Unread

#: A member may have been taken for its neighbour: so many of them, counted from the damage, are in doubt.
_NEIGHBOURS = 2


def doubt(container: Sequence | Mapping, reason: str) -> None:
    """Put in doubt what stands right before damage in the innermost container that was open there.

    The last scalar may be a part of what was meant only, or more than that: it is Unread. Lists and mappings close by
    may have been ended too early: there may be more in them.
    """
    distrust_last(container, reason)
    _distrust_empty(container, reason)
    todo: list[Node] = _values(container)[-_NEIGHBOURS:]
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if id(node) in seen:  # what an alias repeats
            continue
        seen.add(id(node))
        if isinstance(node, (Sequence, Mapping)):
            node.broken = node.broken or reason
            _distrust_empty(node, reason)
            todo += _values(node)
        elif isinstance(node, Function):
            todo.append(node.argument)


def _distrust_empty(container: Sequence | Mapping, reason: str) -> None:
    """A key or dash without value may have lost it: what belongs below stands further to the left, or is not read."""
    if isinstance(container, Sequence):
        for index, item in enumerate(container.items):
            if isinstance(item, Scalar) and not item.text:
                container.items[index] = _unread(item, reason)
    else:
        for name, member in container.members.items():
            if isinstance(member.value, Scalar) and not member.value.text:
                container.members[name] = Member(member.key, _unread(member.value, reason))


def _values(container: Sequence | Mapping) -> list[Node]:
    return container.items if isinstance(container, Sequence) else [one.value for one in container.members.values()]


def distrust_last(container: Sequence | Mapping, reason: str) -> None:
    """Replace the last leaf by one that was not read; around it there may be more.

    A word that was to be an element looks like a key without value: then what stands before it is in doubt, too.
    """
    node: Node = container
    while True:
        if isinstance(node, (Sequence, Mapping)):
            node.broken = node.broken or reason
        if isinstance(node, Function):
            inner = node.argument
            node.argument = _unread(inner, reason)
        elif isinstance(node, Sequence) and node.items:
            inner = node.items[-1]
            node.items[-1] = _unread(inner, reason)
        elif isinstance(node, Mapping) and node.members:
            inner = _distrust_members(node, reason)
        else:
            return
        node = inner


def _distrust_members(mapping: Mapping, reason: str) -> Node:
    """The value of the last member, which is not read any more where it is a leaf."""
    last, *before = list(mapping.members)[: -_NEIGHBOURS - 1 : -1]
    inner = mapping.members[last].value
    doubtful = [last, *before] if isinstance(inner, Scalar) and not inner.text else [last]
    for name in doubtful:
        member = mapping.members[name]
        mapping.members[name] = Member(member.key, _unread(member.value, reason))
    return inner


def _unread(node: Node, reason: str) -> Node:
    leaf = isinstance(node, Scalar) or (isinstance(node, Function) and isinstance(node.argument, Scalar))
    return Unread(reason, node.span) if leaf else node
