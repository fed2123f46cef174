"""Compliance frameworks as taxonomies, and the controls that a rule answers as its relationships to them.

Only controls that a rule which was run answers are listed: a log says nothing of how a control came out.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model.report import Report, RuleInfo
from auditor.reporters.encode import Json, compact
from auditor.reporters.plain import clean
from auditor.reporters.sarif.text import message


class Taxonomies:
    """The frameworks of a report that its rules lead to, each with its place in the log, and so their controls."""

    def __init__(self, report: Report) -> None:
        named = {name for rule in report.rules.values() for name in rule.controls}
        titles = {f"{c.framework}/{c.control}": clean(c.title) for c in report.controls}
        listed: dict[str, dict[str, str]] = {}
        for name, title in titles.items():
            framework, _, control = name.partition("/")
            if name in named and framework in report.frameworks:
                listed.setdefault(framework, {})[control] = title
        self._controls = {framework: listed[framework] for framework in sorted(listed)}
        self._report = report
        self._at = {
            f"{framework}/{control}": (number, index)
            for number, (framework, controls) in enumerate(self._controls.items())
            for index, control in enumerate(controls)
        }

    def components(self) -> list[Json]:
        """The frameworks as SARIF's tool components."""
        return [self._component(framework, controls) for framework, controls in self._controls.items()]

    def _component(self, framework: str, controls: dict[str, str]) -> Json:
        info = self._report.frameworks[framework]
        members = {
            "version": clean(info.version),
            "informationUri": info.url if info.url.startswith("https://") else "",
        }
        return {
            "name": clean(framework),
            "fullName": clean(info.name),
            **compact(members),
            "isComprehensive": False,
            "taxa": [
                {"id": clean(control), "shortDescription": message(title, control)}
                for control, title in controls.items()
            ],
        }

    def references(self) -> list[Json]:
        """The frameworks as the driver names them."""
        return [{"name": clean(framework), "index": number} for number, framework in enumerate(self._controls)]

    def relationships(self, rule: RuleInfo) -> Sequence[Json]:
        """What a rule answers."""
        return [self._relationship(name) for name in rule.controls if name in self._at]

    def _relationship(self, name: str) -> Json:
        framework, _, control = name.partition("/")
        number, index = self._at[name]
        component: Json = {"name": clean(framework), "index": number}
        return {"target": {"id": clean(control), "index": index, "toolComponent": component}, "kinds": ["relevant"]}
