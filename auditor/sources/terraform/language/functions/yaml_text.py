"""YAML as Terraform writes and reads it: neither quite YAML 1.1 nor 1.2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from auditor.sources.partial.convert import (
    kind_of,
    limited_elements,
    limited_text,
    list_of,
    map_of,
    to_number,
    to_text,
)
from auditor.sources.partial.number_text import number_text, parse_number
from auditor.sources.partial.numbers import infinity
from auditor.sources.partial.type_of import DYNAMIC, object_of, tuple_of
from auditor.sources.partial.values import EvalError, UndecidedError
from auditor.sources.terraform.language.functions.signature import Function, define

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml import Event

_MAX_DEPTH = 100
_TAG = "tag:yaml.org,2002:"
_WORDS: dict[str, object] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASED = re.compile(r"0x[0-9a-fA-F]{1,16}|0o[0-7]{1,21}")
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def yamlencode(value: object) -> object:
    """The value in YAML: strings in double quotes, or as blocks if they have several lines."""
    import yaml

    events = [yaml.StreamStartEvent(), yaml.DocumentStartEvent(explicit=False)]
    for event in _events(value, 0):
        events.append(event)
        limited_elements(len(events))
    events += [yaml.DocumentEndEvent(explicit=False), yaml.StreamEndEvent()]
    limited_text(sum(len(event.value) for event in events if isinstance(event, yaml.ScalarEvent)))
    # the emitter in C is the one that Terraform's was translated from
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    try:
        text = str(yaml.emit(events, Dumper=dumper, allow_unicode=True))
    except (yaml.YAMLError, UnicodeError):
        raise EvalError("the value cannot be written as YAML") from None
    # emitters disagree on when the end of the document is marked: Terraform's does it after a lone plain text
    text = text[: -len("...\n")] if text.endswith("\n...\n") else text
    return text + ("...\n" if kind_of(value) in ("null", "bool", "number") else "")


def _events(value: object, depth: int) -> Iterator[Event]:
    """What the emitter is told to write."""
    import yaml

    if depth > _MAX_DEPTH:
        raise UndecidedError(f"a value nested deeper than {_MAX_DEPTH} levels")
    kind = kind_of(value)
    if kind == "list":
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=False)
        for item in list_of(value):
            yield from _events(item, depth + 1)
        yield yaml.SequenceEndEvent()
    elif kind == "map":
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=False)
        for key, item in sorted(map_of(value).items(), key=lambda entry: entry[0]):
            yield from _events(key, depth + 1)
            yield from _events(item, depth + 1)
        yield yaml.MappingEndEvent()
    elif kind == "string":
        text = to_text(value)
        yield yaml.ScalarEvent(None, None, (True, True), text, style="|" if "\n" in text else '"')
    else:
        text = "null" if value is None else number_text(to_number(value)) if kind == "number" else to_text(value)
        yield yaml.ScalarEvent(None, None, (True, True), text)


def yamldecode(text: str) -> object:
    """The value that the YAML text, a single document, describes."""
    import yaml

    limited_text(len(text))
    try:
        return _Reader(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))).document()
    except (yaml.YAMLError, ValueError, RecursionError):
        raise EvalError("the text is not YAML") from None


class _Reader:
    """Makes a value of the events of a parser; values that aliases repeat count each time."""

    def __init__(self, events: Any) -> None:
        self._events = events
        self._anchors: dict[str, tuple[object, int]] = {}
        self._size = 0

    def document(self) -> object:
        """The value of the only document."""
        import yaml

        next(self._events)
        if not isinstance(next(self._events), yaml.DocumentStartEvent):
            raise EvalError("missing start of document")
        value = self._value(next(self._events), 0)
        next(self._events)
        if not isinstance(next(self._events), yaml.StreamEndEvent):
            raise EvalError("only a single document is allowed")
        return value

    def _value(self, event: Event, depth: int) -> object:
        """The value that begins with the event."""
        import yaml

        if depth > _MAX_DEPTH:
            raise UndecidedError(f"a value nested deeper than {_MAX_DEPTH} levels")
        self._size += 1
        limited_elements(self._size)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise EvalError(f"reference to undefined anchor {event.anchor!r}")
            value, size = self._anchors[event.anchor]
            self._size += size
            limited_elements(self._size)
            return value
        anchor, before = getattr(event, "anchor", None), self._size
        if anchor is not None:
            self._anchors.pop(anchor, None)
        if isinstance(event, yaml.MappingStartEvent):
            value = self._mapping(event.tag, depth)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(event.tag, depth)
        else:
            value = _scalar(event)
        if anchor is not None:
            self._anchors[anchor] = (value, self._size - before)
        return value

    def _sequence(self, tag: str | None, depth: int) -> list[object]:
        """The elements up to the end of the list."""
        import yaml

        if tag not in (None, _TAG + "seq"):
            raise EvalError(f"can't interpret sequence as {tag}")
        items: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, depth + 1))
        return tuple_of(items, [DYNAMIC] * len(items))

    def _mapping(self, tag: str | None, depth: int) -> dict[str, object]:
        """The entries up to the end of the map."""
        import yaml

        if tag not in (None, _TAG + "map"):
            raise EvalError(f"can't interpret mapping as {tag}")
        entries: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise EvalError("only strings are allowed as mapping keys")
            if event.value == "<<" and event.tag in (None, _TAG + "merge"):
                entries |= map_of(self._value(next(self._events), depth + 1))
                continue
            key = to_text(_scalar(event))
            entries[key] = self._value(next(self._events), depth + 1)
        return object_of(entries, dict.fromkeys(entries, DYNAMIC))


def _scalar(event: Any) -> object:
    """The value of a text that is neither list nor map."""
    text: str = event.value
    tag: str | None = event.tag
    quoted = bool(event.style)
    if tag is None:
        return text if quoted else _plain(text)
    match tag.removeprefix(_TAG):
        case "str":
            return text
        case "binary":
            return _binary(text)
        case "null":
            return text if quoted else None
        case "bool" | "int" | "float" | "timestamp" as kind:
            if quoted:
                return text
            value = _plain(text)
            wanted = {"bool": "bool", "timestamp": "string"}.get(kind, "number")
            if kind_of(value) == wanted:
                return value
    raise EvalError(f"cannot parse {text!r} as {tag}")


def _binary(text: str) -> str:
    """The base64 text as it is, if it is one."""
    from auditor.sources.terraform.language.functions.encoding import base64decode

    try:
        base64decode(text)
    except EvalError as error:
        if "UTF-8" not in str(error) and "symbols" not in str(error):
            raise
    return text


def _plain(text: str) -> object:
    """The value of a text without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if text.lower() == ".nan":
        raise EvalError("a number that is none is not supported")
    if text.lower() in (".inf", "+.inf", "-.inf"):
        return infinity(negative=text.startswith("-"))
    if _FLOAT.fullmatch(text):
        return parse_number(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return _timestamp(text) or text


def _timestamp(text: str) -> str | None:
    """The text in RFC 3339 form if it is a date, or date and time."""
    from auditor.sources.terraform.language.functions.dates import timeadd

    match = _TIME.fullmatch(text)
    if match is None or (match[4] is not None and (match[4] == " ") == (match[8] is not None)):
        return None
    day = f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    time = f"{int(match[5] or 0):02d}:{int(match[6] or 0):02d}:{int(match[7] or 0):02d}"
    try:
        return str(timeadd(f"{day}T{time}{match[8] or 'Z'}", "0"))
    except EvalError:
        return None


TABLE: dict[str, Function] = {
    "yamlencode": define("?", yamlencode),
    "yamldecode": define("s", yamldecode),
}
