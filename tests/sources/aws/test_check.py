"""Whether the calls that rules need would be answered, on a stand-in for AWS."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.demo.company.telling import company
from auditor.demo.estate import Estate
from auditor.engine.loader import load_rules
from auditor.live import LiveOptions, NoAccessError, try_live
from auditor.sources.aws.check import Tried, disabled_by
from auditor.sources.aws.needs import needed
from tests.demo.standin import ACCOUNT, stand_in

COMPANY, REGION = company(date(2026, 11, 20)), "eu-west-1"
ALL = load_rules().select(("all",))


def tried(estate: Estate, *, organization: bool = False, **faults: Any) -> tuple[dict[str, Tried], int]:
    """What was tried by action, and how many calls that took."""
    with stand_in(estate, **faults) as aws:
        options = LiveOptions(regions=(REGION,), endpoint=aws.url, seconds=5, organization=organization)
        account, region, found = try_live(options, ALL)
        assert (account, region) == (ACCOUNT, REGION)
        return {one.action: one for one in found}, aws.told()["calls"]


def test_each_action_is_tried_once():
    found, calls = tried(COMPANY)
    assert set(found) == needed(ALL)
    assert [one for one in found.values() if one.missing] == []
    # Whose account it is is asked before.
    assert calls <= len(found) + 1


def test_what_is_denied_is_missing_and_nothing_else():
    denied = {"elasticache:DescribeUsers", "kms:DescribeKey", "ec2:DescribeRegions"}
    found, _ = tried(COMPANY, deny=frozenset(denied))
    assert {one.action for one in found.values() if one.missing} == denied
    assert found["ec2:DescribeRegions"].missing == "UnauthorizedOperation"


def test_a_region_without_caches_is_tried_all_the_same():
    found, _ = tried(Estate((ACCOUNT,)), deny=frozenset({"ec2:DescribeSecurityGroups", "kms:DescribeKey"}))
    assert found["ec2:DescribeSecurityGroups"].missing
    # It is asked about a name that nothing has.
    assert found["kms:DescribeKey"].missing


def test_of_what_a_region_has_nothing_of_nothing_is_learnt():
    found, _ = tried(Estate((ACCOUNT,)))
    assert {one.action for one in found.values() if one.idle} == {
        "cloudwatch:GetMetricData",
        "ec2:GetManagedPrefixListEntries",
        "elasticache:DescribeCacheParameters",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "memorydb:DescribeParameters",
    }
    assert not [one for one in found.values() if one.unclear or one.missing]


def test_an_organization_is_tried_too():
    found, _ = tried(Estate((ACCOUNT,)), organization=True, deny=frozenset({"organizations:ListAccounts"}))
    assert found["organizations:ListAccounts"].missing == "AccessDeniedException"


def test_credentials_that_expire_are_no_missing_permission():
    found, _ = tried(COMPANY, expire_after=10)
    assert [one for one in found.values() if one.missing] == []
    assert len([one for one in found.values() if one.unclear.startswith(("Expired", "RequestExpired"))]) > 20


def test_an_account_that_answers_nothing_is_no_account():
    with pytest.raises(NoAccessError, match="sts:GetCallerIdentity"):
        tried(Estate((ACCOUNT,)), deny=frozenset({"sts:GetCallerIdentity"}))


def test_which_rules_hang_on_an_action():
    found = disabled_by(["kms:GetKeyRotationStatus", "ec2:DescribeRegions"], ALL)
    assert found == {"kms:GetKeyRotationStatus": ["kms-key-rotation"], "ec2:DescribeRegions": []}
