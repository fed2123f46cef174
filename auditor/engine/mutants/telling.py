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
from auditor.model.finding import Status

#: Situations looked at for one rule, at most. They are made once, and judged by each of its mutants.
_MOST = 4_000


class Telling:
    """The search for one rule."""

    def __init__(self, rule: Rule, examples: list[Case], tables: Tables) -> None:
        self._rule, self._tables = rule, tables
        self._asked = asked(rule)
        self._examples = sorted((one.written for one in examples), key=lambda w: len(w["resources"]))
        self._seen = Seen()
        for written in self._examples:
            self._seen.add(written)
        self._made: list[tuple[Case, Status]] = []
        self._more = islice(self._judged(), _MOST)

    def example(self, mutant: Rule) -> str:
        """An example as it would be written, with its verdict; empty if none was found."""
        for found, verdict in self._situations():
            if found.verdict(mutant) is not verdict:
                return f"{verdict.value}: {braced(brief(found.written, next(iter(self._rule.check))))}"
        return ""

    def _situations(self) -> Iterator[tuple[Case, Status]]:
        """The situations with the verdict of the rule: those that are made already, then more of them."""
        yield from self._made
        for found in self._more:
            self._made.append(found)
            yield found

    def _judged(self) -> Iterator[tuple[Case, Status]]:
        for written in self._near():
            try:
                found = case(written, self._rule, self._tables)
            except RuleError:
                # Not every value can stand in every example.
                continue
            verdict = found.verdict(self._rule)
            if verdict is not None:
                yield found, verdict

    def _near(self) -> Iterator[Mapping[str, Any]]:
        """The examples with one thing changed, then with two."""
        for written in self._examples:
            yield from variants(written, self._asked, self._seen)
        for written in self._examples:
            for once in variants(written, self._asked, self._seen):
                yield from variants(once, self._asked, self._seen)
