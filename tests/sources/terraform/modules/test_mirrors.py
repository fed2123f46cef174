"""Values that go through a resource or data source which only repeats them."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Redacted
from auditor.sources.partial.values import LinkedText, Unk
from tests.sources.terraform.helpers import only, plain, read, replication_group, value_of

CODE = """
variable "token" {}
resource "terraform_data" "t" {
  input            = "literal-secret-1"
  triggers_replace = "literal-secret-1"
}
resource "terraform_data" "o" {
  input = { token = "literal-secret-1" }
}
resource "terraform_data" "v" {
  input = var.token
}
resource "null_resource" "n" {
  triggers = { token = "literal-secret-1" }
}
resource "local_file" "l" {
  content = "literal-secret-1"
}
resource "template_file" "f" {
  template = "$${a}-x"
  vars     = { a = "literal-secret-1" }
}
data "template_file" "f" {
  template = "$${a}-x"
  vars     = { a = "literal-secret-1" }
}
data "template_file" "v" {
  template = "$${a}-x"
  vars     = { a = var.token }
}
data "null_data_source" "n" {
  inputs = { token = "literal-secret-1" }
}
resource "random_password" "r" {
  length = 16
}
"""


@pytest.mark.parametrize(
    ("expression", "literal"),
    [
        ("terraform_data.t.input", True),
        ("terraform_data.t.output", True),
        ("terraform_data.t.triggers_replace", True),
        ("terraform_data.o.output.token", True),
        ("terraform_data.v.output", False),
        ("null_resource.n.triggers.token", True),
        ("local_file.l.content", True),
        ("template_file.f.rendered", True),
        ("data.template_file.f.rendered", True),
        ("data.template_file.v.rendered", False),
        ('data.null_data_source.n.outputs["token"]', True),
        ("random_password.r.result", False),
    ],
)
def test_a_secret_stays_literal_on_its_way(expression: str, literal: bool, tmp_path: Path) -> None:
    inventory = read(tmp_path, CODE + replication_group(f"auth_token = {expression}"))
    assert plain(only(inventory).facts["auth_token"]) == Redacted(literal)
    assert "literal-secret" not in repr(inventory)


def test_what_is_not_repeated_is_not_known(tmp_path: Path) -> None:
    for expression in ("terraform_data.t.id", "data.template_file.f.id", "data.null_data_source.n.random"):
        assert isinstance(value_of(tmp_path, expression, CODE), Unk)


def test_a_template_is_rendered(tmp_path: Path) -> None:
    assert value_of(tmp_path, "data.template_file.f.rendered", CODE.replace("literal-secret-1", "v")) == "v-x"


def test_resources_can_be_named_in_full(tmp_path: Path) -> None:
    assert value_of(tmp_path, "resource.local_file.l.content", CODE) == "literal-secret-1"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("acl", "name"),
        ("cluster", "name"),
        ("parameter_group", "name"),
        ("subnet_group", "name"),
        ("user", "user_name"),
    ],
)
def test_ids_of_memorydb_are_names_and_still_tell_whose(kind: str, name: str, tmp_path: Path):
    code = f'resource "aws_memorydb_{kind}" "one" {{\n  {name} = "app"\n}}\n'
    value = value_of(tmp_path, f"aws_memorydb_{kind}.one.id", code)
    assert isinstance(value, LinkedText)
    assert (value, value.ref) == ("app", (f"aws_memorydb_{kind}.one", "id"))


def test_an_id_whose_name_is_made_up_is_not_known(tmp_path: Path):
    code = 'resource "aws_memorydb_acl" "one" {\n  name_prefix = "app-"\n}\n'
    assert isinstance(value_of(tmp_path, "aws_memorydb_acl.one.id", code), Unk)
