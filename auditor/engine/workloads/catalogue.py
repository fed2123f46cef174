"""What the workloads are, and what each of them changes of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from auditor.engine.errors import RuleError, suggestion
from auditor.model.finding import Severity


@dataclass(frozen=True, slots=True)
class Effect:
    """What a workload changes of one rule, why, and the addresses that this rests on."""

    severity: Severity | None
    params: Mapping[str, object]
    reason: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a workload expects of the data, why, and the addresses that this rests on."""

    words: tuple[str, ...]
    reason: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workload:
    """One kind of use.

    Attributes:
        name, aliases: what it is called.
        about: what it is, in a sentence or two.
        needs: the capabilities that it cannot do without, each with the reason; entries of `data/capabilities.yaml`.
        eviction: the eviction policies that fit it.
        expiry: which entries are expected to have a time to live: `all`, `some` or `none`.
        effects: rule id -> what it changes of that rule.
    """

    name: str
    about: str
    aliases: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    eviction: Expectation | None = None
    expiry: Expectation | None = None
    effects: Mapping[str, Effect] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workloads:
    """All of them by name."""

    by_name: Mapping[str, Workload] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, every: Iterable[Workload]) -> Workloads:
        """The workloads, found by name and alias."""
        by_name = {one.name: one for one in every}
        names = {word: one.name for one in by_name.values() for word in (*one.aliases, one.name)}
        return cls(by_name, names)

    def find(self, word: str) -> Workload | None:
        """The workload of that name or alias, in any case."""
        return self.by_name.get(self.names.get(word.strip().lower(), ""))

    def named(self, word: str) -> Workload:
        """The same. Raises RuleError."""
        found = self.find(word)
        if found is None:
            raise RuleError(self.unknown(word))
        return found

    def unknown(self, word: str) -> str:
        """That there is no such workload, in words."""
        near = suggestion(word, self.names) or f" There are {', '.join(self.by_name) or 'none'}."
        return f"no workload {word!r}.{near}"
