"""The table of functions: complete, without overlap, and cheap to import."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from auditor.sources.partial.values import EvalError, Unk
from auditor.sources.terraform.language.functions import FILE_FUNCTIONS, FUNCTIONS, IMPURE, SPECIAL
from tests.sources.terraform.helpers import value_of

NAMES = frozenset(Path(__file__).with_name("test_functions_names.txt").read_text(encoding="utf-8").split())
"""The functions of Terraform 1.11, without the `core::` namespace."""


def test_every_function_of_terraform_has_its_place():
    groups = [frozenset(FUNCTIONS), frozenset(IMPURE), FILE_FUNCTIONS, SPECIAL]
    assert frozenset().union(*groups) - {"type"} == NAMES  # `type` is in the console only
    assert sum(map(len, groups)) == len(NAMES) + 1


@pytest.fixture(scope="module")
def signatures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Terraform says of its functions."""
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform is not installed")
    folder = tmp_path_factory.mktemp("functions")
    (folder / "rc").touch()
    done = subprocess.run(
        [program, "metadata", "functions", "-json"],
        capture_output=True,
        check=True,
        cwd=folder,
        env=os.environ | {"TF_CLI_CONFIG_FILE": str(folder / "rc"), "CHECKPOINT_DISABLE": "1"},
        timeout=60,
    )
    found: dict[str, Any] = json.loads(done.stdout)["function_signatures"]
    return found


def test_terraform_has_these_functions(signatures: dict[str, Any]):
    assert {name.removeprefix("core::") for name in signatures} >= NAMES
    if _version() == "1.11":
        assert {name.removeprefix("core::") for name in signatures} == NAMES


def _version() -> str:
    done = subprocess.run(["terraform", "version", "-json"], capture_output=True, check=True, timeout=60)
    return str(json.loads(done.stdout)["terraform_version"]).rpartition(".")[0]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_takes_as_many_arguments_as_that_of_terraform(name: str, signatures: dict[str, Any]):
    least = len(signatures[name].get("parameters", []))
    for number in range(least):
        with pytest.raises(EvalError):
            FUNCTIONS[name].call(*["a"] * number)
    if "variadic_parameter" not in signatures[name]:
        with pytest.raises(EvalError, match="number of arguments"):
            FUNCTIONS[name].call(*["a"] * (least + 1))
    complaint = ""
    try:
        FUNCTIONS[name].call(*["a"] * least)
    except EvalError as error:
        complaint = str(error)
    assert "number of arguments" not in complaint


def test_what_is_not_evaluated_is_unknown_for_a_reason(tmp_path: Path):
    for number, (name, why) in enumerate(IMPURE.items()):
        (tmp_path / str(number)).mkdir()
        given = {"bcrypt": '"x"', "base64gzip": '"x"', "issensitive": "1"}.get(name, "")
        value = value_of(tmp_path / str(number), f"{name}({given})")
        assert isinstance(value, Unk)
        assert value.reason == f"{name}() {why}"
        assert not value.error


def test_a_function_of_a_provider_is_unknown(tmp_path: Path):
    value = value_of(tmp_path, 'provider::aws::arn_parse("arn:aws:s3:::b")')
    assert isinstance(value, Unk)
    assert "belongs to a provider" in value.reason


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('sensitive("x")', "x"),
        ('nonsensitive(sensitive("x"))', "x"),
        ("ephemeralasnull([1])", [1]),
        ('core::upper("x")', "X"),
    ],
)
def test_what_only_marks_a_value_gives_the_value(tmp_path: Path, expression: str, expected: object):
    assert value_of(tmp_path, expression) == expected


def test_type_is_for_the_console_only(tmp_path: Path):
    value = value_of(tmp_path, "type(1)")
    assert isinstance(value, Unk)
    assert value.error


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
