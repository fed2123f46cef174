"""Locations as SARIF tells them: a file and a region of it, a resource, and the chain that a value came along."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from auditor.model.facts import Step
from auditor.model.finding import Evidence, Finding
from auditor.model.location import Location
from auditor.reporters.encode import Json, compact
from auditor.reporters.plain import one_line
from auditor.reporters.sarif.text import message

#: Stands for the directory that was scanned from. Viewers map it to their checkout; no path of this machine is told.
ROOT = "%SRCROOT%"

#: How many related locations and steps GitHub keeps of one result.
MOST_RELATED = 100
MOST_STEPS = 1000


def artifact(file: str) -> dict[str, Json]:
    """A file by its URI, relative to the root; every character that a URI cannot hold is percent-encoded."""
    try:
        name = file.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        name = file.encode("utf-8", "surrogatepass")
    if file.startswith("/"):
        return {"uri": "file://" + quote(name)}
    return {"uri": quote(name), "uriBaseId": ROOT}


def physical(location: Location) -> dict[str, Json]:
    """The file, and the span in it if there is a line."""
    region: dict[str, Json] = {}
    if location.line:
        spans = ("startLine", location.line), ("startColumn", location.column)
        ends = ("endLine", location.end_line), ("endColumn", location.end_column)
        region = {name: number for name, number in (*spans, *ends) if number}
    return {"artifactLocation": artifact(location.file), **compact({"region": region})}


def logical(finding: Finding) -> dict[str, Json]:
    """The resource, by the name that a person calls it."""
    where = {"account": finding.location.account, "region": finding.location.region}
    return {
        "fullyQualifiedName": one_line(finding.resource),
        "kind": "resource",
        "properties": compact({"kind": finding.kind, **where}),
    }


def primary(finding: Finding) -> dict[str, Json]:
    """Where to look first. What stands in an account has no file; pretending one would send people to a wrong place."""
    members: dict[str, Json] = {"logicalLocations": [logical(finding)]}
    if finding.location.file:
        members["physicalLocation"] = physical(finding.location)
    return members


def related(finding: Finding) -> list[Json]:
    """The other places that the evidence stands at, each once, with what was found there."""
    texts: dict[Location, list[str]] = {}
    for evidence in finding.evidence:
        if evidence.location.file and evidence.location != finding.location:
            texts.setdefault(evidence.location, []).append(_found(evidence))
    return [
        {"id": number, "physicalLocation": physical(location), "message": message("; ".join(found))}
        for number, (location, found) in enumerate(texts.items(), 1)
        if number <= MOST_RELATED
    ]


def code_flows(finding: Finding) -> list[Json]:
    """For each fact with a chain: the way of its value from who set it to the attribute, as far as it runs in files."""
    flows: list[Json] = []
    for evidence in finding.evidence:
        steps = list(_steps(evidence))[:MOST_STEPS] if evidence.via and evidence.location.file else []
        if len(steps) > 1:
            flows.append({"threadFlows": [{"locations": steps}]})
    return flows


def _steps(evidence: Evidence) -> Iterator[Json]:
    arrival = Step(_found(evidence), evidence.location)
    for step in (*evidence.via, arrival):
        if step.location.file:
            yield {"location": {"physicalLocation": physical(step.location), "message": message(step.label)}}


def _found(evidence: Evidence) -> str:
    whose = f" of {one_line(evidence.resource)}" if evidence.resource else ""
    wanted = f", expected {one_line(evidence.expected)}" if evidence.expected else ""
    verb = {"before": "was", "after": "becomes"}.get(evidence.when, "is")
    return f"{evidence.fact}{whose} {verb} {one_line(evidence.value) or 'not set'}{wanted}"
