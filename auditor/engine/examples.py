"""Runs the examples that a rule carries: they are its tests and its documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from auditor.engine.errors import RuleError, suggestion
from auditor.engine.evaluate import judge
from auditor.engine.evidence import build_finding
from auditor.engine.loader import RuleSet
from auditor.engine.operators import typed
from auditor.engine.rule import Rule
from auditor.engine.statements import statements
from auditor.model.facts import ABSENT, Fact, Known, Redacted, Ref, Unknown, Unseen
from auditor.model.finding import Evidence, Status
from auditor.model.network import IngressRule
from auditor.model.resource import Change, Context, Inventory, Resource
from auditor.model.schema import KINDS, FactSpec, FactType


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example that was run: which, what it must get, what it got, and what the finding says and rests on."""

    rule: str
    label: str
    expected: Status
    actual: Status
    message: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the rule says what the example says."""
        return self.expected is self.actual


def run_examples(rule: Rule, rules: RuleSet) -> Iterator[Outcome]:
    """Every example of `rule` with its outcome. Raises RuleError for an example that names an unknown fact."""
    for status in Status:
        examples = rule.examples.get(status.value, [])
        assert isinstance(examples, list)
        for number, example in enumerate(examples, 1):
            label = f"{status.value} {number}"
            inventory, subject = example_inventory(example, rule, label, rules.tables)
            derived: dict[tuple[str, str], Fact] = {}
            if subject.kind not in rule.check:
                raise RuleError(f"example {label}: the rule does not apply to {subject.kind}", rule.file)
            if not rule.judges(subject):
                does = (
                    f"a plan that does {subject.planned or 'nothing'} to it" if rule.changes else "what is not running"
                )
                raise RuleError(f"example {label}: the rule is not about {does}", rule.file)
            verdict, _ = judge(rule, subject, inventory, derived)
            finding = build_finding(verdict, RuleSet({rule.id: rule}), inventory, derived)
            yield Outcome(rule.id, label, status, verdict.status, finding.message, finding.evidence)


#: What an example says of a resource.
_OF_RESOURCE = frozenset({"kind", "facts", "relations", "unknown", "planned", "forced_by", "before", "observed"})

#: The day on which an example is judged that names none.
_DAY = "2026-11-23"


def example_inventory(
    example: Mapping[str, Any], rule: Rule, label: str, tables: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[Inventory, Resource]:
    """The inventory that an example describes, and its subject; `tables` are the data tables of the catalogue."""
    written: dict[str, Mapping[str, Any]] = dict(example.get("resources") or {})
    if not written:
        written["example"] = {name: value for name, value in example.items() if name in _OF_RESOURCE}
    name = example.get("subject") or next(iter(written))
    if name not in written:
        raise RuleError(f"example {label}: no resource {name!r}.{suggestion(name, written)}", rule.file)
    default_kind = next(iter(rule.check))
    try:
        today = date.fromisoformat(example.get("today") or _DAY)
    except ValueError as error:
        raise RuleError(f"example {label}: {error}", rule.file) from error
    inventory = Inventory(context=Context(today, tables or {}))
    for key, one in written.items():
        resource = _resource(key, one, default_kind, written, f"example {label}", rule)
        inventory.resources[key] = resource
        if one.get("planned"):
            _plan(resource, one, inventory, f"example {label}", rule)
    for former in [r for each in inventory.resources.values() for r in _before(each, inventory)]:
        former.former, former.judged = True, False
    return inventory, inventory.resources[name]


def _plan(resource: Resource, one: Mapping[str, Any], inventory: Inventory, label: str, rule: Rule) -> None:
    """What a plan does to a resource; unless the example names what it was before, it differs by the facts given."""
    resource.change = Change(str(one["planned"]), tuple(one.get("forced_by") or ()))
    if "before" in resource.relations or resource.planned == "create":
        return
    former = replace(resource, key=f"before {resource.key}", facts=dict(resource.facts), change=None)
    former.relations = dict(resource.relations)
    spec = KINDS[resource.kind]
    for name, value in (one.get("before") or {}).items():
        if name not in spec.facts:
            raise RuleError(f"{label}: {resource.kind} has no fact {name!r}.{suggestion(name, spec.facts)}", rule.file)
        former.facts[name] = _stated(value, spec.facts[name], label, rule)
    inventory.resources[former.key] = former
    resource.relations["before"] = Known((Ref(former.key),))


def _before(resource: Resource, inventory: Inventory) -> Iterator[Resource]:
    """The resource as it was before the plan, by a name of the example or as a copy."""
    fact = resource.relation("before")
    for member in fact.value if isinstance(fact, Known) and isinstance(fact.value, tuple) else ():
        if isinstance(member, Ref) and member.key in inventory.resources:
            yield inventory.resources[member.key]


def _resource(
    key: str, one: Mapping[str, Any], default_kind: str, all_of: Mapping[str, Any], label: str, rule: Rule
) -> Resource:
    kind = one.get("kind") or default_kind
    spec = KINDS[kind]
    resource = Resource(key, key, kind, str(one.get("name") or key))
    resource.observed = rule.observed or bool(one.get("observed"))
    facts, relations, unknown = (one.get(part) or {} for part in ("facts", "relations", "unknown"))
    for name in (*facts, *relations, *unknown):
        if name not in spec.facts and name not in spec.relations:
            near = suggestion(name, (*spec.facts, *spec.relations))
            raise RuleError(f"{label}: {kind} has no fact {name!r}.{near}", rule.file)
    for name, fact in spec.facts.items():
        # A derived fact is computed unless the example states it.
        if name in unknown:
            resource.facts[name] = Unknown("not known in this example")
        elif name in facts:
            resource.facts[name] = _stated(facts[name], fact, label, rule)
        elif not fact.derived:
            resource.facts[name] = ABSENT
    for name in spec.relations:
        members = tuple(
            Ref(m) if m in all_of else Unseen(m, "not in this example", named=True) for m in relations.get(name, ())
        )
        if name in unknown:
            resource.relations[name] = Unknown("not known in this example", members=members)
        elif name in relations:
            resource.relations[name] = Known(members)
    return resource


def _stated(value: Any, spec: FactSpec, label: str, rule: Rule) -> Fact:
    if value is None:
        return ABSENT
    try:
        return _known(value, spec)
    except ValueError as error:
        raise RuleError(f"{label}: {error}", rule.file) from error


#: How an example writes a secret: spelled out in code, or only pointed at.
_SECRETS = {"literal": True, "referenced": False}


def _known(value: Any, spec: FactSpec) -> Fact:
    """A fact as an example writes it. Raises ValueError for a value that is not of its type."""
    if spec.type is FactType.SECRET:
        if value not in _SECRETS:
            raise ValueError(f"{spec.name} is written as {' or '.join(_SECRETS)}, not {value!r}")
        return Known(Redacted(literal=_SECRETS[value]))
    if spec.type is FactType.DATE:
        return Known(date.fromisoformat(str(value)).isoformat())
    if spec.type is FactType.STATEMENTS:
        return Known(statements(value))
    if spec.type in (FactType.RULES, FactType.LIST):
        if not isinstance(value, list):
            raise ValueError(f"{spec.name} is a list, not {value!r}")
        return Known(tuple(_ingress(r) for r in value) if spec.type is FactType.RULES else tuple(value))
    return Known(typed(value, spec))


def _ingress(written: Mapping[str, Any]) -> IngressRule:
    """`{protocol: tcp, ports: 6379 or [from, to], cidrs: [...], groups: [...], prefix_lists: [...]}`, and more."""
    ports = written.get("ports")
    first, last = (ports if isinstance(ports, list) else (ports, ports)) if ports is not None else (None, None)
    rule = IngressRule(
        protocol=Known(str(written.get("protocol", "tcp"))),
        from_port=Known(first) if first is not None else ABSENT,
        to_port=Known(last) if last is not None else ABSENT,
        cidrs=Known(tuple(written.get("cidrs", ()))),
        groups=Known(tuple(written.get("groups", ()))),
        prefix_lists=Known(tuple(written.get("prefix_lists", ()))),
    )
    described = Known(str(written["description"])) if written.get("description") else ABSENT
    return replace(rule, exists=Known(written.get("exists", True)), description=described)
