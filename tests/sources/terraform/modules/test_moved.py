"""A resource keeps its identity when `moved` blocks say that it is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.sources.terraform.source import read_terraform

CLUSTER = (
    'resource "aws_elasticache_cluster" "{name}" {{\n  cluster_id = var.id\n  engine = "memcached"\n}}\n'
    'variable "id" {{}}\n'
)


def identities(directory: Path, files: dict[str, str]) -> dict[str, str]:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = read_terraform((directory,), directory).resources.values()
    return {r.address: r.identity for r in found if r.kind == "cache_cluster"}


def test_without_moves_the_address_is_the_identity(tmp_path: Path):
    assert identities(tmp_path, {"main.tf": CLUSTER.format(name="a")}) == {
        "aws_elasticache_cluster.a": "aws_elasticache_cluster.a"
    }


@pytest.mark.parametrize(
    ("moves", "origin"),
    [
        ([("a", "b")], "aws_elasticache_cluster.a"),
        ([("z", "a"), ("a", "b")], "aws_elasticache_cluster.z"),
        ([("b", "c")], "aws_elasticache_cluster.b"),
        ([("a", "b"), ("b", "a")], None),
    ],
    ids=["one", "chain", "another", "circle"],
)
def test_a_renamed_resource(tmp_path: Path, moves: list[tuple[str, str]], origin: str | None):
    text = CLUSTER.format(name="b") + "".join(
        f"moved {{\n  from = aws_elasticache_cluster.{old}\n  to = aws_elasticache_cluster.{new}\n}}\n"
        for old, new in moves
    )
    [identity] = identities(tmp_path, {"main.tf": text}).values()
    assert identity == origin if origin else identity.startswith("aws_elasticache_cluster.")


def test_a_resource_moved_into_a_module_and_the_module_renamed(tmp_path: Path):
    main = (
        'variable "id" {}\nmodule "new" {\n  source = "./m"\n  id = var.id\n}\n'
        "moved {\n  from = module.old\n  to = module.new\n}\n"
        "moved {\n  from = aws_elasticache_cluster.a\n  to = module.old.aws_elasticache_cluster.a\n}\n"
    )
    assert identities(tmp_path, {"main.tf": main, "m/main.tf": CLUSTER.format(name="a")}) == {
        "module.new.aws_elasticache_cluster.a": "aws_elasticache_cluster.a"
    }


def test_an_index_added(tmp_path: Path):
    text = (
        'variable "id" {}\nresource "aws_elasticache_cluster" "a" {\n  for_each = toset(["x", "y"])\n'
        '  cluster_id = var.id\n  engine = "memcached"\n}\n'
        'moved {\n  from = aws_elasticache_cluster.a\n  to = aws_elasticache_cluster.a["x"]\n}\n'
    )
    assert identities(tmp_path, {"main.tf": text}) == {
        'aws_elasticache_cluster.a["x"]': "aws_elasticache_cluster.a",
        'aws_elasticache_cluster.a["y"]': 'aws_elasticache_cluster.a["y"]',
    }


def test_a_resource_moved_out_of_a_module(tmp_path: Path):
    text = CLUSTER.format(name="a") + (
        "moved {\n  from = module.old.aws_elasticache_cluster.x\n  to = aws_elasticache_cluster.a\n}\n"
    )
    assert identities(tmp_path, {"main.tf": text}) == {
        "aws_elasticache_cluster.a": "module.old.aws_elasticache_cluster.x"
    }


def test_moves_inside_of_each_instance_of_a_module(tmp_path: Path):
    child = CLUSTER.format(name="b") + (
        "moved {\n  from = aws_elasticache_cluster.a\n  to = aws_elasticache_cluster.b\n}\n"
    )
    main = (
        'variable "id" {}\nmodule "m" {\n  source = "./m"\n  count = 2\n  id = var.id\n}\n'
        "moved {\n  from = module.m\n  to = module.m[0]\n}\n"
        "moved {\n  from = module.n.module.x\n  to = module.m[1]\n}\n"
    )
    assert identities(tmp_path, {"main.tf": main, "m/main.tf": child}) == {
        "module.m[0].aws_elasticache_cluster.b": "module.m.aws_elasticache_cluster.a",
        "module.m[1].aws_elasticache_cluster.b": "module.n.module.x.aws_elasticache_cluster.a",
    }


def test_a_move_between_types(tmp_path: Path):
    text = CLUSTER.format(name="b") + "moved {\n  from = null_resource.a\n  to = aws_elasticache_cluster.b\n}\n"
    assert identities(tmp_path, {"main.tf": text}) == {"aws_elasticache_cluster.b": "null_resource.a"}


def test_a_count_moves_nothing_by_itself_where_a_block_says_otherwise(tmp_path: Path):
    text = CLUSTER.format(name="a").replace("cluster_id", "count = 2\n  cluster_id")
    text += "moved {\n  from = aws_elasticache_cluster.a\n  to = aws_elasticache_cluster.a[1]\n}\n"
    assert identities(tmp_path, {"main.tf": text}) == {
        "aws_elasticache_cluster.a[0]": "aws_elasticache_cluster.a[0]",
        "aws_elasticache_cluster.a[1]": "aws_elasticache_cluster.a",
    }


def test_a_count_that_comes_or_goes_moves_by_itself(tmp_path: Path):
    text = CLUSTER.format(name="a").replace("cluster_id", "count = 2\n  cluster_id")
    assert identities(tmp_path, {"main.tf": text}) == {
        "aws_elasticache_cluster.a[0]": "aws_elasticache_cluster.a",
        "aws_elasticache_cluster.a[1]": "aws_elasticache_cluster.a[1]",
    }
