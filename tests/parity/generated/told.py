"""Systems told in every language, and what is found in each telling."""

from __future__ import annotations

import json
from pathlib import Path

from auditor.engine.loader import load_rules
from auditor.model.finding import Finding
from auditor.scan import ScanOptions, collect, evaluate
from tests.parity.generated.as_template import as_json, as_template, as_yaml
from tests.parity.generated.as_terraform import address_of, as_terraform
from tests.parity.generated.things import Thing

_WHEN = "2026-01-01T00:00:00Z"
#: (rule, name of the thing that is judged)
Key = tuple[str, str]


class Told:
    """Systems in a folder, in one root module and one template."""

    def __init__(self, systems: list[list[Thing]], folder: Path) -> None:
        self.folder = folder
        self.things = {thing.name: thing for system in systems for thing in system}
        self.systems = {thing.name: system for system in systems for thing in system}
        self._names = {address_of(thing): name for name, thing in self.things.items()}
        self._found: dict[tuple[str, bool], dict[Key, Finding]] = {}
        self._variables = [variable for thing in self.things.values() for variable in thing.variables()]
        everything, template = list(self.things.values()), as_template(list(self.things.values()))
        self._write("code/main.tf.json", json.dumps(as_terraform(everything), indent=1))
        self._write("yaml/template.yaml", as_yaml(template))
        self._write("json/template.json", as_json(template))

    def by_terraform(self) -> None:
        """Let the real terraform write the plan and the state."""
        from tests.parity.retell import tell

        for name, text in tell(self.folder / "code", dict(self._given())).items():
            self._write(name, text)

    def findings(self, telling: str, *, given: bool = True) -> dict[Key, Finding]:
        """What is found in a telling, with a value for each variable or with none."""
        if (telling, given) not in self._found:
            self._found[telling, given] = self._findings(telling, given=given)
        return self._found[telling, given]

    def _findings(self, telling: str, *, given: bool) -> dict[Key, Finding]:
        values = self._given() if given else ()
        options = ScanOptions(
            inputs=values if telling == "code" else (),
            parameters=values if telling in ("yaml", "json") else (),
            base=self.folder,
        )
        path = {"state": "state/terraform.tfstate", "plan": "plan/plan.json"}.get(telling, telling)
        report = evaluate(collect((self.folder / path,), options), load_rules().select(("all",)), _WHEN)
        assert report.gaps == (), report.gaps
        return {
            (one.rule, self._names.get(one.address, one.address)): one
            for one in report.findings
            if report.rules[one.rule].theme != "change"
        }

    def _given(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.name, _text(one.given)) for one in self._variables)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
