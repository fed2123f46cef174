"""A quick reader of sound JSON.

Whether a text is sound the decoder of the standard library says, which takes next to no time. What is left is to find
where each value stands, and for that only names, values and brackets need to be looked at.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable

from auditor.sources.bounds import NESTING, VALUES
from auditor.sources.cloudformation.syntax.nodes import (
    Document,
    Mapping,
    Member,
    Node,
    Problem,
    Scalar,
    Sequence,
    Span,
    Unread,
    called,
    repeat,
)

#: A name with its colon or text, a bracket, or a word.
_TOKEN = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"([ \t\r\n]*+:)?|[{}\[\]]|[^\s,:"{}\[\]]++')
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class _UnfitError(Exception):
    """A text for the patient reader."""


def read_sound(text: bytes) -> Document | None:
    """The value in `text` if it is sound JSON within all bounds; None otherwise."""
    try:
        known = text.decode()
        json.loads(known, parse_constant=_unfit)
    except (ValueError, RecursionError, _UnfitError):
        return None
    try:
        return _Reader(known).read()
    except _UnfitError:
        return None


def number(text: str, span: Span, problems: list[Problem]) -> Scalar | Unread:
    """A number as it is written in JSON."""
    try:
        held: int | float = int(text)
    except ValueError:
        held = float(text)
    if isinstance(held, int) or math.isfinite(held):
        return Scalar(held, text, span)
    reason = "a number that is too large"
    problems.append(Problem(reason, span))
    return Unread(reason, span)


def _unfit(word: str) -> None:
    raise _UnfitError(word)


class _Reader:
    """Reads one text from front to back."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = Document()
        self._row, self._start, self._next = -1, 0, 0  # the row, where it starts, and where the next one does
        self._inner: dict[str, Member] | list[Node] = []  # what the innermost open object or list holds
        self._outer: list[tuple[dict[str, Member] | list[Node], str, Span, tuple[int, int]]] = []
        self._key, self._place = "", (0, 0, 0, 0)
        self._left = VALUES.value

    def read(self) -> Document:
        """The whole text."""
        take: dict[str, Callable[[re.Match[str], int], None]] = {
            '"': self._string, "{": self._begin, "[": self._begin, "}": self._end, "]": self._end,
        }  # fmt: skip
        text, word, top = self._text, self._word, self._inner
        for token in _TOKEN.finditer(text):
            at = token.start()
            while at >= self._next:
                self._turn()
            take.get(text[at], word)(token, at - self._start)
        assert isinstance(top, list)
        self._found.root = top[0]
        return self._found

    def _turn(self) -> None:
        """The next row."""
        self._row, self._start = self._row + 1, self._next
        end = self._text.find("\n", self._next)
        self._next = end + 1 if end >= 0 else len(self._text) + 1

    def _string(self, token: re.Match[str], column: int) -> None:
        text = token[1]
        row = self._row
        span = row, column, row, column + len(text) + 2
        if "\\" in text:
            # Half of a surrogate pair is no character and could not be written out again.
            text = _HALF_PAIR.sub("\ufffd", json.loads(f'"{text}"'))
        if token[2] is None:
            self._put(Scalar(text, text, span))
        else:
            self._key, self._place = text, span

    def _word(self, token: re.Match[str], column: int) -> None:
        text = token[0]
        span = self._row, column, self._row, column + len(text)
        if text in _WORDS:
            self._put(Scalar(_WORDS[text], text, span))
        else:
            self._put(number(text, span, self._found.problems))

    def _begin(self, token: re.Match[str], column: int) -> None:
        if len(self._outer) == NESTING.value:
            raise _UnfitError
        self._outer.append((self._inner, self._key, self._place, (self._row, column)))
        self._inner = {} if token[0] == "{" else []

    def _end(self, _token: re.Match[str], column: int) -> None:
        inner = self._inner
        self._inner, self._key, self._place, begin = self._outer.pop()
        span = (*begin, self._row, column + 1)
        if type(inner) is dict:
            self._put(called(inner, span) or Mapping(inner, span))
        else:
            assert isinstance(inner, list)
            self._put(Sequence(inner, span))

    def _put(self, node: Node) -> None:
        inner = self._inner
        self._left -= 1
        if not self._left:
            raise _UnfitError
        if type(inner) is list:
            inner.append(node)
            return
        assert isinstance(inner, dict)
        if self._key in inner:
            repeat(inner, self._key, self._place, self._found.problems)
        else:
            inner[self._key] = Member(self._place, node)
