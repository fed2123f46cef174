"""Types and values of made-up Terraform code, and how code and variable files write them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random

#: What a collection of anything is written with; the order in which `for_each` meets keys is not that of the code.
KEYS = ("a", "b", "c", "key two", "Z", "10", "9")
WORDS = ("", "prod", "dev", "A b", "été", "7", "007", "true", "a,b,c", 'q"uo', "${x}", "1.50", "x-y_z", "%{if}")
NUMBERS = (0, 1, 2, 3, -1, 7, 10, 0.5, 2.25, 6379, 100000)
FIELDS = ("name", "size", "on", "tags", "items", "more")


@dataclass(frozen=True)
class Type:
    """string, number or bool; list, set or map `of` something; or an object with `fields`.

    Those of its fields that are `optional` have defaults where a variable is of this type; those that are `bare` have
    none, so that they may be null.
    """

    kind: str
    of: Type | None = None
    fields: tuple[tuple[str, Type], ...] = ()
    optional: frozenset[str] = field(default=frozenset(), compare=False)
    bare: frozenset[str] = frozenset()

    @property
    def element(self) -> Type:
        """The type of the elements of a collection."""
        assert self.of is not None
        return self.of


STRING, NUMBER, BOOL = Type("string"), Type("number"), Type("bool")
PRIMITIVES = (STRING, NUMBER, BOOL)


def list_of(element: Type) -> Type:
    """A list of elements of one type."""
    return Type("list", element)


def map_of(element: Type) -> Type:
    """A map of elements of one type."""
    return Type("map", element)


def made_up_type(random: Random, depth: int = 2) -> Type:
    """Any type; one in three is a collection or an object."""
    kind = random.choice(("primitive",) * 4 + ("list", "map", "set", "object", "object"))
    if kind == "primitive" or depth == 0:
        return random.choice((STRING, STRING, NUMBER, BOOL))
    if kind == "set":
        return Type("set", random.choice((STRING, STRING, NUMBER)))
    if kind == "object":
        names = sorted(random.sample(FIELDS, random.randint(1, 3)))
        fields = tuple((name, made_up_type(random, depth - 1)) for name in names)
        optional = frozenset(n for n in names if random.random() < 0.4)
        bare = frozenset(n for n in names if n not in optional and random.random() < 0.08)
        return Type("object", fields=fields, optional=optional, bare=bare)
    return Type(kind, made_up_type(random, depth - 1))


def made_up_value(random: Random, kind: Type, *, loose: bool = False) -> object:
    """A value of a type; a `loose` one is for a variable of it: it leaves some to defaults and conversions."""
    if kind == STRING:
        return random.choice(NUMBERS) if loose and random.random() < 0.1 else random.choice(WORDS)
    if kind == NUMBER:
        number = random.choice(NUMBERS)
        return str(number) if loose and random.random() < 0.1 else number
    if kind == BOOL:
        truth = random.random() < 0.5
        return str(truth).lower() if loose and random.random() < 0.1 else truth
    if kind.kind == "object":
        may_miss = sorted(kind.optional | kind.bare) if loose else sorted(kind.bare)
        left_out = {name: random.choice((None, ()) if loose else (None,)) for name in may_miss if random.random() < 0.5}
        given = {n: left_out[n] if n in left_out else made_up_value(random, t, loose=loose) for n, t in kind.fields}
        return {name: value for name, value in given.items() if value != ()}
    count = random.choice((0, 1, 2, 2, 3))
    if kind.kind == "map":
        keys = random.sample(KEYS, count)
        return {key: made_up_value(random, kind.element, loose=loose) for key in keys}
    return [made_up_value(random, kind.element, loose=loose) for _ in range(count)]


def quoted(text: str) -> str:
    """A text as code quotes it."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def code(value: object) -> str:
    """A value as code writes it."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + ", ".join(code(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{quoted(key)} = {code(item)}" for key, item in value.items()) + " }"
    return json.dumps(value)


def constraint(random: Random, kind: Type) -> str:
    """A type as a type constraint writes it."""
    if kind.kind == "object":
        parts = []
        for name, one in kind.fields:
            default = f"{constraint(random, one)}, {code(made_up_value(random, one, loose=True))}"
            inner = default if name in kind.optional else constraint(random, one)
            parts.append(f"{name} = optional({inner})" if name in kind.optional | kind.bare else f"{name} = {inner}")
        return "object({ " + ", ".join(parts) + " })"
    if kind.of is not None:
        if kind.of in PRIMITIVES and kind.kind != "set" and random.random() < 0.1:
            return f"{kind.kind}(any)"
        return f"{kind.kind}({constraint(random, kind.of)})"
    return kind.kind
