"""What Terraform refuses before it evaluates anything is a gap at the line that it names, and what it takes is none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.sources.terraform.helpers import read, write
from tests.sources.terraform.modules.tree_plan import refused

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")

MODULE = """\
variable "needed" {}
variable "other" {
  default = 1
}
output "out" {
  value = var.other
}
"""
#: A word that makes the root one that may hold a cache.
CACHE = 'locals {\n  cache = "aws_elasticache_cluster"\n}\n'
DATA = 'resource "terraform_data" "x" {{\n  {}\n}}\n'
CALL = 'module "m" {{\n  source = "./m"\n  {}\n}}\n'
SEVERAL = 'resource "terraform_data" "s" { count = 1 }\n'

#: Code, and what is told of its third line.
REFUSED = {
    "variable": (DATA.format("\n  input = var.no"), "var.no"),
    "local": (DATA.format("\n  input = [for x in local.no : x]"), "local.no"),
    "resource": (DATA.format("\n  input = terraform_data.no.id"), "terraform_data.no"),
    "resource, in a template": (DATA.format('\n  input = "a-${aws_vpc.no.id}"'), "aws_vpc.no"),
    "resource, in an index": (DATA.format("\n  input = [1][terraform_data.no.input]"), "terraform_data.no"),
    "resource, in a splat": (DATA.format("\n  input = terraform_data.no[*].id"), "terraform_data.no"),
    "data source": (
        DATA.format("\n  input = data.terraform_remote_state.no.outputs"),
        "data.terraform_remote_state.no",
    ),
    "module": (DATA.format("\n  input = module.no.out"), "module.no"),
    "depends_on": (DATA.format("\n  depends_on = [terraform_data.no]"), "terraform_data.no"),
    "each": (DATA.format("\n  input = each.key"), "each.key"),
    "each, with count": (DATA.format("count = 1\n  input = each.value.x"), "each.value"),
    "count": (DATA.format("\n  input = count.index"), "count.index"),
    "count of a module": (CALL.format("needed = count.index"), "count.index"),
    "output": ('output "o" {\n\n  value = var.no\n}\n', "var.no"),
    "locals": ("locals {\n\n  a = local.no.x\n}\n", "local.no"),
    "validation": (
        (
            'variable "v" {\n  validation {\n    condition = local.no == var.v\n    error_message = "No."\n  }\n'
            "  default = 1\n}\n"
        ),
        "local.no",
    ),
    "precondition": (
        'output "o" {\n  precondition {\n    condition = var.no\n    error_message = "No."\n  }\n  value = 1\n}\n',
        "var.no",
    ),
    "check": ('check "c" {\n  assert {\n    condition = local.no\n    error_message = "No."\n  }\n}\n', "local.no"),
    "output of a module": (CALL.format('needed = 1\n}\noutput "o" {\n  value = module.m.no'), "module.m.no"),
    "several, none named": (SEVERAL + DATA.format("input = terraform_data.s.id"), "terraform_data.s"),
    "several, none named, in try": (SEVERAL + DATA.format("input = try(terraform_data.s.id, 1)"), "terraform_data.s"),
    "one of one": (
        'resource "terraform_data" "y" {}\n' + DATA.format("input = terraform_data.y[0].id"),
        "terraform_data.y",
    ),
    "path": (DATA.format("\n  input = path.no"), "path.no"),
    "terraform": (DATA.format("\n  input = terraform.env"), "terraform.env"),
    "self": (DATA.format("\n  input = self.id"), "self"),
    "one word": (DATA.format("\n  input = [word]"), "word"),
    "itself": (DATA.format("\n  input = terraform_data.x.id"), "terraform_data.x"),
    "count and for_each": (DATA.format("count = 1\n  for_each = {}"), "terraform_data.x"),
    "output without value": ('\n\noutput "o" {\n}\n', "output.o"),
    "name of a variable": ('\n\nvariable "count" {\n  default = 1\n}\n', "var.count"),
    "default with a call": ('\nvariable "v" {\n  default = [upper("a")]\n}\n', "var.v"),
    "default with a name": ('\nvariable "v" {\n  default = { a = path.module }\n}\n', "var.v"),
    "argument": (CALL.format("unknown = 1\n  needed = 1"), "module.m.unknown"),
    "missing argument": ('\n\nmodule "m" {\n  source = "./m"\n}\n', "module.m.needed"),
}

TAKEN = {
    "names of loops": DATA.format("input = [for a, b in { x = { c = 1 } } : [a, b.c, { for d in [b] : d.c => d.c }]]"),
    "names of template loops": DATA.format('input = "%{ for a, b in [1] }${a}${b}%{ endfor }"'),
    "each and count": DATA.format("for_each = { a = 1 }\n  input = each.value")
    + 'resource "terraform_data" "y" {\n  count = 1\n  input = count.index\n}\n',
    "self": 'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    when = destroy\n'
    "    on_failure = continue\n"
    '    command = "echo ${self.id}"\n  }\n  lifecycle {\n    ignore_changes = [input]\n    postcondition {\n'
    '      condition = self.id != ""\n      error_message = "No."\n    }\n  }\n}\n',
    "itself, when it is there": DATA.format('provisioner "local-exec" {\n    command = terraform_data.x.id\n  }'),
    "one of several names another": 'resource "terraform_data" "x" {\n  count = 2\n'
    "  input = count.index == 0 ? 1 : 2\n}\n",
    "default with a loop": 'variable "v" {\n  default = [for a in [1] : a]\n}\n',
    "what always is": DATA.format("input = [path.module, terraform.workspace]"),
    "with resource before it": DATA.format("input = resource.terraform_data.y.id")
    + 'resource "terraform_data" "y" {}\n',
    "a type": 'variable "v" {\n  type = object({ a = optional(list(any)) })\n  default = {}\n}\n',
    "dynamic": 'data "terraform_remote_state" "x" {\n  backend = "local"\n  dynamic "config" {\n    for_each = []\n'
    "    iterator = it\n    content {\n      a = it.value\n    }\n  }\n}\n",
    "data source of a check": 'check "c" {\n  data "terraform_remote_state" "s" {\n    backend = "local"\n  }\n'
    "  assert {\n"
    '    condition = data.terraform_remote_state.s.outputs == {}\n    error_message = "No."\n  }\n}\n',
    "moved from nowhere": "moved {\n  from = terraform_data.a\n  to = terraform_data.b\n}\n",
    "output of a module, in try": CALL.format("needed = 1") + DATA.format("input = try(module.m.no, 1)"),
    "one of several": SEVERAL
    + DATA.format("depends_on = [terraform_data.s]\n  input = [terraform_data.s[0].id, length(terraform_data.s)]"),
    "one as several": 'resource "terraform_data" "y" {}\n' + DATA.format("input = terraform_data.y[*].id"),
    "module": CALL.format("needed = 1\n  count = 1\n  depends_on = [terraform_data.x]") + DATA.format(""),
}


def folder(path: Path, code: str) -> Path:
    return write(path, {"main.tf": code, "cache.tf": CACHE, "m/main.tf": MODULE})


def line(case: str) -> int:
    """Where the mistake stands."""
    return 6 if case == "output of a module" else 3


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_a_gap(case: str, tmp_path: Path) -> None:
    code, what = REFUSED[case]
    inventory = read(folder(tmp_path, code), {})
    assert [(gap.what, str(gap.location)) for gap in inventory.gaps] == [(what, f"main.tf:{line(case)}")]


@pytest.mark.oracle
@needs_terraform
@pytest.mark.parametrize("case", REFUSED)
def test_terraform_refuses_the_same_line(case: str, tmp_path: Path) -> None:
    assert {(one.file, one.first) for one in refused(folder(tmp_path, REFUSED[case][0]))} == {("main.tf", line(case))}


@pytest.mark.parametrize("case", TAKEN)
def test_what_is_taken_is_no_gap(case: str, tmp_path: Path) -> None:
    assert read(folder(tmp_path, TAKEN[case]), {}).gaps == []


@pytest.mark.oracle
@needs_terraform
@pytest.mark.parametrize("case", [case for case in TAKEN if case != "dynamic"])
def test_terraform_takes_it(case: str, tmp_path: Path) -> None:
    assert refused(folder(tmp_path, TAKEN[case])) == []


def test_a_name_is_told_once_in_each_module_where_it_comes_first(tmp_path: Path) -> None:
    module = 'locals {\n  a = var.no\n  b = [var.no, "x${var.no}"]\n}\n'
    calls = "".join(f'module "m{n}" {{\n  source = "./m"\n}}\n' for n in range(3))
    inventory = read(tmp_path, {"main.tf": calls + CACHE, "m/main.tf": module})
    assert [(gap.what, str(gap.location)) for gap in inventory.gaps] == [("var.no", "m/main.tf:2")]


def test_of_a_module_that_is_not_read_as_a_whole_nothing_is_told(tmp_path: Path) -> None:
    write(
        tmp_path, {"main.tf": DATA.format("input = var.elsewhere") + CACHE, "variables.tf": 'variable "elsewhere" {}\n'}
    )
    from auditor.sources.terraform.source import read_terraform

    assert read_terraform((tmp_path / "main.tf",), tmp_path).gaps == []


def test_what_may_stand_in_a_damaged_part_is_not_told(tmp_path: Path) -> None:
    inventory = read(
        tmp_path, {"main.tf": DATA.format("input = var.no") + CACHE, "other.tf": 'variable "no" {\n  a = \n}\n'}
    )
    assert [gap.what for gap in inventory.gaps] == ["other.tf"]


def test_names_in_json(tmp_path: Path) -> None:
    block = (
        '{"resource": {"terraform_data": {"x": {"//": "a comment", "input": "${var.no}", "triggers_replace": [1]}}}}'
    )
    inventory = read(tmp_path, {"main.tf.json": block, "cache.tf": CACHE})
    assert [(gap.what, gap.location.file) for gap in inventory.gaps] == [("var.no", "main.tf.json")]
