"""What each rule is to be, once it is known what a user's rule directory overrides and disables.

A file that says `overrides: {reason: ...}` takes the place of the rule of its id. It says only what is to be otherwise:
what it leaves out stays as it is. A file that says `disabled: {reason: ...}` takes the rule of its id away. Neither
happens by the way: a rule of an id that is there already is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor.engine.documents import Document
from auditor.engine.errors import RuleError, suggestion
from auditor.engine.marks import Marks
from auditor.model.report import Tailored

#: What an override adds to instead of replacing it.
_MERGED = ("params", "remediation")
#: What says which resources are judged, and how: examples of something else say nothing of it.
_CONDITIONS = ("applies_to", "check")


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule before it is built: all that is written of it, the lines of its file, its theme, what a user changed.

    `given` are the thresholds that the user set.
    """

    written: Mapping[str, Any]
    marks: Marks
    theme: str
    tailored: Tailored | None = None
    given: frozenset[str] = frozenset()
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Drafts:
    """The rules that there are, and those that a user disabled, by id."""

    rules: dict[str, Draft]
    disabled: dict[str, Draft]


def drafts(documents: Iterable[Document]) -> Drafts:
    """The rules of all documents, in which later ones change earlier ones. Raises RuleError."""
    found = Drafts({}, {})
    for document in documents:
        written, marks = _sound(document), document.marks
        if "disabled" in written:
            _disable(written, marks, found)
        elif "overrides" in written:
            _override(written, marks, found)
        else:
            _add(written, document, found)
    return found


def _sound(document: Document) -> dict[str, Any]:
    """What the document says, if its form is right."""
    marks, written = document.marks, document.content
    if not isinstance(written, dict):
        raise RuleError("a rule file is a mapping", marks.file, 1)
    if document.strict:
        from auditor.engine.written import check_envelope

        for path, message in check_envelope(written):
            raise RuleError(message, marks.file, marks.line(path))
        if document.parts[-1] != f"{written['id']}.yaml":
            raise RuleError(f"id {written['id']!r} is not the file name", marks.file, marks.line(("id",)))
    return written


def _add(written: dict[str, Any], document: Document, found: Drafts) -> None:
    name, marks = written["id"], document.marks
    there = found.rules.get(name) or found.disabled.get(name)
    if there is not None:
        given = f"rule {name} is already given by {there.marks.file}"
        how = "what is to take its place says `overrides: {reason: ...}`, what takes it away `disabled: {reason: ...}`"
        raise RuleError(f"{given}; {how}", marks.file, marks.line(("id",)))
    parts = document.parts
    theme = parts[-2] if len(parts) > 1 else "custom"
    found.rules[name] = Draft(written, marks, theme, strict=document.strict)


def _there(written: dict[str, Any], key: str, marks: Marks, found: Drafts) -> Draft:
    """The rule that a document is about."""
    name = written["id"]
    base = found.rules.get(name)
    if base is None:
        gone = found.disabled.get(name)
        why = f"it is disabled by {gone.marks.file}" if gone else f"there is none.{suggestion(name, found.rules)}"
        raise RuleError(f"`{key}` is about a rule {name!r}, but {why}", marks.file, marks.line(("id",)))
    return base


def _disable(written: dict[str, Any], marks: Marks, found: Drafts) -> None:
    base = _there(written, "disabled", marks, found)
    told = Tailored(marks.file, written["disabled"]["reason"].strip())
    found.disabled[written["id"]] = replace(base, tailored=told, marks=marks)
    del found.rules[written["id"]]


def _override(written: dict[str, Any], marks: Marks, found: Drafts) -> None:
    base = _there(written, "overrides", marks, found)
    own = {key: value for key, value in written.items() if key not in ("id", "overrides")}
    at = marks.line(("overrides",))
    if not own:
        raise RuleError("overrides nothing: nothing is said that is to be otherwise", marks.file, at)
    changed = [key for key in _CONDITIONS if key in own]
    if changed and "examples" not in own:
        raise RuleError(f"a rule with another `{changed[0]}` needs examples of its own", marks.file, at)
    _check_thresholds(own, base, marks)
    merged = {key: {**(base.written.get(key) or {}), **own[key]} for key in _MERGED if key in own}
    before = base.tailored.keys if base.tailored else ()
    told = Tailored(marks.file, written["overrides"]["reason"].strip(), tuple(dict.fromkeys((*before, *own))))
    given = base.given.union(own.get("params") or ())
    found.rules[written["id"]] = Draft({**base.written, **own, **merged}, marks, base.theme, told, given)


def _check_thresholds(own: Mapping[str, Any], base: Draft, marks: Marks) -> None:
    """Raise RuleError for a threshold of another type than the condition that it is for was written with."""
    known = base.written.get("params") or {}
    for name, value in (own.get("params") or {}).items():
        if "check" in own or "applies_to" in own:
            continue
        if name not in known:
            missing = f"{base.written['id']} has no parameter {name!r}.{suggestion(name, known)}"
            raise RuleError(missing, marks.file, marks.line(("params", name)))
        if type(value) is not type(known[name]):
            wanted = f"parameter {name} wants {type(known[name]).__name__}, not {value!r}"
            raise RuleError(wanted, marks.file, marks.line(("params", name)))
