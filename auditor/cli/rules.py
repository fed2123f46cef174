"""`auditor rules list|show|test|schema`."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.options import option, rule_choice, rule_files
from auditor.cli.output import lines
from auditor.cli.ruleset import chosen, loaded, rule_errors

if TYPE_CHECKING:
    from auditor.engine.examples import Outcome
    from auditor.engine.rule import Rule
    from auditor.model.schema import KindSpec


@click.group()
def rules() -> None:
    """List, show and test rules, and print their schema."""


@rules.command("list")
@rule_choice
def list_(
    select: tuple[str, ...], ignore: tuple[str, ...], rule_dirs: tuple[Path, ...], rule_param: tuple[str, ...]
) -> None:
    """List the rules that a scan would run, worst first."""
    found = chosen(rule_dirs, rule_param, select, ignore).rules.values()
    width = max(len(rule.id) for rule in found)
    lines(
        f"{rule.severity.word:<8}  {rule.id:<{width}}  {rule.info.theme:<14}  {rule.info.title}"
        for rule in sorted(found, key=lambda r: (-r.severity, r.info.theme, r.id))
    )


@rules.command()
@click.argument("rule_id")
@rule_files
def show(rule_id: str, rule_dirs: tuple[Path, ...], rule_param: tuple[str, ...]) -> None:
    """Show a rule; RULE_ID can be another tool's id."""
    known = loaded(rule_dirs, rule_param)
    with rule_errors():
        names = known.resolve(rule_id)
    lines(_page(known.rules[name]) for name in names)


def _page(rule: Rule) -> str:
    info = rule.info
    lines = [f"{rule.id}  ({info.severity.word}, {info.theme})", info.title, "", *textwrap.wrap(info.why, 100), ""]
    lines += [_list("Applies to", rule.check)]
    lines += [_list("Where a plan does this to it", info.changes)] if info.changes else []
    lines += [f"File: {rule.file}"]
    lines += [_list("Parameters", [f"{k}={v}" for k, v in rule.params.items()])] if rule.params else []
    lines += [_list("Controls", info.controls)] if info.controls else []
    lines += [_list("Also known as", info.aliases)] if info.aliases else []
    lines += ["", "Remediation" + (f" ({info.effect})" if info.effect else "") + ":"]
    for channel, text in info.remediation.items():
        body = textwrap.fill(text, 100) if channel == "text" else text.rstrip()
        lines += [textwrap.indent(body if channel == "text" else f"{channel}:\n{textwrap.indent(body, '  ')}", "  ")]
    return "\n".join(lines) + "\n"


def _list(title: str, words: Iterable[str]) -> str:
    text = f"{title}: {', '.join(words)}"
    return textwrap.fill(text, 100, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


@rules.command()
@click.argument("directory", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@option("--verbose", "-v", is_flag=True, help="Name every example, not only those that went wrong.")
def test(directory: Path | None, verbose: bool) -> None:
    """Check rules and run their examples.

    All that can be wrong with a rule of DIRECTORY is an error with file and line. Without DIRECTORY the built-in rules
    are checked.
    """
    from auditor.engine.examples import run_examples
    from auditor.engine.loader import load_strictly
    from auditor.reporters.outline import counted

    with rule_errors():
        known, names = load_strictly(directory)
        outcomes = [outcome for name in names for outcome in run_examples(known.rules[name], known)]
    wrong = sum(not outcome.ok for outcome in outcomes)
    lines(_told(outcome) for outcome in outcomes if verbose or not outcome.ok)
    lines([f"{counted(len(names), 'rule')}, {counted(len(outcomes), 'example')}, {wrong} wrong"])
    sys.exit(1 if wrong else 0)


def _told(outcome: Outcome) -> str:
    if outcome.ok:
        return f"ok    {outcome.rule} {outcome.label}"
    return f"WRONG {outcome.rule} {outcome.label}: got {outcome.actual.value}: {outcome.message}"


@rules.command()
@option("--facts", is_flag=True, help="Print what conditions can test instead: kinds, facts, relations.")
def schema(facts: bool) -> None:
    """Print the JSON Schema of a rule file."""
    if not facts:
        from auditor.engine.written import json_schema

        lines([json.dumps(json_schema(), indent=2)])
        return
    from auditor.model.schema import KINDS

    lines(line for kind in KINDS.values() for line in _listed(kind))


def _listed(kind: KindSpec) -> Iterator[str]:
    """One kind: each fact with its type, each relation with the kinds it leads to."""
    rows = [
        (f.name, f.type.value, f"{f.doc} ({' < '.join(f.values)})" if f.values else f.doc) for f in kind.facts.values()
    ]
    rows += [(r.name, f"-> {', '.join(r.targets)}", r.doc) for r in kind.relations.values()]
    first, second = (max((len(row[column]) for row in rows), default=0) for column in (0, 1))
    yield kind.name
    yield from (f"  {name:<{first}}  {what:<{second}}  {doc}" for name, what, doc in rows)
