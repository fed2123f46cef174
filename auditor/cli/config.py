"""The configuration file: what would otherwise be said by options each time.

A file that somebody names (`--config`, AUDITOR_CONFIG) counts as a whole. One that only lies in the working directory
may be part of the code that is scanned, which is not trusted: it can raise severities and say what caches are for, as
a tag can, and never make a verdict milder than it is without. What of it is set aside is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.errors import Refusal
from auditor.engine.errors import RuleError, suggestion
from auditor.engine.marks import Marks, read_yaml
from auditor.engine.marks import Path as Place
from auditor.engine.workloads.resolve import Chosen, Matching
from auditor.model.finding import Severity
from auditor.model.report import ConfigUse
from auditor.reporters.plain import clean

if TYPE_CHECKING:
    from auditor.engine.loader import RuleSet

#: Where it is looked for when nobody names one.
DEFAULT = ".auditor.yaml"
_MAX_BYTES = 1_000_000
_KEYS = ("workload", "workloads", "params", "severity", "select", "ignore")
_PATTERNS = ("address", "identifier", "tag")
#: What a file that was only found cannot say.
_LOOSENING = ("params", "select", "ignore")
_SEVERITIES = tuple(one.word for one in sorted(Severity, reverse=True))


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration file says.

    Attributes:
        file: its name; empty if there is none.
        trusted: whether somebody named it.
        workload: what all resources are for that no entry of `workloads` fits.
        workloads: what those that fit are for; the first counts.
        params: rule, or another tool's id -> threshold -> value.
        severity: rule, or another tool's id -> severity.
        select, ignore: as the options of these names.
        marks: its lines, for what only the rules can tell to be wrong.
        set_aside: keys that are not in force, since nobody named the file.
    """

    file: str = ""
    trusted: bool = True
    workload: Matching | None = None
    workloads: tuple[Matching, ...] = ()
    params: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    severity: Mapping[str, Severity] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    marks: Marks = field(default_factory=lambda: Marks(""))
    set_aside: tuple[str, ...] = ()

    def chosen(self, flag: str) -> Chosen:
        """What it says of workloads, below what the option says."""
        return Chosen(flag, self.workloads, self.workload, self.trusted)

    def thresholds(self, rules: RuleSet) -> dict[str, dict[str, object]]:
        """Its thresholds by the ids of rules. Raises RuleError with file and line."""
        found: dict[str, dict[str, object]] = {}
        for word, params in self.params.items():
            for name, value in params.items():
                at: Place = ("params", word, name)
                having = [rule for rule in self._named(word, rules, at[:2]) if name in rules.rules[rule].params]
                for rule in having:
                    old = rules.rules[rule].params[name]
                    if type(value) is not type(old):
                        raise self._fail(f"{name} of {rule} wants {type(old).__name__}, not {value!r}", at)
                    found.setdefault(rule, {})[name] = value
                if not having:
                    known = [one for rule in self._named(word, rules, at[:2]) for one in rules.rules[rule].params]
                    raise self._fail(f"{word} has no parameter {name!r}.{suggestion(name, known)}", at)
        return found

    def severities(self, rules: RuleSet) -> tuple[dict[str, Severity], tuple[str, ...]]:
        """Its severities by the ids of rules, and those that are set aside. Raises RuleError with file and line."""
        found: dict[str, Severity] = {}
        aside: list[str] = []
        for word, severity in self.severity.items():
            for rule in self._named(word, rules, ("severity", word)):
                if self.trusted or severity >= rules.rules[rule].severity:
                    found[rule] = severity
                else:
                    aside.append(f"severity of {rule}")
        return found, tuple(aside)

    def check(self, rules: RuleSet) -> None:
        """Raise RuleError, with file and line, for a workload that there is not."""
        for one in (*self.workloads, *((self.workload,) if self.workload else ())):
            if rules.workloads.find(one.workload) is None:
                raise RuleError(f"{one.said}: {rules.workloads.unknown(one.workload)}")

    def _named(self, word: str, rules: RuleSet, path: Place) -> list[str]:
        found = [r.id for r in rules.rules.values() if r.is_called(word)]
        if not found:
            raise self._fail(f"no rule {word!r}.{suggestion(word, rules.rules)}", path)
        return found

    def _fail(self, message: str, path: Place) -> RuleError:
        return RuleError(message, self.marks.file, self.marks.line(path))


def used_of(config: Config, rules: RuleSet) -> ConfigUse | None:
    """What a report says of the configuration; what of it is set aside is told to the user as well."""
    if not config.file:
        return None
    every = replace(rules, rules={**rules.left_out, **rules.rules})
    aside = (*config.set_aside, *config.severities(every)[1])
    if aside:
        told = f"{config.file} was found, not named, and only makes things stricter: {', '.join(aside)} of it not used"
        click.echo(clean(f"auditor: {told}; --config {config.file} uses all of it"), err=True)
    return ConfigUse(config.file, aside)


