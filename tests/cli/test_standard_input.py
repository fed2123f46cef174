"""`auditor scan -`: a plan, a state or a template on standard input, told by its content."""

from __future__ import annotations

import json
import os
import pty
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from click.testing import CliRunner

from auditor.cli import paths as paths_module
from auditor.cli.main import cli
from auditor.sources.bounds import FILE_BYTES, PLAN_BYTES, Bound
from tests.cli.running import ROOT, TLS, Run, cache, process, write, write_to
from tests.sources.plan.made import GROUP, Planned, plan, state, state_file

NOTHING = "nothing to scan: standard input is no plan, no state and no template; code is read from files"
VALUES: dict[str, object] = {"replication_group_id": "a", "engine": "redis", "transit_encryption_enabled": False}
PLAN = json.dumps(plan(Planned(f"{GROUP}.a", VALUES)))
TEMPLATE = (
    "Resources:\n  C:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n      ReplicationGroupId: a\n"
    "      TransitEncryptionEnabled: false\n"
)


def scan(text: str | bytes, *words: str, report: str = "json") -> Run:
    """`auditor scan WORDS`, with a text on standard input."""
    given = ["scan", *(words or ("-",)), *TLS, "--format", report]
    done = CliRunner().invoke(cli, given, input=text, prog_name="auditor")
    return Run(done.exit_code, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "text",
    [
        PLAN,
        PLAN.encode("utf-16"),
        json.dumps(state({f"{GROUP}.a": VALUES})),
        json.dumps(state_file({f"{GROUP}.a": VALUES})),
        TEMPLATE,
        json.dumps({"Resources": {"C": {"Type": "AWS::ElastiCache::ReplicationGroup",
                                        "Properties": {"ReplicationGroupId": "a"}}}}),
    ],
    ids=["plan", "utf-16", "state", "state file", "template", "template in JSON"],
)  # fmt: skip
def test_each_is_told_by_its_content(text: str | bytes):
    run = scan(text)
    assert (run.status, run.verdicts()) == (1, {"a": "fail"})
    [finding] = run.report["findings"]
    assert finding["location"]["file"] == "<stdin>"
    assert run.report["scan"]["sources"] == ["<stdin>"]
    assert len(run.report["resources"]) == 1
    assert ":" not in run.report["resources"][0]["key"]


def test_what_it_is_called_is_a_uri_in_sarif():
    run = scan(PLAN, report="sarif")
    schema = json.loads((ROOT / "tests/reporters/schemas/sarif-2.1.0-rtm.5.json").read_text("utf-8"))
    jsonschema.validate(run.report, schema)
    [result] = run.report["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (uri, unquote(uri)) == ("%3Cstdin%3E", "<stdin>")


def test_beside_other_paths_keys_stay_apart():
    write(main=cache("a"))
    run = scan(PLAN, ".", "-")
    assert {one["key"] for one in run.report["resources"]} == {f"{GROUP}.a", f"<stdin>:{GROUP}.a"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "standard input is empty: see what the command before it says"),
        (" \n\t\n", "standard input is empty: see what the command before it says"),
        (cache("a"), NOTHING),
        ("kind: Service\n", NOTHING),
        ("[1, 2]", NOTHING),
        (b"\x89PNG\r\n\x1a\n\0\0", NOTHING),
    ],
)
def test_nothing_to_scan(text: str | bytes, message: str):
    run = scan(text)
    assert run.status == 2
    assert run.error == message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (PLAN[:-30], "syntax error near line 1"),
        (PLAN.replace('"1.2"', '"9.0"'), "format_version '9.0' is not known"),
        (TEMPLATE + "  D: {\n", "syntax error near line 8"),
        (b"PK\x03\x04" + b"\0" * 26 + b"tfplan", "it is a plan as Terraform saves it"),
        ('{"@level":"info","@message":"x","@module":"terraform.ui"}\n{"a":1}\n', "it is a log of Terraform"),
    ],
)
def test_what_is_damaged_is_a_gap(text: str | bytes, reason: str):
    run = scan(text)
    assert any(gap.startswith("<stdin>:") and reason in gap for gap in run.gaps), run.gaps
    assert run.status in (1, 3)
    assert run.status == 3 or text == TEMPLATE + "  D: {\n"


def test_what_cannot_be_read_does_not_count_as_read():
    assert scan(PLAN[:-30]).report["scan"]["coverage"] == {"plan files, in vain": 1}


def test_it_can_be_read_only_once():
    run = scan(PLAN, "-", "-")
    assert (run.status, run.error) == (2, "standard input (-) can be read only once")


def test_files_that_only_look_like_it(here: Path):
    write_to("<stdin>", PLAN)
    write_to("-", PLAN)
    for words, name in ((("<stdin>",), "<stdin>"), (("./-",), "-")):
        run = scan("nothing of note", *words)
        assert run.verdicts() == {"a": "fail"}
        assert run.report["findings"][0]["location"]["file"] == name
    run = scan(PLAN, "<stdin>", "-")
    assert (run.status, run.error) == (
        2,
        "a file called <stdin> cannot be told from standard input in one report",
    )


@pytest.mark.parametrize("bound", [PLAN_BYTES, FILE_BYTES], ids=["plan", "template"])
def test_more_than_is_taken_is_a_gap(bound: Bound):
    text = (PLAN if bound is PLAN_BYTES else TEMPLATE).encode()
    run = scan(text + b" " * bound.value)
    assert run.status == 3
    [gap] = run.gaps
    assert gap == f"<stdin>:1: {bound}"


def test_a_terminal_is_not_waited_for():
    other, terminal = pty.openpty()
    try:
        done = process("scan", "-", stdin=terminal)
    finally:
        os.close(other)
        os.close(terminal)
    assert done.returncode == 2
    assert b"standard input is a terminal: pipe a plan into it, as in `terraform show -json plan.out |" in done.stderr


def test_a_closed_standard_input(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(Exception, match="standard input is closed"):
        paths_module.held_by((paths_module.STANDARD_INPUT,))


@pytest.mark.parametrize("path", ["/dev/stdin", "/dev/fd/0"])
def test_other_names_of_it(path: str):
    done = process("scan", path, *TLS, "--format", "json", input=PLAN.encode())
    report: Any = json.loads(done.stdout)
    assert [one["location"]["file"] for one in report["findings"]] == [path]
