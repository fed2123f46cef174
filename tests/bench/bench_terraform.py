"""Scans of Terraform trees of growing size, against the parser alone on the same files.

With AUDITOR_BENCH_KIT naming a directory that holds `gen_tf.py` (a generator of trees with `expected.json`, the faults
that each resource has), its trees are used and every verdict is compared; else trees made here, without comparison.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.measure import AUDITOR, Figures, medians

KIT = os.environ.get("AUDITOR_BENCH_KIT", "")
SIZES = (10, 100, 1000, 5000)

RULE_OF = {
    "transit-encryption": "transit-encryption-enabled",
    "at-rest-encryption": "at-rest-encryption-enabled",
    "auth": "authentication-enabled",
    "automatic-failover": "automatic-failover",
    "multi-az": "multi-az",
    "backup-retention": "backup-retention-period",
    "auto-minor-version-upgrade": "auto-minor-version-upgrade",
}
PARSE_ONLY = """
import sys, pathlib, tree_sitter, tree_sitter_hcl
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
for path in pathlib.Path(sys.argv[1]).rglob("*.tf"):
    parser.parse(path.read_bytes())
"""


def make_tree(count: int, directory: Path) -> None:
    """A tree of `count` resources: of the kit, or one module for each fifty with locals, count and for_each."""
    if KIT:
        generator = str(Path(KIT) / "gen_tf.py")
        subprocess.run([sys.executable, generator, str(count), str(directory)], check=True, stdout=subprocess.DEVNULL)
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


def compare(directory: Path, report: Path) -> tuple[int, int, int]:
    """(faults missed, faults alleged, faults that do not apply by our reading) against `expected.json`.

    The kit counts Memcached without automatic minor upgrades as a fault; the service ignores that switch for Memcached.
    """
    expected = json.loads((directory / "expected.json").read_text())
    alleged: dict[str, set[str]] = {}
    control_of = {rule: control for control, rule in RULE_OF.items()}
    exposed = {}
    for finding in json.loads(report.read_text())["findings"]:
        if finding["status"] == "fail" and finding["rule"] in control_of:
            alleged.setdefault(finding["address"], set()).add(control_of[finding["rule"]])
        if finding["rule"] == "security-group-internet-exposure":
            exposed[finding["address"]] = finding["status"] == "fail"
    missed = false = ignored = 0
    for address, controls in expected.items():
        if "aws_security_group" in address or "subnet_group" in address:
            continue
        wanted, got = set(controls), alleged.get(address, set())
        if "aws_elasticache_cluster" in address and "auto-minor-version-upgrade" in wanted:
            wanted.discard("auto-minor-version-upgrade")
            ignored += 1
        missed, false = missed + len(wanted - got), false + len(got - wanted)
        if "aws_elasticache_replication_group" in address:
            group = re.sub(r"(module\.team_\d+)\..*b(\d+)_.*", r"\1.aws_security_group.b\2", address)
            opened = bool(expected[group])
            missed, false = missed + (opened and not exposed[address]), false + (exposed[address] and not opened)
    return missed, false, ignored


@pytest.fixture(scope="module")
def figures() -> dict[int, Figures]:
    return {}


@pytest.mark.parametrize("count", SIZES)
def test_terraform(count: int, tmp_path: Path, figures: dict[int, Figures]):
    tree, report = tmp_path / "tree", tmp_path / "report.json"
    make_tree(count, tree)
    runs = 5 if count < 1000 else 3
    ours = figures[count] = medians(*AUDITOR, "scan", str(tree), runs=runs, cwd=tmp_path)
    parser = medians(sys.executable, "-c", PARSE_ONLY, str(tree), runs=runs)
    smaller = max((n for n in figures if n < count), default=0)
    line = f"\nn={count:<6}{ours}   {ours.cpu / parser.cpu:4.1f} x the parser alone"
    if smaller:
        exponent = math.log(ours.cpu / figures[smaller].cpu) / math.log(count / smaller)
        line += f"   exponent from n={smaller}: {exponent:.2f}"
    print(line)
    if KIT:
        subprocess.run([*AUDITOR, "scan", str(tree), "-q", "-o", str(report)], check=False, cwd=tmp_path)
        missed, false, ignored = compare(tree, report)
        print(f"        missed {missed}, false {false}, not applicable by our reading {ignored}")
        assert (missed, false) == (0, 0)
