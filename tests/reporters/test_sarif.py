from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest

from auditor.model.facts import Step
from auditor.model.finding import Evidence, Finding, Severity, Status
from auditor.model.location import NOWHERE, Location
from auditor.model.report import Report
from auditor.reporters import load
from auditor.reporters.plain import UNSAFE
from auditor.reporters.sarif import MOST_RESULTS, render
from auditor.reporters.sarif.places import artifact
from auditor.reporters.sarif.text import plain
from tests.reporters.builders import ListedFindings, empty_report, findings, large_report, report
from tests.reporters.builders_inventory import ARN, GROUP, MAIN, VARIABLES, at


def rendered(of: Report) -> str:
    return "".join(render(of))


def run_of(report: Report) -> Any:
    (run,) = json.loads(rendered(report))["runs"]
    return run


def result_of(finding: Finding) -> Any:
    (result,) = run_of(replace(report(), findings=ListedFindings([finding])))["results"]
    return result


def test_the_whole_log(snapshot: Callable[[str, str], None]):
    snapshot(rendered(report()), "report.sarif")


def test_a_log_of_nothing(snapshot: Callable[[str, str], None]):
    snapshot(rendered(empty_report()), "empty.sarif")


def test_the_table_of_formats_knows_it():
    assert load("sarif") is render


def test_the_same_report_is_the_same_bytes():
    other = report()
    other.rules = dict(reversed(other.rules.items()))
    other.gaps = tuple(reversed(other.gaps))
    assert rendered(other) == rendered(report())


def test_only_what_fails_or_is_open_is_a_result_and_the_rest_is_counted():
    run = run_of(report())
    assert [result["kind"] for result in run["results"]] == ["fail"] * 5 + ["open"]
    assert run["properties"]["notInResults"] == {"pass": 1, "not_applicable": 1}


def test_what_is_open_cannot_be_taken_for_a_failure():
    unknown = run_of(report())["results"][-1]
    assert (unknown["kind"], unknown["level"]) == ("open", "none")
    assert unknown["message"]["text"].startswith("Not established: Fails when ")


def test_words_that_say_it_already_are_not_doubled():
    unknown = replace(findings()[5], message="Not established: var.env has no value")
    assert result_of(unknown)["message"]["text"] == f"Not established: var.env has no value ({unknown.address})"
    named = replace(unknown, message=f"Not established: {unknown.address} has no value")
    assert result_of(named)["message"]["text"] == named.message


