from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from auditor.model.finding import Finding, Status, Verdict
from auditor.model.location import Location
from auditor.model.resource import Gap
from auditor.reporters import console
from tests.reporters.builders import ListedFindings, empty_report, large_report, report
from tests.reporters.builders_inventory import GROUP

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def text(given=None, **options) -> str:
    return "".join(console.render(given or report(), **options))


@pytest.mark.parametrize("width", [60, 100, 200])
def test_the_whole_output(snapshot: Callable[[str, str], None], width):
    snapshot(text(width=width), f"console-{width}.txt")


def test_nothing_found(snapshot: Callable[[str, str], None]):
    snapshot(text(empty_report()), "console-empty.txt")


@pytest.mark.parametrize("width", [60, 100, 200])
def test_no_line_is_wider_than_the_terminal(width):
    assert [line for line in text(width=width).splitlines() if cell_len(line) > width] == []


def test_without_colour_there_is_no_escape_and_no_control_character():
    assert [c for c in text() if c != "\n" and not c.isprintable()] == []


def test_colour_changes_nothing_but_the_colour():
    coloured = text(color=True)
    assert "\x1b[1;31m" in coloured
    assert ESCAPES.sub("", coloured) == text()
    # All escapes are colours: none of the scanned text got through.
    assert "\x1b" not in ESCAPES.sub("", coloured)


def test_the_environment_changes_nothing(monkeypatch):
    plain, coloured = text(), text(color=True)
    for name, value in {"NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "dumb", "COLUMNS": "20"}.items():
        monkeypatch.setitem(os.environ, name, value)
    assert (text(), text(color=True)) == (plain, coloured)


def test_markup_of_the_scanned_text_is_text():
    hostile = dataclasses.replace(
        next(iter(report().findings)), message="[red]not red[/red] [link=x]y[/link] :smile: {{ 7*7 }}"
    )
    given = dataclasses.replace(report(), findings=ListedFindings([hostile]))
    assert "[red]not red[/red] [link=x]y[/link] :smile: {{ 7*7 }}" in text(given)
    assert "[red]not red[/red] [link=x]y[/link] :smile: {{ 7*7 }}" in ESCAPES.sub("", text(given, color=True))


def test_what_is_not_listed_is_counted():
    output = text(large_report(400), limit=10)
    # 5 of 8 findings of the example fail. One of them has a lead, which is on another resource here.
    assert output.count("\n --> ") + output.count("\n  --> ") == 20
    assert "... and 240 more findings: use --limit 0 or -o report.html" in output
    assert "... and 40 more unknown findings: use --limit 0 or -o report.html" in output


@dataclasses.dataclass(slots=True)
class CountedFindings(ListedFindings):
    """Findings that count how many of them are built."""

    built: int = 0

    def of(self, verdict: Verdict) -> Finding:
        self.built += 1
        return ListedFindings.of(self, verdict)


def test_what_is_not_listed_is_not_built():
    many = large_report(400)
    counted = CountedFindings(list(many.findings))
    text(dataclasses.replace(many, findings=counted), limit=10)
    assert 10 <= counted.built < 40


def test_limit_zero_lists_all():
    output = text(large_report(400), limit=0)
    assert "more findings:" not in output
    assert output.count("fails when: ") == 50


def test_many_gaps_are_counted():
    gaps = tuple(Gap(f"gap-{n}", "terraform", f"module.m{n}", f"why {n}", Location("a.tf", n)) for n in range(1, 41))
    output = text(dataclasses.replace(report(), gaps=gaps), limit=3)
    assert "- module.m3: why 3 (a.tf:3)" in output
    assert "module.m4" not in output
    assert "... and 37 more gaps" in output


def test_gaps_of_one_reason_are_one():
    gaps = [Gap(f"gap-{n}", "terraform", "a.tf", "why", Location("a.tf", n, 1)) for n in range(1, 6)]
    other = Gap("gap-9", "terraform", "b.tf", "other")
    output = text(dataclasses.replace(report(), gaps=(*gaps, other)))
    assert "- 5 parts: why (a.tf:1:1, a.tf:2:1, a.tf:3:1 and 2 more)\n  - b.tf: other\n" in output
    assert "6 parts could not be read" in output
    assert "- a.tf: why (a.tf:2:1)\n" in text(dataclasses.replace(report(), gaps=tuple(gaps[:2])))


def test_statuses_are_listed_as_asked():
    output = text(show=frozenset({Status.PASS, Status.NOT_APPLICABLE}))
    assert "Passed:\n  transit-encryption-enabled arn:aws" in output
    assert "Not applicable:\n  memcached-sasl" in output
    assert "critical[" not in output
    assert "unknown[" not in output


def test_output_streams():
    assert len(list(console.render(large_report(80)))) > 20


def test_what_to_do_is_told_once_for_each_language():
    some = next(report().findings.with_status(Status.FAIL))
    in_code = dataclasses.replace(
        some, rule="transit-encryption-enabled", address=f"{GROUP}.a", resource="a", location=Location("main.tf", 1)
    )
    in_template = dataclasses.replace(in_code, address="Cache", resource="b", location=Location("stack.json", 1))
    again = dataclasses.replace(in_template, address="Other", resource="c")
    given = dataclasses.replace(report(), findings=ListedFindings([in_code, in_template, again]))
    shown = text(given)
    assert shown.count("transit_encryption_enabled = true") == 1
    assert shown.count("TransitEncryptionEnabled: true") == 1
    assert shown.count("as for the first transit-encryption-enabled in CloudFormation above") == 1
