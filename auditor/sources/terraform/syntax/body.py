"""Attributes and blocks out of one piece of text that is parsed by tree-sitter on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.sources.terraform.syntax.expression import expression
from auditor.sources.terraform.syntax.layout import broken_line
from auditor.sources.terraform.syntax.nodes import Attribute, Block, Broken, Node, Problem, Span
from auditor.sources.terraform.syntax.sitter import parse_tree, too_large
from auditor.sources.terraform.syntax.template import quoted_text
from auditor.sources.terraform.syntax.text import MAX_DEPTH, Source, TooDeepError, UnreadableError

if TYPE_CHECKING:
    from tree_sitter import Node as Tree

_EXPONENT = re.compile(rb"(?<!\w)[0-9]+[eE][+-]?[0-9]+(?!\w)")
_TEMPLATE = re.compile(rb"(?<![$%])[$%]\{")
_ESCAPES = re.compile(rb"%+(?=%%\{)|\$+(?=\$\$\{)")
_KEY_AFTER_WORD = re.compile(rb"(?<=[\w-])([ \t]*\r?\n[ \t]*)[ \t](?=\([^\n]*\)[ \t]*[=:])")


@dataclass(slots=True)
class Body:
    """What a piece of text holds; `error` is the place where it stopped being sound, if it did, `why` what is said.

    `bound` names the bound that kept it from being read; `stopped` says that reading it took too long.
    """

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    error: Span | None = None
    why: str = ""
    bound: str = ""
    stopped: bool = False

    def fail(self, place: Span, why: str = "") -> None:
        """Note where it stopped being sound, and why; the first place counts."""
        if self.error is None:
            self.error, self.why = place, why

    def add(self, other: Body) -> None:
        """Take over the content of a neighbour, whose error stays its own."""
        for attribute in other.attributes.values():
            self.add_attribute(attribute)
        self.blocks += other.blocks
        self.problems += other.problems

    def add_attribute(self, attribute: Attribute) -> None:
        """Keep the first attribute of a name."""
        if attribute.name in self.attributes:
            self.problems.append(Problem(f'attribute "{attribute.name}" is set twice', attribute.span))
        else:
            self.attributes[attribute.name] = attribute


def _tree(text: bytes) -> Tree | None:
    """The tree of a text; of what tree-sitter-hcl refuses, that of the same in words that it takes."""
    root = parse_tree(text)
    if root is not None and root.has_error:
        masked = _mask(text)
        repaired = parse_tree(masked) if masked != text else None
        root = root if repaired is None or repaired.has_error else repaired
    return root


def sound_tree(text: bytes) -> Tree | None:
    """The tree of a text without errors; None for any other."""
    root = None if too_large(text) else _tree(text)
    return None if root is None or root.has_error else root


def read(text: bytes, row: int = 0, depth: int = 0) -> Body:
    """Attributes and blocks of a text that starts at `row`; where it has an error nothing is read but the place."""
    body = Body(bound=too_large(text))
    root = _tree(text) if not body.bound else None
    source = Source(text, row)
    if root is None:
        body.stopped = not body.bound
        body.why = "" if body.bound else "it takes longer to read than any sound text of its length"
        body.error = (row, 0, row, text.find(b"\n"))
        return body
    if root.has_error:
        body.error = source.span(_first_error(root))
        return body
    for child in root.children:
        if child.type == "body":
            _fill(source, child, body, depth)
        elif child.type != "comment":
            body.error = source.span(child)
    return body


def _mask(text: bytes) -> bytes:
    """The text with the valid syntax that tree-sitter-hcl refuses written in another way of the same length.

    These are rows of signs before the escapes `%%{` and `$${`, exponents without fraction (`1e3`) and, in an object,
    a key in parentheses after a value that ends in a word, which looks like a call (a comma is put between them).
    """
    text = _ESCAPES.sub(lambda match: b"_" * len(match[0]), text)
    text = _EXPONENT.sub(lambda match: b"0" * len(match[0]), text)
    return _KEY_AFTER_WORD.sub(rb"\1,", text)


def _first_error(root: Tree) -> Tree:
    node = root
    while not (node.is_error or node.is_missing):
        node = next((child for child in node.children if child.has_error or child.is_missing), root)
        if node is root:
            break
    return node


def _fill(source: Source, node: Tree, body: Body, depth: int) -> int:
    """Take in the items of a body, each of which starts on a line of its own; the row where the last one ends."""
    last = -1
    for child in node.children:
        kind = child.type
        if kind == "attribute":
            body.add_attribute(_attribute(source, child, body, depth))
        elif kind == "block":
            body.blocks.append(_block(source, child, body, depth))
        else:
            continue
        if child.start_point[0] <= last:
            # tree-sitter takes several items in a line, Terraform does not.
            body.fail(source.span(child), "several arguments or blocks in one line")
        last = child.end_point[0]
    return last


def _attribute(source: Source, node: Tree, body: Body, depth: int) -> Attribute:
    children = node.children
    inner = children[-1]
    value: Node
    try:
        value = expression(source, inner, depth)
    except (TooDeepError, RecursionError):
        value = Broken(TooDeepError.message, source.span(inner))
        body.problems.append(Problem(TooDeepError.message, value.span))
    except UnreadableError as error:
        value = Broken(error.message, error.span)
        body.fail(error.span, error.message)
    span = source.span(node)
    if inner.start_point[0] + source.row != span[0]:
        body.fail(span)  # the value is missing, and tree-sitter took one from the lines below
    elif (place := broken_line(inner)) is not None:
        body.fail(source.span(place))
    return Attribute(source.word(children[0]), value, span)


def _block(source: Source, node: Tree, body: Body, depth: int) -> Block:
    children = node.children
    labels = []
    last = children[0]
    inner = Body()
    for child in children[1:]:
        kind = child.type
        if kind == "identifier":
            labels.append(source.word(child))
            last = child
        elif kind == "string_lit":
            labels.append(_label(source, child, inner))
            last = child
        elif kind == "body":
            if depth < MAX_DEPTH:
                _fill(source, child, inner, depth + 1)
            else:
                inner.problems.append(Problem(TooDeepError.message, source.span(child)))
    if not _is_laid_out(children, inner):
        # tree-sitter takes the header of the next block for labels of a header without body.
        inner.fail(source.between(children[0].start_point, last.end_point))
    body.problems += inner.problems
    if inner.error is not None:
        body.fail(inner.error, inner.why)
    return Block(
        type=source.word(children[0]),
        labels=tuple(labels),
        attributes=inner.attributes,
        blocks=tuple(inner.blocks),
        span=source.span(node),
        header=source.between(children[0].start_point, last.end_point),
        broken=next((problem.message for problem in inner.problems if problem.message == TooDeepError.message), None),
    )


def _is_laid_out(children: list[Tree], inner: Body) -> bool:
    """Whether Terraform would take the line ends in a block, to which tree-sitter pays no heed.

    The opening brace stands on the line of the header; either all of the content follows on lines of its own, or it
    is one attribute between the braces on one line.
    """
    opening = next((child for child in children if child.type == "block_start"), children[-1])
    closing, row = children[-1], opening.start_point[0]
    if row != children[0].start_point[0]:
        return False
    body = next((child for child in children if child.type == "body"), None)
    if body is None:
        return True
    first, last = body.start_point[0], body.end_point[0]
    if first == row:
        return closing.start_point[0] == last and len(inner.attributes) == 1 and not inner.blocks
    return closing.start_point[0] > last


def _label(source: Source, node: Tree, body: Body) -> str:
    span = source.span(node)
    if _TEMPLATE.search(source.text, node.start_byte, node.end_byte):
        body.fail(span)
    try:
        return quoted_text(source.text[node.start_byte + 1 : node.end_byte - 1], span)
    except UnreadableError as error:
        body.fail(span, error.message)
        return ""
