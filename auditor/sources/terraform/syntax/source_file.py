"""One parsed file with its lines: turns spans into places that a person can go to."""

from __future__ import annotations

from auditor.model.location import Location
from auditor.sources.terraform.syntax.nodes import File, Span


class Source:
    """A file of a module: its syntax, and where its spans stand in characters."""

    __slots__ = ("file", "lines", "path")

    def __init__(self, file: File) -> None:
        self.file = file
        self.path = file.path
        self.lines = file.text.split(b"\n")

    def place(self, span: Span) -> Location:
        """The span with one-based lines and columns in characters."""
        row, column, end_row, end_column = span
        return Location(
            self.path, row + 1, self._column(row, column) + 1, end_row + 1, self._column(end_row, end_column) + 1
        )

    def _column(self, row: int, column: int) -> int:
        line = self.lines[row] if row < len(self.lines) else b""
        return column if line.isascii() else len(line[:column].decode(errors="replace"))

    def words(self, span: Span) -> str:
        """The source text of a span on one line, with its place: a name for something that has no better one."""
        row, column, end_row, end_column = span
        line = self.lines[row] if row < len(self.lines) else b""
        text = line[column : end_column if end_row == row else None].decode(errors="replace").strip()
        return f"{text[:80]} ({self.path}:{row + 1})"
