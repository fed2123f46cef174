"""What Terraform itself makes of expressions: many in one run of `terraform console`, fewer where it refuses."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

import pytest

from auditor.sources.partial.number_text import parse_number
from auditor.sources.partial.values import EvalError, has_unknown
from auditor.sources.terraform.language.functions.graphemes import composed
from auditor.sources.terraform.language.functions.json_text import json_text

_PROBLEMS = "Due to the problems above"
_BATCH = 600  # the console reads no line longer than 64 KB


class Verdict(Enum):
    """What is no value."""

    ERROR = "Terraform stops with an error"
    UNKNOWN = "known after apply"


def exactly(text: str) -> object:
    """A value from JSON, with numbers as Terraform has them."""
    value: object = json.loads(text, parse_float=parse_number, parse_int=parse_number)
    return value


def encoded(value: object) -> str | Verdict:
    """The JSON of a value of ours, or why there is none."""
    try:
        return Verdict.UNKNOWN if has_unknown(value) else composed(json_text(value))
    except EvalError:
        return Verdict.ERROR


class TerraformConsole:
    """Evaluates expressions over the declarations of `setup`, in a folder of its own."""

    def __init__(self, folder: Path, setup: str = "") -> None:
        program = shutil.which("terraform")
        if program is None:
            pytest.skip("terraform is not installed")
        self._program, self._folder, self._setup = program, folder, setup
        self._settings = folder / "settings"
        self._settings.touch()
        if "resource" in setup:
            (folder / "main.tf").write_text(setup, encoding="utf-8")
            assert self._run("init").returncode == 0

    def _run(self, *command: str, line: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._program, *command],
            input=line,
            capture_output=True,
            check=False,
            cwd=self._folder,
            env=os.environ | {"TF_CLI_CONFIG_FILE": str(self._settings), "CHECKPOINT_DISABLE": "1"},
            text=True,
            timeout=300,
        )

    def answers(self, expressions: Sequence[str], *flags: str) -> list[str | Verdict]:
        """The JSON of each expression, or why there is none."""
        found: list[str | Verdict] = []
        for start in range(0, len(expressions), _BATCH):
            found += self._batch(expressions[start : start + _BATCH], flags)
        return found

    def _batch(self, expressions: Sequence[str], flags: tuple[str, ...]) -> list[str | Verdict]:
        named = "".join(
            f'  r{i} = try(nonsensitive(base64encode(jsonencode(\n{e}\n))), "!")\n' for i, e in enumerate(expressions)
        )
        (self._folder / "main.tf").write_text(f"{self._setup}\nlocals {{\n{named}}}\n", encoding="utf-8")
        wanted = ", ".join(f"local.r{i}" for i in range(len(expressions)))
        done = self._run("console", *flags, line=f"[{wanted}]\n")
        if done.returncode == 0 and _PROBLEMS not in done.stdout:
            lines = done.stdout.partition("[\n")[2].strip().split("\n")[:-1]
            assert len(lines) == len(expressions), done.stdout[:500]
            return [_answer(line.strip().removesuffix(",")) for line in lines]
        if len(expressions) == 1:
            return [Verdict.ERROR]
        middle = len(expressions) // 2
        return [*self._batch(expressions[:middle], flags), *self._batch(expressions[middle:], flags)]


def _answer(printed: str) -> str | Verdict:
    if printed == "(known after apply)":
        return Verdict.UNKNOWN
    text: str = json.loads(printed)
    return Verdict.ERROR if text == "!" else base64.b64decode(text).decode()
