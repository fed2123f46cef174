"""What made-up trees brought to light, each with what Terraform plans for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.sources.partial.values import Unk
from tests.sources.terraform.helpers import guard_text, root_of, value_of

WORKSPACE = 'terraform.workspace == "default"'


def by_case(value: object) -> dict[str, object]:
    """The cases of a value that depends on something."""
    assert isinstance(value, Unk)
    return {guard_text(guard): one for guard, one in value.choices}


@pytest.mark.parametrize(
    ("key", "index"),
    [
        ("plain", '["plain"]'),
        ('q\\"b\\\\', '["q\\"b\\\\"]'),
        ("$${x} %%{if} $x", '["$${x} %%{if} $x"]'),
        ("a\\nb\\tc\\rd", '["a\\nb\\tc\\rd"]'),
        ("\\u0001 \\u2028 é", '["\\u0001 \\u2028 é"]'),
        ("\\U000e0001", '["\\U000e0001"]'),
    ],
)
def test_keys_in_addresses_are_escaped_as_terraform_does(key: str, index: str, tmp_path: Path) -> None:
    root = root_of(tmp_path, f'resource "terraform_data" "x" {{\n  for_each = toset(["{key}"])\n}}\n')
    assert [i.address for i in root.module.resource("terraform_data", "x")] == [f"terraform_data.x{index}"]


def test_a_template_loop_over_several_elements_that_depend_on_something(tmp_path: Path) -> None:
    setup = f'locals {{\n  a = {WORKSPACE} ? "xx" : "y"\n  l = [local.a, upper(local.a), "k"]\n}}\n'
    value = value_of(tmp_path, '"%{ for x in local.l }${x};%{ endfor }"', setup)
    assert by_case(value) == {f"{WORKSPACE}=true": "xx;XX;k;", f"{WORKSPACE}=false": "y;Y;k;"}


def test_a_template_loop_over_a_list_that_depends_on_something(tmp_path: Path) -> None:
    setup = f'locals {{\n  l = {WORKSPACE} ? ["a", "b"] : ["c"]\n}}\n'
    value = value_of(tmp_path, '"%{ for x in local.l }${x};%{ endfor }"', setup)
    assert by_case(value) == {f"{WORKSPACE}=true": "a;b;", f"{WORKSPACE}=false": "c;"}


def test_count_and_for_each_together_are_refused(tmp_path: Path) -> None:
    root = root_of(tmp_path, 'resource "terraform_data" "x" {\n  count = 1\n  for_each = { a = 1 }\n}\n')
    (instance,) = root.module.resource("terraform_data", "x")
    assert isinstance(instance.exists, Unk)
    assert (instance.key, instance.exists.reason) == ("*", "count and for_each exclude each other")


@pytest.mark.parametrize(
    ("stated", "over"), [("count = 2", "for_each = { a = 1 }"), ("for_each = { a = 1 }", "count = 2")]
)
def test_of_count_and_for_each_in_an_override_count_is_taken(stated: str, over: str, tmp_path: Path) -> None:
    block = 'resource "terraform_data" "x" {{\n  {}\n}}\n'
    root = root_of(tmp_path, {"main.tf": block.format(stated), "override.tf": block.format(over)})
    assert [i.key for i in root.module.resource("terraform_data", "x")] == [0, 1]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("keys(module.m)", ["l", "out"]),
        ("length(module.m)", 2),
        ("jsonencode(module.m)", '{"l":["a"],"out":1}'),
        ("merge(module.m, { more = true }).out", 1),
        ("[for name, value in module.m : name]", ["l", "out"]),
        ('lookup(module.m, "out", 2)', 1),
        ("values(module.m)[1]", 1),
        ('module.m["out"]', 1),
    ],
)
def test_a_module_as_a_whole_is_the_object_of_its_outputs(expression: str, value: object, tmp_path: Path) -> None:
    outputs = 'output "out" {\n  value = 1\n}\noutput "l" {\n  value = ["a"]\n}\n'
    files = {
        "main.tf": f'module "m" {{\n  source = "./m"\n}}\noutput "it" {{\n  value = {expression}\n}}\n',
        "m/main.tf": outputs,
    }
    assert root_of(tmp_path, files).module.output("it") == value


def test_an_index_into_a_resource_is_an_attribute(tmp_path: Path) -> None:
    setup = 'resource "terraform_data" "x" {\n  input = 1\n}\nlocals {\n  x = terraform_data.x\n}\n'
    assert value_of(tmp_path / "name", 'try(local.x["input"], 2)', setup) == 1
    assert value_of(tmp_path / "number", "try(local.x[0], 2)", setup) == 2


def test_a_resource_as_a_whole_is_not_known(tmp_path: Path) -> None:
    value = value_of(tmp_path, "keys(terraform_data.x)", 'resource "terraform_data" "x" {}')
    assert isinstance(value, Unk)
    assert value.reason == "it is an object that only AWS knows in full"


@pytest.mark.parametrize(
    "other", ["setunion(var.s, var.s)", 'setsubtract(var.s, ["x"])', "setintersection(var.s, var.s)"]
)
def test_a_branch_beside_a_set_that_is_not_known_is_a_set(other: str, tmp_path: Path) -> None:
    setup = 'variable "s" {\n  type = set(string)\n}\n'
    assert value_of(tmp_path, f'true ? ["", ""] : {other}', setup) == [""]
