"""`auditor scan PATH...`."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.exits import NOTHING_TO_SCAN, exit_code
from auditor.cli.options import option, pairs, rule_options, split_words, thresholds
from auditor.cli.output import leave_closed_pipe
from auditor.engine.errors import RuleError

if TYPE_CHECKING:
    from auditor.engine.loader import RuleSet
    from auditor.model.report import Report

_SEVERITIES = ("critical", "high", "medium", "low", "info")
_PATHS = click.Path(exists=True, path_type=Path)


def _now() -> str:
    """The time of the scan; SOURCE_DATE_EPOCH fixes it for outputs that must not change."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=_PATHS)
@option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Write a report; its ending names the format: .html .json .sarif .txt. Repeatable.",
)
@option("--format", "format_", default="console", show_default=True, help="Format on standard output.")
@rule_options
@option(
    "--fail-on",
    type=click.Choice([*_SEVERITIES, "never"]),
    default="medium",
    show_default=True,
    help="The least severity of a failure that makes the exit status 1.",
)
@option("--allow-gaps", is_flag=True, help="Do not exit with 3 for what could not be read.")
@option("--allow-unknown", is_flag=True, help="Do not exit with 3 for verdicts that could not be established.")
@option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="A value for a Terraform variable.")
@option(
    "--var-file",
    "var_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of values for Terraform variables.",
)
@option(
    "--limit",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    help="Findings shown in full on a terminal; 0 for all.",
)
@option("--quiet", "-q", is_flag=True, help="Print no report on standard output; files are still written.")
@option("--no-color", is_flag=True, help="No colours, as with the environment variable NO_COLOR.")
def scan(
    paths: tuple[Path, ...],
    outputs: tuple[str, ...],
    format_: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    rule_dirs: tuple[Path, ...],
    rule_param: tuple[str, ...],
    fail_on: str,
    allow_gaps: bool,
    allow_unknown: bool,
    variables: tuple[str, ...],
    var_files: tuple[Path, ...],
    limit: int,
    quiet: bool,
    no_color: bool,
) -> None:
    """Judge the caches that the Terraform code at PATHS declares.

    A path is a directory, in which every root module is scanned, or a single .tf file.
    """
    from auditor.engine.loader import load_rules
    from auditor.scan import ScanOptions, collect, evaluate

    formats = _formats(outputs, format_)
    try:
        rules: RuleSet = load_rules(rule_dirs, thresholds(rule_param)).select(split_words(select), split_words(ignore))
    except RuleError as error:
        raise click.UsageError(str(error)) from error
    from auditor.sources.terraform.inputs import InputError

    try:
        inventory = collect(paths, ScanOptions(pairs(variables, "--var"), var_files))
    except InputError as error:
        raise click.UsageError(str(error)) from error
    if not any(inventory.coverage.values()) and not inventory.gaps:
        click.echo(f"auditor: nothing to scan: no Terraform files at {', '.join(map(str, paths))}", err=True)
        sys.exit(NOTHING_TO_SCAN)
    report = evaluate(inventory, rules, _now())
    for path, name in formats:
        _write(path, name, report)
    if not quiet:
        _print(report, format_, limit, color=not no_color and "NO_COLOR" not in os.environ and sys.stdout.isatty())
    sys.exit(exit_code(report, fail_on, allow_gaps=allow_gaps, allow_unknown=allow_unknown))


def _formats(outputs: tuple[str, ...], format_: str) -> list[tuple[str, str]]:
    """(file, format) of each output, checked before anything is scanned."""
    from auditor.reporters import FORMATS, format_of

    if format_ not in FORMATS:
        raise click.BadParameter(f"{format_!r} is none of {', '.join(FORMATS)}", param_hint="'--format'")
    try:
        named = [(path, format_of(path)) for path in outputs]
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'-o'") from error
    for path, _ in named:
        if not Path(path).absolute().parent.is_dir():
            raise click.BadParameter(f"no directory {Path(path).parent}", param_hint="'-o'")
    return named


def _write(path: str, name: str, report: Report) -> None:
    from auditor.reporters import load

    try:
        with Path(path).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(load(name)(report))
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error


def _print(report: Report, name: str, limit: int, *, color: bool) -> None:
    if name == "console":
        import shutil

        from auditor.reporters.console import render

        width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
        chunks = render(report, width=width, color=color, limit=limit)
    else:
        from auditor.reporters import load

        chunks = load(name)(report)
    try:
        for chunk in chunks:
            sys.stdout.write(chunk)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough; the exit status still tells how the scan ended.
        leave_closed_pipe()
