"""The directories that one scan reads: which are roots, which are modules of others, and the bounds of what is read."""

from __future__ import annotations

import os
import re
from pathlib import Path

from auditor.model.buckets import WRITERS
from auditor.sources.bounds import FILE_BYTES, FILE_MARKS, SCAN_BYTES, SCAN_MARKS
from auditor.sources.terraform.modules.directories import code_directories, is_directory
from auditor.sources.terraform.modules.forms import ENDINGS, left_aside
from auditor.sources.terraform.modules.module import ModuleDefinition, read_module
from auditor.sources.terraform.syntax.nodes import Literal
from auditor.sources.terraform.syntax.sitter import marks

#: Text that a file must hold somewhere below a root for the root to be worth evaluating.
_CACHE_WORDS = (
    b"aws_elasticache_",
    b"awscc_elasticache_",
    b"AWS::ElastiCache::",
    b"aws_memorydb_",
    b"awscc_memorydb_",
    b"AWS::MemoryDB::",
    b"aws_dax_",
    b"awscc_dax_",
    b"AWS::DAX::",
    b"aws_dms_endpoint",
    # What policies call actions on caches, and ARNs of them.
    b"elasticache:",
    b"memorydb:",
    # As whom ElastiCache writes snapshots to buckets.
    b"elasticache-snapshot.",
    b"elasticache.amazonaws.com",
    *(one.encode() for one in WRITERS),
)
#: A block that says nothing of resources, but which versions and which state.
_SETTINGS = "terraform"

#: A text that could be the source of a call, even where the quote before it is gone.
_PATH = re.compile(rb'(?<![\w./])(\.\.?/[^"\s$]*)')
#: A line that may be the last one with code: the end of a block, or a comment.
_LAST = re.compile(rb"\}|[^\s#/].*\}\s*(?:(?:#|//).*)?$|\s*(?:#|//)|.*\*/$")
#: So many bytes that were looked at are kept for a second look.
_KEPT_BYTES = 50_000_000


