"""What `for_each` and `count` take: maps, objects and sets of text; whole numbers from 0 on, as text, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.terraform.helpers import read, root_of

SETUP = """
variable "list" {
  type    = list(string)
  default = ["a"]
}
variable "null" {
  type    = string
  default = null
}
resource "terraform_data" "other" {}
"""


def keys(folder: Path, argument: str) -> list[object]:
    """The keys of the instances; `*` for one that stands for all of them."""
    root = root_of(folder, f'{SETUP}\nresource "terraform_data" "it" {{\n  {argument}\n}}\n')
    return [instance.key for instance in root.module.resource("terraform_data", "it")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('toset(["b", "a"])', ["a", "b"]),
        ("{ a = 1, b = [] }", ["a", "b"]),
        ("tomap({ a = 1 })", ["a"]),
        ('toset([""])', [""]),
        ("{}", []),
        ("toset([])", []),
        ("toset(var.list)", ["a"]),
        ('{ for x in ["a"] : x => x }', ["a"]),
        ("{ a = terraform_data.other.id }", ["a"]),
        ("merge({ a = 1 }, { b = 2 })", ["a", "b"]),
        ("zipmap(var.list, [1])", ["a"]),
        ('setunion(["a"], ["b"])', ["a", "b"]),
    ],
)
def test_for_each_takes_maps_objects_and_sets_of_text(value: str, expected: list[str], tmp_path: Path) -> None:
    assert keys(tmp_path, f"for_each = {value}") == expected


@pytest.mark.parametrize(
    "value",
    [
        '["a"]',
        "[]",
        "var.list",
        "tolist([])",
        "concat(var.list, [])",
        '[for x in ["a"] : x]',
        "keys({ a = 1 })",
        "toset([1])",
        "toset([true])",
        'toset([["a"]])',
        'toset([null, "a"])',
        "toset([var.null])",
        "null",
        "toset(null)",
        '"a"',
        "1",
    ],
)
def test_what_terraform_refuses_as_for_each_leaves_the_instances_open(value: str, tmp_path: Path) -> None:
    assert keys(tmp_path, f"for_each = {value}") == ["*"]


@pytest.mark.parametrize(
    ("value", "expected"), [("2", [0, 1]), ('"2"', [0, 1]), ('"1.0"', [0]), ("0", []), ("4 / 2", [0, 1])]
)
def test_count_takes_whole_numbers(value: str, expected: list[int], tmp_path: Path) -> None:
    assert keys(tmp_path, f"count = {value}") == expected


@pytest.mark.parametrize("value", ["-1", '"-1"', "1.5", '"x"', "true", "null", "var.null", "[1]", "{}"])
def test_what_terraform_refuses_as_count_leaves_the_instances_open(value: str, tmp_path: Path) -> None:
    assert keys(tmp_path, f"count = {value}") == ["*"]


def test_a_list_that_may_be_a_set_is_taken_as_one(tmp_path: Path) -> None:
    data = (
        'data "x" "y" {}\nresource "aws_elasticache_user" "it" {\n  for_each = true ? ["b", "a"] : data.x.y.names\n}\n'
    )
    inventory = read(tmp_path, data)
    assert sorted(r.address for r in inventory.resources.values()) == [
        'aws_elasticache_user.it["a"]',
        'aws_elasticache_user.it["b"]',
    ]
