"""The nodes of a template: what YAML and JSON have in common, with functions told from other mappings.

`!Sub x` and `{"Fn::Sub": "x"}` are one node: nothing after this asks in which of the ways a template is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

#: (start row, start column, end row, end column), zero-based, in characters, the end exclusive.
Span = tuple[int, int, int, int]


@dataclass(slots=True)
class Scalar:
    """Text, a number, a bool or null. `text` is how it is written: `7.10` as a version is not 7.1."""

    value: str | int | float | bool | None
    text: str
    span: Span


@dataclass(slots=True)
class Sequence:
    """A list. `broken` tells why there may be more in it."""

    items: list[Node]
    span: Span
    broken: str = ""


@dataclass(slots=True)
class Member:
    """One entry of a mapping: where its key stands, and its value."""

    key: Span
    value: Node


@dataclass(slots=True)
class Mapping:
    """Members by their keys. `broken` tells why there may be more in it."""

    members: dict[str, Member]
    span: Span
    broken: str = ""


@dataclass(slots=True)
class Function:
    """A call of an intrinsic function by its long name: Ref, Condition, Fn::Sub.

    `!Foo` and `!!set` for tags that CloudFormation does not have. An argument after a tag begins at the tag.
    """

    name: str
    argument: Node
    span: Span


@dataclass(slots=True)
class Unread:
    """What could not be read, and why."""

    reason: str
    span: Span


Node = Scalar | Sequence | Mapping | Function | Unread


@dataclass(slots=True)
class Problem:
    """Something wrong with the text of a template, and where."""

    message: str
    span: Span


@dataclass(slots=True)
class Document:
    """What a file holds: its value, None where there is none, and what is wrong with it."""

    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)


_FUNCTIONS = (
    "And Base64 Cidr Contains EachMemberEquals EachMemberIn Equals FindInMap ForEach GetAtt GetAZs GetStackOutput If "
    "ImportValue Join Length Not Or RefAll Select Split Sub ToJsonString Transform ValueOf ValueOfAll"
)
#: Short tags of YAML and the functions that they stand for.
TAGS = {
    "!Ref": "Ref",
    "!Condition": "Condition",
    **{f"!{name}": f"Fn::{name}" for name in _FUNCTIONS.split()},
}


def inside(node: Node) -> list[Node]:
    """What a node holds, one step further in."""
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Mapping):
        return [member.value for member in node.members.values()]
    return [node.argument] if isinstance(node, Function) else []


def walk(*nodes: Node) -> Iterator[Node]:
    """Nodes and all in them; what an alias repeats comes again."""
    todo = list(nodes)
    while todo:
        one = todo.pop()
        yield one
        todo += inside(one)


def texts_in(node: Node) -> list[str]:
    """All texts in a node, in no order."""
    return [one.text for one in walk(node) if isinstance(one, Scalar)]


def called(members: dict[str, Member], span: Span) -> Function | None:
    """The function that a mapping is a call of: one key, Ref or Fn::something; None for any other mapping.

    `{Condition: x}` is one only where a condition is asked for, since resources have a member of that name.
    """
    if len(members) != 1:
        return None
    [(name, member)] = members.items()
    if name == "Ref" or (name.startswith("Fn::") and not name.startswith("Fn::ForEach::")):
        argument = member.value
        if name == "Fn::GetAtt" and isinstance(argument, Scalar):
            argument = attribute(argument)
        return Function(name, argument, span)
    return None


def attribute(written: Scalar, *, plain: bool = False) -> Sequence:
    """`Resource.Attribute.Part` as the list that it is short for; `plain` text is not in quotes."""
    row, start, last, end = written.span
    marks = 0 if plain else end - start - len(written.text)
    exact = row == last and marks in {0, 2}  # more where a tag or an escape is among them
    parts: list[Node] = []
    at = end - marks // 2 - len(written.text)
    for part in written.text.split(".", 1):
        span = (row, at, row, at + len(part)) if exact else written.span
        parts.append(Scalar(part, part, span))
        at += len(part) + 1
    return Sequence(parts, written.span)


def repeat(members: dict[str, Member], name: str, key: Span, problems: list[Problem]) -> None:
    """A key that is there already: which of its values is meant cannot be told."""
    reason = f"the key {name} occurs twice, first on line {members[name].key[0] + 1}"
    problems.append(Problem(reason, key))
    members[name] = Member(key, Unread(reason, key))
