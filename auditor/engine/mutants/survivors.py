"""Which mutants of a rule no example notices, and which facts of its examples decide nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.engine.build import CHANGES
from auditor.engine.errors import RuleError
from auditor.engine.mutants.cases import Case, Tables, case, cases, place_of
from auditor.engine.mutants.rules import RuleMutant, rule_mutants
from auditor.engine.mutants.telling import Telling
from auditor.engine.mutants.variants import ABSENT, LEFT_OUT, UNKNOWN, Asked, asked, values, with_fact
from auditor.engine.rule import Rule
from auditor.model.finding import Status
from auditor.model.schema import KINDS


@dataclass(frozen=True, slots=True)
class Survivor:
    """Something of a rule that could be otherwise without any example noticing: the place, what it is, what to do."""

    rule: str
    file: str
    line: int
    words: str
    advice: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """What mutating one rule came to: how many mutants were tried, what survived, and what is only worth a remark."""

    tried: int
    survivors: tuple[Survivor, ...]
    remarks: tuple[Survivor, ...]


def mutate(rule: Rule, tables: Tables) -> Mutation:
    """Try every mutant of `rule` on its examples, which come out as they should."""
    every = cases(rule, tables)
    verdicts = [one.verdict(rule) for one in every]
    telling = Telling(rule, every, tables)
    tried, found = 0, []
    for mutant in rule_mutants(rule):
        tried += 1
        judged = zip(every, verdicts, strict=True)
        if all(one.verdict(mutant.rule) is verdict for one, verdict in judged) and not _told(rule, mutant.rule, every):
            found.append(_survivor(rule, mutant, telling))
    wanted = asked(rule)
    idle = list(_idle(rule, every, wanted, tables))
    # A fact that the rule does not ask for can be stated to show that it does not matter.
    survivors = [survivor for key, survivor in idle if key in wanted.facts]
    remarks = [survivor for key, survivor in idle if key not in wanted.facts]
    return Mutation(tried, (*found, *survivors), tuple(remarks))


def _told(rule: Rule, mutant: Rule, every: list[Case]) -> bool:
    """Whether some failure that says which facts a change made it fail says something else."""
    failing = (one for one in every if one.verdict(rule) is Status.FAIL)
    return f"{{{CHANGES}}}" in rule.message and any(one.message(rule) != one.message(mutant) for one in failing)


def _survivor(rule: Rule, mutant: RuleMutant, telling: Telling) -> Survivor:
    told = telling.example(mutant.rule)
    advice = f"an example that would: {told}" if told else _NOTHING_NEAR
    line = rule.marks.line(mutant.path)
    return Survivor(rule.id, rule.file, line, f"no example notices if {mutant.words}", advice)


def _idle(rule: Rule, every: list[Case], wanted: Asked, tables: Tables) -> Iterator[tuple[tuple[str, str], Survivor]]:
    """Facts that examples state, of which none decides: whatever they are made, each verdict stays what it is."""
    stated: dict[tuple[str, str], list[tuple[Case, str, str]]] = {}
    for one in every:
        for name, resource in one.written["resources"].items():
            for part in ("facts", "before"):
                for fact in resource.get(part) or ():
                    stated.setdefault((resource["kind"], fact), []).append((one, name, part))
    for key, places in stated.items():
        kind, fact = key
        others = (LEFT_OUT, *values(KINDS[kind].facts[fact], wanted.facts.get(key, []), []), ABSENT, UNKNOWN)
        if not any(_decides(rule, place, fact, others, tables) for place in places):
            one, name, part = places[0]
            line = rule.marks.line(place_of(one.path, name, part, fact))
            words = f"`{fact}` of {kind} decides nothing in any example"
            yield key, Survivor(rule.id, rule.file, line, words, _DECIDES_NOTHING)


def _decides(rule: Rule, place: tuple[Case, str, str], fact: str, others: tuple[object, ...], tables: Tables) -> bool:
    """Whether the verdict of an example hangs on a fact that it states of a resource."""
    one, name, part = place
    now = one.verdict(rule)
    for value in others:
        if part == "before" and value is UNKNOWN:
            continue
        try:
            if case(with_fact(one.written, name, part, fact, value), rule, tables).verdict(rule) is not now:
                return True
        except RuleError:
            # Not every value can stand in every example.
            continue
    return False


_NOTHING_NEAR = "nothing that resembles the examples would either: it may not be needed"
_DECIDES_NOTHING = "leave it out, or add the example in which it does"
