from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import Enum
from typing import Any

import pytest

from auditor.model.facts import Known, Redacted, Ref, Step, Unknown, Unseen
from auditor.model.finding import Evidence, Finding
from auditor.model.location import Location
from auditor.model.report import ControlResult, FrameworkInfo, NotRun, Report, RuleInfo, Summary, Tailored
from auditor.model.resource import Asked, Change, Gap, Resource
from auditor.reporters import load
from auditor.reporters.json import render
from auditor.reporters.json.facts import fact_json, value_json
from auditor.reporters.plain import UNSAFE
from tests.reporters.builders import ListedFindings, empty_report, findings, large_report, report
from tests.reporters.builders_inventory import HOSTILE, HOSTILE_NAME, SESSIONS


def rendered(of: Report) -> str:
    return "".join(render(of))


def parsed(of: Report) -> Any:
    return json.loads(rendered(of))


def test_the_whole_report(snapshot: Callable[[str, str], None]):
    snapshot(rendered(report()), "report.json")


def test_a_report_of_nothing(snapshot: Callable[[str, str], None]):
    snapshot(rendered(empty_report()), "empty.json")


def test_the_table_of_formats_knows_it():
    assert load("json") is render


def test_the_same_report_is_the_same_bytes_whatever_order_things_were_read_in():
    other = report()
    other.resources = dict(reversed(other.resources.items()))
    other.rules = dict(reversed(other.rules.items()))
    other.coverage = dict(reversed(other.coverage.items()))
    other.gaps = tuple(reversed(other.gaps))
    for resource in other.resources.values():
        resource.facts = dict(reversed(resource.facts.items()))
        resource.relations = dict(reversed(resource.relations.items()))
        resource.tags = dict(reversed(resource.tags.items()))
    assert rendered(other) == rendered(report())


def test_each_finding_is_a_line_of_its_own():
    lines = [line.rstrip(",") for line in rendered(report()).splitlines() if line.startswith('{"rule": ')]
    assert [json.loads(line)["fingerprint"] for line in lines] == [f.fingerprint for f in findings()]


def test_it_streams():
    longest = max(len(chunk) for chunk in render(large_report(1_000)))
    assert longest < 20_000


def test_findings_are_built_while_it_is_written():
    class Endless(ListedFindings):
        def __iter__(self) -> Any:
            while True:
                yield self.every[0]

    chunks = render(replace(report(), findings=Endless(findings())))
    assert sum('"rule": ' in next(chunks) for _ in range(500)) > 400


def test_hostile_text_arrives_unchanged_but_no_terminal_obeys_it():
    text = rendered(report())
    assert UNSAFE.search(text) is None
    assert "\r" not in text
    found = {resource["key"]: resource for resource in json.loads(text)["resources"]}
    assert found[HOSTILE]["name"] == HOSTILE_NAME


def test_half_a_surrogate_does_not_break_the_file():
    broken = replace(findings()[0], message="file \udce9 \ud800", address="\U0001f600")
    text = rendered(replace(report(), findings=ListedFindings([broken])))
    assert json.loads(text.encode())["findings"][0]["message"] == "file \udce9 \ud800"
    assert "\U0001f600" in text


def test_a_secret_shows_only_whether_it_is_spelled_out():
    facts = {r["key"]: r["facts"] for r in parsed(report())["resources"]}
    secret = facts[SESSIONS]["auth_token"]
    assert (secret["value"], secret["literal"]) == ("[redacted]", True)
    passwords = fact_json(Known((Redacted(False), Redacted(True))))
    assert passwords["value"] == [{"value": "[redacted]", "literal": False}, {"value": "[redacted]", "literal": True}]


class Color(Enum):
    RED = "red"


@dataclass(frozen=True)
class Part:
    name: str
    size: int | None
    place: Location


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", "text"),
        (False, False),
        (0, 0),
        (1.5, 1.5),
        (float("inf"), "inf"),
        ((), []),
        (frozenset({"b", "a", "c"}), ["a", "b", "c"]),
        ({"b": 1, "a": (True,)}, {"a": [True], "b": 1}),
        (Color.RED, "red"),
        (date(2026, 1, 2), "2026-01-02"),
        (Ref("k"), {"resource": "k"}),
        (Unseen("n", "denied"), {"unseen": "n", "reason": "denied"}),
        (Unknown("why"), {"unknown": "why"}),
        (Part("p", None, Location("f", 1)), {"name": "p", "location": {"file": "f", "line": 1}}),
    ],
)
def test_values(value: object, expected: object):
    assert value_json(value) == expected


