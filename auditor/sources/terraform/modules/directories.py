"""The directories that hold Terraform code, found without what reads it: most of what a scan imports is for that."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from auditor.sources.copies import holds_copies
from auditor.sources.terraform.modules.forms import ENDINGS


def code_directories(start: Path, closed: dict[Path, str]) -> Iterator[Path]:
    """`start` and every directory below it that holds Terraform files; links to directories are not followed.

    `closed` takes in the directories that cannot be looked into, with the reason.
    """
    todo = [start]
    while todo:  # os.walk would need a stack frame for each level
        directory = todo.pop()
        try:
            with os.scandir(directory) as entries:
                found = sorted(entries, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            closed[directory] = error.strerror or str(error)
            continue
        if any(one.name.endswith(ENDINGS) and not is_directory(one) for one in found):
            yield directory
        inner = [one for one in found if not holds_copies(one.name) and not one.is_symlink() and is_directory(one)]
        todo += [directory / one.name for one in inner]


def is_directory(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a directory; a link that leads nowhere or in a circle is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False
