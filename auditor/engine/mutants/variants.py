"""Examples with one thing changed: a fact of a resource is another value, absent or unknown; a relation too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.engine.mutants.neighbours import step
from auditor.engine.parse import QUANTIFIERS, Parser
from auditor.engine.rule import Rule
from auditor.model.schema import KINDS, FactSpec, FactType

#: What a fact can be made besides a value.
ABSENT, UNKNOWN, LEFT_OUT = object(), object(), object()
#: What it was before a plan is one resource, or none.
BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Seen:
    """What examples of a rule state: values by kind and fact, and the resources beside subjects, by kind."""

    facts: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    resources: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def add(self, written: Mapping[str, Any]) -> None:
        """Take in one example."""
        for name, one in written["resources"].items():
            for fact, value in (one.get("facts") or {}).items():
                self.facts.setdefault((one["kind"], fact), []).append(value)
            alike = self.resources.setdefault(one["kind"], [])
            if name != written["subject"] and one not in alike:
                alike.append(one)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asks for: (kind, fact) -> the values that it compares with, (kind, relation), changes and kinds."""

    facts: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    relations: dict[tuple[str, str], None] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def asked(rule: Rule) -> Asked:
    """What the conditions of `rule` ask for."""
    found = Asked(changes=rule.info.changes, kinds=tuple(rule.check))
    parser = Parser(rule.marks, rule.params)
    applies_to, check = rule.written["applies_to"], rule.written["check"]
    assert isinstance(applies_to, dict)
    assert isinstance(check, dict)
    kinds = tuple(rule.check)
    for case in applies_to.get("cases") or ():
        _ask(case.get("where"), (case["kind"],), parser, found)
    _ask(applies_to.get("where"), kinds, parser, found)
    if set(check) == {"cases"}:
        for kind, condition in check["cases"].items():
            _ask(condition, (kind,), parser, found)
    else:
        _ask(check, kinds, parser, found)
    return found


def _ask(written: Any, kinds: tuple[str, ...], parser: Parser, found: Asked) -> None:
    if not written:
        return
    mode = next((m for m in QUANTIFIERS if m in written), None)
    if mode:
        relation = written[mode]
        found.relations.update(dict.fromkeys((kind, relation) for kind in kinds))
        targets = parser.targets(relation, kinds, ())
        for part in ("where", "that"):
            _ask(written.get(part), targets, parser, found)
        return
    for key, value in written.items():
        if key in ("all", "any"):
            for one in value:
                _ask(one, kinds, parser, found)
        elif key == "not":
            _ask(value, kinds, parser, found)
        else:
            operators = value if isinstance(value, dict) else {"is": value}
            wanted = [parser.resolve(operand, ()) for op, operand in operators.items() if op not in _NO_VALUE]
            for kind in kinds:
                found.facts.setdefault((kind, key), []).extend(wanted)


#: Operators whose operand is no value of the fact.
_NO_VALUE = frozenset({"absent", "empty", "matches", "literal"})


def values(spec: FactSpec, compared: list[Any], stated: list[Any]) -> list[Any]:
    """What a fact could be, where it may matter: what it is compared with and stated as, and the neighbours of that."""
    if spec.type is FactType.BOOL:
        return [True, False]
    if spec.type is FactType.ENUM:
        return list(spec.values)
    if spec.type is FactType.SECRET:
        return ["literal", "referenced"]
    flat = [one for each in compared for one in (each if isinstance(each, list) else [each])]
    found: list[Any] = [one for one in (*flat, *stated) if one is not None]
    if spec.type in (FactType.INT, FactType.VERSION):
        numbers = list(found)
        found += [v for one in numbers for by in (-1, 1) if (v := step(one, spec, by)) is not None]
    elif spec.type is FactType.LIST:
        found = [[], *([one] for one in flat if isinstance(one, str)), ["something else"], *stated]
    elif spec.type is FactType.TEXT:
        found += ["something else", ""]
    elif spec.type in (FactType.RULES, FactType.STATEMENTS):
        found = [[], *stated]
    return [one for n, one in enumerate(found) if one not in found[:n]]


def with_fact(written: Mapping[str, Any], resource: str, part: str, name: str, value: object) -> dict[str, Any]:
    """An example in which a fact (or relation, or fact before) of a resource is `value`, or one of the marks above."""
    one = written["resources"][resource]
    unknown = [each for each in one.get("unknown", ()) if each != name]
    rest = {k: v for k, v in (one.get(part) or {}).items() if k != name}
    if value is UNKNOWN:
        unknown.append(name)
    elif value is not LEFT_OUT:
        rest[name] = None if value is ABSENT else value
    changed = {**one, part: rest, "unknown": unknown}
    return {**written, "resources": {**written["resources"], resource: changed}}


def variants(written: Mapping[str, Any], wanted: Asked, seen: Seen) -> Iterator[dict[str, Any]]:
    """The example with each thing that the rule asks for changed in turn."""
    yield from _of_other_kinds(written, wanted.kinds)
    for name, one in written["resources"].items():
        kind = one["kind"]
        for (of, fact), compared in wanted.facts.items():
            if of == kind:
                others = values(KINDS[kind].facts[fact], compared, seen.facts.get((kind, fact), []))
                yield from _stated(written, name, fact, others)
        for of, relation in wanted.relations:
            if of == kind and relation != BEFORE and not KINDS[kind].relations[relation].inverse:
                yield from _related(written, name, relation, seen)
        if one.get("planned"):
            for action in wanted.changes:
                changed = {**one, "planned": action}
                yield {**written, "resources": {**written["resources"], name: changed}}


def _of_other_kinds(written: Mapping[str, Any], kinds: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The example with a subject of each other kind that the rule judges, as far as that has the same facts."""
    name = written["subject"]
    one = written["resources"][name]
    for kind in kinds:
        if kind != one["kind"]:
            spec = KINDS[kind]
            parts = {part: _of_kind(one.get(part) or {}, spec.facts) for part in ("facts", "before")}
            relations = _of_kind(one.get("relations") or {}, spec.relations)
            unknown = [each for each in one.get("unknown") or () if each in spec.facts or each in spec.relations]
            changed = {**one, **parts, "kind": kind, "relations": relations, "unknown": unknown}
            yield {**written, "resources": {**written["resources"], name: changed}}


def _of_kind(stated: Mapping[str, Any], known: Mapping[str, object]) -> dict[str, Any]:
    return {name: value for name, value in stated.items() if name in known}


def _stated(written: Mapping[str, Any], name: str, fact: str, others: list[Any]) -> Iterator[dict[str, Any]]:
    for value in (*others, ABSENT, UNKNOWN):
        yield with_fact(written, name, "facts", fact, value)
    if written["resources"][name].get("planned") not in (None, "create"):
        for value in (*others, ABSENT):
            yield with_fact(written, name, "before", fact, value)


def _related(written: Mapping[str, Any], name: str, relation: str, seen: Seen) -> Iterator[dict[str, Any]]:
    one = written["resources"][name]
    members = list((one.get("relations") or {}).get(relation, ()))
    for value in ([], UNKNOWN, [*members, "elsewhere"]):
        yield with_fact(written, name, "relations", relation, value)
    for kind in KINDS[one["kind"]].relations[relation].targets:
        for n, other in enumerate(seen.resources.get(kind, ())):
            more = f"other-{n + 1}"
            if more not in written["resources"]:
                grown = {**written, "resources": {**written["resources"], more: other}}
                yield with_fact(grown, name, "relations", relation, [*members, more])
