"""The sample stories in all their tellings, and the findings of each under the names of the Terraform telling."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auditor.engine.loader import load_rules
from auditor.model.report import Report
from auditor.scan import ScanOptions, collect, evaluate

SAMPLES = Path(__file__).parents[2] / "samples"
STORIES = sorted(path.parent.name for path in SAMPLES.glob("*/terraform"))
#: What the others are compared with.
CODE = "terraform"
#: Telling -> where it stands in the folder of a story.
TELLINGS = {
    CODE: "terraform",
    "plan": "plan/plan.json",
    "state": "state/terraform.tfstate",
    "shown state": "state/shown.json",
    "CloudFormation YAML": "cloudformation",
    "CloudFormation JSON": "cloudformation-json",
}
OTHERS = [telling for telling in TELLINGS if telling != CODE]
#: Story -> address in Terraform -> logical id in CloudFormation.
NAMES: dict[str, dict[str, str]] = json.loads((SAMPLES / "names.json").read_text(encoding="utf-8"))

#: (rule, address in the Terraform telling)
Key = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """A finding, apart from places.

    Attributes:
        evidence: what it rests on: fact, value, what was wanted.
        fails_when: whether it fails in some worlds only.
    """

    status: str
    severity: str
    base_severity: str
    fails_when: bool
    evidence: tuple[tuple[str, str, str], ...]


@cache
def scan(story: str, telling: str) -> Report:
    """All rules on a story."""
    inventory = collect((SAMPLES / story / TELLINGS[telling],), ScanOptions(base=SAMPLES))
    return evaluate(inventory, load_rules().select(("all",)), "2026-01-01T00:00:00Z")


@cache
def findings(story: str, telling: str) -> dict[Key, Told]:
    """What a telling says of each resource, by the address that it has in Terraform.

    Left out are rules of changes: only a plan says what was there before; and default security groups that code takes
    over: that is no resource of a template.
    """
    by_id = {logical: address for address, logical in NAMES[story].items()} if "Cloud" in telling else {}
    report = scan(story, telling)
    word = re.compile(r"\b(" + "|".join(map(re.escape, by_id)) + r")\b") if by_id else re.compile(r"(?!)")

    def named(text: str) -> str:
        return word.sub(lambda found: by_id[found[1]], text)

    return {
        (one.rule, by_id.get(one.address, one.address)): Told(
            one.status.value,
            one.severity.word,
            one.base_severity.word,
            bool(one.fails_when),
            # Of several resources they stand in the order of their addresses, which each telling has its own of.
            tuple(sorted((evidence.fact, named(evidence.value), evidence.expected) for evidence in one.evidence)),
        )
        for one in report.findings
        if report.rules[one.rule].theme != "change" and not one.address.startswith("aws_default_security_group.")
    }
