"""A rule as a page of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.engine.documentation.content import EFFECTS, LANGUAGES, VERDICTS, Content, Situation
from auditor.engine.mutants.words import flow

#: The first line of every page: what made it, so that nobody edits it and what is out of date can be told.
GENERATED = "<!-- Made by `auditor rules docs` from {name}.yaml: edit that. -->"

_SPECIAL = re.compile(r"([\\`*_<>|\[\]])")


def page(content: Content) -> str:
    """The page of one rule."""
    info = content.rule.info
    parts = [
        GENERATED.format(name=info.id),
        f"# {text(info.title)}",
        f"`{info.id}` · {info.severity.word} · {info.theme} · [the rule]({info.id}.yaml)",
        text(info.why),
        *_judged(content),
        *_fails(content),
        *_remedy(content),
        *_table("## Thresholds", ("Name", "Default"), ((_code(k), _code(flow(v))) for k, v in _params(content))),
        *_workloads(content),
        *_examples(content),
        *_list("## What it rests on", (f"<{url}>: {text(says)}" for url, says in info.sources)),
        *_table(
            "## Controls",
            ("Framework", "Control", "Title"),
            ((text(c.framework), text(c.control), text(c.title)) for c in content.controls),
        ),
        *_list("## Also known as", [", ".join(map(_code, info.aliases))] if info.aliases else []),
    ]
    return "\n\n".join(parts) + "\n"


def text(words: str) -> str:
    """A text in which nothing is markup, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def _code(text: str) -> str:
    """A text as code, on one line; in a table a bar would end the cell."""
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{ticks}{' '.join(text.split())}{ticks}".replace("|", "\\|")


def _fenced(text: str, language: str) -> str:
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A section with a table, if it has rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        yield from (title, "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *lines]))


def _list(title: str, items: Iterable[str]) -> Iterator[str]:
    lines = [f"- {item}" for item in items]
    if lines:
        yield from (title, "\n".join(lines))


def _params(content: Content) -> list[tuple[str, object]]:
    return list(content.rule.params.items())


def _judged(content: Content) -> Iterator[str]:
    yield "## What it asks"
    yield " ".join(map(text, content.judges))
    yield _fenced(content.condition_text, "yaml")
    if content.rule.not_applicable:
        yield f"Where it does not apply: {text(content.rule.not_applicable)}."


def _fails(content: Content) -> Iterator[str]:
    if content.failures:
        yield "## How it fails"
    for one in content.failures:
        yield f"> {text(one.message)}"
        rows = [(_code(fact), _code(value), _code(wanted)) for fact, value, wanted in one.found]
        yield from list(_table("", ("Fact", "Found", "Wanted"), rows))[1:]


def _remedy(content: Content) -> Iterator[str]:
    info = content.rule.info
    yield "## What to do"
    yield text(info.remediation.get("text", ""))
    yield f"Applying it, at worst: {info.effect}; {EFFECTS.get(info.effect, info.effect)}."
    for remedy in content.remedies:
        name, language = LANGUAGES[remedy.language]
        yield f"### {name}"
        if remedy.before:
            yield from ("Before, which fails:", _fenced(remedy.before, language), "After, which passes:")
        yield _fenced(remedy.code, language)


def _workloads(content: Content) -> Iterator[str]:
    rows = ((_code(w.workload), _code(w.changes), text(w.reason)) for w in content.workloads)
    return _table("## By workload", ("Workload", "Changes", "Because"), rows)


def _examples(content: Content) -> Iterator[str]:
    rows = ((VERDICTS[one.verdict], _situation(one), text(one.note)) for one in content.situations)
    return _table("## Examples", ("Verdict", "Situation", "Note"), rows)


def _situation(one: Situation) -> str:
    return "<br>".join(map(_code, one.lines))
