"""`auditor rules frameworks [NAME]`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.errors import misused
from auditor.cli.options import rule_files
from auditor.cli.output import lines
from auditor.cli.ruleset import loaded

if TYPE_CHECKING:
    from auditor.engine.frameworks import Framework
    from auditor.engine.loader import RuleSet


@click.command()
@click.argument("name", required=False)
@rule_files
def frameworks(name: str | None, rule_dirs: tuple[Path, ...], rule_param: tuple[str, ...]) -> None:
    """List compliance frameworks, or the controls of NAME with the rules that answer them.

    The names in the list are what --select takes.
    """
    known = loaded(rule_dirs, rule_param)
    if name is None:
        lines(_listed(known))
        return
    found = [one for one in known.frameworks.values() if one.is_called(name)]
    if not found:
        from auditor.engine.errors import suggestion

        names = [word for one in known.frameworks.values() for word in (one.id, *one.aliases)]
        raise misused("NAME", f"no framework {name!r}.{suggestion(name, names)}")
    lines(line for one in found for line in _page(one, known))


def _listed(known: RuleSet) -> Iterator[str]:
    width = max(map(len, known.frameworks), default=0)
    for one in sorted(known.frameworks.values(), key=lambda each: each.id):
        covered = sum(bool(_answering(known, one, control)) for control in one.controls)
        yield f"{one.id:<{width}}  {covered:>3} of {len(one.controls):>3} controls covered  {one.name}"


def _page(framework: Framework, known: RuleSet) -> Iterator[str]:
    yield f"{framework.name}  ({', '.join((framework.id, *framework.aliases))})"
    if framework.url:
        yield framework.url
    yield ""
    width = max(map(len, framework.controls), default=0)
    for control, what in framework.controls.items():
        yield f"{control:<{width}}  {what.title}"
        rules = ", ".join(_answering(known, framework, control)) or "not covered"
        rules += f"; no rule asks for {what.lacks}" if what.lacks and rules != "not covered" else ""
        indent = " " * (width + 4)
        yield textwrap.fill(rules, 100, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _answering(known: RuleSet, framework: Framework, control: str) -> list[str]:
    """The rules that answer a control: those that name it and judge a kind that it is about."""
    name, kinds = f"{framework.id}/{control}", framework.controls[control].kinds
    every = sorted(known.rules.values(), key=lambda rule: rule.id)
    return [r.id for r in every if name in r.info.controls and not (kinds and kinds.isdisjoint(r.check))]
