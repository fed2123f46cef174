"""Small rules, resources and inventories, written as briefly as a test wants to read them."""

from __future__ import annotations

from typing import Any

import yaml

from auditor.engine.build import build_rule
from auditor.engine.conditions import Condition
from auditor.engine.frameworks import Control, Framework
from auditor.engine.loader import RuleSet
from auditor.engine.marks import Marks, read_yaml
from auditor.engine.parse import Parser
from auditor.engine.rule import Rule
from auditor.engine.worlds import WorldView
from auditor.model.facts import EXISTS, Absent, Fact, Guard, Known, Ref, Switch, Unknown, Unseen
from auditor.model.location import Location
from auditor.model.resource import Inventory, Resource
from auditor.model.schema import FactSpec, FactType

CACHE = "replication_group"
ORDERED = ("lt", "le", "gt", "ge")
#: One fact of each type.
SPECS = {
    FactType.BOOL: FactSpec("tls", FactType.BOOL, ""),
    FactType.INT: FactSpec("nodes", FactType.INT, ""),
    FactType.TEXT: FactSpec("name", FactType.TEXT, ""),
    FactType.VERSION: FactSpec("engine_version", FactType.VERSION, ""),
    FactType.ENUM: FactSpec("mode", FactType.ENUM, "", ("off", "preferred", "required")),
    FactType.LIST: FactSpec("logs", FactType.LIST, ""),
    FactType.SECRET: FactSpec("token", FactType.SECRET, ""),
    FactType.RULES: FactSpec("ingress", FactType.RULES, ""),
    FactType.DATE: FactSpec("made", FactType.DATE, ""),
    FactType.STATEMENTS: FactSpec("statements", FactType.STATEMENTS, ""),
}


def rule_text(name: str = "sample", **changes: Any) -> dict[str, Any]:
    """A sound rule as people write it, with `changes`; a change to None leaves that key out."""
    written: dict[str, Any] = {
        "id": name,
        "title": "A sample",
        "severity": "high",
        "why": "It is needed by a test.",
        "remediation": {"text": "Turn it on.", "effect": "in place"},
        "applies_to": {"kinds": [CACHE]},
        "check": {"tls": True},
        "message": "TLS is {tls}",
        "examples": {"fail": [{"facts": {"tls": False}}]},
        **changes,
    }
    return {key: value for key, value in written.items() if value is not None}


def rule(name: str = "sample", theme: str = "custom", **changes: Any) -> Rule:
    """The rule that `rule_text` writes."""
    return build_rule(rule_text(name, **changes), Marks(f"{name}.yaml"), theme)


def rules(*each: Rule, controls: dict[str, str] | None = None) -> RuleSet:
    """A set of these rules; `controls` are titles by `framework/control`."""
    frameworks: dict[str, dict[str, Control]] = {}
    for name, title in (controls or {}).items():
        framework, _, control = name.partition("/")
        frameworks.setdefault(framework, {})[control] = Control(title)
    made = {name: Framework(name, name.upper(), controls=listed) for name, listed in frameworks.items()}
    return RuleSet({one.id: one for one in each}, made)


def condition(text: str, *kinds: str, params: dict[str, object] | None = None) -> Condition:
    """The condition in YAML, about resources of `kinds` (a replication group if none is named)."""
    written, marks = read_yaml(text, "rule.yaml")
    return Parser(marks, params or {}).condition(written, kinds or (CACHE,), ())


def fact(value: object) -> Fact:
    """A fact as it is; any other value is Known, a list as a tuple."""
    if isinstance(value, Known | Absent | Unknown):
        return value
    return Known(tuple(value) if isinstance(value, list) else value)


def resource(
    key: str = "cache", kind: str = CACHE, *, exists: Fact = EXISTS, place: Location | None = None, **facts: object
) -> Resource:
    """A resource; `__` in the name of a fact is a dot."""
    named = {name.replace("__", "."): fact(value) for name, value in facts.items()}
    location = place or Location(f"{key}.tf", 1)
    return Resource(key, key, kind, key, location, facts=named, exists=exists)


def related(owner: Resource, relation: str, *members: Resource | Unseen | str) -> Resource:
    """`owner` with `members` as its relation; a text is the key of a resource."""
    refs = (m if isinstance(m, Unseen) else Ref(m if isinstance(m, str) else m.key) for m in members)
    owner.relations[relation] = Known(tuple(refs))
    return owner


def inventory(*resources: Resource) -> Inventory:
    return Inventory({one.key: one for one in resources})


def view(*resources: Resource, world: tuple[tuple[Switch, str], ...] = ()) -> WorldView:
    return WorldView(inventory(*resources), {}, world)


def when(switch: Switch, **outcomes: object) -> Unknown:
    """A fact that hangs on `switch`: what it is under each outcome."""
    guards: list[tuple[Guard, Fact]] = [(((switch, outcome),), fact(value)) for outcome, value in outcomes.items()]
    return Unknown(f"{switch.name} has no value", choices=tuple(guards))


def to_yaml(written: object) -> str:
    return yaml.safe_dump(written, sort_keys=False)
