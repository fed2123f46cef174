"""The JSON reader: places, what is no JSON, and what is left of a damaged text."""

from __future__ import annotations

import json
import random
import re
import time

import pytest
from hypothesis import given, strategies

from auditor.sources.partial.number_text import parse_number
from auditor.sources.text.json_text import MAX_TEXT, MAX_VALUES, JsonValue, Members, read_json

VALUES = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(),
    lambda inner: strategies.lists(inner) | strategies.dictionaries(strategies.text(), inner),
    max_leaves=20,
)


def plain(value: JsonValue) -> object:
    """The value as Python's own reader would have it."""
    if isinstance(value.value, Members):
        return {str(name.value): plain(item) for name, item in value.value}
    if isinstance(value.value, list):
        return [plain(item) for item in value.value]
    return value.value


def parts(value: JsonValue) -> list[JsonValue]:
    """A value and all in it, names included."""
    inner = value.value if isinstance(value.value, list) else []
    items = [one for item in inner for one in (item if isinstance(item, tuple) else (item,))]
    return [value, *(part for item in items for part in parts(item))]


def sound(text: bytes) -> JsonValue:
    found = read_json(text)
    assert found.problems == []
    assert found.value is not None
    return found.value


@given(VALUES, strategies.sampled_from([None, 1, "\t"]), strategies.booleans())
def test_it_reads_what_others_write(value: object, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        return
    found = sound(text.encode())
    assert json.dumps(plain(found)) == json.dumps(json.loads(text.encode().decode()))


@given(VALUES, strategies.sampled_from([None, 1]))
def test_every_part_stands_where_it_says(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent).encode()
    for part in parts(sound(text)):
        assert json.loads(text[part.start : part.end]) == json.loads(json.dumps(plain(part)))


@pytest.mark.parametrize(
    "text", ["0", "-1", "1.5", "-0.5", "1e3", "1.5E-2", "12345678901234567890123", "0.1", "1" * 100, "-0"]
)
def test_numbers_are_exact(text: str) -> None:
    value = sound(text.encode()).value
    assert value == parse_number(text)
    if text.isdigit():
        assert value == int(text)


def test_a_name_may_stand_twice() -> None:
    members = sound(b'{"a": 1, "a": 2}').value
    assert isinstance(members, Members)
    assert [(name.value, value.value) for name, value in members] == [("a", 1), ("a", 2)]


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("", "it ends too early", 0),
        (" \n", "it ends too early", 2),
        ("[", "it ends too early", 1),
        ('{"a"', "a colon is missing", 4),
        ('{"a":', "it ends too early", 5),
        ("{a: 1}", "a name in double quotes is needed", 1),
        ("[1 2]", "a comma or ] is missing", 3),
        ("[1,]", "a comma with nothing after it", 3),
        ('{"a": 1,}', "a comma with nothing after it", 8),
        ("[1}", "a comma or ] is missing", 2),
        ("[,1]", "a value is needed", 1),
        ("1 1", "something follows the value", 2),
        ('"a', "text without closing quote", 0),
        ('"a\n"', "text without closing quote", 0),
        ('"\\', "text without closing quote", 0),
        ('"\\x"', "no such escape", 0),
        ('"\\u12"', "no such escape", 0),
        ("nul", "a value is needed", 0),
        ("True", "a value is needed", 0),
        ("01", "a value is needed", 0),
        ("+1", "a value is needed", 0),
        ("1.", "a value is needed", 0),
        ("NaN", "a value is needed", 0),
        ("-Infinity", "a value is needed", 0),
        ("// x\n1", "a value is needed", 0),
        ("\x00", "a value is needed", 0),
        ("[1, \x0b 2]", "a value is needed", 4),
    ],
)
def test_what_is_no_json(text: str, message: str, offset: int) -> None:
    ((said, where),) = read_json(text.encode()).problems
    line = text.count("\n", 0, offset) + 1
    assert (said, where) == (f"syntax error near line {line}: {message}", offset)


def test_what_stands_before_a_mistake_is_whole() -> None:
    value = read_json(b'{"a": {"b": [1, 2], "c": {"d": 1, "e": tru, "f": 2}}, "g": 3}').value
    assert value is not None
    assert plain(value) == {"a": {"b": [1, 2], "c": {"d": 1, "e": None}}}
    broken = [part.value for part in parts(value) if part.broken]
    assert [type(one).__name__ for one in broken] == ["Members", "Members", "Members", "NoneType"]


