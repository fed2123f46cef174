"""Caches, users, groups and rules in no language.

What an argument holds is a value, nothing at all (it is left out), a `Variable`, or an `Id` of something else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

#: The id of a security group that is in no code.
ELSEWHERE = "sg-0a1b2c3d4e5f60718"


@dataclass(frozen=True)
class Variable:
    """A variable or parameter without a default.

    Attributes:
        kind: string, number or bool.
        given: the value that it has where it is given one.
        choices: the values that it may take, where it says so.
    """

    name: str
    kind: str
    given: object
    choices: tuple[object, ...] = ()
    secret: bool = False


@dataclass(frozen=True)
class Either:
    """One value where a variable has a certain value, and another one, or none, where it has not."""

    variable: Variable
    equals: str
    then: object
    otherwise: object

    @property
    def name(self) -> str:
        """What the condition is called."""
        return f"{self.variable.name}is{self.equals}"


@dataclass(frozen=True)
class Id:
    """What AWS calls something else in the system."""

    name: str


@dataclass
class Thing:
    """One cache, user, group or rule: what kind, its name, and its arguments by names of no language.

    What it is there for `only` is a condition; its values say nothing.
    """

    kind: str
    name: str
    arguments: dict[str, object] = field(default_factory=dict)
    rules: list[dict[str, object]] = field(default_factory=list)
    only: Either | None = None

    def _values(self) -> list[object]:
        """All that it holds."""
        held: list[object] = [*self.arguments.values(), *(v for rule in self.rules for v in rule.values()), self.only]
        return [inner for one in held for inner in (one if isinstance(one, list) else [one])]

    def variables(self) -> list[Variable]:
        """The variables that it takes."""
        held = [one.variable if isinstance(one, Either) else one for one in self._values()]
        return [one for one in held if isinstance(one, Variable)]

    def conditions(self) -> list[Either]:
        """The values that hang on a condition."""
        return [one for one in self._values() if isinstance(one, Either)]
