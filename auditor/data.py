"""The shipped data files, wherever this package was installed from.

A wheel carries the top-level `rules/` and `templates/` inside the package, as `auditor/_data/rules` and
`auditor/_data/templates`. A checkout, an editable install and an unpacked sdist have them beside the package instead.

Standard library only: the build hook loads this file by its path, before any dependency is installed.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Literal

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_data"

#: Where the build writes the compiled rule catalogue.
COMPILED_RULES = _SHIPPED / "rules.json"


class DataMissingError(RuntimeError):
    """The installation lacks data files that it should have come with."""

    def __init__(self, name: str, tried: list[Path]) -> None:
        """Say what is missing and where it was looked for."""
        places = " and ".join(str(path) for path in tried)
        super().__init__(f"the {name} that belong to auditor are missing (looked in {places}); install auditor again")


def data_dir(name: Literal["rules", "templates"]) -> Path:
    """The folder of the shipped rules or templates.

    Raises:
        DataMissingError: neither the package nor the checkout around it has that folder.
    """
    tried = [_SHIPPED / name, _PACKAGE.parent / name]
    for path in tried:
        if path.is_dir():
            return path
    raise DataMissingError(name, tried)


def rule_files(rules: Path) -> dict[str, Path]:
    """The YAML files of a rule catalogue by their path relative to it, in a fixed order."""
    return {name: rules / name for name in _names(str(rules))}


def _names(rules: str) -> list[str]:
    """The names of those files, sorted. By `os`, since every scan from a checkout asks, and `pathlib` is slow."""
    found: list[str] = []
    folders = [""]
    for folder in folders:
        with os.scandir(f"{rules}/{folder}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{folder}{entry.name}/")
                elif entry.name.endswith(".yaml"):
                    found.append(f"{folder}{entry.name}")
    return sorted(found)


def rules_digest(rules: Path) -> str:
    """SHA-256 over the names and bytes of a rule catalogue: equal digests mean equal rules."""
    digest = hashlib.sha256()
    folder = str(rules)
    for name in _names(folder):
        with open(f"{folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 - many files, see _names
            content = file.readall()
        # The length keeps a file's end apart from the next file's name.
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def compiled_rules() -> dict[str, Any] | None:
    """The catalogue as the build compiled it, or None where the YAML has to be read.

    Returns:
        `{"digest": ..., "files": {relative path: parsed YAML}}`, where the examples of a rule, which no scan looks at,
        are JSON text of their own. None if nothing was compiled, or if the YAML of a
        checkout was edited since; inside a wheel both were written together, so nothing is compared.
    """
    try:
        compiled: dict[str, Any] = json.loads(COMPILED_RULES.read_bytes())
    except FileNotFoundError:
        return None
    rules = data_dir("rules")
    if rules.parent != _SHIPPED and compiled["digest"] != rules_digest(rules):
        return None
    return compiled
