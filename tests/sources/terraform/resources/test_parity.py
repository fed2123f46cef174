"""The field tables say every fact of the schema, so that no rule meets one that Terraform forgot."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.schema import KINDS
from auditor.sources.building import assembly
from auditor.sources.provider import TABLES
from auditor.sources.terraform.source import read_terraform

_POLICY = r"{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"elasticache:*\", \"Resource\": \"*\"}]}"
#: What makes something be about caches, where only what is about them is kept.
_ABOUT = {
    "aws_iam_role": f'inline_policy {{\n  name = "x"\n  policy = "{_POLICY}"\n}}',
    "aws_ssoadmin_permission_set_inline_policy": f'inline_policy = "{_POLICY}"',
    "aws_organizations_policy": f'content = "{_POLICY}"',
    "aws_cloudwatch_metric_alarm": 'namespace = "AWS/ElastiCache"\nmetric_name = "Evictions"',
}


@pytest.mark.parametrize("type_", TABLES)
def test_every_fact_of_a_kind_is_said(type_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # Networks, keys and buckets are kept here, though no cache names them.
    monkeypatch.setattr(assembly, "keep_surroundings", lambda inventory: None)
    monkeypatch.setattr(assembly, "keep_named_keys", lambda inventory: None)
    monkeypatch.setattr(assembly, "keep_export_buckets", lambda inventory: None)
    about = _ABOUT.get(type_, f'policy = "{_POLICY}"')
    (tmp_path / "main.tf").write_text(
        f'resource "{type_}" "it" {{\n  engine = "redis"\n  engine_name = "redis"\n{about}\n}}\n'
    )
    (tmp_path / "cache.tf").write_text('resource "aws_elasticache_subnet_group" "other" {\n  name = "x"\n}\n')
    [resource] = [r for r in read_terraform((tmp_path,), tmp_path).resources.values() if r.address == f"{type_}.it"]
    spec = KINDS[resource.kind]
    wanted = {name for name, fact in spec.facts.items() if not fact.derived and not fact.observed}
    assert wanted - resource.facts.keys() == set()
    assert resource.facts.keys() <= wanted, "a fact that the schema does not know"
