"""What is certainly set though code does not spell it out: texts put together, and what providers make."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Redacted, Ref
from auditor.sources.partial.values import Unk
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, only, plain, read, replication_group, value_of

SETUP = """
variable "set" {}
variable "unset" {
  default = null
}
variable "some" {}
variable "config" {}
resource "random_password" "r" {
  count = var.unset == null ? 1 : 0
}
resource "terraform_data" "t" {
  input = var.config.token
}
resource "terraform_data" "u" {
  input = var.set
}
locals {
  token = var.unset == null ? "p${random_password.r[0].result}" : var.unset
}
"""


def token(folder: Path, expression: str) -> object:
    return cases(only(read(folder, SETUP + replication_group(f"auth_token = {expression}"))).facts["auth_token"])


@pytest.mark.parametrize(
    "expression",
    [
        "local.token",
        'var.unset == null ? "p${random_password.r[0].result}" : var.unset',
        '"${var.config.a}-${var.config.b}"',
        'coalesce(var.unset, "p${var.config.a}")',
        'var.some == "a" ? "p${var.config.a}" : "q${var.config.b}"',
        '"%{ if var.some == "a" }${var.config.a}-%{ else }b${var.config.b}%{ endif }"',
        "<<-EOT\n  ${var.config.a}\n  EOT\n",
        "random_password.r[0].result",
        "terraform_data.u.output",
    ],
)
def test_it_is_set_and_not_spelled_out(expression: str, tmp_path: Path) -> None:
    found = token(tmp_path, expression)
    values = set(found.values()) if isinstance(found, dict) else {found}
    assert values == {Redacted(literal=False)}


@pytest.mark.parametrize(("value", "literal"), [("0123456789abcdef", False), ("", True)])
def test_a_text_of_which_a_part_is_given_is_not_spelled_out(value: str, literal: bool, tmp_path: Path) -> None:
    text = 'variable "t" {}\n' + replication_group('auth_token = "0123456789${var.t}"')
    assert cases(only(read(tmp_path, text, variables={"t": value})).facts["auth_token"]) == Redacted(literal=literal)


@pytest.mark.parametrize(
    ("expression", "literal"),
    [
        ("trimspace(var.t)", False),
        ('format("%s-suffix", var.t)', False),
        ('join("-", ["prefix", var.t])', False),
        ('upper(var.u ? var.t : "0123456789abcdef")', False),
        ('coalesce("0123456789abcdef", var.t)', True),
        ('lookup({ a = "0123456789abcdef" }, var.t, "0123456789abcdef")', True),
        ('join("-", ["0123456789", "abcdef"])', True),
    ],
)
def test_a_function_makes_a_given_text_no_literal(expression: str, literal: bool, tmp_path: Path) -> None:
    text = 'variable "t" {}\nvariable "u" { default = true }\n' + replication_group(f"auth_token = {expression}")
    found = cases(only(read(tmp_path, text, variables={"t": "a-token-from-outside"})).facts["auth_token"])
    assert found == Redacted(literal=literal)


@pytest.mark.parametrize("expression", ["var.config.token", "terraform_data.t.output"])
def test_it_may_be_null(expression: str, tmp_path: Path) -> None:
    assert token(tmp_path, expression) == UNKNOWN


def test_a_text_put_together_is_not_null(tmp_path: Path) -> None:
    assert value_of(tmp_path, '"a${var.x}" == null', 'variable "x" {}') is False


def test_a_part_that_may_be_missing_leaves_try_open(tmp_path: Path) -> None:
    found = value_of(tmp_path, 'try("a${var.x.y}", "b")', 'variable "x" {}')
    assert isinstance(found, Unk)
    assert not found.error


OTHER = """
resource "aws_elasticache_replication_group" "other" {
  replication_group_id = "other"
  description          = "d"
}
"""


def test_a_token_that_another_cache_does_not_have_is_none(tmp_path: Path) -> None:
    body = "auth_token = aws_elasticache_replication_group.other.auth_token"
    resources = read(tmp_path, OTHER + replication_group(body)).resources
    assert plain(resources["aws_elasticache_replication_group.this"].facts["auth_token"]) == ABSENT


def test_a_datastore_that_another_cache_may_not_be_in_is_not_known(tmp_path: Path) -> None:
    body = "global_replication_group_id = aws_elasticache_replication_group.other.global_replication_group_id"
    resources = read(tmp_path, OTHER + replication_group(body)).resources
    assert plain(resources["aws_elasticache_replication_group.this"].facts["global_role"]) == UNKNOWN


def test_what_may_be_null_still_tells_whose_it_is(tmp_path: Path) -> None:
    code = """
      variable "config" {}
      resource "aws_elasticache_subnet_group" "s" {
        count      = 1
        name       = var.config.name
        subnet_ids = []
      }
    """
    body = "subnet_group_name = try(aws_elasticache_subnet_group.s[0].name, null)"
    resources = read(tmp_path, code + replication_group(body)).resources
    relation = resources["aws_elasticache_replication_group.this"].relations["subnet_group"]
    assert plain(relation) == (Ref("aws_elasticache_subnet_group.s[0]"),)


def test_a_null_condition_is_called_one(tmp_path: Path) -> None:
    found = value_of(tmp_path, '"%{ if var.x }a%{ endif }"', 'variable "x" {\n  default = null\n}')
    assert isinstance(found, Unk)
    assert (found.reason, found.error) == ("the condition is null", True)


USER = """
  variable "p" {{
    type = string
  }}
  resource "aws_elasticache_user" "u" {{
    user_id       = "u"
    user_name     = "u"
    engine        = "valkey"
    access_string = "on ~* +@all"
    passwords     = {}
  }}
"""


@pytest.mark.parametrize(("passwords", "literal"), [("[var.p]", False), ('[var.p, "spelled-out-not-a-secret"]', True)])
def test_a_secret_in_a_list_that_is_given_is_not_spelled_out(passwords: str, literal: bool, tmp_path: Path) -> None:
    resource = only(read(tmp_path, USER.format(passwords), variables={"p": "given-not-a-secret"}))
    assert plain(resource.facts["passwords"]) == Redacted(literal)
