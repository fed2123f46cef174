"""Facts put together from several blocks, each of which may be there or not: members of groups, added replicas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from auditor.model.facts import Fact, Guard, Known, Unknown
from auditor.sources.partial.choices import MAX_CHOICES, both, too_many


def cases_of(fact: Fact, guard: Guard = ()) -> Iterator[tuple[Guard, Fact]]:
    """The cases of a fact that do not depend on anything any more, each under its whole guard."""
    if not isinstance(fact, Unknown) or not fact.choices:
        yield guard, fact
        return
    for inner, choice in fact.choices:
        joined = both(guard, inner)
        if joined is not None:
            yield from cases_of(choice, joined)


def members_of(fact: Fact) -> tuple[object, ...]:
    """The members that are known of a list."""
    value = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else None
    return value if isinstance(value, tuple) else ()


def union(held: Fact, added: Fact) -> Fact:
    """Both lists as one, under the guards of either."""
    unknown = next((f for f in (held, added) if isinstance(f, Unknown)), None)
    if unknown is None or not (getattr(held, "choices", ()) or getattr(added, "choices", ())):
        return _joined(held, added)
    cases: list[tuple[Guard, Fact]] = []
    for guard, fact in cases_of(held):
        for joined, other in cases_of(added, guard):
            cases.append((joined, _joined(fact, other)))
            if len(cases) > MAX_CHOICES:
                return Unknown(too_many(unknown.reason), unknown.place, members=())
    return Unknown(unknown.reason, unknown.place, tuple(cases))


def _joined(held: Fact, added: Fact) -> Fact:
    refused = next((f for f in (held, added) if isinstance(f, Unknown) and f.refused), None)
    if refused is not None:
        return refused
    members = tuple(dict.fromkeys((*members_of(held), *members_of(added))))
    unknown = next((f for f in (held, added) if isinstance(f, Unknown)), None)
    if unknown is not None:
        return Unknown(unknown.reason, unknown.place, members=members)
    stated = next((f for f in (held, added) if isinstance(f, Known)), None)
    return Known(members, stated.origin, stated.place) if stated else held


def mapped(fact: Fact, function: Callable[[int], int]) -> Fact:
    """`function` of a number, of each case of one that depends on something, and of the bounds of one not known."""
    if isinstance(fact, Known) and isinstance(fact.value, int):
        return Known(function(fact.value), fact.origin, fact.place, fact.via, fact.because)
    if isinstance(fact, Unknown):
        low, high = (function(n) if isinstance(n, int) else n for n in (fact.low, fact.high))
        choices = tuple((guard, mapped(choice, function)) for guard, choice in fact.choices)
        return replace(fact, choices=choices, low=low, high=high)
    return fact