def _sound(value: object) -> str:
    """A value written out, with what is no character replaced: Python's own reader keeps halves of pairs."""
    return re.sub("[\ud800-\udfff]", "\ufffd", json.dumps(value, ensure_ascii=False))


@given(VALUES, strategies.randoms(use_true_random=False))
def test_any_text_is_read_somehow(value: object, source: random.Random) -> None:
    text = bytearray(json.dumps(value).encode())
    for _ in range(source.randrange(1, 4)):
        at = source.randrange(len(text) + 1)
        text[at : at + source.randrange(3)] = source.choice([b"", b'"', b"{", b"]", b"\\", b"\xff", b",", b"1", b"\0"])
    found = read_json(bytes(text))
    try:
        expected = json.loads(bytes(text).decode(), parse_constant=lambda name: 1 / 0)
    except (ValueError, ZeroDivisionError):
        assert found.problems
    else:
        assert found.problems or _sound(expected) == _sound(plain(found.value))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ('"\\ud800"', "\ufffd"),
        ('"\\ude00\\ud83d"', "\ufffd\ufffd"),
        ('"\\u0000"', "\0"),
        ('"\\/\\b\\f"', "/\b\f"),
        ('"\x7f\u2028"', "\x7f\u2028"),
    ],
)
def test_escapes(text: str, value: str) -> None:
    assert sound(text.encode()).value == value


def test_what_is_no_utf_8_is_lost_alone() -> None:
    found = read_json(b'{"a": "\xff", "b": 1}')
    assert found.problems == [("not valid UTF-8", 6)]
    assert found.value is not None
    assert plain(found.value) == {"a": "", "b": 1}


HOSTILE = {
    "open arrays": b"[" * 1_000_000,
    "deep arrays": b"[" * 20_000 + b"]" * 20_000,
    "deep objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "many deep arrays": b"[" + b",".join(b"[" * 300 + b"]" * 300 for _ in range(300)) + b"]",
    "values": b"[" + b"1," * 600_000 + b"1]",
    "members": b"{" + b'"a":{},' * 300_000 + b'"a":1}',
    "escapes": b'"' + b"\\u0061" * 1_000_000 + b'"',
    "backslashes": b'"' + b"\\" * 5_000_001 + b'"',
    "long text": b'"' + b"x" * 5_000_000 + b'"',
    "digits": b"1" * 5_000_000,
    "exponent": b"1e" + b"9" * 1_000_000,
    "spaces": b" " * 5_000_000,
    "quotes": b'"' * 1_000_000,
    "commas": b"[" + b"," * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends_soon_and_is_told(name: str) -> None:
    started = time.thread_time()
    assert read_json(HOSTILE[name]).problems
    assert time.thread_time() - started < 20


def test_bounds() -> None:
    sound(b"[" + b"1," * (MAX_VALUES - 3) + b"1]")
    assert read_json(b"[" + b"1," * MAX_VALUES + b"1]").problems
    sound(b'"' + b"x" * (MAX_TEXT - 2) + b'"')
    assert read_json(b'"' + b"x" * MAX_TEXT + b'"').problems == [(f"text longer than {MAX_TEXT:,} bytes", 0)]
    sound(b"[" * 200 + b"]" * 200)
    assert read_json(b"[" * 201 + b"]" * 201).problems == [("nested deeper than 200 levels", 200)]


@pytest.mark.parametrize("text", ['{"a": ""x"}', '{"a": 1 2}', '{"a": "x" "b": 1}', '{"a": [1] [2]}', '{"a": {} }}'])
def test_what_stands_right_before_a_mistake_is_not_known(text: str) -> None:
    found = read_json(text.encode())
    assert len(found.problems) == 1
    assert found.value is not None
    assert isinstance(found.value.value, Members)
    ((_, value),) = found.value.value
    assert value.broken


def test_what_a_brace_too_many_ends_may_be_longer() -> None:
    found = read_json(b'{"a": {"b": [{"c": {"d": 1}}, "e": 2}], "f": 3}}')
    assert found.value is not None
    assert isinstance(found.value.value, Members)
    ((_, first),) = found.value.value
    assert isinstance(first.value, Members)
    ((_, several),) = first.value
    assert isinstance(several.value, list)
    assert several.value[0].broken == "syntax error near line 1: a comma or ] is missing"
