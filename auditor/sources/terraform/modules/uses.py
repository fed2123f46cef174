"""What the expressions of a module name, wherever they stand in a block, but for names that the code itself binds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.source_file import Source

#: Steps of a traversal that are no names: an index, and a splat.
INDEX, SPLAT = "[]", "[*]"
#: Arguments that are no expressions: addresses of providers, words, types.
_NO_EXPRESSIONS = frozenset(("provider", "providers", "ignore_changes", "when", "on_failure", "type", "iterator"))
#: Nested blocks in which a resource may name itself.
_KNOW_THEMSELVES = frozenset(("provisioner", "connection", "postcondition"))


@dataclass(frozen=True, slots=True)
class Use:
    """A name in an expression: its first word, the steps from there, and where it stands."""

    first: str
    steps: tuple[str, ...]
    source: Source
    span: s.Span
    json: bool = False
    #: Whether it stands in a call of `try` or `can`.
    may_fail: bool = False


def uses_in_block(block: s.Block, source: Source, bound: frozenset[str]) -> Iterator[Use]:
    """Everything that a block names besides what is `bound` around it."""
    source = block.source or source
    for attribute in block.attributes.values():
        if attribute.name not in _NO_EXPRESSIONS:
            yield from uses_in(attribute, source, bound)
    for inner in block.blocks:
        if inner.type == "dynamic" and inner.labels:
            yield from _uses_in_dynamic(inner, source, bound)
        else:
            yield from uses_in_block(inner, source, bound | {"self"} if inner.type in _KNOW_THEMSELVES else bound)


def _uses_in_dynamic(block: s.Block, source: Source, bound: frozenset[str]) -> Iterator[Use]:
    source = block.source or source
    stated = block.attributes.get("iterator")
    iterator = stated.value.name if stated and isinstance(stated.value, s.Name) else block.labels[0]
    for attribute in block.attributes.values():
        if attribute.name not in _NO_EXPRESSIONS:
            yield from uses_in(attribute, source, bound if attribute.name == "for_each" else bound | {iterator})
    for inner in block.blocks:
        yield from uses_in_block(inner, source, bound | {iterator})


def uses_in(attribute: s.Attribute, source: Source, bound: frozenset[str]) -> Iterator[Use]:
    """Everything that an argument names besides what is `bound` around it."""
    if type(attribute.value) is s.Literal:
        return
    source = attribute.source or source
    todo: list[tuple[s.Node, frozenset[str], bool]] = [(attribute.value, bound, False)]
    while todo:
        node, names, tried = todo.pop()
        if isinstance(node, s.Name | s.GetAttr | s.Index | s.Splat):
            root, steps, inner = _traversal(node)
            todo += [(one, names | {"*"}, tried) for one in inner]
            if not isinstance(root, s.Name):
                todo.append((root, names, tried))
            elif root.name not in names and root.name != "*":
                yield Use(root.name, steps, source, node.span, attribute.json, tried)
        elif isinstance(node, s.For | s.TemplateFor):
            of_loop = names | {word for word in (node.key, node.value) if word}
            todo.append((node.collection, names, tried))
            todo += [(one, of_loop, tried) for one in s.children(node) if one is not node.collection]
        else:
            inside = tried or (isinstance(node, s.Call) and node.name in ("try", "can"))
            todo += [(one, names, inside) for one in s.children(node) if type(one) is not s.Literal]


def _traversal(node: s.Node) -> tuple[s.Node, tuple[str, ...], list[s.Node]]:
    """What a traversal starts from, its steps, and the expressions in them."""
    steps: list[str] = []
    inner: list[s.Node] = []
    while True:
        if isinstance(node, s.GetAttr):
            steps.append(node.name)
        elif isinstance(node, s.Index):
            steps.append(INDEX)
            inner.append(node.key)
        elif isinstance(node, s.Splat):
            steps.append(SPLAT)
            inner.append(node.each)
        else:
            return node, tuple(reversed(steps)), inner
        node = node.of
