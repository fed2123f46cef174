"""Reads rule directories into a RuleSet: the built-in catalogue from its compiled form, other directories strictly."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditor.data import compiled_rules, data_dir, rules_digest
from auditor.engine.build import build_rule
from auditor.engine.documents import WORKLOADS, Document, digest_of, from_compiled, from_directory
from auditor.engine.drafts import Draft, drafts
from auditor.engine.errors import RuleError, suggestion
from auditor.engine.frameworks import Framework, read_framework
from auditor.engine.rule import Rule
from auditor.engine.tables import read_table
from auditor.engine.workloads.catalogue import Workloads
from auditor.engine.workloads.written import WorkloadsFile, read_workloads


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules and compliance frameworks by id, and a digest of everything they were read from.

    `tables` are the data tables that analyses look up, by name; `workloads` what caches can be for. Of a selection
    `left_out` are the rules that are not part of it, and `asked` the frameworks that were asked for by name. Rules that
    a user's rule directory `disabled` are no part of any.
    """

    rules: Mapping[str, Rule]
    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    digest: str = ""
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    workloads: Workloads = field(default_factory=Workloads)
    left_out: Mapping[str, Rule] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    disabled: Mapping[str, Rule] = field(default_factory=dict)

    @property
    def controls(self) -> dict[str, str]:
        """The titles of all controls by `framework/control`."""
        every = self.frameworks.values()
        return {f"{one.id}/{name}": control.title for one in every for name, control in one.controls.items()}

    def resolve(self, word: str) -> list[str]:
        """The ids of the rules that `word`, an id, alias, theme, severity or framework, names. Raises RuleError."""
        found = self._named(word, self.rules)
        if not found and (disabled := self._named(word, self.disabled)):
            named = disabled[0] if disabled[0] == word.lower() else f"{disabled[0]} ({word})"
            raise RuleError(f"{named} is {_disabled(self.disabled[disabled[0]])}")
        if not found and self._controls(word.lower()):
            raise RuleError(f"no rule answers {word!r}")
        if not found:
            known = [*self.rules, *self.frameworks]
            raise RuleError(f"no rule, alias, theme, severity or framework {word!r}.{suggestion(word, known)}")
        return found

    def _named_only_disabled(self, word: str) -> bool:
        return bool(self._named(word, self.disabled)) and not self._named(word, self.rules)

    def _named(self, word: str, rules: Mapping[str, Rule]) -> list[str]:
        low = word.lower()
        if low == "all":
            return list(rules)
        controls = self._controls(low)
        return [
            rule.id
            for rule in rules.values()
            if rule.is_called(word)
            or low in (rule.info.theme.lower(), rule.severity.word)
            or not controls.isdisjoint(rule.info.controls)
        ]

    def _controls(self, word: str) -> set[str]:
        """The controls that `word` names, as `framework/control` or by their framework."""
        wanted, slash, control = word.partition("/")
        return {
            f"{framework.id}/{name}"
            for framework in self.frameworks.values()
            if framework.is_called(wanted)
            for name in framework.controls
            if not slash or control == name.lower()
        }

    def select(self, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> RuleSet:
        """The rules that `select` names (those on by default when it is empty), less those that `ignore` names."""
        if select:
            wanted = {rule for word in select for rule in self.resolve(word)}
        else:
            wanted = {rule.id for rule in self.rules.values() if rule.default}
        wanted -= {rule for word in ignore if not self._named_only_disabled(word) for rule in self.resolve(word)}
        chosen = {k: r for k, r in self.rules.items() if k in wanted}
        left_out = {k: r for k, r in {**self.rules, **self.disabled}.items() if k not in wanted}
        frameworks = (f.id for f in self.frameworks.values() if any(map(f.is_called, _frameworks_in(select))))
        return replace(self, rules=chosen, left_out=left_out, asked=frozenset(frameworks))


def _frameworks_in(words: tuple[str, ...]) -> list[str]:
    """The words without the control that may follow the name of a framework."""
    return [word.partition("/")[0] for word in words]


def load_rules(extra: tuple[Path, ...] = (), params: Mapping[str, Mapping[str, object]] | None = None) -> RuleSet:
    """The built-in catalogue and the rules of the `extra` directories.

    `params` overrides thresholds: rule id -> parameter -> value. Raises RuleError naming file and line.
    """
    compiled = compiled_rules()
    files: dict[str, Any] | None = compiled["files"] if compiled else None
    documents = [*from_compiled(files)] if files is not None else [*from_directory(data_dir("rules"), builtin=True)]
    # Of the same rules, compiled or not, the same digest.
    digest = hashlib.sha256((compiled["digest"] if compiled else rules_digest(data_dir("rules"))).encode())
    for directory in extra:
        more = [*from_directory(directory, builtin=False)]
        if not more:
            raise RuleError(f"no rule file (*.yaml) in {directory}")
        digest.update(digest_of(more))
        _check_tables(more, documents)
        documents += more
    return _assemble(documents, params or {}, digest.hexdigest())


def load_strictly(directory: Path | None) -> tuple[RuleSet, list[str]]:
    """All rules, read from YAML with every check, and the ids of those of `directory` (the built-in ones if None)."""
    if directory is not None and directory.resolve() == data_dir("rules").resolve():
        directory = None
    builtin = [*from_directory(data_dir("rules"), builtin=True)]
    own = builtin if directory is None else [*from_directory(directory, builtin=False)]
    if not own:
        raise RuleError(f"no rule file (*.yaml) in {directory}")
    if directory is not None:
        _check_tables(own, builtin)
    documents = builtin if directory is None else builtin + own
    rules = _assemble(documents, {}, "")
    files = {d.marks.file for d in own}
    return rules, [r.id for r in rules.rules.values() if r.file in files]


def _check_tables(own: list[Document], builtin: list[Document]) -> None:
    """Raise RuleError for a data table that corrects none of the catalogue: nothing would look it up."""
    known = [document.parts[-1] for document in builtin if document.parts[0] == "data"]
    for document in own:
        if document.parts[0] == "data" and document.parts[-1] not in known:
            near = suggestion(document.parts[-1], known)
            raise RuleError(f"no table of the catalogue is called {document.parts[-1]!r}.{near}", document.marks.file)


def _assemble(documents: list[Document], params: Mapping[str, Mapping[str, object]], digest: str) -> RuleSet:
    frameworks: dict[str, Framework] = {}
    tables: dict[str, dict[str, Any]] = {}
    for document in documents:
        if document.parts[0] == "frameworks":
            framework = read_framework(document.content, document.marks, frameworks)
            frameworks[framework.id] = framework
        elif document.parts[0] == "data":
            name = document.parts[-1].removesuffix(".yaml")
            tables[name] = read_table(name, document.content, document.marks, tables.get(name))
    written = drafts(document for document in documents if document.is_rule)
    rules = {name: _rule(draft, params.get(name)) for name, draft in written.rules.items()}
    disabled = {name: _rule(draft) for name, draft in written.disabled.items()}
    for name in params:
        if name in disabled:
            raise RuleError(f"parameters for {name}, which is {_disabled(disabled[name])}")
        if name not in rules:
            raise RuleError(f"parameters for an unknown rule {name!r}.{suggestion(name, rules)}")
    # What is disabled can still be named.
    every = {**rules, **disabled}
    controls = RuleSet({}, frameworks).controls
    for name, rule in rules.items():
        if written.rules[name].strict:
            _check_references(rule, every, controls)
    uses = [WorkloadsFile(d.content, d.marks, d.strict) for d in documents if d.path == WORKLOADS]
    workloads = read_workloads(uses, every, tables)
    return RuleSet(rules, frameworks, digest, tables, workloads, left_out=disabled, disabled=disabled)


def _rule(draft: Draft, params: Mapping[str, object] | None = None) -> Rule:
    rule = build_rule(draft.written, draft.marks, draft.theme, params, strict=draft.strict)
    if draft.tailored is None:
        return rule
    # No workload changes what the user has set.
    severity = rule.info.severity if "severity" in draft.tailored.keys else None
    info = replace(rule.info, tailored=draft.tailored)
    return replace(rule, info=info, given=rule.given | draft.given, severity_set=severity)


def _disabled(rule: Rule) -> str:
    """By which file a rule is disabled, and why."""
    assert rule.info.tailored is not None
    return f"disabled by {rule.info.tailored.file}: {rule.info.tailored.reason}"


def _check_references(rule: Rule, rules: Mapping[str, Rule], controls: Mapping[str, str]) -> None:
    marks = rule.marks
    for i, lead in enumerate(rule.info.leads):
        if lead not in rules:
            raise RuleError(
                f"leads an unknown rule {lead!r}.{suggestion(lead, rules)}", marks.file, marks.line(("leads", i))
            )
    for i, control in enumerate(rule.info.controls):
        if control not in controls:
            near = suggestion(control, controls)
            raise RuleError(f"unknown control {control!r}.{near}", marks.file, marks.line(("controls", i)))
