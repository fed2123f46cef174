"""Compliance frameworks: their controls, and which rules answer them.

A framework is one file of `frameworks/` in a rule directory. It lists every control that caches are asked about, also
those that no rule answers. A user's own directory may add controls to a framework that is there already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.engine.errors import RuleError, suggestion
from auditor.engine.marks import Marks, Path
from auditor.model.schema import KINDS

_KEYS = ("id", "title", "version", "url", "aliases", "kinds", "except", "controls")
_CONTROL_KEYS = ("title", "kinds", "except", "lacks")


@dataclass(frozen=True, slots=True)
class Control:
    """One control: what it asks, in our own words. Where it has `kinds`, only findings on these speak for it.

    `lacks` is what it asks for besides and no rule answers, so that it cannot be passed.
    """

    title: str
    kinds: frozenset[str] = frozenset()
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Framework:
    """One framework: who published it, by which other names it is asked for, and its controls by their ids."""

    id: str
    title: str
    version: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()
    controls: Mapping[str, Control] = field(default_factory=dict)

    def is_called(self, word: str) -> bool:
        """Whether it has this name, in any case."""
        return word.lower() in (self.id.lower(), *(alias.lower() for alias in self.aliases))

    @property
    def name(self) -> str:
        """Its title with its version: `PCI DSS 4.0.1`."""
        return f"{self.title} {self.version}".rstrip()


def read_framework(content: object, marks: Marks, known: Mapping[str, Framework]) -> Framework:
    """The framework in `content`, over the one that is `known` by its id. Raises RuleError with its place."""
    written = _sound(content, marks)
    kinds = _kinds(written, marks, ())
    before = known.get(written["id"], Framework(written["id"], ""))
    return Framework(
        written["id"],
        written["title"],
        str(written.get("version", before.version)),
        str(written.get("url", before.url)),
        tuple(dict.fromkeys([*before.aliases, *map(str, written.get("aliases") or ())])),
        {**before.controls, **{name: _control(one, marks, name, kinds) for name, one in written["controls"].items()}},
    )


def _sound(content: object, marks: Marks) -> dict[str, Any]:
    """The content of a framework file, if it has what it must and nothing else."""
    if not isinstance(content, dict) or not all(isinstance(content.get(key), str) for key in ("id", "title")):
        raise RuleError("a framework file has id, title and controls", marks.file, 1)
    if not isinstance(content.get("controls"), dict):
        raise RuleError("a framework file has id, title and controls", marks.file, 1)
    _known(content, _KEYS, marks, ())
    if not isinstance(content.get("aliases") or [], list):
        raise RuleError("aliases is a list of names", marks.file, marks.line(("aliases",)))
    return content


def _control(written: object, marks: Marks, name: str, kinds: frozenset[str]) -> Control:
    """One control; where it says nothing of kinds, those of its framework hold."""
    path: Path = ("controls", name)
    if isinstance(written, str):
        return Control(written, kinds)
    if not isinstance(written, dict) or not isinstance(written.get("title"), str):
        raise RuleError(f"the control {name!r} is a title, or has one", marks.file, marks.line(path))
    _known(written, _CONTROL_KEYS, marks, path)
    return Control(written["title"], _kinds(written, marks, path) or kinds, str(written.get("lacks", "")))


def _kinds(written: Mapping[str, Any], marks: Marks, path: Path) -> frozenset[str]:
    """The kinds that are meant: those of `kinds`, or all, without those of `except`. Empty where neither is said."""
    if "kinds" not in written and "except" not in written:
        return frozenset()
    meant = _matching(written, "kinds", marks, path) if "kinds" in written else frozenset(KINDS)
    left = meant - _matching(written, "except", marks, path)
    if not left:
        raise RuleError("no kind is left that this is about", marks.file, marks.line(path))
    return left


def _matching(written: Mapping[str, Any], key: str, marks: Marks, path: Path) -> frozenset[str]:
    """The kinds that `key` lists; `memorydb_*` stands for all that begin so."""
    listed = written.get(key) or []
    if not isinstance(listed, list):
        raise RuleError(f"{key} is a list of kinds", marks.file, marks.line((*path, key)))
    found: set[str] = set()
    for each in map(str, listed):
        named = [k for k in KINDS if k == each or (each.endswith("*") and k.startswith(each[:-1]))]
        if not named:
            raise RuleError(f"no kind {each!r}.{suggestion(each, KINDS)}", marks.file, marks.line((*path, key)))
        found.update(named)
    return frozenset(found)


def _known(written: Mapping[str, Any], keys: tuple[str, ...], marks: Marks, path: Path) -> None:
    for key in written:
        if key not in keys:
            raise RuleError(f"unknown key {key!r}.{suggestion(key, keys)}", marks.file, marks.line((*path, key)))
