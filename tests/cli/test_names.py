"""Names of files can be anything but a slash: each is shown in full, safely, and links to the right file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from tests.cli.running import TLS, auditor, cache, scan

NAMES = {
    "space": (b"two words.tf", "two words.tf"),
    "unicode": ("płatności キャッシュ 🙂.tf".encode(), "płatności キャッシュ 🙂.tf"),
    "newline": (b"new\nline.tf", "new line.tf"),
    "return": (b"carriage\rreturn.tf", "carriage\ufffdreturn.tf"),
    "escape": (b"\x1b[31mred\x1b[0m.tf", "\ufffd[31mred\ufffd[0m.tf"),
    "title": (b"\x1b]0;owned\x07.tf", "\ufffd]0;owned\ufffd.tf"),
    "direction": ("a\u202eft.tf".encode(), "a\ufffdft.tf"),
    "markup": (b"[bold]<script>&amp;{{7*7}}`.tf", "[bold]<script>&amp;{{7*7}}`.tf"),
    "bytes": (b"\xff\xfe.tf", "\ufffd\ufffd.tf"),
    "option": (b"--limit=0.tf", "--limit=0.tf"),
    "percent": (b"100%25.tf", "100%25.tf"),
}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest, here: Path) -> str:
    case: str = request.param
    folder = os.fsencode(here / "infra")
    Path("infra").mkdir()
    path = folder + b"/" + NAMES[case][0]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT), "w") as file:
        file.write(cache("a", tls="false") + 'resource "x" {\n}\n')
    return case


def test_on_a_terminal(name: str):
    run = auditor("scan", "infra", *TLS)
    assert (run.status, run.err) == (1, "")
    # Long names are broken; white space is all that may differ.
    assert "".join(f"infra/{NAMES[name][1]}:4:3".split()) in "".join(run.out.split())
    assert not [c for c in run.out if c not in "\n\ufffd" and not c.isprintable()]


def test_in_json(name: str):
    run = scan("infra", *TLS)
    assert run.status == 1
    assert run.verdicts() == {"a": "fail"}
    assert len(run.gaps) == 1


def test_in_sarif_the_link_leads_to_the_file(name: str):
    run = auditor("scan", "infra", *TLS, "--format", "sarif")
    (result,) = json.loads(run.out)["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert Path(os.fsdecode(unquote_to_bytes(uri))).is_file()


def test_in_html(name: str):
    run = auditor("scan", "infra", *TLS, "--format", "html")
    assert run.status == 1
    assert "<script>&amp;{{" not in run.out
    assert not [c for c in run.out if c not in "\n\t\ufffd" and c < " "]


def test_as_a_path(name: str):
    if name == "option":
        assert auditor("scan", os.fsdecode(NAMES[name][0])).status == 2
    path = os.fsdecode(b"infra/" + NAMES[name][0])
    assert scan(path, *TLS).verdicts() == {"a": "fail"}


def test_as_a_missing_path(name: str):
    run = auditor("scan", os.fsdecode(b"missing/" + NAMES[name][0]))
    assert run.status == 2
    assert not [c for c in run.error if not c.isprintable() and c != "\ufffd"]


def test_as_an_output(name: str):
    path = os.fsdecode(NAMES[name][0].replace(b".tf", b".json"))
    run = auditor("scan", "infra", *TLS, "--quiet", f"-o{path}")
    assert (run.status, run.out, run.err) == (1, "", "")
    assert json.loads(Path(path).read_text())