def config_of(named: Path | None) -> Config:
    """What the file that was named says, or the one that lies in the working directory. Raises Refusal."""
    path = named or Path(DEFAULT)
    if named is None and not (path.is_symlink() or path.exists()):
        return Config()
    # A link could lead the scanned code out of its directory, and a pipe has no end.
    if (named is None and path.is_symlink()) or not path.is_file():
        raise Refusal(f"{path} is no plain file; --config names another one")
    try:
        data = path.read_bytes()[: _MAX_BYTES + 1]
        text = data.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path} cannot be read: {error}") from error
    if len(data) > _MAX_BYTES:
        raise Refusal(f"{path} is larger than {_MAX_BYTES} bytes")
    try:
        content, marks = read_yaml(text, str(path))
        return _read({} if content is None else content, marks, trusted=named is not None)
    except RuleError as error:
        raise Refusal(str(error)) from error


def _read(content: object, marks: Marks, *, trusted: bool) -> Config:
    reader = _Reader(marks)
    written = reader.mapping(content, (), _KEYS)
    workload = written.get("workload")
    return Config(
        file=marks.file,
        trusted=trusted,
        workload=Matching(reader.word(workload, ("workload",)), said=reader.place(("workload",))) if workload else None,
        workloads=tuple(reader.entries(written.get("workloads", []))),
        params=dict(reader.params(written.get("params", {}))) if trusted else {},
        severity=dict(reader.severities(written.get("severity", {}))),
        select=reader.words(written.get("select", []), ("select",)) if trusted else (),
        ignore=reader.words(written.get("ignore", []), ("ignore",)) if trusted else (),
        marks=marks,
        set_aside=() if trusted else tuple(key for key in _LOOSENING if key in written),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the written form strictly: what makes no sense is an error with file and line."""

    marks: Marks

    def fail(self, message: str, path: Place) -> RuleError:
        return RuleError(message, self.marks.file, self.marks.line(path))

    def place(self, path: Place) -> str:
        return f"{self.marks.file}:{self.marks.line(path)}"

    def mapping(self, written: object, path: Place, keys: tuple[str, ...] = ()) -> dict[str, object]:
        if not isinstance(written, dict):
            raise self.fail(f"{path[-1] if path else 'a configuration'} is a mapping, not {written!r}"[:200], path)
        for key in written:
            if keys and key not in keys:
                raise self.fail(f"unknown key {str(key)[:100]!r}.{suggestion(str(key)[:100], keys)}", (*path, key))
        return written

    def word(self, written: object, path: Place) -> str:
        if not isinstance(written, str) or not written.strip():
            name = next(key for key in reversed(path) if isinstance(key, str))
            raise self.fail(f"{name} wants a text, not {written!r}"[:200], path)
        return written.strip()

    def words(self, written: object, path: Place) -> tuple[str, ...]:
        if not isinstance(written, list):
            raise self.fail(f"{path[-1]} is a list of words, not {written!r}"[:200], path)
        return tuple(self.word(one, (*path, number)) for number, one in enumerate(written))

    def entries(self, written: object) -> Iterator[Matching]:
        if not isinstance(written, list):
            raise self.fail("workloads is a list of {address, identifier or tag, and workload}", ("workloads",))
        for number, one in enumerate(written):
            path: Place = ("workloads", number)
            entry = self.mapping(one, path, ("workload", *_PATTERNS))
            patterns = {key: self.word(entry[key], (*path, key)) for key in _PATTERNS if key in entry}
            if not patterns:
                raise self.fail(f"one of {', '.join(_PATTERNS)} is wanted; `workload:` is for all others", path)
            if "=" not in patterns.get("tag", "="):
                raise self.fail(f"tag is a pattern for name=value, not {patterns['tag']!r}", (*path, "tag"))
            yield Matching(self.word(entry.get("workload"), (*path, "workload")), **patterns, said=self.place(path))

    def params(self, written: object) -> Iterator[tuple[str, dict[str, object]]]:
        for rule, params in self.mapping(written, ("params",)).items():
            yield rule, self.mapping(params, ("params", rule))

    def severities(self, written: object) -> Iterator[tuple[str, Severity]]:
        for rule, word in self.mapping(written, ("severity",)).items():
            if word not in _SEVERITIES:
                near = suggestion(str(word)[:100], _SEVERITIES)
                raise self.fail(f"{str(word)[:100]!r} is none of {', '.join(_SEVERITIES)}.{near}", ("severity", rule))
            yield rule, Severity.of(str(word))
