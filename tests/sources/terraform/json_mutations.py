"""Mistakes put into code in Terraform's JSON syntax, and what a scan makes of such code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from auditor.model.resource import Inventory
from tests.sources.terraform.hcl_to_json import to_json
from tests.sources.terraform.mutations import GATHERED, Mutant, Subject, bases

#: Mistakes that shift what follows to another level: names are then taken for others until the text ends too early.
_LEVELS = re.compile(r"b'[][{}]'|inserted")
#: A line on which a name stands whose value is an object, or an array of such: that of a block, or one of its labels.
_HEADER = re.compile(rb'\s*"[^"]*": *[\[{]')


class JsonSubject(Subject):
    """A tree of Terraform code whose files in HCL are turned into JSON before they are changed."""

    pattern = "*.tf.json"

    def prepare(self) -> None:
        for path in sorted(self.top.rglob("*.tf")):
            path.with_name(path.name + ".json").write_text(to_json(path.read_text("utf-8")), encoding="utf-8")
            path.unlink()

    def of_refused(self, mutant: Mutant, found: Inventory) -> Iterator[str]:
        """What is wrong with what was found in code that is no JSON."""
        gaps = self.gaps(mutant, found)
        if self.is_read(mutant) and not any(gap.location.line >= mutant.line for gap in gaps):
            yield f"no gap from the line on, but {[gap.location.line for gap in gaps]}"
        for key, name, before, after in self.changes(found):
            if name not in GATHERED:
                yield f"{key} {name} was {before} and is {after}"
        new = bases(found, doubtful=False) - bases(self.sound)
        if new and not _LEVELS.search(mutant.what) and not _HEADER.match(self._line(mutant)):
            yield f"{sorted(new)} came out of nothing"

    def _line(self, mutant: Mutant) -> bytes:
        return self.files[mutant.path].split(b"\n")[mutant.line - 1]

    def of_taken(self, mutant: Mutant, found: Inventory) -> Iterator[str]:
        """What is declared as before and not found, though the scan says that nothing is missing."""
        if self.gaps(mutant, found) or not set(found.gaps) <= set(self.sound.gaps):
            return
        declared = {*_declared(_parsed(mutant.text))}
        for address in bases(self.sound) - bases(found):
            kind, _, name = address.rpartition(".")
            if "module." not in address and (kind, name) in declared:
                yield f"{address} is lost"


class _Pairs(list[tuple[str, Any]]):
    """The members of an object, of which several may have one name."""


def _parsed(text: bytes) -> Any:
    """What Python's reader makes of a text; None for what is no JSON."""
    try:
        return json.loads(text.decode(), object_pairs_hook=_Pairs, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(word: str) -> None:
    raise ValueError(word)


def _declared(data: object) -> Iterator[tuple[str, str]]:
    """Type and name of each resource that is there once, whatever is in it otherwise."""
    for word, kinds in _members(data):
        for kind, names in _members(kinds) if word == "resource" else ():
            for name, body in _members(names):
                if not {"count", "for_each"} & {key for key, _ in _members(body)}:
                    yield kind, name


def _members(data: object) -> Iterator[tuple[str, object]]:
    for one in data if isinstance(data, list) and not isinstance(data, _Pairs) else [data]:
        if isinstance(one, _Pairs):
            yield from one


def refused_by_python(mutants: Sequence[Mutant]) -> set[int]:
    """Which of the texts are no JSON, as Python's own reader says, by number."""
    return {number for number, mutant in enumerate(mutants) if _parsed(mutant.text) is None}
