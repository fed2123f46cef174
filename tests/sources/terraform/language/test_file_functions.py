"""Functions of files: what they give is what Terraform gives, and nothing outside of the scanned directory is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.sources.partial.values import Unk
from auditor.sources.terraform.language import file_functions
from tests.sources.terraform.helpers import root_of, value_of
from tests.sources.terraform.language.terraform_console import TerraformConsole, Verdict, encoded

FILES = {
    "a.txt": b"text\n",
    "b.json": b'{"x": 1}',
    ".hidden": b"h",
    "raw.bin": b"\xff\xfe\x00",
    "empty": b"",
    "d/a.txt": b"below",
    "d/e/f.txt": b"deep",
    "d/e/g.yaml": b"g: 1",
    "d/[x].txt": b"brackets",
    "é/ü.txt": "ä".encode(),
}
SAME = [
    'file("a.txt")',
    'file("./d/../a.txt")',
    'file("${path.module}/d/a.txt")',
    'file("é/ü.txt")',
    'file("raw.bin")',
    'filebase64("raw.bin")',
    'filebase64("empty")',
    'filemd5("a.txt")',
    'filesha1("raw.bin")',
    'filesha256("a.txt")',
    'filesha512("a.txt")',
    'filebase64sha256("a.txt")',
    'filebase64sha512("raw.bin")',
    'fileexists("a.txt")',
    'abspath("/a/../b//c")',
    'abspath("//a")',
    'fileset(".", "*")',
    'fileset(path.module, "*.txt")',
    'fileset(".", "**")',
    'fileset(".", "**/*.txt")',
    'fileset("d", "**/*.txt")',
    'fileset("d", "**/f.txt")',
    'fileset("d", "*")',
    'fileset("d", "e/*.{txt,yaml}")',
    'fileset(".", "{a,b}.*")',
    'fileset(".", "?.txt")',
    'fileset(".", "[a-b].*")',
    'fileset(".", "[!a].*")',
    'fileset(".", "[^a].*")',
    'fileset(".", "d/**/f*")',
    'fileset(".", "d/**")',
    'fileset(".", "d/e/**")',
    'fileset(".", "**/e/*")',
    'fileset(".", "d/*/../a.txt")',
    'fileset("./d/", "a.txt")',
    'fileset("d/e", "../*.txt")',
    'fileset(".", "d/**e/*")',
    '[for f in fileset("d", "**") : upper(f)]',
    'fileset(".", "a.txt/*")',
    'file("a.txt", "b")',
    "fileset()",
    'templatefile("a.txt", {})',
]
OURS = ("main.tf", "settings", "terraform.tfstate", ".terraform.tfstate.lock.info")
#: What Terraform says of the files that happen to be there now; they may be others where it runs.
OPEN = [
    'fileset(".", "**/**/a.txt")',
    'file("none")',
    'fileexists("none")',
    'fileset("none", "*")',
    'fileset(".", "a.txt/*")',
    'filemd5("d")',
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def test_terraform_gives_the_same(folder: Path) -> None:
    outputs = "".join(f'output "r{i}" {{\n  value = {expression}\n}}\n' for i, expression in enumerate(SAME))
    module = root_of(folder, outputs).module
    ours = [module.output(f"r{i}") for i in range(len(SAME))]
    (folder / "main.tf").unlink()
    theirs = TerraformConsole(folder).answers(SAME)
    for expression, mine, answer in zip(SAME, ours, theirs, strict=True):
        if expression in OPEN:
            assert isinstance(mine, Unk), expression
        elif answer is Verdict.ERROR:
            assert isinstance(mine, Unk), expression
            assert mine.error, expression
        else:
            assert _without(encoded(mine)) == _without(answer), expression


def _without(answer: str | Verdict) -> object:
    """The answer without the files that the two of us leave."""
    assert isinstance(answer, str), answer
    found = json.loads(answer)
    return [name for name in found if name not in OURS] if isinstance(found, list) else found


@pytest.mark.parametrize("expression", OPEN)
def test_a_file_that_is_not_there_may_be_made_later(folder: Path, expression: str) -> None:
    value = value_of(folder, expression)
    assert isinstance(value, Unk)
    assert not value.error


@pytest.mark.parametrize("name", ["file", "filemd5", "filebase64", "fileset"])
def test_nothing_outside_of_the_scanned_directory_is_read(folder: Path, name: str) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "link.txt").symlink_to(folder / "a.txt")
    (folder / "inner" / "up").symlink_to(folder)
    more = ', "*"' if name == "fileset" else ""
    paths = ["..", "up", "/"] if name == "fileset" else ["../a.txt", "link.txt", "up/a.txt", str(folder / "a.txt")]
    for path in paths:
        value = value_of(folder / "inner", f'{name}("{path}"{more})')
        assert isinstance(value, Unk), path
        assert not value.error, path


def test_a_link_to_a_directory_is_not_followed_without_end(folder: Path) -> None:
    (folder / "d" / "round").symlink_to(folder / "d")
    value = value_of(folder, 'fileset("d", "**/a.txt")')
    assert isinstance(value, Unk)
    assert "link" in value.reason


def test_a_walk_through_many_files_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_functions, "MAX_ENTRIES", 5)
    value = value_of(folder, 'fileset(".", "**")')
    assert isinstance(value, Unk)
    assert "more than 5 files" in value.reason


def test_an_unknown_path_gives_an_unknown_value(folder: Path) -> None:
    value = value_of(folder, "filemd5(var.path)", 'variable "path" {}')
    assert isinstance(value, Unk)
    assert "var.path" in value.reason
