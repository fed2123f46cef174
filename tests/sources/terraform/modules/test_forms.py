"""The forms of configuration: which files of a directory count, for Terraform and for OpenTofu."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.model.facts import Known
from auditor.sources.terraform.modules.forms import is_override, left_aside
from auditor.sources.terraform.source import read_terraform
from tests.sources.terraform.helpers import UNKNOWN, cases, lines_of, only, plain, read, replication_group, write

NAME = "aws_elasticache_replication_group.this"
FORMS = ("main.tf", "main.tf.json", "main.tofu", "main.tofu.json")


def code(form: str, port: int = 1) -> str:
    """A cache in the syntax of a form."""
    if form.endswith(".json"):
        return json.dumps({"resource": {"aws_elasticache_replication_group": {"this": {"port": port}}}}, indent=1)
    return replication_group(f"port = {port}")


def call(form: str, source: str) -> str:
    """A module call in the syntax of a form."""
    if form.endswith(".json"):
        return json.dumps({"module": {"m": {"source": source}}})
    return f'module "m" {{\n  source = "{source}"\n}}\n'


@pytest.mark.parametrize("form", FORMS)
def test_a_directory_of_one_form_is_a_root(form: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, {f"deep/down/{form}": code(form)})
    assert list(inventory.resources) == [NAME]
    assert inventory.gaps == []
    assert only(inventory).location.file == f"deep/down/{form}"
    assert inventory.coverage["Terraform files"] == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_single_file_of_any_form(form: str, tmp_path: Path) -> None:
    write(tmp_path, {form: code(form), f"other.{form.partition('.')[2]}": "damaged {"})
    inventory = read_terraform((tmp_path / form,), tmp_path)
    assert list(inventory.resources) == [NAME]
    assert inventory.gaps == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("called", FORMS)
def test_a_called_directory_of_any_form_is_no_root(form: str, called: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, {form: call(form, "./m"), f"m/{called}": code(called)})
    assert list(inventory.resources) == [f"module.m.{NAME}"]


@pytest.mark.parametrize(
    "name",
    ["package.json", "plan.json", "template.json", "x.tfvars.json", "main.tf.json.bak", ".x.tf.json", "x.tftest.json"],
)
def test_other_json_is_no_configuration(name: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, {"main.tf": code("main.tf"), name: "{[", f"sub/{name}": '{"resource": {}}'})
    assert inventory.gaps == []
    assert inventory.coverage["Terraform files"] == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_root_whose_words_are_escaped_is_looked_at(form: str, tmp_path: Path) -> None:
    text = code(form).replace('"aws_elasticache', '"\\u0061ws_elasticache')
    assert list(read(tmp_path, {form: text}).resources) == [NAME]


def test_files_of_all_forms_are_one_module(tmp_path: Path) -> None:
    files = {
        "a.tf": 'variable "a" { default = 1 }\n',
        "b.tf.json": '{"locals": {"b": "${var.a + 1}"}}',
        "c.tofu": "locals {\n  c = local.b + 1\n}\n",
        "d.tofu.json": '{"resource": {"aws_elasticache_replication_group": {"this": {"port": "${local.c + 1}"}}}}',
    }
    inventory = read(tmp_path, files)
    assert plain(only(inventory).facts["port"]) == 4
    assert inventory.gaps == []


@pytest.mark.parametrize(("own", "other"), [("main.tofu", "main.tf"), ("main.tofu.json", "main.tf.json")])
def test_opentofu_reads_its_own_file_of_a_name(own: str, other: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, {own: code(own, 1), other: code(other, 2)})
    assert plain(only(inventory).facts["port"]) == 1
    assert [(g.what, g.location.file) for g in inventory.gaps] == [(other, other)]
    assert "OpenTofu" in inventory.gaps[0].reason


def test_what_opentofu_leaves_aside_makes_a_root_worth_a_look(tmp_path: Path) -> None:
    inventory = read(tmp_path, {"main.tofu": "# nothing\n", "main.tf": code("main.tf")})
    assert [g.what for g in inventory.gaps] == ["main.tf"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('terraform {\n  required_version = ">= 1"\n}\n', False),
        ('provider "aws" {\n  region = "eu-west-1"\n}\n', True),
        ("", False),
        ('variable "tls" {\n  default = false\n}\n', True),
        ("resource {", True),
    ],
)
def test_settings_for_terraform_alone_are_no_gap(text: str, told: bool, tmp_path: Path) -> None:
    files = {"main.tf": code("main.tf"), "versions.tf": text, "versions.tofu": "terraform {\n  encryption {\n  }\n}\n"}
    assert [g.what for g in read(tmp_path, files).gaps] == (["versions.tf"] if told else [])


def test_other_names_and_syntaxes_are_not_left_aside() -> None:
    names = ["a.tf", "a.tofu.json", "b.tf.json", "b.tofu", "c.tf", "c.tofu", "override.tf.json", "override.tofu.json"]
    assert left_aside(names) == ["c.tf", "override.tf.json"]


@pytest.mark.parametrize("form", FORMS)
def test_names_of_override_files(form: str) -> None:
    ending = form.removeprefix("main")
    assert [
        is_override(f"{stem}{ending}") for stem in ("override", "x_override", "overrides", "override.x", "xoverride")
    ] == [
        True,
        True,
        False,
        False,
        False,
    ]


# OpenTofu's own language


@pytest.mark.parametrize(
    ("enabled", "exists"),
    [
        ("true", True),
        ('"true"', True),
        ("var.on", {"var.on=true": True, "var.on=false": False}),
        ("var.none.x", {"var.none.x=true": True, "var.none.x=false": False}),
    ],
)
def test_enabled_says_whether_a_resource_is_there(enabled: str, exists: object, tmp_path: Path) -> None:
    files = {
        "main.tofu": 'variable "on" { type = bool }\nvariable "none" {}\n'
        + replication_group(f"lifecycle {{\n  enabled = {enabled}\n}}")
    }
    assert cases(only(read(tmp_path, files)).exists) == exists


def test_what_is_not_enabled_is_not_there(tmp_path: Path) -> None:
    off = "lifecycle {\n  enabled = false\n}\n"
    files = {
        "main.tofu": replication_group(off)
        + f'module "m" {{\n  source = "./m"\n{off}}}\n'
        + replication_group(
            "port = try(aws_elasticache_replication_group.this.port, 5)\n"
            'engine = aws_elasticache_replication_group.this == null ? "valkey" : "redis"\n'
            "kms_key_id = aws_elasticache_replication_group.this.kms_key_id",
            "other",
        ),
        "m/main.tofu": replication_group(),
    }
    inventory = read(tmp_path, files)
    assert list(inventory.resources) == ["aws_elasticache_replication_group.other"]
    facts = only(inventory).facts
    assert [plain(facts[name]) for name in ("port", "engine", "kms_key")] == [5, "valkey", UNKNOWN]


def test_what_may_not_be_enabled_may_be_null(tmp_path: Path) -> None:
    files = {
        "main.tofu": 'variable "on" { type = bool }\n'
        + replication_group("port = 7\nlifecycle {\n  enabled = var.on\n}\n")
        + replication_group("port = try(aws_elasticache_replication_group.this.port, 5)", "other")
    }
    inventory = read(tmp_path, files)
    fact = inventory.resources["aws_elasticache_replication_group.other"].facts["port"]
    assert cases(fact) == {"var.on=true": 7, "var.on=false": 5}


@pytest.mark.parametrize("source", ["./${local.kind}s/${var.name}", "${local.where}"])
@pytest.mark.parametrize("form", ["main.tf", "main.tofu.json"])
def test_a_module_source_may_be_put_together(source: str, form: str, tmp_path: Path) -> None:
    files = {
        "values.tf": 'variable "name" {\n  default = "m"\n}\nlocals {\n  kind = "module"\n  where = "./modules/m"\n}\n',
        form: call(form, source),
        "modules/m/main.tf": replication_group(),
    }
    assert f"module.m.{NAME}" in read(tmp_path, files).resources


def test_a_module_source_that_is_not_known_is_a_gap(tmp_path: Path) -> None:
    (gap,) = read(tmp_path, {"main.tofu": 'variable "v" {}\nmodule "m" {\n  source = var.v\n}\n'}).gaps
    assert (gap.what, gap.reason) == ("module.m", "its source is not known: var.v has no value")


def test_a_passphrase_of_encrypted_state_is_masked(tmp_path: Path) -> None:
    key = 'key_provider "pbkdf2" "k" {\n      passphrase = "correct-horse-battery"\n    }'
    setup = f"terraform {{\n  encryption {{\n    {key}\n  }}\n}}\n"
    inventory = read(tmp_path, {"main.tofu": setup + replication_group()})
    assert "correct-horse" not in repr(inventory)
    assert "passphrase" in lines_of(inventory, "main.tofu")[3]


# files of values


def test_a_value_in_json_has_its_exact_place(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "v" { default = 1 }\n' + replication_group("port = var.v"),
        "terraform.tfvars.json": '{"other": {"v": 3},\n  "//": "v",  "v" :\n 2}',
    }
    fact = only(read(tmp_path, files)).facts["port"]
    assert isinstance(fact, Known)
    (step,) = fact.via
    where = step.location
    assert (where.file, where.line, where.column, where.end_line) == ("terraform.tfvars.json", 2, 15, 3)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"v": 1,\n "v": 2}', 2),
        ('{"v": 1,\n}', 2),
        ('[{"v": 1}]', 1),
        ('\ufeff{"v": 1}', 1),
        ("", 1),
        ('{"v":\n {"a": 1, "a": 2}}', 2),
        ('{"v": 1e99999}', 1),
        ("NaN", 1),
        ('{"v": NaN}', 1),
        ('{"v": "\x00"}', 1),
        ('{"v": ' + "[" * 20_000 + "]" * 20_000 + "}", 1),
    ],
)
def test_values_in_damaged_json_are_a_gap(text: str, line: int, tmp_path: Path) -> None:
    files = {"main.tf": 'variable "v" {}\n' + replication_group("port = var.v"), "x.auto.tfvars.json": text}
    inventory = read(tmp_path, files)
    assert [(g.location.file, g.location.line) for g in inventory.gaps] == [("x.auto.tfvars.json", line)]
    assert plain(only(inventory).facts["port"]) == UNKNOWN


@pytest.mark.parametrize("name", ["terraform.tfvars", "terraform.tfvars.json"])
def test_no_default_counts_where_a_file_of_values_is_damaged(name: str, tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "v" { default = 1 }\nvariable "w" { default = 1 }\n'
        + replication_group("port = var.v\nsnapshot_retention_limit = var.w"),
        name: "v = = 2\n" if name.endswith("tfvars") else '{"v": }',
        "z.auto.tfvars": "w = 3\n",
    }
    inventory = read(tmp_path, files)
    facts = only(inventory).facts
    assert [plain(facts[one]) for one in ("port", "backup_days")] == [UNKNOWN, 3]
    assert [g.location.file for g in inventory.gaps] == [name]
