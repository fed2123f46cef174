"""Rules, resources, findings, gaps and controls as JSON objects: what says nothing is left out."""

from __future__ import annotations

from auditor.model.facts import ABSENT, EXISTS, Known
from auditor.model.finding import Evidence, Finding
from auditor.model.location import NOWHERE
from auditor.model.report import ControlResult, RuleInfo, Tailored
from auditor.model.resource import Asked, Change, Gap, Resource
from auditor.model.workload import Adjustment, WorkloadUse
from auditor.reporters.compliance import FrameworkRow
from auditor.reporters.encode import Json, compact
from auditor.reporters.json.facts import fact_json, location_json, steps_json


def rule_json(rule: RuleInfo) -> dict[str, Json]:
    """One rule that was run."""
    overridden: Json = _tailored_json(rule.tailored) if rule.tailored else {}
    return compact(
        {
            "id": rule.id,
            "title": rule.title,
            "severity": rule.severity.word,
            "theme": rule.theme,
            "why": rule.why,
            "remediation": dict(rule.remediation),
            "controls": rule.controls,
            "aliases": rule.aliases,
            "leads": rule.leads,
            "effect": rule.effect,
            "changes": rule.changes,
            "sources": [{"url": url, "says": says} for url, says in rule.sources],
            "overridden": overridden,
        }
    )


def disabled_json(rule: RuleInfo) -> dict[str, Json]:
    """One rule that the user disabled."""
    assert rule.tailored is not None
    told = {"id": rule.id, "title": rule.title, "severity": rule.severity.word, "theme": rule.theme}
    return {**told, **_tailored_json(rule.tailored)}


def _tailored_json(tailored: Tailored) -> dict[str, Json]:
    members: dict[str, Json] = {"file": tailored.file, "reason": tailored.reason}
    return members | compact({"keys": tailored.keys})


def resource_json(resource: Resource, use: WorkloadUse | None = None) -> dict[str, Json]:
    """One resource with all that is known of it, and what it was judged for."""
    engine = resource.facts.get("engine")
    members: dict[str, Json] = {
        "key": resource.key,
        "address": resource.address,
        "kind": resource.kind,
        "name": resource.name,
    }
    members |= compact(
        {
            "engine": engine.value if isinstance(engine, Known) and isinstance(engine.value, str) else "",
            "location": location_json(resource.location),
            "identity": resource.identity,
            "tags": dict(sorted(resource.tags.items())),
            "doubtful_tags": dict(sorted(resource.doubtful_tags.items())),
        }
    )
    if use is not None:
        members["workload"] = {"name": use.name, "origin": use.origin, "said": use.said}
    if not resource.judged:
        members["judged"] = False
    if resource.observed:
        members["observed"] = True
    if resource.change is not None:
        members["change"] = _change_json(resource.change)
    if resource.exists != EXISTS:
        members["exists"] = fact_json(resource.exists)
    members["facts"] = {name: fact_json(resource.facts[name]) for name in sorted(resource.facts)}
    members["relations"] = {name: fact_json(resource.relations[name]) for name in sorted(resource.relations)}
    return members


def _change_json(change: Change) -> dict[str, Json]:
    """What a plan does to a resource."""
    members: dict[str, Json] = {"action": change.action}
    members |= compact({"forced_by": change.forced_by, "reason": change.reason})
    return members if change.waits == ABSENT else members | {"waits": fact_json(change.waits)}


def finding_json(finding: Finding) -> dict[str, Json]:
    """One finding with its evidence. Written out member by member: there are a hundred thousand of them."""
    members: dict[str, Json] = {
        "rule": finding.rule,
        "status": finding.status.value,
        "severity": finding.severity.word,
        "base_severity": finding.base_severity.word,
        "resource": finding.resource,
        "address": finding.address,
        "kind": finding.kind,
    }
    if finding.location != NOWHERE:
        members["location"] = location_json(finding.location)
    members["message"] = finding.message
    if finding.evidence:
        members["evidence"] = [evidence_json(evidence) for evidence in finding.evidence]
    if finding.fails_when:
        members["fails_when"] = finding.fails_when
    if finding.exists_when:
        members["exists_when"] = finding.exists_when
    if finding.because:
        members["because"] = finding.because
    members["fingerprint"] = finding.fingerprint
    if finding.lead:
        members["lead"] = finding.lead
    if finding.adjustments:
        members["adjustments"] = [_adjustment_json(each) for each in finding.adjustments]
    return members


def _adjustment_json(each: Adjustment) -> dict[str, Json]:
    """Something of the rule that is other than in the catalogue."""
    members: dict[str, Json] = {"what": each.what, "normally": each.normally, "now": each.now, "by": each.by}
    members |= compact({"reason": each.reason, "sources": each.sources})
    return members | ({"beside": True} if each.beside else {})


def evidence_json(evidence: Evidence) -> dict[str, Json]:
    """One fact that a verdict rests on; `resource` names another resource than the finding's."""
    members: dict[str, Json] = {"fact": evidence.fact, "value": evidence.value}
    if evidence.expected:
        members["expected"] = evidence.expected
    members["origin"] = evidence.origin
    if evidence.location != NOWHERE:
        members["location"] = location_json(evidence.location)
    if evidence.resource:
        members["resource"] = evidence.resource
    if evidence.reason:
        members["reason"] = evidence.reason
    if evidence.when:
        members["when"] = evidence.when
    if evidence.via:
        members["via"] = steps_json(evidence.via)
    return members


def call_json(asked: Asked) -> dict[str, Json]:
    """One call to one region of an account."""
    members: dict[str, Json] = {
        "account": asked.account,
        "region": asked.region,
        "call": asked.call,
        "expected": asked.expected,
        "answered": asked.answered,
        "items": asked.items,
        "pages": asked.pages,
    }
    return members | compact({"refusal": asked.refusal})


def gap_json(gap: Gap) -> dict[str, Json]:
    """Something that was not read."""
    members: dict[str, Json] = {"id": gap.id, "source": gap.source, "what": gap.what, "reason": gap.reason}
    return members | compact({"location": location_json(gap.location), "places": steps_json(gap.places)})


def control_json(control: ControlResult) -> dict[str, Json]:
    """One control of one framework."""
    members: dict[str, Json] = {
        "framework": control.framework,
        "control": control.control,
        "title": control.title,
        "status": control.status,
    }
    return members | compact(
        {
            "rules": control.rules,
            "failed_rules": control.failed_rules,
            "rules_not_run": [{"rule": each.rule, "why": each.why} for each in control.rules_not_run],
            "open_for": control.open_for,
            "by_status": dict(control.by_status),
            "lacks": control.lacks,
        }
    )


def framework_json(row: FrameworkRow) -> dict[str, Json]:
    """One framework with how many of its controls came out in which way."""
    info = row.info
    members: dict[str, Json] = {"id": info.id, "title": info.title}
    members |= compact({"version": info.version, "url": info.url})
    if info.asked:
        members["asked"] = True
    return members | {"controls": dict(row.counts)}
