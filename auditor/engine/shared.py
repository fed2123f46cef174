"""What all worlds of one scan share: what was computed in one of them, and how much work judging may still take."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from math import inf

from auditor.engine.bounds import OutOfSteps
from auditor.model.facts import Switch
from auditor.model.view import Related

#: What is kept at one time, at most: names, answers and members. Beyond that all is let go, and computed anew.
_KEPT = 200_000
#: What an answer takes beside a name: the fork that leads on from it.
_ANSWER = 4

#: What a world says of a switch: its outcome, or None where the world leaves it open.
Answer = Callable[[Switch], str | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was computed, and what that left in the view: the switches found open, and whether the world is refused."""

    value: object
    pending: tuple[Switch, ...] = ()
    refused: bool = False

    @property
    def notes(self) -> bool:
        """Whether it left anything."""
        return self.refused or bool(self.pending)


@dataclass(slots=True)
class _Fork:
    """The switch that is read at this point, and where each answer leads."""

    switch: Switch
    ways: dict[Hashable, _Fork | Kept] = field(default_factory=dict)


class Shared:
    """Results, each kept under the part of the world that it hangs on, and the steps that are left.

    All that a computation learns of its world are answers about switches, and which one it reads next follows from the
    answers before. So its results make a tree of forks: a world that gives the same answers on the way has the same
    result, whatever it says of switches that were not read.
    """

    __slots__ = ("_kept", "_roots", "related", "split", "steps")

    def __init__(self, steps: float = inf) -> None:
        self.steps = steps
        self._roots: dict[Hashable, _Fork | Kept] = {}
        self._kept = 0
        #: The derived facts, by resource and name, that some switch had a part in.
        self.split: set[tuple[str, str]] = set()
        #: The relations, by resource and name, that no switch has a part in.
        self.related: dict[tuple[str, str], Related] = {}

    def spend(self, steps: int) -> None:
        """Count work. Raises OutOfSteps."""
        self.steps -= steps
        if self.steps < 0:
            raise OutOfSteps

    def find(self, key: tuple[Hashable, ...], answer: Answer) -> Kept | None:
        """What was computed for `key` in a world that says the same of all that was read there."""
        self.spend(1)
        found = self._roots.get(key)
        while type(found) is _Fork:
            self.spend(1)
            found = found.ways.get(answer(found.switch))
        return found if type(found) is Kept else None

    def keep(self, key: tuple[Hashable, ...], read: Iterable[tuple[Switch, str | None]], kept: Kept) -> None:
        """Keep what was computed for `key`, where these switches were read in this order with these answers."""
        answers = tuple(read)
        size = len(key) + _ANSWER * len(answers) + (len(kept.value) if isinstance(kept.value, tuple) else 1)
        if self._kept + size > _KEPT:
            self._roots.clear()
            self._kept = 0
        self._kept += size
        ways, way = self._roots, key
        for switch, answer in answers:
            fork = ways.setdefault(way, _Fork(switch))
            assert type(fork) is _Fork
            assert fork.switch == switch
            ways, way = fork.ways, answer  # type: ignore[assignment] # below the root ways are answers
        ways[way] = kept
