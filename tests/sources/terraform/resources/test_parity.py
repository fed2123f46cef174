"""The field tables say every fact of the schema, so that no rule meets one that Terraform forgot."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.schema import KINDS
from auditor.sources.provider import TABLES
from auditor.sources.terraform.source import read_terraform


@pytest.mark.parametrize("type_", TABLES)
def test_every_fact_of_a_kind_is_said(type_: str, tmp_path: Path):
    (tmp_path / "main.tf").write_text(f'resource "{type_}" "it" {{\n  engine = "redis"\n  engine_name = "redis"\n}}\n')
    (tmp_path / "cache.tf").write_text('resource "aws_elasticache_subnet_group" "other" {\n  name = "x"\n}\n')
    [resource] = [r for r in read_terraform((tmp_path,), tmp_path).resources.values() if r.address == f"{type_}.it"]
    spec = KINDS[resource.kind]
    wanted = {name for name, fact in spec.facts.items() if not fact.derived and not fact.observed}
    assert wanted - resource.facts.keys() == set()
    assert resource.facts.keys() <= wanted, "a fact that the schema does not know"
