"""JSON as the nodes of a template: the quick reader where a text is sound, the patient one where it is not."""

from __future__ import annotations

from bisect import bisect_right

from auditor.sources.bounds import FILE_BYTES, NESTING
from auditor.sources.cloudformation.syntax.damage import distrust_last
from auditor.sources.cloudformation.syntax.encoding import as_utf8
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
from auditor.sources.cloudformation.syntax.sound_json import number, read_sound
from auditor.sources.text.json_text import JsonValue, Members, read_json


def read_json_nodes(text: bytes) -> Document:
    """The value in `text`. Where it is damaged, what stands before that place is read and the rest is not."""
    if len(text) > FILE_BYTES.value:
        return Document(problems=[Problem(str(FILE_BYTES), (0, 0, 0, 0))])
    text = as_utf8(text)
    return read_sound(text) or read_damaged(text)


def read_damaged(text: bytes) -> Document:
    """The same for any text, sound or not, at the pace of one that looks at everything twice."""
    places = _Places(text)
    found = read_json(text)
    document = Document(problems=[Problem(message, places.span(at, at + 1)) for message, at in found.problems])
    if found.value is not None:
        document.root = _Nodes(places, document.problems).node(found.value)
    damage = next((one for one in document.problems if one.message.startswith("syntax error")), None)
    if damage and document.root:
        around = Sequence([document.root], damage.span)
        distrust_last(around, damage.message)
        document.root = around.items[0]
    return document


class _Places:
    """Offsets of bytes as rows and columns of characters."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self._starts = [0]
        at = text.find(b"\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find(b"\n", at + 1)
        self._ascii = text.isascii()

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets."""
        return (*self._at(start), *self._at(end))

    def _at(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._starts, offset) - 1
        start = self._starts[row]
        if self._ascii:
            return row, offset - start
        return row, len(self.text[start:offset].decode(errors="replace"))


class _Nodes:
    def __init__(self, places: _Places, problems: list[Problem]) -> None:
        self._places, self._problems = places, problems

    def node(self, value: JsonValue) -> Node:
        """A value as a node. What it holds is nested no deeper than the reader of the text keeps."""
        span = self._places.span(value.start, value.end)
        if value.broken == str(NESTING):
            return Unread(value.broken, span)
        if isinstance(value.value, Members):
            return self._mapping(value, value.value, span)
        if isinstance(value.value, list):
            items = [self.node(item) for item in value.value]
            for item in items[-2:] if value.broken else ():
                if isinstance(item, Sequence):  # a bracket too many: this may be the list that was meant
                    item.broken = item.broken or value.broken
            return Sequence(items, span, value.broken)
        if value.broken:
            return Unread(value.broken, span)
        held = value.value
        if held is None or isinstance(held, (str, bool)):
            text = held if isinstance(held, str) else {None: "null", True: "true", False: "false"}[held]
            return Scalar(held, text, span)
        return number(self._places.text[value.start : value.end].decode(), span, self._problems)

    def _mapping(self, value: JsonValue, held: Members, span: Span) -> Node:
        members: dict[str, Member] = {}
        for name, item in held:
            key, word = self._places.span(name.start, name.end), str(name.value)
            if word in members:
                repeat(members, word, key, self._problems)
            else:
                members[word] = Member(key, self.node(item))
        call = None if value.broken else called(members, span)
        return call or Mapping(members, span, value.broken)
