"""Calls with literal arguments: what they give was taken from Terraform 1.11 and is kept in functions.jsonl."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from auditor.sources.partial.number_text import parse_number
from auditor.sources.partial.type_of import DYNAMIC, object_of, tuple_of
from auditor.sources.partial.values import EvalError, ObjectValue, TupleValue
from auditor.sources.terraform.language.functions import FUNCTIONS
from auditor.sources.terraform.language.functions.json_text import json_text
from tests.sources.terraform.language.terraform_console import encoded, exactly

_LINES = Path(__file__).with_name("functions.jsonl").read_text(encoding="utf-8").split("\n")
CASES: list[Any] = [exactly(line) for line in _LINES if line]

# what Terraform answers where the functions here answer otherwise, and why
DEVIATIONS: list[tuple[str, object, str]] = [
    ("coalescelist(null,[1])", [1], "a null of type list is skipped; which type a null has is not tracked"),
    ('regex("\\\\p{Greek}+","αβ")', EvalError, "scripts are not supported"),
    ('timeadd("0001-01-01T00:00:00Z","-10h")', EvalError, "there is no year 0"),
]


class _Reader:
    """Evaluates calls with literal arguments."""

    _TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|-?[0-9.]+(?:e-?[0-9]+)?|\w+|[\[\](){},=])')

    def __init__(self, text: str) -> None:
        self._tokens = self._TOKEN.findall(text)

    def _items(self, end: str) -> list[object]:
        items = TupleValue()
        while self._tokens[0] != end:
            items.append(self.value())
            if self._tokens[0] == ",":
                self._tokens.pop(0)
        self._tokens.pop(0)
        return items

    def _entries(self) -> dict[str, object]:
        entries = ObjectValue()
        while (key := self._tokens.pop(0)) != "}":
            if key == ",":
                key = self._tokens.pop(0)
            assert self._tokens.pop(0) == "="
            entries[json.loads(key) if key.startswith('"') else key] = self.value()
        return entries

    def value(self) -> object:
        token = self._tokens.pop(0)
        if token == "[":
            items = self._items("]")
            return tuple_of(items, [DYNAMIC] * len(items))
        if token == "{":
            entries = self._entries()
            return object_of(entries, dict.fromkeys(entries, DYNAMIC))
        if token.startswith('"'):
            return json.loads(token.replace("$${", "${"))
        if token in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[token]
        if self._tokens and self._tokens[0] == "(":
            self._tokens.pop(0)
            return FUNCTIONS[token].call(*self._items(")"))
        return parse_number(token)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["expression"])[:60])
def test_a_call_gives_what_terraform_gives(case: dict[str, object]) -> None:
    reader = _Reader(str(case["expression"]))
    if "error" in case:
        with pytest.raises(EvalError):
            json_text(reader.value())
    else:
        assert encoded(reader.value()) == json_text(case["result"])


@pytest.mark.parametrize(("expression", "expected", "reason"), DEVIATIONS)
def test_a_known_deviation_is_still_one(expression: str, expected: object, reason: str) -> None:
    if expected is EvalError:
        with pytest.raises(EvalError):
            _Reader(expression).value()
    else:
        assert encoded(_Reader(expression).value()) == json_text(expected), reason


def test_terraform_still_gives_what_is_expected(tmp_path: Path) -> None:
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform is not installed")
    (tmp_path / "rc").touch()
    for start in range(0, len(CASES), 200):  # the console cannot read longer lines
        _compare(CASES[start : start + 200], program, tmp_path)


def _compare(cases: list[dict[str, object]], program: str, folder: Path) -> None:
    calls = ", ".join(f"try([true, jsonencode({case['expression']})], [false])" for case in cases)
    done = subprocess.run(
        [program, "console"],
        input=f"base64encode(jsonencode([{calls}]))\n",
        capture_output=True,
        check=True,
        cwd=folder,
        env=os.environ | {"TF_CLI_CONFIG_FILE": str(folder / "rc"), "CHECKPOINT_DISABLE": "1"},
        text=True,
        timeout=120,
    )
    answers = json.loads(base64.b64decode(json.loads(done.stdout)))
    for case, (known, *results) in zip(cases, answers, strict=True):
        assert known == ("error" not in case), case
        assert not known or exactly(results[0]) == case["result"], case
