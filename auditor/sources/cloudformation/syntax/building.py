"""A list or mapping of a YAML text while it is read: keys and values in turn, duplicates, merges."""

from __future__ import annotations

from auditor.sources.cloudformation.syntax.nodes import (
    Mapping,
    Member,
    Node,
    Problem,
    Scalar,
    Sequence,
    Span,
    Unread,
    called,
    repeat,
)
from auditor.sources.cloudformation.syntax.tags import tagged


class Open:
    """A list or mapping that is being read: `items` or `members` are what it holds so far, `size` counts the values.

    `key` is that of the next value, with its place; a mapping without one waits for it. `merges` tells of a `<<`.
    """

    __slots__ = ("_merged", "anchor", "items", "key", "members", "merges", "node", "place", "size", "tag")

    def __init__(self, node: Sequence | Mapping, tag: str | None, anchor: str | None) -> None:
        self.node, self.tag, self.anchor = node, tag, anchor
        self.items = node.items if isinstance(node, Sequence) else None
        self.members = node.members if isinstance(node, Mapping) else {}
        self.key: str | None = None
        self.place: Span = node.span
        self.size, self.merges = 1, False
        self._merged: dict[str, Member] | None = None

    def take(self, node: Node, problems: list[Problem]) -> None:
        """The next value, as an element, a key or the value of a key."""
        if self.items is not None:
            self.items.append(node)
        elif self.key is None:
            self.key, self.place = self._named(node, problems), node.span
        else:
            key, self.key = self.key, None
            if self.merges:
                self._add(node, problems)
            elif key in self.members:
                repeat(self.members, key, self.place, problems)
            else:
                self.members[key] = Member(self.place, node)

    def closed(self, end: tuple[int, int], problems: list[Problem]) -> Node:
        """The value, now that its end is reached: a call of a function if it is one."""
        node = self.node
        span = node.span = (*node.span[:2], *end)
        if isinstance(node, Mapping):
            self._merge(node)
            value: Node = (None if node.broken else called(node.members, span)) or node
        else:
            value = node
        return tagged(self.tag, value, span, problems) if self.tag else value

    def cut_off(self, reason: str, end: tuple[int, int]) -> Node:
        """The value as far as it was read: there may be more in it. With a tag it is the argument of a function."""
        node = self.node
        node.span = (*node.span[:2], *end)
        node.broken = node.broken or reason
        if isinstance(node, Mapping):
            self._merge(node)
            if self.key is not None:
                node.members.setdefault(self.key, Member(self.place, Unread(reason, self.place)))
        return tagged(self.tag, node, node.span, []) if self.tag else node

    def _named(self, node: Node, problems: list[Problem]) -> str:
        if isinstance(node, Scalar):
            return node.text
        self.node.broken = self.node.broken or f"line {node.span[0] + 1} has a key that is no text"
        problems.append(Problem("a key that is no text", node.span))
        return ""

    def _add(self, value: Node, problems: list[Problem]) -> None:
        """`<<: *other` or `<<: [*one, *other]`, of which the first counts where both have a member."""
        self.merges, mapping = False, self.node
        others = value.items if isinstance(value, Sequence) else [value]
        first = self._merged is None
        if self._merged is None:
            self._merged = {}
        for other in others:
            if isinstance(other, Mapping) and first:
                mapping.broken = mapping.broken or other.broken
                for name, member in other.members.items():
                    self._merged.setdefault(name, member)
            else:
                reason = "<< before what is no mapping" if first else "the key << occurs twice"
                mapping.broken = mapping.broken or f"{reason}, on line {self.place[0] + 1}"
                problems.append(Problem(reason, self.place))
        if isinstance(value, Sequence):
            mapping.broken = mapping.broken or value.broken

    def _merge(self, mapping: Mapping) -> None:
        """What was merged comes first, and counts where the mapping itself has no such member."""
        if self._merged:
            own = mapping.members
            mapping.members = self.members = {
                **{name: one for name, one in self._merged.items() if name not in own},
                **own,
            }
