"""Where two opinions on a root differ, and why: each difference belongs to a class that is explained, or is a bug.

- conditional (both are right): the instances are not known; here kept under a condition, there dropped or guessed.
- guessed (we are right): there a `count` that cannot be evaluated, or is the length of what is unknown, is taken for 1.
- not entered (we are right): there a call of a module is listed but not entered: the 33rd call, or one that needs
  more passes than are made.
- left out (we are right): there a block is dropped whose `for_each` cannot be evaluated (merged maps).
- unexplained: a bug, here unless Terraform says otherwise.

Terraform is the judge in `test_opinion.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.real.opinion import Instance, Opinion, agree

CONDITIONAL, GUESSED, NOT_ENTERED, LEFT_OUT = "conditional", "guessed", "not entered", "left out"
UNEXPLAINED = "unexplained"

_INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]')
#: One call of a module at the start of an address.
_CALL = re.compile(r'module\.[^.\[]+(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])?\.')


@dataclass(frozen=True, order=True)
class Difference:
    """One difference between two opinions, and the class that it belongs to."""

    group: str
    address: str
    words: str


def differences(ours: Opinion, theirs: Opinion) -> Iterator[Difference]:
    """Everything in which two opinions on one root differ."""
    for address in sorted(ours.instances.keys() - theirs.instances.keys()):
        yield Difference(_only_ours(address, ours, theirs), address, "only here")
    for address in sorted(theirs.instances.keys() - ours.instances.keys()):
        yield Difference(_only_theirs(address, ours, theirs), address, "only there")
    for address in sorted(ours.instances.keys() & theirs.instances.keys()):
        yield from _values(address, ours.instances[address], theirs.instances[address])


def compared(ours: Opinion, theirs: Opinion) -> tuple[int, int]:
    """How many instances, and how many of their values, both know."""
    both = ours.instances.keys() & theirs.instances.keys()
    return len(both), sum(len(ours.instances[a].values.keys() & theirs.instances[a].values.keys()) for a in both)


def _only_ours(address: str, ours: Opinion, theirs: Opinion) -> str:
    if not ours.instances[address].certain:
        return CONDITIONAL
    around = _modules(address)
    if any(call in theirs.not_entered for call in around):
        return NOT_ENTERED
    block = _INDEX.sub("", address)
    dropped = address.endswith('"]') and all(_INDEX.sub("", other) != block for other in theirs.instances)
    return LEFT_OUT if dropped else UNEXPLAINED


def _only_theirs(address: str, ours: Opinion, theirs: Opinion) -> str:
    if not theirs.instances[address].certain or any(call in theirs.guessed for call in _modules(address)):
        return GUESSED
    block = _INDEX.sub("", address)
    unknown = [other for other in ours.instances if "[*]" in other and _INDEX.sub("", other) == block]
    return CONDITIONAL if unknown else UNEXPLAINED


def _modules(address: str) -> list[str]:
    """The calls of modules around a resource, outermost first."""
    found, end = [], 0
    while call := _CALL.match(address, end):
        end = call.end()
        found.append(address[: end - 1])
    return found


def _values(address: str, ours: Instance, theirs: Instance) -> Iterator[Difference]:
    for path in sorted(ours.values.keys() & theirs.values.keys()):
        here, there = ours.values[path], theirs.values[path]
        if not agree(here, there):
            texts = [json.dumps(value, default=lambda _: "?") for value in (here, there)]
            yield Difference(UNEXPLAINED, address, f"{path}: {texts[0]} here, {texts[1]} there")
