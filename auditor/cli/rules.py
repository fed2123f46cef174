"""`auditor rules list|show|test|schema`."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.options import rule_options, split_words, thresholds
from auditor.engine.errors import RuleError

if TYPE_CHECKING:
    from auditor.engine.loader import RuleSet
    from auditor.engine.rule import Rule


@click.group()
def rules() -> None:
    """List, show and test rules, and print their schema."""


def _load(rule_dirs: tuple[Path, ...] = (), rule_param: tuple[str, ...] = ()) -> RuleSet:
    from auditor.engine.loader import load_rules

    try:
        return load_rules(rule_dirs, thresholds(rule_param))
    except RuleError as error:
        raise click.UsageError(str(error)) from error


@rules.command("list")
@rule_options
def list_(
    select: tuple[str, ...], ignore: tuple[str, ...], rule_dirs: tuple[Path, ...], rule_param: tuple[str, ...]
) -> None:
    """List the rules that a scan would run, worst first."""
    try:
        found = _load(rule_dirs, rule_param).select(split_words(select), split_words(ignore))
    except RuleError as error:
        raise click.UsageError(str(error)) from error
    width = max((len(r) for r in found.rules), default=0)
    for rule in sorted(found.rules.values(), key=lambda r: (-r.severity, r.info.theme, r.id)):
        click.echo(f"{rule.severity.word:<8}  {rule.id:<{width}}  {rule.info.theme:<14}  {rule.info.title}")


@rules.command()
@click.argument("rule_id")
@rule_options
def show(
    rule_id: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    rule_dirs: tuple[Path, ...],
    rule_param: tuple[str, ...],
) -> None:
    """Show all about one rule; RULE_ID may also be another tool's id for it."""
    loaded = _load(rule_dirs, rule_param)
    try:
        names = loaded.resolve(rule_id)
    except RuleError as error:
        raise click.UsageError(str(error)) from error
    for name in names:
        click.echo(_page(loaded.rules[name]))


def _page(rule: Rule) -> str:
    info = rule.info
    lines = [f"{rule.id}  ({info.severity.word}, {info.theme})", info.title, "", *textwrap.wrap(info.why, 100), ""]
    lines += ["Applies to: " + ", ".join(rule.check), f"File: {rule.file}"]
    if rule.params:
        lines.append("Parameters: " + ", ".join(f"{k}={v}" for k, v in rule.params.items()))
    if info.controls:
        lines.append("Controls: " + ", ".join(info.controls))
    if info.aliases:
        lines.append("Also known as: " + ", ".join(info.aliases))
    lines += ["", "Remediation" + (f" ({info.effect})" if info.effect else "") + ":"]
    for channel, text in info.remediation.items():
        body = textwrap.fill(text, 100) if channel == "text" else text.rstrip()
        lines += [textwrap.indent(body if channel == "text" else f"{channel}:\n{textwrap.indent(body, '  ')}", "  ")]
    return "\n".join(lines) + "\n"


@rules.command()
@click.argument("directory", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--verbose", "-v", is_flag=True, help="Name every example, not only those that went wrong.")
def test(directory: Path | None, verbose: bool) -> None:
    """Check rules strictly and run their examples: the built-in ones, or those of DIRECTORY."""
    from auditor.engine.examples import run_examples
    from auditor.engine.loader import load_strictly

    wrong = total = 0
    try:
        loaded, chosen = load_strictly(directory)
        for name in chosen:
            for outcome in run_examples(loaded.rules[name], loaded):
                total += 1
                wrong += not outcome.ok
                if verbose or not outcome.ok:
                    word = "ok   " if outcome.ok else "WRONG"
                    got = "" if outcome.ok else f": got {outcome.actual.value}: {outcome.message}"
                    click.echo(f"{word} {outcome.rule} {outcome.label}{got}")
    except RuleError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{len(chosen)} rules, {total} examples, {wrong} wrong")
    sys.exit(1 if wrong else 0)


@rules.command()
@click.option("--facts", is_flag=True, help="The kinds with their facts and relations instead.")
def schema(facts: bool) -> None:
    """Print the JSON Schema of a rule file, or the facts that conditions can test."""
    if not facts:
        from auditor.engine.written import json_schema

        click.echo(json.dumps(json_schema(), indent=2))
        return
    from auditor.model.schema import KINDS

    for kind in KINDS.values():
        click.echo(kind.name)
        for fact in kind.facts.values():
            values = f" ({' < '.join(fact.values)})" if fact.values else ""
            click.echo(f"  {fact.name:<20} {fact.type.value:<13} {fact.doc}{values}")
        for relation in kind.relations.values():
            click.echo(f"  {relation.name:<20} {'-> ' + ', '.join(relation.targets):<13} {relation.doc}")
