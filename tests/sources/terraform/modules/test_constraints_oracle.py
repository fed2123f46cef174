"""Defaults of variables as their type constraints convert them: the value and the type that Terraform finds.

`AUDITOR_ORACLE=full` asks for many more of them; `AUDITOR_ORACLE_SEED` for others.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from auditor.sources.partial.type_of import type_of
from auditor.sources.partial.values import Unk
from auditor.sources.terraform.language.expression_types import type_of_variable
from auditor.sources.terraform.language.functions.json_text import json_text
from auditor.sources.terraform.modules.instance import ModuleInstance
from tests.sources.terraform.helpers import root_of
from tests.sources.terraform.language.terraform_types import Answer, answers, run

FULL = os.environ.get("AUDITOR_ORACLE") == "full"
NUMBER = 5_000 if FULL else 400
SEED = int(os.environ.get("AUDITOR_ORACLE_SEED", "2026"))

pytestmark = pytest.mark.oracle

#: Type constraints with values that they convert, or refuse.
PICKED = [
    ("string", "1"), ("string", "true"), ("string", "[1]"), ("string", "null"), ("number", '"1.50"'), ("number", '"x"'),
    ("number", "true"), ("bool", '"1"'), ("bool", '"yes"'), ("bool", "1"), ("any", '[1, "a"]'), ("any", "null"),
    ("list(any)", '[1, "a", true]'), ("list(any)", "[1, null]"), ("list(any)", "[1, [1]]"), ("list(any)", "[]"),
    ("list(any)", "[{ a = 1 }, { b = 2 }]"), ("list(any)", '[{ a = 1 }, { a = "x" }]'), ("set(any)", '["b", "a", 1]'),
    ("set(number)", '["10", 2, "2"]'), ("set(string)", "[null]"), ("map(any)", '{ a = 1, b = "x" }'),
    ("map(any)", "{ a = 1, b = [2] }"), ("map(string)", "{ a = null }"), ("map(list(string))", "{ a = [1], b = [] }"),
    ("list(string)", '"a"'), ("list(string)", "{ a = 1 }"), ("map(string)", "[]"),
    ("tuple([string, number])", '[1, "2"]'),
    ("tuple([string])", "[1, 2]"), ("tuple([])", "[]"), ("tuple([any, list(any)])", '[[1], [1, "a"]]'),
    ("object({ a = string })", "{ a = 1, dropped = 2 }"), ("object({ a = string })", "{}"), ("object({})", "{ a = 1 }"),
    ("object({ a = optional(string) })", "{}"), ('object({ a = optional(string, "d") })', "{ a = null }"),
    ("object({ a = optional(number, 1) })", '{ a = "2" }'), ("object({ a = optional(any) })", "{ a = [1] }"),
    ("object({ a = optional(list(string), [1]) })", "{}"),
    ("object({ a = optional(object({ b = optional(number, 1) }), {}) })", "{}"),
    ("object({ a = optional(object({ b = optional(number, 1) })) })", "{}"),
    ("object({ a = optional(object({ b = optional(number, 1) })) })", "{ a = {} }"),
    ("list(object({ a = optional(bool, true) }))", "[{}, { a = false }, { b = 1 }]"),
    ("map(object({ a = optional(bool, true), b = optional(string) }))", '{ x = {}, y = { b = 1 } }'),
    ("set(object({ a = optional(number, 1) }))", '[{}, { a = "1" }, { a = 2 }]'),
    ("tuple([object({ a = optional(number, 1) })])", "[{}]"),
    ("map(object({ a = string }))", "{ x = { a = 1 }, y = null }"),
    ("map(map(any))", '{ x = { a = 1 }, y = { b = "c" } }'), ("list(list(any))", '[[1], ["a"]]'),
    ("list(map(any))", "[{}, { a = [1] }]"),
    ("object({ a = list(any), b = optional(map(any), { k = 1 }) })", '{ a = [1, "x"] }'),
    ("list", "[1, \"a\"]"), ("map", "{ a = 1 }"),
]  # fmt: skip


class Pairs:
    """Made-up type constraints with values of a similar shape, so that most of them can be converted."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a sample, no secret

    def pair(self, depth: int = 3) -> tuple[str, str]:
        """A constraint, and a value."""
        pick = self._random.choice
        if self._random.random() < 0.08:
            return self.pair(depth)[0], "null"
        kind = (
            pick(("string", "number", "bool", "any"))
            if depth == 0
            else pick(("list", "set", "map", "tuple", "object", "object"))
        )
        if kind in ("list", "set", "map"):
            inner = self.pair(depth - 1)[0] if self._random.random() < 0.7 else "any"
            values = [self._like(inner, depth - 1) for _ in range(self._random.randint(0, 3))]
            if kind == "map":
                return f"map({inner})", "{ " + ", ".join(f"k{i} = {v}" for i, v in enumerate(values)) + " }"
            return f"{kind}({inner})", f"[{', '.join(values)}]"
        if kind == "tuple":
            parts = [self.pair(depth - 1) for _ in range(self._random.randint(0, 2))]
            return f"tuple([{', '.join(c for c, _ in parts)}])", f"[{', '.join(v for _, v in parts)}]"
        if kind == "object":
            return self._object(depth)
        return kind, self._like(kind, 0)

    def _object(self, depth: int) -> tuple[str, str]:
        constraints, values = [], []
        for name in self._random.sample("abcd", self._random.randint(0, 3)):
            constraint, value = self.pair(depth - 1)
            chance = self._random.random()
            if chance < 0.3:
                constraint = f"optional({constraint})"
            elif chance < 0.6:
                constraint = f"optional({constraint}, {self.pair(0)[1] if self._random.random() < 0.1 else value})"
            constraints.append(f"{name} = {constraint}")
            if self._random.random() < (0.5 if chance < 0.6 else 0.95):
                values.append(f"{name} = {value if self._random.random() < 0.85 else 'null'}")
        if self._random.random() < 0.2:
            values.append("more = 1")
        return f"object({{ {', '.join(constraints)} }})", f"{{ {', '.join(values)} }}"

    def _like(self, constraint: str, depth: int) -> str:
        """A value that may suit a constraint."""
        pick = self._random.choice
        texts = {
            "string": ('"a"', "1", "true", '""'),
            "number": ("1", '"2"', "1.5", '"x"'),
            "bool": ("true", '"false"', '"0"'),
        }
        if constraint in texts:
            return pick(texts[constraint]) if self._random.random() < 0.95 else "null"
        if constraint.startswith(("object", "map")):
            return (
                "{ "
                + ", ".join(f"{k} = {self._like(pick(tuple(texts)), 0)}" for k in self._random.sample("abcd", 2))
                + " }"
            )
        if constraint.startswith(("list", "set", "tuple")):
            return f"[{', '.join(self._like(pick(tuple(texts)), 0) for _ in range(self._random.randint(0, 2)))}]"
        return self.pair(min(depth, 1))[1] if depth > 0 else pick(("1", '"a"', "true"))


