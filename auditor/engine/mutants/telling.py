"""Looks for an example that would tell a mutant from its rule, near the examples that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from auditor.engine.errors import RuleError
from auditor.engine.mutants.cases import Case, Tables, brief, case
from auditor.engine.mutants.variants import Seen, asked, variants
from auditor.engine.mutants.words import braced
from auditor.engine.rule import Rule

#: Situations looked at for one mutant, at most, and for all mutants of one rule.
_FOR_ONE, _FOR_ALL = 3_000, 30_000


class Telling:
    """The search for one rule."""

    def __init__(self, rule: Rule, examples: list[Case], tables: Tables) -> None:
        self._rule, self._tables = rule, tables
        self._asked = asked(rule)
        self._examples = sorted((one.written for one in examples), key=lambda w: len(w["resources"]))
        self._left = _FOR_ALL
        self._seen = Seen()
        for written in self._examples:
            self._seen.add(written)

    def example(self, mutant: Rule) -> str:
        """An example as it would be written, with its verdict; empty if none was found."""
        for written in islice(self._near(), min(_FOR_ONE, max(self._left, 0))):
            self._left -= 1
            try:
                found = case(written, self._rule, self._tables)
            except RuleError:
                continue
            verdict = found.verdict(self._rule)
            if verdict is not None and verdict is not found.verdict(mutant):
                return f"{verdict.value}: {braced(brief(written, next(iter(self._rule.check))))}"
        return ""

    def _near(self) -> Iterator[Mapping[str, Any]]:
        """The examples with one thing changed, then with two."""
        for written in self._examples:
            yield from variants(written, self._asked, self._seen)
        for written in self._examples:
            for once in variants(written, self._asked, self._seen):
                yield from variants(once, self._asked, self._seen)
