"""What functions make a text of that is not known as a whole: the parts of `format` and `join`."""

from __future__ import annotations

import re

from auditor.sources.partial.texts import Together
from auditor.sources.partial.values import Unk

#: `%s` and `%v` put in a text as it is; other verbs change it.
_VERB = re.compile(r"%(.)", re.DOTALL)


def with_parts(name: str, args: tuple[object, ...], result: Unk) -> Unk:
    """The result of a call, with the parts that it is put together of, where that is what the function does."""
    parts = _of_format(args) if name == "format" else _of_join(args) if name == "join" else None
    if parts is None or result.choices or result.error or result.ref is not None:
        return result
    return Together(result.reason, result.symbol, kind="string", place=result.place, nullable=False, parts=tuple(parts))


def _of_format(args: tuple[object, ...]) -> list[object] | None:
    pattern, *values = args if args else (None,)
    if not isinstance(pattern, str):
        return None
    parts: list[object] = []
    end = 0
    for verb in _VERB.finditer(pattern):
        parts.append(pattern[end : verb.start()])
        end = verb.end()
        if verb[1] == "%":
            parts.append("%")
        elif verb[1] in "sv" and values and isinstance(values[0], (str, Unk)):
            parts.append(values.pop(0))
        else:
            return None
    return [*parts, pattern[end:]]


def _of_join(args: tuple[object, ...]) -> list[object] | None:
    if len(args) != 2 or not isinstance(args[0], str) or not isinstance(args[1], list):
        return None
    parts: list[object] = []
    for item in args[1]:
        if not isinstance(item, (str, Unk)):
            return None
        parts += [args[0], item] if parts else [item]
    return parts
