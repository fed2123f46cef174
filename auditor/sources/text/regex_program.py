"""Runs regular expressions in time proportional to the text: all ways to match are followed side by side.

The tree becomes a program for the machine that Ken Thompson and Rob Pike described, as in Go itself. Of several ways to
match, the one that a backtracking search would find first wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.sources.partial.values import UndecidedError
from auditor.sources.text.regex_classes import is_word
from auditor.sources.text.regex_syntax import Parser
from auditor.sources.text.regex_tree import (
    Assertion,
    Chars,
    Choice,
    Group,
    Node,
    Repeat,
    Sequence,
)

_MAX_PROGRAM = 5_000
_MAX_STEPS = 2_000_000
"""A second or two of work, for all searches of one call together."""

Spans = tuple[int, ...]
"""Start and end of the match and of each group in turn; -1 where a group has no part in it."""


@dataclass(slots=True)
class _Split:
    """Go on in two places, preferring the first."""

    first: int
    second: int


@dataclass(slots=True)
class _Jump:
    """Go on elsewhere."""

    target: int


@dataclass(frozen=True, slots=True)
class _Save:
    """Note the place in the text."""

    slot: int


_Instruction = Chars | Assertion | _Split | _Jump | _Save | None
"""None: the match is complete."""


class Pattern:
    """A regular expression ready to be searched for.

    Attributes:
        names: names of the groups in order; "" for those without.
    """

    def __init__(self, pattern: str) -> None:
        parser = Parser(pattern)
        tree = parser.parse()
        self.names = parser.names
        self._program: list[_Instruction] = []
        self._emit(tree)
        self._add(None)
        self._steps = 0

    def _add(self, instruction: _Instruction) -> int:
        if len(self._program) >= _MAX_PROGRAM:
            raise UndecidedError(f"a pattern of more than {_MAX_PROGRAM:,} instructions")
        self._program.append(instruction)
        return len(self._program) - 1

    def _emit(self, node: Node) -> None:
        """Append the program of the node."""
        match node:
            case Chars() | Assertion():
                self._add(node)
            case Group():
                self._add(_Save(2 * node.number))
                self._emit(node.node)
                self._add(_Save(2 * node.number + 1))
            case Sequence():
                for part in node.nodes:
                    self._emit(part)
            case Choice():
                self._emit_choice(node)
            case Repeat():
                self._emit_repeat(node)

    def _emit_choice(self, node: Choice) -> None:
        jumps = []
        for part in node.nodes[:-1]:
            split = self._add_split()
            self._emit(part)
            jumps.append(_Jump(0))
            self._add(jumps[-1])
            self._leave(split, greedy=True)
        self._emit(node.nodes[-1])
        for jump in jumps:
            jump.target = len(self._program)

    def _add_split(self) -> _Split:
        """A split whose one way is what comes next; `_leave` sets the other."""
        after = len(self._program) + 1
        split = _Split(after, after)
        self._add(split)
        return split

    def _leave(self, split: _Split, *, greedy: bool) -> None:
        """Let the other way of the split lead here."""
        if greedy:
            split.second = len(self._program)
        else:
            split.first = len(self._program)

    def _emit_repeat(self, node: Repeat) -> None:
        for _ in range(node.least - (node.most is None)):
            self._emit(node.node)
        splits = []
        if node.most is None:
            # x* is (x+)?, which differs from a plain loop if x can be empty
            if node.least == 0:
                splits.append(self._add_split())
            start = len(self._program)
            self._emit(node.node)
            loop = self._add_split()
            if node.greedy:
                loop.first = start
            else:
                loop.second = start
        for _ in range((node.most or 0) - node.least):
            splits.append(self._add_split())
            self._emit(node.node)
        for split in splits:
            self._leave(split, greedy=node.greedy)

    def search(self, text: str, start: int = 0) -> Spans | None:
        """The first match at or after `start`."""
        threads: list[tuple[int, Spans]] = []
        found: Spans | None = None
        blank = (-1,) * (2 * len(self.names) + 2)
        for at in range(start, len(text) + 1):
            seen: set[int] = set()
            ready: list[tuple[int, Spans]] = []
            for place, spans in threads:
                self._follow(place, spans, text, at, seen, ready)
            if found is None:
                self._follow(0, (at, *blank[1:]), text, at, seen, ready)
            elif not ready:
                return found
            threads = []
            for place, spans in ready:
                instruction = self._program[place]
                if instruction is None:
                    found = (spans[0], at, *spans[2:])
                    break  # the threads that follow are less preferred
                if at < len(text) and isinstance(instruction, Chars) and instruction.accepts(text[at]):
                    threads.append((place + 1, spans))
        return found

    def _follow(
        self, place: int, spans: Spans, text: str, at: int, seen: set[int], ready: list[tuple[int, Spans]]
    ) -> None:
        """Add to `ready` where the program can be, from `place` on, without reading a character."""
        stack = [(place, spans)]
        while stack:
            place, spans = stack.pop()
            if place in seen:
                continue
            seen.add(place)
            self._steps += 1
            if self._steps > _MAX_STEPS:
                raise UndecidedError(f"a pattern that takes more than {_MAX_STEPS:,} steps")
            match instruction := self._program[place]:
                case _Jump():
                    stack.append((instruction.target, spans))
                case _Split():
                    stack.append((instruction.second, spans))
                    stack.append((instruction.first, spans))
                case _Save(slot):
                    self._steps += len(spans) // 8  # copying many groups is work too
                    stack.append((place + 1, (*spans[:slot], at, *spans[slot + 1 :])))
                case Assertion():
                    if _holds(instruction.kind, text, at):
                        stack.append((place + 1, spans))
                case _:
                    ready.append((place, spans))

    def matches(self, text: str) -> Iterator[Spans]:
        """All matches that do not overlap; an empty one directly after another does not count."""
        at, end = 0, -1
        while at <= len(text) and (spans := self.search(text, at)) is not None:
            if spans[0] != spans[1] or spans[0] != end:
                yield spans
            end = spans[1]
            at = end if end > at else at + 1


def _holds(kind: str, text: str, at: int) -> bool:
    """Whether the assertion is true at the place."""
    match kind:
        case "text start":
            return at == 0
        case "text end":
            return at == len(text)
        case "line start":
            return at == 0 or text[at - 1] == "\n"
        case "line end":
            return at == len(text) or text[at] == "\n"
    boundary = is_word(text[at - 1 : at] if at else "") != is_word(text[at : at + 1])
    return boundary == (kind == "boundary")
