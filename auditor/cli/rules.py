"""`auditor rules list|show|test|schema|frameworks|workloads`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.frameworks import frameworks
from auditor.cli.options import option, rule_choice, rule_files
from auditor.cli.output import lines
from auditor.cli.rule_page import changed_by, rule_page
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
    """List, show, test and document rules, and print their schema."""


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
    lines(f"disabled  {rule.id:<{width}}  {changed_by(rule)}" for rule in known.disabled.values())


@rules.command()
@click.argument("rule_id")
@rule_files
def show(rule_id: str, rule_dirs: tuple[Path, ...], rule_param: tuple[str, ...]) -> None:
    """Show a rule; RULE_ID can be another tool's id."""
    known = loaded(rule_dirs, rule_param)
    with rule_errors():
        names = known.resolve(rule_id)
    from auditor.engine.documentation.content import content_of

    lines(rule_page(content_of(known.rules[name], known)) for name in names)


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
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@option("--check", is_flag=True, help="Write nothing; end with status 1 if a page is not up to date.")
def docs(directory: Path, check: bool) -> None:
    """Write a page of Markdown beside each rule of DIRECTORY, and the index of its README.md.

    The index stands between two comments, which a new README.md gets. Pages of rules that are gone are removed.
    """
    from auditor.engine.documentation.files import documentation, stale, write
    from auditor.engine.loader import load_strictly
    from auditor.reporters.outline import counted
    from auditor.snippets import judge_code

    with rule_errors():
        known, names = load_strictly(directory)
        wanted = documentation(known, names, directory, judge_code)
    changed = stale(wanted) if check else write(wanted)
    lines(f"{'not up to date' if check else 'written' if wanted[file] else 'removed'}: {file}" for file in changed)
    lines([f"{counted(len(wanted), 'page')}, {len(changed)} {'not up to date' if check else 'changed'}"])
    sys.exit(1 if check and changed else 0)


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
