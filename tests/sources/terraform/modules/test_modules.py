"""Module calls: inputs, outputs, instances, where modules lie, and those that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.model.facts import Known, Ref, Unknown
from tests.sources.terraform.helpers import UNKNOWN, cases, only, plain, read, replication_group, write

CACHE = 'variable "name" { default = "x" }\nvariable "tls" { default = null }\n' + replication_group(
    "transit_encryption_enabled = var.tls"
)


def addresses(inventory: object) -> list[str]:
    return sorted(r.address for r in inventory.resources.values())  # type: ignore[attr-defined]


def test_nested_local_modules(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./m/a"\n  on = true\n}\n',
        "m/a/main.tf": 'variable "on" {}\nmodule "b" {\n  source = "../b"\n  tls = var.on\n}\n',
        "m/b/main.tf": CACHE,
    }
    inventory = read(tmp_path, files)
    resource = only(inventory)
    assert resource.address == "module.a.module.b.aws_elasticache_replication_group.this"
    assert plain(resource.facts["tls"]) is True
    assert resource.location.file == "m/b/main.tf"
    assert inventory.gaps == []


def test_count_and_for_each_on_modules(tmp_path: Path) -> None:
    files = {
        "main.tf": (
            'module "n" {\n  source = "./m"\n  count = 2\n  tls = count.index == 1\n}\n'
            'module "e" {\n  source = "./m"\n  for_each = { "a.b" = true, c = false }\n  tls = each.value\n}\n'
            'module "none" {\n  source = "./m"\n  count = 0\n}\n'
        ),
        "m/main.tf": CACHE,
    }
    inventory = read(tmp_path, files)
    name = "aws_elasticache_replication_group.this"
    found = {address: plain(inventory.resources[address].facts["tls"]) for address in addresses(inventory)}
    assert found == {
        f'module.e["a.b"].{name}': True,
        f'module.e["c"].{name}': False,
        f"module.n[0].{name}": False,
        f"module.n[1].{name}": True,
    }


def test_outputs_go_back_into_the_caller_and_into_other_modules(tmp_path: Path) -> None:
    files = {
        "main.tf": (
            'module "net" {\n  source = "./net"\n}\n'
            'module "cache" {\n  source = "./cache"\n  groups = [module.net.id]\n'
            "  port = module.net.numbers[0].port\n}\n"
            'module "each" {\n  source = "./net"\n  for_each = toset(["p"])\n}\n'
            + replication_group(
                'security_group_ids = [for m in module.each : m.id]\nport = module.each["p"].numbers[0].port'
            )
        ),
        "net/main.tf": (
            'resource "aws_security_group" "g" {}\noutput "id" {\n  value = aws_security_group.g.id\n}\n'
            'output "numbers" {\n  value = [{ port = 7000 }]\n}\n'
        ),
        "cache/main.tf": 'variable "groups" {}\nvariable "port" {}\n'
        + replication_group("security_group_ids = var.groups\nport = var.port"),
    }  # fmt: skip
    resources = read(tmp_path, files).resources
    inner = resources["module.cache.aws_elasticache_replication_group.this"]
    outer = resources["aws_elasticache_replication_group.this"]
    assert plain(inner.relations["security_groups"]) == (Ref("module.net.aws_security_group.g"),)
    assert plain(outer.relations["security_groups"]) == (Ref('module.each["p"].aws_security_group.g'),)
    assert plain(inner.facts["port"]) == plain(outer.facts["port"]) == 7000


def test_modules_that_need_each_other_in_different_values(tmp_path: Path) -> None:
    files = {
        "main.tf": (
            'module "a" {\n  source = "./m"\n  in = module.b.fixed\n}\n'
            'module "b" {\n  source = "./m"\n  in = module.a.through\n}\n'
            + replication_group("port = module.b.through")
        ),
        "m/main.tf": 'variable "in" {}\noutput "fixed" {\n  value = 7001\n}\noutput "through" {\n  value = var.in\n}\n',
    }
    inventory = read(tmp_path, files)
    assert plain(only(inventory).facts["port"]) == 7001
    assert inventory.gaps == []


def test_a_missing_output_is_no_value(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n}\n' + replication_group("port = module.m.nope"),
        "m/main.tf": 'output "x" {\n  value = 1\n}\n',
    }
    assert plain(only(read(tmp_path, files)).facts["port"]) == UNKNOWN


def installed(folder: Path, entries: dict[str, str]) -> None:
    manifest = {"Modules": [{"Key": key, "Source": "s", "Dir": directory} for key, directory in entries.items()]}
    write(folder, {".terraform/modules/modules.json": json.dumps(manifest)})


def test_installed_modules_are_found_by_the_manifest(tmp_path: Path) -> None:
    installed(tmp_path, {"": ".", "one": ".terraform/modules/one", "one.two": ".terraform/modules/one.two/sub"})
    files = {
        "main.tf": 'module "one" {\n  source = "org/one/aws"\n  for_each = toset(["a.b", "c]d"])\n}\n',
        ".terraform/modules/one/main.tf": 'module "two" {\n  source = "git::https://example.com/two"\n}\n',
        ".terraform/modules/one.two/sub/main.tf": CACHE,
    }
    inventory = read(tmp_path, files)
    assert inventory.gaps == []
    assert len(addresses(inventory)) == 2


def test_a_manifest_does_not_lead_outside(tmp_path: Path) -> None:
    write(tmp_path, {"outside/main.tf": CACHE})
    installed(tmp_path / "in", {"one": "../outside"})
    inventory = read(tmp_path / "in", 'module "one" {\n  source = "org/one/aws"\n}\n')
    assert inventory.resources == {}
    assert [g.what for g in inventory.gaps] == ["module.one"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"Modules": 1}', '{"Modules": [1, {"Key": 1}]}', "[" * 100_000])
def test_a_damaged_manifest_installs_nothing(text: str, tmp_path: Path) -> None:
    files = {".terraform/modules/modules.json": text, "main.tf": 'module "one" {\n  source = "org/one/aws"\n}\n'}
    assert len(read(tmp_path, files).gaps) == 1


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('"org/redis/aws"', "org/redis/aws is not installed: run `terraform init`"),
        ('"git::https://example.com/m.git"', "is not installed"),
        ('"./nope"', "no directory nope"),
        ('"../../../.."', "lies outside the scanned directory and is not read"),
        ('"./empty"', "empty holds no Terraform files"),
        ("var.where", "its source is not known: var.where has no value"),
    ],
)
def test_a_module_that_cannot_be_read_is_a_gap(source: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "repo").mkdir()
    code = f'module "m" {{\n  source = {source}\n}}\nvariable "where" {{}}\n'
    inventory = read(tmp_path / "repo", {"main.tf": code, "empty/": ""})
    (gap,) = inventory.gaps
    assert gap.what == "module.m"
    assert reason in gap.reason
    assert (gap.location.file, gap.location.line) == ("main.tf", 1)


def test_outputs_of_a_module_that_was_not_read_are_unknown(tmp_path: Path) -> None:
    text = 'module "m" {\n  source = "org/x/aws"\n}\n' + replication_group(
        "transit_encryption_enabled = module.m.tls\nport = try(module.m.port, 7000)"
    )
    facts = only(read(tmp_path, text)).facts
    assert plain(facts["tls"]) == plain(facts["port"]) == UNKNOWN


def test_a_module_with_no_instances_is_no_gap(tmp_path: Path) -> None:
    text = 'module "m" {\n  source = "org/redis/aws"\n  count = 0\n}\n' + replication_group()
    assert read(tmp_path, text).gaps == []


@pytest.mark.parametrize(
    "source",
    ["terraform-aws-modules/vpc/aws", "terraform-aws-modules/iam/aws//modules/iam-user", "cloudposse/label/null"],
)
def test_published_modules_without_caches_are_no_gap(source: str, tmp_path: Path) -> None:
    assert read(tmp_path, f'module "m" {{\n  source = "{source}"\n}}\n{replication_group()}').gaps == []


def test_a_published_module_of_a_similar_name_is_a_gap(tmp_path: Path) -> None:
    text = 'module "m" {\n  source = "terraform-aws-modules/vpcs/aws"\n}\nmodule "n" {\n  source = "x/label/null"\n}\n'
    assert len(read(tmp_path, text).gaps) == 2


def test_a_module_that_calls_itself(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n}\n',
        "m/main.tf": CACHE + 'module "m" {\n  source = "../m"\n}\n',
    }
    inventory = read(tmp_path, files)
    assert addresses(inventory) == ["module.m.aws_elasticache_replication_group.this"]
    assert [g.reason for g in inventory.gaps] == ["it calls itself"]


def test_a_root_that_calls_itself(tmp_path: Path) -> None:
    inventory = read(tmp_path, CACHE + 'module "m" {\n  source = "./."\n}\n')
    assert addresses(inventory) == ["aws_elasticache_replication_group.this"]
    assert [g.reason for g in inventory.gaps] == ["it calls itself"]


def test_modules_nested_without_end_are_bounded(tmp_path: Path) -> None:
    files = {"main.tf": 'module "m" {\n  source = "./m0"\n}\n'}
    for i in range(50):
        call = f'  source = "../m{i + 1}"\n'
        files[f"m{i}/main.tf"] = f'module "a" {{\n{call}}}\nmodule "b" {{\n{call}}}\n'
    files["m50/main.tf"] = CACHE
    inventory = read(tmp_path, files)
    assert any("nested deeper" in g.reason for g in inventory.gaps)
    assert any("instances of modules" in g.reason or "module instances" in g.reason for g in inventory.gaps)


def test_an_input_that_the_module_does_not_declare_does_not_matter(tmp_path: Path) -> None:
    files = {"main.tf": 'module "m" {\n  source = "./m"\n  nope = 1\n}\n', "m/main.tf": CACHE}
    assert len(read(tmp_path, files).resources) == 1


def test_a_module_under_a_condition_guards_what_is_in_it(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "a" {}\nmodule "m" {\n  source = "./m"\n  count = var.a ? 1 : 0\n}\n'
        + replication_group("count = length(module.m)"),
        "m/main.tf": CACHE,
    }
    for resource in read(tmp_path, files).resources.values():
        assert cases(resource.exists) == {"var.a=true": True, "var.a=false": False}


def test_a_module_for_each_element_of_something_unknown_stands_for_all(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "./m"\n  for_each = var.m\n  tls = each.value.tls\n}\n'
    files = {"main.tf": 'variable "m" {}\n' + call, "m/main.tf": CACHE}
    resource = only(read(tmp_path, files))
    assert resource.address == "module.m[*].aws_elasticache_replication_group.this"
    assert isinstance(resource.exists, Unknown)
    assert plain(resource.facts["tls"]) == UNKNOWN


def test_path_module_is_relative_and_files_beside_the_module_are_read(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./mods/m"\n}\n',
        "mods/m/main.tf": replication_group('port = tonumber(file("${path.module}/port.txt"))'),
        "mods/m/port.txt": "7000",
    }
    assert plain(only(read(tmp_path, files)).facts["port"]) == 7000


def test_a_chain_tells_of_inputs_and_where_they_were_given(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "on" { default = false }\nmodule "m" {\n  source = "./m"\n  tls = var.on\n}\n',
        "m/main.tf": CACHE,
    }
    fact = only(read(tmp_path, files)).facts["tls"]
    assert isinstance(fact, Known)
    assert [(step.label, str(step.location)) for step in fact.via] == [
        ("var.on (default)", "main.tf:1"),
        ("module.m.var.tls", "main.tf:4"),
    ]
