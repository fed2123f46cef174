"""`auditor --version` and `--help` answer at once because they import nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"boto3", "botocore", "jinja2", "pydantic", "rich", "sqlalchemy", "tree_sitter", "tree_sitter_hcl", "yaml"}

RUN_AND_LIST_MODULES = """
import json, sys
sys.argv = ["auditor", *sys.argv[1:]]
from auditor.cli.main import main
try:
    main()
except SystemExit as stop:
    if stop.code:
        raise
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_nothing_heavy_is_imported(flag: str):
    command = [sys.executable, "-c", RUN_AND_LIST_MODULES, flag]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert output[:-1], f"{flag} printed nothing"
    imported = {name.partition(".")[0] for name in json.loads(output[-1])}
    assert imported & HEAVY == set()


def test_templates_are_read_without_what_reads_code(tmp_path: Path):
    template = tmp_path / "stack.yaml"
    template.write_text("Resources:\n  Cache:\n    Type: AWS::ElastiCache::ServerlessCache\n")
    words = ["scan", str(tmp_path), "--quiet", "--fail-on", "never", "--allow-gaps"]
    command = [sys.executable, "-c", RUN_AND_LIST_MODULES, *words]
    imported = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert "auditor.sources.cloudformation.source" in imported
    assert [name for name in imported if name.startswith("auditor.sources.terraform.language")] == []
    assert {name.partition(".")[0] for name in imported} & (HEAVY - {"yaml", "pydantic", "rich"}) == set()
