"""Examples of a rule made ready to be judged many times, and judged anew with one thing changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.engine.evaluate import status_in
from auditor.engine.evidence import build_finding
from auditor.engine.examples import example_inventory
from auditor.engine.loader import RuleSet
from auditor.engine.marks import Path
from auditor.engine.rule import Rule
from auditor.engine.worlds import WorldView
from auditor.model.finding import Status, Verdict
from auditor.model.resource import Resource

Tables = Mapping[str, Mapping[str, Any]]
#: The one resource of an example that names none; `auditor.engine.examples` calls it the same.
ONLY = "example"
_OF_EXAMPLE = ("note", "subject", "resources", "today")


@dataclass(frozen=True, slots=True)
class Case:
    """One situation: its place in the file, how it is written, and the resource to be judged in its inventory.

    `written` is always in the form with several resources.
    """

    path: Path
    written: Mapping[str, Any]
    view: WorldView
    subject: Resource

    def verdict(self, rule: Rule) -> Status | None:
        """How `rule` ends on the subject; None if that is not for it to judge."""
        if self.subject.kind not in rule.check or not rule.judges(self.subject):
            return None
        return status_in(rule, self.subject, self.view)

    def message(self, rule: Rule) -> str:
        """What the finding says where `rule` fails on the subject."""
        verdict = Verdict(rule.id, self.subject.key, Status.FAIL, rule.severity)
        return build_finding(verdict, RuleSet({rule.id: rule}), self.view.inventory, {}).message


def case(written: Mapping[str, Any], rule: Rule, tables: Tables, path: Path = ()) -> Case:
    """The situation that an example in the form with several resources describes. Raises RuleError."""
    inventory, subject = example_inventory(written, rule, "", tables)
    return Case(path, written, WorldView(inventory, {}), subject)


def cases(rule: Rule, tables: Tables) -> list[Case]:
    """The examples of a rule."""
    return [case(written, rule, tables, path) for path, written in _written(rule)]


def _written(rule: Rule) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for status in Status:
        examples = rule.examples.get(status.value, [])
        assert isinstance(examples, list)
        for number, example in enumerate(examples):
            yield ("examples", status.value, number), several(example, next(iter(rule.check)))


def several(example: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """An example in the form with several resources, each with its kind; `kind` is that of one that names none."""
    resources = example.get("resources") or {ONLY: {k: v for k, v in example.items() if k not in _OF_EXAMPLE}}
    every = {name: {"kind": kind, **one} for name, one in resources.items()}
    found = {"subject": example.get("subject") or next(iter(every)), "resources": every}
    return found | ({"today": example["today"]} if example.get("today") else {})


def brief(written: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The same as people write it: a single resource without a name, and without what goes without saying."""
    resources = {name: {k: v for k, v in one.items() if v not in ({}, [], None)} for name, one in _resources(written)}
    today = {"today": written["today"]} if "today" in written else {}
    if set(resources) == {ONLY}:
        only = resources[ONLY]
        return {k: v for k, v in only.items() if k != "kind" or v != kind} | today
    return {"subject": written["subject"], "resources": resources} | today


def _resources(written: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return list(written["resources"].items())


def place_of(path: Path, resource: str, *rest: str) -> Path:
    """Where in the file something of a resource of an example stands."""
    return (*path, *rest) if resource == ONLY else (*path, "resources", resource, *rest)
