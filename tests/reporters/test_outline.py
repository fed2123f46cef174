from __future__ import annotations

import dataclasses

import pytest

from auditor.model.facts import Step
from auditor.model.finding import Finding, Status
from auditor.model.location import Location
from auditor.model.report import Report, Summary
from auditor.reporters.outline import chain, conclusion, coverage, languages, outline, place, root_of, snippet
from tests.reporters.builders import empty_report, findings, report

SOME = findings()[0]


def finding(rule: str, lead: str = "") -> Finding:
    return dataclasses.replace(SOME, rule=rule, lead=lead)


def shape(*given: Finding) -> list[tuple[str, list[str]]]:
    return [(entry.finding.rule, [led.rule for led in entry.led]) for entry in outline(given)]


def test_a_finding_stands_under_its_lead_even_if_it_comes_first():
    assert shape(finding("b", "a"), finding("a"), finding("c")) == [("a", ["b"]), ("c", [])]


def test_the_lead_of_the_lead_takes_both():
    assert shape(finding("a"), finding("b", "a"), finding("c", "b")) == [("a", ["b", "c"])]


def test_a_lead_that_is_not_there_hides_nothing():
    assert shape(finding("b", "gone")) == [("b", [])]


def test_a_lead_on_another_resource_is_no_lead():
    assert shape(dataclasses.replace(finding("a"), resource="other"), finding("b", "a")) == [("a", []), ("b", [])]


def test_findings_that_lead_each_other_all_stand():
    assert shape(finding("a", "b"), finding("b", "a")) == [("a", []), ("b", [])]


def summed(*, gaps: int = 0, fails: int = 0, led: int = 0, critical: int = 0, **by_status: int) -> Report:
    by_severity = {"critical": critical, "high": fails - led - critical}
    summary = Summary(12, {"fail": fails, **by_status}, by_severity, gaps, fails)
    return dataclasses.replace(empty_report(), summary=summary)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (summed(fails=12, critical=3), "12 failures (3 critical) in 7 resources."),
        (summed(fails=1, unknown=1), "1 failure in 7 resources. 1 check could not be established."),
        (summed(fails=5, led=2), "3 failures in 7 resources; 2 more follow from them."),
        (summed(fails=1200, gaps=1), "1,200 failures in 7 resources. 1 part could not be read."),
        (summed(unknown=3), "No failures, but 3 checks could not be established."),
        (summed(gaps=2), "No failures, but 2 parts could not be read."),
        (summed(unknown=3, gaps=1), "No failures, but 3 checks could not be established and 1 part could not be read."),
        (summed(**{"pass": 210}), "Clean: 210 checks on 12 resources passed."),
        (summed(not_applicable=4), "Nothing was judged: none of 4 checks on 12 resources applies."),
        (summed(), "Nothing was judged: no rule has anything to say about 12 resources."),
    ],
)
def test_the_conclusion_tells_clean_from_not_looked_at(given, said):
    assert " ".join(conclusion(given, 7)) == said


def test_the_chain_names_each_link_once():
    via = (Step("terraform.tfvars", Location("terraform.tfvars", 3)), Step("var.tls", Location("variables.tf", 4)))
    assert chain(via) == "var.tls (variables.tf:4) <- terraform.tfvars:3"


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Location("a.tf", 3, 5), "a.tf:3:5"),
        (Location("a.tf", 3), "a.tf:3"),
        (Location("a.tf"), "a.tf"),
        (Location(arn="arn:aws:x"), "arn:aws:x"),
        (Location(account="1", region="eu-west-1"), "account 1 eu-west-1"),
        (Location(), ""),
    ],
)
def test_a_place_says_as_much_as_is_known(where, words):
    assert place(where) == words


GROUP = "aws_elasticache_replication_group"


@pytest.mark.parametrize(
    ("where", "address", "language"),
    [
        (Location("main.tf", 1), f"{GROUP}.this", "terraform"),
        (Location("main.tf.json", 1), f'module.a[0].{GROUP}.this["a"]', "terraform"),
        (Location("plan.json", 1), f"{GROUP}.this", "terraform"),
        (Location("terraform.tfstate", 1), f"{GROUP}.this[0]", "terraform"),
        (Location("<stdin>", 1), f"module.a.{GROUP}.this", "terraform"),
        (Location("stack.yaml", 1), "Cache", "cloudformation"),
        (Location("stack.json", 1), "Cache", "cloudformation"),
        (Location("<stdin>", 1), "Nested.Cache", "cloudformation"),
        (Location(arn="arn:aws:x"), "arn:aws:x", "cli"),
        (Location(), "", "terraform"),
    ],
)
def test_the_remedy_is_in_what_the_resource_is_written_in(where, address, language):
    told = dataclasses.replace(SOME, location=where, address=address)
    assert snippet(report().rules["transit-encryption-enabled"], told)[0] == language


def test_every_failure_stands_somewhere():
    failing = list(report().findings.with_status(Status.FAIL))
    assert sum(1 + len(entry.led) for entry in outline(failing)) == len(failing)


@pytest.mark.parametrize(
    ("key", "address", "root"),
    [("a.b", "a.b", ""), ("examples/full:a.b", "a.b", "examples/full"), ("k", "a", "")],
)
def test_the_root_of_a_resource(key: str, address: str, root: str):
    assert root_of(key, address, "examples/full/main.tf") == root


def test_a_root_that_is_the_file_is_told_once():
    assert not root_of("stack.yaml:Cache", "Cache", "stack.yaml")
    assert root_of("stack.yaml:Nested.Cache", "Nested.Cache", "nested.yaml") == "stack.yaml"


def test_the_languages_of_a_report_are_those_that_its_resources_are_written_in():
    made = report()
    code, template = next(iter(made.resources.values())), Location("stack.json", 1)
    written = {"a": dataclasses.replace(code, location=template, address="Cache")}
    assert languages(dataclasses.replace(made, resources=written)) == ["cloudformation"]
    written["b"] = dataclasses.replace(code, location=Location("main.tf", 1), address=f"{GROUP}.this")
    assert languages(dataclasses.replace(made, resources=written)) == ["terraform", "cloudformation"]
    assert languages(empty_report()) == ["terraform"]


@pytest.mark.parametrize(
    ("name", "of_one"),
    [
        ("Terraform files", "1 Terraform file"),
        ("files that cannot be read", "1 file that cannot be read"),
        ("saved plans, not judged beside their code", "1 saved plan, not judged beside their code"),
        ("nested templates told by file name", "1 nested template told by file name"),
        ("programs not run", "1 program not run"),
    ],
)
def test_what_was_read_is_counted_in_words(name: str, of_one: str):
    of = dataclasses.replace(report(), coverage={name: 1, "modules": 2, "none": 0})
    assert "2 modules" in coverage(of)
    assert of_one in coverage(of)