@pytest.mark.parametrize(
    ("severity", "level"),
    [("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "note"), ("info", "note")],
)
def test_the_level_is_that_of_the_finding_not_of_the_rule(severity: str, level: str):
    assert result_of(replace(findings()[0], severity=Severity.of(severity)))["level"] == level


def test_a_finding_in_an_account_names_its_resource_and_pretends_no_file():
    run = run_of(report())
    (location,) = next(r for r in run["results"] if "kasse" in r["message"]["text"])["locations"]
    assert "physicalLocation" not in location
    assert location["logicalLocations"][0]["fullyQualifiedName"] == ARN
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert "Results that name a resource and no file: 1." in [note["message"]["text"] for note in notes]


def test_a_chain_is_a_flow_from_who_set_the_value_to_the_attribute():
    (flow,) = result_of(findings()[2])["codeFlows"]
    steps = [step["location"] for step in flow["threadFlows"][0]["locations"]]
    assert [step["message"]["text"] for step in steps] == ["terraform.tfvars", "var.tls", "tls is false, expected true"]
    assert unquote(steps[1]["physicalLocation"]["artifactLocation"]["uri"]) == VARIABLES


def test_steps_without_a_file_make_no_flow():
    finding = findings()[2]
    evidence = replace(finding.evidence[0], via=(Step("var.tls", NOWHERE),))
    assert "codeFlows" not in result_of(replace(finding, evidence=(evidence,)))


def test_evidence_elsewhere_is_related_each_place_once():
    here, there = at(41, 5, 33), at(18)
    evidence = (
        Evidence("reach.by_groups", "internet", "less than any address", "derived", here),
        Evidence("security_groups", GROUP, "", "stated", there),
        Evidence("ingress", "::/0", "", "stated", there, GROUP),
        Evidence("tags", "", "some", "absent", Location(arn=ARN)),
    )
    related = result_of(replace(findings()[0], evidence=evidence))["relatedLocations"]
    assert [(one["id"], one["physicalLocation"]["region"]["startLine"]) for one in related] == [(1, 18)]
    assert related[0]["message"]["text"] == f"security_groups is {GROUP}; ingress of {GROUP} is ::/0"


def test_a_run_with_gaps_was_not_successful():
    (invocation,) = run_of(report())["invocations"]
    assert invocation["executionSuccessful"] is False
    gaps = [n for n in invocation["toolExecutionNotifications"] if n["descriptor"]["id"] == "gap"]
    assert [gap["properties"]["id"] for gap in gaps] == ["gap-1", "gap-2"]
    assert gaps[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 80


def test_a_run_without_gaps_was():
    (invocation,) = run_of(empty_report())["invocations"]
    assert invocation == {"executionSuccessful": True, "startTimeUtc": "2026-01-02T03:04:05Z"}


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        ("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z"),
        ("2026-01-02T03:04:05.250000", "2026-01-02T03:04:05.250000Z"),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_time_is_utc_or_not_told(started: str, expected: str | None):
    (invocation,) = run_of(replace(report(), started_at=started))["invocations"]
    assert invocation.get("startTimeUtc") == expected


def test_what_is_too_much_for_code_scanning_is_left_out_aloud():
    one = findings()[0]
    every = [one] * MOST_RESULTS + [findings()[5]] * 7
    run = run_of(replace(report(), findings=ListedFindings(every)))
    assert len(run["results"]) == MOST_RESULTS
    assert {result["kind"] for result in run["results"]} == {"fail"}
    notes = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
    assert "Results left out of this file, the least severe: 7." in notes


def test_it_streams():
    longest = max(len(chunk) for chunk in render(large_report(1_000)))
    assert longest < 20_000


def test_hostile_text_is_shown_and_never_obeyed():
    text = rendered(report())
    assert UNSAFE.search(text) is None
    assert "\\u00" not in text
    (hostile,) = [
        r["message"]["text"] for r in json.loads(text)["runs"][0]["results"] if "<script>" in r["message"]["text"]
    ]
    assert "[click](javascript" not in hostile
    assert "\n" not in hostile


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('module.cache[0].this["a"]', 'module.cache[0].this["a"]'),
        ("[words](http://example.com)", "[words] (http://example.com)"),
        ("{0} and {name}", "{{0}} and {name}"),
        ("", ""),
    ],
)
def test_text_that_a_viewer_would_interpret(text: str, expected: str):
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        (MAIN, "infra/main.tf"),
        ("a b/ä#?%:[].tf", "a%20b/%C3%A4%23%3F%25%3A%5B%5D.tf"),
        ("not utf-8 \udce9.tf", "not%20utf-8%20%E9.tf"),
        ("\ud800", "%ED%A0%80"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
    ],
)
def test_files_become_relative_uris(file: str, uri: str):
    assert artifact(file) == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_an_absolute_path_is_an_absolute_uri():
    assert artifact("/srv/a b.tf") == {"uri": "file:///srv/a%20b.tf"}


def test_an_empty_message_is_never_written():
    first = findings()[0]
    assert result_of(replace(first, message="\n"))["message"]["text"] == f"{first.rule} ({first.address})"
    assert result_of(replace(first, message="\n", address=""))["message"]["text"] == first.rule


def test_the_words_tell_of_which_resource_they_are():
    # A plan is one line for all of its resources, and so is a module for all of its instances.
    finding = replace(findings()[0], message="TLS is off")
    assert result_of(finding)["message"]["text"] == f"TLS is off ({finding.address})"


def test_every_open_or_failed_finding_of_a_small_report_is_there():
    wanted = [f.fingerprint for f in findings() if f.status in (Status.FAIL, Status.UNKNOWN)]
    assert [result["partialFingerprints"]["auditor/v1"] for result in run_of(report())["results"]] == wanted


def test_a_failure_says_in_which_worlds_it_fails():
    first = replace(findings()[0], message="TLS is off", address="")
    assert result_of(replace(first, fails_when=()))["message"]["text"] == "TLS is off"
    worlds = ("Env=prod", "Env=test")
    assert result_of(replace(first, fails_when=worlds))["message"]["text"] == (
        "TLS is off. Fails when Env=prod or Env=test"
    )
