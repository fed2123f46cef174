"""Where a file is that a template or a service names, and what reports call it: nothing is opened for that."""

from __future__ import annotations

import os
from pathlib import Path

#: No system opens a path of more characters.
_LONGEST = 4_096


def whereabouts(directory: Path, name: str) -> Path | None:
    """The file that a name stands for in a directory, whether or not there is one; None for what can be no name."""
    path = os.path.join(directory, name)  # noqa: PTH118  # Path would take long names apart first
    if len(path) > _LONGEST or "\0" in path:
        return None
    try:
        # Path.resolve raises where links go in a circle.
        return Path(os.path.realpath(path))
    except (OSError, ValueError):  # letters that no file system has
        return None


def name_of(path: Path, base: Path) -> str:
    """What reports call a file: its path from a directory, `../` included where it lies elsewhere."""
    return Path(os.path.relpath(path.resolve(), base.resolve())).as_posix()
