from __future__ import annotations

import dataclasses

import pytest

from auditor.model.location import Location
from auditor.model.report import Report
from auditor.reporters.excerpt import Line, excerpt, fitted, fitting_code
from tests.reporters.builders import empty_report

LINES = ("cache {", "\ttls = false", "  name = x", "", "}")


@pytest.fixture
def report() -> Report:
    return dataclasses.replace(empty_report(), excerpts={"a.tf": LINES})


def test_a_span_is_cut_out_of_its_line(report):
    assert excerpt(report, Location("a.tf", 3, 10, 3, 11)) == ([Line(3, "  name = ", "x", "")], 0)


def test_a_tab_keeps_the_span_in_place(report):
    assert excerpt(report, Location("a.tf", 2, 8, 2, 13)) == ([Line(2, "    tls = ", "false", "")], 0)


def test_a_place_without_columns_marks_the_text_of_the_line(report):
    assert excerpt(report, Location("a.tf", 3)) == ([Line(3, "  ", "name = x", "")], 0)


def test_neighbours_are_not_marked(report):
    lines, hidden = excerpt(report, Location("a.tf", 3, 3, 3, 7), context=1)
    assert lines == [Line(2, "    tls = false"), Line(3, "  ", "name", " = x"), Line(4, "")]
    assert hidden == 0


def test_a_long_block_shows_its_head_and_counts_the_rest(report):
    assert excerpt(report, Location("a.tf", 1, 1, 5, 2)) == ([Line(1, "", "cache {", "")], 4)


@pytest.mark.parametrize("place", [Location("b.tf", 1), Location("a.tf", 6), Location("a.tf"), Location(arn="arn:x")])
def test_without_source_there_is_no_excerpt(report, place):
    assert excerpt(report, place) == ([], 0)


@pytest.mark.parametrize(
    "place", [Location("a.tf", 3, 99, 3, 120), Location("a.tf", 3, 8, 2, 1), Location("a.tf", 3, 5, 99, 9)]
)
def test_a_span_outside_the_file_breaks_nothing(report, place):
    lines, _ = excerpt(report, place)
    assert lines[0].before + lines[0].marked + lines[0].after == LINES[2]


@pytest.mark.parametrize("start", [0, 5, 50, 150, 195])
@pytest.mark.parametrize("length", [1, 30, 200])
@pytest.mark.parametrize("room", [12, 40, 199, 400])
def test_a_long_line_fits_and_shows_where_its_span_starts(start, length, room):
    text = "".join(chr(ord("a") + n % 26) for n in range(200))
    line = Line(1, text[:start], text[start : start + length], text[start + length :])
    shown = fitted(line, room)
    assert len(shown.before + shown.marked + shown.after) <= room
    assert shown.marked.startswith(text[start])


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("a = 1 # short", 40, ["a = 1 # short"]),
        ("  # words that go on", 14, ["  # words that", "  # go on"]),
        ('  mode = "x" # words that go on', 24, ["  # words that go on", '  mode = "x"']),
        ('  text = "no # comment"', 10, ['  text = "no # comment"']),
        ("  url = abc#fragment", 10, ["  url = abc#fragment"]),
        ("  url       = abc", 12, ["  url = abc"]),
    ],
)
def test_a_comment_that_is_too_long_has_lines_of_its_own(text: str, room: int, expected: list[str]):
    assert fitting_code(text, room) == expected
