"""Ways to write code that is made to hurt into a directory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

CACHE = "aws_elasticache_replication_group"

#: A case makes what writes its tree only when it is asked for: together the trees are gigabytes.
Cases = dict[str, Callable[[], Callable[[Path], None]]]

UNKNOWN = 'variable "u" {}\n'


def group(body: str = "", name: str = "this") -> str:
    """A replication group."""
    return f'resource "{CACHE}" "{name}" {{\n{body}\n}}\n'


def doubled(first: str, step: str, times: int = 40) -> str:
    """Locals l0, l1, ... of which each is made from the one before, named `$` in `step`."""
    lines = [f"  l{i} = {step.replace('$', f'local.l{i - 1}')}\n" for i in range(1, times)]
    return f"locals {{\n  l0 = {first}\n" + "".join(lines) + f"  last = local.l{times - 1}\n}}\n"


def module(name: str, source: str, *lines: str) -> str:
    inner = "".join(f"  {line}\n" for line in lines)
    return f'module "{name}" {{\n  source = "{source}"\n{inner}}}\n'


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def tree(files: dict[str, str]) -> Callable[[Path], None]:
    return lambda folder: write(folder, files)


def value(text: str, setup: str = "") -> Callable[[Path], None]:
    """The text as the value of one attribute."""
    return tree({"main.tf": setup + group(f"  engine_version = {text}") + group("", "sound")})


def expression(text: str) -> Callable[[Path], None]:
    """The text as the value of three attributes that are read in different ways, beside a sound cache."""
    body = f"  port = {text}\n  auth_token = {text}\n  tags = {{ a = {text} }}"
    return lambda folder: write(folder, {"main.tf": group(body) + group("", "sound")})
