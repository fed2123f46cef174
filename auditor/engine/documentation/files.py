"""The documentation of a rule directory as files: a page beside each rule, and the index in its README.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from auditor.engine.documentation.content import content_of
from auditor.engine.documentation.markdown import GENERATED, page, text
from auditor.engine.documentation.remedies import Judged
from auditor.engine.errors import RuleError
from auditor.engine.loader import RuleSet
from auditor.engine.rule import Rule

#: Between these two lines of README.md stands the index.
BEGIN, END = "<!-- index of the rules: begin -->", "<!-- index of the rules: end -->"

#: Themes in the order of the index; others follow by their names.
_THEMES = ("encryption", "authentication", "authorization", "network", "availability", "durability", "lifecycle",
           "logging", "parameters", "iam", "operations", "cost", "scaling", "change")  # fmt: skip
_NEW = f"# Rules\n\n{BEGIN}\n{END}\n"


def documentation(
    rules: RuleSet, own: Iterable[str], directory: Path, judged: Judged | None = None
) -> dict[Path, str | None]:
    """What the files of `directory` have to be: their text, or None for one that is to go.

    Raises RuleError where the page of a rule would take the place of one that somebody wrote.
    """
    every = [rules.rules[name] for name in own]
    wanted: dict[Path, str | None] = {}
    for file in sorted(directory.rglob("*.md")):
        if file.read_text(encoding="utf-8").startswith(GENERATED.format(name=file.stem)):
            wanted[file] = None
    places = {file.stem: file for file in sorted(directory.rglob("*.yaml"))}
    for rule in every:
        file = places[rule.id].with_suffix(".md")
        if file.exists() and file not in wanted:
            raise RuleError("it was not made from a rule: the page of a rule would take its place", str(file))
        wanted[file] = page(content_of(rule, rules, judged))
    readme = directory / "README.md"
    before = readme.read_text(encoding="utf-8") if readme.exists() else _NEW
    if BEGIN in before and END in before:
        head, rest = before.split(BEGIN, 1)
        links = {rule.id: places[rule.id].with_suffix(".md").relative_to(directory).as_posix() for rule in every}
        wanted[readme] = f"{head}{BEGIN}\n\n{index(every, links)}\n{END}{rest.split(END, 1)[1]}"
    return wanted


def stale(wanted: dict[Path, str | None]) -> list[Path]:
    """Those of the files that are not what they have to be."""
    return [file for file, is_to_be in wanted.items() if _now(file) != is_to_be]


def write(wanted: dict[Path, str | None]) -> list[Path]:
    """Make the files what they have to be; those that were not so."""
    changed = stale(wanted)
    for file in changed:
        is_to_be = wanted[file]
        if is_to_be is None:
            file.unlink()
        else:
            file.write_bytes(is_to_be.encode())
    return changed


def _now(file: Path) -> str | None:
    return file.read_bytes().decode() if file.exists() else None


def index(rules: list[Rule], links: dict[str, str]) -> str:
    """A table for each theme, the worst first."""
    themes = sorted({rule.info.theme for rule in rules}, key=lambda t: (_THEMES.index(t) if t in _THEMES else 99, t))
    return "\n".join(line for theme in themes for line in _theme(theme, rules, links))


def _theme(theme: str, rules: list[Rule], links: dict[str, str]) -> Iterator[str]:
    yield from (f"### {theme}", "", "| Rule | Severity | Asks that | Judges |", "|---|---|---|---|")
    for rule in sorted((one for one in rules if one.info.theme == theme), key=lambda r: (-r.severity, r.id)):
        marks = "".join(f"; {mark}" for mark in _marks(rule))
        kinds = ", ".join(kind.replace("_", " ") for kind in rule.check)
        yield f"| [{rule.id}]({links[rule.id]}) | {rule.severity.word} | {text(rule.info.title)} | {kinds}{marks} |"
    yield ""


def _marks(rule: Rule) -> Iterator[str]:
    if rule.changes:
        yield "plans only"
    if rule.observed:
        yield "what is running only"
    if not rule.default:
        yield "off unless selected"
