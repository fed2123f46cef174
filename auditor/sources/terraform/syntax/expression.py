"""Expressions: from the tree of tree-sitter-hcl, which must be free of errors, to the nodes of `nodes.py`.

Touching a tree node costs more than anything else here, so the plain values that make up most of a file
(strings without escapes, whole numbers, true, a.b.c) are read from the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.sources.partial.number_text import parse_number
from auditor.sources.partial.numbers import Number
from auditor.sources.partial.values import EvalError
from auditor.sources.terraform.syntax.nodes import (
    Binary,
    Call,
    Conditional,
    For,
    GetAttr,
    Index,
    Literal,
    Name,
    Node,
    ObjectCons,
    Span,
    Splat,
    TupleCons,
    Unary,
)
from auditor.sources.terraform.syntax.template import heredoc_template, quoted_template, quoted_text
from auditor.sources.terraform.syntax.text import (
    MAX_DEPTH,
    Source,
    TooDeepError,
    UnreadableError,
    decode,
    end_of_number,
    ends_here,
)

if TYPE_CHECKING:
    from tree_sitter import Node as Tree

_PLAIN = re.compile(
    rb'"([^"\\$%\n\x80-\xff]*)"|([0-9]{1,18})|(true|false|null)|([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*){0,20})'
)
_WORD = re.compile(rb"[A-Za-z_][\w-]*")
_CONSTANTS: dict[bytes, object] = {b"true": True, b"false": False, b"null": None}
_OPERATORS = frozenset(("*", "/", "%", "+", "-", ">", ">=", "<", "<=", "==", "!=", "&&", "||"))


def expression(source: Source, node: Tree, depth: int) -> Node:
    """The value of an `expression` tree node."""
    match = _PLAIN.fullmatch(source.text, node.start_byte, node.end_byte)
    if match is None:
        if depth > MAX_DEPTH:
            raise TooDeepError
        return _operand(source, node.children, depth)
    span = source.span(node)
    kind = match.lastindex
    if kind == 1:
        return Literal(match[1].decode(), span)
    if kind == 2:
        return Literal(int(match[2]), span)
    if kind == 3:
        return Literal(_CONSTANTS[match[3]], span)
    row, column, _, _ = span
    first, *names = match[4].decode().split(".")
    end = column + len(first)
    result = _word(first, (row, column, row, end))
    for name in names:
        end += len(name) + 1
        result = GetAttr(result, name, (row, column, row, end))
    return result


def _word(name: str, span: Span) -> Node:
    """The first word of a traversal: `null`, `true` and `false` are values there too, if such without attributes."""
    return Literal(_CONSTANTS[name.encode()], span) if name.encode() in _CONSTANTS else Name(name, span)


def _operand(source: Source, nodes: list[Tree], depth: int) -> Node:
    """A term, which may be in parentheses, and the steps of the traversal that follow it."""
    nodes = [node for node in nodes if node.type != "comment"]
    first = nodes[0]
    if first.type == "(":
        inner, following = nodes[1], nodes[3:]
    else:
        inner, following = first, nodes[1:]
    if not following:
        return _READERS[inner.type](source, inner, depth + 1)
    steps = _flat_steps(following)
    depth += len(steps)
    if depth > MAX_DEPTH:
        raise TooDeepError
    base = _READERS[inner.type](source, inner, depth + 1)
    return _traversal(source, base, first.start_point, steps, depth)


def _flat_steps(nodes: list[Tree]) -> list[Tree]:
    """The steps without the nesting of the grammar, where a splat contains some of the steps that follow it."""
    steps: list[Tree] = []
    for node in nodes:
        if node.type == "splat":
            steps += [step for step in node.children[0].children if step.type != "comment"]
        else:
            steps.append(node)
    return steps


def _traversal(source: Source, base: Node, start: tuple[int, int], steps: list[Tree], depth: int) -> Node:
    """`base` with its steps applied: `[*]` takes all that follow, `.*` only names and legacy indexes."""
    result = base
    for position, step in enumerate(steps):
        kind = step.type
        span = source.between(start, step.end_point)
        if kind in ("[*]", ".*"):
            following = steps[position + 1 :]
            count = len(following) if kind == "[*]" else _attribute_steps(following)
            each = _traversal(source, Name("*", source.span(step)), step.start_point, following[:count], depth)
            if kind == ".*" and following[count:] and following[count].type == ".*":
                raise UnreadableError("a splat of attributes within another", source.span(following[count]))
            span = source.between(start, steps[position + count].end_point)
            result = Splat(result, each, kind == "[*]", span)
            return _traversal(source, result, start, following[count:], depth)
        if kind == "get_attr":
            result = GetAttr(result, source.word(step.children[-1]), span)
        else:
            result = Index(result, _index_key(source, step.children[0], depth), span)
    return result


def _attribute_steps(steps: list[Tree]) -> int:
    for count, step in enumerate(steps):
        if step.type != "get_attr" and (step.type != "index" or step.children[0].type != "legacy_index"):
            return count
    return len(steps)


def _index_key(source: Source, node: Tree, depth: int) -> Node:
    if node.type == "legacy_index":
        span = source.span(node)
        digits = source.text[node.start_byte + 1 : node.end_byte].strip()
        end_of_number(source, node)
        return Literal(_number(digits, span), (span[2], span[3] - len(digits), span[2], span[3]))
    return expression(source, _child(node, "expression"), depth + 1)


def _child(node: Tree, kind: str) -> Tree:
    return next(child for child in node.children if child.type == kind)


def _number(digits: bytes, span: Span) -> Number:
    try:
        return parse_number(digits.decode())
    except EvalError as error:
        raise UnreadableError(str(error), span) from None


def _literal(source: Source, node: Tree, depth: int) -> Node:
    child = node.children[0]
    span = source.span(child)
    raw = source.text[child.start_byte : child.end_byte]
    if child.type == "string_lit":
        return Literal(quoted_text(raw[1:-1], span), span)
    if raw in _CONSTANTS:
        return Literal(_CONSTANTS[raw], span)
    end_of_number(source, child)
    return Literal(_number(raw, span), span)


def _template(source: Source, node: Tree, depth: int) -> Node:
    child = node.children[0]
    read = quoted_template if child.type == "quoted_template" else heredoc_template
    return read(source, child, lambda inner, level: expression(source, inner, level), depth)


def _collection(source: Source, node: Tree, depth: int) -> Node:
    child = node.children[0]
    if child.type == "tuple":
        items = []
        for item in child.children:
            if item.type == "expression":
                items.append(expression(source, item, depth))  # noqa: PERF401 - would cost a stack frame for each level
        return TupleCons(tuple(items), source.span(child))
    entries = []
    last = -1
    for entry in child.children:
        if entry.type == ",":
            if entry.start_point[0] > last and source.text.startswith(b",", entry.start_byte):
                raise UnreadableError("a comma at the start of a line", source.span(entry))
            last = -1
        elif entry.type == "object_elem":
            if entry.start_point[0] == last:
                raise UnreadableError("a comma is missing", source.span(entry))
            last = entry.end_point[0]
            key, value = [part for part in entry.children if part.type == "expression"]
            entries.append((_key(source, key, depth), expression(source, value, depth)))
    return ObjectCons(tuple(entries), source.span(child))


def _key(source: Source, node: Tree, depth: int) -> Node:
    """A bare word is a string, also `true` and `null`."""
    raw = source.text[node.start_byte : node.end_byte]
    if _WORD.fullmatch(raw):
        return Literal(raw.decode(), source.span(node))
    key = expression(source, node, depth)
    if isinstance(key, Name) and raw[:1] != b"(":
        return Literal(key.name, key.span)
    return key


def _variable(source: Source, node: Tree, depth: int) -> Node:
    return _word(decode(source.text[node.start_byte : node.end_byte]), source.span(node))


def _call(source: Source, node: Tree, depth: int) -> Node:
    args: list[Node] = []
    expand = False
    for child in node.children:
        if child.type == "function_arguments":
            for arg in child.children:
                if arg.type == "expression":
                    args.append(expression(source, arg, depth))
                elif arg.type == "ellipsis":
                    expand = True
    return Call(source.word(node.children[0]), tuple(args), expand, source.span(node))


def _for(source: Source, node: Tree, depth: int) -> Node:
    node = node.children[0]
    intro = _child(node, "for_intro")
    ends_here(source, intro, "in")
    names = [source.word(child) for child in intro.children if child.type == "identifier"]
    collection = expression(source, _child(intro, "expression"), depth)
    values = [expression(source, child, depth) for child in node.children if child.type == "expression"]
    condition, group = None, False
    for child in node.children:
        if child.type == "for_cond":
            ends_here(source, child, "if")
            condition = expression(source, _child(child, "expression"), depth)
        elif child.type == "ellipsis":
            group = True
    key_expr = values[0] if node.type == "for_object_expr" else None
    key = names[0] if len(names) > 1 else None
    return For(key, names[-1], collection, key_expr, values[-1], condition, group, source.span(node))


def _operation(source: Source, node: Tree, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise TooDeepError
    node = node.children[0]
    children = node.children
    if node.type == "unary_operation":
        return Unary(children[0].type, _operand(source, children[1:], depth), source.span(node))
    position = next(index for index, child in enumerate(children) if child.type in _OPERATORS)
    left = _operand(source, children[:position], depth)
    right = _operand(source, children[position + 1 :], depth)
    return Binary(children[position].type, left, right, source.span(node))


def _conditional(source: Source, node: Tree, depth: int) -> Node:
    """tree-sitter-hcl reads `a ? b : c ? d : e` as `(a ? b : c) ? d : e`; Terraform as `a ? b : (c ? d : e)`."""
    arms: list[Tree] = []
    while True:
        condition, then, otherwise = [child for child in node.children if child.type == "expression"]
        arms += [otherwise, then]
        inner = [child for child in condition.children if child.type != "comment"]
        if len(inner) != 1 or inner[0].type != "conditional":
            break
        node = inner[0]
        if depth + len(arms) // 2 > MAX_DEPTH:
            raise TooDeepError
    arms.append(condition)
    result: Node = expression(source, arms[0], depth + len(arms) // 2)
    for level in range(1, len(arms), 2):
        below = depth + (len(arms) - level) // 2
        span = source.between(arms[level + 1].start_point, arms[0].end_point)
        test, value = expression(source, arms[level + 1], below), expression(source, arms[level], below)
        result = Conditional(test, value, result, span)
    return result


_READERS: dict[str, Callable[[Source, Tree, int], Node]] = {
    "expression": expression,
    "literal_value": _literal,
    "template_expr": _template,
    "collection_value": _collection,
    "variable_expr": _variable,
    "function_call": _call,
    "for_expr": _for,
    "operation": _operation,
    "conditional": _conditional,
}
