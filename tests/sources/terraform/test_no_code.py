"""Directories without code have the inventory that reading them as code would give."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.sources.terraform.no_code import without_code
from auditor.sources.terraform.source import read_terraform


@pytest.fixture
def base(tmp_path: Path) -> Path:
    for name in ("empty", "templates/inner", "copies/.terraform/modules/x", "deep/a/b"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "templates" / "inner" / "stack.yaml").write_text("Resources: {}\n")
    (tmp_path / "copies" / ".terraform" / "modules" / "x" / "main.tf").write_text("locals {}\n")
    (tmp_path / "deep" / "a" / "b" / "main.tofu").write_text("locals {}\n")
    (tmp_path / "deep" / "a" / "x.tf").mkdir()
    return tmp_path


@pytest.mark.parametrize("names", [["empty"], ["templates"], ["copies"], ["deep/a/x.tf"], ["empty", "copies", "empty"]])
def test_it_is_what_reading_would_give(base: Path, names: list[str]):
    paths = tuple(base / name for name in names)
    found = without_code(paths, base)
    assert found is not None
    read = read_terraform(paths, base)
    assert (found.sources, found.gaps, found.coverage) == (read.sources, read.gaps, read.coverage)
    assert not read.resources
    assert not read.excerpts


@pytest.mark.parametrize("names", [["deep"], ["deep/a"], ["empty", "deep"], ["deep/a/b/main.tofu"]])
def test_code_is_read(base: Path, names: list[str]):
    assert without_code([base / name for name in names], base) is None


def test_what_cannot_be_looked_into_may_hold_code(base: Path, monkeypatch: pytest.MonkeyPatch):
    def scandir(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("auditor.sources.terraform.modules.directories.os.scandir", scandir)
    assert without_code([base / "empty"], base) is None
