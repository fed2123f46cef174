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
    _last_unread(container, reason)
    todo: list[Node] = _values(container)[-_NEIGHBOURS:]
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if id(node) in seen:  # what an alias repeats
            continue
        seen.add(id(node))
        if isinstance(node, (Sequence, Mapping)):
            node.broken = node.broken or reason
            todo += _values(node)
        elif isinstance(node, Function):
            todo.append(node.argument)


def _values(container: Sequence | Mapping) -> list[Node]:
    return container.items if isinstance(container, Sequence) else [one.value for one in container.members.values()]


def _last_unread(container: Sequence | Mapping, reason: str) -> None:
    """Replace the last leaf by one that was not read; what an alias shares with it is replaced as well."""
    node: Node = container
    while True:
        if isinstance(node, Function):
            inner = node.argument
            if isinstance(inner, Scalar):
                node.argument = Unread(reason, inner.span)
        elif isinstance(node, Sequence) and node.items:
            inner = node.items[-1]
            if isinstance(inner, Scalar):
                node.items[-1] = Unread(reason, inner.span)
        elif isinstance(node, Mapping) and node.members:
            name, member = next(reversed(node.members.items()))
            inner = member.value
            if isinstance(inner, Scalar):
                node.members[name] = Member(member.key, Unread(reason, inner.span))
        else:
            return
        node = inner
