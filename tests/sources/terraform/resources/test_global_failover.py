"""Failover that a global datastore states for all of its members."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin
from tests.sources.terraform.helpers import cases, plain, read, replication_group


def members(folder: Path, of_global: str, primary: str = "") -> list[object]:
    """Failover of the primary, of a secondary and of a group that is in no datastore."""
    code = (
        'variable "x" {}\n'
        'resource "aws_elasticache_global_replication_group" "g" {\n  global_replication_group_id_suffix = "g"\n'
        f"  primary_replication_group_id = aws_elasticache_replication_group.first.id\n  {of_global}\n}}\n"
        + replication_group(primary, "first")
        + replication_group(
            "global_replication_group_id = aws_elasticache_global_replication_group.g.global_replication_group_id",
            "second",
        )
        + replication_group("", "other")
    )
    found = {r.name: r.facts.get("auto_failover") for r in read(folder, code).resources.values()}
    return [found[f"rg-{name}"] for name in ("first", "second", "other")]


@pytest.mark.parametrize(
    ("of_global", "primary", "expected"),
    [
        ("", "", [False, False, False]),
        ("", "automatic_failover_enabled = true", [True, False, False]),
        ("automatic_failover_enabled = true", "", [True, True, False]),
        ("automatic_failover_enabled = null", "", [False, False, False]),
        ("automatic_failover_enabled = false", "automatic_failover_enabled = true", [False, False, False]),
    ],
)
def test_it_holds_for_all_members(of_global: str, primary: str, expected: list[bool], tmp_path: Path) -> None:
    assert [plain(fact) for fact in members(tmp_path, of_global, primary)] == expected  # type: ignore[arg-type]  # facts


def test_it_says_who_set_it(tmp_path: Path) -> None:
    fact = members(tmp_path, "automatic_failover_enabled = true")[0]
    assert isinstance(fact, Known)
    assert fact.origin is Origin.INHERITED
    assert "aws_elasticache_global_replication_group.g" in fact.because


def test_where_it_hangs_on_something_each_case_has_its_own(tmp_path: Path) -> None:
    first, second, _ = members(tmp_path, 'automatic_failover_enabled = var.x == "a" ? true : null')
    for fact in (first, second):
        assert cases(fact) == {'var.x == "a"=true': True, 'var.x == "a"=false': False}  # type: ignore[arg-type]  # a fact
