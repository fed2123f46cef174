"""The report as SARIF 2.1.0, for code scanning and editors.

Results are what fails and what could not be established, worst first; what passed or does not apply is counted in
`run.properties` only, since viewers show whatever is a result. GitHub ignores `kind` and ranks an alert by its rule, so
that a result that is open begins with the words "Not established". Results without a file are told by their resource.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model.finding import Status
from auditor.model.report import Report
from auditor.reporters.encode import Json, array, compact, encode
from auditor.reporters.plain import clean
from auditor.reporters.sarif.invocation import invocation, notification_descriptors
from auditor.reporters.sarif.places import ROOT, artifact
from auditor.reporters.sarif.results import result
from auditor.reporters.sarif.rules import rule_descriptor
from auditor.reporters.sarif.taxonomies import Taxonomies
from auditor.reporters.sarif.text import message

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

#: GitHub refuses a run with more.
MOST_RESULTS = 25_000

_SEMANTIC = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")


def render(report: Report) -> Iterator[str]:
    """Yield the log in chunks, a result each. What is known only after the last result is written after it."""
    rules = sorted(report.rules)
    taxonomies = Taxonomies(report)
    head: dict[str, Json] = {
        "tool": {"driver": _driver(report, rules, taxonomies)},
        **compact({"taxonomies": taxonomies.components()}),
        "automationDetails": {"id": "auditor/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": message("The directory that was scanned from.")}},
    }
    yield f'{{\n"$schema": "{SCHEMA}",\n"version": "2.1.0",\n"runs": [{{\n'
    yield "".join(f'"{name}": {encode(value)},\n' for name, value in head.items())
    results = _Results(report, {rule: number for number, rule in enumerate(rules)})
    yield '"results": '
    yield from array(results)
    tail: dict[str, Json] = {
        "artifacts": [{"location": artifact(file)} for file in sorted(results.files)],
        "invocations": [invocation(report, results.left_out, results.without_file)],
        "properties": _properties(report),
    }
    yield "".join(f',\n"{name}": {encode(value)}' for name, value in tail.items()) + "\n}]\n}\n"


class _Results:
    """The results one at a time, and what there is to say of them afterwards."""

    def __init__(self, report: Report, index: dict[str, int]) -> None:
        self.files: set[str] = set()
        self.left_out = 0
        self.without_file = 0
        self._report, self._index = report, index

    def __iter__(self) -> Iterator[Json]:
        wanted = (Status.FAIL, Status.UNKNOWN)
        for number, finding in enumerate(self._report.findings.with_status(*wanted)):
            if number == MOST_RESULTS:
                # From the verdicts: building the rest only to count it could take longer than all before.
                self.left_out = sum(verdict.status in wanted for verdict in self._report.findings.verdicts) - number
                return
            if finding.location.file:
                self.files.add(finding.location.file)
            else:
                self.without_file += 1
            yield result(finding, self._index)


def _driver(report: Report, rules: list[str], taxonomies: Taxonomies) -> dict[str, Json]:
    version = report.tool_version
    return {
        "name": "auditor",
        "version": version,
        **compact({"semanticVersion": version if _SEMANTIC.fullmatch(version) else ""}),
        "rules": [
            rule_descriptor(rule) | compact({"relationships": taxonomies.relationships(rule)})
            for rule in (report.rules[name] for name in rules)
        ],
        **compact({"supportedTaxonomies": taxonomies.references()}),
        "notifications": notification_descriptors(),
        "properties": {"rulesDigest": report.rules_digest},
    }


def _properties(report: Report) -> dict[str, Json]:
    by_status = report.summary.by_status
    unlisted = (Status.PASS, Status.NOT_APPLICABLE)
    return {
        "statusCounts": dict(by_status),
        "notInResults": {status.value: by_status.get(status.value, 0) for status in unlisted},
        "resources": report.summary.resources,
        "gaps": report.summary.gaps,
        **compact(
            {
                "sources": [clean(source) for source in report.sources],
                "workload": clean(report.workload),
                "config": clean(report.config.file) if report.config is not None else "",
                "coverage": {name: report.coverage[name] for name in sorted(report.coverage)},
                "calls": _calls(report),
            }
        ),
    }


def _calls(report: Report) -> dict[str, Json]:
    """How many calls accounts were to answer, and how many they did; nothing where none was asked."""
    expected, answered = (sum(getattr(each, name) for each in report.asked) for name in ("expected", "answered"))
    return {"expected": expected, "answered": answered} if report.asked else {}
