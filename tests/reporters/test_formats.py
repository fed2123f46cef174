from __future__ import annotations

from importlib.util import find_spec

import pytest

from auditor.reporters import FORMATS, format_of, load


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_module(name: str):
    assert find_spec(FORMATS[name].module) is not None
    assert FORMATS[name].doc


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("out/report.json", "json"),
        ("out/report.sarif", "sarif"),
        ("out/report.sarif.json", "sarif"),
        ("REPORT.HTML", "html"),
        (".json/page.htm", "html"),
        ("log.txt", "console"),
    ],
)
def test_the_ending_names_the_format(path: str, name: str):
    assert format_of(path) == name


@pytest.mark.parametrize("path", ["report", "report.pdf", ".json/report", ""])
def test_an_unknown_ending_is_refused_and_the_known_ones_are_named(path: str):
    with pytest.raises(ValueError, match=r"\.html .*\.json .*\.sarif"):
        format_of(path)


def test_no_two_formats_share_an_ending():
    endings = [suffix for spec in FORMATS.values() for suffix in spec.suffixes]
    assert len(endings) == len(set(endings))


def test_an_unknown_format_is_refused_and_the_known_ones_are_named():
    with pytest.raises(ValueError, match="unknown format 'pdf'; known are console, html, json, sarif"):
        load("pdf")
