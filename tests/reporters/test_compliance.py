"""What reports tell of compliance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model.report import ControlResult, FrameworkInfo, NotRun, Report
from auditor.reporters import console, html
from auditor.reporters.compliance import framework_rows, not_run, why_open
from auditor.reporters.json import render
from tests.reporters.builders import report
from tests.reporters.test_json import parsed

STATUSES = ("not_covered", "passed", "failed", "not_applicable", "not_determined", "failed")
CONTROLS = tuple(ControlResult("b", str(number), "Title", status) for number, status in enumerate(STATUSES))


def told(*asked: str) -> Report:
    every = {name: FrameworkInfo(name, name.upper(), asked=name in asked) for name in ("b", "a")}
    return replace(report(), controls=CONTROLS, frameworks=every)


def test_failed_controls_come_first_and_each_kind_keeps_its_order():
    row, nothing = framework_rows(told())
    assert [control.control for control in row.controls] == ["2", "5", "4", "1", "3", "0"]
    assert list(row.told()) == [
        ("failed", 2), ("not determined", 1), ("passed", 1), ("not applicable", 1), ("not covered", 1),
    ]  # fmt: skip
    assert (nothing.info.id, nothing.controls, list(nothing.told())) == ("a", [], [])


def test_controls_of_a_framework_that_nobody_described_are_told_too():
    rows = framework_rows(replace(told(), controls=(*CONTROLS, ControlResult("z", "1", "Title", "passed"))))
    assert [(row.info.id, row.info.title, len(row.controls)) for row in rows] == [
        ("b", "B", 6), ("a", "A", 0), ("z", "z", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ((), ""),
        (("unknown",), "2 checks could not be established"),
        (("not_run",), "1 rule not run"),
        (("gaps", "lacks"), "3 parts could not be read; no rule asks for alarms"),
        (
            ("unknown", "not_run", "gaps"),
            "2 checks could not be established; 1 rule not run; 3 parts could not be read",
        ),
    ],
)
def test_why_a_control_is_not_determined(reasons: tuple[str, ...], words: str):
    idle = (NotRun("multi-az", "not selected"),)
    control = replace(CONTROLS[4], open_for=reasons, rules_not_run=idle, by_status={"unknown": 2}, lacks="alarms")
    assert why_open(control, 3) == words


def test_rules_that_were_not_run_stand_together_by_reason():
    reasons = {"a": "not selected", "b": "judges what is running", "c": "not selected"}
    control = replace(CONTROLS[4], rules_not_run=tuple(NotRun(rule, why) for rule, why in reasons.items()))
    assert not_run(control) == "a, c (not selected); b (judges what is running)"


@pytest.mark.parametrize(
    ("number", "told"), [(4, "r0, r1, r2, r3"), (5, "r0, r1, r2, r3, r4"), (6, "r0, r1, r2, r3 and 2 more")]
)
def test_of_many_rules_that_were_not_run_the_first_are_named(number: int, told: str):
    every = tuple(NotRun(f"r{n}", "not selected") for n in range(number))
    assert not_run(replace(CONTROLS[4], rules_not_run=every)) == f"{told} (not selected)"


def test_a_terminal_shows_only_frameworks_that_were_asked_for():
    assert "Compliance" not in "".join(console.render(told()))
    lines = "".join(console.render(told("b"))).splitlines()
    start = lines.index("Compliance")
    assert lines[start + 1 : start + 3] == [
        "  B: 2 failed, 1 not determined, 1 passed, 1 not applicable, 1 not covered", "",
    ]  # fmt: skip


def test_the_page_opens_only_frameworks_that_were_asked_for():
    assert 'open><summary><span class="title">B</span>' in "".join(html.render(told("b")))
    assert 'open><summary><span class="title">B</span>' not in "".join(html.render(told("a")))


def test_programs_get_every_status_counted():
    first, second = parsed(told("b"))["frameworks"]
    counts = {"failed": 2, "not_determined": 1, "passed": 1, "not_applicable": 1, "not_covered": 1}
    assert first == {"id": "b", "title": "B", "asked": True, "controls": counts}
    assert second == {"id": "a", "title": "A", "controls": dict.fromkeys(counts, 0)}


def test_a_report_without_frameworks_has_none():
    assert '"frameworks"' not in "".join(render(replace(told(), frameworks={})))
