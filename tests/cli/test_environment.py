"""What the environment says: options as AUDITOR_<OPTION>, a fixed time, no colours."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import click
import pytest

from auditor.cli.main import cli
from tests.cli.running import SAMPLES, TLS, auditor, cache, process, scan, write, write_to
from tests.cli.test_bad_options import RULE


def commands(group: click.Group) -> dict[str, click.Command]:
    """Every command by its words: "scan", "rules list", ..."""
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= {f"{name} {word}": c for word, c in commands(command).items()}
        else:
            found[name] = command
    return found


@pytest.mark.parametrize("name", commands(cli))
def test_every_option_has_its_variable(name: str):
    for parameter in commands(cli)[name].params:
        if isinstance(parameter, click.Option):
            long = max(parameter.opts, key=len).removeprefix("--")
            assert parameter.envvar == f"AUDITOR_{long.upper().replace('-', '_')}"


class TestEveryOption:
    """One test for each option of `scan`: the variable does what the option does."""

    @pytest.fixture(autouse=True)
    def code(self, here: Path) -> None:
        write(main='variable "tls" {}\nvariable "days" {}\n' + cache("a", tls="false"))

    def test_output(self):
        auditor("scan", ".", AUDITOR_OUTPUT="a.json b.html")
        assert Path("a.json").stat().st_size > 0
        assert Path("b.html").stat().st_size > 0

    def test_format(self):
        assert auditor("scan", ".", AUDITOR_FORMAT="json").report["schema_version"] == "1"

    def test_select(self):
        run = scan(".", AUDITOR_SELECT="transit-encryption-enabled backup-retention-period CKV_AWS_134")
        assert {f["rule"] for f in run.report["findings"]} == {
            "automatic-backup-enabled",
            "backup-retention-period",
            "transit-encryption-enabled",
        }

    def test_ignore(self):
        ignored = scan(".", AUDITOR_IGNORE="encryption,durability").report["findings"]
        assert ignored
        assert not [f for f in ignored if f["rule"] == "transit-encryption-enabled"]

    def test_rules(self):
        write_to("my rules/sample.yaml", RULE)
        assert scan(".", "--select", "sample", AUDITOR_RULES="my rules").verdicts("sample") == {"a": "fail"}

    def test_several_directories_of_rules(self):
        write_to("one/sample.yaml", RULE)
        write_to("two/other.yaml", RULE.replace("id: sample", "id: other"))
        run = scan(".", "--select", "sample,other", AUDITOR_RULES=f"one{os.pathsep}two")
        assert {f["rule"] for f in run.report["findings"]} == {"sample", "other"}

    def test_rule_param(self):
        write(main=cache("a", snapshot_retention_limit="10"))
        words = (".", "--select", "backup-retention-period", "--fail-on", "low")
        assert scan(*words).status == 0
        assert scan(*words, AUDITOR_RULE_PARAM="backup-retention-period.days=14").status == 1

    def test_fail_on(self):
        assert scan(".", *TLS).status == 1
        assert scan(".", *TLS, AUDITOR_FAIL_ON="critical").status == 0

    def test_allow_gaps(self):
        write_to("x.tf.json", "[")
        words = (".", *TLS, "--fail-on", "critical")
        assert scan(*words).status == 3
        assert scan(*words, AUDITOR_ALLOW_GAPS="1").status == 0
        assert scan(*words, AUDITOR_ALLOW_GAPS="false").status == 3

    def test_allow_unknown(self):
        write(main='variable "tls" {}\n' + cache("a", tls="var.tls"))
        assert scan(".", *TLS).status == 3
        assert scan(".", *TLS, AUDITOR_ALLOW_UNKNOWN="yes").status == 0

    def test_var(self):
        write(main='variable "tls" {}\n' + cache("a", tls="var.tls"))
        assert scan(".", *TLS, AUDITOR_VAR="tls=true").verdicts() == {"a": "pass"}
        assert scan(".", *TLS, AUDITOR_VAR="tls=false").verdicts() == {"a": "fail"}

    def test_var_file(self):
        write(main='variable "tls" {}\n' + cache("a", tls="var.tls"))
        write_to("yes.tfvars", "tls = true\n")
        write_to("no.tfvars", "tls = false\n")
        assert scan(".", *TLS, AUDITOR_VAR_FILE="yes.tfvars").verdicts() == {"a": "pass"}
        # The last one wins.
        assert scan(".", *TLS, AUDITOR_VAR_FILE=f"yes.tfvars{os.pathsep}no.tfvars").verdicts() == {"a": "fail"}

    def test_limit(self):
        assert "more finding" not in auditor("scan", ".").out
        assert "more finding" in auditor("scan", ".", AUDITOR_LIMIT="1").out

    def test_quiet(self):
        assert auditor("scan", ".", AUDITOR_QUIET="1").out == ""

    def test_verbose(self):
        assert auditor("rules", "test", AUDITOR_VERBOSE="1").out.startswith("ok ")

    def test_facts(self):
        assert auditor("rules", "schema", AUDITOR_FACTS="1").out.startswith("replication_group\n")


def test_an_option_wins_over_its_variable():
    write(main=cache("a", tls="false"))
    assert scan(".", *TLS, "--fail-on", "high", AUDITOR_FAIL_ON="never").status == 1


@pytest.mark.parametrize("name", ["SELECT", "IGNORE", "OUTPUT", "FAIL_ON", "FORMAT", "QUIET", "VAR", "RULES"])
def test_an_empty_variable_is_none(name: str):
    write(main=cache("a", tls="false"))
    assert auditor("scan", ".", **{f"AUDITOR_{name}": ""}) == auditor("scan", ".")


def test_a_bad_variable_is_refused_like_the_option():
    write(main=cache("a"))
    run = auditor("scan", ".", AUDITOR_FORMAT="pdf")
    assert run.status == 2
    assert run.error == "Invalid value for '--format': 'pdf' is none of console, html, json, sarif"


class TestTime:
    """SOURCE_DATE_EPOCH fixes the time of the scan, and with it every byte of the reports."""

    def test_it_is_the_time_of_the_report(self):
        write(main=cache("a"))
        assert scan(".", SOURCE_DATE_EPOCH="86400").report["scan"]["started_at"] == "1970-01-02T00:00:00Z"

    def test_without_it_the_time_is_now(self):
        write(main=cache("a"))
        for environment in ({}, {"SOURCE_DATE_EPOCH": ""}):
            assert scan(".", **environment).report["scan"]["started_at"] >= "2026"

    @pytest.mark.parametrize("text", ["yesterday", "1.5", "²", "99999999999999", "9" * 5000, "-99999999999999"])
    def test_a_bad_one(self, text: str):
        write(main=cache("a"))
        run = auditor("scan", ".", SOURCE_DATE_EPOCH=text)
        assert run.status == 2
        assert run.error == f"SOURCE_DATE_EPOCH: {text!r} is no time in seconds"

    def test_the_same_bytes_in_two_processes(self):
        outputs = []
        for seed in ("1", "2"):
            # Sets are ordered differently in each process; nothing of that may show.
            environment = os.environ | {"SOURCE_DATE_EPOCH": "1700000000", "PYTHONHASHSEED": seed}
            names = [f"{seed}.{ending}" for ending in ("json", "sarif", "html", "txt")]
            files = [word for name in names for word in ("-o", name)]
            done = process("scan", SAMPLES, "--limit", "0", *files, env=environment)
            assert done.stderr == b""
            outputs.append([done.stdout, *(Path(name).read_bytes() for name in names)])
        assert outputs[0] == outputs[1]
        assert all(len(output) > 5000 for output in outputs[0])


def on_a_terminal(*words: object, environment: dict[str, str] | None = None, columns: int = 100) -> str:
    """What `auditor WORDS` writes to a terminal."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    settings = os.environ | {"TERM": "xterm"} | (environment or {})
    command = [sys.executable, "-m", "auditor", *map(str, words)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=side, stderr=side, env=settings):
        os.close(side)
        text = b""
        try:
            while piece := os.read(main, 65536):
                text += piece
        except OSError:  # the other side is closed
            pass
    os.close(main)
    return text.decode().replace("\r\n", "\n")


