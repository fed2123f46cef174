"""The real Terraform, run on small configurations that need nothing but what is built in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

TERRAFORM = shutil.which("terraform")
needs_terraform = pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One run of Terraform that asks nobody and looks at no settings but the folder's."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    environment = {**kept, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    command = (TERRAFORM or "terraform", *arguments)
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def refuses(folder: Path) -> str:
    """Why Terraform does not plan the configuration; nothing where it does."""
    for arguments in (("init", "-no-color"), ("plan", "-no-color", "-input=false", "-lock=false", "-out=made.plan")):
        done = run(folder, *arguments)
        if done.returncode:
            return next((line for line in (done.stdout + done.stderr).splitlines() if "Error:" in line), "Error")
    return ""


def outputs(folder: Path) -> dict[str, object]:
    """The outputs that Terraform plans, and the inputs of all `terraform_data` by address."""
    assert refuses(folder) == ""
    plan = json.loads(run(folder, "show", "-json", "made.plan").stdout)["planned_values"]
    found = {name: one.get("value") for name, one in plan.get("outputs", {}).items()}
    todo = [plan.get("root_module", {})]
    while todo:
        module = todo.pop()
        found |= {one["address"]: one["values"].get("input") for one in module.get("resources", ())}
        todo += module.get("child_modules", ())
    return found
