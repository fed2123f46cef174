"""The rules that were run, as SARIF describes them and as GitHub code scanning reads them."""

from __future__ import annotations

import re

from auditor.model.finding import Severity
from auditor.model.report import RuleInfo
from auditor.reporters.encode import Json, compact
from auditor.reporters.plain import clean
from auditor.reporters.sarif.text import limited, message

#: How a result of a rule shows. SARIF knows three levels.
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}

# GitHub makes its own four words of a number: above 9.0 critical, from 7.0 high, from 4.0 medium, from 0.1 low. It has
# none for what is only said for information.
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.5"}

_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_MOST_TAGS = 10  # GitHub drops the rest; `properties.controls` has them all
_MOST_TEXT = 1024
_MOST_NAME = 255
_FENCES = {"terraform": ("Terraform", "hcl"), "cloudformation": ("CloudFormation", "yaml"), "cli": ("AWS CLI", "sh")}


def rule_descriptor(rule: RuleInfo) -> dict[str, Json]:
    """What a viewer shows of a rule: what it demands, why, and what to do."""
    level = LEVELS[rule.severity]
    tags = list(dict.fromkeys(tag for tag in ("security", rule.theme, *rule.controls) if tag))
    properties: dict[str, Json] = {
        "tags": tags[:_MOST_TAGS],
        "precision": "high",
        "problem.severity": _PROBLEMS[level],
        "security-severity": _SCORES.get(rule.severity, ""),
        "controls": rule.controls,
        "aliases": rule.aliases,
    }
    return {
        "id": rule.id,
        "name": _pascal(rule.id),
        "shortDescription": _short(rule.title, rule.id),
        "fullDescription": _short(rule.why, rule.title or rule.id),
        "help": {**message(_help(rule), rule.id), "markdown": _help(rule, markdown=True) or rule.id},
        "defaultConfiguration": {"level": level},
        "properties": compact(properties),
    }


def _short(text: str, otherwise: str) -> dict[str, Json]:
    whole = message(text, otherwise)
    return {"text": limited(str(whole["text"]), _MOST_TEXT)}


def _pascal(rule: str) -> str:
    return "".join(part.capitalize() for part in re.split(r"[^0-9A-Za-z]+", rule))[:_MOST_NAME] or "Rule"


def _help(rule: RuleInfo, *, markdown: bool = False) -> str:
    parts = [rule.why, rule.remediation.get("text", "")]
    for language, code in rule.remediation.items():
        if language == "text" or not code.strip():
            continue
        title, fence = _FENCES.get(language, (language, ""))
        parts.append(f"**{title}**\n\n{_fenced(code, fence)}" if markdown else f"{title}:\n{code.rstrip()}")
    if rule.effect:
        parts.append(f"Effect on a running cache: {rule.effect}.")
    if rule.controls:
        parts.append(f"Controls: {', '.join(rule.controls)}.")
    return clean("\n\n".join(part.strip() for part in parts if part.strip()))


def _fenced(code: str, language: str) -> str:
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code.rstrip()}\n{fence}"
