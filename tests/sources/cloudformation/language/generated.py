"""Random templates: nested functions over parameters, maps and conditions, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

#: What each parameter may be given: all that is allowed, or what is interesting of what is open.
VALUES: dict[str, tuple[str, ...]] = {
    "Size": ("a", "b", "c"),
    "Flag": ("true", "false"),
    "Env": ("dev", "prod", "else", "a", "x"),
    "Free": ("", "x", "prod", "a", "b"),
    "Names": ("a,b", "b", ""),
    "Number": ("0", "1"),
    "None": ("dev", "b", "y"),
}
PARAMETERS = """Parameters:
  Size: {Type: String, Default: a, AllowedValues: [a, b, c]}
  Flag: {Type: String, AllowedValues: ["true", "false"]}
  Env: {Type: String, Default: dev}
  Free: {Type: String, Default: ""}
  Names: {Type: CommaDelimitedList, Default: "a,b", AllowedValues: [a, b]}
  Number: {Type: Number, Default: 0, AllowedValues: [0, 1]}
  None: {Type: String}
"""
MAPPINGS = """Mappings:
  Map:
    a: {v: "1", w: [p, q], a: x}
    b: {v: "2", w: [r], a: "y"}
    dev: {v: "3", w: [], a: x}
    prod: {v: "true", w: [s, t, u], a: "z"}
"""
_TEXTS = ("a", "b", "dev", "prod", "x", '"true"', "1", '""', "'p,q'")
_LETTERS = ("Size", "Env", "Free", "None")
_NAMES = (*_LETTERS, "Flag", "Number")


@dataclass(slots=True)
class Generator:
    """Makes expressions in the flow form of YAML; `narrow` ones have only functions that cfn-lint resolves, too."""

    seed: int
    narrow: bool = False
    conditions: list[str] = field(default_factory=list)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """The same seed makes the same template."""
        self.chance = random.Random(self.seed)  # noqa: S311 - a sample, no secret

    def template(self, resources: int = 3, size: int = 4) -> str:
        """A whole template: each resource has a condition or none, and properties of every type."""
        written = [PARAMETERS, MAPPINGS, "Conditions:\n"]
        for number in range(self.chance.randint(2, 4)):
            written.append(f"  C{number}: {self.condition(2)}\n")
            self.conditions.append(f"C{number}")
        written.append("Resources:\n")
        for number in range(resources):
            condition = f"Condition: {self.pick(self.conditions)}, " if self.chance.random() < 0.5 else ""
            body = f"t: {self.text(size)}, l: {self.items(size)}, m: {{k: {self.any(size - 1)}}}"
            written.append(f"  R{number}: {{Type: T, {condition}Properties: {{{body}}}}}\n")
        return "".join(written)

    def pick(self, choices: list[str] | tuple[str, ...]) -> str:
        """One of several."""
        return self.chance.choice(choices)

    def pick_from(self, makers: tuple[Callable[[int], str], ...]) -> Callable[[int], str]:
        """One of several functions."""
        return self.chance.choice(makers)

    def condition(self, size: int) -> str:
        """A condition."""
        kinds = ["equals"] * 3 + (["not", "and", "or"] if size else []) + (["named"] if self.conditions else [])
        match self.pick(kinds):
            case "equals":
                left = (
                    f"!Ref {self.pick((*_LETTERS, 'Flag', 'Number'))}" if self.chance.random() < 0.7 else self.text(1)
                )
                return f"!Equals [{left}, {self.pick(_TEXTS) if self.chance.random() < 0.7 else self.text(1)}]"
            case "not":
                return f"!Not [{self.condition(size - 1)}]"
            case "named":
                return f"!Condition {self.pick(self.conditions)}"
            case kind:
                sides = ", ".join(self.condition(size - 1) for _ in range(self.chance.randint(2, 3)))
                return f"!{kind.title()} [{sides}]"

    def any(self, size: int) -> str:
        """A text, a list, or no value."""
        kind = self.chance.random()
        return "!Ref AWS::NoValue" if kind < 0.15 else self.items(size) if kind < 0.4 else self.text(size)

    def text(self, size: int) -> str:
        """An expression that is a text, unless it is refused."""
        if size > 0 and self.chance.random() < 0.9:
            makers = (self._sub, self._join, self._select, self._find)
            wide = makers if self.narrow else (*makers, self._of_value, self._of_value)
            return self.pick_from(wide)(size - 1) if self.chance.random() < 0.7 else self._if(self.text, size - 1)
        return self.pick(_TEXTS) if self.chance.random() < 0.4 else f"!Ref {self.pick(_NAMES)}"

    def _sub(self, size: int) -> str:
        name = self.pick(_LETTERS)
        if self.chance.random() < 0.5:
            return f"!Sub 'q-${{{name}}}-${{!{name}}}'"
        return f"!Sub ['${{k}}/${{{name}}}', {{k: {self.text(size)}}}]"

    def _join(self, size: int) -> str:
        return f"!Join ['{self.pick((',', '-', ''))}', {self.items(size)}]"

    def _select(self, size: int) -> str:
        return f"!Select [{self.pick(('0', '1', '!Ref Number'))}, {self.items(size)}]"

    def _find(self, size: int) -> str:
        default = f", {{DefaultValue: {self.text(size)}}}" if self.chance.random() < 0.5 else ""
        return f"!FindInMap [Map, {self.text(min(size, 1))}, {self.pick(('v', 'a', '!Ref Size'))}{default}]"

    def _of_value(self, size: int) -> str:
        match self.pick(("Length", "Base64", "ToJsonString")):
            case "Length":
                return f"{{Fn::Length: {self.items(size)}}}"
            case "Base64":
                return f"{{Fn::Base64: {self.text(size)}}}"
            case name:
                return f"!{name} {{a: {self.text(size)}, b: [1, {self.any(size)}]}}"

    def _if(self, make: Callable[[int], str], size: int) -> str:
        if not self.conditions:
            return make(size)
        return f"!If [{self.pick(self.conditions)}, {make(size)}, {make(size)}]"

    def items(self, size: int) -> str:
        """An expression that is a list, unless it is refused."""
        less = size - 1
        if size > 0:
            match self.pick(("split", "if", "find", "names", "list", "list", "list", "cidr")):
                case "split":
                    return f"!Split ['{self.pick((',', '-'))}', {self.text(less)}]"
                case "if":
                    return self._if(self.items, less)
                case "find":
                    return f"!FindInMap [Map, !Ref {self.pick(_LETTERS)}, w]"
                case "names":
                    return "!Ref Names"
                case "cidr" if not self.narrow:
                    return "!Cidr [10.0.0.0/16, !If [C0, 1, 2], 8]" if self.conditions else "!Cidr [10.0.0.0/16, 2, 8]"
        elements = [self.element(less) for _ in range(self.chance.randint(0, 3))]
        return f"[{', '.join(elements)}]"

    def element(self, size: int) -> str:
        """An element of a list: a text, or one that is there only where a condition holds."""
        if self.conditions and self.chance.random() < 0.4:
            sides = [self.text(size), "!Ref AWS::NoValue"]
            self.chance.shuffle(sides)
            return f"!If [{self.pick(self.conditions)}, {', '.join(sides)}]"
        return self.text(size)
