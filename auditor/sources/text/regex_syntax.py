"""Reads Terraform's regular expressions, which are Go's (RE2 syntax), into a tree.

Python's own `re` is not used: its syntax differs, and a hostile pattern can keep it busy for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from auditor.sources.partial.values import EvalError, UndecidedError
from auditor.sources.text.regex_classes import ESCAPES, PERL, POSIX, in_category
from auditor.sources.text.regex_tree import (
    Assertion,
    Chars,
    Choice,
    Group,
    Node,
    Repeat,
    Sequence,
)

MAX_PATTERN = 2_000
_MAX_DEPTH = 50
_MAX_REPEAT = 1000
_COUNT = re.compile(r"\{(0|[1-9][0-9]{0,5})(,(0|[1-9][0-9]{0,5})?)?\}")
_GROUP_NAME = re.compile(r"\(\?P?<([A-Za-z0-9_]+)>")
_GROUP_FLAGS = re.compile(r"\(\?([imsU]*)(?:-([imsU]+))?([:)])")
_HEX = re.compile(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_PROPERTY = re.compile(r"([pP])(?:\{(\^?)(\w+)\}|(\w))")
_ASSERTIONS = {"A": "text start", "z": "text end", "b": "boundary", "B": "no boundary"}


@dataclass(frozen=True, slots=True)
class Flags:
    """Switches that `(?imsU)` sets."""

    i: bool = False
    m: bool = False
    s: bool = False
    U: bool = False


def literal(character: str, fold: bool = False) -> Chars:
    """Exactly this character."""
    return Chars([character.__eq__], fold=fold)


class Parser:
    """Reads one pattern.

    Attributes:
        names: names of the groups in order; "" for those without.
    """

    def __init__(self, pattern: str) -> None:
        if len(pattern) > MAX_PATTERN:
            raise UndecidedError(f"a pattern of more than {MAX_PATTERN:,} characters")
        self._pattern = pattern
        self._at = 0
        self._depth = 0
        self._flags = Flags()
        self.names: list[str] = []

    def parse(self) -> Node:
        """The tree of the whole pattern."""
        node = self._choice()
        if self._at < len(self._pattern):
            raise self._error("unexpected )")
        return node

    def _error(self, what: str) -> EvalError:
        return EvalError(f"invalid regexp pattern: {what} at offset {self._at}")

    def _take(self, text: str) -> bool:
        """Move past `text` if it is next."""
        found = self._pattern.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Move past what the pattern matches here, if it does."""
        match = pattern.match(self._pattern, self._at)
        if match is not None:
            self._at = match.end()
        return match

    def _next(self) -> str:
        """Move past one character."""
        if self._at >= len(self._pattern):
            raise self._error("unexpected end")
        self._at += 1
        return self._pattern[self._at - 1]

    def _choice(self) -> Node:
        """Alternatives, up to the end of the group or pattern."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise UndecidedError(f"a pattern nested deeper than {_MAX_DEPTH} groups")
        outer = self._flags
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        self._flags = outer
        self._depth -= 1
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self) -> Node:
        """Atoms with their repetition, up to the end of the branch."""
        nodes: list[Node] = []
        repeatable = False
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            counts = self._repetition()
            if counts is None:
                atoms = self._atom()
                nodes += atoms
                repeatable = bool(nodes)  # after `(?i)`, which adds none, the node before it is repeated, as in Go
                continue
            if not repeatable:
                raise self._error("missing argument to repetition operator")
            greedy = self._take("?") == self._flags.U
            nodes[-1] = Repeat(nodes[-1], *counts, greedy)
            repeatable = False  # a** is an error, like * alone
        return Sequence(tuple(nodes))

    def _repetition(self) -> tuple[int, int | None] | None:
        """The counts of a repetition operator, if one is next."""
        for operator, counts in {"*": (0, None), "+": (1, None), "?": (0, 1)}.items():
            if self._take(operator):
                return counts
        match = self._match(_COUNT)
        if match is None:
            return None
        least = int(match[1])
        most = least if match[2] is None else int(match[3]) if match[3] else None
        if max(least, most or 0) > _MAX_REPEAT or (most is not None and most < least):
            raise self._error("invalid repeat count")
        return least, most

    def _atom(self) -> list[Node]:
        """What one step of the pattern stands for: usually one node; none for `(?i)`, several for a quoted text."""
        flags = self._flags
        match character := self._next():
            case "(":
                self._at -= 1
                return self._group()
            case "[":
                return [self._class()]
            case ".":
                return [Chars([] if flags.s else ["\n".__eq__], negated=True)]
            case "^":
                return [Assertion("line start" if flags.m else "text start")]
            case "$":
                return [Assertion("line end" if flags.m else "text end")]
            case "\\":
                return self._escape()
        return [literal(character, flags.i)]

    def _group(self) -> list[Node]:
        """A group of any sort, or switches for the rest of the one it is in."""
        outer = self._flags
        number = 0
        if self._pattern.startswith("(?", self._at):
            if (name := self._match(_GROUP_NAME)) is not None:
                self.names.append(name[1])
                number = len(self.names)
            elif (switches := self._match(_GROUP_FLAGS)) is not None:
                self._flags = replace(
                    outer, **dict.fromkeys(switches[1], True), **dict.fromkeys(switches[2] or "", False)
                )
                if switches[3] == ")":
                    return []
            else:
                raise self._error("invalid or unsupported Perl syntax")
        else:
            self._at += 1
            self.names.append("")
            number = len(self.names)
        node = self._choice()
        if not self._take(")"):
            raise self._error("missing closing )")
        self._flags = outer
        return [Group(node, number) if number else node]

    def _escape(self) -> list[Node]:
        """What follows a backslash outside of brackets."""
        following = self._pattern[self._at : self._at + 1]
        if following in _ASSERTIONS and following:
            self._at += 1
            return [Assertion(_ASSERTIONS[following])]
        if self._take("Q"):
            end = self._pattern.find("\\E", self._at)
            quoted = self._pattern[self._at : end if end >= 0 else None]
            self._at = end + 2 if end >= 0 else len(self._pattern)
            return [literal(c, self._flags.i) for c in quoted]
        known = self._escaped_class()
        return [Chars([known], fold=self._flags.i) if known else literal(self._escaped_character(), self._flags.i)]

    def _escaped_class(self) -> Callable[[str], bool] | None:
        r"""The test of \d, \pL and the like, if one is next, after the backslash."""
        following = self._pattern[self._at : self._at + 1]
        if following in PERL and following:
            self._at += 1
            return PERL[following]
        match = self._match(_PROPERTY)
        if match is None:
            return None
        test = in_category(match[3] or match[4])
        negated = (match[1] == "P") != bool(match[2])
        return (lambda c: not test(c)) if negated else test

    def _escaped_character(self) -> str:
        """The character that an escape stands for, after the backslash."""
        if (octal := self._match(_OCTAL)) is not None:
            return chr(int(octal[0], 8))
        if (code := self._match(_HEX)) is not None:
            number = int(code[1] or code[2], 16)
            if number > 0x10FFFF:
                raise self._error("invalid escape sequence")
            return chr(number)
        character = self._next()
        if character in ESCAPES:
            return ESCAPES[character]
        if character.isascii() and not character.isalnum():
            return character
        raise self._error("invalid escape sequence")

    def _class(self) -> Chars:
        """A set in brackets."""
        chars = Chars([], negated=self._take("^"), fold=self._flags.i)
        first = True
        while first or not self._take("]"):
            first = False
            chars.tests.append(self._class_item())
        return chars

    def _class_item(self) -> Callable[[str], bool]:
        """One class, range or character in brackets."""
        if self._take("[:"):
            end = self._pattern.find(":]", self._at)
            name = self._pattern[self._at : end] if end >= 0 else ""
            if name.removeprefix("^") not in POSIX:
                raise self._error("invalid character class range")
            self._at = end + 2
            test = POSIX[name.removeprefix("^")]
            return (lambda c: not test(c)) if name.startswith("^") else test
        start = self._next()
        if start == "\\":
            known = self._escaped_class()
            if known is not None:
                return known
            start = self._escaped_character()
        following = self._pattern[self._at : self._at + 2]
        if not following.startswith("-") or following in ("-", "-]"):
            return start.__eq__
        self._at += 1
        end_character = self._next()
        if end_character == "\\":
            end_character = self._escaped_character()
        if end_character < start:
            raise self._error("invalid character class range")
        return lambda c: start <= c <= end_character
