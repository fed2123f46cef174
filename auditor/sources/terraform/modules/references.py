"""The names that an expression depends on: which variables, locals, outputs and attributes of resources it reads."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.sources.terraform.syntax import nodes as s


@dataclass(frozen=True, slots=True)
class Reference:
    """`first.path[0].path[1]...`; `key` is the index nearest to the first word: `module.m["a"].out` has the key "a"."""

    first: str
    path: tuple[str, ...]
    key: object = None


_NAMED = frozenset((s.GetAttr, s.Index, s.Splat, s.Name))
#: The parts of every other kind of expression that may name something, the last one first.
_PARTS: dict[type, tuple[str, ...]] = {
    s.Template: ("parts",),
    s.TemplateIf: ("otherwise", "then", "condition"),
    s.TemplateFor: ("body", "collection"),
    s.TupleCons: ("items",),
    s.ObjectCons: ("entries",),
    s.Call: ("args",),
    s.For: ("condition", "value_expr", "key_expr", "collection"),
    s.Unary: ("of",),
    s.Binary: ("right", "left"),
    s.Conditional: ("otherwise", "then", "condition"),
}


def references(node: s.Node) -> list[Reference]:
    """Everything that an expression names, in order, each once."""
    found: dict[Reference, None] = {}
    todo: list[object] = [node]
    while todo:
        one = todo.pop()
        kind = type(one)
        if kind in _NAMED:
            reference, inner = _traversal(one)  # type: ignore[arg-type]  # it is a node of one of these kinds
            if reference is not None:
                found[reference] = None
            todo += reversed(inner)
        elif kind in _PARTS:
            for name in _PARTS[kind]:
                _put(getattr(one, name), todo)
    return list(found)


def _put(part: object, todo: list[object]) -> None:
    """Note the nodes of a part of an expression, the last one first; values spelled out name nothing."""
    if type(part) is tuple:
        for item in reversed(part):
            if type(item) is tuple:
                _put(item, todo)
            elif type(item) is not s.Literal:
                todo.append(item)
    elif type(part) is not s.Literal:
        todo.append(part)


def reference_of(node: s.Node) -> Reference | None:
    """What an expression names that is nothing but a name and parts of it; None for any other expression."""
    if not isinstance(node, (s.GetAttr, s.Index)):
        return None
    reference, inner = _traversal(node)
    return None if inner else reference


def _traversal(node: s.Node) -> tuple[Reference | None, list[s.Node]]:
    """What a traversal names, if it starts with a name, and the expressions in it."""
    words: list[str] = []
    inner: list[s.Node] = []
    key: object = None
    while not isinstance(node, s.Name):
        if isinstance(node, s.GetAttr):
            words.append(node.name)
        elif isinstance(node, s.Index):
            if not isinstance(node.key, s.Literal):
                inner.append(node.key)
            elif isinstance(node.of, s.Name):
                words.append(str(node.key.value))
            else:
                key = node.key.value
        elif isinstance(node, s.Splat):
            each, more = _traversal(node.each)
            words += reversed(each.path if each else ())
            inner += more
        else:
            return None, [*inner, node]
        node = node.of
    words.reverse()
    inner.reverse()
    return (Reference(node.name, tuple(words), key) if node.name != "*" or words else None), inner
