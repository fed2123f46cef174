"""Where sensitive and ephemeral values may not go: as Terraform refuses it, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from auditor.sources.terraform.modules.refused import refusals
from tests.sources.terraform.helpers import root_of, write
from tests.sources.terraform.modules.tree_plan import refused

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")

FILES = {
    "setup.tf": """\
variable "e" {
  ephemeral = true
  default   = 1
}
variable "s" {
  sensitive = true
  default   = { a = "1" }
}
locals {
  s      = var.s
  e      = [var.e]
  inside = { a = var.s.a }
}
module "m" {
  source = "./m"
  given  = var.s
  open   = var.e
}
""",
    "m/main.tf": """\
variable "given" {}
variable "open" {
  default   = 1
  ephemeral = true
}
variable "closed" {
  default = 1
}
variable "secret" {
  default   = { a = 1 }
  sensitive = true
}
output "given" {
  value     = var.given
  sensitive = true
}
output "secret" {
  value     = var.secret
  sensitive = true
}
output "shown" {
  value     = nonsensitive(var.secret)
  sensitive = true
}
output "constant" {
  value     = { a = 1 }
  sensitive = true
}
""",
}
X = "{} : { a = 1 }"

REFUSED_EACH = (
    "var.s",
    "local.s",
    "module.m.given",
    "module.m.secret",
    "toset([var.s.a])",
    "toset(keys(var.s))",
    "merge(var.s, {})",
    "tomap(var.s)",
    "try(var.s, {})",
    "coalesce(var.s, {})",
    "sensitive({ a = 1 })",
    "toset(sort([var.s.a]))",
    "setunion(setsubtract([var.s.a], []), [])",
    "{ for k, v in var.s : k => v }",
    '{ for k in ["a"] : k => k if var.s.a == "1" }',
    "{ (var.s.a) = 1 }",
    "true ? { a = 1 } : var.s",
    f'var.s.a == "1" ? {X}',
    f"var.s == null ? {X}",
    f'local.inside == "" ? {X}',
    f'jsonencode(local.inside) == "" ? {X}',
    f'"%{{ if var.s.a == "1" }}a%{{ endif }}" == "" ? {X}',
    f"length(var.s) > 0 ? {X}",
    f'true || !(var.s.a == "1") ? {X}',
    "[{}, { a = 1 }][var.s.a]",
    "toset([tostring(var.e)])",
)
TAKEN_EACH = (
    "local.inside",
    "{ for k, v in local.inside : k => v }",
    "module.m.shown",
    "module.m.constant",
    "nonsensitive(var.s)",
    'zipmap(["a"], [var.s.a])',
    "merge({}, local.inside)",
    "tomap({ a = var.e })",
    "try({ a = 1 }, var.s)",
    f"can(var.s) ? {X}",
    f"issensitive(var.s) ? {X}",
    f"length(local.inside) == 0 ? {X}",
    '{ a = { b = 1 } }[var.s.a == "1" ? "a" : "a"]',
)
REFUSED_INPUT = (
    "var.e",
    "local.e",
    "{ a = [var.e] }",
    "nonsensitive(var.e)",
    '"x${var.e}"',
    "-var.e",
    "var.e == 1 && false",
    "true ? 1 : var.e",
    "[for x in [1] : x if var.e == 1]",
    "local.e == [1]",
    "{ (var.e) = 1 }",
)
TAKEN_INPUT = (
    "var.s",
    "ephemeralasnull(var.e)",
    "can(var.e)",
    "issensitive(var.e)",
    "length(local.e)",
    "concat(local.e, [1])[1]",
    "[for e in [1] : e]",
)


def resource(argument: str, text: str, name: str = "x") -> str:
    return f'resource "terraform_data" "{name}" {{\n  {argument} = {text}\n}}\n'


CASES = {
    **{f"for_each = {text}": resource("for_each", text) for text in REFUSED_EACH},
    **{f"input = {text}": resource("input", text) for text in REFUSED_INPUT},
    "count": resource("count", "var.e"),
    "output": 'output "o" {\n  value = [var.e]\n}\n',
    "argument": 'module "n" {\n  given = 1\n  source = "./m"\n  closed = var.e\n}\n',
    "module": 'module "n" {\n  for_each = var.s\n  source = "./m"\n  given = 1\n}\n',
}


def told(folder: Path, code: str) -> list[tuple[str, int]]:
    root = root_of(folder, {**FILES, "main.tf": code})
    return [(gap.location.file, gap.location.line) for gap in refusals(root)]


@pytest.mark.parametrize("case", CASES)
def test_what_may_not_go_there_is_told(case: str, tmp_path: Path) -> None:
    line = 4 if case == "argument" else 2
    assert told(tmp_path, CASES[case]) == [("main.tf", line)]


@pytest.mark.parametrize("text", TAKEN_EACH)
def test_what_for_each_takes_is_not_told(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, resource("for_each", text)) == []


@pytest.mark.parametrize("text", TAKEN_INPUT)
def test_what_an_argument_takes_is_not_told(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, resource("input", text)) == []


@pytest.mark.oracle
@needs_terraform
@pytest.mark.parametrize("case", CASES)
def test_terraform_refuses_it(case: str, tmp_path: Path) -> None:
    line = 4 if case == "argument" else 2
    found = refused(write(tmp_path, {**FILES, "main.tf": CASES[case]}))
    assert {(one.file, one.first) for one in found} == {("main.tf", line)}


@pytest.mark.oracle
@needs_terraform
def test_terraform_takes_all_that_is_not_told(tmp_path: Path) -> None:
    each = "".join(resource("for_each", text, f"e{n}") for n, text in enumerate(TAKEN_EACH))
    given = "".join(resource("input", text, f"i{n}") for n, text in enumerate(TAKEN_INPUT))
    assert refused(write(tmp_path, {**FILES, "main.tf": each + given})) == []


def test_what_providers_never_keep_may_be_ephemeral(tmp_path: Path) -> None:
    code = (
        'resource "aws_secretsmanager_secret_version" "x" {\n  secret_string_wo = var.e\n}\n'
        'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "echo ${var.e}"\n  }\n}\n'
        'provider "aws" {\n  region = var.e\n}\n'
    )
    assert told(tmp_path, code) == []


def test_a_circle_of_names_has_no_mark(tmp_path: Path) -> None:
    assert told(tmp_path, "locals {\n  a = local.b\n  b = local.a\n}\n" + resource("for_each", "local.a")) == []


def test_names_that_lead_to_one_another_in_many_ways_cost_no_more(tmp_path: Path) -> None:
    code = "".join(f"  a{n} = [local.a{n + 1}, local.a{n + 1}] == [] ? local.a{n + 1} : {{}}\n" for n in range(200))
    code = f"locals {{\n{code}  a200 = {{}}\n}}\n" + resource("for_each", "local.a0")
    assert told(tmp_path, code) == []
