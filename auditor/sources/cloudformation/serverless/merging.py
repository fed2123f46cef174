"""Fragments of a service as one: what several of them say of a thing is taken together, the later one wins."""

from __future__ import annotations

from itertools import zip_longest

from auditor.sources.cloudformation.syntax.nodes import Mapping, Member, Node, Scalar, Sequence


def merged(one: Node, other: Node) -> Node:
    """Two values as the framework merges them: mappings by their keys, lists by the places of their elements."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        members = dict(one.members)
        for name, member in other.members.items():
            known = members.get(name)
            members[name] = Member(member.key, merged(known.value, member.value)) if known else member
        return Mapping(members, one.span, one.broken or other.broken)
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        pairs = zip_longest(one.items, other.items)
        items = [b if a is None else a if b is None else merged(a, b) for a, b in pairs]
        return Sequence(items, one.span, one.broken or other.broken)
    return one if isinstance(other, Scalar) and other.value is None else other
