"""CBOR as far as the protocol "Smithy RPC v2" needs it, which newer versions of botocore speak.

Source: RFC 8949; the protocol's specification at smithy.io, "Smithy RPC v2 CBOR protocol" (times are tag 1).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _OTHER = range(8)
_FALSE, _TRUE, _NULL, _UNDEFINED = 20, 21, 22, 23
_INDEFINITE = 31
_BREAK = object()
_ONE_BYTE = 24
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as seconds since 1970, which CBOR marks as one."""

    seconds: float


def dumps(value: Any) -> bytes:
    """A value of dicts, lists, texts, bytes, numbers, truths, moments and None as CBOR."""
    match value:
        case None:
            return _head(_OTHER, _NULL)
        case bool():
            return _head(_OTHER, _TRUE if value else _FALSE)
        case int():
            return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
        case float():
            return b"\xfb" + struct.pack(">d", value)
        case str():
            text = value.encode()
            return _head(_TEXT, len(text)) + text
        case bytes():
            return _head(_BYTES, len(value)) + value
        case Moment(seconds):
            return _head(_TAG, 1) + dumps(float(seconds))
        case dict():
            return _head(_MAP, len(value)) + b"".join(dumps(key) + dumps(held) for key, held in value.items())
        case _:
            return _head(_LIST, len(value)) + b"".join(map(dumps, value))


def _head(major: int, number: int) -> bytes:
    if number < _ONE_BYTE:
        return bytes([major << 5 | number])
    for marker, width in _WIDTHS.items():
        if number < 1 << 8 * width:
            return bytes([major << 5 | marker]) + number.to_bytes(width, "big")
    raise ValueError("a number of more than 64 bits")


def loads(content: bytes) -> Any:
    """The value that CBOR stands for. Raises ValueError."""
    try:
        value, end = _value(content, 0)
    except (IndexError, RecursionError, TypeError, struct.error, UnicodeDecodeError) as error:
        raise ValueError("no CBOR") from error
    if end != len(content) or value is _BREAK:
        raise ValueError("no CBOR")
    return value


def _value(content: bytes, at: int) -> tuple[Any, int]:
    major, info = content[at] >> 5, content[at] & 31
    at += 1
    if major == _OTHER:
        return _other(content, at, info)
    number: int | None = info
    if info in _WIDTHS:
        number, at = int.from_bytes(content[at : at + _WIDTHS[info]], "big"), at + _WIDTHS[info]
    elif info == _INDEFINITE:
        number = None
    match major:
        case 0 | 1:
            return (_whole(number) if major == _UNSIGNED else -1 - _whole(number)), at
        case 2 | 3:
            held, at = _chunks(content, at, number)
            return (held if major == _BYTES else held.decode()), at
        case 4 | 5:
            return _collection(content, at, number, is_map=major == _MAP)
        case _:
            return _value(content, at)  # a tag says what a value stands for: a time is taken as its number


def _other(content: bytes, at: int, info: int) -> tuple[Any, int]:
    if info in _FLOATS:
        width = _WIDTHS[info]
        return struct.unpack(_FLOATS[info], content[at : at + width])[0], at + width
    known = {_FALSE: False, _TRUE: True, _NULL: None, _UNDEFINED: None, _INDEFINITE: _BREAK}
    if info not in known:
        raise ValueError("no CBOR")
    return known[info], at


def _whole(number: int | None) -> int:
    if number is None:
        raise ValueError("no CBOR")
    return number


def _chunks(content: bytes, at: int, length: int | None) -> tuple[bytes, int]:
    if length is not None:
        if at + length > len(content):
            raise ValueError("no CBOR")
        return content[at : at + length], at + length
    held = b""
    while content[at] != 0xFF:
        part, at = _value(content, at)
        held += part.encode() if isinstance(part, str) else part
    return held, at + 1


def _collection(content: bytes, at: int, length: int | None, *, is_map: bool) -> tuple[Any, int]:
    held: list[Any] = []
    wanted = None if length is None else length * (2 if is_map else 1)
    while wanted is None or len(held) < wanted:
        value, at = _value(content, at)
        if value is _BREAK:
            break
        held.append(value)
    return (dict(zip(held[::2], held[1::2], strict=True)) if is_map else held), at
