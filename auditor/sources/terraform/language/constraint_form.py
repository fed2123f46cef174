"""What Terraform refuses as the type of a variable, told by how it is written."""

from __future__ import annotations

from auditor.sources.partial.type_of import PRIMITIVES
from auditor.sources.terraform.syntax import nodes as s

_COLLECTIONS = frozenset(("list", "map", "set"))
_SHAPES = frozenset(("object", "tuple"))
#: Collections that may stand alone at the outermost place, for elements of any type.
_OF_ANY = frozenset(("list", "map"))
#: What Terraform 0.11 wrote in quotes, and what Terraform 1 writes.
_IN_QUOTES = {"string": "string", "list": "list(string)", "map": "map(string)"}


def refused_constraint(node: s.Node) -> tuple[str, s.Span] | None:
    """Why Terraform refuses a type constraint, and where; None for one that it takes, or that could not be read."""
    if isinstance(node, s.Name) and node.name in _OF_ANY:
        return None
    if isinstance(node, s.Literal) and isinstance(node.value, str):
        now = _IN_QUOTES.get(node.value)
        hint = f": Terraform 0.11 wrote it so, since 1.0 it is {now}" if now else ""
        return f'"{node.value[:40]}" in quotes is no type{hint}', node.span
    return _refused(node)


def _refused(node: s.Node) -> tuple[str, s.Span] | None:
    if isinstance(node, s.Broken):
        return None
    if isinstance(node, s.Name):
        return None if node.name in PRIMITIVES or node.name == "any" else _no_type(node, node.name)
    if not isinstance(node, s.Call):
        return "this is no type", node.span
    if node.name not in _COLLECTIONS | _SHAPES:
        return _no_type(node, f"{node.name}()")
    if len(node.args) != 1:
        return f"{node.name}() takes one type", node.span
    inner = node.args[0]
    if node.name in _COLLECTIONS:
        return _refused(inner)
    return _refused_object(inner) if node.name == "object" else _refused_tuple(inner)


def _no_type(node: s.Node, name: str) -> tuple[str, s.Span]:
    if name in _COLLECTIONS | _SHAPES:
        return f"{name} without the type of what it holds is no type here", node.span
    return f"{name} is no type", node.span


def _refused_object(node: s.Node) -> tuple[str, s.Span] | None:
    if isinstance(node, s.Broken):
        return None
    if not isinstance(node, s.ObjectCons):
        return "object() takes the types of attributes by name", node.span
    for key, value in node.entries:
        if not isinstance(key, s.Literal) or not isinstance(key.value, str):
            return "the name of an attribute is a word", key.span
        inner = value
        if isinstance(value, s.Call) and value.name == "optional":
            if len(value.args) not in (1, 2):
                return "optional() takes a type, and perhaps a default", value.span
            inner = value.args[0]
        if refused := _refused(inner):
            return refused
    return None


def _refused_tuple(node: s.Node) -> tuple[str, s.Span] | None:
    if isinstance(node, s.Broken):
        return None
    if not isinstance(node, s.TupleCons):
        return "tuple() takes a list of types", node.span
    return next(filter(None, map(_refused, node.items)), None)
