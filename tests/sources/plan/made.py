"""Plans and states made for tests, in the shape that `terraform show -json` gives them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from auditor.model.resource import Inventory
from auditor.sources.plan.source import read_plans

GROUP = "aws_elasticache_replication_group"


def constant(value: object) -> dict[str, object]:
    """An argument that code spells out."""
    return {"constant_value": value}


def mentions(*texts: str) -> dict[str, object]:
    """An argument that mentions others, as Terraform lists them: each with what it begins with."""
    return {"references": list(texts)}


@dataclass
class Planned:
    """One resource of a plan: what is known of it, what is not yet, and its arguments in code."""

    address: str
    values: dict[str, object]
    unknown: dict[str, object] = field(default_factory=dict)
    expressions: dict[str, object] | None = None
    actions: tuple[str, ...] = ("create",)
    before: dict[str, object] | None = None
    sensitive: object = field(default_factory=dict)
    previous: str = ""
    provider: str = "aws"

    @property
    def declared(self) -> dict[str, object]:
        """Its arguments in code: those with a known value, if nothing else is said."""
        told = self.expressions
        return told if told is not None else {name: constant(v) for name, v in self.values.items() if v is not None}


def plan(*planned: Planned, **more: object) -> dict[str, object]:
    """A plan of resources in the root module, or in modules that are called once."""
    modules: dict[str, list[Planned]] = {}
    for one in planned:
        module = ".".join(one.address.partition("[")[0].split(".")[:-2])
        modules.setdefault(module, []).append(one)
    values: dict[str, object] = {"resources": [_value(one) for one in modules.get("", [])]}
    children = [{"address": name, "resources": [_value(one) for one in held]} for name, held in modules.items() if name]
    if children:
        values["child_modules"] = children
    configuration: dict[str, object] = {"resources": [_declared(one) for one in modules.get("", [])]}
    calls = {
        name.removeprefix("module."): {"module": {"resources": [_declared(one) for one in held]}}
        for name, held in modules.items()
        if name
    }
    if calls:
        configuration["module_calls"] = calls
    made: dict[str, object] = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": values},
        "resource_changes": [_change(one) for one in planned],
        "configuration": {"provider_config": {"aws": {"name": "aws"}}, "root_module": configuration},
        "complete": True,
        "errored": False,
    }
    return made | more


def _parts(one: Planned) -> dict[str, object]:
    *_, type_, name = one.address.partition("[")[0].split(".")
    return {"mode": "managed", "type": type_, "name": name}


def _value(one: Planned) -> dict[str, object]:
    return {"address": one.address, **_parts(one), "values": one.values}


def _change(one: Planned) -> dict[str, object]:
    told = {
        "actions": list(one.actions),
        "before": one.before,
        "after": one.values,
        "after_unknown": one.unknown,
        "before_sensitive": False,
        "after_sensitive": one.sensitive,
    }
    moved = {"previous_address": one.previous} if one.previous else {}
    return {"address": one.address, **moved, **_parts(one), "change": told}


def _declared(one: Planned) -> dict[str, object]:
    parts = _parts(one)
    address = f"{parts['type']}.{parts['name']}"
    return {"address": address, **parts, "provider_config_key": one.provider, "expressions": one.declared}


def state(values: dict[str, dict[str, object]]) -> dict[str, object]:
    """A state as `show -json` prints it, of resources in the root module by address."""
    resources = [_value(Planned(address, held)) for address, held in values.items()]
    return {
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": {"root_module": {"resources": resources}},
    }


def state_file(values: dict[str, dict[str, object]]) -> dict[str, object]:
    """The same as Terraform keeps it."""
    resources = [
        {**_parts(Planned(address, held)), "provider": "p", "instances": [{"attributes": held}]}
        for address, held in values.items()
    ]
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "3c8e",
        "outputs": {},
        "resources": resources,
    }


def read(folder: Path, document: object, name: str = "plan.json") -> Inventory:
    """The inventory of a document, which is text or what becomes JSON."""
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return read_plans([path], folder, alone=True)
