"""`auditor rules workloads [NAME]`."""

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
    from auditor.engine.loader import RuleSet
    from auditor.engine.workloads.catalogue import Effect, Workload

_WIDTH = 100


@click.command()
@click.argument("name", required=False)
@rule_files
def workloads(name: str | None, rule_dirs: tuple[Path, ...], rule_param: tuple[str, ...]) -> None:
    """List what caches can be judged for, or tell what NAME needs and what it changes of which rules.

    The names in the list are what --workload takes.
    """
    known = loaded(rule_dirs, rule_param)
    if name is None:
        lines(_listed(known))
        return
    found = known.workloads.find(name)
    if found is None:
        raise misused("NAME", known.workloads.unknown(name))
    lines(_page(found, known))


def _listed(known: RuleSet) -> Iterator[str]:
    every = known.workloads.by_name.values()
    width = max((len(one.name) for one in every), default=0)
    for one in every:
        yield textwrap.fill(f"{one.name:<{width}}  {one.about}", _WIDTH, subsequent_indent=" " * (width + 2))


def _page(workload: Workload, known: RuleSet) -> Iterator[str]:
    yield workload.name + (f"  ({', '.join(workload.aliases)})" if workload.aliases else "")
    yield textwrap.fill(workload.about, _WIDTH)
    for title, expected in (("Eviction", workload.eviction), ("Expiry", workload.expiry)):
        if expected is not None:
            yield ""
            yield _told(f"{title}: {', '.join(expected.words)}", expected.reason, expected.sources)
    if workload.needs:
        yield ""
        yield "Needs:"
        yield from (_told(f"  {name}", why, ()) for name, why in workload.needs.items())
    if workload.effects:
        yield ""
        yield "Changes:"
        for name, effect in sorted(workload.effects.items()):
            yield _told(f"  {name}: {_changed(name, effect, known)}", effect.reason, effect.sources)


def _told(what: str, reason: str, sources: tuple[str, ...]) -> str:
    indent = "    "
    body = textwrap.fill(reason, _WIDTH, initial_indent=indent, subsequent_indent=indent)
    return "\n".join([what, body, *(f"{indent}{source}" for source in sources)])


def _changed(name: str, effect: Effect, known: RuleSet) -> str:
    """`severity high instead of medium, count 2 instead of 1`; of a rule that is disabled only what it would be."""
    from auditor.engine.evidence import show

    rule = known.rules.get(name)
    normally = {"severity": rule.severity.word, **rule.params} if rule is not None else {}
    now = {**({"severity": effect.severity.word} if effect.severity is not None else {}), **effect.params}
    return ", ".join(
        f"{what} {show(value)}" + (f" instead of {show(normally[what])}" if what in normally else "")
        for what, value in now.items()
    )