class Tree:
    """What lies below one boundary. No file outside the boundary is ever read, links included."""

    def __init__(self, boundary: Path, base: Path) -> None:
        self.boundary = boundary
        self._real = boundary.resolve()
        self._base = base
        self._modules: dict[Path, ModuleDefinition] = {}
        self._texts: dict[Path, bytes] = {}
        self._kept = 0
        self._read_bytes = self._read_marks = 0
        self.files_read = 0
        #: Directories that could not be looked into, and why.
        self.closed: dict[Path, str] = {}

    def name_of(self, path: Path) -> str:
        """How reports call a path: relative to the directory scanned from, `../` included where it lies elsewhere."""
        return Path(os.path.relpath(path, self._base)).as_posix()

    def inside(self, path: Path) -> bool:
        """Whether a path lies below the boundary, after all links are followed."""
        try:
            real = path.resolve()
        except (OSError, RuntimeError):
            return False
        return real == self._real or self._real in real.parents

    def files(self, directory: Path) -> list[Path]:
        """The configuration files of one directory, in all forms."""
        names = self._names(directory)
        aside = left_aside(names)
        return [directory / name for name in names if name not in aside]

    def left_aside(self, directory: Path) -> list[Path]:
        """The files of a directory that OpenTofu would not read, Terraform would, and that do more than set it up."""
        return [p for n in left_aside(self._names(directory)) if not self._only_settings(p := directory / n)]

    @staticmethod
    def _names(directory: Path) -> list[str]:
        """The configuration files in one directory, but for directories and hidden files."""
        try:
            with os.scandir(directory) as entries:
                names = [e.name for e in entries if e.name.endswith(ENDINGS) and not is_directory(e)]
        except OSError:
            return []
        return sorted(name for name in names if not name.startswith("."))

    def _only_settings(self, path: Path) -> bool:
        from auditor.sources.terraform.syntax.parse import parse

        try:
            file = parse(self.text(path), path.name)
        except OSError:
            return False
        return not (file.problems or file.attributes) and all(block.type == _SETTINGS for block in file.blocks)

    def text(self, path: Path) -> bytes:
        """The bytes of a file. Raises OSError, also for one that leads outside the boundary."""
        if not self.inside(path):
            raise OSError(None, "it leads outside the scanned directory")
        data = self._texts.pop(path, None)
        self._kept -= len(data or b"")
        if data is None:
            if not path.is_file():
                raise OSError(None, "it is no file" if path.exists() else "it is not there")
            if path.stat().st_size > FILE_BYTES.value:
                raise OSError(None, str(FILE_BYTES))
            data = path.read_bytes()
        return data

    def code(self, path: Path) -> bytes:
        """The bytes of a file that is to be parsed. Raises OSError, also where there is no room for its syntax."""
        data = self.text(path)
        size = marks(data)
        if size > FILE_MARKS.value:
            raise OSError(None, str(FILE_MARKS))
        for held, bound in ((self._read_bytes + len(data), SCAN_BYTES), (self._read_marks + size, SCAN_MARKS)):
            if held > bound.value:
                raise OSError(None, str(bound))
        self._read_bytes += len(data)
        self._read_marks += size
        return data

    def module(self, directory: Path) -> ModuleDefinition:
        """The module in `directory`, read once."""
        return self.module_of(directory, None)

    def module_of(self, directory: Path, only: tuple[Path, ...] | None) -> ModuleDefinition:
        """The module in `directory`, or in some files of it."""
        key = only[0] if only else directory
        if key not in self._modules:
            files = list(only) if only else self.files(directory)
            self.files_read += len(files)
            self._modules[key] = read_module(directory, files, self.name_of, self.code)
        return self._modules[key]

    def read_modules(self) -> list[ModuleDefinition]:
        """Every module that was read, in order of its directory."""
        return [self._modules[key] for key in sorted(self._modules)]

    def roots(self, start: Path) -> list[Path]:
        """The directories below `start` that no other one calls as a module; of a circle of modules, its first."""
        directories = list(code_directories(start, self.closed))
        calls = {d: self._local_calls(d) for d in directories}
        called = {target for d, targets in calls.items() for target in targets if target != d}
        roots = [d for d in directories if d not in called]
        reached = self._reached(roots, calls)
        for directory in directories:
            if directory not in reached:
                roots.append(directory)
                reached |= self._reached([directory], calls)
        return sorted(roots)

    @staticmethod
    def _reached(roots: list[Path], calls: dict[Path, list[Path]]) -> set[Path]:
        reached: set[Path] = set()
        todo = list(roots)
        while todo:
            directory = todo.pop()
            if directory not in reached:
                reached.add(directory)
                todo += calls.get(directory, [])
        return reached

    def _local_calls(self, directory: Path) -> list[Path]:
        """The directories of the modules called in `directory`; only where the word `module` may occur is it parsed."""
        texts = map(self._peek, self.files(directory))
        if not any(b"module" in text or _has_escapes(text) or _PATH.search(text) for text in texts):
            return []
        targets = []
        for declared in self.module(directory).calls.values():
            source = declared.block.attributes.get("source")
            if (
                source is not None
                and isinstance(source.value, Literal)
                and str(source.value.value).startswith(("./", "../"))
            ):
                targets.append(Path(os.path.normpath(directory / str(source.value.value))))
        if (module := self.module(directory)).troubles:
            # A call may stand in what could not be read: what it calls is no root, whose defaults nobody meant.
            named = {found[1].decode(errors="replace") for s in module.sources for found in _PATH.finditer(s.file.text)}
            targets += [
                path for name in sorted(named) if (path := Path(os.path.normpath(directory / name))) not in targets
            ]
        return targets

    def _peek(self, path: Path) -> bytes:
        """The bytes of a file for a look at its words; empty where it cannot be read: reading it again says why."""
        try:
            text = self._texts[path] if path in self._texts else self.text(path)
        except OSError:
            return b""
        if path not in self._texts and self._kept + len(text) <= _KEPT_BYTES:
            self._kept += len(text)
            self._texts[path] = text
        return text

    def may_hold_cache(self, root: Path) -> bool:
        """Whether a root could declare a cache: itself, through local modules, or through one that is not local.

        It could not only where everything was seen: a file that is not read as text may hold anything.
        """
        seen: set[Path] = set()
        todo = [root]
        while todo:
            directory = todo.pop()
            if directory in seen:
                continue
            seen.add(directory)
            files = self.files(directory)
            if not files or self.left_aside(directory) or not all(self._is_harmless(f) for f in files):
                return True
            local = self._local_calls(directory)
            definition = self._modules.get(directory)
            if definition is not None and (definition.troubles or len(definition.calls) > len(local)):
                return True
            if not all(map(self.inside, local)):
                return True
            todo += local
        return False

    def _is_harmless(self, path: Path) -> bool:
        """Whether a file is readable text without a word of caches."""
        definition = self._modules.get(path.parent)
        source = next((s for s in definition.sources if s.path == self.name_of(path)), None) if definition else None
        text = source.file.text if source is not None else self._peek(path)
        if not text and not self._is_empty(path):
            return False
        if b"\0" in text or _has_escapes(text) or any(word in text for word in _CACHE_WORDS) or _may_be_cut_off(text):
            return False
        try:
            text.decode()
        except UnicodeDecodeError:
            return False
        return True

    @staticmethod
    def _is_empty(path: Path) -> bool:
        try:
            return path.stat().st_size == 0
        except OSError:
            return False


def _has_escapes(text: bytes) -> bool:
    """Whether a word may be spelled so that a look at the bytes does not find it."""
    return b"\\u" in text or b"\\U" in text


def _may_be_cut_off(text: bytes) -> bool:
    """Whether a text may be the first part of a longer one, whose words cannot be looked for."""
    lines = text.rstrip().rpartition(b"\n")
    return text.count(b"{") != text.count(b"}") or not (_LAST.match(lines[2]) or not lines[2].strip(b"]"))
