"""YAML as CloudFormation has it: read event by event, so that no nesting is too deep, and every value has its place.

Nothing is ever constructed: a tag that is no short form of a function names a function that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable

# The two types of marks, that of PyYAML and that of libyaml, are alike but not related.
from typing import Any

import yaml

from auditor.sources.bounds import FILE_BYTES, NESTING, VALUES
from auditor.sources.cloudformation.syntax.building import Open
from auditor.sources.cloudformation.syntax.damage import doubt
from auditor.sources.cloudformation.syntax.encoding import as_utf8, first_refused
from auditor.sources.cloudformation.syntax.nodes import (
    Document,
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    Span,
    Unread,
)
from auditor.sources.cloudformation.syntax.tags import tagged
from auditor.sources.cloudformation.syntax.yaml_scalars import Held, resolved

_LOADER: Callable[[bytes], Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOWHERE: Span = (0, 0, 0, 0)


class _EndError(Exception):
    """Nothing more is read, though nothing may be wrong with the text."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message, self.span = message, span


def read_yaml(text: bytes) -> Document:
    """The value in `text`. Where it is damaged, what stands before that place is read and the rest is not."""
    if len(text) > FILE_BYTES.value:
        return Document(problems=[Problem(str(FILE_BYTES), _NOWHERE)])
    text = as_utf8(text)
    try:
        return _read(text)
    except yaml.reader.ReaderError:
        return _read_to_refused(text)


def _read(text: bytes, refused: tuple[str, Span] | None = None) -> Document:
    """The value in a text of characters that YAML allows; `refused` tells what follows it, if anything does."""
    reader = _Reader()
    loader = _LOADER(text)
    try:
        reader.read(loader)
        if refused:
            reader.damaged(*refused)
    except _EndError as end:
        reader.give_up(end.message, end.span)
    except yaml.MarkedYAMLError as error:
        reader.damaged(*(refused or _told(error)))
    finally:
        loader.dispose()
    return reader.found


def _read_to_refused(text: bytes) -> Document:
    """What stands before bytes that are no text. The words of the library quote these: they are not passed on."""
    row, column, before = first_refused(text)
    message = f"line {row + 1} holds bytes that are no text, or a character that YAML does not allow"
    return _read(before, (message, (row, column, row, column + 1)))


