"""The pipeline of accounts: what is asked of AWS -> Inventory, which `auditor.scan` judges like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from auditor.engine.loader import RuleSet
from auditor.model.resource import Inventory
from auditor.scan import no_collection

if TYPE_CHECKING:
    from auditor.sources.aws.access import Access, Role
    from auditor.sources.aws.answers import Measuring
    from auditor.sources.aws.check import Tried


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """What a scan of an account takes.

    Attributes:
        profile, role_arn, external_id, session_name, mfa_serial: whose credentials are used, and the role assumed.
        regions: the regions; empty for all that are enabled.
        organization: whether all accounts of the organization are looked at.
        accounts: the accounts that are; empty for one's own.
        account_role: the name of the role that is assumed in each but one's own.
        endpoint: what answers in place of AWS.
        seconds: how long each answer is waited for.
        jobs: how many calls are made at the same time.
        now: the time of the scan, until when metrics are looked at; that at which it begins, if it is empty.
    """

    profile: str = ""
    role_arn: str = ""
    external_id: str = ""
    session_name: str = ""
    mfa_serial: str = ""
    regions: tuple[str, ...] = ()
    organization: bool = False
    accounts: tuple[str, ...] = ()
    account_role: str = ""
    endpoint: str = ""
    seconds: int = 30
    jobs: int = 16
    now: str = ""


class NoAccessError(ValueError):
    """An account that cannot be asked at all."""


def collect_live(options: LiveOptions, rules: RuleSet, mfa_code: Callable[[str], str] | None = None) -> Inventory:
    """Everything that the rules need of an account. Raises NoAccessError.

    `mfa_code` asks a person for the code of a device.
    """
    from concurrent.futures import ThreadPoolExecutor

    from auditor.sources.aws.access import AccessError
    from auditor.sources.aws.accounts import ORGANIZATION_ROLE, accesses, accounts_of_organization
    from auditor.sources.aws.needs import needed
    from auditor.sources.aws.source import no_access, read_account

    role, access = _own_access(options, mfa_code)
    try:
        own = [access.account]
        accounts = accounts_of_organization(access) if options.organization else list(options.accounts) or own
    except AccessError as error:
        raise NoAccessError(str(error)) from error
    inventory, names, measuring = Inventory(), needed(rules), _measuring(options, rules)
    with no_collection(), ThreadPoolExecutor(options.jobs) as pool:
        for account, found in accesses(access, accounts, role, options.account_role or ORGANIZATION_ROLE):
            if isinstance(found, AccessError):
                inventory.merge(no_access(account, str(found)))
            else:
                inventory.merge(read_account(found, options.regions, names, pool.submit, measuring))
    return inventory


def collect_apart(endpoint: str, keys: Iterable[str], rules: RuleSet, now: str) -> Inventory:
    """Everything that the rules need of the accounts that made-up keys are of, at an endpoint that stands in for AWS.

    Nothing that this machine has set for AWS is used. Raises NoAccessError.
    """
    from concurrent.futures import ThreadPoolExecutor

    from auditor.sources.aws.access import AccessError
    from auditor.sources.aws.apart import access_apart
    from auditor.sources.aws.needs import needed
    from auditor.sources.aws.source import read_account

    options = LiveOptions(endpoint=endpoint, now=now)
    inventory, names, measuring = Inventory(), needed(rules), _measuring(options, rules)
    with no_collection(), ThreadPoolExecutor(options.jobs) as pool:
        for key in keys:
            access = access_apart(key, endpoint, options.seconds)
            try:
                access.identify()
            except AccessError as error:
                raise NoAccessError(str(error)) from error
            inventory.merge(read_account(access, (), names, pool.submit, measuring))
    return inventory


def try_live(
    options: LiveOptions, rules: RuleSet, mfa_code: Callable[[str], str] | None = None
) -> tuple[str, str, list[Tried]]:
    """The account, the region, and what the rules need of it, each action tried once there. Raises NoAccessError."""
    from auditor.sources.aws.check import try_access
    from auditor.sources.aws.needs import needed
    from auditor.sources.aws.regions import first_of

    _, access = _own_access(options, mfa_code)
    region = next(iter(options.regions), "") or first_of(access)
    names = needed(rules, organization=options.organization)
    return access.account, region, try_access(access, region, names, _measuring(options, rules))


def _own_access(options: LiveOptions, mfa_code: Callable[[str], str] | None) -> tuple[Role, Access]:
    """The role that is taken on, and the account that is accessed first. Raises NoAccessError."""
    from auditor.sources.aws.access import Access, AccessError, Role

    role = Role(options.role_arn, options.external_id, options.session_name, options.mfa_serial, mfa_code)
    try:
        access = Access.of(options.profile, options.endpoint, options.seconds)
        access = access.assume(role) if options.role_arn else access
        access.identify(*options.regions)
    except AccessError as error:
        raise NoAccessError(str(error)) from error
    return role, access


def _measuring(options: LiveOptions, rules: RuleSet) -> Measuring:
    """The metrics that the rules look at, until the time of the scan."""
    from auditor.sources.aws.answers import Measuring
    from auditor.sources.aws.needs import facts_for

    now = datetime.fromisoformat(options.now) if options.now else datetime.now(UTC)
    return Measuring(now, facts_for(rules))