class TestColour:
    @pytest.fixture(autouse=True)
    def code(self, here: Path) -> None:
        write(main=cache("a", tls="false"))

    def test_on_a_terminal(self):
        assert "\x1b[31mhigh\x1b[0m" in on_a_terminal("scan", ".", *TLS)

    @pytest.mark.parametrize(
        ("words", "environment"),
        [
            (["--no-color"], {}),
            ([], {"NO_COLOR": "1"}),
            ([], {"NO_COLOR": "0"}),
            ([], {"AUDITOR_NO_COLOR": "1"}),
            ([], {"TERM": "dumb"}),
        ],
    )
    def test_switched_off(self, words: list[str], environment: dict[str, str]):
        text = on_a_terminal("scan", ".", *TLS, *words, environment=environment)
        assert "\x1b" not in text
        assert text == auditor("scan", ".", *TLS).out

    def test_an_empty_no_color_is_none(self):
        assert "\x1b[" in on_a_terminal("scan", ".", *TLS, environment={"NO_COLOR": ""})

    def test_not_where_nobody_looks(self):
        assert b"\x1b" not in process("scan", ".", *TLS, env=os.environ | {"FORCE_COLOR": "1"}).stdout

    def test_the_width_is_the_terminals(self):
        wide, narrow = (on_a_terminal("scan", ".", *TLS, "--no-color", columns=c) for c in (200, 60))
        assert max(map(len, narrow.splitlines())) <= 60 < max(map(len, wide.splitlines())) <= 200

    def test_hostile_messages_on_a_terminal(self):
        Path("no\x1b[31mpe").mkdir()
        for words in (
            ["scan", "no\x1b[31mpe"],
            ["scan", ".", "-o", "no\x1b[31mpe/x/y.html"],
            ["scan", ".", "--var", "no\x1b[31mpe=1"],
            ["scan", ".", "--var", "no\x1b[31mpe"],
            ["scan", ".", "--rules", "no\x1b[31mpe"],
            ["scan", ".", "--select", "no\x1b[31mpe"],
            ["no\x1b[31mpe"],
        ):
            text = on_a_terminal(*words)
            assert "Error: " in text
            assert "\x1b" not in text
