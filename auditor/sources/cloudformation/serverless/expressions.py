"""The variables of the Serverless Framework in a text: `${self:custom.x}`, `${opt:stage, 'dev'}`, `${file(a.yml):b}`.

What stands in `${}` and is none, such as `${AWS::Region}` and `${Logical.Arn}`, is left to CloudFormation. Source: the
user guide of the framework, "Variables".
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

#: How many variables deep one may stand in another.
_DEEPEST = 16
#: How many variables one text may have.
_MANY = 1000

_SOURCE = re.compile(r"([A-Za-z][\w-]*)(\(|:(?!:))")
_LITERAL = re.compile(r"(-?\d+(?:\.\d+)?|true|false|null)(?=\s*[,}])")
_SPACE = re.compile(r"\s*")
#: Runs of what means nothing: in an address, in parentheses, in quotes.
_PLAIN = {
    ",}": re.compile(r"[^$,}]+"),
    ")": re.compile(r"[^$)]+"),
    "'": re.compile(r"[^$'\\]+"),
    '"': re.compile(r'[^$"\\]+'),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One place that a value comes from: `kind(parameter):address`, each in parts; None for what is not written."""

    kind: str
    parameter: tuple[Part, ...] | None
    address: tuple[Part, ...] | None


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands in the variable itself; text is in quotes, and any other word is not."""

    parts: tuple[Part, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class Variable:
    """`${...}`: the first of the alternatives that has a value is meant."""

    text: str
    alternatives: tuple[Source | Literal | Variable, ...]


Part = str | Variable


@functools.lru_cache(maxsize=1024)
def parts_of(text: str) -> tuple[Part, ...]:
    """A text as what stands between variables, and the variables; one without value for a text that has too many."""
    if text.count("${") > _MANY:
        return (Variable(f"what has more than {_MANY} variables", ()),)
    parts: list[Part] = []
    begin = at = 0
    while (at := text.find("${", at)) >= 0:
        found = _Reader(text).variable(at, 0)
        if found is None:
            at += 2
            continue
        parts += [text[begin:at]] if at > begin else []
        variable, at = found
        parts.append(variable)
        begin = at
    if begin < len(text):
        parts.append(text[begin:])
    return tuple(parts)


class _Reader:
    """Reads one text; each method takes the place to begin at, and gives what it found with the place after it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def variable(self, start: int, depth: int) -> tuple[Variable, int] | None:
        """The variable that begins at a place; None where there is none."""
        if depth > _DEEPEST:
            return None
        alternatives: list[Source | Literal | Variable] = []
        at = start + 2
        while True:
            found = self._alternative(self._past_space(at), depth)
            if found is None:
                return None
            alternatives.append(found[0])
            at = self._past_space(found[1])
            mark = self._text[at : at + 1]
            if mark == "}":
                return Variable(self._text[start : at + 1], tuple(alternatives)), at + 1
            if mark != ",":
                return None
            at += 1

    def _alternative(self, at: int, depth: int) -> tuple[Source | Literal | Variable, int] | None:
        mark = self._text[at : at + 1]
        if mark in ("'", '"'):
            inner = self._until(mark, at + 1, depth)
            return (Literal(inner[0], quoted=True), inner[1] + 1) if inner else None
        if self._text.startswith("${", at):
            return self.variable(at, depth + 1)
        literal = _LITERAL.match(self._text, at)
        if literal:
            return Literal((literal[1],), quoted=False), literal.end()
        head = _SOURCE.match(self._text, at)
        return self._source(head, depth) if head else None

    def _source(self, head: re.Match[str], depth: int) -> tuple[Source, int] | None:
        at, parameter = head.end(), None
        if head[2] == "(":
            inner = self._until(")", at, depth)
            if inner is None:
                return None
            parameter, at = inner[0], inner[1] + 1
            if self._text[at : at + 1] != ":":
                return Source(head[1], parameter, None), at
            at += 1
        address = self._until(",}", at, depth)
        return (Source(head[1], parameter, _stripped(address[0])), address[1]) if address else None

    def _until(self, ends: str, at: int, depth: int) -> tuple[tuple[Part, ...], int] | None:
        """What stands before one of the marks that end it, in parts, and where that mark stands."""
        parts: list[Part] = []
        while at < len(self._text):
            mark = self._text[at]
            if mark in ends:
                return tuple(parts), at
            plain = _PLAIN[ends].match(self._text, at)
            if plain:
                parts.append(plain[0])
                at = plain.end()
            elif self._text.startswith("${", at):
                inner = self.variable(at, depth + 1)
                if inner is None:
                    return None
                parts.append(inner[0])
                at = inner[1]
            else:  # a lone dollar, or a backslash before what it quotes
                at += mark == "\\"
                parts.append(self._text[at : at + 1])
                at += 1
        return None

    def _past_space(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at


def _stripped(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """An address without the blanks around it."""
    if parts and isinstance(parts[-1], str):
        parts = (*parts[:-1], parts[-1].rstrip())
    return parts
