"""`auditor aws`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.errors import Refusal, misused
from auditor.cli.exits import CLEAN, NOT_ESTABLISHED
from auditor.cli.options import option, rule_choice, split_words
from auditor.cli.output import lines
from auditor.cli.reporting import Judging, report_choice

if TYPE_CHECKING:
    from auditor.live import LiveOptions
    from auditor.model.resource import Inventory


@click.command()
@option("--profile", default="", metavar="NAME", help="A profile of the AWS configuration.")
@option("--role-arn", default="", metavar="ARN", help="A role to assume.")
@option("--external-id", default="", metavar="TEXT", help="The external id that the role asks for.")
@option(
    "--session-name", default="auditor", show_default=True, metavar="TEXT", help="What CloudTrail calls the session."
)
@option(
    "--mfa-serial", default="", metavar="ARN", help="The device whose code the role asks for; you are asked for it."
)
@option("--region", "regions", multiple=True, metavar="NAMES", help="Regions; without it all that are enabled.")
@option("--org", is_flag=True, help="Every active account of the organization.")
@option("--accounts", multiple=True, metavar="IDS", help="These accounts, each by a role of its own.")
@option(
    "--account-role",
    default="OrganizationAccountAccessRole",
    show_default=True,
    metavar="NAME",
    help="The role that is assumed in each account but one's own, with --org or --accounts.",
)
@option("--endpoint-url", default="", metavar="URL", help="An endpoint that answers in place of AWS.")
@option("--timeout", type=click.IntRange(min=1), default=30, show_default=True, help="Seconds to wait for each answer.")
@option("--jobs", type=click.IntRange(min=1), default=16, show_default=True, help="Calls at the same time.")
@option(
    "--check-access",
    is_flag=True,
    help="Only try, once in one region, whether all that the rules need is allowed; exit status 3 if not.",
)
@rule_choice
@report_choice
def aws(
    profile: str,
    role_arn: str,
    external_id: str,
    session_name: str,
    mfa_serial: str,
    regions: tuple[str, ...],
    org: bool,
    accounts: tuple[str, ...],
    account_role: str,
    endpoint_url: str,
    timeout: int,
    jobs: int,
    check_access: bool,
    **shared: Any,
) -> None:
    """Judge the caches that run in an account of AWS.

    Only Describe, List and Get are called; `auditor iam-policy` prints the policy that this takes. What may not be
    read is a gap, and what hangs on it unknown: the exit status is 3 then, never 0.
    """
    judging = Judging.of(**shared)
    from auditor.live import LiveOptions

    if org and accounts:
        raise misused("--org", "it takes all accounts, and --accounts names some")
    options = LiveOptions(
        profile,
        role_arn,
        external_id,
        session_name,
        mfa_serial,
        split_words(regions),
        org,
        split_words(accounts),
        account_role,
        endpoint_url,
        timeout,
        jobs,
        judging.started_at,
    )
    if check_access:
        sys.exit(_tried(options, judging))
    judging.finish(_collected(options, judging))


def _asked_of_a_person(prompt: str) -> str:
    """The code of a device."""
    return str(click.prompt(prompt, hide_input=True, err=True))


def _tried(options: LiveOptions, judging: Judging) -> int:
    """Tell what is allowed, and the exit status. Raises Refusal where the account cannot be asked at all."""
    from auditor.cli.access import told
    from auditor.live import NoAccessError, try_live

    try:
        account, region, tried = try_live(options, judging.asked, _asked_of_a_person)
    except NoAccessError as error:
        raise Refusal(str(error)) from error
    lines(told(account, region, tried, judging.asked))
    return NOT_ESTABLISHED if any(one.missing or one.unclear for one in tried) else CLEAN


def _collected(options: LiveOptions, judging: Judging) -> Inventory:
    """What runs. Raises Refusal where the account cannot be asked at all."""
    from auditor.live import NoAccessError, collect_live

    try:
        return collect_live(options, judging.asked, _asked_of_a_person)
    except NoAccessError as error:
        raise Refusal(str(error)) from error
