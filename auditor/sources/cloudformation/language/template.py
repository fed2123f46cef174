"""A template as written: its sections, each an ordinary mapping of names to nodes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from auditor.model.location import Location
from auditor.sources.cloudformation.language.work import Work
from auditor.sources.cloudformation.syntax.nodes import (
    Document,
    Function,
    Mapping,
    Member,
    Node,
    Problem,
    Scalar,
    Sequence,
    Span,
    Unread,
)

_SECTIONS = ("Parameters", "Mappings", "Conditions", "Resources", "Outputs", "Modules")
#: The section that holds all that the files of a template say, where that is more than the template.
WHOLE = "(whole)"
#: Without one of these, or bytes of another encoding, there are neither loops nor macros in the sections.
_EXPANDED = (b"Fn::ForEach", b"Fn::Transform", b"\0")


@dataclass(slots=True)
class Template:
    """The sections of one template, and the lines of its file.

    `damage` tells, by section, why there may be more in it; "" is the whole file. `loops` tells whether there may be
    loops or macros below its sections. `parts` are the first row and the name of each file, where it is written in
    several, the lines of which stand one file below the other. `work` is what is left for its evaluation.
    """

    path: str
    lines: list[bytes] = field(default_factory=list)
    sections: dict[str, dict[str, Member]] = field(default_factory=dict)
    transforms: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    damage: dict[str, str] = field(default_factory=dict)
    loops: bool = True
    parts: tuple[tuple[int, str], ...] = ()
    work: Work = field(default_factory=Work)

    def place(self, span: Span) -> Location:
        """A span with one-based lines and columns."""
        row, column, end_row, end_column = span
        path, first = self._file(row)
        return Location(path, row - first + 1, column + 1, end_row - first + 1, end_column + 1)

    def in_bytes(self, span: Span) -> tuple[str, Span]:
        """The file that a span is in, and the span with its columns in bytes."""
        row, column, end_row, end_column = span
        path, first = self._file(row)
        start, end = self._offset(row, column), self._offset(end_row, end_column)
        return path, (row - first, start, end_row - first, end)

    def files(self) -> dict[str, list[bytes]]:
        """The lines of each file that it is written in."""
        ends = [first for first, _ in self.parts[1:]] + [len(self.lines)]
        split = {name: self.lines[first:end] for (first, name), end in zip(self.parts, ends, strict=False)}
        return split or {self.path: self.lines}

    def _file(self, row: int) -> tuple[str, int]:
        """The file that a row is in, and its first row."""
        if not self.parts:
            return self.path, 0
        first, name = self.parts[bisect_right(self.parts, row, key=lambda part: part[0]) - 1]
        return name, first

    def _offset(self, row: int, column: int) -> int:
        line = self.lines[row] if row < len(self.lines) else b""
        return column if line.isascii() else len(line.decode(errors="replace")[:column].encode())

    def section(self, name: str) -> dict[str, Member]:
        """The members of a section; empty where there is none."""
        return self.sections.get(name, {})


def template_of(path: str, document: Document, text: bytes = b"") -> Template:
    """The template that a file holds."""
    made = Template(path, text.split(b"\n"), problems=list(document.problems))
    made.loops = not text or any(word in text for word in _EXPANDED)
    root = document.root
    if not isinstance(root, Mapping):
        made.damage[""] = "it holds no mapping"
        return made
    if root.broken:
        made.damage[""] = root.broken
    for name in _SECTIONS:
        member = root.members.get(name)
        if member is not None:
            _enter(made, name, member.value)
    transform = root.members.get("Transform")
    made.transforms = tuple(_names(transform.value)) if transform else ()
    return made


def _enter(made: Template, name: str, value: Node) -> None:
    if isinstance(value, Mapping):
        made.sections[name] = value.members
        if value.broken:
            made.damage[name] = value.broken
    elif isinstance(value, (Function, Unread)):
        made.damage[name] = value.reason if isinstance(value, Unread) else f"{value.name} makes it"
    elif not (isinstance(value, Scalar) and value.value is None):
        made.damage[name] = "it is no mapping"


def _names(value: Node) -> list[str]:
    """The names of macros: one, a list of them, or `{Name: ...}`."""
    if isinstance(value, Scalar):
        return [value.text] if value.text else []
    if isinstance(value, Sequence):
        return [name for item in value.items for name in _names(item)]
    if isinstance(value, Mapping) and "Name" in value.members:
        return _names(value.members["Name"].value)
    return ["a macro whose name is not known"]
