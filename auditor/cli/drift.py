"""`auditor drift IAC LIVE`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.errors import Refusal
from auditor.cli.exits import CLEAN, FAILED, NOT_ESTABLISHED
from auditor.cli.options import option, rule_choice
from auditor.cli.output import lines, put
from auditor.cli.paths import PathOrInput, held_by
from auditor.cli.reporting import now
from auditor.cli.ruleset import chosen

if TYPE_CHECKING:
    from auditor.engine.drift.values import Drift
    from auditor.engine.loader import RuleSet
    from auditor.model.resource import Inventory


@click.command()
@click.argument("iac", type=PathOrInput())
@click.argument("live", type=PathOrInput())
@rule_choice
@option(
    "--format",
    "format_",
    type=click.Choice(["console", "json"]),
    default="console",
    show_default=True,
    help="Format on standard output.",
)
@option("--allow-gaps", is_flag=True, help="Do not exit with 3 for what could not be read or matched.")
def drift(
    iac: Path,
    live: Path,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    rule_dirs: tuple[Path, ...],
    rule_param: tuple[str, ...],
    format_: str,
    *,
    allow_gaps: bool,
) -> None:
    """Tell where what runs (LIVE) is not what code declares (IAC).

    Each is a path that `auditor scan` takes: code, a plan, a state, a template, or an inventory that `auditor aws` or
    `auditor scan` wrote with --save-inventory, which is how variables and parameters are given. Exit status: 0 all is
    as declared; 1 something is not; 2 a usage error, or nothing to compare; 3 not established: a gap on either side,
    or a cache that cannot be told among what runs.
    """
    from auditor import __version__
    from auditor.reporters.drift import document, table

    rules, started_at = chosen(rule_dirs, rule_param, select, ignore), now()
    held = held_by((iac, live))
    found = _compared(_collected(iac, held), _collected(live, held), rules, started_at)
    if format_ == "json":
        put(document(found, __version__), for_people=False)
    else:
        lines(table(found))
    sys.exit(_status(found, allow_gaps=allow_gaps))


def _collected(path: Path, held: dict[Path, bytes]) -> Inventory:
    """What there is at one of the paths. Raises Refusal where that is nothing at all."""
    from auditor.scan import ScanOptions, UnrecognisedError, collect
    from auditor.sources.inputs import InputError

    try:
        inventory = collect((path,), ScanOptions(held={path: held[path]} if path in held else {}))
    except UnrecognisedError as error:
        raise Refusal(f"nothing to compare: {error}") from error
    except InputError as error:
        raise Refusal(str(error)) from error
    if not any(inventory.coverage.values()):
        raise Refusal(f"nothing to compare: no code, plan, state, template or saved inventory at {path}")
    return inventory


def _compared(declared: Inventory, actual: Inventory, rules: RuleSet, started_at: str) -> Drift:
    """Both judged by the same rules on the same day, and compared."""
    from auditor.engine.drift.find import drift_of
    from auditor.scan import evaluate

    here, there = (evaluate(inventory, rules, started_at) for inventory in (declared, actual))
    return drift_of(declared, actual, here.findings.verdicts, there.findings.verdicts, here.gaps, there.gaps)


def _status(found: Drift, *, allow_gaps: bool) -> int:
    if found.found:
        return FAILED
    return CLEAN if allow_gaps or not (found.gaps or found.open) else NOT_ESTABLISHED
