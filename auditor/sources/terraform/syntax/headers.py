"""Headers of blocks read without a parser, from text that has a mistake in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.sources.terraform.syntax.body import Body
from auditor.sources.terraform.syntax.nodes import Block, Span
from auditor.sources.terraform.syntax.text import decode

WORD = rb"[A-Za-z_\x80-\xff][\w\x80-\xff-]*"
_HEADER = re.compile(rb'\s*(%s)((?:\s*"[^"\n]*"|\s+%s)*)\s*\{' % (WORD, WORD))
_LABEL = re.compile(rb'"([^"\n]*)"|(%s)' % WORD)
_KEYWORD = re.compile(rb"(resource|data|ephemeral|module|variable|output|provider|locals)\b(?!\s*[=.])")
#: How many labels a block of a type has, where it is not one.
_LABELS = {b"resource": 2, b"data": 2, b"ephemeral": 2, b"locals": 0}
_LABEL_WORD = re.compile(WORD)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line of a block says: columns `start` to `end` of it; its content starts at `opening`."""

    kind: str
    labels: tuple[str, ...]
    start: int
    end: int
    opening: int


def sound_header(line: bytes) -> Header | None:
    """The header that a line starts with; None where it is not written as one."""
    match = _HEADER.match(line)
    if match is None:
        return None
    labels = tuple(decode(label[1] if label[1] is not None else label[2]) for label in _LABEL.finditer(match[2]))
    return Header(decode(match[1]), labels, match.start(1), match.start(2) + len(match[2].rstrip()), match.end())


def loose_header(line: bytes) -> Header | None:
    """A header with a quote, a brace or the like missing, or too many of them: its words still tell what it is."""
    match = _KEYWORD.match(line)
    if match is None:
        return None
    before, brace, _ = line.partition(b"{")
    words = _LABEL_WORD.findall(before, match.end())
    wanted = _LABELS.get(match[1], 1)
    if len(words) < wanted:
        return None
    end = len(before.rstrip())
    return Header(decode(match[1]), tuple(map(decode, words[:wanted])), 0, end, len(before) + len(brace))


def block_of(header: Header, row: int, span: Span, inner: Body) -> Block:
    """The block that starts on a row with a header, and holds what could be read."""
    return Block(
        type=header.kind,
        labels=header.labels,
        attributes=inner.attributes,
        blocks=tuple(inner.blocks),
        span=span,
        header=(row, header.start, row, header.end),
    )
