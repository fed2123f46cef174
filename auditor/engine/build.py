"""From the written form of a rule to the rule that runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from auditor.engine.conditions import Condition
from auditor.engine.errors import suggestion
from auditor.engine.marks import Marks
from auditor.engine.parse import Parser
from auditor.engine.pending import Pending
from auditor.engine.rule import Rule
from auditor.model.finding import Severity
from auditor.model.report import RuleInfo
from auditor.model.schema import KINDS

#: What goes before a fact in a message that is to tell what it was before a plan.
BEFORE = "before."
#: What a message says for the facts that a change makes others, each with before and after.
CHANGES = "changes"

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def build_rule(
    written: Mapping[str, Any],
    marks: Marks,
    theme: str,
    overrides: Mapping[str, object] | None = None,
    *,
    strict: bool = True,
) -> Rule:
    """The rule in `written`, with thresholds from `overrides`. Raises RuleError with the place of what is wrong.

    What is not `strict` was found sound before, when the catalogue was compiled: its conditions wait until needed.
    """
    params = dict(written.get("params") or {})
    parser = Parser(marks, params)
    for name, value in (overrides or {}).items():
        if name not in params:
            raise parser.fail(f"{written['id']} has no parameter {name!r}.{suggestion(name, params)}", ("params",))
        if type(value) is not type(params[name]):
            raise parser.fail(f"parameter {name} wants {type(params[name]).__name__}, not {value!r}", ("params", name))
        params[name] = value
    applies_to = written["applies_to"]
    scope, check = _compiled(written, parser) if strict else _pending(written, parser)
    observed, declared = bool(applies_to.get("observed")), bool(applies_to.get("declared"))
    remediation = {k: v for k, v in written["remediation"].items() if k != "effect" and v}
    info = RuleInfo(
        id=written["id"],
        title=written["title"],
        severity=Severity.of(written["severity"]),
        theme=theme,
        why=written["why"].strip(),
        remediation=remediation,
        effect=written["remediation"].get("effect", ""),
        controls=tuple(written.get("controls") or ()),
        aliases=tuple(written.get("aliases") or ()),
        leads=tuple(written.get("leads") or ()),
        changes=tuple(applies_to.get("changes") or ()),
        sources=tuple((each["url"], each["says"]) for each in written.get("sources") or ()),
    )
    return Rule(
        info=info,
        scope=scope,
        check=check,
        message=written["message"],
        not_applicable=written.get("not_applicable") or "",
        default=written.get("default", "on") in ("on", True),
        params=params,
        examples=written.get("examples") or {},
        written=written,
        file=marks.file,
        changes=frozenset(info.changes),
        observed=observed,
        declared=declared,
        given=frozenset(overrides or ()),
        marks=marks,
    )


_Scope = Mapping[str, Condition | None]
_Check = Mapping[str, Condition]


def _compiled(written: Mapping[str, Any], parser: Parser) -> tuple[_Scope, _Check]:
    """The conditions of a rule by kind, once all that it says is found to be sound."""
    scope = _scope(written["applies_to"], parser)
    check = _check(written["check"], tuple(scope), parser)
    _check_message(written, tuple(scope), parser)
    _check_facts(written["applies_to"], parser)
    for name in parser.params:
        if name not in parser.used:
            raise parser.fail(f"parameter {name} is used by no condition", ("params", name))
    return scope, check


def _pending(written: Mapping[str, Any], parser: Parser) -> tuple[_Scope, _Check]:
    applies_to = written["applies_to"]
    kinds = tuple(case["kind"] for case in applies_to.get("cases") or ()) or tuple(applies_to["kinds"])
    scope: _Scope = Pending(kinds, lambda: _scope(applies_to, parser))
    return scope, Pending(kinds, lambda: _check(written["check"], kinds, parser))


def _check_facts(applies_to: Mapping[str, Any], parser: Parser) -> None:
    """Raise RuleError for facts that not everything has which the rule judges."""
    observed, declared = bool(applies_to.get("observed")), bool(applies_to.get("declared"))
    if observed and declared:
        raise parser.fail("what is running and what is declared are never the same resource", ("applies_to",))
    for name, path in parser.observed.items():
        if not observed:
            raise parser.fail(f"{name} is known only of what is running: the rule has to say `observed: true`", path)
    for name, path in parser.declared.items():
        if not declared and not applies_to.get("changes"):
            raise parser.fail(f"{name} is known only of what is declared: the rule has to say `declared: true`", path)


def _scope(applies_to: Mapping[str, Any], parser: Parser) -> dict[str, Condition | None]:
    path = ("applies_to",)
    if applies_to.get("changes") == []:
        raise parser.fail("changes names nothing that a plan could do", (*path, "changes"))
    cases = applies_to.get("cases")
    if cases and (applies_to.get("kinds") or applies_to.get("where")):
        raise parser.fail("applies_to takes kinds or cases, not both", path)
    if cases:
        scope: dict[str, Condition | None] = {}
        for i, case in enumerate(cases):
            if case["kind"] in scope:
                raise parser.fail(f"two cases for {case['kind']}", (*path, "cases", i))
            where = case.get("where")
            at = (*path, "cases", i, "where")
            scope[case["kind"]] = parser.condition(where, (case["kind"],), at) if where is not None else None
        return scope
    kinds = tuple(applies_to.get("kinds") or ())
    if not kinds:
        raise parser.fail("applies_to names no kind", path)
    where = applies_to.get("where")
    condition = parser.condition(where, kinds, (*path, "where")) if where is not None else None
    return dict.fromkeys(kinds, condition)


def _check(check: Mapping[str, Any], kinds: tuple[str, ...], parser: Parser) -> dict[str, Condition]:
    if set(check) != {"cases"}:
        condition = parser.condition(check, kinds, ("check",))
        return dict.fromkeys(kinds, condition)
    cases = check["cases"]
    if not isinstance(cases, dict):
        raise parser.fail("cases wants a condition for each kind", ("check", "cases"))
    for kind in cases:
        if kind not in kinds:
            raise parser.fail(
                f"the rule does not apply to {kind!r}.{suggestion(kind, kinds)}", ("check", "cases", kind)
            )
    missing = [k for k in kinds if k not in cases]
    if missing:
        raise parser.fail(f"no case for {missing[0]}", ("check", "cases"))
    return {kind: parser.condition(cases[kind], (kind,), ("check", "cases", kind)) for kind in kinds}


def _check_message(written: Mapping[str, Any], kinds: tuple[str, ...], parser: Parser) -> None:
    others = ("name", "address", "kind", *((CHANGES,) if written["applies_to"].get("changes") else ()))
    for name in _PLACEHOLDER.findall(written["message"]):
        if name in others or name in parser.params:
            continue
        for kind in kinds:
            known_there = name.startswith(BEFORE) <= ("before" in KINDS[kind].relations)
            if name.removeprefix(BEFORE) not in KINDS[kind].facts or not known_there:
                known = (*KINDS[kind].facts, *others, *parser.params)
                raise parser.fail(f"message names {name!r}, no fact of {kind}.{suggestion(name, known)}", ("message",))
