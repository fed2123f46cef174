"""The mutants of a rule: of its scope, of its check, of the kinds and the changes that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor.engine.conditions import AllOf, AnyOf, Condition
from auditor.engine.marks import Path
from auditor.engine.mutants.conditions import mutants
from auditor.engine.mutants.words import flow
from auditor.engine.parse import QUANTIFIERS, Parser
from auditor.engine.rule import Rule

_HOLDS, _FAILS = AllOf(()), AnyOf(())


@dataclass(frozen=True, slots=True)
class RuleMutant:
    """A rule with one part changed: where, what was done to it in words, and what it became."""

    path: Path
    words: str
    rule: Rule


def rule_mutants(rule: Rule) -> Iterator[RuleMutant]:
    """Every mutant of `rule`, in the order of the file."""
    parser = Parser(rule.marks, rule.params)
    applies_to, check = rule.written["applies_to"], rule.written["check"]
    assert isinstance(applies_to, dict)
    assert isinstance(check, dict)
    yield from _of_changes(rule)
    yield from _of_kinds(rule, applies_to)
    yield from _of_scope(rule, applies_to, parser)
    yield from _of_check(rule, check, parser)


def _of_changes(rule: Rule) -> Iterator[RuleMutant]:
    if len(rule.changes) > 1:
        for n, action in enumerate(rule.info.changes):
            fewer = replace(rule, changes=rule.changes - {action})
            yield RuleMutant(("applies_to", "changes", n), f"`{action}` is left out of `changes`", fewer)


def _of_kinds(rule: Rule, applies_to: Mapping[str, Any]) -> Iterator[RuleMutant]:
    if len(rule.check) > 1:
        listed = "cases" if applies_to.get("cases") else "kinds"
        for n, kind in enumerate(rule.scope):
            fewer = replace(
                rule,
                scope={k: c for k, c in rule.scope.items() if k != kind},
                check={k: c for k, c in rule.check.items() if k != kind},
            )
            yield RuleMutant(("applies_to", listed, n), f"{kind} is left out of `{listed}`", fewer)


def _of_scope(rule: Rule, applies_to: Mapping[str, Any], parser: Parser) -> Iterator[RuleMutant]:
    groups: list[tuple[tuple[str, ...], Any, Path]] = [
        ((case["kind"],), case.get("where"), ("cases", n)) for n, case in enumerate(applies_to.get("cases") or ())
    ]
    for kinds, where, at in groups or [(tuple(rule.scope), applies_to.get("where"), ())]:
        if where is None:
            continue
        path = ("applies_to", *at, "where")
        found: list[tuple[Path, str, Condition | None]] = [(path, f"`where: {flow(where)}` is left out", None)]
        found += [(m.path, m.words, m.condition) for m in mutants(where, kinds, path, parser)]
        for place, words, condition in found:
            yield RuleMutant(place, words, replace(rule, scope={**rule.scope, **dict.fromkeys(kinds, condition)}))


def _of_check(rule: Rule, check: Mapping[str, Any], parser: Parser) -> Iterator[RuleMutant]:
    groups: list[tuple[tuple[str, ...], Mapping[str, Any], Path]] = [(tuple(rule.check), check, ("check",))]
    if set(check) == {"cases"}:
        groups = [((kind,), one, ("check", "cases", kind)) for kind, one in check["cases"].items()]
    for kinds, written, path in groups:
        of = f" of {kinds[0]}" if len(groups) > 1 else ""
        found: list[tuple[Path, str, Condition]] = [
            (path, f"the check{of} is left out, so that everything passes", _HOLDS),
            (path, f"the check{of} can never be met, so that everything fails", _FAILS),
        ]
        settled = tuple(_again(written, path, _quantified(rule.written["applies_to"])))
        found += [
            (m.path, m.words, m.condition)
            for m in mutants(written, kinds, path, parser)
            if not any(m.path[: len(at)] == at for at in settled)
        ]
        for place, words, condition in found:
            yield RuleMutant(place, words, replace(rule, check={**rule.check, **dict.fromkeys(kinds, condition)}))


def _again(written: object, path: Path, scope: list[object]) -> Iterator[Path]:
    """The paths of the `that` (and `where`) of relations in a check which the scope asks for in the same words.

    There they make no difference, and are changed already; here they show the facts in the finding.
    """
    if isinstance(written, dict):
        if _of_members(written) in scope:
            yield from ((*path, part) for part in ("where", "that"))
            return
        for key, value in written.items():
            yield from _again(value, (*path, key), scope)
    elif isinstance(written, list):
        for n, value in enumerate(written):
            yield from _again(value, (*path, n), scope)


def _quantified(written: object) -> list[object]:
    """What a scope asks of members of relations."""
    if isinstance(written, dict):
        here = [_of_members(written)] if _of_members(written) else []
        return here + [one for value in written.values() for one in _quantified(value)]
    return [one for value in written for one in _quantified(value)] if isinstance(written, list) else []


def _of_members(written: Mapping[str, Any]) -> object:
    """What a condition asks of the members of a relation, whether of some, every or none of them."""
    relation = next((written[mode] for mode in QUANTIFIERS if mode in written), None)
    return (relation, written.get("where"), written.get("that")) if relation else None
