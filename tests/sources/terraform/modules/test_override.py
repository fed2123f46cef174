"""Override files, in all forms: what they replace, and that it keeps the file that it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin, Unknown
from auditor.model.resource import Inventory
from tests.sources.terraform.helpers import (
    ABSENT,
    UNKNOWN,
    cases,
    lines_of,
    only,
    plain,
    read,
    replication_group,
    root_of,
    write,
)
from tests.sources.terraform.real import needs_terraform, outputs, refuses

#: One module with overrides of everything; the outputs tell what came out.
TREE = {
    "main.tf": """
        variable "typed" { type = number }
        variable "default" {
          type    = number
          default = 1
        }
        variable "retyped" { default = "1" }
        variable "null" {
          default  = 1
          nullable = false
        }
        variable "given" { default = "default" }
        locals {
          kept     = 1
          replaced = 1
          uses     = "${local.replaced}${local.kept}"
        }
        resource "terraform_data" "one" {
          input            = { a = 1, b = 2 }
          triggers_replace = "base"
        }
        resource "terraform_data" "counted" {
          for_each = toset(["x"])
          input    = 1
        }
        resource "terraform_data" "kept" {
          count = 1
          input = count.index
        }
        module "m" {
          source = "./m"
          x      = 1
          y      = 1
        }
        module "n" {
          source = "./m"
          x      = 1
          y      = 1
        }
        output "all" {
          value = "base"
        }
        output "local" {
          value = local.uses
        }
        output "variables" {
          value = jsonencode([var.typed, var.default, var.retyped, var.null, var.given])
        }
        output "modules" {
          value = jsonencode([module.m.o, module.n.o])
        }
        """,
    "base.tf.json": '{"resource": {"terraform_data": {"json": {"input": {"a": 1, "b": 2}}}}}',
    "a_override.tf": """
        resource "terraform_data" "one" {
          input = "first"
        }
        resource "terraform_data" "json" {
          input = { a = 3 }
        }
        locals {
          replaced = "over"
        }
        variable "typed" { default = "5" }
        variable "retyped" { type = number }
        variable "default" { default = "7" }
        module "m" {
          x = local.replaced
        }
        """,
    "override.tf": """
        resource "terraform_data" "one" {
          input = "second"
        }
        resource "terraform_data" "one" {
          triggers_replace = "third"
        }
        resource "terraform_data" "counted" {
          count = 2
        }
        output "all" {
          value = jsonencode([terraform_data.one.input, terraform_data.json.input])
        }
        """,
    "override.tf.json": """{
        "module": {"n": {"source": "./n"}},
        "variable": {"null": {"nullable": true, "default": null}},
        "resource": {"terraform_data": {"kept": {"input": "${count.index}${local.kept}"}}}}""",
    "terraform.tfvars.json": '{"given": "${no template}"}',
    "m/m.tf": 'variable "x" {}\nvariable "y" {}\noutput "o" {\n  value = "m${var.x}${var.y}"\n}\n',
    "n/n.tf": 'variable "x" {}\nvariable "y" {}\noutput "o" {\n  value = "n${var.x}${var.y}"\n}\n',
}

#: What an override file may not say, and main.tf for it.
REFUSED = {
    "resource": 'resource "terraform_data" "none" {}\n',
    "local": "locals {\n  none = 1\n}\n",
    "variable": 'variable "none" {\n  default = 1\n}\n',
    "output": 'output "none" {\n  value = 1\n}\n',
    "moved": "moved {\n  from = terraform_data.a\n  to   = terraform_data.b\n}\n",
}

NAME = "aws_elasticache_replication_group"


@needs_terraform
def test_overrides_come_to_what_terraform_makes_of_them(tmp_path: Path) -> None:
    theirs = outputs(write(tmp_path / "theirs", TREE))
    module = root_of(tmp_path / "ours", TREE).module
    from auditor.sources.terraform.modules.outside import Outside, give

    give(module.root, Outside())
    assert module.definition.troubles == []
    found = {name: module.output(name) for name in module.definition.outputs}
    for kind, name in module.definition.resources:
        found |= {one.address: one.stated("input") for one in module.resource(kind, name)}
    assert found == theirs


@needs_terraform
@pytest.mark.parametrize("name", REFUSED)
def test_what_overrides_nothing_is_told(name: str, tmp_path: Path) -> None:
    files = {"main.tf": replication_group(), "override.tf": REFUSED[name]}
    assert [g.location.file for g in read(tmp_path, files).gaps] == ["override.tf"]
    (tmp_path / "main.tf").write_text("", encoding="utf-8")
    assert refuses(tmp_path)


def _places(inventory: Inventory, *names: str) -> list[str]:
    return [str(only(inventory, "replication_group").facts[name].place) for name in names]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x_override.tf", f'resource "{NAME}" "this" {{\n  port = 2\n}}\n'),
        ("override.tf", f'\nresource "{NAME}" "this" {{ port = 2 }}\n'),
        ("override.tofu", f'resource "{NAME}" "this" {{\n  port = 2\n}}\n'),
        ("x_override.tf.json", f'{{"resource": {{"{NAME}": {{\n"this": {{"port": 2}}}}}}}}'),
        ("override.tofu.json", f'{{"resource": {{"{NAME}": {{\n"this": {{"port": 2}}}}}}}}'),
    ],
)
@pytest.mark.parametrize("base", ["main.tf", "main.tf.json"])
def test_a_verdict_stands_where_the_override_says_it(name: str, text: str, base: str, tmp_path: Path) -> None:
    in_json = f'{{"resource": {{"{NAME}": {{"this":\n{{"port": 1, "engine": "valkey"}}}}}}}}'
    in_hcl = f'resource "{NAME}" "this" {{\n  engine = "valkey"\n  port   = 1\n}}\n'
    inventory = read(tmp_path, {base: in_json if base.endswith(".json") else in_hcl, name: text})
    assert plain(only(inventory).facts["port"]) == 2
    assert _places(inventory, "engine", "port") == [f"{base}:2", f"{name}:2"]
    assert only(inventory).location.file == base
    assert inventory.excerpts.keys() == {base, name}


def test_a_value_that_is_not_known_stands_in_the_override(tmp_path: Path) -> None:
    files = {
        "main.tf": '\n\nvariable "a" {}\nvariable "b" {}\n' + replication_group("port = 1"),
        "override.tf": f'resource "{NAME}" "this" {{\n  port   = var.a ? 1 : 2\n  engine = element(var.b, 0)\n}}\n',
    }
    inventory = read(tmp_path, files)
    assert _places(inventory, "port", "engine") == ["override.tf:2", "override.tf:3"]
    fact = only(inventory).facts["port"]
    assert isinstance(fact, Unknown)
    assert cases(fact) == {"var.a=true": 1, "var.a=false": 2}


def test_a_chain_leads_into_the_override(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "p" { default = 1 }\nlocals { l = 1 }\n' + replication_group("port = local.l + var.p"),
        "override.tf": '\nvariable "p" {\n  default = 2\n}\nlocals {\n  l = 4\n}\n',
    }
    fact = only(read(tmp_path, files)).facts["port"]
    assert isinstance(fact, Known)
    assert fact.value == 6
    assert [(s.label, str(s.location)) for s in fact.via] == [
        ("var.p (default)", "override.tf:3"),
        ("local.l", "override.tf:6"),
    ]


def test_a_module_input_in_an_override(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  p = 1\n}\n',
        "m_override.tf.json": '{"module": {"m":\n\n{"p": "${1 + 1}"}}}',
        "m/main.tf": 'variable "p" {}\n' + replication_group("port = var.p"),
    }
    fact = only(read(tmp_path, files)).facts["port"]
    assert isinstance(fact, Known)
    assert fact.value == 2
    assert [str(step.location) for step in fact.via] == ["m_override.tf.json:3"]


def test_nested_blocks_are_replaced_as_a_whole_with_their_places(tmp_path: Path) -> None:
    rule = "ingress {\n  protocol = \"tcp\"\n  from_port = 1\n  to_port = 1\n  cidr_blocks = ['X']\n}\n".replace(
        "'", '"'
    )
    files = {
        "main.tf": replication_group()
        + f'resource "aws_security_group" "g" {{\n{rule.replace("X", "10.0.0.0/8")}{rule}\n}}\n',
        "override.tf": f'resource "aws_security_group" "g" {{\n{rule.replace("X", "0.0.0.0/0")}}}\n',
    }
    fact = only(read(tmp_path, files), "security_group").facts["ingress"]
    assert isinstance(fact, Known)
    assert isinstance(fact.value, tuple)
    (found,) = fact.value
    assert (plain(found.cidrs), str(found.place)) == (("0.0.0.0/0",), "override.tf:6")


@pytest.mark.parametrize(
    "override",
    [
        '{"dynamic": {"log_delivery_configuration": {"for_each": ["x"], "content": {"log_type": "engine-log"}}}}',
        '{"log_delivery_configuration": {"log_type": "engine-log"}}',
        '{"log_delivery_configuration": [{"log_type": "${"engine"}-log"}]}'.replace('${"engine"}', '${\\"engine\\"}'),
    ],
)
@pytest.mark.parametrize(
    "base",
    [
        '{"log_delivery_configuration": [{"log_type": "slow-log"}, {"log_type": "x"}]}',
        '{"dynamic": {"log_delivery_configuration": {"for_each": ["y"], "content": {"log_type": "slow-log"}}}}',
    ],
)
def test_nested_blocks_in_json_are_replaced(base: str, override: str, tmp_path: Path) -> None:
    files = {
        "main.tf.json": f'{{"resource": {{"{NAME}": {{"this": {base}}}}}}}',
        "override.tf.json": f'{{"resource": {{"{NAME}": {{"this": {override}}}}}}}',
    }
    assert plain(only(read(tmp_path, files)).facts["log_types"]) == ("engine-log",)


def test_a_block_in_hcl_replaces_one_in_json(tmp_path: Path) -> None:
    logs = '{"log_delivery_configuration": {"log_type": "a"}}'
    files = {
        "main.tf.json": f'{{"resource": {{"{NAME}": {{"this": {logs}}}}}}}',
        "override.tf": f'resource "{NAME}" "this" {{\n  log_delivery_configuration {{\n    log_type = "b"\n  }}\n}}\n',
    }
    assert plain(only(read(tmp_path, files)).facts["log_types"]) == ("b",)


def test_lifecycle_is_replaced_by_argument(tmp_path: Path) -> None:
    files = {
        "main.tofu": replication_group("lifecycle {\n  enabled = false\n  prevent_destroy = true\n}"),
        "override.tofu": f'resource "{NAME}" "this" {{\n  lifecycle {{\n    ignore_changes = all\n  }}\n}}\n',
    }
    assert read(tmp_path, files).resources == {}


def test_a_secret_in_an_override_is_masked_there(tmp_path: Path) -> None:
    secret = "correct-horse-battery-staple"
    files = {
        "main.tf": 'locals {\n  password = "x"\n}\n' + replication_group('auth_token = "old-secret-of-the-base"'),
        "override.tf": f'\nresource "{NAME}" "this" {{\n  auth_token = "${{local.l}}"\n}}\n',
        "l_override.tf": f'locals {{\n  l = "{secret}"\n}}\n',
        "base.tf": 'locals {\n  l = ""\n}\n',
    }
    inventory = read(tmp_path, files)
    fact = only(inventory).facts["auth_token"]
    assert str(fact.place) == "override.tf:3"
    assert secret not in repr(inventory)
    assert "old-secret-of-the-base" not in repr(inventory)
    assert "port" not in lines_of(inventory, "override.tf")
    assert lines_of(inventory, "l_override.tf")[1].startswith("  l = **")


def test_a_damaged_override_leaves_what_it_could_have_said_open(tmp_path: Path) -> None:
    files = {
        "main.tf": replication_group("port = 1"),
        "override.tf": f'resource "{NAME}" "this" {{\n  engine = "valkey"\n  port = = 2\n  node_type = "x"\n}}\n',
    }
    inventory = read(tmp_path, files)
    facts = only(inventory).facts
    assert [g.location.file for g in inventory.gaps] == ["override.tf"]
    assert [plain(facts[n]) for n in ("engine", "port", "kms_key")] == ["valkey", UNKNOWN, UNKNOWN]


def test_the_files_themselves_stay_as_they_are(tmp_path: Path) -> None:
    root = root_of(tmp_path, {"main.tf": replication_group("port = 1"), "override.tf": replication_group("port = 2")})
    (source,) = [one for one in root.module.definition.sources if one.path == "main.tf"]
    assert source.file.blocks[0].attributes["port"].value.value == 1  # type: ignore[union-attr]


def test_the_origin_is_stated(tmp_path: Path) -> None:
    inventory = read(
        tmp_path, {"main.tf": replication_group(), "override.tf": f'resource "{NAME}" "this" {{ port = 2 }}\n'}
    )
    fact = only(inventory).facts["port"]
    assert isinstance(fact, Known)
    assert fact.origin is Origin.STATED
    assert plain(only(inventory).facts["kms_key"]) == ABSENT


@needs_terraform
def test_a_directory_in_place_of_a_published_module_leaves_its_version_behind(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source  = "a/b/aws"\n  version = "1.0"\n}\n',
        "main_override.tf": 'module "m" {\n  source = "./m"\n}\n',
        "m/main.tf": replication_group(),
    }
    inventory = read(tmp_path, files)
    assert only(inventory).address == "module.m.aws_elasticache_replication_group.this"
    (gap,) = inventory.gaps
    assert (gap.location.file, gap.location.line) == ("main.tf", 3)
    assert gap.reason == "version does not go with the source ./m: Terraform refuses the call"
    assert "Invalid version constraint" in refuses(tmp_path)
