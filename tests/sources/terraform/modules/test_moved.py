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
