"""Reading of damaged text: cut into items by line and indent, so that one mistake costs one item.

tree-sitter's own recovery lets a mistake swallow the blocks that follow it. Here a file is cut before each
top-level block, a damaged block before each line that has the indent of its content, and so on inwards;
every item is then parsed alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from auditor.sources.bounds import DAMAGE
from auditor.sources.terraform.syntax.body import Body, read
from auditor.sources.terraform.syntax.headers import WORD, Header, block_of, loose_header, sound_header
from auditor.sources.terraform.syntax.nodes import Attribute, Block, Broken, Problem, Span
from auditor.sources.terraform.syntax.text import decode

_TOP = re.compile(
    rb"(?:resource|data|module|variable|locals|output|provider|terraform|moved|import|removed|check|ephemeral)\b"
    rb"(?!\s*[=.])"
)
_ASSIGNMENT = re.compile(rb'\s*(%s)(?:\s*=(?!=)\s*|\s+(?=["\[0-9]))' % WORD)
_ITEM = re.compile(rb"[ \t]*(?=[A-Za-z_\x80-\xff])")
_QUOTED_NAME = re.compile(rb'[ \t]*"[^"\n]*"[ \t]*=(?![=>])')
_HEREDOC = re.compile(rb"<<-?([\w-]+)\r?$")
#: A string, if need be one without end, or a comment.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?|(?:#|//).*')
#: Blocks within blocks that are taken apart; no resource nests as deep.
_MAX_LEVELS = 20
#: What text that took too long to read takes from the budget.
_STOPPED = 1_000_000


@dataclass(slots=True)
class _Text:
    """The lines of a file.

    `inside` marks those in a heredoc or a comment, which start nothing, `unclosed` those where a heredoc without
    end starts; `budget` is how many bytes may still be parsed again.
    """

    lines: list[bytes]
    inside: bytearray
    unclosed: bytearray
    budget: int

    def piece(self, start: int, end: int, column: int = 0) -> Body:
        """The lines from `start` up to `end` parsed alone, the first one from `column` on."""
        lines = self.lines[start:end]
        if column:
            lines[0] = b" " * column + lines[0][column:]
        text = b"\n".join(lines) + b"\n"
        whole = self.span(start, end)
        body = read(text, start)
        self.budget -= 64 if body.bound else len(text) + (_STOPPED if body.stopped else 64)
        if body.error is not None:
            body.error = _within(body.error, whole)
        return body

    def span(self, start: int, end: int) -> Span:
        """The span of whole lines, without blank ones at the end."""
        while end - 1 > start and not self.lines[end - 1].strip():
            end -= 1
        first, last = self.lines[start], self.lines[end - 1]
        return (start, len(first) - len(first.lstrip()), end - 1, len(last.rstrip()))

    def indent(self, row: int) -> int:
        """The width of the white space at the start of a line."""
        return len(self.lines[row]) - len(self.lines[row].lstrip())


def recover(text: bytes, error: Span | None = None, why: str = "") -> Body:
    """Everything that can be read of a file with a syntax error, and a Problem for each damaged block.

    Without an `error` it is not known to have one: it is read in pieces because it is large. `why` is what is wrong.
    """
    lines = text.split(b"\n")
    inside, unclosed = _enclosed(lines)
    # A damaged piece is parsed again at each level of its nesting; endless junk is not.
    source = _Text(lines, inside, unclosed, min(6 * len(text), DAMAGE.value) + 1_000_000)
    starts = [row for row, line in enumerate(lines) if not inside[row] and _TOP.match(line)]
    body = Body()
    for start, end in pairwise([*([] if starts[:1] == [0] else [0]), *starts, len(lines)]):
        budget = source.budget
        if budget < -DAMAGE.value:
            body.problems.append(Problem(str(DAMAGE), source.span(start, len(lines))))
            break
        single = error is not None and end - start == len(lines)
        known = _within(error, source.span(start, end)) if single and error is not None else None
        piece = Body(error=known, why=why) if known is not None else source.piece(start, end)
        if piece.error is None:
            source.budget = budget
            body.add(piece)
        elif piece.bound:
            body.blocks += _unread_block(source, start, end, piece.bound)
            body.problems.append(Problem(f"{piece.bound} is not read", source.span(start, end)))
        else:
            _damaged_piece(source, start, end, piece, body, headed=bool(starts) and start >= starts[0])
    return body


def _damaged_piece(source: _Text, start: int, end: int, piece: Body, body: Body, *, headed: bool) -> None:
    """The lines from one top-level keyword (`headed`) to the next, with the mistake of `piece` among them."""
    damaged, error = Body(), piece.error
    assert error is not None
    lines, inside = source.lines, source.inside
    one_line = headed and lines[start].rstrip().endswith(b"}") and source.piece(start, start + 1).error is None
    closed = next((row for row in range(start, end) if lines[row].rstrip() == b"}" and not inside[row]), end) + 1
    closed = start + 1 if one_line else closed
    head = source.piece(start, closed) if closed < end and source.budget > 0 else Body(error=error)
    if head.error is None:
        body.add(head)
        _items(source, closed, end, 0, damaged, 0)
        if head.blocks and (damaged.attributes or damaged.blocks):
            # What follows the brace may have been meant to stand before it.
            head.blocks[-1].broken = _message(damaged.error or error, damaged.why)
    elif headed:
        _damaged_item(source, start, end, damaged, 0)
    else:
        _items(source, start, end, 0, damaged, 0, error)
    damaged.fail(error, piece.why)
    body.add(damaged)
    place = damaged.error or error
    # What a part says that is parsed alone, else what the whole said of the same place.
    why = damaged.why or (piece.why if place[0] == error[0] else "")
    for block in damaged.blocks:
        block.broken = _message(place, why) if block.broken == _message(place) else block.broken
    body.problems.append(Problem(_message(place, why), place))


def _unread_block(source: _Text, start: int, end: int, why: str) -> list[Block]:
    """The block that starts on a line, of which only the header is known."""
    header = sound_header(source.lines[start])
    if header is None:
        return []
    block = block_of(header, start, source.span(start, end), Body())
    block.broken = f"{why} is not read"
    return [block]


def _within(place: Span, whole: Span) -> Span:
    """What is missing at the end of a text is missed where the text ends, not after the blank lines that follow."""
    end = whole[2:]
    return (*min(place[:2], end), *min(place[2:], end))


def _message(place: Span, why: str = "") -> str:
    return f"syntax error near line {place[0] + 1}" + (f": {why}" if why else "")


def _enclosed(lines: list[bytes]) -> tuple[bytearray, bytearray]:
    """Which lines lie in a heredoc or block comment, and on which lines a heredoc starts that has no end."""
    inside = bytearray(len(lines))
    ends: dict[bytes, list[int]] = {}
    comment_ends: list[int] = []
    for row, line in enumerate(lines):
        if b"*/" in line:
            comment_ends.append(row)
        if len(word := line.strip()) < 100:
            ends.setdefault(word, []).append(row)
    unclosed = bytearray(len(lines))
    row = 0
    while row < len(lines):
        line = lines[row]
        end = None
        if (match := _HEREDOC.search(line)) and not line.lstrip().startswith((b"#", b"//")):
            end = _after(ends.get(match[1], []), row)
            unclosed[row] = end is None
        elif b"/*" in line:
            code = _STRING.sub(b"", line)
            if b"/*" in code and b"*/" not in code.rpartition(b"/*")[2]:
                end = _after(comment_ends, row)
        if end is not None:
            inside[row + 1 : end + 1] = b"\1" * (end - row)
        row = row + 1 if end is None else end + 1
    return inside, unclosed


def _after(rows: list[int], row: int) -> int | None:
    position = bisect_right(rows, row)
    return rows[position] if position < len(rows) else None


def _items(source: _Text, start: int, end: int, column: int, body: Body, depth: int, error: Span | None = None) -> None:
    """The attributes and blocks in a range of lines, each item from a line of their indent to the next.

    `column` is where the first line starts, `error` where the whole range is known to be wrong.
    """
    lines, inside = source.lines, source.inside
    rows = [row for row in range(start + bool(column), end) if not inside[row] and _ITEM.match(lines[row])]
    indent = source.indent(rows[0]) if rows else 0
    edges = [row for row in rows if source.indent(row) <= indent]
    if edges[:1] != [start]:
        edges.insert(0, start)
    heredoc = source.unclosed.find(1, start, end)
    if heredoc >= 0:
        # Nothing tells the text of a heredoc without end from what follows it in the block.
        edges = edges[: bisect_right(edges, heredoc)]
    for item, following in pairwise([*edges, end]):
        if source.budget < 0:
            return
        opening = column if item == start else 0
        known = error is not None and len(edges) == 1
        piece = Body(error=error) if known else source.piece(item, following, opening)
        if source.unclosed[item]:
            piece.error, piece.why = source.span(item, item + 1), "a heredoc without end"
        if piece.error is None:
            body.add(piece)
            continue
        if not opening:
            _damaged_item(source, item, following, body, depth, piece.why)
        quoted = _quoted_name(source, item, following, skip=bool(opening))
        if quoted is not None:
            body.fail(quoted, "the name of an argument stands in quotes, as Terraform 0.11 took it in a block of tags")
        body.fail(piece.error, piece.why)


def _quoted_name(source: _Text, start: int, end: int, *, skip: bool) -> Span | None:
    """Where the first argument in some lines has its name in quotes; `skip` leaves out the rest of a header."""
    row = next((row for row in range(start + skip, end) if source.lines[row].strip()), end)
    if row < end and not source.inside[row] and _QUOTED_NAME.match(source.lines[row]):
        return source.span(row, row + 1)
    return None


def _damaged_item(source: _Text, start: int, end: int, body: Body, depth: int, why: str = "") -> None:
    """A block with an error inside, an attribute followed by junk, or an attribute with a broken value."""
    line = source.lines[start]
    if depth > _MAX_LEVELS:
        return
    several = source.span(start, end)[2] > start
    if header := sound_header(line) or (loose_header(line) if several and depth == 0 else None):
        body.blocks.append(_damaged_block(source, header, start, end, body, depth + 1))
        return
    if several and not source.unclosed[start]:
        # Without brackets an attribute ends with its line, whatever follows.
        first = source.piece(start, start + 1)
        if first.error is None and first.attributes:
            body.add(first)
            _items(source, start + 1, end, 0, body, depth + 1)
            return
    if match := _ASSIGNMENT.match(line):
        span = source.span(start, end)
        value = (start, min(match.end(), len(line.rstrip())), *span[2:])
        body.add_attribute(Attribute(decode(match[1]), Broken(_message(span, why), value), span))


def _damaged_block(source: _Text, header: Header, start: int, end: int, outer: Body, depth: int) -> Block:
    indent = source.indent(start)
    last = next(
        (
            row
            for row in range(end - 1, start, -1)
            if source.lines[row].strip() == b"}" and source.indent(row) <= indent and not source.inside[row]
        ),
        None,
    )
    inner = Body()
    _items(source, start, end if last is None else last, header.opening, inner, depth)
    span = source.span(start, end)
    if last is not None:
        span = (*span[:2], last, len(source.lines[last].rstrip()))
    place = inner.error or (span[2], span[3], span[2], span[3])
    outer.fail(place, inner.why)
    outer.problems += inner.problems
    block = block_of(header, start, span, inner)
    block.broken = _message(place, inner.why)
    return block