def refused(declarations: list[str], folder: Path, program: str) -> set[int]:
    """Which of the declarations, each a file of its own, Terraform refuses."""
    for i, text in enumerate(declarations):
        (folder / f"v{i}.tf").write_text(text, encoding="utf-8")
    found = json.loads(run([program, "validate", "-json"], folder).stdout)
    wrong = {int(d["range"]["filename"][1:-3]) for d in found["diagnostics"] if d["severity"] == "error"}
    for i in wrong:
        (folder / f"v{i}.tf").unlink()
    return wrong


def ours(module: ModuleInstance, name: str) -> Answer:
    """The value and the type of a variable of ours."""
    value = module.variable(name)
    if isinstance(value, Unk):
        return Answer("?" if not value.error else "")
    return Answer(json_text(value), str(type_of_variable(module, name, None) if value is None else type_of(value)))


def test_defaults_are_converted_as_terraform_converts_them(tmp_path: Path) -> None:
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform is not installed")
    maker = Pairs(SEED)
    pairs = [*PICKED, *(maker.pair() for _ in range(NUMBER))]
    declared = [f'variable "v{i}" {{\n  type    = {c}\n  default = {v}\n}}\n' for i, (c, v) in enumerate(pairs)]
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    wrong = refused(declared, theirs, program)
    assert refused([], theirs, program) == set()
    rest = [i for i in range(len(pairs)) if i not in wrong]
    given = dict(zip(rest, answers([f"var.v{i}" for i in rest], theirs, program), strict=True))
    (tmp_path / "ours").mkdir()
    module = root_of(tmp_path / "ours", "".join(declared)).module
    different = []
    for i, (constraint, value) in enumerate(pairs):
        found, expected = ours(module, f"v{i}"), given.get(i, Answer())
        if (found.json, found.type) != (expected.json, expected.type):
            different.append(f"{constraint}  <-  {value}\n    terraform: {expected}\n    ours:      {found}")
    assert not different, f"{len(different)} of {len(pairs)}:\n" + "\n".join(different[:20])
    assert len(rest) > len(pairs) / 2
