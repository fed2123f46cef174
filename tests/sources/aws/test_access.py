"""Credentials, roles and clients, against a server that stands in for AWS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.demo.estate import OPEN, Estate
from auditor.demo.server import StandIn
from auditor.engine.loader import load_rules
from auditor.live import LiveOptions, NoAccessError, collect_live
from auditor.sources.aws.access import Access, AccessError, Role
from tests.demo.standin import ACCOUNT, stand_in

OTHER = "444455556666"
REGIONS = {"us-east-1": OPEN, "eu-west-1": OPEN}


@pytest.fixture
def aws() -> Iterator[StandIn]:
    cluster = {"CacheClusterId": "a", "Engine": "memcached", "NumCacheNodes": 1}
    estate = Estate((ACCOUNT, OTHER), REGIONS)
    for account in (ACCOUNT, OTHER):
        estate.add(account, "eu-west-1", "elasticache:DescribeCacheClusters", [cluster])
    with stand_in(estate) as server:
        yield server


def test_whose_the_credentials_are(aws: StandIn):
    access = Access.of(endpoint=aws.url)
    assert access.identify("us-east-1") == ACCOUNT
    assert (access.account, access.partition) == (ACCOUNT, "aws")


def test_a_role_is_assumed_when_it_is_needed_and_its_account_is_another(aws: StandIn):
    role = Role(f"arn:aws:iam::{OTHER}:role/audit", "secret-external-id", "ours")
    access = Access.of(endpoint=aws.url).assume(role)
    assert aws.told()["calls"] == 0
    assert access.identify("eu-west-1") == OTHER
    assert aws.told()["by_action"]["sts:AssumeRole"] == 1


def test_a_code_is_asked_for_once(aws: StandIn):
    asked: list[str] = []

    def code(prompt: str) -> str:
        asked.append(prompt)
        return "123456"

    device = f"arn:aws:iam::{ACCOUNT}:mfa/me"
    access = Access.of(endpoint=aws.url).assume(Role(f"arn:aws:iam::{OTHER}:role/audit", "", "ours", device, code))
    access.identify("us-east-1")
    access.identify("eu-west-1")
    assert len(asked) == 1
    assert device in asked[0]


def test_a_client_is_made_once_for_a_service_and_region(aws: StandIn):
    access = Access.of(endpoint=aws.url)
    assert access.client("elasticache", "us-east-1") is access.client("elasticache", "us-east-1")
    assert access.client("elasticache", "us-east-1") is not access.client("elasticache", "eu-west-1")


@pytest.mark.parametrize("region", ["../x", "a b", "-"])
def test_a_region_that_can_be_none_is_told(region: str, aws: StandIn):
    with pytest.raises(AccessError, match="InvalidRegionError: no client for elasticache"):
        Access.of(endpoint=aws.url).client("elasticache", region)


def test_an_endpoint_that_is_no_url_is_told():
    with pytest.raises(AccessError, match="'nowhere' is no URL of an endpoint"):
        Access.of(endpoint="nowhere").client("elasticache", "us-east-1")


def test_a_profile_that_there_is_not_is_told(aws: StandIn):
    with pytest.raises(AccessError, match="ProfileNotFound: no profile 'nobody'"):
        Access.of("nobody")


def test_without_credentials_nothing_is_scanned(aws: StandIn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(NoAccessError, match="NoCredentialsError: sts:GetCallerIdentity"):
        collect_live(LiveOptions(regions=("us-east-1",), endpoint=aws.url), load_rules())


def test_accounts_are_read_by_a_role_in_each_and_one_that_refuses_is_a_gap(aws: StandIn):
    options = LiveOptions(regions=("eu-west-1",), accounts=(ACCOUNT, OTHER, "777788889999"), endpoint=aws.url)
    inventory = collect_live(options, load_rules().select(("multi-az",)))
    read = {one.location.account for one in inventory.resources.values() if one.kind == "cache_cluster"}
    assert read == {ACCOUNT, OTHER}
    (gap,) = [one for one in inventory.gaps if one.id.startswith("account:")]
    assert (gap.id, gap.location.account) == ("account:777788889999", "777788889999")


def test_regions_without_a_name_are_all_that_are_open(aws: StandIn):
    inventory = collect_live(LiveOptions(endpoint=aws.url), load_rules().select(("multi-az",)))
    assert sorted(inventory.sources) == [f"{ACCOUNT}/eu-west-1", f"{ACCOUNT}/us-east-1"]
