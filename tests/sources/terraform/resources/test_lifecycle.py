"""`lifecycle`, and the values that Terraform keeps nowhere: what they change of a verdict, and what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Absent, Fact, Known, Redacted, Unknown
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, only, plain, read, replication_group

TOKEN = 'auth_token = "literal-token-1"\n'


def because(fact: Fact) -> str:
    return "" if isinstance(fact, Absent) else fact.because


@pytest.mark.parametrize(
    ("ignored", "expected"),
    [
        ("[]", set()),
        ("[auth_token]", {"auth_token"}),
        ('["auth_token"]', {"auth_token"}),
        ("[tags, auth_token]", {"auth_token"}),
        ("[auth_token, num_cache_clusters, port]", {"auth_token", "port"}),
        ('[tags["x"]]', set()),
        ("all", {"auth_token", "port"}),
        ('["*"]', {"auth_token", "port"}),
    ],
)
def test_ignored_changes_are_told_and_verdicts_stand(ignored: str, expected: set[str], tmp_path: Path) -> None:
    body = TOKEN + f"port = 7000\nlifecycle {{\n  ignore_changes = {ignored}\n}}"
    facts = only(read(tmp_path, replication_group(body))).facts
    assert plain(facts["auth_token"]) == Redacted(literal=True)
    assert plain(facts["port"]) == 7000
    assert {name for name in ("auth_token", "port", "tls") if "ignore_changes" in because(facts[name])} == expected


def test_what_is_not_known_says_so_too(tmp_path: Path) -> None:
    code = 'variable "t" {}\n' + replication_group("tls = 1\nport = var.t\nlifecycle {\n  ignore_changes = all\n}")
    fact = only(read(tmp_path, code)).facts["port"]
    assert isinstance(fact, Unknown)
    assert "ignore_changes covers port" in fact.because


def test_the_note_is_in_the_finding(tmp_path: Path) -> None:
    from auditor.engine.loader import load_rules
    from auditor.scan import evaluate

    body = TOKEN + "transit_encryption_enabled = true\nlifecycle {\n  ignore_changes = [auth_token]\n}"
    report = evaluate(
        read(tmp_path, replication_group(body)),
        load_rules().select(("auth-token-not-plaintext",)),
        "2026-11-23T00:00:00Z",
    )
    [finding] = report.findings
    assert finding.status.value == "fail"
    assert any("ignore_changes covers auth_token" in reason for reason in finding.because)


@pytest.mark.parametrize(
    "rest",
    [
        "prevent_destroy = true",
        "create_before_destroy = true",
        "replace_triggered_by = [terraform_data.x.id]",
        'precondition {\n  condition = false\n  error_message = "no"\n}',
        'postcondition {\n  condition = self.port == 1\n  error_message = "no"\n}',
    ],
)
def test_the_rest_of_lifecycle_changes_nothing(rest: str, tmp_path: Path) -> None:
    other = 'resource "terraform_data" "x" {}\n'
    inventory = read(tmp_path, other + replication_group(f"port = 7000\nlifecycle {{\n{rest}\n}}"))
    assert plain(only(inventory).facts["port"]) == 7000
    assert inventory.gaps == []


ASSERTS = 'condition = true\n    error_message = "m"\n  }\n'
CONDITIONS = {
    "main.tf": 'module "a" {\n  source = "./m"\n}\nmodule "b" {\n  source = "./m"\n}\n'
    f'check "c" {{\n  data "http" "x" {{\n    url = "x"\n  }}\n  assert {{\n    {ASSERTS}}}\n'
    + replication_group(f"lifecycle {{\n  precondition {{\n    {ASSERTS}}}"),
    "m/main.tf": f'variable "v" {{\n  default = 1\n  validation {{\n    {ASSERTS}  validation {{\n    {ASSERTS}}}\n'
    f'output "o" {{\n  value = 1\n  precondition {{\n    {ASSERTS}}}\n',
}


class TestUncheckedConditions:
    def test_they_are_counted_where_they_stand(self, tmp_path: Path) -> None:
        inventory = read(tmp_path, CONDITIONS)
        assert inventory.coverage["unchecked conditions"] == 5
        assert inventory.gaps == []

    def test_a_data_source_of_a_check_is_none_of_the_module(self, tmp_path: Path) -> None:
        from tests.sources.terraform.helpers import root_of

        root = root_of(tmp_path, CONDITIONS)
        assert root.module.definition.data == {}
        assert len(list(root.module.walk())) == 3


EPHEMERAL = """
ephemeral "random_password" "p" {
  length = 20
}
ephemeral "aws_secretsmanager_secret_version" "s" {
  count     = 1
  secret_id = "x"
}
variable "given" {
  type      = string
  ephemeral = true
}
"""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ephemeral.random_password.p.result", Redacted(literal=False)),
        ("ephemeral.aws_secretsmanager_secret_version.s[0].secret_string", Redacted(literal=False)),
        ("var.given", Redacted(literal=False)),
        ('"literal-token-1"', Redacted(literal=True)),
        ("ephemeral.random_password.none.result", UNKNOWN),
        ("null", ABSENT),
    ],
)
@pytest.mark.parametrize("argument", ["auth_token", "auth_token_wo", "passwords_wo"])
def test_a_secret_that_is_kept_nowhere_is_set_and_not_spelled_out(
    argument: str, value: str, expected: object, tmp_path: Path
) -> None:
    if argument == "passwords_wo":
        code = (
            'resource "aws_elasticache_user" "u" {\n  user_id = "u"\n  user_name = "u"\n  engine = "redis"\n'
            f'  access_string = "on ~* +@all"\n  passwords_wo = {value}\n  passwords_wo_version = 1\n}}\n'
        )
        facts = only(read(tmp_path, EPHEMERAL + code)).facts
        assert plain(facts["passwords"]) == expected
        assert plain(facts["authentication"]) == ("password" if isinstance(expected, Redacted) else UNKNOWN)
        return
    inventory = read(tmp_path, EPHEMERAL + replication_group(f"{argument} = {value}\n"))
    assert plain(only(inventory).facts["auth_token"]) == expected


def test_write_only_passwords_beside_the_authentication_mode(tmp_path: Path) -> None:
    code = (
        'resource "aws_elasticache_user" "u" {\n  user_id = "u"\n  passwords_wo = "literal-token-1"\n'
        '  authentication_mode {\n    type = "password"\n  }\n  # aws_elasticache_\n}\n'
    )
    facts = only(read(tmp_path, code)).facts
    assert plain(facts["passwords"]) == Redacted(literal=True)
    assert plain(facts["authentication"]) == "password"


def test_the_note_keeps_a_value_known(tmp_path: Path) -> None:
    fact = only(read(tmp_path, replication_group("port = 1\nlifecycle {\n  ignore_changes = [port]\n}"))).facts["port"]
    assert isinstance(fact, Known)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", False),
        ("lifecycle {\n  ignore_changes = [tags]\n}", False),
        ("lifecycle {\n  prevent_destroy = true\n}", True),
        ("lifecycle {\n  prevent_destroy = false\n}", False),
        ("lifecycle {\n  prevent_destroy = var.v\n}", UNKNOWN),
    ],
)
def test_what_must_not_be_destroyed(said: str, expected: object, tmp_path: Path) -> None:
    facts = only(read(tmp_path, 'variable "v" {}\n' + replication_group(said))).facts
    assert plain(facts["guarded"]) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", False),
        ("apply_immediately = true", True),
        ('apply_immediately = "false"', False),
        ("apply_immediately = null", False),
        ("apply_immediately = var.v", UNKNOWN),
    ],
)
def test_when_changes_are_made(said: str, expected: object, tmp_path: Path) -> None:
    facts = only(read(tmp_path, 'variable "v" {}\n' + replication_group(said))).facts
    assert plain(facts["at_once"]) == expected
