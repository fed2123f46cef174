"""Expressions over known values: what they give was taken from Terraform 1.11 and is kept in expressions.jsonl."""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from auditor.sources.partial.values import Unk
from auditor.sources.terraform.language.functions.json_text import json_text
from tests.sources.terraform.helpers import root_of
from tests.sources.terraform.language.terraform_console import Verdict, encoded, exactly

HERE = Path(__file__).parent
SETUP = (HERE / "expressions.tf").read_text(encoding="utf-8")
CASES: list[Any] = [
    exactly(line) for line in (HERE / "expressions.jsonl").read_text(encoding="utf-8").split("\n") if line
]
_SAMPLE = 60

#: What is left undecided although Terraform gives something, and why.
UNDECIDED: dict[str, str] = {}
#: What is found although Terraform 1.11 finds something else, and why.
DEVIATIONS: dict[str, tuple[object, str]] = {
    'true || "x"': (True, "later versions do not look at the other side"),
    "false && null": (False, "later versions do not look at the other side"),
}


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    outputs = "".join(f'output "r{i}" {{\n  value = {case["expression"]}\n}}\n' for i, case in enumerate(CASES))
    module = root_of(tmp_path_factory.mktemp("expressions"), f"{SETUP}\n{outputs}").module
    return [module.output(f"r{i}") for i in range(len(CASES))]


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda i: str(CASES[i]["expression"])[:60])
def test_an_expression_gives_what_terraform_gives(number: int, values: list[object]) -> None:
    case, value = CASES[number], values[number]
    if case["expression"] in UNDECIDED:
        assert isinstance(value, Unk)
        assert not value.error
    elif case["expression"] in DEVIATIONS:
        assert encoded(value) == json_text(DEVIATIONS[case["expression"]][0]), value
    elif "error" in case:
        assert encoded(value) is Verdict.ERROR or (isinstance(value, Unk) and value.error), value
    else:
        assert encoded(value) == json_text(case["result"]), value


def test_terraform_still_gives_what_is_expected(tmp_path: Path) -> None:
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform is not installed")
    (tmp_path / "rc").touch()
    sample = random.Random(2026).sample(CASES, _SAMPLE)  # noqa: S311 - a sample, no secret
    named = "".join(f"  r{i} = try([true, jsonencode({c['expression']})], [false])\n" for i, c in enumerate(sample))
    (tmp_path / "main.tf").write_text(f"{SETUP}\nlocals {{\n{named}}}\n", encoding="utf-8")
    done = subprocess.run(
        [program, "console"],
        input=f"base64encode(jsonencode([{', '.join(f'local.r{i}' for i in range(len(sample)))}]))\n",
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"TF_CLI_CONFIG_FILE": str(tmp_path / "rc"), "CHECKPOINT_DISABLE": "1"},
        text=True,
        timeout=120,
    )
    answers = json.loads(base64.b64decode(json.loads(done.stdout)))
    for case, (known, *results) in zip(sample, answers, strict=True):
        assert known == ("error" not in case), case
        assert not known or exactly(results[0]) == case["result"], case
