"""What a plan changes, as readers see it: before and after, what is done to a resource, and what comes of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from auditor.model.facts import Known
from auditor.model.finding import Evidence, Finding
from auditor.model.location import Location
from auditor.model.report import Report
from auditor.model.resource import ACTIONS, Change
from auditor.reporters import load
from auditor.reporters.outline import planned, sentence
from tests.reporters.builders import ListedFindings, findings, report
from tests.reporters.builders_inventory import SESSIONS

BEFORE = Evidence("tls", "true", "", "stated", Location("plan.json", 90, 1, 90, 5), when="before")
AFTER = Evidence("tls", "false", "true", "stated", Location("plan.json", 5, 1, 5, 5), when="after")


def changed(*evidence: Evidence, because: tuple[str, ...] = ()) -> Report:
    """A report with one finding, on a resource that a plan changes."""
    made = report()
    found: Finding = replace(
        findings()[0], message="TLS goes: tls true -> false.", evidence=evidence or (BEFORE, AFTER), because=because
    )
    made.findings = ListedFindings([replace(found, location=AFTER.location)])
    now = made.resources[SESSIONS]
    now.change = Change("replace", ("port",), waits=Known(True))
    made.former = {f"before:{SESSIONS}": replace(now, key=f"before:{SESSIONS}", change=None, judged=False, former=True)}
    return made


def rendered(format_name: str, of: Report) -> str:
    return "".join(load(format_name)(of))


def test_words_tell_before_from_after():
    assert sentence(BEFORE) == "tls before the change: true"
    assert sentence(AFTER) == "tls after the change: false, expected true"
    assert sentence(replace(BEFORE, when="", resource="a")) == "tls of a: true"


def test_the_terminal_tells_both():
    text = rendered("console", changed())
    assert "= found: tls before the change: true (at plan.json:90:1)" in text
    assert "= found: tls after the change: false, expected true" in text


def test_the_page_tells_both_and_what_is_done_to_the_resource():
    page = rendered("html", changed())
    assert page.index("before the change") < page.index("after the change")
    assert "replaced by the plan" in page
    assert "replaced by the plan" not in rendered("html", report())


def test_the_page_lists_no_resource_as_it_was():
    made, plain = changed(), changed()
    plain.former = {}
    assert rendered("html", made) == rendered("html", plain)
    assert rendered("console", made) == rendered("console", plain)


def test_json_holds_what_was_before_beside_the_resources():
    document = json.loads(rendered("json", changed()))
    assert [one["when"] for one in document["findings"][0]["evidence"]] == ["before", "after"]
    (resource,) = (one for one in document["resources"] if one["key"] == SESSIONS)
    assert resource["change"] == {
        "action": "replace",
        "forced_by": ["port"],
        "waits": {"value": True, "origin": "stated"},
    }
    assert [one["key"] for one in document["before"]] == [f"before:{SESSIONS}"]
    assert "before" not in json.loads(rendered("json", report()))


def results(of: Report) -> list[dict[str, object]]:
    (run,) = json.loads(rendered("sarif", of))["runs"]
    found: list[dict[str, object]] = run["results"]
    return found


def test_sarif_tells_what_was_before_at_its_place():
    (result,) = results(changed())
    related = result["relatedLocations"]
    assert isinstance(related, list)
    assert [one["message"]["text"] for one in related] == ["tls was true"]


@pytest.mark.parametrize(
    ("fact", "told"),
    [("change.interrupts", True), ("tls", False)],
)
def test_sarif_tells_in_words_what_aws_does(fact: str, told: bool):
    evidence = replace(AFTER, fact=fact, when="")
    (result,) = results(changed(evidence, because=("tls: AWS cuts off",)))
    assert str(result["message"]).startswith("{'text': 'TLS goes: tls true -> false.")
    assert ("tls true -> false. tls: AWS cuts off" in str(result["message"])) is told


def test_every_action_but_none_has_words():
    some = report().resources[SESSIONS]
    words = {action: planned(replace(some, change=Change(action))) for action in ACTIONS}
    assert [action for action, text in words.items() if not text] == ["none"]
    assert planned(some) == ""
