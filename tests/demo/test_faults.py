"""What goes wrong on purpose goes wrong as it does with AWS, for boto3 and the same way each time."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from auditor.demo.faults import Faults
from auditor.demo.server import StandIn
from tests.demo.standin import ACCOUNT, client, stand_in
from tests.demo.test_server import REGION, estate

LISTINGS = [
    ("elasticache", "describe_users"), ("ec2", "describe_vpcs"), ("kms", "list_keys"), ("sns", "list_topics"),
    ("cloudwatch", "describe_alarms"), ("memorydb", "describe_acls"), ("iam", "get_account_authorization_details"),
]  # fmt: skip


def code(aws: StandIn, service: str, operation: str, region: str = REGION, **arguments: Any) -> str:
    """The code of the error that a call ends with; empty where it is answered."""
    try:
        getattr(client(aws, service, region), operation)(**arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


DENIED = """AccessDenied UnauthorizedOperation AccessDeniedException AuthorizationError AccessDeniedException
            AccessDeniedException AccessDenied"""
THROTTLED = """Throttling RequestLimitExceeded ThrottlingException Throttling ThrottlingException ThrottlingException
               Throttling"""


@pytest.mark.parametrize(
    ("fault", "codes"), [({"deny": frozenset({f"*@{REGION}"})}, DENIED), ({"throttle": 1.0}, THROTTLED)]
)
def test_each_protocol_has_its_own_words(fault: dict[str, Any], codes: str):
    with stand_in(estate(), **fault) as aws:
        assert [code(aws, *one) for one in LISTINGS] == codes.split()


def test_credentials_expire_in_the_middle_and_others_go_on():
    with stand_in(estate(), expire_after=1) as aws:
        assert code(aws, "elasticache", "describe_users") == ""
        told = [code(aws, service, operation) for service, operation in LISTINGS[:3]]
        assert told == ["ExpiredToken", "RequestExpired", "ExpiredTokenException"]
        given = client(aws, "sts", key="AKIA9999").assume_role(
            RoleArn=f"arn:aws:iam::{ACCOUNT}:role/audit", RoleSessionName="audit"
        )
        fresh = given["Credentials"]["AccessKeyId"].removesuffix(ACCOUNT)
        client(aws, "elasticache", key=fresh).describe_users()


@pytest.mark.parametrize(
    ("denied", "refused"),
    [
        ("elasticache:DescribeUsers", {("elasticache", REGION)}),
        (f"elasticache:DescribeUsers@{REGION}", {("elasticache", REGION)}),
        ("elasticache:DescribeUsers@eu-west-1", set()),
        ("elasticache:*", {("elasticache", REGION)}),
        ("kms:*", {("kms", REGION)}),
    ],
)
def test_an_action_is_denied_everywhere_or_in_one_region(denied: str, refused: set[tuple[str, str]]):
    with stand_in(estate(), deny=frozenset({denied})) as aws:
        found = {(one, REGION) for one, operation in LISTINGS[:3] if code(aws, one, operation)}
    assert found == refused


def outcomes(share: float) -> list[str]:
    with stand_in(estate(), throttle=share) as aws:
        sizes = range(20, 60)
        return [code(aws, "elasticache", "describe_users", MaxRecords=size) for size in sizes for _ in range(2)]


def test_the_same_calls_are_throttled_each_time_and_about_as_many_as_said():
    first = outcomes(0.3)
    assert first == outcomes(0.3)
    assert 12 <= first.count("Throttling") <= 36
    assert set(first) == {"", "Throttling"}


def test_a_throttled_call_gets_through_when_it_is_tried_again():
    with stand_in(estate(), throttle=0.5) as aws:
        told = [code(aws, "elasticache", "describe_users") for _ in range(20)]
    assert "" in told
    assert "Throttling" in told


def test_a_region_that_hangs_keeps_the_others_going():
    with stand_in(estate(), silent=frozenset({"eu-west-1"})) as aws:
        with pytest.raises(ReadTimeoutError):
            client(aws, "ec2", "eu-west-1", seconds=1).describe_vpcs()
        assert code(aws, "ec2", "describe_vpcs") == ""


def test_what_is_gone_is_not_found_but_still_listed():
    with stand_in(estate(), gone=frozenset({("elasticache:DescribeCacheParameters", "tuned")})) as aws:
        told = code(aws, "elasticache", "describe_cache_parameters", CacheParameterGroupName="tuned")
        assert told == "CacheParameterGroupNotFound"
        assert code(aws, "kms", "describe_key", KeyId="1234") == ""
        aws.faults = Faults(gone=frozenset({("kms:DescribeKey", "*")}))
        assert code(aws, "kms", "describe_key", KeyId="1234") == "NotFoundException"


def test_a_listing_can_have_no_end():
    with stand_in(estate(), endless=frozenset({"elasticache:DescribeUsers"})) as aws:
        markers: set[str] = set()
        marker: dict[str, str] = {}
        for _ in range(10):
            page = client(aws, "elasticache").describe_users(**marker)
            marker = {"Marker": page["Marker"]}
            markers.add(page["Marker"])
            assert page["Users"][0]["UserId"] == "user-0"
    assert len(markers) == 10


def test_an_answer_may_be_none():
    with stand_in(estate(), broken=frozenset({"elasticache:DescribeUsers"})) as aws, pytest.raises(ResponseParserError):
        client(aws, "elasticache").describe_users()


def test_answers_take_their_time():
    with stand_in(estate(), latency=0.2) as aws:
        begun = time.monotonic()
        code(aws, "ec2", "describe_vpcs")
        assert time.monotonic() - begun >= 0.2


def test_faults_end_when_they_are_taken_back():
    with stand_in(estate(), deny=frozenset({"ec2:*"})) as aws:
        assert code(aws, "ec2", "describe_vpcs") == "UnauthorizedOperation"
        aws.faults = Faults()
        assert code(aws, "ec2", "describe_vpcs") == ""
        assert aws.told()["failures"] == {"UnauthorizedOperation": 1}
