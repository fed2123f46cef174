"""Templates and expressions inside of JSON strings, parsed as HCL with the places of the JSON text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.sources.terraform.syntax.body import sound_tree
from auditor.sources.terraform.syntax.expression import expression
from auditor.sources.terraform.syntax.nodes import Broken, Literal, Node, Span, Template
from auditor.sources.terraform.syntax.template import bare_template
from auditor.sources.terraform.syntax.text import Source, TooDeepError, UnreadableError, composed
from auditor.sources.text.json_text import JsonValue

if TYPE_CHECKING:
    from tree_sitter import Node as Tree

#: An escape in a JSON string, a character beyond ASCII, or a run of others.
_PIECE = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]++")
_MARKER = "TEXT"


@dataclass(slots=True)
class Places:
    """The bytes of a JSON text, and where its lines start."""

    text: bytes
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [0, *(match.end() for match in re.finditer(rb"\n", self.text))]

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets."""
        return (*self._point(start), *self._point(end))

    def of(self, value: JsonValue) -> Span:
        """The span of a value."""
        return self.span(value.start, value.end)

    def _point(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self.starts, offset) - 1
        return row, offset - self.starts[row]


class _Embedded(Source):
    """A piece of HCL made from a JSON string: what the parser finds stands where it stands in the JSON text."""

    def __init__(self, head: str, content: str, tail: str, places: Places, value: JsonValue) -> None:
        super().__init__(f"{head}{content}{tail}".encode())
        self._places = places
        self._rows = [0, *(match.end() for match in re.finditer(rb"\n", self.text))]
        self._size = len(content.encode())
        self._base = len(head)
        self._decoded, self._written = _offsets(places.text[value.start + 1 : value.end - 1], value.start + 1)

    def span(self, node: Tree) -> Span:
        return self.between(node.start_point, node.end_point)

    def between(self, start: tuple[int, int], end: tuple[int, int]) -> Span:
        return self._places.span(self._at(start), self._at(end))

    def _at(self, point: tuple[int, int]) -> int:
        """The offset in the JSON text of a point in the piece."""
        offset = min(max(self._rows[point[0]] + point[1] - self._base, 0), self._size)
        nearest = bisect_right(self._decoded, offset) - 1
        return self._written[nearest] + offset - self._decoded[nearest]


def _offsets(raw: bytes, start: int) -> tuple[list[int], list[int]]:
    """Where what follows each escape starts: in the text as it is meant, and in the file."""
    decoded, written = [0], [start]
    if b"\\" not in raw:
        return decoded, written
    size = 0
    for match in _PIECE.finditer(raw):
        piece = match[0]
        if piece[:1] != b"\\":
            size += len(piece)
            continue
        size += len(_character(piece).encode(errors="replace"))
        decoded.append(size)
        written.append(start + match.end())
    return decoded, written


def _character(escape: bytes) -> str:
    if escape[1:2] != b"u":
        return "x"
    codes = [int(part, 16) for part in escape.split(b"\\u")[1:]]
    if len(codes) == 2:
        return chr(0x10000 + ((codes[0] - 0xD800) << 10) + (codes[1] - 0xDC00))
    return "\ufffd" if 0xD800 <= codes[0] <= 0xDFFF else chr(codes[0])


def template(places: Places, value: JsonValue, depth: int) -> Node:
    """The template that a string is. `"${x}"` is x itself: in JSON there is no other way to write an expression."""
    text = str(value.value)
    span = places.of(value)
    if "${" not in text and "%{" not in text:
        return Literal(composed(text), span)
    marker = _MARKER
    while marker in text:
        marker += "_"
    source = _Embedded(f"x = <<{marker}\n", text, f"\n{marker}\n", places, value)

    def read(tree: Tree) -> Node:
        found = tree.children[0]
        if found.type != "template_expr" or found.children[0].type != "heredoc_template":
            raise UnreadableError("no template", span)
        return bare_template(source, found.children[0], lambda inner, level: expression(source, inner, level), depth)

    node = _parsed(source, span, read)
    if isinstance(node, Template):
        return node.parts[0] if node.wrap else Template(node.parts, span)
    return Literal(node.value, span) if isinstance(node, Literal) else node


def bare_expression(places: Places, value: JsonValue, depth: int) -> Node:
    """The expression that a string is where Terraform wants a type, a reference or a word, and no template."""
    span = places.of(value)
    source = _Embedded("x = (", str(value.value), "\n)\n", places, value)

    def read(tree: Tree) -> Node:
        inner = [child for child in tree.children if child.type != "comment"]
        if len(inner) != 3 or inner[0].type != "(":
            raise UnreadableError("no expression", span)
        return expression(source, inner[1], depth)

    return _parsed(source, span, read)


def _parsed(source: _Embedded, span: Span, read: object) -> Node:
    why = "it is no valid template or expression"
    try:
        tree = sound_tree(source.text)
        attribute = _only_attribute(tree) if tree is not None else None
        if attribute is None:
            return Broken(why, span)
        return read(attribute)  # type: ignore[operator,no-any-return]  # one of the functions above
    except (TooDeepError, RecursionError):
        return Broken(TooDeepError.message, span)
    except UnreadableError as error:
        return Broken(error.message, span)


def _only_attribute(tree: Tree) -> Tree | None:
    """The expression of the one attribute of a piece; None where its text made more of it, or less."""
    bodies = [child for child in tree.children if child.type != "comment"]
    items = [child for child in bodies[0].children if child.type != "comment"] if len(bodies) == 1 else []
    if len(items) != 1 or items[0].type != "attribute":
        return None
    return items[0].children[-1]
