"""Functions of files: `file()`, `fileset()`, `filemd5()` and others, read below the scanned directory only."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.sources.partial.convert import ordered_set, to_text
from auditor.sources.partial.values import EvalError, UndecidedError, Unk

if TYPE_CHECKING:
    from auditor.sources.terraform.modules.root import Root

MAX_ENTRIES = 10_000
"""Of directories that `fileset()` looks through."""
_MAX_PATTERNS = 100
_BRACES = re.compile(r"\{([^{}]*)\}")
_PART = re.compile(r"(?P<any>\*+)|(?P<one>\?)|\[(?P<class>\^?[^\]\\]+)\]|(?P<char>.)", re.DOTALL)


def from_file(name: str, args: tuple[object, ...], root: Root) -> object:
    """What a file function gives. Raises UndecidedError where that depends on what is not read."""
    if len(args) != (2 if name == "fileset" else 1):
        raise EvalError(f"wrong number of arguments: {len(args)}")
    path, *pattern = map(to_text, args)
    if name == "fileset":
        return fileset(root, path, pattern[0])
    if name == "fileexists":
        return _exists(root, path)
    if name == "abspath":
        if not path.startswith("/"):
            raise UndecidedError("the directory where Terraform runs is not known")
        return posixpath.normpath(path).replace("//", "/")
    return _OF_CONTENT[name](root.read_for_function(path))


def _exists(root: Root, path: str) -> object:
    """Whether the file is there: one that is not may be made before Terraform runs."""
    try:
        root.read_for_function(path)
    except EvalError:
        return Unk("whether a file is there depends on where Terraform runs", kind="bool")
    return True


def _text(content: bytes) -> object:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise EvalError("the file is not text") from None


def _encoded(content: bytes) -> object:
    from base64 import b64encode

    return b64encode(content).decode()


def _digest(algorithm: str, *, base64: bool = False) -> Callable[[bytes], object]:
    def of(content: bytes) -> object:
        import hashlib

        digest = hashlib.new(algorithm, content, usedforsecurity=False)
        return _encoded(digest.digest()) if base64 else digest.hexdigest()

    return of


_OF_CONTENT: dict[str, Callable[[bytes], object]] = {
    "file": _text,
    "filebase64": _encoded,
    "filemd5": _digest("md5"),
    "filesha1": _digest("sha1"),
    "filesha256": _digest("sha256"),
    "filesha512": _digest("sha512"),
    "filebase64sha256": _digest("sha256", base64=True),
    "filebase64sha512": _digest("sha512", base64=True),
}


def fileset(root: Root, path: str, pattern: str) -> object:
    """The files below the directory whose path matches the pattern."""
    base = Path(os.path.normpath(root.directory / path))
    if "\\" in pattern:
        raise UndecidedError("a pattern with escapes is not looked for")
    found: set[str] = set()
    for one in _without_braces(pattern):
        segments = [s for s in posixpath.normpath(one).split("/") if s not in ("", ".")]
        found |= {os.path.relpath(match, base).replace(os.sep, "/") for match in _Search(root).files(base, segments)}
    if not found:
        raise UndecidedError(f"no file matches {pattern!r}; where Terraform runs there may be some")
    return ordered_set(found)


def _without_braces(pattern: str) -> list[str]:
    """The patterns that one with alternatives such as `{a,b}` stands for."""
    done, todo = [], [pattern]
    while todo:
        one = todo.pop()
        match = _BRACES.search(one)
        if match is None:
            done.append(one)
        else:
            todo += [one[: match.start()] + choice + one[match.end() :] for choice in match[1].split(",")]
        if len(done) + len(todo) > _MAX_PATTERNS:
            raise UndecidedError(f"a pattern of more than {_MAX_PATTERNS} alternatives")
    if any("{" in one or "}" in one for one in done):
        raise EvalError("a pattern whose braces do not match")
    return done


def _segment(pattern: str) -> re.Pattern[str]:
    """One name of a path as a regular expression: stars reach as far as the name does."""
    parts = []
    for part in _PART.finditer(pattern):
        if part["class"]:
            negated = part["class"].startswith("^")
            inside = part["class"][negated:].replace("[", r"\[").replace("&&", r"\&&")
            parts.append(f"[{'^' if negated else ''}{inside}]")
        elif part["char"] == "[":
            raise EvalError("a pattern whose brackets do not match")
        else:
            parts.append("[^/]*" if part["any"] else "[^/]" if part["one"] else re.escape(part["char"]))
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error:
        raise EvalError("a pattern that cannot be read") from None


class _Search:
    """A walk through directories, of bounded length."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._left = MAX_ENTRIES

    def files(self, folder: Path, segments: list[str]) -> Iterator[Path]:
        """The files below the folder that the segments of a pattern lead to."""
        head, rest = segments[0] if segments else "", segments[1:]
        if head == "..":
            yield from self.files(folder.parent, rest)
        elif head == "**":
            if rest[:1] == ["**"]:
                raise UndecidedError("a pattern with ** twice in a row is not looked for")
            yield from self.files(folder, rest or ["*"])
            for entry in self._entries(folder):
                if entry.is_dir():
                    if entry.is_symlink():
                        raise UndecidedError("a link to a directory is not followed")
                    yield from self.files(Path(entry.path), segments)
        elif head:
            named = _segment(head)
            for entry in self._entries(folder):
                if named.fullmatch(entry.name) and (entry.is_dir() if rest else entry.is_file()):
                    yield from self.files(Path(entry.path), rest) if rest else [Path(entry.path)]

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        if not self._root.tree.inside(folder):
            raise UndecidedError(f"{folder.name} lies outside the scanned directory and is not read")
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except (OSError, ValueError) as error:
            raise UndecidedError(f"{folder.name} cannot be read") from error
        self._left -= len(entries)
        if self._left < 0:
            raise UndecidedError(f"more than {MAX_ENTRIES:,} files to look through")
        return entries
