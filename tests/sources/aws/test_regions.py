"""Which regions and accounts are looked at."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.sources.aws.access import AccessError
from auditor.sources.aws.accounts import accounts_of_organization
from auditor.sources.aws.regions import regions_of
from tests.sources.aws.standins import Access, Client, ClientError, Page


def access(**pages: list[Page]) -> Any:
    return Access(lambda region: Client(**pages))


def test_regions_that_are_not_enabled_are_left_out():
    told = {"eu-west-1": "opt-in-not-required", "af-south-1": "not-opted-in", "ap-east-1": "opted-in", "x": None}
    listed = [{"RegionName": name, "OptInStatus": status} for name, status in told.items()]
    found = regions_of(access(describe_regions=[{"Regions": listed}]))
    assert found == ["ap-east-1", "eu-west-1", "x"]


def test_regions_that_cannot_be_listed_are_named_by_hand():
    with pytest.raises(AccessError, match="UnauthorizedOperation: ec2:DescribeRegions: name the regions"):
        regions_of(access(describe_regions=[ClientError("UnauthorizedOperation")]))


def test_accounts_that_are_not_active_are_left_out():
    listed = [{"Id": "2", "Status": "ACTIVE"}, {"Id": "3", "Status": "SUSPENDED"}, {"Id": "1", "State": "ACTIVE"}]
    found = accounts_of_organization(access(list_accounts=[{"Accounts": listed[:2]}, {"Accounts": listed[2:]}]))
    assert found == ["1", "2"]


def test_an_organization_that_cannot_be_listed_is_an_error():
    with pytest.raises(AccessError, match="AccessDeniedException: organizations:ListAccounts"):
        accounts_of_organization(access(list_accounts=[{}, ClientError("AccessDeniedException")]))
