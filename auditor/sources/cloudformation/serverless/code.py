"""Services that are written as a program: it is not run, so all that can be said is whether it may declare caches."""

from __future__ import annotations

import re
from pathlib import Path

from auditor.sources.bounds import FILE_BYTES

_CACHE = re.compile(rb"AWS::(?:ElastiCache|MemoryDB|DAX)::")
_TAKEN_IN = re.compile(rb"""(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"]([^'"\n]+)['"]|\bfile\(([^()\n]+)\)""")
_ENDINGS = ("", ".ts", ".js", ".cjs", ".mjs", ".json", "/index.ts", "/index.js")
#: More files than this are not looked at.
_MANY = 300


def may_declare_caches(program: Path, root: Path) -> bool:
    """Whether a program, or a file of its own below `root` that it takes in, names a type of a cache."""
    real, todo, seen = root.resolve(), [program.resolve()], {program.resolve()}
    left = FILE_BYTES.value
    while todo:
        file = todo.pop()
        try:
            with file.open("rb") as opened:
                text = opened.read(left + 1)
        except OSError:
            continue
        left -= len(text)
        if _CACHE.search(text) or left < 0 or len(seen) > _MANY:
            return True  # where there are too many to look at, one of them may
        for found in _TAKEN_IN.finditer(text):
            name = (found[1] or found[2]).decode(errors="replace")
            for beside in (file.parent, program.parent):
                target = _file(beside, name, real)
                if target is not None and target not in seen:
                    seen.add(target)
                    todo.append(target)
    return False


def _file(beside: Path, name: str, root: Path) -> Path | None:
    """The file that a name stands for in a directory; None where there is none below the root."""
    for ending in _ENDINGS:
        try:
            target = (beside / f"{name}{ending}").resolve()
            if target.is_relative_to(root) and target.is_file():
                return target
        except (OSError, ValueError):
            continue
    return None
