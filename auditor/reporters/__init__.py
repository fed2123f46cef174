"""Pure functions from a Report to text. This table names them all; a module is imported when its format is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from auditor.model.report import Report

#: What every reporter module offers as `render`: the report in chunks of text. It reads no file, clock or environment.
Render = Callable[[Report], Iterator[str]]


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """One format: the module that renders it and the endings of the files that hold it."""

    module: str
    suffixes: tuple[str, ...]
    doc: str


FORMATS: dict[str, FormatSpec] = {
    "console": FormatSpec("auditor.reporters.console", (".txt",), "for a terminal"),
    "html": FormatSpec("auditor.reporters.html", (".html", ".htm"), "one self-contained page"),
    "json": FormatSpec(
        "auditor.reporters.json", (".json",), "everything, for programs; report.schema.json describes it"
    ),
    "sarif": FormatSpec("auditor.reporters.sarif", (".sarif", ".sarif.json"), "SARIF 2.1.0, for code scanning"),
}


def load(format_name: str) -> Render:
    """The `render` of a format. Raises ValueError for a name that is not in the table."""
    spec = FORMATS.get(format_name)
    if spec is None:
        raise ValueError(f"unknown format {format_name!r}; known are {', '.join(FORMATS)}")
    render: Render = import_module(spec.module).render
    return render


def format_of(path: str) -> str:
    """The format that the ending of a file's name asks for; the longest decides. Raises ValueError if none fits."""
    endings = {suffix: name for name, spec in FORMATS.items() for suffix in spec.suffixes}
    fitting = [suffix for suffix in endings if path.lower().endswith(suffix)]
    if not fitting:
        raise ValueError(f"no format for {path!r}; known endings are {' '.join(endings)}")
    return endings[max(fitting, key=len)]