class _Reader:
    """Reads one text from front to back; `open` are the containers around the place that it has come to."""

    def __init__(self) -> None:
        self.found = Document()
        self._open: list[Open] = []
        #: What an alias of each name repeats, with the number of values in it.
        self._anchors: dict[str, tuple[Node, int]] = {}
        #: How many values more are read.
        self._left = VALUES.value
        #: How many levels below the deepest that is kept the reader is.
        self._beyond = 0
        #: Where nothing more is counted: what is open is only put where it belongs.
        self._ended = False
        self._resolved: dict[str, Held] = {}

    def read(self, loader: Any) -> None:
        """All events that a loader has."""
        take: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._begin,
            yaml.SequenceStartEvent: self._begin,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        get = loader.get_event
        while event := get():
            if handle := take.get(type(event)):
                handle(event)

    def note(self, message: str, span: Span) -> None:
        """Something is wrong."""
        self.found.problems.append(Problem(message, span))

    def damaged(self, message: str, span: Span) -> None:
        """Nothing is read from here on, and what stands right before this place is in doubt."""
        if self._open:
            doubt(self._open[-1].node, message)
        elif self.found.root is not None:
            around = Sequence([self.found.root], span)
            doubt(around, message)
            self.found.root = around.items[0]
        self.give_up(message, span)

    def give_up(self, message: str, span: Span) -> None:
        """Nothing is read from here on: whatever is open may hold more."""
        self.note(message, span)
        self._ended = True
        while self._open:
            one = self._open.pop()
            self._put(one.cut_off(message, span[:2]), 1)

    def _document(self, event: Any) -> None:
        if self.found.root is not None:
            raise _EndError("a second document in one file is not read", _span(event))

    def _begin(self, event: Any) -> None:
        if self._beyond or len(self._open) == NESTING.value:
            self._deeper(_span(event))
            return
        span = _span(event)
        node = Mapping({}, span) if type(event) is yaml.MappingStartEvent else Sequence([], span)
        if event.anchor:
            self._anchors[event.anchor] = Unread(f"{event.anchor} contains itself", span), 1
        self._open.append(Open(node, event.tag, event.anchor))

    def _deeper(self, span: Span) -> None:
        """One level more than are kept. Each makes every token dearer, so that there is an end to them."""
        self._beyond += 1
        if self._beyond == 1:
            self.note(str(NESTING), span)
            self._put(Unread(str(NESTING), span), 1)
        elif self._beyond > NESTING.value:
            raise _EndError(f"{NESTING}, by far: nothing is read from here on", span)

    def _end(self, event: Any) -> None:
        if self._beyond:
            self._beyond -= 1
            return
        done = self._open.pop()
        mark = event.end_mark
        node = done.closed((mark.line, mark.column), self.found.problems)
        if done.anchor:
            self._anchors[done.anchor] = node, done.size
        self._put(node, done.size)

    def _scalar(self, event: Any) -> None:
        """Text: most of a template, so that this goes straight where `_put` takes its time."""
        if self._beyond:
            self._count(event)
            return
        text, tag, start, end = event.value, event.tag, event.start_mark, event.end_mark
        span = start.line, start.column, end.line, end.column
        around = self._open[-1] if self._open else None
        if around is not None and around.key is None and around.items is None and not tag:
            self._key(around, text, span, event)
            return
        if tag:
            node = tagged(tag, Scalar(text, text, span), span, self.found.problems, plain=not event.style)
        elif event.style:
            node = Scalar(text, text, span)
        else:
            known = self._resolved
            if text not in known:
                known[text] = resolved(text)
            node = Scalar(known[text], text, span)
        if event.anchor:
            self._anchors[event.anchor] = node, 1
        self._put(node, 1)

    def _key(self, around: Open, text: str, span: Span, event: Any) -> None:
        around.key, around.place = text, span
        around.size += 1
        self._left -= 1
        if text == "<<" and not event.style:
            around.merges = True
        if event.anchor:
            self._anchors[event.anchor] = Scalar(text if event.style else resolved(text), text, span), 1

    def _alias(self, event: Any) -> None:
        if self._beyond:
            self._count(event)
            return
        known = self._anchors.get(event.anchor)
        if known is None:
            known = Unread(f"nothing before it is called {event.anchor}", _span(event)), 1
        if isinstance(known[0], Unread):
            self.note(known[0].reason, _span(event))
        self._put(*known)

    def _count(self, event: Any) -> None:
        """A value that is not kept."""
        self._left -= 1
        if self._left < 0:
            raise _EndError(str(VALUES), _span(event))

    def _put(self, node: Node, size: int) -> None:
        """A value that was read whole goes into what is open around it, as a key or as a value."""
        self._left -= size
        if self._left < 0 and not self._ended:
            raise _EndError(str(VALUES), node.span)
        if self._open:
            around = self._open[-1]
            around.size += size
            around.take(node, self.found.problems)
        else:
            self.found.root = node


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return start.line, start.column, end.line, end.column


def _told(error: yaml.MarkedYAMLError) -> tuple[str, Span]:
    """What is wrong, and where. The words of the library quote no more than single characters and names of anchors."""
    mark, began = error.problem_mark or error.context_mark, error.context_mark
    row, column = (mark.line, mark.column) if mark else (0, 0)
    message = f"syntax error near line {row + 1}: {error.problem or error.context}"
    if began is not None and began.line < row and error.context:
        message += f", {error.context} that begins on line {began.line + 1}"
    return message, (row, column, row, column + 1)
