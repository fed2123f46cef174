"""Made-up expressions of a wanted type over names that are in scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from tests.sources.terraform.modules.tree_types import (
    BOOL,
    KEYS,
    NUMBER,
    PRIMITIVES,
    STRING,
    Type,
    code,
    list_of,
    made_up_type,
    made_up_value,
    map_of,
    quoted,
)


@dataclass(frozen=True)
class Name:
    """Something that expressions can name: how, of which type, and what is special about its value.

    `late` is only known after apply, `hidden` is sensitive, `maybe` may be null: code that is to work asks first.
    """

    text: str
    type: Type
    late: bool = False
    hidden: bool = False
    maybe: bool = False


@dataclass
class Used:
    """What an expression names turned out to be."""

    late: bool = False
    hidden: bool = False
    maybe: bool = False


class Expressions:
    """Writes expressions over a scope. `risk` is the share of those that may fail for some values."""

    def __init__(self, random: Random, scope: list[Name], risk: float = 0.0) -> None:
        self.random, self.scope, self.risk = random, scope, risk
        self.used = Used()
        self.plain = False
        self._bound = 0

    @contextmanager
    def binding(self, *names: Name) -> Iterator[None]:
        """More names for a while."""
        held = self.scope
        self.scope = [*held, *names, *names]
        yield
        self.scope = held

    def fresh(self) -> str:
        """A name for what a `for` goes through."""
        self._bound += 1
        return f"v{self._bound}"

    def literal(self, kind: Type) -> str:
        """A value of the type, spelled out."""
        return code(made_up_value(self.random, kind))

    def write(self, kind: Type, depth: int, *, maybe: bool = False) -> str:
        """An expression of the type; one that `maybe` is null where the caller can bear that."""
        if depth <= 0:
            return self.named(kind, maybe=maybe) if self.random.random() < 0.7 else self.literal(kind)
        roll = self.random.random()
        if roll < 0.3:
            return self.named(kind, maybe=maybe)
        if roll < 0.42:
            return f"({self.write(BOOL, depth - 1)} ? {self.write(kind, depth - 1)} : {self.write(kind, depth - 1)})"
        if roll < 0.55:
            return self.random.choice(self.wrapped())(kind, depth - 1)
        return self.random.choice(self.makers(kind))(kind, depth - 1)

    def usable(self) -> list[Name]:
        """The names that may be used here: for `count` and `for_each` no late or hidden ones."""
        return [n for n in self.scope if not (self.plain and (n.late or n.hidden))]

    def named(self, kind: Type, *, maybe: bool = False) -> str:
        """A name of the type, or a part of one that has it."""
        found = [(n.text, n, n.maybe) for n in self.usable() if n.type == kind]
        for name in self.usable():
            if name.maybe:
                continue
            if name.type.kind == "object":
                fields = [(field, field in name.type.bare) for field, one in name.type.fields if one == kind]
                found += [(f"{name.text}.{field}", name, null) for field, null in fields]
                found += [(f'{name.text}["{field}"]', name, null) for field, null in fields]
            elif name.type.of == kind and name.type.kind in ("list", "map"):
                key = quoted(self.random.choice(KEYS)) if name.type.kind == "map" else str(self.random.randint(0, 2))
                part = f"{name.text}[{key}]"
                risky = self.random.random() < self.risk
                found.append((part if risky else f"try({part}, {self.literal(kind)})", name, False))
        if not found:
            return self.literal(kind)
        text, name, null = self.random.choice(found)
        self.used.late |= name.late
        self.used.hidden |= name.hidden
        if not null:
            return text
        if maybe or self.random.random() < self.risk:
            self.used.maybe = True
            return text
        if kind in PRIMITIVES and self.random.random() < 0.5:
            # coalesce() passes over empty text, too.
            return f"try(coalesce({text}, {self.literal(kind)}), {self.literal(kind)})"
        return f"({text} == null ? {self.literal(kind)} : {text})"

    def wrapped(self) -> list[Callable[[Type, int], str]]:
        """Ways to make any type."""
        w, r = self.write, self.random

        def looked_up(t: Type, d: int) -> str:
            if t not in PRIMITIVES and r.random() >= self.risk:
                # The default must have the very type of the elements, which made-up code seldom gets right.
                return f"try({w(map_of(t), d)}[{quoted(r.choice(KEYS))}], {w(t, d)})"
            return f"lookup({w(map_of(t), d)}, {quoted(r.choice(KEYS))}, {w(t, d)})"

        def tried(t: Type, d: int) -> str:
            broken = r.choice(
                ('tonumber("x")', "[][0]", "{}.x", w(t, d), f"{w(map_of(t), d)}[{quoted(r.choice(KEYS))}]")
            )
            return f"try({broken}, {w(t, d)})"

        def picked(t: Type, d: int) -> str:
            return f"[{w(t, d)}, {w(t, d)}][{r.choice(('0', '1', self.boolean(d) + ' ? 0 : 1'))}]"

        def keyed(t: Type, d: int) -> str:
            return f'{{ x = {w(t, d)}, "y z" = {w(t, d)} }}{r.choice((".x", "[" + quoted("y z") + "]"))}'

        def element(t: Type, d: int) -> str:
            return f"element(concat({w(list_of(t), d)}, [{w(t, d)}]), {r.randint(0, 4)})"

        def one(t: Type, d: int) -> str:
            return f"one([{w(t, d)}])" if r.random() < 0.5 else f"one({w(t, d)}[*])" if t in PRIMITIVES else w(t, d)

        def secret(t: Type, d: int) -> str:
            if self.plain or r.random() < 0.5:
                return f"nonsensitive(sensitive({self.literal(t)}))"
            self.used.hidden = True
            return f"sensitive({w(t, d)})"

        return [looked_up, tried, picked, keyed, element, one, secret]

    def boolean(self, depth: int) -> str:
        """A truth."""
        return self.write(BOOL, depth)

    def makers(self, kind: Type) -> list[Callable[[Type, int], str]]:
        """Ways to make this type."""
        from tests.sources.terraform.modules.tree_collections import LISTS, MAPS, OBJECTS, SETS
        from tests.sources.terraform.modules.tree_scalars import BOOLS, NUMBERS, STRINGS

        table = {
            "string": STRINGS,
            "number": NUMBERS,
            "bool": BOOLS,
            "list": LISTS,
            "set": SETS,
            "map": MAPS,
            "object": OBJECTS,
        }[kind.kind]
        return [lambda t, d, make=make: make(self, t, d) for make in table]  # type: ignore[misc]  # bound by the default

    def any_type(self, depth: int = 1) -> Type:
        """Any type."""
        return made_up_type(self.random, depth)

    def number_or_text(self) -> Type:
        """A type that templates take."""
        return self.random.choice((STRING, NUMBER, BOOL))


__all__ = ["NUMBER", "Expressions", "Name", "Used"]
