"""What code looks like before a remedy: the remedy with one line as it should not be, so that the rule fails on it.

Nothing is made up: the remedy is judged by its rule, and so is each way to spoil it. Where the remedy alone does not
pass, since it needs what is around it, or no single line makes it fail, there is no such code to show.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from auditor.engine.rule import Rule
from auditor.model.finding import Status
from auditor.model.schema import KINDS, FactType

#: How a rule ends on what stands in code of a language, on each resource that it judges.
Judged = Callable[[Rule, str, str], frozenset[Status]]

#: The languages that can be judged as they stand in a remedy.
CODE = ("terraform", "cloudformation")

#: A line that sets something to one plain value.
_SETTING = re.compile(r'(\s+[\w"-]+\s*[=:]\s*)("[^"$]*"|[\w.:-]+)(\s*(?:#.*)?)')
_MOST = 200


@dataclass(frozen=True, slots=True)
class Remedy:
    """Code that mends a fault, and the same with it, both judged; `before` is empty where none could be made."""

    language: str
    code: str
    before: str = ""


def remedies(rule: Rule, judged: Judged | None) -> tuple[Remedy, ...]:
    """The code of the remediation of `rule`."""
    code = ((language, rule.info.remediation.get(language, "")) for language in (*CODE, "cli"))
    return tuple(Remedy(name, text, _before(rule, name, text, judged)) for name, text in code if text)


def _before(rule: Rule, language: str, code: str, judged: Judged | None) -> str:
    # What a plan does and what runs does not show in code.
    if judged is None or language not in CODE or rule.changes or rule.observed:
        return ""
    if judged(rule, language, code) != {Status.PASS}:
        return ""
    for number, spoilt in enumerate(_spoilt(code, _wrong(rule))):
        if number < _MOST and judged(rule, language, spoilt) == {Status.FAIL}:
            return spoilt
    return ""


def _wrong(rule: Rule) -> list[str]:
    """Values that failing examples state, as code writes them: of facts that the check asks for, or that are read."""
    examples = rule.examples.get("fail", [])
    assert isinstance(examples, list)
    checked, scoped = _words(rule.written["check"]), _words(rule.written["applies_to"])
    found: list[Any] = []
    for example in examples:
        for one in (example, *(example.get("resources") or {}).values()):
            specs = KINDS[one.get("kind") or next(iter(rule.check))].facts
            for name, value in (one.get("facts") or {}).items():
                # A word such as the engine, which only says what the example is about, is wrong in no other place.
                about = name in scoped or specs[name].type is FactType.ENUM
                if isinstance(value, (str, int, float)) and (name in checked or not about):
                    found.append(value)
    return list(dict.fromkeys(json.dumps(value, ensure_ascii=False) for value in found))


def _words(written: object) -> set[str]:
    """All keys in a part of a rule, the names of facts among them."""
    if isinstance(written, dict):
        return {*written, *(word for value in written.values() for word in _words(value))}
    return {word for value in written for word in _words(value)} if isinstance(written, list) else set()


def _spoilt(code: str, wrong: list[str]) -> Iterator[str]:
    """The code with one setting otherwise, then without one line, then without one block."""
    lines = code.rstrip().split("\n")
    settings = [(number, found) for number, line in enumerate(lines) if (found := _SETTING.fullmatch(line))]
    for number, found in settings:
        for value in _others(found[2], wrong):
            yield "\n".join([*lines[:number], f"{found[1]}{value}{found[3]}", *lines[number + 1 :]])
    for number, _ in settings:
        yield "\n".join([*lines[:number], *lines[number + 1 :]])
    for number, line in enumerate(lines):
        if line.startswith(" ") and line.rstrip().endswith(("{", ":", "[")):
            yield "\n".join([*lines[:number], *lines[_end(lines, number) :]])


def _others(value: str, wrong: list[str]) -> Iterator[str]:
    """What else could stand in place of a value."""
    if value in ("true", "false"):
        yield "false" if value == "true" else "true"
    elif value.isdigit():
        yield from (other for other in (*(w for w in wrong if w.isdigit()), "1", "0") if other != value)
    else:
        yield from (other for other in wrong if other.startswith('"') and other.strip('"') != value.strip('"'))


def _end(lines: list[str], start: int) -> int:
    """The line after the block that starts at a line."""
    depth = len(lines[start]) - len(lines[start].lstrip())
    at = start + 1
    while at < len(lines) and len(lines[at]) - len(lines[at].lstrip()) > depth:
        at += 1
    return at + (at < len(lines) and lines[at].strip() in ("}", "]"))
