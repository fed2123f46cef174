"""The command as a process: pipes that close, disks that are full, terminals of few letters, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from auditor import __version__
from tests.cli.running import SAMPLES, TLS, cache, process, write, write_to

AUDITOR = [sys.executable, "-m", "auditor"]
COMMANDS: dict[str, tuple[list[str], int]] = {
    "scan": (["scan", ".", *TLS], 1),
    "json": (["scan", ".", *TLS, "--format", "json"], 1),
    "samples": (["scan", str(SAMPLES), "--format", "json", "--fail-on", "never"], 0),
    "list": (["rules", "list"], 0),
    "show": (["rules", "show", "all"], 0),
    "schema": (["rules", "schema"], 0),
    "test": (["rules", "test", "wrong"], 1),
}


@pytest.fixture(autouse=True)
def code(here: Path) -> None:
    write(main=cache("a", tls="false"))
    write_to(
        "wrong/sample.yaml",
        "id: sample\ntitle: Café\nseverity: low\nwhy: Because.\nremediation: {text: Do it., effect: in place}\n"
        'applies_to: {kinds: [replication_group]}\ncheck: {tls: true}\nmessage: "Café: TLS is {tls}"\n'
        "examples:\n  fail: [{facts: {tls: true}}]\n",
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_reader_that_went_away_changes_no_status(name: str):
    words, status = COMMANDS[name]
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = process(*words, stdout=writer)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (status, b"")


def test_a_reader_that_goes_away_in_the_middle():
    words = ["scan", str(SAMPLES), "--format", "json"]
    with subprocess.Popen([*AUDITOR, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.read(1) == b"{"
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1


def test_head_in_a_shell():
    script = f'"{sys.executable}" -m auditor scan . | head -1; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.count(b"\n") == 1


@pytest.mark.parametrize("name", ["scan", "json", "list", "test"])
def test_a_full_disk_is_an_error(name: str):
    with Path("/dev/full").open("wb") as full:
        done = process(*COMMANDS[name][0], stdout=full)
    assert done.returncode == 2
    assert done.stderr == b"Error: standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("name", ["scan", "json", "list"])
def test_a_closed_standard_output(name: str):
    words, status = COMMANDS[name]
    command = " ".join(f"'{word}'" for word in [*AUDITOR, *words])
    done = subprocess.run(["bash", "-c", f"{command} >&-"], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (status, b"", b"")


def test_a_closed_standard_output_does_not_end_up_in_a_file():
    command = " ".join(f"'{word}'" for word in [*AUDITOR, "scan", ".", "-o", "r.json"])
    done = subprocess.run(["bash", "-c", f"{command} >&-"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(Path("r.json").read_text())


def test_a_closed_standard_error():
    command = " ".join(f"'{word}'" for word in [*AUDITOR, "scan", "missing"])
    done = subprocess.run(["bash", "-c", f"{command} 2>&-"], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")


class TestLetters:
    """A terminal that has no such letters gets them spelled out; programs get UTF-8 wherever they are."""

    ASCII = (
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )

    @pytest.fixture(autouse=True)
    def unicode(self, code: None) -> None:
        write_to("caché.tf", cache("b", tls="false"))

    @pytest.mark.parametrize("environment", ASCII, ids=str)
    def test_for_people(self, environment: dict[str, str]):
        done = process("scan", ".", *TLS, env=os.environ | environment)
        assert (done.returncode, done.stderr) == (1, b"")
        # In the locale C the name itself is not known to be é.
        name = rb"cach\ufffd\ufffd" if "LC_ALL" in environment else rb"cach\xe9"
        assert b"--> " + name + b".tf:4:3" in done.stdout

    @pytest.mark.parametrize("environment", ASCII, ids=str)
    @pytest.mark.parametrize("name", ["json", "sarif", "html"])
    def test_for_programs(self, name: str, environment: dict[str, str]):
        done = process("scan", ".", *TLS, "--format", name, env=os.environ | environment)
        assert (done.returncode, done.stderr) == (1, b"")
        text = done.stdout.decode("utf-8")
        spellings = ("caché", "cach%C3%A9", "cach\ufffd\ufffd", r"cach\udcc3\udca9")
        assert any(f"{letters}.tf" in text for letters in spellings)
        if name != "html":
            json.loads(text)

    def test_for_files(self):
        outputs = [word for ending in ("json", "sarif", "html", "txt") for word in ("-o", f"r.{ending}")]
        done = process("scan", ".", *TLS, *outputs, "--quiet", env=os.environ | self.ASCII[0])
        assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
        assert "--> caché.tf:4:3" in Path("r.txt").read_text(encoding="utf-8")

    def test_for_errors(self):
        done = process("scan", "caféteria", env=os.environ | self.ASCII[0])
        assert done.returncode == 2
        assert b"Path 'caf" in done.stderr
        assert b"Traceback" not in done.stderr

    def test_for_rules(self):
        done = process("rules", "test", "wrong", env=os.environ | self.ASCII[0])
        assert (done.returncode, done.stderr) == (1, b"")
        assert rb"WRONG sample fail 1: got pass" in done.stdout
        done = process("rules", "show", "sample", "--rules", "wrong", env=os.environ | self.ASCII[0])
        assert (done.returncode, done.stderr) == (0, b"")
        assert rb"Caf\xe9" in done.stdout


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_an_interrupted_scan_is_no_failed_one(number: signal.Signals, status: int):
    words = ["scan", str(SAMPLES), "--format", "json"]
    # A shell without job control lets background jobs ignore interrupts, and their children with them.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        running = subprocess.Popen([*AUDITOR, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, before)
    with running:
        assert running.stdout is not None
        running.stdout.read(1)  # it writes, and waits: the pipe holds less than the report
        running.send_signal(number)
        _, error = running.communicate(timeout=30)
    assert running.returncode == status
    assert error.strip() == (b"auditor: interrupted" if number == signal.SIGINT else b"")


def test_an_error_of_its_own_shows_nothing_of_the_code():
    """Help on a full disk is such an error: click writes it."""
    with Path("/dev/full").open("wb") as full:
        done = process("--help", stdout=full)
    assert done.returncode == 2
    assert done.stderr.startswith(b"auditor: internal error (OSError in click.")
    assert done.stderr.endswith(b"); AUDITOR_DEBUG=1 shows more\n")
    with Path("/dev/full").open("wb") as full:
        done = process("--help", stdout=full, env=os.environ | {"AUDITOR_DEBUG": "1"})
    assert done.stderr.startswith(b"Traceback")
    assert done.returncode == 1


def test_version_and_help():
    assert process("--version").stdout.decode() == f"auditor {__version__}\n"
    for words in ([], ["--help"], ["-h"]):
        done = process(*words)
        text = done.stdout + done.stderr
        assert b"Usage: auditor [OPTIONS] COMMAND [ARGS]..." in text
        assert b"Exit status of a scan" in text
        assert done.returncode == (0 if words else 2)
