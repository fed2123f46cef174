"""`auditor iam-policy`."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli.config import config_of
from auditor.cli.errors import misused
from auditor.cli.options import option, rule_choice
from auditor.cli.output import put
from auditor.cli.ruleset import chosen

_FORMATS = ("json", "terraform", "cloudformation")
_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")


@click.command("iam-policy")
@option("--format", "format_", type=click.Choice(_FORMATS), default="json", show_default=True, help="What is printed.")
@option("--trust", default="", metavar="ACCOUNT|ARN", help="Make a role as well, which this account or principal has.")
@option("--external-id", default="", metavar="TEXT", help="The external id that has to be told to have the role.")
@option("--org", is_flag=True, help="Allow listing the accounts of the organization and taking on a role in each.")
@option(
    "--account-role",
    default="OrganizationAccountAccessRole",
    show_default=True,
    metavar="NAME",
    help="The name of that role.",
)
@option("--partition", type=click.Choice(_PARTITIONS), default="aws", show_default=True, help="Where the account is.")
@option(
    "--config",
    "config_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The configuration file that the scan is given.",
)
@rule_choice
def iam_policy(
    format_: str,
    trust: str,
    external_id: str,
    org: bool,
    account_role: str,
    partition: str,
    config_file: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    rule_dirs: tuple[Path, ...],
    rule_param: tuple[str, ...],
) -> None:
    """Print the policy that `auditor aws` takes: what the selected rules need, read-only, and nothing else."""
    from auditor.sources.aws.needs import needed
    from auditor.sources.aws.policy import PolicyError, Trust, statements, to_other_accounts
    from auditor.sources.aws.policy_texts import TEXTS

    if trust and format_ == "json":
        raise misused("--trust", "JSON is of the policy alone; a role takes --format terraform or cloudformation")
    if external_id and not trust:
        raise misused("--external-id", "it belongs to a role, which --trust makes")
    rules = chosen(rule_dirs, rule_param, select, ignore, config_of(config_file) if config_file else None)
    made = statements(needed(rules, organization=org))
    try:
        made = (*made, to_other_accounts(account_role, partition)) if org else made
    except PolicyError as error:
        raise misused("--account-role", str(error)) from error
    try:
        trusted = Trust.of(trust, external_id, partition) if trust else None
    except PolicyError as error:
        raise misused("--trust", str(error)) from error
    put([TEXTS[format_](made, trusted)])
