"""The table of functions: complete, without overlap, and cheap to import."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.sources.terraform.language.functions import FILE_FUNCTIONS, FUNCTIONS, IMPURE, SPECIAL
from auditor.sources.terraform.language.values import EvalError

NAMES = frozenset(Path(__file__).with_name("test_functions_names.txt").read_text(encoding="utf-8").split())
"""The functions of Terraform 1.11, without the `core::` namespace."""


def test_every_function_of_terraform_has_its_place():
    groups = [frozenset(FUNCTIONS), IMPURE, FILE_FUNCTIONS, SPECIAL]
    assert frozenset().union(*groups) - {"type"} == NAMES  # `type` is in the console only
    assert sum(map(len, groups)) == len(NAMES) + 1


def test_terraform_has_these_functions(tmp_path: Path):
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform is not installed")
    (tmp_path / "rc").touch()
    done = subprocess.run(
        [program, "metadata", "functions", "-json"],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"TF_CLI_CONFIG_FILE": str(tmp_path / "rc"), "CHECKPOINT_DISABLE": "1"},
        timeout=60,
    )
    names = {name.removeprefix("core::") for name in json.loads(done.stdout)["function_signatures"]}
    assert names >= NAMES


def test_importing_the_table_leaves_heavy_modules_alone():
    code = "import auditor.sources.terraform.language.functions, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60)
    assert not {"yaml", "ipaddress", "hashlib", "csv", "zlib", "uuid", "fractions"} & set(done.stdout.split())


def test_the_wrong_number_of_arguments_is_an_error():
    for name in ("upper", "join", "substr", "cidrsubnet"):
        with pytest.raises(EvalError, match="number of arguments"):
            FUNCTIONS[name].call()
        with pytest.raises(EvalError):
            FUNCTIONS[name].call(*["a"] * 4)
