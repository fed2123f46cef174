"""Quoted and heredoc templates: the text between the interpolations, with Terraform's escapes and stripping.

tree-sitter drops the white space around the text of a template, therefore text is everything between two
interpolations or directives, cut out of the file by position.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.sources.terraform.syntax.nodes import Literal, Node, Span, Template, TemplateFor, TemplateIf
from auditor.sources.terraform.syntax.text import (
    MAX_DEPTH,
    Source,
    TooDeepError,
    UnreadableError,
    decode,
    ends_here,
)

if TYPE_CHECKING:
    from tree_sitter import Node as Tree

_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_QUOTED_ESCAPE = re.compile(r"""\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([nrt"\\]))|\$(\$\{)|%(%\{)""")
_HEREDOC_ESCAPE = re.compile(r"\$(\$\{)|%(%\{)")
_ESCAPED = re.compile(rb"\\.")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MARKS = frozenset(
    ("template_if_intro", "template_else_intro", "template_if_end", "template_for_start", "template_for_end")
)


#: A byte offset in the text and its row and column in the tree.
_Place = tuple[int, tuple[int, int]]

#: Reads the expression under a tree node; the number is its depth.
Reader = Callable[["Tree", int], Node]


@dataclass(slots=True)
class _Token:
    """One line of text (`node` is None), or an interpolation or directive."""

    span: Span
    text: str = ""
    node: Tree | None = None
    strip_before: bool = False
    strip_after: bool = False


@dataclass(slots=True)
class _Frame:
    """An open directive, and the parts read so far of the branch at hand."""

    opening: Tree | None
    start: Span
    parts: list[Node] = field(default_factory=list)
    then: tuple[Node, ...] | None = None


def quoted_text(raw: bytes, span: Span) -> str:
    """The text between two quotes or interpolations of a quoted template, escapes resolved."""
    if b"\n" in raw:
        raise UnreadableError("string without closing quote", span)
    if b'"' in raw and b'"' in _ESCAPED.sub(b"", raw):
        raise UnreadableError("something after a closing quote", span)
    text = _sound(raw, span)
    return _QUOTED_ESCAPE.sub(_unescape, text) if "\\" in text or "{" in text else text


def _sound(raw: bytes, span: Span) -> str:
    """The bytes of a text as Terraform holds them; what is no UTF-8 is no text of which anything is known."""
    text = decode(raw)
    if "\ufffd" in text and b"\xef\xbf\xbd" not in raw:
        raise UnreadableError("not valid UTF-8", span)
    return text


def _unescape(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    if digits:
        code = int(digits, 16)
        # Half of a surrogate pair is no character and could not be written out again.
        return "\ufffd" if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)
    return _SIMPLE_ESCAPES[match[3]] if match[3] else match[4] or match[5]


def quoted_template(source: Source, node: Tree, read: Reader, depth: int) -> Node:
    """`"a ${b}"`."""
    opening, *_, closing = node.children
    start, end = (opening.end_byte, opening.end_point), (closing.start_byte, closing.start_point)
    tokens = _tokens(source, node, start, end, quoted=True)
    return _build(source, node, tokens, read, depth)


def heredoc_template(source: Source, node: Tree, read: Reader, depth: int) -> Node:
    """`<<EOT` and `<<-EOT`; the value is the lines between the markers."""
    opening, marker, *_, ending = node.children
    text = source.text
    start = text.find(b"\n", marker.end_byte) + 1
    if text[marker.end_byte : start].strip():
        raise UnreadableError("text after the heredoc marker", source.span(marker))
    end = max(start, text.rfind(b"\n", 0, ending.start_byte) + 1)
    first, last = (marker.end_point[0] + 1, 0), (ending.start_point[0], 0)
    tokens = _tokens(source, node, (start, first), (end, last), quoted=False)
    if opening.end_byte - opening.start_byte == 3:
        _unindent(tokens)
    return _build(source, node, tokens, read, depth)


def bare_template(source: Source, node: Tree, read: Reader, depth: int) -> Node:
    """A template without quotes, here put into a heredoc: all but the line end before its last marker."""
    _, marker, *_, ending = node.children
    start = source.text.find(b"\n", marker.end_byte) + 1
    end = source.text.rfind(b"\n", 0, ending.start_byte)
    row = ending.start_point[0] - 1
    column = end - (source.text.rfind(b"\n", 0, end) + 1)
    tokens = _tokens(source, node, (start, (marker.end_point[0] + 1, 0)), (end, (row, column)), quoted=False)
    return _build(source, node, tokens, read, depth)


def _tokens(source: Source, node: Tree, opening: _Place, closing: _Place, quoted: bool) -> list[_Token]:
    """The text and the interpolations and directives of a template in order, white space stripped where `~` says so."""
    tokens: list[_Token] = []
    at, point = opening
    text = source.text
    for part in _structure(node):
        start = part.start_byte
        if start > at and text[start - 1] == text[start] and part.type == "template_interpolation":
            continue  # the last two of any row of dollar signs before a brace are an escape, which tree-sitter misses
        _add_text(tokens, text[at:start], source.between(point, part.start_point), quoted)
        at, point = part.end_byte, part.end_point
        strips = text[start + 2] == 0x7E, text[at - 2] == 0x7E
        if strips[0] and tokens and tokens[-1].node is None:
            tokens[-1].text = tokens[-1].text.rstrip()
        if text.count(b"~", start, at) > sum(strips) and any(_is_astray(mark, part) for mark in part.children):
            raise UnreadableError("a ~ that stands apart", source.span(part))
        tokens.append(_Token(source.span(part), "", part, *strips))
    _add_text(tokens, text[at : closing[0]], source.between(point, closing[1]), quoted)
    return tokens


def _is_astray(mark: Tree, part: Tree) -> bool:
    """Whether a mark that strips white space does not touch the braces of its interpolation or directive."""
    return mark.type == "strip_marker" and part.start_byte + 2 < mark.end_byte - 1 < part.end_byte - 2


def _structure(node: Tree) -> Iterator[Tree]:
    """The interpolations and the marks of the directives, in order of the text."""
    stack = [iter(node.children)]
    while stack:
        for child in stack[-1]:
            kind = child.type
            if kind == "template_interpolation" or kind in _MARKS:
                yield child
            elif kind in ("template_directive", "template_if", "template_for"):
                stack.append(iter(child.children))
                break
        else:
            stack.pop()


def _add_text(tokens: list[_Token], raw: bytes, span: Span, quoted: bool) -> None:
    if not raw:
        return
    if quoted:
        lines = [quoted_text(raw, span)]
    else:
        text = _sound(raw, span)
        lines = [_HEREDOC_ESCAPE.sub(lambda match: match[1] or match[2], line) for line in _LINE.findall(text)]
    if tokens and tokens[-1].strip_after:
        lines[0] = lines[0].lstrip()  # `~` reaches to the end of its line only
    tokens += [_Token(span, line) for line in lines]


def _unindent(tokens: list[_Token]) -> None:
    """Take the smallest indent off every line; a line that starts with an interpolation has none."""
    smallest: int | None = None
    indented: list[_Token] = []
    new_line = True
    for token in tokens:
        is_text = token.node is None
        if new_line:
            new_line = False
            indent = 0
            if is_text:
                rest = token.text.lstrip()
                if not rest and token.text.endswith("\n"):
                    new_line = True
                    continue
                indent = len(token.text) - len(rest)
                indented.append(token)
            smallest = indent if smallest is None else min(smallest, indent)
        if is_text and token.text.endswith("\n"):
            new_line = True
    for token in indented:
        token.text = token.text[smallest:]


def _build(source: Source, node: Tree, tokens: list[_Token], read: Reader, depth: int) -> Node:
    lines: list[str] = []
    frames = [_Frame(None, source.span(node))]
    for index, token in enumerate(tokens):
        if token.node is None:
            lines.append(token.text)
            if index + 1 == len(tokens) or tokens[index + 1].node is not None:
                if text := "".join(lines):
                    frames[-1].parts.append(Literal(text, token.span))
                lines = []
            continue
        if depth + len(frames) > MAX_DEPTH:
            raise TooDeepError
        kind = token.node.type
        if kind == "template_interpolation":
            frames[-1].parts.append(read(_expression(token.node, token.span), depth + len(frames)))
        elif kind in ("template_if_intro", "template_for_start"):
            frames.append(_Frame(token.node, token.span))
        elif kind == "template_else_intro":
            frames[-1].then = tuple(frames[-1].parts)
            frames[-1].parts = []
        else:
            frame = frames.pop()
            frames[-1].parts.append(_directive(source, frame, token.span, read, depth + len(frames)))
    parts = tuple(frames[0].parts)
    if all(token.node is None for token in tokens):
        return Literal(parts[0].value if parts and isinstance(parts[0], Literal) else "", source.span(node))
    only = tokens[0].node
    return Template(parts, source.span(node), len(tokens) == 1 and only is not None and only.type not in _MARKS)


def _expression(node: Tree, span: Span) -> Tree:
    for child in node.children:
        if child.type == "expression":
            return child
    raise UnreadableError("empty interpolation", span)


def _directive(source: Source, frame: _Frame, end: Span, read: Reader, depth: int) -> Node:
    assert frame.opening is not None
    span = (*frame.start[:2], *end[2:])
    parts = tuple(frame.parts)
    expression = read(_expression(frame.opening, frame.start), depth)
    ends_here(source, frame.opening, "if", "for", "in")
    if frame.opening.type == "template_if_intro":
        return TemplateIf(expression, *((parts, ()) if frame.then is None else (frame.then, parts)), span)
    names = [source.word(child) for child in frame.opening.children if child.type == "identifier"]
    return TemplateFor(names[0] if len(names) > 1 else None, names[-1], expression, parts, span)
