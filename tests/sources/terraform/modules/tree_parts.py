"""The parts of made-up modules: blocks, what a caller sees of a module, what can be named of instances."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
    #: Arguments that JSON spells out as values, and the parts of an `input` that is an object.
    literals: dict[str, object] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The block as code."""
        lines = "".join(f"  {name} = {value}\n" for name, value in self.arguments.items())
        return f"{self.header} {{\n{lines}{self.rest}}}\n"

    def split(self, random: Random) -> tuple[Block, Block | None]:
        """The block with one argument wrong, and an override that puts it right."""
        loose = [name for name in self.loose if name in self.arguments]
        if not loose:
            return self, None
        name = random.choice(loose)
        literals = {**self.literals, name: "overridden"} if name in self.literals else self.literals
        fields = {} if name == "input" else self.fields
        wrong = replace(self, arguments={**self.arguments, name: '"overridden"'}, literals=literals, fields=fields)
        return wrong, Block(self.header, {name: self.arguments[name]}, literals=self.literals, fields=self.fields)


def named_instances(address: str, mode: str, part: str, kind: Type, used: Used, other: str) -> list[Name]:
    """What can be named of the instances of a block."""

    def name(text: str, of: Type) -> Name:
        return Name(text, of, used.late, used.hidden)

    if mode == "":
        return [
            name(f"{address}.{part}", kind),
            name(f"({address}[*].{part})", list_of(kind)),
        ][: 1 if used.late else 2]
    if mode == "count":
        return [
            name(f"({address}[*].{part})", list_of(kind)),
            name(f"[for x in {address} : x.{part}]", list_of(kind)),
            name(f"try({address}[0].{part}, {other})", kind),
            name(f"({address}.*.{part})", list_of(kind)),
            name(f'{{ for i, x in {address} : "i${{i}}" => x.{part} }}', map_of(kind)),
            name(f"element(concat({address}[*].{part}, [{other}]), 0)", kind),
            Name(f"length({address})", NUMBER),
            name(f'join(",", [for x in {address} : jsonencode(x.{part})])', STRING),
            # Of no element it makes null.
            Name(f"try(one({address}[*].{part}), {other})", kind, used.late, used.hidden, maybe=True),
        ]
    return [
        name(f"{{ for k, x in {address} : k => x.{part} }}", map_of(kind)),
        name(f"(values({address})[*].{part})", list_of(kind)),
        name(f"(values({{ for k, x in {address} : upper(k) => x.{part}... }})[*][0])", list_of(kind)),
        name(f"try(values({address})[0].{part}, {other})", kind),
        name(f'lookup({{ for k, x in {address} : k => x.{part} }}, "Z", {other})', kind),
        Name(f"keys({address})", list_of(STRING)),
        Name(f"length({address})", NUMBER),
        name(f'try({address}["a"].{part}, {other})', kind),
        name(f"[for k, x in {address} : x.{part}]", list_of(kind)),
    ]
