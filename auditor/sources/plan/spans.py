"""Where members and elements begin and end in the text of a JSON document that is known to be sound.

The parser of the standard library reads values at the speed of C and says where each ends. A value that is walked into
is not read before, so that nothing is read twice: whoever walks takes each part in turn and moves on behind it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

#: Reads the value at an offset: what it is, and where it ends.
read_at: Callable[[str, int], tuple[object, int]] = json.JSONDecoder().raw_decode
_MEMBER = re.compile(r'[\s,]*+"((?:[^"\\]|\\.)*+)"\s*+:\s*+')
#: Of most members the value is no object and no list: then it ends with the match.
_SIMPLE = re.compile(r'[\s,]*+("((?:[^"\\]|\\.)*+)"\s*+:\s*+)("(?:[^"\\]|\\.)*+"|[^\s,{}\[\]"]++)?')
_ELEMENT = re.compile(r"[\s,]*+(?=[^\s,\]])")


class Span(NamedTuple):
    """Where a part stands: its name, its value, and one past the end of that. An element has no name of its own."""

    begin: int
    value: int
    end: int


class Walk:
    """Goes through an object or a list part by part: `at` is at a value, and must be behind it when it goes on."""

    def __init__(self, text: str, at: int) -> None:
        """`at` is the offset of the brace or bracket."""
        self._text, self.at = text, at

    def members(self) -> Iterator[tuple[str, int]]:
        """The name of each member of an object, and where it begins; nothing where there is no object."""
        if not self._text.startswith("{", self.at):
            self.skip()
            return
        self.at += 1
        while found := _MEMBER.match(self._text, self.at):
            self.at = found.end()
            yield found[1], found.start(1) - 1
        self.at = self._text.index("}", self.at) + 1

    def elements(self) -> Iterator[int]:
        """Where each element of a list begins; nothing where there is no list."""
        if not self._text.startswith("[", self.at):
            self.skip()
            return
        self.at += 1
        while found := _ELEMENT.match(self._text, self.at):
            self.at = found.end()
            yield self.at
        self.at = self._text.index("]", self.at) + 1

    def skip(self) -> object:
        """The value here, which is passed."""
        value, self.at = read_at(self._text, self.at)
        return value


def members_at(text: str, at: int) -> dict[str, Span]:
    """Where the members of the object at an offset stand, by name; none where there is no object."""
    found: dict[str, Span] = {}
    if not text.startswith("{", at):
        return found
    at += 1
    while member := _SIMPLE.match(text, at):
        begin, value = member.span(1)
        at = member.end() if member[3] else read_at(text, value)[1]
        found[member[2]] = Span(begin, value, at)
    return found


def elements_at(text: str, at: int) -> list[Span]:
    """Where the elements of the list at an offset stand; none where there is no list."""
    walk, found = Walk(text, at), []
    for begin in walk.elements():
        walk.skip()
        found.append(Span(begin, begin, walk.at))
    return found
