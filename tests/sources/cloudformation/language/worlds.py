"""What a value that hangs on parameters is where they have certain values: read from its cases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from auditor.model.facts import Guard
from auditor.sources.partial.values import Unk

#: A value of which nothing is known, one that the service refuses, and an element that may or may not be there.
OPEN, REFUSED = "(open)", "(refused)"


def holds(guard: Guard, given: Mapping[str, str]) -> bool | None:
    """Whether a guard holds where parameters have these values; None where it hangs on something else."""
    sure: bool | None = True
    for switch, outcome in guard:
        one = _outcome(switch.name, switch.outcomes, switch.subject, given)
        if one is not None and one != outcome:
            return False
        sure = None if one is None else sure
    return sure


def _outcome(name: str, outcomes: tuple[str, ...], subject: str, given: Mapping[str, str]) -> str | None:
    if name in given:
        return given[name] if given[name] in outcomes else "(another value)"
    if subject in given and name.startswith(f"{subject} == "):
        return "true" if json.loads(name.removeprefix(f"{subject} == ")) == given[subject] else "false"
    return None


def possible(value: object, given: Mapping[str, str]) -> Iterator[object]:
    """All that a value can be where parameters have these values."""
    if isinstance(value, Unk):
        if value.choices:
            for guard, case in value.choices:
                if holds(guard, given) is not False:
                    yield from possible(case, given)
        else:
            yield REFUSED if value.error else OPEN
    else:
        yield value


def agrees(value: object, truth: object, given: Mapping[str, str]) -> bool:
    """Whether what is said of a value holds of what it is in truth where parameters have these values."""
    return any(_is(one, truth, given) for one in possible(value, given))


def _is(one: object, truth: object, given: Mapping[str, str]) -> bool:
    if isinstance(truth, Unk):
        # A world that is refused as a whole says nothing of a value.
        return (one in (OPEN, REFUSED)) if truth.error else True
    if isinstance(one, str) and one == OPEN:
        return True
    if isinstance(one, list) and isinstance(truth, list):
        return _lists(one, truth, given)
    if isinstance(one, dict) and isinstance(truth, dict):
        return all(agrees(one.get(name), truth.get(name), given) for name in one.keys() | truth.keys())
    return one == truth


def _lists(one: list[object], truth: list[object], given: Mapping[str, str]) -> bool:
    """Element by element, but for those that have no value."""
    reached = {0}
    for element in one:
        cases = list(possible(element, given))
        absent = any(case is None or (isinstance(case, str) and case == OPEN) for case in cases)
        there = [case for case in cases if case is not None]
        further = {at + 1 for at in reached if at < len(truth) and any(_is(case, truth[at], given) for case in there)}
        reached = further | (reached if absent else set())
    return len(truth) in reached


def is_told(value: object, given: Mapping[str, str]) -> bool:
    """Whether a value is known where parameters have these values."""
    found = list(possible(value, given))
    return len(found) == 1 and not (isinstance(found[0], str) and found[0] == OPEN)
