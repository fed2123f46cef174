"""What is assumed of the format holds for plans and states that Terraform itself makes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.sources.partial.values import Unk
from auditor.sources.plan.attributes import Attributes
from auditor.sources.plan.document import Kind, read_document
from auditor.sources.plan.planned import plan_entries
from auditor.sources.plan.state import state_entries, state_file_entries
from auditor.sources.secrecy.secrets import MASK, Secrets

TERRAFORM = shutil.which("terraform")
CODE = """
variable "key" {
  default   = "hunter2hunter2"
  sensitive = true
}
resource "terraform_data" "a" {
  input = var.key
}
resource "terraform_data" "b" {
  count = 1
  input = terraform_data.a.id
}
module "m" {
  source = "./m"
  given  = terraform_data.b[0].id
}
"""
INNER = """
variable "given" {}
resource "terraform_data" "c" {
  for_each = toset(["k"])
  input    = var.given
}
"""


MENTIONS = """
variable "on" { default = true }
variable "none" { default = null }
variable "part" { default = { tls = null } }
locals { none = var.none }
resource "terraform_data" "a" { count = 1 }
resource "terraform_data" "z" { count = 0 }
resource "terraform_data" "decided" { input = var.on ? [terraform_data.a[0].id] : [] }
resource "terraform_data" "beside" { input = [terraform_data.a[0].id, "literal"] }
resource "terraform_data" "tried" { input = try(terraform_data.z[0].id, terraform_data.a[0].id) }
resource "terraform_data" "length" { input = length(terraform_data.a[0].id) > 1 }
resource "terraform_data" "uuid" { input = "${var.on}-${uuid()}" }
resource "terraform_data" "null" { input = null }
resource "terraform_data" "local" { input = local.none }
resource "terraform_data" "variable" { input = var.none }
resource "terraform_data" "part" { input = var.part.tls }
"""
A = "terraform_data.a[0]"


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")
def test_what_terraform_tells_of_expressions_is_what_is_made_of_it(tmp_path: Path):
    (tmp_path / "main.tf").write_text(MENTIONS)
    for words in (("init", "-input=false"), ("plan", "-input=false", "-out=p")):
        subprocess.run([str(TERRAFORM), *words], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    command = [str(TERRAFORM), "show", "-json", "p"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=60).stdout
    plan = read_document(shown, "plan.json")
    written = {entry.name: entry.written for entry in plan_entries(plan, Secrets())}
    values = {name: one.value("input") for name, one in written.items()}
    told = {name: one.configured for name, one in written.items() if isinstance(one, Attributes)}
    for name in ("decided", "beside"):
        parts = values[name]
        assert isinstance(parts, list)
        assert isinstance(parts[0], Unk)
        assert parts[0].ref == (A, "id")
    assert isinstance(values["beside"], list)
    assert values["beside"][1] == "literal", "a list that the provider does not hash tells its literals"
    assert isinstance(values["tried"], Unk)
    assert values["tried"].ref == (A, "id"), "there is no terraform_data.z"
    # What makes something of another's attribute mentions no more than what is that attribute does.
    assert told["length"] is not None
    assert told["tried"] is not None
    assert told["length"].mentions("input") == told["tried"].mentions("input")
    null = {name for name, one in told.items() if one is not None and one.is_null("input")}
    assert null >= {"null", "variable", "part"}
    assert not null & {"local", "length", "tried", "decided"}
    assert "uuid" in null, "a function that nobody knows before leaves no trace: texts are never taken for null"


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")
def test_plan_and_states_of_terraform(tmp_path: Path):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text(INNER)
    (tmp_path / "main.tf").write_text(CODE)

    def terraform(*words: str) -> bytes:
        command = [str(TERRAFORM), *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=60).stdout

    terraform("init", "-input=false")
    terraform("plan", "-input=false", "-out=p")
    plan = read_document(terraform("show", "-json", "p"), "plan.json")
    secrets = Secrets()
    entries = {entry.address: entry.written for entry in plan_entries(plan, secrets)}
    assert plan.kind is Kind.PLAN
    assert plan.problems == []
    assert list(entries) == ["terraform_data.a", "terraform_data.b[0]", 'module.m.terraform_data.c["k"]']
    assert secrets.scrub("hunter2hunter2") == MASK
    first, second, third = entries.values()
    assert isinstance(first, Attributes)
    assert first.value("input") == "hunter2hunter2"
    assert first.configured is not None
    assert first.configured.spells_out("input", "hunter2hunter2") is True
    assert not first.has("id"), "what code leaves unset is not taken for a value"
    for written, ref in ((second, "terraform_data.a"), (third, "terraform_data.b[0]")):
        value = written.value("input")
        assert isinstance(value, Unk)
        assert value.ref == (ref, "id")
    assert third.header.column > 1

    terraform("apply", "-input=false", "p")
    shown = read_document(terraform("show", "-json"), "state.json")
    kept = read_document((tmp_path / "terraform.tfstate").read_bytes(), "terraform.tfstate")
    assert (shown.kind, kept.kind) == (Kind.STATE, Kind.STATE_FILE)
    addresses = {entry.address for entry in state_entries(shown, Secrets())}
    assert addresses == {entry.address for entry in state_file_entries(kept, Secrets())} == set(entries)
    assert shown.problems == kept.problems == []
