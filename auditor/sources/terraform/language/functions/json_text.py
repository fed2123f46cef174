"""JSON as Terraform writes and reads it."""

from __future__ import annotations

import json
import re

from auditor.sources.partial.convert import (
    kind_of,
    limited_text,
    list_of,
    map_of,
    to_number,
)
from auditor.sources.partial.number_text import number_text, parse_number
from auditor.sources.partial.numbers import Number, is_infinite
from auditor.sources.partial.texts import Encoded
from auditor.sources.partial.type_of import DYNAMIC, object_of, tuple_of
from auditor.sources.partial.values import EvalError, UndecidedError, has_unknown
from auditor.sources.terraform.language.functions.graphemes import composed
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define

_MAX_DEPTH = 100
_UNSAFE = re.compile("[<>&\u2028\u2029]")
_HALF = re.compile("[\ud800-\udfff]")


def json_text(value: object) -> str:
    """The value in JSON: keys sorted, no spaces, and the characters that HTML gives a meaning to escaped."""
    parts: list[str] = []
    _write(value, parts, 0)
    limited_text(sum(map(len, parts)))
    return "".join(parts)


def _write(value: object, parts: list[str], depth: int) -> None:
    """Append the JSON of the value."""
    if depth > _MAX_DEPTH:
        raise UndecidedError(f"a value nested deeper than {_MAX_DEPTH} levels")
    match kind_of(value):
        case "null":
            parts.append("null")
        case "bool":
            parts.append("true" if value else "false")
        case "number":
            parts.append(_number(to_number(value)))
        case "string":
            parts.append(_quoted(str(value)))
        case "list":
            for number, item in enumerate(list_of(value)):
                parts.append("," if number else "[")
                _write(item, parts, depth + 1)
            parts.append("]" if value else "[]")
        case _:
            for number, (key, item) in enumerate(sorted(map_of(value).items(), key=lambda entry: entry[0])):
                parts.append(("," if number else "{") + _quoted(key) + ":")
                _write(item, parts, depth + 1)
            parts.append("}" if value else "{}")


def _number(number: Number) -> str:
    """The digits of the number."""
    if is_infinite(number):
        raise EvalError("infinity cannot be written in JSON")
    return number_text(number)


def _quoted(text: str) -> str:
    """The text as a JSON string."""
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))


def json_of(value: object) -> object:
    """The same of a value of which something may not be known: what is made of it then still tells of what."""
    if not has_unknown(value):
        return json_text(value)
    found = because_of(value)
    return Encoded(found.reason, kind="string", place=found.place, error=found.error, nullable=False, value=value)


def jsondecode(text: str) -> object:
    """The value that the JSON text describes."""
    limited_text(len(text))
    try:
        value: object = json.loads(text, parse_float=parse_number, parse_int=parse_number, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise EvalError("the text is not JSON") from None
    if _depth_exceeds(value):
        raise UndecidedError(f"a value nested deeper than {_MAX_DEPTH} levels")
    return _whole(value)


def _refused(name: str) -> object:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise EvalError(f"{name} is not JSON")


def _whole(value: object) -> object:
    """The value without halves of surrogate pairs, which no text can be made of."""
    if isinstance(value, str):
        return composed(_HALF.sub("\ufffd", value))
    if isinstance(value, list):
        return tuple_of([_whole(item) for item in value], [DYNAMIC] * len(value))
    if isinstance(value, dict):
        entries = {str(_whole(key)): _whole(item) for key, item in value.items()}
        return object_of(entries, dict.fromkeys(entries, DYNAMIC))
    return value


def _depth_exceeds(value: object) -> bool:
    """Whether lists and maps are nested deeper than any real document."""
    level = [value]
    for _ in range(_MAX_DEPTH):
        level = [i for v in level if isinstance(v, (list, dict)) for i in (v.values() if isinstance(v, dict) else v)]
        if not level:
            return False
    return True


TABLE: dict[str, Function] = {
    "jsonencode": define("?", json_of, Unknowns.ANY),
    "jsondecode": define("s", jsondecode),
}
