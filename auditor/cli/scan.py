"""`auditor scan PATH...`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.config import Config, config_of, used_of
from auditor.cli.errors import Refusal, misused
from auditor.cli.exits import exit_code
from auditor.cli.options import Ordered, interleaved, option, pairs, rule_choice
from auditor.cli.output import put
from auditor.cli.paths import PathOrInput, held_by
from auditor.cli.ruleset import chosen, rule_errors

if TYPE_CHECKING:
    from auditor.engine.loader import RuleSet
    from auditor.engine.workloads.resolve import Chosen
    from auditor.model.report import Report
    from auditor.model.resource import Inventory
    from auditor.scan import ScanOptions

_SEVERITIES = ("critical", "high", "medium", "low", "info")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _now() -> str:
    """The time of the scan; SOURCE_DATE_EPOCH fixes it for outputs that must not change. Raises Refusal."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Refusal(f"SOURCE_DATE_EPOCH: {epoch!r} is no time in seconds") from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@click.command(cls=Ordered)
@click.argument("paths", nargs=-1, required=True, type=PathOrInput())
@option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Write a report; its ending names the format: .html .json .sarif .txt. Repeatable.",
)
@option(
    "--format",
    "format_",
    default="console",
    show_default=True,
    metavar="NAME",
    help="Format on standard output: console, html, json or sarif.",
)
@rule_choice
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
    type=_FILE,
    help="A file of values for Terraform variables. Of --var and --var-file the later one wins.",
)
@option("--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A value for a CloudFormation parameter.")
@option(
    "--parameter-file",
    "parameter_files",
    multiple=True,
    type=_FILE,
    help="A file of values for CloudFormation parameters, in a form that the AWS CLI or CodePipeline takes. Of --param "
    "and --parameter-file the later one wins.",
)
@option("--tf-env", is_flag=True, help="Use TF_VAR_<NAME> and TF_WORKSPACE of the environment, as Terraform does.")
@option("--workspace", default="", metavar="NAME", help="The Terraform workspace; unknown if not named.")
@option(
    "--limit",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    help="Findings shown in full on a terminal; 0 for all.",
)
@option("--workload", default="", metavar="NAME", help="What the caches are for; `auditor rules workloads` lists them.")
@option(
    "--config",
    "config_file",
    type=_FILE,
    help="A configuration file. Without it .auditor.yaml of the working directory is used as far as it is stricter.",
)
@option("--quiet", "-q", is_flag=True, help="Print no report on standard output; files are still written.")
@option("--no-color", is_flag=True, help="No colours, as with the environment variable NO_COLOR.")
@click.pass_context
def scan(
    ctx: click.Context,
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
    parameters: tuple[str, ...],
    parameter_files: tuple[Path, ...],
    tf_env: bool,
    workspace: str,
    limit: int,
    workload: str,
    config_file: Path | None,
    quiet: bool,
    no_color: bool,
) -> None:
    """Judge the caches that Terraform code, plans and states, and CloudFormation templates at PATHS declare.

    A path is a directory, in which every root module and every template is scanned, a single .tf file, a template in
    YAML or JSON, or a plan or state as `terraform show -json` prints it; - is one of these on standard input.
    """
    formats, started_at = _formats(outputs, format_), _now()
    config = config_of(config_file)
    rules = chosen(rule_dirs, rule_param, select, ignore, config)
    uses, used = _purposes(config, workload, rules), used_of(config, rules)
    from auditor.scan import ScanOptions, evaluate

    options = ScanOptions(
        interleaved(ctx, var_files=var_files, variables=pairs(variables, "--var")),
        interleaved(ctx, parameter_files=parameter_files, parameters=pairs(parameters, "--param")),
        held_by(paths),
        _terraform_environment() if tf_env else {},
        workspace,
    )
    inventory = _collected(paths, options)
    report = evaluate(inventory, rules, started_at, uses, used)
    for path, name in formats:
        _write(path, _rendered(report, name, limit))
    if not quiet:
        _print(report, format_, limit, color=not no_color and _takes_colour())
    sys.exit(exit_code(report, fail_on, allow_gaps=allow_gaps, allow_unknown=allow_unknown))


def _purposes(config: Config, workload: str, rules: RuleSet) -> Chosen:
    """What is said of workloads. Raises Refusal for one that there is not."""
    if workload and rules.workloads.find(workload) is None:
        raise misused("--workload", rules.workloads.unknown(workload))
    uses = config.chosen(workload)
    with rule_errors():
        config.check(rules)
    return uses


def _terraform_environment() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name.startswith("TF_VAR_") or name == "TF_WORKSPACE"}


def _collected(paths: tuple[Path, ...], options: ScanOptions) -> Inventory:
    """What there is at the paths. Raises Refusal where that is nothing at all."""
    from auditor.scan import UnrecognisedError, collect
    from auditor.sources.inputs import InputError

    try:
        inventory = collect(paths, options)
    except UnrecognisedError as error:
        raise Refusal(f"nothing to scan: {error}") from error
    except InputError as error:
        raise Refusal(str(error)) from error
    if not any(inventory.coverage.values()):
        raise Refusal(f"nothing to scan: no Terraform code, plans, states or templates at {', '.join(map(str, paths))}")
    return inventory


def _formats(outputs: tuple[str, ...], format_: str) -> list[tuple[str, str]]:
    """(file, format) of each output, checked before anything is scanned."""
    from auditor.reporters import FORMATS, format_of

    if format_ not in FORMATS:
        raise misused("--format", f"{format_!r} is none of {', '.join(FORMATS)}")
    try:
        named = [(path, format_of(path)) for path in outputs]
    except ValueError as error:
        raise misused("-o", str(error)) from error
    for path, _ in named:
        if not Path(path).absolute().parent.is_dir():
            raise misused("-o", f"no directory {Path(path).parent}")
        if Path(path).is_dir():
            raise misused("-o", f"{path} is a directory")
    return named


def _rendered(report: Report, name: str, limit: int, *, width: int = 100, color: bool = False) -> Iterator[str]:
    if name == "console":
        from auditor.reporters.console import render

        return render(report, width=width, color=color, limit=limit)
    from auditor.reporters import load

    return load(name)(report)


def _write(path: str, chunks: Iterator[str]) -> None:
    try:
        with Path(path).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(chunks)
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}") from error


def _takes_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _print(report: Report, name: str, limit: int, *, color: bool) -> None:
    import shutil

    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    put(_rendered(report, name, limit, width=width, color=color), for_people=name == "console")
