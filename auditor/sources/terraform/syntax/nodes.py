"""The syntax of one HCL file as plain values: blocks, attributes and expressions, each with its exact span.

The parser (`parse.py`) turns a tree-sitter tree into these nodes once and then drops the tree, so that a
root of a thousand files never holds more than one of them. The evaluator (`evaluate.py`) only reads these nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.sources.terraform.syntax.source_file import Source

#: (start row, start column, end row, end column), zero-based, columns in bytes of the UTF-8 text, end exclusive.
Span = tuple[int, int, int, int]


@dataclass(slots=True)
class Literal:
    """A number, bool, null or a string without interpolation."""

    value: object
    span: Span


@dataclass(slots=True)
class Template:
    """A quoted or heredoc template: text and expressions in order; directives are nodes of their own.

    `wrap` is true for a template of exactly one interpolation and no text (`"${x}"`), which keeps the type of x.
    """

    parts: tuple[Node, ...]
    span: Span
    wrap: bool = False


@dataclass(slots=True)
class TemplateIf:
    """`%{ if c }...%{ else }...%{ endif }` inside a template."""

    condition: Node
    then: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    span: Span


@dataclass(slots=True)
class TemplateFor:
    """`%{ for k, v in c }...%{ endfor }` inside a template."""

    key: str | None
    value: str
    collection: Node
    body: tuple[Node, ...]
    span: Span


@dataclass(slots=True)
class TupleCons:
    """`[a, b]`."""

    items: tuple[Node, ...]
    span: Span


@dataclass(slots=True)
class ObjectCons:
    """`{ a = 1, (k) = 2 }`: a bare identifier key is a Literal, any other key an expression."""

    entries: tuple[tuple[Node, Node], ...]
    span: Span


@dataclass(slots=True)
class Name:
    """The first word of a traversal: `var`, `local`, `each`, a resource type, a `for` variable."""

    name: str
    span: Span


@dataclass(slots=True)
class GetAttr:
    """`of.name`; the legacy `of.0` is an Index with a Literal."""

    of: Node
    name: str
    span: Span


@dataclass(slots=True)
class Index:
    """`of[key]`."""

    of: Node
    key: Node
    span: Span


@dataclass(slots=True)
class Splat:
    """`of[*]<each>` or `of.*<each>`: `each` is an expression over the Name `*`, which stands for one element.

    In the attribute form (`full` false) an index ends the splat: `a.*.b[0]` is Index(Splat(a, *.b), 0).
    """

    of: Node
    each: Node
    full: bool
    span: Span


@dataclass(slots=True)
class Call:
    """`name(args...)`; `expand` is true for a final `...`."""

    name: str
    args: tuple[Node, ...]
    expand: bool
    span: Span


@dataclass(slots=True)
class For:
    """`[for k, v in c : value if cond]`, or an object when `key_expr` is given; `group` for a final `...`."""

    key: str | None
    value: str
    collection: Node
    key_expr: Node | None
    value_expr: Node
    condition: Node | None
    group: bool
    span: Span


@dataclass(slots=True)
class Unary:
    """`-x` or `!x`."""

    op: str
    of: Node
    span: Span


@dataclass(slots=True)
class Binary:
    """`left op right`."""

    op: str
    left: Node
    right: Node
    span: Span


@dataclass(slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    condition: Node
    then: Node
    otherwise: Node
    span: Span


@dataclass(slots=True)
class Broken:
    """Text that the grammar could not read; it evaluates to Unknown."""

    message: str
    span: Span


Node = (
    Literal
    | Template
    | TemplateIf
    | TemplateFor
    | TupleCons
    | ObjectCons
    | Name
    | GetAttr
    | Index
    | Splat
    | Call
    | For
    | Unary
    | Binary
    | Conditional
    | Broken
)


def children(node: Node) -> Iterator[Node]:
    """The expressions that an expression is made of."""
    for name in getattr(node, "__dataclass_fields__", ()):
        value = getattr(node, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, tuple):
                yield from (part for part in item if hasattr(part, "span"))
            elif hasattr(item, "span"):
                yield item


def is_small(node: Node, most: int) -> bool:
    """Whether an expression is made of at most so many, itself included."""
    todo = [node]
    for one in todo:
        if len(todo) > most:
            return False
        todo += children(one)
    return len(todo) <= most


@dataclass(slots=True)
class Attribute:
    """`name = value`; `span` is the whole line, `value.span` the expression.

    `json` says that it was written in JSON, where nothing tells an argument from nested blocks (`nested.py`); `source`
    is the file that it stands in where that is not the file of the block around it, because an override put it there.
    """

    name: str
    value: Node
    span: Span
    json: bool = False
    source: Source | None = None


@dataclass(slots=True)
class Block:
    """`type "label" ... { attributes, nested blocks }`; `header` spans type and labels; `broken` tells of an error.

    `source` is that of an attribute: the file of an override that put a nested block here.
    """

    type: str
    labels: tuple[str, ...]
    attributes: dict[str, Attribute]
    blocks: tuple[Block, ...]
    span: Span
    header: Span
    broken: str | None = None
    source: Source | None = None


@dataclass(slots=True)
class Problem:
    """A place that could not be read."""

    message: str
    span: Span


@dataclass(slots=True)
class File:
    """One parsed file: its path relative to the scanned directory, top-level items, problems, and its bytes."""

    path: str
    attributes: dict[str, Attribute]
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    text: bytes = field(default=b"", repr=False)