def test_a_value_of_an_unforeseen_type_is_an_error_and_no_guess():
    with pytest.raises(TypeError, match="cannot hold a value of type object"):
        value_json(object())


def test_every_member_of_the_model_is_in_the_report():
    """What a class of the model gains must be written, or be listed here with the reason."""
    elsewhere: dict[type, dict[str, str]] = {
        Report: {
            "tool_version": "tool",
            "rules_digest": "tool",
            "started_at": "scan",
            "sources": "scan",
            "workload": "scan",
            "workloads": "each stands at its resource, as `workload`",
            "config": "scan",
            "coverage": "scan",
            "asked": "scan, as `calls`",
            "excerpts": "source lines are left out",
            "former": "before",
        },
        RuleInfo: {"tailored": "overridden"},
        Resource: {"former": "those that are stand under `before`"},
    }
    document = parsed(full_report())
    resource = next(r for r in document["resources"] if r["key"] == "full")
    written: dict[type, Any] = {
        Report: document,
        Summary: document["summary"],
        RuleInfo: next(r for r in document["rules"] if "leads" in r),
        Resource: resource,
        Finding: document["findings"][0],
        Evidence: document["findings"][0]["evidence"][0],
        Gap: document["gaps"][0],
        ControlResult: document["controls"][0],
        NotRun: document["controls"][0]["rules_not_run"][0],
        FrameworkInfo: document["frameworks"][0],
        Asked: document["scan"]["calls"][1],
    }
    for kind, members in written.items():
        names = {field.name for field in fields(kind)} - set(elsewhere.get(kind, ()))
        assert names - set(members) == set(), kind
    known, unknown = resource["facts"]["known"], resource["facts"]["unknown"]
    assert {f.name for f in fields(Known)} - {"place"} == set(known) - {"location"}
    assert {f.name for f in fields(Unknown)} - {"place", "reason"} == set(unknown) - {"location", "unknown"}


def full_report() -> Report:
    """Nothing in it is empty."""
    whole = report()
    base, chained = whole.resources[SESSIONS], findings()[2]
    tls, at_rest = base.facts["tls"], base.facts["at_rest"]
    assert isinstance(tls, Known)
    assert isinstance(at_rest, Unknown)
    whole.resources["full"] = replace(
        base,
        key="full",
        identity="full",
        judged=False,
        observed=True,
        exists=Unknown("why"),
        change=Change("update", ("a",), "why", Known(True)),
        facts={
            "known": replace(tls, because="why"),
            "unknown": replace(at_rest, because="why", members=(), low=1, high=2, refused=True, unstated=True),
        },
    )
    whole.former = {"before:full": replace(base, key="before:full", judged=False, former=True)}
    tailored = Tailored("my/rule.yaml", "why", ("severity",))
    sources = (("https://docs.aws.amazon.com/AmazonElastiCache/", "why"),)
    whole.rules = {
        name: replace(rule, changes=("update",), tailored=tailored, sources=sources)
        for name, rule in whole.rules.items()
    }
    gone = next(iter(whole.rules.values()))
    whole.disabled = {"gone": replace(gone, id="gone", tailored=Tailored("my/gone.yaml", "why"))}
    evidence = replace(chained.evidence[0], resource="r", reason="why", when="before")
    finding = replace(
        chained,
        evidence=(evidence,),
        fails_when=("a",),
        exists_when=("b",),
        because=("c",),
        lead="auth-enabled",
        adjustments=findings()[1].adjustments,
    )
    whole.findings = ListedFindings([finding])
    failed = next(control for control in whole.controls if control.failed_rules)
    whole.controls = (replace(failed, rules_not_run=(NotRun("r", "why"),), open_for=("gaps",), lacks="x"),)
    whole.gaps = (replace(whole.gaps[0], places=(Step("a", whole.gaps[0].location),)), *whole.gaps[1:])
    return whole
