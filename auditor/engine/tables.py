"""Data tables: what the catalogue knows of the world as of a day, which analyses look up.

A table is one file of `data/` in a rule directory: support dates of engines, node types, what engines are capable of.
It says as of when it is true and where that is said. A user's own directory may give entries anew, each as a whole and
true as of the day that this directory names.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from auditor.engine.errors import RuleError, suggestion
from auditor.engine.marks import Marks

_KEYS = ("title", "as_of", "sources", "entries")


def read_table(name: str, content: object, marks: Marks, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The table in `content`, over what was `known` of its name. Raises RuleError with the place of what is wrong.

    Returns `{"title": ..., "as_of": date, "sources": [...], "entries": {key: mapping}, "dated": {key: date}}`; the last
    says as of when each entry is true, since what one directory gives anew makes nothing else newer.
    """
    if not isinstance(content, dict):
        raise RuleError(f"a data file is a mapping with {', '.join(_KEYS)}", marks.file, 1)
    for key in content:
        if key not in _KEYS:
            raise RuleError(f"unknown key {key!r}; a data file has {', '.join(_KEYS)}", marks.file, marks.line((key,)))
    for key in _KEYS:
        if not content.get(key):
            raise RuleError(f"{name} has no {key}", marks.file, 1)
    try:
        as_of = date.fromisoformat(str(content["as_of"]))
    except ValueError as error:
        raise RuleError(f"as_of: {error}", marks.file, marks.line(("as_of",))) from error
    entries = content["entries"]
    if not isinstance(entries, dict):
        raise RuleError("entries is a mapping of names to mappings", marks.file, marks.line(("entries",)))
    _check(entries, list(known["entries"].values()) if known else [], marks)
    merged = {**(known["entries"] if known else {}), **entries}
    dated = {**(known["dated"] if known else {}), **dict.fromkeys(entries, as_of)}
    sources = list(content["sources"])
    return {"title": content["title"], "as_of": as_of, "sources": sources, "entries": merged, "dated": dated}


def _check(entries: Mapping[str, Any], others: list[Mapping[str, Any]], marks: Marks) -> None:
    """An entry says what all others say, and nothing that none of them does: a slip would make facts unknown."""
    there = {word for other in others for word in other}
    always = {word for word in there if all(word in other for other in others)}
    for key, entry in entries.items():
        line = marks.line(("entries", key))
        if not isinstance(entry, dict):
            raise RuleError(f"the entry {key!r} is no mapping", marks.file, line)
        for word in entry if others else ():
            if word not in there:
                message = f"the entry {key!r} has an unknown key {word!r}.{suggestion(word, sorted(there))}"
                raise RuleError(message, marks.file, marks.line(("entries", key, word)))
        if lacking := sorted(always - set(entry)):
            raise RuleError(f"the entry {key!r} has no {', '.join(lacking)}", marks.file, line)
