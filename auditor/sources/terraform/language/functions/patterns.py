"""Functions that search with regular expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.sources.partial.convert import limited_elements, limited_text
from auditor.sources.partial.type_of import (
    STRING,
    Type,
    list_of_type,
    object_of,
    object_type,
    tuple_of,
    tuple_type,
)
from auditor.sources.partial.values import EvalError
from auditor.sources.terraform.language.functions.signature import Function, define
from auditor.sources.terraform.language.functions.strings import kept

if TYPE_CHECKING:
    from auditor.sources.text.regex_program import Pattern, Spans

_NUMBER = re.compile(r"[1-9][0-9]{0,4}")
_REFERENCE = re.compile(r"\$(?:(\$)|\{(\w+)\}|(\w+))")


def regex(pattern: str, text: str) -> object:
    """What the first match captured."""
    compiled = _compiled(pattern)
    spans = compiled.search(text)
    if spans is None:
        raise EvalError("pattern did not match any part of the given string")
    return _captured(compiled, text, spans)


def regexall(pattern: str, text: str) -> object:
    """What each match captured."""
    compiled = _compiled(pattern)
    results: list[object] = []
    for spans in compiled.matches(text):
        limited_elements(len(results) * len(spans))
        results.append(_captured(compiled, text, spans))
    return list_of_type(results, _captured_type(compiled))


def _pattern(pattern: str) -> Pattern:
    # Few configurations use patterns, and all would pay for the import.
    from auditor.sources.text.regex_program import Pattern

    return Pattern(pattern)


def _compiled(pattern: str) -> Pattern:
    """The pattern, refused if it mixes groups with and without names."""
    compiled = _pattern(pattern)
    if "" in compiled.names and any(compiled.names):
        raise EvalError("invalid regexp pattern: cannot mix both named and unnamed capture groups")
    return compiled


def _captured(compiled: Pattern, text: str, spans: Spans) -> object:
    """The matched text if there are no groups; else a list, or a map by name, of what they matched."""
    groups = [_group(text, spans, number) for number in range(1, len(compiled.names) + 1)]
    if not groups:
        return text[spans[0] : spans[1]]
    if compiled.names[0]:
        return object_of(dict(zip(compiled.names, groups, strict=True)), dict.fromkeys(compiled.names, STRING))
    return tuple_of(groups, [STRING] * len(groups))


def _captured_type(compiled: Pattern) -> Type:
    """The type of what a match captures."""
    names = compiled.names
    if not names:
        return STRING
    return object_type(dict.fromkeys(names, STRING)) if names[0] else tuple_type([STRING] * len(names))


def _group(text: str, spans: Spans, number: int) -> str | None:
    """What the group matched; null if it has no part in the match."""
    start, end = spans[2 * number : 2 * number + 2]
    return None if start < 0 or end < 0 else text[start:end]


def substitute(text: str, search: str, replacement: str) -> object:
    """The text with all occurrences replaced; a search text between slashes is a regular expression."""
    if len(search) > 1 and search.startswith("/") and search.endswith("/"):
        return kept(text, _substitute_matches(_pattern(search[1:-1]), text, replacement))
    limited_text(len(text) + text.count(search) * len(replacement))
    return kept(text, text.replace(search, replacement))


def _substitute_matches(pattern: Pattern, text: str, replacement: str) -> str:
    """The text with all matches replaced."""
    parts: list[str] = []
    size = end = 0
    for spans in pattern.matches(text):
        parts += (text[end : spans[0]], _expand(pattern, text, spans, replacement))
        size += len(parts[-1]) + len(parts[-2])
        limited_text(size)
        end = spans[1]
    return "".join([*parts, text[end:]])


def _expand(pattern: Pattern, text: str, spans: Spans, replacement: str) -> str:
    """The replacement for one match, with the groups that it refers to as $1, $name or ${name}."""
    limited_text(len(replacement))

    def value(reference: re.Match[str]) -> str:
        if reference[1]:
            return "$"
        name = reference[2] or reference[3]
        if name == "0" or _NUMBER.fullmatch(name):
            number = int(name)
            return (_group(text, spans, number) or "") if number <= len(pattern.names) else ""
        numbers = [i for i, known in enumerate(pattern.names, start=1) if known == name]
        return next((found for i in numbers if (found := _group(text, spans, i)) is not None), "")

    return _REFERENCE.sub(value, replacement)


TABLE: dict[str, Function] = {
    "regex": define("ss", regex),
    "regexall": define("ss", regexall),
    "replace": define("sss", substitute),
}
