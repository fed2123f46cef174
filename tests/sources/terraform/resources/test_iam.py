"""Policies and keys in code: which are read, what of them, and which key a cache has."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.model.facts import Known, Ref, Unknown, Unseen
from auditor.model.resource import Inventory
from tests.sources.terraform.helpers import read

GROUP = """
resource "aws_elasticache_replication_group" "c" {{
  replication_group_id       = "c"
  description                = "c"
  at_rest_encryption_enabled = true
  kms_key_id                 = {key}
}}
resource "aws_kms_key" "own" {{
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }}] }})
}}
resource "aws_kms_key" "of_others" {{}}
resource "aws_kms_alias" "own" {{
  name          = "alias/own"
  target_key_id = aws_kms_key.own.key_id
}}
"""
STATEMENT = '{ Effect = "Allow", Action = "elasticache:*", Resource = "*" }'
DOCUMENT = f"jsonencode({{ Statement = [{STATEMENT}] }})"


def kinds(inventory: Inventory) -> dict[str, str]:
    return {address: resource.kind for address, resource in inventory.resources.items()}


def status(inventory: Inventory, rule: str, address: str) -> str:
    verdicts = judge_all(load_rules(), inventory, {}).verdicts
    return next(v.status.value for v in verdicts if v.rule == rule and v.resource == address)


@pytest.mark.parametrize(
    "key",
    [
        "aws_kms_key.own.arn",
        "aws_kms_key.own.key_id",
        "aws_kms_alias.own.target_key_arn",
        "aws_kms_alias.own.arn",
        "aws_kms_alias.own.name",
        '"alias/own"',
        '"arn:aws:kms:eu-west-1:123456789012:alias/own"',
    ],
)
def test_a_cache_leads_to_its_key_and_keys_of_others_are_passed_over(tmp_path: Path, key: str):
    inventory = read(tmp_path, GROUP.format(key=key))
    assert kinds(inventory) == {
        "aws_elasticache_replication_group.c": "replication_group",
        "aws_kms_key.own": "kms_key",
    }
    relation = inventory.resources["aws_elasticache_replication_group.c"].relations["key"]
    assert isinstance(relation, Known)
    assert relation.value == (Ref("aws_kms_key.own"),)
    assert status(inventory, "kms-key-policy-open", "aws_kms_key.own") == "fail"
    assert status(inventory, "kms-key-rotation", "aws_kms_key.own") == "fail"
    assert status(inventory, "kms-key-usable", "aws_kms_key.own") == "pass"
    assert status(inventory, "at-rest-customer-managed-key", "aws_elasticache_replication_group.c") == "pass"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ('"alias/aws/elasticache"', "fail"),
        ("null", "fail"),
        ('"arn:aws:kms:eu-west-1:123456789012:key/0a1b"', "pass"),
        ("var.key", "unknown"),
    ],
)
def test_keys_that_are_not_in_code(tmp_path: Path, key: str, expected: str):
    inventory = read(tmp_path, 'variable "key" {}\n' + GROUP.format(key=key))
    assert set(kinds(inventory).values()) == {"replication_group"}
    assert status(inventory, "at-rest-customer-managed-key", "aws_elasticache_replication_group.c") == expected
    if "0a1b" in key:
        relation = inventory.resources["aws_elasticache_replication_group.c"].relations["key"]
        assert relation.value == (Unseen("0a1b", "not in what was scanned"),)  # type: ignore[union-attr]


def test_a_policy_beside_a_key_takes_the_place_of_its_own(tmp_path: Path):
    beside = """
    resource "aws_kms_key_policy" "own" {
      key_id = aws_kms_key.own.id
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*",
        Principal = { AWS = "arn:aws:iam::123456789012:root" } }] })
    }
    """
    inventory = read(tmp_path, GROUP.format(key="aws_kms_key.own.arn") + beside)
    assert status(inventory, "kms-key-policy-open", "aws_kms_key.own") == "pass"


def test_what_a_key_is_where_nothing_is_stated(tmp_path: Path):
    code = GROUP.format(key="aws_kms_external_key.x.arn") + 'resource "aws_kms_external_key" "x" { enabled = false }\n'
    facts = read(tmp_path, code).resources["aws_kms_external_key.x"].facts
    told = {name: fact.value for name, fact in facts.items() if isinstance(fact, Known) and name != "statements"}
    assert told["origin"] == "external"
    assert told["enabled"] is False
    assert told["rotation"] is False
    assert told["spec"] == "SYMMETRIC_DEFAULT"
    assert [str(s) for s in facts["statements"].value] == ["the default key policy allows kms:* on *"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "block",
    [
        f'resource "aws_iam_policy" "p" {{\n  policy = {DOCUMENT}\n}}',
        f'resource "aws_iam_role_policy" "p" {{\n  role = "r"\n  policy = {DOCUMENT}\n}}',
        f'resource "aws_iam_user_policy" "p" {{\n  user = "r"\n  policy = {DOCUMENT}\n}}',
        f'resource "aws_iam_group_policy" "p" {{\n  group = "r"\n  policy = {DOCUMENT}\n}}',
        f'resource "aws_iam_role" "p" {{\n  inline_policy {{\n    name = "a"\n    policy = {DOCUMENT}\n  }}\n}}',
        f'resource "aws_ssoadmin_permission_set_inline_policy" "p" {{\n  inline_policy = {DOCUMENT}\n}}',
        (
            'resource "aws_iam_policy" "p" {\n  policy = <<-EOT\n'
            '    {"Statement": [{"Effect": "Allow", "Action": "elasticache:*", "Resource": "*"}]}\n  EOT\n}'
        ),
        (
            f'locals {{\n  p = {STATEMENT}\n}}\nresource "aws_iam_policy" "p" {{\n'
            "  policy = jsonencode({ Statement = concat([local.p], []) })\n}"
        ),
    ],
)
def test_a_policy_in_each_form(tmp_path: Path, block: str):
    inventory = read(tmp_path, block)
    (address,) = inventory.resources
    assert inventory.resources[address].kind == "iam_policy"
    assert status(inventory, "elasticache-admin-wildcard", address) == "fail"
    assert status(inventory, "iam-least-privilege", address) == "not_applicable"


def test_policies_of_organizations(tmp_path: Path):
    code = "\n".join(
        f'resource "aws_organizations_policy" "{name}" {{\n  name = "{name}"\n  {type_}\n  content = {DOCUMENT}\n}}'
        for name, type_ in (
            ("scp", ""),
            ("rcp", 'type = "RESOURCE_CONTROL_POLICY"'),
            ("tags", 'type = "TAG_POLICY"'),
        )
    )
    inventory = read(tmp_path, code)
    types = {a.rpartition(".")[2]: r.facts["policy_type"] for a, r in inventory.resources.items()}
    assert {name: fact.value for name, fact in types.items()} == {"scp": "scp", "rcp": "rcp"}  # type: ignore[union-attr]
    assert status(inventory, "elasticache-admin-wildcard", "aws_organizations_policy.scp") == "not_applicable"


def test_a_boundary_grants_nothing(tmp_path: Path):
    code = f"""
    resource "aws_iam_policy" "b" {{
      policy = {DOCUMENT}
    }}
    resource "aws_iam_role" "r" {{
      permissions_boundary = aws_iam_policy.b.arn
    }}
    """
    inventory = read(tmp_path, code)
    assert list(inventory.resources) == ["aws_iam_policy.b"]
    assert status(inventory, "elasticache-admin-wildcard", "aws_iam_policy.b") == "not_applicable"


def test_roots_that_name_no_cache_are_not_read(tmp_path: Path):
    everything = 'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [%s] })\n}'
    inventory = read(tmp_path, everything % '{ Effect = "Allow", Action = "*", Resource = "*" }')
    assert inventory.resources == {}
    assert inventory.coverage["cache-free Terraform roots"] == 1


def test_policies_of_other_things_and_roles_without_one_are_no_resources(tmp_path: Path):
    code = """
    resource "aws_iam_role" "r" { assume_role_policy = "{}" } # elasticache:
    resource "aws_iam_policy" "p" {
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:*"], Resource = "*" }] })
    }
    """
    assert read(tmp_path, code).resources == {}


def test_what_a_policy_is_made_of_hangs_on_the_same_switch(tmp_path: Path):
    code = """
    variable "admin" { type = bool }
    resource "aws_iam_policy" "p" {
      count  = var.admin ? 1 : 0
      policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*",
        Action = var.admin ? ["elasticache:*"] : ["elasticache:Describe*"] }] })
    }
    """
    inventory = read(tmp_path, code)
    assert isinstance(inventory.resources["aws_iam_policy.p[0]"].exists, Unknown)
    assert status(inventory, "elasticache-admin-wildcard", "aws_iam_policy.p[0]") == "fail"


def test_a_secret_that_is_repeated_in_a_policy_makes_no_wildcard(tmp_path: Path):
    code = """
    variable "api_token" { default = "arn:aws:elasticache:eu-west-1:1:user:" }
    resource "aws_iam_policy" "p" {
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "elasticache:Connect",
        Resource = ["arn:aws:elasticache:eu-west-1:1:user:app", "arn:aws:elasticache:*:*:replicationgroup:app"] }] })
    }
    """
    inventory = read(tmp_path, code)
    (statement,) = inventory.resources["aws_iam_policy.p"].facts["statements"].value  # type: ignore[union-attr,misc]
    assert statement.resources.names.value[0] == "<?********>app"
    assert status(inventory, "elasticache-connect-wildcard", "aws_iam_policy.p") == "unknown"
