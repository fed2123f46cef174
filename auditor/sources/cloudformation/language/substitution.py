"""What `Fn::ForEach` puts in the place of its identifier: in texts, in keys, and where `Ref` names it.

Source: the user guide, "Fn::ForEach": every `${Identifier}` of the output is replaced by the value, and every
`&{Identifier}` by the letters and digits of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf

from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Scalar, Sequence, Span, Unread

#: The value of each identifier: text, or None where it is not known, with the reason.
Bound = MappingOf[str, tuple[str | None, str]]

_MARKS = re.compile(r"([$&])\{([^}!{]*)\}")
#: Functions whose argument names something: where a value is not known it is called as the template writes it.
_NAMING = frozenset(("Ref", "Fn::GetAtt", "Condition"))


def grown(node: Node, bound: Bound) -> int:
    """How many characters a text may have once it is filled in; nothing where it has no marks."""
    text = node.argument if isinstance(node, Function) else node
    if isinstance(text, Sequence) and text.items:
        text = text.items[0]
    if not isinstance(text, Scalar) or "{" not in text.text:
        return 0
    return length(text.text, bound)


def length(text: str, bound: Bound) -> int:
    """How many characters a text may have once it is filled in."""
    longest = max((len(known) for known, _ in bound.values() if known is not None), default=0)
    return len(text) + longest * text.count("{")


def filled(text: str, bound: Bound) -> str:
    """A text with the values of the identifiers that are known."""

    def value(found: re.Match[str]) -> str:
        known = bound.get(found[2], (None, ""))[0]
        if known is None:
            return found[0]
        return known if found[1] == "$" else "".join(c for c in known if c.isascii() and c.isalnum())

    return _MARKS.sub(value, text) if "{" in text else text


def substituted(node: Node, bound: Bound) -> Node:
    """A node that is not looked into further, or a call whose meaning hangs on an identifier."""
    if isinstance(node, Scalar):
        return _scalar(node, bound)
    if isinstance(node, Function) and isinstance(node.argument, Scalar):
        name = node.argument.text
        if node.name == "Ref" and name in bound:
            known, reason = bound[name]
            return Unread(reason, node.span) if known is None else Scalar(known, known, node.span)
        if node.name in _NAMING:
            return Function(node.name, named(node.argument, bound), node.span)
    if isinstance(node, Function) and node.name == "Fn::Sub":
        return _sub(node, bound)
    return node


def named(node: Scalar, bound: Bound) -> Scalar:
    """A text that names something."""
    text = filled(node.text, bound)
    return node if text == node.text else Scalar(text, text, node.span)


def _scalar(node: Scalar, bound: Bound) -> Node:
    if not isinstance(node.value, str):
        return node
    text = filled(node.text, bound)
    unknown = _unknown_in(text, bound)
    if not unknown:
        return node if text == node.text else Scalar(text, text, node.span)
    # All other marks are text here, as they were before.
    marked = _MARKS.sub(lambda found: f"${{{found[2]}}}" if found[2] in unknown else _plain(found), text)
    return _with_names(Scalar(marked, marked, node.span), {}, unknown, bound, node.span)


def _plain(found: re.Match[str]) -> str:
    return f"${{!{found[2]}}}" if found[1] == "$" else found[0]


def _sub(node: Function, bound: Bound) -> Node:
    """`Fn::Sub`, which knows the identifiers beside the names of the template."""
    parts = node.argument.items if isinstance(node.argument, Sequence) else [node.argument]
    text = parts[0] if parts else None
    more = parts[1] if len(parts) == 2 else None
    if not isinstance(text, Scalar) or len(parts) > 2 or not (more is None or isinstance(more, Mapping)):
        return node
    own = more.members if more else {}
    visible = {name: value for name, value in bound.items() if name not in own}
    new = filled(text.text, visible)
    unknown = _unknown_in(new, visible)
    if new == text.text and not unknown:
        return node
    new = _MARKS.sub(lambda found: f"${{{found[2]}}}" if found[2] in unknown else found[0], new)
    return _with_names(Scalar(new, new, text.span), own, unknown, bound, node.span)


def _unknown_in(text: str, bound: Bound) -> set[str]:
    if "{" not in text:
        return set()
    return {found[2] for found in _MARKS.finditer(text) if found[2] in bound and bound[found[2]][0] is None}


def _with_names(text: Scalar, own: dict[str, Member], unknown: set[str], bound: Bound, span: Span) -> Function:
    members = {name: Member(span, Unread(bound[name][1], span)) for name in sorted(unknown)}
    return Function("Fn::Sub", Sequence([text, Mapping({**own, **members}, span)], span), span)
