"""The files that one service is written in: no other than those within the directory that is scanned."""

from __future__ import annotations

import os
from bisect import bisect_right
from pathlib import Path

from auditor.sources.bounds import FILE_BYTES
from auditor.sources.cloudformation.syntax.detect import is_json
from auditor.sources.cloudformation.syntax.encoding import as_utf8
from auditor.sources.cloudformation.syntax.json_nodes import read_json_nodes
from auditor.sources.cloudformation.syntax.nodes import (
    Document,
    Function,
    Mapping,
    Member,
    Node,
    Problem,
    Sequence,
    Span,
)
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
from auditor.sources.partial.values import EvalError
from auditor.sources.whereabouts import whereabouts

_READ = (".yml", ".yaml", ".json")


class Files:
    """What was read of a service. Rows of its nodes count on from file to file, so that one number tells the file.

    Attributes:
        directory: where the service is, which paths in it are relative to.
        lines: the lines of all files, one file below the other.
        parts: the first row of each file, and its name for reports.
        taken: the files.
        problems: what is wrong with their text.
    """

    def __init__(self, root: Path, directory: Path, base: Path) -> None:
        self.directory, self._root, self._base = directory.resolve(), root.resolve(), base.resolve()
        self.lines: list[bytes] = []
        self.parts: list[tuple[int, str]] = []
        self.taken: dict[Path, Node | None] = {}
        self.problems: list[Problem] = []
        self._left = FILE_BYTES.value

    def read(self, path: Path) -> Node | None:
        """The value in a file; None where it holds none. Raises EvalError where it is not read."""
        target = whereabouts(path.parent, path.name)
        if target is None:
            raise EvalError("what it names is no file")
        if target in self.taken:
            return self.taken[target]
        if not target.is_relative_to(self._root):
            raise EvalError(f"{path.name} is not in what was scanned")
        if target.suffix not in _READ:
            raise EvalError(f"{path.name} is neither YAML nor JSON, and no code is run")
        try:
            if not target.is_file():
                raise EvalError(f"there is no file {path.name}")
            self._left -= target.stat().st_size
            if self._left < 0:
                raise EvalError(f"{path.name} and those before it hold more than {FILE_BYTES.value:,} bytes")
            text = target.read_bytes()
        except OSError as error:
            raise EvalError(f"{path.name} cannot be read: {error.strerror or type(error).__name__}") from None
        self.taken[target] = self._entered(target, text)
        return self.taken[target]

    def at(self, row: int) -> Path:
        """The file that a row is in."""
        return list(self.taken)[bisect_right(self.parts, row, key=lambda part: part[0]) - 1]

    def names(self, directory: Path) -> list[str]:
        """What the files of a directory within what was scanned are called."""
        there = whereabouts(directory.parent, directory.name)
        if there is None or not there.is_relative_to(self._root):
            return []
        try:
            return sorted(entry.name for entry in os.scandir(there) if entry.is_file())
        except OSError:
            return []

    def _entered(self, target: Path, text: bytes) -> Node | None:
        row, lines = len(self.lines), text.split(b"\n")
        self.parts.append((row, Path(os.path.relpath(target, self._base)).as_posix()))
        self.lines += lines
        document = read_json_nodes(text) if is_json(as_utf8(text)) else read_yaml(text)
        _move(document, row)
        self.problems += document.problems
        return document.root


def _move(document: Document, rows: int) -> None:
    """Count the rows of a document from another row on."""
    seen: set[int] = set()
    todo: list[Node | Member | Problem] = [*document.problems, *([document.root] if document.root else [])]
    while todo:
        one = todo.pop()
        if id(one) in seen:  # what an alias repeats
            continue
        seen.add(id(one))
        if isinstance(one, Member):
            one.key = _moved(one.key, rows)
            todo.append(one.value)
            continue
        one.span = _moved(one.span, rows)
        if isinstance(one, Sequence):
            todo += one.items
        elif isinstance(one, Mapping):
            todo += one.members.values()
        elif isinstance(one, Function):
            todo.append(one.argument)


def _moved(span: Span, rows: int) -> Span:
    row, column, end_row, end_column = span
    return row + rows, column, end_row + rows, end_column
