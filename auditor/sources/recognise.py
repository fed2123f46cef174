"""Which source reads which file: told by endings for code, and by content for what is written in YAML or JSON."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from auditor.sources.bounds import FILE_BYTES

#: What Terraform code is called.
CODE = (".tf", ".tf.json", ".tofu", ".tofu.json")
#: What templates, plans and states are called in directories; a file that somebody names may be called anything.
DATA = (".yaml", ".yml", ".json", ".template", ".tfstate")
#: Directories that hold copies of what others wrote, or nothing that anybody deploys.
_SKIPPED = frozenset({".git", ".terraform", ".terragrunt-cache", ".venv", "__pycache__", "node_modules"})

#: Types of resources that are a cache.
_CACHE = re.compile(rb"AWS::(?:ElastiCache|MemoryDB|DAX)::")


@dataclass(slots=True)
class Recognised:
    """Paths by the source that reads them.

    `unread` are files with caches in a form that no source reads yet; `other` are files that somebody named and that
    no source reads.
    """

    terraform: list[Path] = field(default_factory=list)
    templates: list[Path] = field(default_factory=list)
    plans: list[Path] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)
    other: list[Path] = field(default_factory=list)


def recognise(paths: Iterable[Path]) -> Recognised:
    """What is at the paths. A directory goes to Terraform as a whole, and file by file to what reads single files."""
    found = Recognised()
    for path in dict.fromkeys(paths):
        if path.is_dir():
            found.terraform.append(path)
            for file in _data_below(path):
                _enter(found, file, named=False)
        elif path.name.endswith(CODE):
            found.terraform.append(path)
        else:
            _enter(found, path, named=True)
    found.templates, found.plans = (list(dict.fromkeys(files)) for files in (found.templates, found.plans))
    return found


def _enter(found: Recognised, file: Path, *, named: bool) -> None:
    kind = _kind(file)
    if kind == "plan":
        found.plans.append(file)
    elif kind == "template":
        found.templates.append(file)
    elif kind == "unread":
        found.unread.append(file)
    elif named:
        found.other.append(file)


def _kind(file: Path) -> str:
    from auditor.sources.cloudformation.syntax.detect import Kind, kind_of
    from auditor.sources.plan.source import is_plan

    if is_plan(file):
        return "plan"
    try:
        with file.open("rb") as opened:
            text = opened.read(FILE_BYTES.value)
    except OSError:
        return ""
    kind = kind_of(text)
    if kind is Kind.SERVERLESS:
        return "unread" if _CACHE.search(text) else ""
    return "template" if kind is Kind.TEMPLATE else ""


def _data_below(directory: Path) -> Iterator[Path]:
    """The files below a directory that may be a template, a plan or a state; links are not followed."""
    todo = [directory]
    while todo:  # not os.walk, which calls itself for each level
        try:
            entries = sorted(os.scandir(todo.pop()), key=lambda entry: entry.name)
        except OSError:
            continue
        todo += [
            Path(one.path)
            for one in reversed(entries)
            if one.name not in _SKIPPED and one.is_dir(follow_symlinks=False)
        ]
        for one in entries:
            if one.name.endswith(DATA) and not one.name.endswith(CODE) and one.is_file(follow_symlinks=False):
                yield Path(one.path)
