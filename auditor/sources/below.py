"""The files below a directory that may be a template, a plan or a state."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from auditor.sources.copies import holds_copies

#: What Terraform code is called.
CODE = (".tf", ".tf.json", ".tofu", ".tofu.json")


def files_below(directory: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[Path, str]]:
    """The files of wanted names below a directory, each with why it is not read; empty for those that are.

    No link is followed: what lies below the directory as well is found there, and nothing else is read.
    """
    inside = os.path.realpath(directory)
    todo = [directory]
    while todo:  # not os.walk, which calls itself for each level
        try:
            entries = sorted(os.scandir(todo.pop()), key=lambda entry: entry.name)
        except OSError:
            continue
        todo += [
            Path(one.path)
            for one in reversed(entries)
            if one.is_dir(follow_symlinks=False) and not holds_copies(one.name)
        ]
        for one in entries:
            if wanted(one.name):
                if one.is_file(follow_symlinks=False):
                    yield Path(one.path), ""
                elif _leads_away(one, inside, wanted):
                    yield Path(one.path), "it is a link that leads to nothing below the scanned directory"
                elif not one.is_symlink() and not one.is_dir():
                    yield Path(one.path), "it is no regular file"


def _leads_away(entry: os.DirEntry[str], inside: str, wanted: Callable[[str], bool]) -> bool:
    """Whether an entry is a link to what is not found below the directory: a file elsewhere, or nothing."""
    if not entry.is_symlink():
        return False
    target = Path(os.path.realpath(entry.path))  # Path.resolve raises where links go in a circle
    if target.is_dir():
        return False
    steps = Path(os.path.relpath(target, inside)).parts
    hidden = ".." in steps or any(map(holds_copies, steps[:-1]))
    return hidden or not wanted(steps[-1]) or not target.is_file()


def holds_code(directory: Path) -> bool:
    """Whether there is Terraform code in a directory."""
    return any(file.name.endswith(CODE) for file in directory.iterdir())
