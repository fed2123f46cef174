"""The JSON report, schema version 1: everything that the scan established, for programs.

`auditor/reporters/report.schema.json` describes it. Each rule, resource, finding, gap and control is one line, so that
`grep` and `diff` are of use on it. Source lines are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.model.report import Report
from auditor.reporters.compliance import framework_rows
from auditor.reporters.encode import Json, array, compact, encode
from auditor.reporters.json.members import (
    call_json,
    control_json,
    disabled_json,
    finding_json,
    framework_json,
    gap_json,
    resource_json,
    rule_json,
)

SCHEMA_VERSION = "1"


def render(report: Report) -> Iterator[str]:
    """Yield the report in chunks, a line or a few each; findings are built one at a time."""
    head: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "auditor", "version": report.tool_version, "rules_digest": report.rules_digest},
        "scan": _scan(report),
        "summary": _summary(report),
    }
    lists: dict[str, Iterable[Json]] = {
        "rules": (rule_json(report.rules[rule]) for rule in sorted(report.rules)),
        "resources": (
            resource_json(report.resources[key], report.workloads.get(key)) for key in sorted(report.resources)
        ),
        "findings": map(finding_json, report.findings),
        "gaps": map(gap_json, sorted(report.gaps)),
        "controls": map(control_json, report.controls),
    }
    if report.frameworks:
        lists["frameworks"] = map(framework_json, framework_rows(report))
    if report.disabled:
        lists["disabled"] = (disabled_json(report.disabled[rule]) for rule in sorted(report.disabled))
    if report.former:
        lists["before"] = (resource_json(report.former[key]) for key in sorted(report.former))
    yield "{\n" + ",\n".join(f'"{name}": {encode(value)}' for name, value in head.items())
    for name, items in lists.items():
        yield f',\n"{name}": '
        yield from array(items)
    yield "\n}\n"


def _scan(report: Report) -> dict[str, Json]:
    coverage = {name: report.coverage[name] for name in sorted(report.coverage)}
    members: dict[str, Json] = {"started_at": report.started_at, "sources": report.sources}
    used = report.config
    calls = [call_json(each) for each in report.asked]
    config = compact({"file": used.file, "set_aside": used.set_aside}) if used is not None else {}
    return members | compact({"workload": report.workload, "config": config, "coverage": coverage, "calls": calls})


def _summary(report: Report) -> dict[str, Json]:
    summary = report.summary
    return {
        "resources": summary.resources,
        "by_status": dict(summary.by_status),
        "by_severity": dict(summary.by_severity),
        "fails": summary.fails,
        "gaps": summary.gaps,
    }
