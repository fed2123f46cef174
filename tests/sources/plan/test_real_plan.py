"""What is assumed of the format holds for plans and states that Terraform itself makes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.sources.partial.values import Unk
from auditor.sources.plan.attributes import Planned
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
    assert isinstance(first, Planned)
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
