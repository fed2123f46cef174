"""What Terraform itself finds the types and values of expressions to be: `type()`, which only its console has."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_BATCH = 150  # the console reads no line longer than 64 KB
_REFUSED = "\\u0000refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What Terraform gives for an expression; both empty where it stops with an error.

    Attributes:
        json: the value, empty where it is only known later.
        type: as `Type` writes it.
    """

    json: str = ""
    type: str = ""


def answers(expressions: list[str], folder: Path, program: str) -> list[Answer]:
    """The answer to each expression, over the declarations in `folder`."""
    found: list[Answer] = []
    for start in range(0, len(expressions), _BATCH):
        part = expressions[start : start + _BATCH]
        # What tells an error apart must be no value of an expression.
        types = _types([f'try({one}, "{_REFUSED}")' for one in part], folder, program)
        values = _values(part, folder, program)
        found += [Answer(v, t) if v is not None else Answer() for v, t in zip(values, types, strict=True)]
    return found


def _console(line: str, folder: Path, program: str) -> str:
    """What the console prints for one line; empty where that is an error."""
    done = run([program, "console"], folder, line + "\n")
    return done.stdout if done.returncode == 0 else ""


def planned(expressions: list[str], folder: Path, program: str) -> list[str | None]:
    """The JSON of each expression in a plan; empty where it is only known later, None where it is an error."""
    outputs = "".join(
        f'output "r{i}" {{\n  value = try([jsonencode({one})], [])\n}}\n' for i, one in enumerate(expressions)
    )
    (folder / "outputs.tf").write_text(outputs, encoding="utf-8")
    for command in (["init"], ["plan", "-out=plan", "-refresh=false"]):
        done = run([program, *command, "-no-color"], folder)
        assert done.returncode == 0, done.stdout + done.stderr
    shown = json.loads(run([program, "show", "-json", "plan"], folder).stdout)["planned_values"]["outputs"]
    found = [shown[f"r{i}"].get("value", [""]) for i in range(len(expressions))]
    return [one[0] if one else None for one in found]


def run(command: list[str], folder: Path, line: str = "") -> subprocess.CompletedProcess[str]:
    (folder / "settings").touch()
    return subprocess.run(
        command,
        input=line,
        capture_output=True,
        check=False,
        cwd=folder,
        env=os.environ | {"TF_CLI_CONFIG_FILE": str(folder / "settings"), "CHECKPOINT_DISABLE": "1"},
        text=True,
        timeout=300,
    )


def _values(part: list[str], folder: Path, program: str) -> list[str | None]:
    """The JSON of each expression; empty where it is only known later, None where it is an error."""
    calls = [f'try(base64encode(jsonencode({one})), "{_REFUSED}")' for one in part]
    text = _console(f"[{', '.join(calls)}]", folder, program)
    if not text:
        return [None] if len(part) == 1 else [one for half in _halves(part) for one in _values(half, folder, program)]
    lines = [line.strip().rstrip(",") for line in text.partition("[\n")[2].strip().split("\n")[:-1]]
    assert len(lines) == len(part), text
    return [_decoded(line) for line in lines]


def _decoded(line: str) -> str | None:
    if "refused" in line:
        return None
    return "" if line.startswith("(") else base64.b64decode(json.loads(line)).decode()


def _types(part: list[str], folder: Path, program: str) -> list[str]:
    """The type of each expression, as `Type` writes it; empty where Terraform gives none."""
    text = _console(f"type([{', '.join(part)}])", folder, program)
    if text:
        return _Types(text).elements()
    return [""] if len(part) == 1 else [one for half in _halves(part) for one in _types(half, folder, program)]


def _halves(part: list[str]) -> tuple[list[str], list[str]]:
    return part[: len(part) // 2], part[len(part) // 2 :]


class _Types:
    """Reads types as the console prints them, line by line."""

    def __init__(self, text: str) -> None:
        self._lines = [line.strip() for line in text.strip().split("\n")]

    def elements(self) -> list[str]:
        """The element types of a tuple."""
        assert self._lines.pop(0) == "tuple(["
        return self._parts("])")

    def _parts(self, end: str) -> list[str]:
        parts = []
        while self._lines[0].rstrip(",") != end:
            name, colon, rest = self._lines[0].rpartition(": ") if end == "})" else ("", "", self._lines[0])
            self._lines[0] = rest
            parts.append((f"{name}=" if colon else "") + self._type())
        self._lines.pop(0)
        return parts

    def _type(self) -> str:
        line = self._lines.pop(0).rstrip(",")
        match line:
            case "tuple([":
                return "tuple([" + ", ".join(self._parts("])")) + "])"
            case "object({":
                return "object({" + ", ".join(sorted(self._parts("})"), key=lambda part: part.split("=")[0])) + "})"
        if line.endswith("("):
            # One or more collections of something that takes several lines: `list(map(`.
            return line + self._type() + self._lines.pop(0).rstrip(",")
        return line
