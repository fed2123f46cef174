"""Findings as SARIF results."""

from __future__ import annotations

from auditor.model.finding import Finding, Status
from auditor.reporters.encode import Json, compact
from auditor.reporters.plain import clean, one_line
from auditor.reporters.purpose import adjusted
from auditor.reporters.sarif.places import code_flows, primary, related
from auditor.reporters.sarif.rules import LEVELS
from auditor.reporters.sarif.text import message

#: What a viewer that ignores `kind` must be able to read from the words alone.
_OPEN = "Not established: "
#: What the facts begin with that tell what a plan does.
_COMPARED = "change."


def result(finding: Finding, index: dict[str, int]) -> dict[str, Json]:
    """One FAIL, or one UNKNOWN. `index` has the position of each rule in the list of rules."""
    failed = finding.status is Status.FAIL
    members: dict[str, Json] = {
        "ruleId": finding.rule,
        # The standard has a level for failures only; all else says "none".
        "kind": "fail" if failed else "open",
        "level": LEVELS[finding.severity] if failed else "none",
        "message": message(_text(finding)),
        "locations": [primary(finding)],
    }
    if finding.rule in index:
        members["ruleIndex"] = index[finding.rule]
    if others := related(finding):
        members["relatedLocations"] = others
    if flows := code_flows(finding):
        members["codeFlows"] = flows
    members["partialFingerprints"] = {"auditor/v1": finding.fingerprint}
    members["properties"] = _properties(finding)
    return members


def _text(finding: Finding) -> str:
    text = one_line(finding.message).strip() or finding.rule
    if finding.because and all(one.fact.startswith(_COMPARED) for one in finding.evidence):
        # The message says what is changed, and this what comes of it.
        text = f"{text.rstrip('.')}. {one_line('; '.join(finding.because))}"
    if finding.status is Status.FAIL and finding.fails_when:
        # It need not fail in all worlds, and viewers show no properties.
        text = f"{text.rstrip('.')}. Fails when {one_line(' or '.join(finding.fails_when))}"
    if finding.severity != finding.base_severity and finding.adjustments:
        # Why it weighs more or less here than the rule does elsewhere.
        text = f"{text.rstrip('.')}. {one_line('; '.join(adjusted(finding)))}"
    if finding.address and finding.address not in text:
        # Viewers show the words and the line: of a plan that is one for all, of a module one for each of its instances.
        text = f"{text} ({one_line(finding.address)})"
    if finding.status is Status.FAIL or text.startswith(_OPEN.strip()):
        return text
    return _OPEN + text


def _properties(finding: Finding) -> dict[str, Json]:
    lists = {
        "failsWhen": finding.fails_when,
        "existsWhen": finding.exists_when,
        "because": finding.because,
        "adjustments": tuple(adjusted(finding)),
    }
    base = finding.base_severity.word if finding.base_severity != finding.severity else ""
    return {
        "severity": finding.severity.word,
        **compact({"baseSeverity": base, "lead": finding.lead}),
        **{name: [clean(text) for text in texts] for name, texts in lists.items() if texts},
    }
