"""Runs the command line, in this process or in one of its own, and makes small trees of code for it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from auditor.cli.main import cli

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "samples"
TLS = ("--select", "transit-encryption-enabled")


@dataclass(frozen=True)
class Run:
    """How a run ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The message of a run that was refused, on one line, without the reminder of how the command is called."""
        assert self.out == ""
        assert "Traceback" not in self.err
        assert "internal error" not in self.err
        before, found, message = self.err.partition("Error: ")
        assert found, self.err
        assert before == "" or before.startswith("Usage: auditor")
        assert message.count("\n") == 1
        return message.strip()

    def verdicts(self, rule: str = "transit-encryption-enabled") -> dict[str, str]:
        """Name of resource -> status."""
        report = self.report
        names = {r["key"]: r["name"] for r in report["resources"]}
        return {names[f["resource"]]: f["status"] for f in report["findings"] if f["rule"] == rule}

    @property
    def gaps(self) -> list[str]:
        """`file:line: reason` of what could not be read; without a line where there is none."""
        told = []
        for gap in self.report["gaps"]:
            place = gap.get("location", {})
            line = f":{place['line']}" if "line" in place else ""
            told.append(f"{place.get('file', gap['what'])}{line}: {gap['reason']}")
        return told


def auditor(*words: object, **environment: str) -> Run:
    """`auditor WORDS` in this process."""
    done = CliRunner().invoke(cli, [str(word) for word in words], env=environment, prog_name="auditor")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Run(done.exit_code, done.stdout, done.stderr)


def scan(*words: object, **environment: str) -> Run:
    """`auditor scan WORDS --format json`."""
    return auditor("scan", *words, "--format", "json", **environment)


def process(*words: object, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    """`auditor WORDS` in a process of its own."""
    command = [sys.executable, "-m", "auditor", *map(str, words)]
    settings.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(command, check=False, timeout=60, stderr=subprocess.PIPE, **settings)


def write(**files: str) -> None:
    """Write files below the working directory: `write(main="...")` is main.tf."""
    for name, text in files.items():
        write_to(f"{name}.tf", text)


def write_to(name: str, text: str | bytes) -> Path:
    """Write one file, with the directories around it."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def cache(name: str, tls: str = "true", **attributes: str) -> str:
    """A Valkey cache in Terraform; attributes are expressions."""
    lines = {"replication_group_id": f'"{name}"', "engine": '"valkey"', "transit_encryption_enabled": tls, **attributes}
    body = "".join(f"  {key} = {value}\n" for key, value in lines.items())
    return f'resource "aws_elasticache_replication_group" "{name}" {{\n{body}}}\n'
