"""The chain behind a fact: from who set the value, over every name on the way, to the attribute."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Absent, Known, Origin
from tests.sources.terraform.helpers import only, read, replication_group


def chain_of(folder: Path, files: dict[str, str] | str) -> tuple[Origin | None, list[str]]:
    fact = only(read(folder, files)).facts["port"]
    if isinstance(fact, Absent):
        return None, []
    return (fact.origin if isinstance(fact, Known) else None), [f"{s.label} {s.location}" for s in fact.via]


@pytest.mark.parametrize(
    ("setup", "expression", "origin", "steps"),
    [
        ("", "7000", Origin.STATED, []),
        ("locals {\n  l = 7000\n}", "local.l", Origin.STATED, ["local.l main.tf:2"]),
        ('variable "v" {\n  default = 7000\n}', "var.v", Origin.DEFAULT, ["var.v (default) main.tf:2"]),
        ('variable "v" {\n  default = 7000\n}', "var.v + 1", Origin.STATED, ["var.v (default) main.tf:2"]),
        ('variable "v" {\n  default = { p = 7000 }\n}', 'var.v["p"]', Origin.DEFAULT, ["var.v (default) main.tf:2"]),
        ('variable "v" {}', "var.v", None, ["var.v (no value) main.tf:1"]),
        (
            'variable "v" {\n  default = 7000\n}\nlocals {\n  a = var.v\n  b = local.a\n}',
            "local.b",
            Origin.DEFAULT,
            ["var.v (default) main.tf:2", "local.a main.tf:5", "local.b main.tf:6"],
        ),
        ("locals {\n  a = local.b\n  b = local.a\n}", "local.a", None, ["local.b main.tf:3", "local.a main.tf:2"]),
        ("", "var.undeclared", None, []),
        ("", "local.undeclared", None, []),
    ],
)
def test_steps_of_a_chain(setup: str, expression: str, origin: Origin | None, steps: list[str], tmp_path: Path) -> None:
    assert chain_of(tmp_path, f"{setup}\n{replication_group(f'port = {expression}')}") == (origin, steps)


def test_a_chain_through_modules_and_variable_files(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "v" {}\nmodule "m" {\n  source = "./m"\n  count = 1\n  p = local.l\n}\n'
        "locals {\n  l = var.v\n}\n",
        "terraform.tfvars": "\nv = 7000\n",
        "m/main.tf": 'variable "p" {}\n' + replication_group("port = var.p"),
    }
    assert chain_of(tmp_path, files) == (
        Origin.STATED,
        ["var.v from terraform.tfvars terraform.tfvars:2", "local.l main.tf:8", "module.m[0].var.p main.tf:5"],
    )


def test_a_flag_stands_nowhere(tmp_path: Path) -> None:
    inventory = read(tmp_path, 'variable "v" {}\n' + replication_group("port = var.v"), variables={"v": "7000"})
    fact = only(inventory).facts["port"]
    assert isinstance(fact, Known)
    assert [(s.label, s.location.file) for s in fact.via] == [("var.v from --var v", "")]


def test_long_chains_are_cut(tmp_path: Path) -> None:
    text = "locals {\n  l0 = 7000\n" + "".join(f"  l{i} = local.l{i - 1}\n" for i in range(1, 40)) + "}\n"
    origin, steps = chain_of(tmp_path, text + replication_group("port = local.l39"))
    assert origin is Origin.STATED
    assert 1 < len(steps) <= 8
    assert steps[-1] == "local.l39 main.tf:41"
