"""`auditor scan PATH...`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.errors import Refusal
from auditor.cli.options import Ordered, interleaved, option, pairs, rule_choice
from auditor.cli.paths import PathOrInput, held_by
from auditor.cli.reporting import Judging, report_choice

if TYPE_CHECKING:
    from auditor.model.resource import Inventory
    from auditor.scan import ScanOptions

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=Ordered)
@click.argument("paths", nargs=-1, required=True, type=PathOrInput())
@rule_choice
@report_choice
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
@click.pass_context
def scan(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    variables: tuple[str, ...],
    var_files: tuple[Path, ...],
    parameters: tuple[str, ...],
    parameter_files: tuple[Path, ...],
    tf_env: bool,
    workspace: str,
    **shared: Any,
) -> None:
    """Judge the caches that Terraform code, plans and states, and CloudFormation templates at PATHS declare.

    A path is a directory, in which every root module and every template is scanned, a single .tf file, a template in
    YAML or JSON, or a plan or state as `terraform show -json` prints it; - is one of these on standard input.
    """
    judging = Judging.of(**shared)
    from auditor.scan import ScanOptions

    options = ScanOptions(
        interleaved(ctx, var_files=var_files, variables=pairs(variables, "--var")),
        interleaved(ctx, parameter_files=parameter_files, parameters=pairs(parameters, "--param")),
        held_by(paths),
        _terraform_environment() if tf_env else {},
        workspace,
    )
    inventory = _collected(paths, options)
    judging.finish(inventory)


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
