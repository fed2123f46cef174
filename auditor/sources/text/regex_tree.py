"""The parts of a regular expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

_ODD_FORMS = {"s": "\u017f", "k": "\u212a", "\xe5": "\u212b"}
"""Long s, Kelvin and Angstrom sign: no letter has these as its capital or small form, yet (?i) takes them as equal."""


@dataclass(eq=False, slots=True)
class Chars:
    """One character out of a set, given as tests; remembers the answers."""

    tests: list[Callable[[str], bool]]
    negated: bool = False
    fold: bool = False
    _known: dict[str, bool] = field(default_factory=dict)

    def accepts(self, character: str) -> bool:
        """Whether the character belongs to the set."""
        answer = self._known.get(character)
        if answer is None:
            forms = {character}
            if self.fold:
                folded = character.casefold()
                forms |= {character.lower(), character.upper(), folded, folded.upper(), _ODD_FORMS.get(folded, folded)}
            answer = self._known[character] = (
                any(t(f) for t in self.tests for f in forms if len(f) == 1) != self.negated
            )
        return answer


@dataclass(frozen=True, slots=True)
class Assertion:
    """A condition on the place between two characters."""

    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    """A part whose match is reported, under its number."""

    node: Node
    number: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part that may occur several times; `most` is None for any number."""

    node: Node
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts that follow each other."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Parts of which the first that leads to a match is taken."""

    nodes: tuple[Node, ...]


Node = Chars | Assertion | Group | Repeat | Sequence | Choice
