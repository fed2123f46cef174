"""Paths on the command line: files, directories, and `-` for what comes in on standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from auditor.cli.errors import Refusal

#: What stands for standard input among the paths, and what reports call it.
STANDARD_INPUT = Path("<stdin>")
_HOW = "pipe a plan into it, as in `terraform show -json plan.out | auditor scan -`"


class PathOrInput(click.Path):
    """A path that is there, or `-`."""

    def __init__(self) -> None:
        super().__init__(exists=True, path_type=Path, allow_dash=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; one that only looks like what stands for standard input is spelled out."""
        if value == "-":
            return STANDARD_INPUT
        path = super().convert(value, param, ctx)
        return path.absolute() if path in (STANDARD_INPUT, Path("-")) else path


def held_by(paths: tuple[Path, ...]) -> dict[Path, bytes]:
    """What standard input holds, if it is among the paths. Raises Refusal where that is nothing."""
    number = paths.count(STANDARD_INPUT)
    if number > 1:
        raise Refusal("standard input (-) can be read only once")
    if number and STANDARD_INPUT.absolute() in paths:
        raise Refusal(f"a file called {STANDARD_INPUT} cannot be told from standard input in one report")
    return {STANDARD_INPUT: _read()} if number else {}


def _read() -> bytes:
    """All of standard input, up to one byte more than any source takes."""
    from auditor.sources.bounds import PLAN_BYTES

    if sys.stdin is None or sys.stdin.closed:
        raise Refusal(f"standard input is closed: {_HOW}")
    if sys.stdin.isatty():
        raise Refusal(f"standard input is a terminal: {_HOW}")
    try:
        text = sys.stdin.buffer.read(PLAN_BYTES.value + 1)
    except OSError as error:
        raise Refusal(f"standard input cannot be read: {error.strerror}") from error
    if not text.strip():
        raise Refusal("standard input is empty: see what the command before it says")
    return text
