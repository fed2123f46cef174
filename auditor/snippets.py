"""Judges a piece of code by one rule: the remedies that rules give are code, too, and can be wrong."""

from __future__ import annotations

import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import RuleSet
from auditor.engine.rule import Rule
from auditor.model.finding import Status
from auditor.scan import ScanOptions, collect
from auditor.sources.inputs import InputError

_FILES = {"terraform": "main.tf", "cloudformation": "template.yaml"}


def judge_code(rule: Rule, language: str, code: str) -> frozenset[Status]:
    """How `rule` ends on what stands in `code`, in each way that it does; empty if there is nothing for it to judge.

    What is not read makes the answer unknown. In CloudFormation a single resource may stand without a template.
    """
    if language == "cloudformation" and "Resources:" not in code:
        code = f"Resources:\n  This:\n{textwrap.indent(code, '    ')}"
    with TemporaryDirectory() as folder:
        path = Path(folder)
        (path / _FILES[language]).write_text(code, encoding="utf-8")
        try:
            inventory = collect((path,), ScanOptions(base=path))
        except (InputError, ValueError):
            return frozenset({Status.UNKNOWN})
    found = {verdict.status for verdict in judge_all(RuleSet({rule.id: rule}), inventory).verdicts}
    return frozenset(found | ({Status.UNKNOWN} if inventory.gaps else set()))
