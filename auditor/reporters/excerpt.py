"""The source lines around a place, cut into what stands before, in and after the span."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from auditor.model.location import Location
from auditor.model.report import Report

_TAB = "    "
_ALIGNED = re.compile(r"(?<=\w) +=")
_COMMENT = re.compile(r"(?:^|(?<=\s))#\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One source line; `marked` is the part that the finding is about, empty in lines of context."""

    number: int
    before: str
    marked: str = ""
    after: str = ""


def excerpt(report: Report, location: Location, *, context: int = 0, most: int = 3) -> tuple[list[Line], int]:
    """The lines of `location` with `context` lines around, and how many lines of its span were left out.

    Of a span over more than `most` lines only the first is kept: it says which block it is. Empty if the source kept no
    lines of that file.
    """
    source = report.excerpts.get(location.file, ())
    if not isinstance(source, tuple):
        return [Line(*cut) for cut in source.cut(location, context)] if location.line else [], 0
    if not location.file or not 0 < location.line <= len(source):
        return [], 0
    last = min(max(location.line, location.end_line), len(source))
    shown = last if last - location.line < most else location.line
    first = max(1, location.line - context)
    final = min(len(source), last + context) if shown == last else shown
    lines = [_line(source[n - 1], n, location) for n in range(first, final + 1)]
    return lines, last - shown


def _line(text: str, number: int, location: Location) -> Line:
    last = max(location.line, location.end_line)
    if not location.line <= number <= last:
        return Line(number, _flat(text))
    blank = len(text) - len(text.lstrip())
    start = location.column - 1 if number == location.line and location.column else blank
    end = location.end_column - 1 if number == last and location.end_column else len(text.rstrip())
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    return Line(number, _flat(text[:start]), _flat(text[start:end]), _flat(text[end:]).rstrip())


def _flat(text: str) -> str:
    return text.replace("\t", _TAB)


def fitted(line: Line, room: int) -> Line:
    """The line cut to `room` characters so that the start of the marked part stays in sight."""
    text = line.before + line.marked + line.after
    if len(text) <= room:
        return line
    start = len(line.before) if line.marked else 0
    # Half of the room for what leads up to the span is enough to see what it belongs to.
    cut = min(max(0, start - room // 2), len(text) - room)
    left = "..." if cut else ""
    right = "..." if len(text) - cut > room else ""
    shown = left + text[cut + len(left) : cut + room - len(right)] + right
    start -= cut
    end = min(start + len(line.marked), room - len(right))
    return Line(line.number, shown[:start], shown[start:end], shown[end:])


def fitting_code(text: str, room: int) -> list[str]:
    """A line of code in `room` columns: where it is too long its comment stands before it, and nothing is aligned."""
    text = _flat(text).rstrip()
    code, comment = _split_comment(text)
    if len(text) <= room or not comment:
        return [_close(text, room)]
    lead = " " * (len(text) - len(text.lstrip())) + "# "
    rows = textwrap.wrap(comment, room, initial_indent=lead, subsequent_indent=lead)
    return [*rows, _close(code, room)] if code else rows


def _close(code: str, room: int) -> str:
    return code if len(code) <= room else _ALIGNED.sub(" =", code)


def _split_comment(text: str) -> tuple[str, str]:
    """The code, and the comment after it, if there is one that stands in no text in quotes."""
    found = _COMMENT.search(text)
    if found is None or text[: found.start()].count('"') % 2:
        return text, ""
    return text[: found.start()].rstrip(), text[found.end() :]
