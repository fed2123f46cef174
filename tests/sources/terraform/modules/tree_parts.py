"""The parts of made-up modules: blocks, what a caller sees of a module, what can be named of instances."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from tests.sources.terraform.modules.tree_expressions import Name, Used
from tests.sources.terraform.modules.tree_types import NUMBER, STRING, Type, list_of, map_of


@dataclass(frozen=True)
class Input:
    """A variable as its caller sees it: whether it must be given, may be known late, has a type, may be null."""

    name: str
    type: Type
    needed: bool
    late: bool
    declared: str
    null: bool


class Called(Protocol):
    """What a module that can be called offers."""

    directory: str
    inputs: list[Input]
    outputs: list[tuple[str, Type, bool, bool]]


@dataclass
class Block:
    """A block: its header, its arguments, and what else stands in it."""

    header: str
    arguments: dict[str, str] = field(default_factory=dict)
    rest: str = ""
    #: Arguments that an override file may replace.
    loose: tuple[str, ...] = ()

    def text(self) -> str:
        """The block as code."""
        lines = "".join(f"  {name} = {value}\n" for name, value in self.arguments.items())
        return f"{self.header} {{\n{lines}{self.rest}}}\n"

    def split(self, random: Random) -> tuple[str, str]:
        """The block with one argument wrong, and an override that puts it right."""
        loose = [name for name in self.loose if name in self.arguments]
        if not loose:
            return self.text(), ""
        name = random.choice(loose)
        wrong = Block(self.header, {**self.arguments, name: '"overridden"'}, self.rest)
        return wrong.text(), Block(self.header, {name: self.arguments[name]}).text()


def named_instances(address: str, mode: str, part: str, kind: Type, used: Used, other: str) -> list[Name]:
    """What can be named of the instances of a block."""

    def name(text: str, of: Type) -> Name:
        return Name(text, of, used.late, used.hidden)

    if mode == "":
        return [name(f"{address}.{part}", kind)]
    if mode == "count":
        return [
            name(f"({address}[*].{part})", list_of(kind)),
            name(f"[for x in {address} : x.{part}]", list_of(kind)),
            name(f"try({address}[0].{part}, {other})", kind),
            Name(f"length({address})", NUMBER),
            name(f'join(",", [for x in {address} : jsonencode(x.{part})])', STRING),
            # Of no element it makes null.
            Name(f"try(one({address}[*].{part}), {other})", kind, used.late, used.hidden, maybe=True),
        ]
    return [
        name(f"{{ for k, x in {address} : k => x.{part} }}", map_of(kind)),
        name(f"(values({address})[*].{part})", list_of(kind)),
        Name(f"keys({address})", list_of(STRING)),
        Name(f"length({address})", NUMBER),
        name(f'try({address}["a"].{part}, {other})', kind),
        name(f"[for k, x in {address} : x.{part}]", list_of(kind)),
    ]
