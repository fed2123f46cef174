"""A strict JSON reader that keeps places: which bytes each value stands on, and what is whole where a text is damaged.

It reads what Terraform reads: one value, no comments, no trailing commas; a name may occur twice in an object. It does
not call itself, so that no nesting is too deep for it, and what it does not keep costs no memory.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from auditor.sources.bounds import NESTING
from auditor.sources.partial.number_text import parse_number
from auditor.sources.partial.values import EvalError

#: More values than this in one text, names included, are not read.
MAX_VALUES = 500_000
#: Longer texts are not read.
MAX_TEXT = 1_000_000

_SPACE = rb"[ \t\r\n]*+"
_STRING = re.compile(rb'"[^"\\\x00-\x1f]*+(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*+)*+"')
_ESCAPED = re.compile(rb'"(?:[^"\\]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+"')
_WORD = re.compile(rb"[-+.\w]++")
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?")
_BLANK = re.compile(_SPACE)
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_CONSTANTS: dict[bytes, object] = {b"true": True, b"false": False, b"null": None}


@dataclass(slots=True)
class JsonValue:
    """One value: None, bool, number, str, a list of values, or Members; `broken` tells why it was not read whole."""

    value: object
    start: int
    end: int = 0
    broken: str = ""


class Members(list[tuple[JsonValue, JsonValue]]):
    """The members of an object in order, each a name and a value; a name may occur twice."""


@dataclass(slots=True)
class JsonText:
    """What a text holds: its value (None where there is none), and what is wrong with it by offset."""

    value: JsonValue | None = None
    problems: list[tuple[str, int]] = field(default_factory=list)


_SOMETHING = JsonValue(None, 0)


def _doubt(members: list[object], why: str) -> None:
    """There may be more in the objects among some members, and in all objects within these."""
    todo = list(members)
    while todo:
        one = todo.pop()
        if isinstance(one, tuple):
            todo.append(one[1])
        elif isinstance(one, JsonValue) and isinstance(one.value, list):
            if isinstance(one.value, Members):
                one.broken = one.broken or why
            todo += one.value


class _DamagedError(Exception):
    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message, self.offset = message, offset


def read_json(text: bytes) -> JsonText:
    """The value in `text`. Where it is damaged, what stands before that place is read and the rest is not."""
    reader = _Reader(text)
    try:
        reader.read()
    except _DamagedError as error:
        line = text.count(b"\n", 0, error.offset) + 1
        reader.give_up(f"syntax error near line {line}: {error.message}", error.offset)
    return reader.found


class _Reader:
    """Reads one text from front to back; `_open` are the containers around the place that it has come to."""

    def __init__(self, text: bytes) -> None:
        self.found = JsonText()
        self._text = text
        self._at = 0
        self._open: list[JsonValue] = []
        self._number = 0

    def give_up(self, message: str, offset: int) -> None:
        """Nothing is read from here on: whatever is open stays in part unread."""
        for value in self._open:
            value.broken, value.end = value.broken or message, offset
        self.found.problems.append((message, offset))
        # A brace too many ends a value too early: what follows is then taken for its neighbour, or for nothing at all.
        nearest = self._open[-1].value if self._open else [self.found.value]
        assert isinstance(nearest, list)
        _doubt(nearest[-2:], message)

    def read(self) -> None:
        """Read the whole text."""
        self.found.value = self._value()
        while self._open:
            self._member(self._open[-1])
        if self._next():
            raise _DamagedError("something follows the value", self._at)

    def _next(self) -> bytes:
        """The first byte that is no space; nothing at the end of the text."""
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        return self._text[self._at : self._at + 1]

    def _member(self, container: JsonValue) -> None:
        """One more member of the innermost container, or its end."""
        held = container.value
        assert isinstance(held, list)
        first, closing = self._next(), b"}" if isinstance(held, Members) else b"]"
        if first == closing:
            self._at += 1
            container.end = self._at
            self._open.pop()
            return
        if held:
            if first != b",":
                self._distrust(held[-1])
                raise _DamagedError(f"a comma or {closing.decode()} is missing", self._at)
            self._at += 1
            if self._next() == closing:
                raise _DamagedError("a comma with nothing after it", self._at)
        # Of what lies too deep only whether there was anything is kept: it tells a first member from a later one.
        kept = held if len(self._open) <= NESTING.value else []
        if not isinstance(held, Members):
            kept.append(self._value())
        else:
            self._named(kept)
        if kept is not held and not held:
            held.append(_SOMETHING)

    def _distrust(self, member: JsonValue | tuple[JsonValue, JsonValue]) -> None:
        """What stands right before the mistake may be a part of what was meant only: `"x": ""y"`."""
        value = member[1] if isinstance(member, tuple) else member
        if value is not _SOMETHING:
            line = self._text.count(b"\n", 0, self._at) + 1
            value.broken = value.broken or f"syntax error near line {line}"

    def _named(self, kept: list[object]) -> None:
        """A name and its value."""
        if self._next() != b'"':
            raise _DamagedError("a name in double quotes is needed", self._at)
        self._number += 1
        name = self._string()
        self._open[-1].broken = self._open[-1].broken or name.broken
        if self._next() != b":":
            raise _DamagedError("a colon is missing", self._at)
        self._at += 1
        try:
            kept.append((name, self._value()))
        except _DamagedError as error:
            # That the name was given a value is known.
            line = self._text.count(b"\n", 0, error.offset) + 1
            broken = JsonValue(None, min(self._at, error.offset), error.offset, f"syntax error near line {line}")
            kept.append((name, broken))
            raise

    def _value(self) -> JsonValue:
        first, start = self._next(), self._at
        self._number += 1
        if self._number > MAX_VALUES:
            raise _DamagedError(f"more than {MAX_VALUES:,} values", start)
        if first == b'"':
            return self._string()
        if first in (b"{", b"["):
            self._at += 1
            value = JsonValue(Members() if first == b"{" else [], start)
            if len(self._open) == NESTING.value:
                self._lose(value, str(NESTING))
            self._open.append(value)
            return value
        return self._scalar(start)

    def _lose(self, value: JsonValue, why: str) -> None:
        """The value is not read, though it may be sound; the same reason is given once."""
        value.broken = why
        if all(message != why for message, _ in self.found.problems):
            self.found.problems.append((why, value.start))

    def _string(self) -> JsonValue:
        start = self._at
        found = _STRING.match(self._text, start)
        if found is None:
            raise _DamagedError("text without closing quote", start)
        raw = found[0]
        self._at = found.end()
        value = JsonValue("", start, self._at)
        if len(raw) > MAX_TEXT:
            self._lose(value, f"text longer than {MAX_TEXT:,} bytes")
            return value
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            self._lose(value, "not valid UTF-8")
            return value
        if "\\" not in text:
            value.value = text[1:-1]
        elif _ESCAPED.fullmatch(raw):
            # Half of a surrogate pair is no character and could not be written out again.
            value.value = _HALF_PAIR.sub("\ufffd", json.loads(text))
        else:
            raise _DamagedError("no such escape", start)
        return value

    def _scalar(self, start: int) -> JsonValue:
        found = _WORD.match(self._text, start)
        word = found[0] if found else b""
        end = start + len(word)
        if word in _CONSTANTS:
            self._at = end
            return JsonValue(_CONSTANTS[word], start, end)
        if not _NUMBER.fullmatch(word):
            raise _DamagedError("a value is needed" if word or start < len(self._text) else "it ends too early", start)
        self._at = end
        value = JsonValue(None, start, end)
        try:
            value.value = parse_number(word.decode())
        except EvalError as error:
            self._lose(value, str(error))
        return value
