"""A bound of this program is no error that `try()` may catch: Terraform itself would go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Unknown
from auditor.sources.terraform.source import read_terraform


@pytest.mark.parametrize(
    "value",
    [
        "length(setproduct(range(1000), range(1000)))",
        'length(regexall("\\\\p{Greek}", "a"))',
    ],
)
def test_try_does_not_fall_back(tmp_path: Path, value: str):
    (tmp_path / "main.tf").write_text(
        f'resource "aws_elasticache_cluster" "a" {{\n  engine = "memcached"\n  num_cache_nodes = try({value}, 3)\n}}\n'
    )
    [cluster] = read_terraform((tmp_path,), tmp_path).resources.values()
    assert isinstance(cluster.facts["node_count"], Unknown)
