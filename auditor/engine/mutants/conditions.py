"""The mutants of a condition: each has one part left out, or turned into its neighbour."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from auditor.engine.conditions import AllOf, AnyOf, Condition, FactTest, Negation, Quantified
from auditor.engine.marks import Path
from auditor.engine.mutants.neighbours import neighbours
from auditor.engine.mutants.words import flow
from auditor.engine.operators import make_test
from auditor.engine.parse import QUANTIFIERS, Parser


@dataclass(frozen=True, slots=True)
class Mutant:
    """A condition with one part changed: where, what was done to it in words, and what it became."""

    path: Path
    words: str
    condition: Condition


def mutants(written: Mapping[str, object], kinds: tuple[str, ...], path: Path, parser: Parser) -> Iterator[Mutant]:
    """Every mutant of the condition `written` at `path`; it is sound, and about resources of `kinds`."""
    quantifier = next((mode for mode in QUANTIFIERS if mode in written), None)
    if quantifier:
        yield from _of_quantified(quantifier, written, kinds, path, parser)
        return
    parts = [parser.condition({key: value}, kinds, path) for key, value in written.items()]
    for n, (key, value) in enumerate(written.items()):
        for mutant in _of_part(key, value, kinds, (*path, key), parser):
            yield _placed(mutant, parts, n, AllOf) if len(parts) > 1 else mutant
    if len(parts) > 1:
        for n, key in enumerate(written):
            rest = AllOf((*parts[:n], *parts[n + 1 :]))
            yield Mutant((*path, key), f"`{flow({key: written[key]})}` is left out", rest)


def _placed(
    mutant: Mutant, parts: list[Condition], n: int, join: Callable[[tuple[Condition, ...]], Condition]
) -> Mutant:
    """The mutant of part number `n` as one of the whole."""
    return replace(mutant, condition=join((*parts[:n], mutant.condition, *parts[n + 1 :])))


def _of_part(key: str, value: object, kinds: tuple[str, ...], path: Path, parser: Parser) -> Iterator[Mutant]:
    if key in ("all", "any"):
        assert isinstance(value, list)
        yield from _of_list(key, value, kinds, path, parser)
    elif key == "not":
        assert isinstance(value, dict)
        yield Mutant(path, f"`not` before `{flow(value)}` is left out", parser.condition(value, kinds, path))
        for mutant in mutants(value, kinds, path, parser):
            yield replace(mutant, condition=Negation(mutant.condition))
    else:
        yield from _of_fact(key, value, kinds, path, parser)


def _of_list(
    key: str, value: list[dict[str, object]], kinds: tuple[str, ...], path: Path, parser: Parser
) -> Iterator[Mutant]:
    join = AllOf if key == "all" else AnyOf
    parts = [parser.condition(one, kinds, (*path, n)) for n, one in enumerate(value)]
    for n, one in enumerate(value):
        at = (*path, n)
        yield from (_placed(mutant, parts, n, join) for mutant in mutants(one, kinds, at, parser))
        if len(parts) > 1:
            yield Mutant(at, f"`{flow(one)}` is left out of `{key}`", join((*parts[:n], *parts[n + 1 :])))


def _of_fact(name: str, value: object, kinds: tuple[str, ...], path: Path, parser: Parser) -> Iterator[Mutant]:
    spec = parser.fact_spec(name, kinds, path)
    operators = value if isinstance(value, dict) else {"is": value}
    resolved = {op: parser.resolve(operand, path) for op, operand in operators.items()}
    made = [make_test(op, operand, spec) for op, operand in resolved.items()]
    for n, (op, operand) in enumerate(operators.items()):
        at = (*path, op) if isinstance(value, dict) else path
        before = flow({name: operand if op == "is" else {op: operand}})
        for other in neighbours(op, resolved[op], spec):
            tests = tuple(make_test(o, wanted, spec) for o, wanted in other.items())
            after = flow({name: other["is"] if set(other) == {"is"} else other})
            yield Mutant(at, f"`{before}` becomes `{after}`", FactTest(name, (*made[:n], *tests, *made[n + 1 :])))
        if len(made) > 1:
            yield Mutant(
                at, f"`{op}: {flow(operand)}` of `{name}` is left out", FactTest(name, (*made[:n], *made[n + 1 :]))
            )


def _of_quantified(
    mode: str, written: Mapping[str, object], kinds: tuple[str, ...], path: Path, parser: Parser
) -> Iterator[Mutant]:
    whole = parser.condition(dict(written), kinds, path)
    assert isinstance(whole, Quantified)
    targets = parser.targets(whole.relation, kinds, path)
    told = f"`{mode}: {whole.relation}`"
    for other in QUANTIFIERS:
        if other != mode and (whole.that or other != "every") and not _same(whole, other):
            yield Mutant((*path, mode), f"{told} becomes `{other}: {whole.relation}`", replace(whole, mode=other))
    for part in ("where", "that"):
        inner = written.get(part)
        if not isinstance(inner, dict):
            continue
        at = (*path, part)
        if part == "where" or mode != "every":
            yield Mutant(at, f"`{part}: {flow(inner)}` of {told} is left out", _with(whole, part, None))
        for mutant in mutants(inner, targets, at, parser):
            yield replace(mutant, condition=_with(whole, part, mutant.condition))


def _same(whole: Quantified, other: str) -> bool:
    """Whether `every` and `some` come to the same: what a resource was before a plan is one resource.

    The scope sees to it that there is one: a rule about what a plan makes new has to ask for that itself.
    """
    return whole.relation == "before" and whole.where is None and {whole.mode, other} == {"every", "some"}


def _with(whole: Quantified, part: str, condition: Condition | None) -> Quantified:
    return replace(whole, where=condition) if part == "where" else replace(whole, that=condition)
