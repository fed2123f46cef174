"""Types and values of expressions as Terraform 1.11 found them, kept in types.jsonl to hold without it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from auditor.sources.terraform.language.functions.json_text import json_text
from auditor.sources.terraform.modules.instance import ModuleInstance
from tests.sources.terraform.helpers import root_of
from tests.sources.terraform.language.terraform_console import exactly
from tests.sources.terraform.language.terraform_types import Answer, answers
from tests.sources.terraform.language.test_types_oracle import ours
from tests.sources.terraform.language.typed_expressions import SETUP

_LINES = Path(__file__).with_name("types.jsonl").read_text(encoding="utf-8").split("\n")
CASES: list[Any] = [exactly(line) for line in _LINES if line]
#: What is left open although Terraform knows it, and why.
UNDECIDED = {
    "tolist(concat([{a=null}][*].a,[1]))": "the type of a null is not followed through every expression",
    "(true ? 1 : [for a in [1] : a.x])": "which type a loop that stops has is not followed",
    '(true ? tomap({ a = "x" }) : { d = tolist([{}, {}])[*].a })': "nor that of a splat that stops",
}


def expected(case: dict[str, Any]) -> Answer:
    """What Terraform gave."""
    return Answer() if "error" in case else Answer(json_text(case["result"]), case["type"])


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> ModuleInstance:
    outputs = "".join(f'output "r{i}" {{\n  value = {case["expression"]}\n}}\n' for i, case in enumerate(CASES))
    return root_of(tmp_path_factory.mktemp("types"), SETUP + outputs).module


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda i: str(CASES[i]["expression"])[:60])
def test_an_expression_has_the_type_and_value_that_terraform_found(number: int, module: ModuleInstance) -> None:
    case, answer = CASES[number], ours(module, f"r{number}")
    if case["expression"] in UNDECIDED:
        assert answer is None or not answer.json
        return
    wanted = expected(case)
    assert answer is not None
    assert answer.json == wanted.json
    # No value can show which type a null by itself has.
    assert answer.type == wanted.type or (answer.json == "null" and not answer.type)


def test_terraform_still_finds_the_same(tmp_path: Path) -> None:
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform is not installed")
    (tmp_path / "main.tf").write_text(SETUP, encoding="utf-8")
    found = answers([case["expression"] for case in CASES], tmp_path, program)
    assert [(c["expression"], a) for c, a in zip(CASES, found, strict=True)] == [
        (c["expression"], expected(c)) for c in CASES
    ]
