"""The files of rule directories: as the build compiled them, or read one by one with the places of all keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.engine.errors import RuleError
from auditor.engine.marks import Marks, read_yaml
from auditor.engine.pending import Packed

#: A rule file larger than this is no rule file.
MAX_RULE_BYTES = 1_000_000

#: The file of a rule directory that says what caches can be for, and what that changes of rules.
WORKLOADS = "workloads.yaml"


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its place below the rule directory, its content, and lines (empty when compiled)."""

    path: str
    content: object
    marks: Marks
    strict: bool

    @property
    def parts(self) -> list[str]:
        """The names of its path, folders first."""
        return self.path.replace("\\", "/").split("/")

    @property
    def is_rule(self) -> bool:
        """Whether it is about a rule, and not a framework, a data table or the workloads."""
        return self.parts[0] not in ("frameworks", "data") and self.path != WORKLOADS


def digest_of(documents: list[Document]) -> bytes:
    """What tells these documents from others."""
    return json.dumps([(d.path, d.content) for d in documents], sort_keys=True, default=str).encode()


def from_compiled(files: Mapping[str, Any]) -> list[Document]:
    """The built-in files as the build compiled them."""
    for content in files.values():
        # The examples are packed, see hatch_build.py.
        if isinstance(content, dict) and isinstance(content.get("examples"), str):
            content["examples"] = Packed(content["examples"])
    return [Document(path, content, Marks(f"rules/{path}"), strict=False) for path, content in sorted(files.items())]


def from_directory(directory: Path, *, builtin: bool) -> list[Document]:
    """The files below `directory`. Raises RuleError."""
    if not directory.is_dir():
        raise RuleError(f"no rule directory {directory}")
    documents = []
    for file in sorted(directory.rglob("*.yaml")):
        name = f"rules/{file.relative_to(directory)}" if builtin else str(file)
        # A pipe or a device would be read for ever.
        if not file.is_file():
            raise RuleError("cannot be read: not a file", name)
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_RULE_BYTES + 1)
            text = data.decode()
        except (OSError, UnicodeDecodeError) as error:
            raise RuleError(f"cannot be read: {error}", name) from error
        if len(data) > MAX_RULE_BYTES:
            raise RuleError(f"larger than {MAX_RULE_BYTES} bytes", name)
        content, marks = read_yaml(text, name)
        documents.append(Document(str(file.relative_to(directory)), content, marks, strict=True))
    return documents
