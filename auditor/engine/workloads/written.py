"""From the written form of workloads to what runs, strictly: what makes no sense is an error with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor.engine.build import build_rule
from auditor.engine.errors import RuleError, suggestion
from auditor.engine.marks import Marks, Path
from auditor.engine.rule import Rule
from auditor.engine.workloads.catalogue import Effect, Expectation, Workload, Workloads
from auditor.model.finding import Severity

_KEYS = ("about", "aliases", "needs", "eviction", "expiry", "rules")
_EXPIRY = ("all", "some", "none")
_SEVERITIES = tuple(one.word for one in sorted(Severity, reverse=True))
#: The table that has an entry for each capability.
CAPABILITIES = "capabilities"


@dataclass(frozen=True, slots=True)
class WorkloadsFile:
    """One file of workloads: its content, its lines, and whether all of it is to be checked."""

    content: object
    marks: Marks
    strict: bool = True


def read_workloads(
    documents: list[WorkloadsFile], rules: Mapping[str, Rule], tables: Mapping[str, Mapping[str, Any]]
) -> Workloads:
    """The workloads of all documents. One that an earlier document has is taken further: its rules count beside those.

    Raises RuleError with file and line.
    """
    found: dict[str, Workload] = {}
    for document in documents:
        reader = _Reader(document, rules, tables)
        for name, written in reader.mapping(document.content, (), "a file of workloads").items():
            found[name] = reader.workload(name, written, found.get(name))
    _check_names(found, documents)
    return Workloads.of(found.values())


def _check_names(found: Mapping[str, Workload], documents: list[WorkloadsFile]) -> None:
    """Raise RuleError where one word would mean two workloads."""
    meant: dict[str, str] = {}
    for one in found.values():
        for word in (one.name, *one.aliases):
            if meant.setdefault(word, one.name) != one.name or (word != one.name and word in found):
                raise RuleError(f"{word!r} is two workloads, {meant[word]} and {one.name}", documents[-1].marks.file)


@dataclass(frozen=True, slots=True)
class _Reader:
    document: WorkloadsFile
    rules: Mapping[str, Rule]
    tables: Mapping[str, Mapping[str, Any]]

    def fail(self, message: str, path: Path) -> RuleError:
        marks = self.document.marks
        return RuleError(message, marks.file, marks.line(path))

    def mapping(self, written: object, path: Path, what: str, keys: tuple[str, ...] = ()) -> Mapping[str, Any]:
        """A mapping that has no key beside `keys`, if they are given."""
        if not isinstance(written, dict) or not written:
            raise self.fail(f"{what} is a mapping", path)
        for key in written:
            if not isinstance(key, str) or (keys and key not in keys):
                raise self.fail(f"unknown key {key!r} of {what}.{suggestion(str(key), keys)}", (*path, key))
        return written

    def text(self, written: Mapping[str, Any], key: str, path: Path) -> str:
        value = written.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"{key} is missing: a text that says it", (*path, key))
        return " ".join(value.split())

    def texts(self, written: Mapping[str, Any], key: str, path: Path) -> tuple[str, ...]:
        value = written.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self.fail(f"{key} is a list of texts", (*path, key))
        return tuple(value)

    def sources(self, written: Mapping[str, Any], path: Path) -> tuple[str, ...]:
        found = self.texts(written, "sources", path)
        for number, one in enumerate(found):
            if not one.startswith("https://"):
                raise self.fail(f"{one!r} is no address (https://...)", (*path, "sources", number))
        return found

    def workload(self, name: str, content: object, known: Workload | None) -> Workload:
        path: Path = (name,)
        if name != name.lower() or not name.replace("-", "").isalnum():
            raise self.fail(f"{name!r} is no name of a workload: small letters and dashes", path)
        written = self.mapping(content, path, "a workload", _KEYS)
        effects = dict(self._effects(written.get("rules") or {}, (*path, "rules")))
        if known is not None:
            for key in written:
                if key != "rules":
                    raise self.fail(f"{name} is there already: only its rules can be added to, not {key}", (*path, key))
            return replace(known, effects={**known.effects, **effects})
        return Workload(
            name,
            self.text(written, "about", path),
            tuple(word.lower() for word in self.texts(written, "aliases", path)),
            self._needs(written.get("needs") or {}, (*path, "needs")),
            self._expectation(written, "eviction", "policies", path),
            self._expectation(written, "expiry", "entries", path),
            effects,
        )

    def _needs(self, content: object, path: Path) -> dict[str, str]:
        if content == {}:
            return {}
        written = self.mapping(content, path, "needs")
        known = self.tables.get(CAPABILITIES, {}).get("entries", {})
        for capability in written:
            if capability not in known:
                near = suggestion(capability, known)
                raise self.fail(f"no capability {capability!r} in data/{CAPABILITIES}.yaml.{near}", (*path, capability))
        return {capability: self.text(written, capability, path) for capability in written}

    def _expectation(self, written: Mapping[str, Any], key: str, words: str, path: Path) -> Expectation | None:
        if key not in written:
            return None
        at = (*path, key)
        inner = self.mapping(written[key], at, key, (words, "reason", "sources"))
        if words == "entries":
            if inner.get(words) not in _EXPIRY:
                raise self.fail(f"entries is one of {', '.join(_EXPIRY)}, not {inner.get(words)!r}", (*at, words))
            found: tuple[str, ...] = (inner[words],)
        else:
            found = self.texts(inner, words, at)
        return Expectation(found, self.text(inner, "reason", at), self.sources(inner, at))

    def _effects(self, content: object, path: Path) -> Iterator[tuple[str, Effect]]:
        if content == {}:
            return
        for name, written in self.mapping(content, path, "rules").items():
            at = (*path, name)
            if name not in self.rules:
                raise self.fail(f"no rule {name!r}.{suggestion(name, self.rules)}", at)
            inner = self.mapping(written, at, f"what changes of {name}", ("severity", "params", "reason", "sources"))
            severity, params = self._severity(inner, at), self._params(self.rules[name], inner, at)
            if severity is None and not params:
                raise self.fail(f"nothing of {name} is changed: severity, params or both are wanted", at)
            yield name, Effect(severity, params, self.text(inner, "reason", at), self.sources(inner, at))

    def _severity(self, written: Mapping[str, Any], path: Path) -> Severity | None:
        word = written.get("severity")
        if word is None:
            return None
        if word not in _SEVERITIES:
            near = suggestion(str(word), _SEVERITIES)
            raise self.fail(f"severity is one of {', '.join(_SEVERITIES)}, not {word!r}.{near}", (*path, "severity"))
        return Severity.of(word)

    def _params(self, rule: Rule, written: Mapping[str, Any], path: Path) -> Mapping[str, object]:
        if "params" not in written:
            return {}
        at = (*path, "params")
        params = self.mapping(written["params"], at, "params")
        for name, value in params.items():
            if name not in rule.params:
                near = suggestion(name, rule.params)
                raise self.fail(f"{rule.id} has no parameter {name!r}.{near}", (*at, name))
            if type(value) is not type(rule.params[name]):
                wanted = type(rule.params[name]).__name__
                raise self.fail(f"parameter {name} of {rule.id} wants {wanted}, not {value!r}", (*at, name))
        if self.document.strict:
            self._compile(rule, params, at)
        return params

    def _compile(self, rule: Rule, params: Mapping[str, Any], path: Path) -> None:
        """Raise RuleError where a value is of the right type and still none that the rule can compare with."""
        try:
            build_rule(rule.written, rule.marks, rule.info.theme, params)
        except RuleError as error:
            raise self.fail(f"{rule.id} cannot be judged with these parameters: {error}", path) from error
