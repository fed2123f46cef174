"""Scans of Terraform trees of growing size, against the parser alone on the same files.

With AUDITOR_BENCH_KIT naming a directory that holds `gen_tf.py` (see `estate.py`), its trees are used and every verdict
is compared; else trees made here, without comparison.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.bench.estate import KIT, SIZES, Names, compare, generate
from tests.bench.measure import AUDITOR, Growth, medians, report_of

PARSE_ONLY = """
import sys, pathlib, tree_sitter, tree_sitter_hcl
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
for path in pathlib.Path(sys.argv[1]).rglob("*.tf"):
    parser.parse(path.read_bytes())
"""
NAMES = Names(
    replication_group="aws_elasticache_replication_group",
    memcached="aws_elasticache_cluster",
    group_of=lambda name: re.sub(r"(module\.team_\d+)\..*b(\d+)_.*", r"\1.aws_security_group.b\2", name),
)


def make_tree(count: int, directory: Path) -> None:
    """A tree of `count` resources: of the kit, or one module for each fifty with locals, count and for_each."""
    if KIT:
        generate("tf", count, directory)
        return
    directory.mkdir(parents=True)
    calls = []
    for number in range(max(count // 50, 1)):
        module = directory / f"team{number}"
        module.mkdir()
        size = min(count, 50) // 2
        (module / "main.tf").write_text(
            'variable "tls" { default = true }\n'
            "locals {\n  base = { tls = var.tls, days = 7 }\n  own  = merge(local.base, { days = 1 })\n}\n"
            f'resource "aws_elasticache_replication_group" "a" {{\n  count = {size}\n'
            '  replication_group_id = "a-${count.index}"\n  description = "a"\n'
            "  transit_encryption_enabled = local.own.tls\n  snapshot_retention_limit = local.own.days\n}\n"
            f'resource "aws_elasticache_cluster" "b" {{\n  for_each = toset([for i in range({size}) : tostring(i)])\n'
            '  cluster_id = "b-${each.key}"\n  engine = "memcached"\n  num_cache_nodes = 2\n}\n'
        )
        tls = "true" if number % 2 else "false"
        calls.append(f'module "team{number}" {{\n  source = "./team{number}"\n  tls = {tls}\n}}\n')
    (directory / "main.tf").write_text("".join(calls))


@pytest.fixture(scope="module")
def growth() -> Growth:
    return Growth()


@pytest.mark.parametrize("count", SIZES)
def test_terraform(count: int, tmp_path: Path, growth: Growth):
    tree = tmp_path / "tree"
    make_tree(count, tree)
    runs = 5 if count < 1000 else 3
    ours = medians(*AUDITOR, "scan", str(tree), runs=runs, cwd=tmp_path)
    growth.note(count, ours, medians(sys.executable, "-c", PARSE_ONLY, str(tree), runs=runs))
    if KIT:
        with report_of(tree, tmp_path) as report:
            difference = compare(tree, report, NAMES)
        print(f"        {difference}")
        assert not difference.missed + difference.false
