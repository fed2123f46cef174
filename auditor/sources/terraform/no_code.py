"""Directories without Terraform code, as their inventory: told apart before what reads code is imported."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from auditor.model.location import Location
from auditor.model.resource import Gap, Inventory
from auditor.sources.terraform.modules.directories import code_directories
from auditor.sources.whereabouts import name_of

#: What is counted of every scan of code.
COUNTED = ("Terraform files", "Terraform roots", "cache-free Terraform roots", "unchecked conditions")


def without_code(paths: Iterable[Path], base: Path) -> Inventory | None:
    """What there is to say of directories of which none holds any code; None where one does, or may."""
    closed: dict[Path, str] = {}
    directories = list(dict.fromkeys(path.resolve() for path in paths))
    for directory in directories:
        if not directory.is_dir() or any(code_directories(directory, closed)) or closed:
            return None
    names = [name_of(directory, base) for directory in directories]
    return Inventory(gaps=list(map(no_code, names)), sources=names, coverage=dict.fromkeys(COUNTED, 0))


def no_code(name: str) -> Gap:
    """The gap that a directory without code is."""
    return Gap(f"path:{name}", "terraform", name, "no Terraform files here", Location(name))
