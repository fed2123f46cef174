"""Reads rule directories into a RuleSet: the built-in catalogue from its compiled form, other directories strictly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditor.data import compiled_rules, data_dir, rules_digest
from auditor.engine.build import build_rule
from auditor.engine.errors import RuleError, suggestion
from auditor.engine.frameworks import Framework, read_framework
from auditor.engine.marks import Marks, read_yaml
from auditor.engine.rule import Rule
from auditor.engine.tables import read_table

#: A rule file larger than this is no rule file.
MAX_RULE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules and compliance frameworks by id, and a digest of everything they were read from.

    `tables` are the data tables that analyses look up, by name. Of a selection `left_out` are the rules that are not part of it, and `asked` the frameworks that were asked for by name.
    """

    rules: Mapping[str, Rule]
    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    digest: str = ""
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    left_out: Mapping[str, Rule] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()

    @property
    def controls(self) -> dict[str, str]:
        """The titles of all controls by `framework/control`."""
        every = self.frameworks.values()
        return {f"{one.id}/{name}": control.title for one in every for name, control in one.controls.items()}

    def resolve(self, word: str) -> list[str]:
        """The ids of the rules that `word`, an id, alias, theme, severity or framework, names. Raises RuleError."""
        low = word.lower()
        if low == "all":
            return list(self.rules)
        controls = self._controls(low)
        found = [
            rule.id
            for rule in self.rules.values()
            if low == rule.id
            or low in (a.lower() for a in rule.info.aliases)
            or low in (rule.info.theme.lower(), rule.severity.word)
            or not controls.isdisjoint(rule.info.controls)
        ]
        if not found and controls:
            raise RuleError(f"no rule answers {word!r}")
        if not found:
            known = [*self.rules, *self.frameworks]
            raise RuleError(f"no rule, alias, theme, severity or framework {word!r}.{suggestion(word, known)}")
        return found

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
        wanted -= {rule for word in ignore for rule in self.resolve(word)}
        chosen = {k: r for k, r in self.rules.items() if k in wanted}
        left_out = {k: r for k, r in self.rules.items() if k not in wanted}
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
    documents = [*_from_compiled(files)] if files is not None else [*_from_directory(data_dir("rules"), builtin=True)]
    # Of the same rules, compiled or not, the same digest.
    digest = hashlib.sha256((compiled["digest"] if compiled else rules_digest(data_dir("rules"))).encode())
    for directory in extra:
        more = [*_from_directory(directory, builtin=False)]
        if not more:
            raise RuleError(f"no rule file (*.yaml) in {directory}")
        digest.update(_digest(more))
        documents += more
    return _assemble(documents, params or {}, digest.hexdigest())


def load_strictly(directory: Path | None) -> tuple[RuleSet, list[str]]:
    """All rules, read from YAML with every check, and the ids of those of `directory` (the built-in ones if None)."""
    builtin = [*_from_directory(data_dir("rules"), builtin=True)]
    own = builtin if directory is None else [*_from_directory(directory, builtin=False)]
    if not own:
        raise RuleError(f"no rule file (*.yaml) in {directory}")
    documents = builtin if directory is None else builtin + own
    rules = _assemble(documents, {}, "")
    files = {d.marks.file for d in own}
    return rules, [r.id for r in rules.rules.values() if r.file in files]


@dataclass(frozen=True, slots=True)
class _Document:
    """One file: its place below the rule directory, its content, and lines (empty when compiled)."""

    path: str
    content: object
    marks: Marks
    strict: bool


def _digest(documents: list[_Document]) -> bytes:
    return json.dumps([(d.path, d.content) for d in documents], sort_keys=True, default=str).encode()


def _from_compiled(files: Mapping[str, Any]) -> list[_Document]:
    return [_Document(path, content, Marks(f"rules/{path}"), strict=False) for path, content in sorted(files.items())]


def _from_directory(directory: Path, *, builtin: bool) -> list[_Document]:
    if not directory.is_dir():
        raise RuleError(f"no rule directory {directory}")
    documents = []
    for file in sorted(directory.rglob("*.yaml")):
        name = f"rules/{file.relative_to(directory)}" if builtin else str(file)
        try:
            data = file.read_bytes()[: MAX_RULE_BYTES + 1]
            text = data.decode()
        except (OSError, UnicodeDecodeError) as error:
            raise RuleError(f"cannot be read: {error}", name) from error
        if len(data) > MAX_RULE_BYTES:
            raise RuleError(f"larger than {MAX_RULE_BYTES} bytes", name)
        content, marks = read_yaml(text, name)
        documents.append(_Document(str(file.relative_to(directory)), content, marks, strict=True))
    return documents


def _assemble(documents: list[_Document], params: Mapping[str, Mapping[str, object]], digest: str) -> RuleSet:
    rules: dict[str, Rule] = {}
    frameworks: dict[str, Framework] = {}
    tables: dict[str, dict[str, Any]] = {}
    for document in documents:
        parts = document.path.replace("\\", "/").split("/")
        if parts[0] == "frameworks":
            framework = read_framework(document.content, document.marks, frameworks)
            frameworks[framework.id] = framework
        elif parts[0] == "data":
            name = parts[-1].removesuffix(".yaml")
            tables[name] = read_table(name, document.content, document.marks, tables.get(name))
        elif parts[-1] != "workloads.yaml":
            rule = _rule(document, parts, params)
            if rule.id in rules:
                given = f"rule {rule.id} is already given by {rules[rule.id].file}"
                raise RuleError(given, document.marks.file, document.marks.line(("id",)))
            rules[rule.id] = rule
    for name in params:
        if name not in rules:
            raise RuleError(f"parameters for an unknown rule {name!r}.{suggestion(name, rules)}")
    controls = RuleSet({}, frameworks).controls
    for document, rule in zip((d for d in documents if _is_rule(d)), rules.values(), strict=True):
        _check_references(rule, rules, controls, document.marks)
    return RuleSet(rules, frameworks, digest, tables)


def _is_rule(document: _Document) -> bool:
    parts = document.path.replace("\\", "/").split("/")
    return parts[0] not in ("frameworks", "data") and parts[-1] != "workloads.yaml"


def _rule(document: _Document, parts: list[str], params: Mapping[str, Mapping[str, object]]) -> Rule:
    marks, written = document.marks, document.content
    if not isinstance(written, dict):
        raise RuleError("a rule file is a mapping", marks.file, 1)
    if document.strict:
        from auditor.engine.written import check_envelope

        for path, message in check_envelope(written):
            raise RuleError(message, marks.file, marks.line(path))
        if parts[-1] != f"{written['id']}.yaml":
            raise RuleError(f"id {written['id']!r} is not the file name", marks.file, marks.line(("id",)))
    theme = parts[-2] if len(parts) > 1 else "custom"
    return build_rule(written, marks, theme, params.get(written["id"]))


def _check_references(rule: Rule, rules: Mapping[str, Rule], controls: Mapping[str, str], marks: Marks) -> None:
    for i, lead in enumerate(rule.info.leads):
        if lead not in rules:
            raise RuleError(
                f"leads an unknown rule {lead!r}.{suggestion(lead, rules)}", marks.file, marks.line(("leads", i))
            )
    for i, control in enumerate(rule.info.controls):
        if control not in controls:
            near = suggestion(control, controls)
            raise RuleError(f"unknown control {control!r}.{near}", marks.file, marks.line(("controls", i)))
