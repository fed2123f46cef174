"""Which accounts are looked at, and as whom: one's own, those that are named, or all of the organization.

Domain source: the Organizations user guide, "Accessing member accounts" (the role that Organizations makes in accounts
that it creates), and its API reference, ListAccounts (accounts that are not active answer nothing).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from auditor.sources.aws.access import Access, AccessError, Role
from auditor.sources.aws.asking import Bucket, ask
from auditor.sources.aws.calls import ACCOUNTS

#: The role that Organizations makes in accounts that it creates.
ORGANIZATION_ROLE = "OrganizationAccountAccessRole"
#: Organizations answers in one region of each partition.
_REGION = {"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}


def home_of(access: Access) -> str:
    """The region that answers for an organization."""
    return _REGION.get(access.partition, "")


def accounts_of_organization(access: Access) -> list[str]:
    """The active accounts of the organization. Raises AccessError where they cannot be listed to the end."""
    client = access.client("organizations", home_of(access))
    answer = ask(client, ACCOUNTS, Bucket())
    if answer.refusal is not None:
        raise AccessError(f"{answer.refusal}: name the accounts with --accounts")
    return sorted(str(one.get("Id")) for one in answer.items if str(one.get("State") or one.get("Status")) == "ACTIVE")


def accesses(own: Access, accounts: Iterable[str], role: Role, name: str) -> Iterator[tuple[str, Access | AccessError]]:
    """Each account with access to it, or why there is none; all but one's own are accessed by the role of that name."""
    for account in dict.fromkeys(accounts):
        if account == own.account:
            yield account, own
            continue
        arn = f"arn:{own.partition}:iam::{account}:role/{name}"
        try:
            access = own.assume(replace(role, arn=arn))
            access.identify(own.region)
        except AccessError as error:
            yield account, error
        else:
            yield account, access
