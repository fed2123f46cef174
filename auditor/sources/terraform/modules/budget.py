"""What the evaluation of one root may take: steps, time, and instances of blocks."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from auditor.sources.bounds import LOOP_STEPS, MODULES, ROOT_INSTANCES, SECONDS, STEPS, Bound
from auditor.sources.partial.values import UndecidedError

#: The clock is looked at whenever so many steps were taken.
_ROUND = 10_000


class Budget:
    """Counts what a root takes; `gap` notes which bound it went beyond."""

    __slots__ = ("_deadline", "_gap", "_loops", "_over", "instances", "modules", "next", "steps")

    def __init__(self, gap: Callable[[Bound], None]) -> None:
        self._gap = gap
        self._loops = 0
        self._over: Bound | None = None
        self._deadline = math.inf
        #: Instances of blocks so far.
        self.instances = 0
        #: Instances of modules so far, the root among them.
        self.modules = 1
        #: Steps so far, and the number of them at which `check` is to be called.
        self.steps, self.next = 0, _ROUND

    def start(self) -> None:
        """Start the clock."""
        self._deadline = time.thread_time() + SECONDS.value

    def check(self) -> None:
        """Go on for another round. Raises UndecidedError where the root takes more than its share."""
        if self._over is None:
            if self.steps > STEPS.value:
                self._over = STEPS
            elif time.thread_time() > self._deadline:
                self._over = SECONDS
            else:
                self.next = self.steps + _ROUND
                return
        self.next = -1
        self._gap(self._over)
        raise UndecidedError(str(self._over))

    def work(self, steps: int) -> None:
        """Steps taken at once, by something that goes through so many elements."""
        self.steps += steps
        if self.steps > self.next:
            self.check()

    def loop(self) -> None:
        """One more element of a loop. Raises UndecidedError where the root goes through too many of them."""
        self._loops += 1
        if self._loops > LOOP_STEPS.value:
            self._gap(LOOP_STEPS)
            raise UndecidedError(str(LOOP_STEPS))

    def admitted(self, number: int, *, modules: bool = False) -> tuple[int, str]:
        """How many of so many instances of one block there is room for, and the bound in words where it is not all."""
        bound = MODULES if modules else ROOT_INSTANCES
        room = min(number, bound.value - (self.modules if modules else self.instances))
        if modules:
            self.modules += room
        else:
            self.instances += room
        if room < number:
            self._gap(bound)
        return room, str(bound) if room < number else ""
