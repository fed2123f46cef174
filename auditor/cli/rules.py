"""`auditor rules list|show|test|schema|frameworks|workloads`."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.frameworks import frameworks
from auditor.cli.options import option, rule_choice, rule_files
from auditor.cli.output import lines
from auditor.cli.ruleset import chosen, loaded, rule_errors
from auditor.cli.workloads import workloads

if TYPE_CHECKING:
    from auditor.engine.examples import Outcome
    from auditor.engine.loader import RuleSet
    from auditor.engine.mutants.survivors import Survivor
    from auditor.engine.rule import Rule
    from auditor.model.schema import KindSpec


@click.group()
def rules() -> None:
    """List, show and test rules, and print their schema."""


rules.add_command(frameworks)
rules.add_command(workloads)


@rules.command("list")
@rule_choice
def list_(
    select: tuple[str, ...], ignore: tuple[str, ...], rule_dirs: tuple[Path, ...], rule_param: tuple[str, ...]
) -> None:
    """List the rules that a scan would run, worst first."""
    known = chosen(rule_dirs, rule_param, select, ignore)
    found = known.rules.values()
    width = max(len(rule.id) for rule in found)
    lines(
        f"{rule.severity.word:<8}  {rule.id:<{width}}  {rule.info.theme:<14}  {rule.info.title}"
        for rule in sorted(found, key=lambda r: (-r.severity, r.info.theme, r.id))
    )
    lines(f"disabled  {rule.id:<{width}}  {_why(rule)}" for rule in known.disabled.values())


def _why(rule: Rule) -> str:
    """Which file of the user's changes a rule, and for what reason."""
    told = rule.info.tailored
    assert told is not None
    return f"by {told.file}: {' '.join(told.reason.split())}"


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
    if info.tailored:
        told = f"{', '.join(info.tailored.keys)} {_why(rule)}"
        lines += [textwrap.fill(f"Overridden: {told}", 100, subsequent_indent="  ")]
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
@option("--verbose", "-v", is_flag=True, help="Name every example, and facts of examples that decide nothing.")
@option("--no-mutants", is_flag=True, help="Run the examples only; do not ask whether they would notice a mistake.")
def test(directory: Path | None, verbose: bool, no_mutants: bool) -> None:
    """Check rules, run their examples, and ask what the examples would not notice.

    All that can be wrong with a rule of DIRECTORY is an error with file and line. Without DIRECTORY the built-in rules
    are checked. Then each part of a rule is changed in turn: a threshold by one, a condition left out, `every` turned
    into `some`. Where no example comes out otherwise, the part is not needed, or an example is missing.
    """
    from auditor.engine.examples import run_examples
    from auditor.engine.loader import load_strictly
    from auditor.reporters.outline import counted

    with rule_errors():
        known, names = load_strictly(directory)
        outcomes = {name: list(run_examples(known.rules[name], known)) for name in names if _own(known.rules[name])}
    every = [outcome for of_rule in outcomes.values() for outcome in of_rule]
    wrong = sum(not outcome.ok for outcome in every)
    lines(_told(outcome) for outcome in every if verbose or not outcome.ok)
    # What an example would notice can only be asked of one that comes out as it should.
    sound = [known.rules[name] for name, of_rule in outcomes.items() if all(outcome.ok for outcome in of_rule)]
    tried, survive = (0, 0) if no_mutants else _mutated(sound, known, verbose)
    mutants = "" if no_mutants else f"; {counted(tried, 'mutant')}, {survive} unnoticed"
    lines([f"{counted(len(names), 'rule')}, {counted(len(every), 'example')}, {wrong} wrong{mutants}"])
    sys.exit(1 if wrong or survive else 0)


def _own(rule: Rule) -> bool:
    """Whether its examples are its own: those of a rule that it overrides are tried there, with its thresholds."""
    return rule.info.tailored is None or "examples" in rule.info.tailored.keys


def _told(outcome: Outcome) -> str:
    if outcome.ok:
        return f"ok    {outcome.rule} {outcome.label}"
    return f"WRONG {outcome.rule} {outcome.label}: got {outcome.actual.value}: {outcome.message}"


def _mutated(sound: list[Rule], known: RuleSet, verbose: bool) -> tuple[int, int]:
    """Mutate rules and tell what survives: how many mutants there were, and how many survive."""
    from auditor.engine.mutants.survivors import mutate

    tried = survive = 0
    for rule in sound:
        mutation = mutate(rule, known.tables)
        tried, survive = tried + mutation.tried, survive + len(mutation.survivors)
        lines(_place("UNNOTICED", each) for each in mutation.survivors)
        lines(_place("note ", each) for each in mutation.remarks if verbose)
    return tried, survive


def _place(mark: str, survivor: Survivor) -> str:
    return f"{mark} {survivor.file}:{survivor.line}: {survivor.words}\n      {survivor.advice}"


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
