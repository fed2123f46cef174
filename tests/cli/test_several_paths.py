"""Several paths: one that holds nothing does not hide behind one that does."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import TLS, cache, scan, write_to


def test_an_empty_path_beside_a_good_one_is_a_gap(here: Path):
    write_to("good/main.tf", cache("a", tls="true"))
    (here / "empty").mkdir()
    assert scan("good", *TLS).status == 0
    run = scan("good", "empty", *TLS)
    assert run.status == 3
    assert [(g["what"], g["reason"]) for g in run.report["gaps"]] == [("empty", "no Terraform files here")]


def test_empty_paths_alone_are_nothing_to_scan(here: Path):
    (here / "a").mkdir()
    (here / "b").mkdir()
    assert scan("a", "b", *TLS).status == 2
