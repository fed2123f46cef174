"""JSON text of plain values: the same bytes for the same values, and nothing in it that a terminal obeys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditor.reporters.plain import UNSAFE

#: A JSON value. What is not there is left out, so null never occurs.
Json = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_escape = json.JSONEncoder(ensure_ascii=True).encode


def encode(value: Json) -> str:
    """`value` on one line. Text keeps its letters; controls, half surrogates and direction marks become escapes."""
    text = _encode(value)
    if text.isascii() and "\x7f" not in text:
        return text
    return UNSAFE.sub(lambda match: _escape(match[0])[1:-1], text)


def compact(members: Mapping[str, Json]) -> dict[str, Json]:
    """The members that say something: empty text, lists and objects are left out; false and 0 stay."""
    return {name: value for name, value in members.items() if value or value is False or value == 0}


def array(items: Iterable[Json]) -> Iterator[str]:
    """A JSON array with one item on each line, in chunks."""
    separator = "["
    for item in items:
        yield f"{separator}\n{encode(item)}"
        separator = ","
    yield "[]" if separator == "[" else "\n]"
