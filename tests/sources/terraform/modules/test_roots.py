"""Which directories are roots, what their resources are called, and what is not looked at."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from auditor.sources.terraform.source import read_terraform
from tests.sources.terraform.helpers import plain, read, replication_group, write

NAME = "aws_elasticache_replication_group.this"


def test_a_called_directory_is_no_root(tmp_path: Path) -> None:
    files = {"main.tf": 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": replication_group()}
    inventory = read(tmp_path, files)
    assert list(inventory.resources) == [f"module.m.{NAME}"]
    assert inventory.coverage["Terraform roots"] == 1


def test_a_circle_of_modules_has_one_root(tmp_path: Path) -> None:
    files = {
        "a/main.tf": replication_group() + 'module "b" {\n  source = "../b"\n}\n',
        "b/main.tf": replication_group() + 'module "a" {\n  source = "../a"\n}\n',
    }
    inventory = read(tmp_path, files)
    assert sorted(inventory.resources) == [NAME, f"module.b.{NAME}"]
    assert [g.reason for g in inventory.gaps] == ["it calls itself"]


def test_several_roots_have_keys_of_their_own(tmp_path: Path) -> None:
    files = {"one/main.tf": replication_group(), "two/main.tf": replication_group(), "docs/readme.tf": "# nothing\n"}
    inventory = read(tmp_path, files)
    assert sorted(inventory.resources) == [f"one:{NAME}", f"two:{NAME}"]
    assert {r.address for r in inventory.resources.values()} == {NAME}


def test_values_of_one_root_do_not_reach_another(tmp_path: Path) -> None:
    text = 'variable "p" { default = 1 }\n' + replication_group("port = var.p")
    files = {"one/main.tf": text, "one/terraform.tfvars": "p = 2\n", "two/main.tf": text}
    resources = read(tmp_path, files).resources
    assert [plain(resources[f"{root}:{NAME}"].facts["port"]) for root in ("one", "two")] == [2, 1]


def test_roots_without_caches_are_counted_only(tmp_path: Path) -> None:
    inventory = read(tmp_path, {"a/main.tf": replication_group(), "b/main.tf": 'resource "aws_s3_bucket" "b" {}\n'})
    assert inventory.coverage["cache-free Terraform roots"] == 1
    assert list(inventory.resources) == [NAME] or list(inventory.resources) == [f"a:{NAME}"]


def test_a_single_file(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": replication_group("port = var.p"), "more.tf": 'variable "p" { default = 1 }\n'})
    inventory = read_terraform((tmp_path / "main.tf",), tmp_path)
    assert list(inventory.resources) == [NAME]
    assert plain(inventory.resources[NAME].facts["port"]) == "unknown"


def test_several_files_of_one_directory_are_one_module(tmp_path: Path) -> None:
    files = {"a.tf": replication_group("port = var.p"), "b.tf": 'variable "p" { default = 1 }\n'}
    write(tmp_path, {**files, "c.tf": replication_group("", "c")})
    inventory = read_terraform((tmp_path / "b.tf", tmp_path / "a.tf"), tmp_path)
    assert list(inventory.resources) == [NAME]
    assert plain(inventory.resources[NAME].facts["port"]) == 1


def test_a_directory_named_twice_or_with_its_files_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": replication_group(), "sub/main.tf": replication_group()})
    paths = (tmp_path, tmp_path / "sub" / "..", tmp_path / "main.tf", tmp_path / "sub")
    inventory = read_terraform(paths, tmp_path)
    assert sorted(inventory.resources) == [NAME, f"sub:{NAME}"]


def test_a_module_named_itself_is_a_root_too(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": replication_group()})
    inventory = read_terraform((tmp_path, tmp_path / "m"), tmp_path)
    assert sorted(inventory.resources) == [f"m:{NAME}", f"module.m.{NAME}"]


@pytest.mark.parametrize("folder", [".terraform/modules/x", ".git/x", "node_modules/x", ".terragrunt-cache/x"])
def test_folders_of_tools_are_not_looked_into(folder: str, tmp_path: Path) -> None:
    files = {"main.tf": replication_group(), f"{folder}/main.tf": replication_group("", "other")}
    assert list(read(tmp_path, files).resources) == [NAME]


def test_the_order_in_which_files_were_made_does_not_matter(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "a" {}\nmodule "m" {\n  source = "./m"\n  for_each = toset(["y", "x"])\n}\n',
        "z.tf": replication_group("transit_encryption_enabled = var.a ? true : false", "z"),
        "a.tf": replication_group('tags = { b = 1, a = 2 }\nauth_token = "0123456789abcdef"', "a"),
        "m/main.tf": replication_group("security_group_ids = [aws_security_group.g.id]"),
        "m/net.tf": 'resource "aws_security_group" "g" {\n  ingress {\n    protocol = "tcp"\n  }\n}\n',
        "other/main.tf": replication_group(),
    }
    found = []
    for number, names in enumerate((list(files), list(reversed(files)))):
        folder = tmp_path / str(number)
        for name in names:
            write(folder, {name: files[name]})
        found.append(read_terraform((folder,), folder))
    assert found[0] == found[1]
    assert pickle.dumps(found[0]) == pickle.dumps(found[1])


def test_only_places_depend_on_where_code_stands(tmp_path: Path) -> None:
    text = 'variable "a" {}\n' + replication_group('port = var.a ? 1 : 2\nengine = var.a == "x" ? "redis" : "valkey"')
    first = read(tmp_path / "one", {"main.tf": text})
    second = read(tmp_path / "two", {"deep/down/other.tf": "\n\n# a comment\n\n" + text})
    for ours, theirs in zip(first.resources.values(), second.resources.values(), strict=True):
        assert ours.address == theirs.address
        for name, fact in ours.facts.items():
            choices = [g for g, _ in getattr(fact, "choices", ())]
            assert choices == [g for g, _ in getattr(theirs.facts[name], "choices", ())]


def test_a_module_that_is_called_by_a_computed_source_is_no_root(tmp_path: Path) -> None:
    files = {
        "main.tofu": 'locals {\n  kind = "m"\n}\nmodule "x" {\n  source = "./${local.kind}"\n}\n',
        "m/main.tf": replication_group(),
    }
    inventory = read(tmp_path, files)
    assert (list(inventory.resources), inventory.gaps) == ([f"module.x.{NAME}"], [])
    named = read_terraform((tmp_path, tmp_path / "m"), tmp_path)
    assert sorted(named.resources) == [f"m:{NAME}", f"module.x.{NAME}"]


def test_a_module_that_may_be_called_by_a_source_that_is_not_known_is_judged_by_itself(tmp_path: Path) -> None:
    files = {
        "main.tofu": 'variable "kind" {}\nmodule "x" {\n  source = "./${var.kind}"\n}\n',
        "m/main.tf": replication_group(),
    }
    inventory = read(tmp_path, files)
    assert list(inventory.resources) == [f"m:{NAME}"]
    assert [(gap.what, gap.reason) for gap in inventory.gaps] == [
        ("module.x", "its source is not known: var.kind has no value")
    ]


def test_of_modules_that_call_each_other_by_computed_sources_the_first_is_the_root(tmp_path: Path) -> None:
    text = replication_group() + 'locals {\n  up = ".."\n}\nmodule "other" {\n  source = "${local.up}/%s"\n}\n'
    inventory = read(tmp_path, {"a/main.tf": text % "b", "b/main.tf": text % "a"})
    assert sorted(inventory.resources) == [NAME, f"module.other.{NAME}"]
    assert [g.reason for g in inventory.gaps] == ["it calls itself"]


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_s3_bucket" "b" {\n  bucket = "x',
        'resource "aws_s3_bucket" "b" {\n  bucket = "x"\n',
        'resource "aws_s3_bucket" "b" {\n  bucket = "x"\n}\n\nresource "aws_el',
        'resource "aws_s3_bucket" "b" {\n  bucket = "x"\n}\n\nresource',
    ],
)
def test_a_file_that_may_be_cut_off_before_a_cache_is_read(text: str, tmp_path: Path) -> None:
    files = {"main.tf": replication_group(), "b/main.tf": text, "c/main.tf": 'resource "aws_s3_bucket" "b" {\n}\n# end'}
    inventory = read(tmp_path, files)
    assert {gap.what for gap in inventory.gaps} == {"b/main.tf"}
    assert inventory.coverage["cache-free Terraform roots"] == 1


def test_a_module_whose_path_has_lost_its_quote_is_no_root(tmp_path: Path) -> None:
    files = {"main.tf": 'module "m" {\n  source = ./m"\n}\n', "m/main.tf": replication_group()}
    inventory = read(tmp_path, files)
    assert list(inventory.resources) == []
    assert inventory.gaps
