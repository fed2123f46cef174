"""The stand-in for AWS, asked by boto3 itself: every protocol, pages, choices and errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from auditor.demo.estate import CLOSED, OPEN, Estate
from auditor.demo.server import StandIn
from tests.demo.standin import ACCOUNT, client, stand_in

REGION = "us-east-1"
WHEN = "2026-01-02T03:04:05Z"


def estate() -> Estate:
    made = Estate(regions={REGION: OPEN, "me-south-1": CLOSED})
    users = [{"UserId": f"user-{number}", "AccessString": "on <~*> & +@all"} for number in range(250)]
    made.add(ACCOUNT, REGION, "elasticache:DescribeUsers", users)
    nodes = {"CacheClusterId": "one", "CacheNodes": [{"CacheNodeId": "0001", "CacheNodeCreateTime": WHEN}]}
    made.add(ACCOUNT, REGION, "elasticache:DescribeCacheClusters", [nodes])
    groups = [{"GroupId": f"sg-{number}", "VpcId": f"vpc-{number % 2}"} for number in range(4)]
    groups[0]["Tags"] = [{"Key": "team", "Value": "web"}]  # type: ignore[assignment]  # a list among texts
    made.add(ACCOUNT, REGION, "ec2:DescribeSecurityGroups", groups)
    made.add(ACCOUNT, REGION, "memorydb:DescribeClusters", [{"Name": "fast", "Shards": [{"Name": "0001"}]}])
    parameters = [{"ParameterName": f"p{n}", "Source": "user" if n < 3 else "system"} for n in range(150)]
    made.tell(ACCOUNT, REGION, "elasticache:DescribeCacheParameters", "tuned", parameters)
    key = {"KeyId": "1234", "CreationDate": WHEN, "Enabled": True}
    made.tell(ACCOUNT, REGION, "kms:DescribeKey", "1234", {"KeyMetadata": key})
    made.tell(
        ACCOUNT, REGION, "sns:GetTopicAttributes", "arn:aws:sns:x:1:t", {"Attributes": {"Policy": '{"a": "<b>"}'}}
    )
    alarms = [{"AlarmName": "hot", "Threshold": 1.5, "StateUpdatedTimestamp": WHEN}]
    made.add(ACCOUNT, REGION, "cloudwatch:DescribeAlarms", alarms, "MetricAlarms")
    metric = {"Namespace": "AWS/ElastiCache", "MetricName": "Evictions", "Values": {"Sum": [3.0, 0.0]}}
    made.add(ACCOUNT, REGION, "cloudwatch:GetMetricData", [metric])
    for member in ("UserDetailList", "RoleDetailList"):
        made.add(ACCOUNT, "", "iam:GetAccountAuthorizationDetails", [{"Arn": f"arn:{member}"}], member)
    arn = f"arn:aws:elasticache:{REGION}:{ACCOUNT}:cluster:one"
    tagged = [
        {"ResourceARN": each, "Tags": [{"Key": "a", "Value": "b"}]} for each in (arn, arn.replace("elasticache", "s3"))
    ]
    made.add(ACCOUNT, REGION, "tag:GetResources", tagged)
    return made


@pytest.fixture(scope="module")
def aws() -> Iterator[StandIn]:
    with stand_in(estate()) as server:
        yield server


def code(aws: StandIn, service: str, operation: str, region: str = REGION, **arguments: Any) -> str:
    """The code of the error that a call ends with."""
    with pytest.raises(ClientError) as raised:
        getattr(client(aws, service, region), operation)(**arguments)
    return str(raised.value.response["Error"]["Code"])


def test_a_listing_has_pages_and_all_is_on_them(aws: StandIn):
    pages = list(client(aws, "elasticache").get_paginator("describe_users").paginate())
    assert [len(page["Users"]) for page in pages] == [100, 100, 50]
    assert len({user["UserId"] for page in pages for user in page["Users"]}) == 250
    assert pages[0]["Users"][0]["AccessString"] == "on <~*> & +@all"


@pytest.mark.parametrize(("size", "pages"), [(20, 13), (100, 3)])
def test_a_caller_says_how_many_a_page_holds(aws: StandIn, size: int, pages: int):
    found = client(aws, "elasticache").get_paginator("describe_users").paginate(PaginationConfig={"PageSize": size})
    assert len(list(found)) == pages


@pytest.mark.parametrize("size", [19, 101])
def test_a_page_has_the_bounds_of_aws(aws: StandIn, size: int):
    assert code(aws, "elasticache", "describe_users", MaxRecords=size) == "InvalidParameterValue"


def test_a_marker_that_nobody_gave_is_refused(aws: StandIn):
    assert code(aws, "elasticache", "describe_users", Marker="100") == "InvalidParameterValue"


def test_what_is_not_asked_for_is_not_shown(aws: StandIn):
    nodes = client(aws, "elasticache")
    assert "CacheNodes" not in nodes.describe_cache_clusters()["CacheClusters"][0]
    (shown,) = nodes.describe_cache_clusters(ShowCacheNodeInfo=True)["CacheClusters"]
    assert shown["CacheNodes"][0]["CacheNodeCreateTime"].isoformat() == "2026-01-02T03:04:05+00:00"
    assert "Shards" not in client(aws, "memorydb").describe_clusters()["Clusters"][0]
    assert client(aws, "memorydb").describe_clusters(ShowShardDetails=True)["Clusters"][0]["Shards"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({}, 4),
        ({"GroupIds": ["sg-1", "sg-2"]}, 2),
        ({"Filters": [{"Name": "vpc-id", "Values": ["vpc-0"]}]}, 2),
        ({"Filters": [{"Name": "vpc-id", "Values": ["vpc-0"]}, {"Name": "group-id", "Values": ["sg-2", "sg-1"]}]}, 1),
        ({"Filters": [{"Name": "tag:team", "Values": ["w*"]}]}, 1),
    ],
)
def test_names_and_filters_choose(aws: StandIn, arguments: dict[str, Any], found: int):
    assert len(client(aws, "ec2").describe_security_groups(**arguments)["SecurityGroups"]) == found


def test_one_thing_is_answered_by_its_name_or_arn(aws: StandIn):
    keys = client(aws, "kms")
    arn = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234"
    assert keys.describe_key(KeyId=arn)["KeyMetadata"] == keys.describe_key(KeyId="1234")["KeyMetadata"]
    tuned = client(aws, "elasticache").describe_cache_parameters(CacheParameterGroupName="tuned", Source="user")
    assert len(tuned["Parameters"]) == 3
    attributes = client(aws, "sns").get_topic_attributes(TopicArn="arn:aws:sns:x:1:t")["Attributes"]
    assert attributes == {"Policy": '{"a": "<b>"}'}


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "expected"),
    [
        ("elasticache", "describe_users", {"UserId": "nobody"}, "UserNotFound"),
        ("elasticache", "describe_cache_parameters", {"CacheParameterGroupName": "x"}, "CacheParameterGroupNotFound"),
        ("memorydb", "describe_clusters", {"ClusterName": "none"}, "ClusterNotFoundFault"),
        ("ec2", "describe_security_groups", {"GroupIds": ["sg-9"]}, "InvalidGroup.NotFound"),
        ("ec2", "describe_vpcs", {"VpcIds": ["vpc-9"]}, "InvalidVpcID.NotFound"),
        ("ec2", "describe_security_groups", {"Filters": [{"Name": "no", "Values": ["x"]}]}, "InvalidParameterValue"),
        ("kms", "describe_key", {"KeyId": "none"}, "NotFoundException"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_an_error_of_the_service(
    aws: StandIn, service: str, operation: str, arguments: dict[str, Any], expected: str
):
    assert code(aws, service, operation, **arguments) == expected


def test_kinds_that_share_an_answer_stand_in_their_members(aws: StandIn):
    alarms = client(aws, "cloudwatch").describe_alarms(AlarmTypes=["MetricAlarm"])
    assert [one["AlarmName"] for one in alarms["MetricAlarms"]] == ["hot"]
    assert alarms["MetricAlarms"][0]["StateUpdatedTimestamp"].year == 2026
    assert client(aws, "cloudwatch").describe_alarms(AlarmTypes=["CompositeAlarm"])["MetricAlarms"] == []
    roles = client(aws, "iam", "eu-west-1").get_account_authorization_details(Filter=["Role"])
    assert [one["Arn"] for one in roles["RoleDetailList"]] == ["arn:RoleDetailList"]
    assert (roles["UserDetailList"], roles["IsTruncated"]) == ([], False)


def test_metrics_are_told_by_their_names_and_dimensions(aws: StandIn):
    stat = {"Metric": {"Namespace": "AWS/ElastiCache", "MetricName": "Evictions"}, "Period": 60, "Stat": "Sum"}
    unsent = {**stat, "Metric": {**stat["Metric"], "MetricName": "Other"}}  # type: ignore[dict-item]  # a map among others
    queries = [{"Id": "a", "MetricStat": stat}, {"Id": "b", "MetricStat": unsent}]
    told = client(aws, "cloudwatch").get_metric_data(MetricDataQueries=queries, StartTime=0, EndTime=1)
    assert [one["Values"] for one in told["MetricDataResults"]] == [[3.0, 0.0], []]


def test_tags_are_told_of_the_types_asked_for(aws: StandIn):
    tags = client(aws, "resourcegroupstaggingapi")
    assert len(tags.get_resources()["ResourceTagMappingList"]) == 2
    for types in (["elasticache"], ["elasticache:cluster", "memorydb"]):
        assert len(tags.get_resources(ResourceTypeFilters=types)["ResourceTagMappingList"]) == 1
    assert tags.get_resources(ResourceTypeFilters=["elasticache:user"])["ResourceTagMappingList"] == []


def test_a_role_is_assumed_in_the_account_that_it_names(aws: StandIn):
    given = client(aws, "sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/audit", RoleSessionName="audit")
    assert given["Credentials"]["AccessKeyId"].endswith(ACCOUNT)
    assert client(aws, "sts").get_caller_identity()["Account"] == ACCOUNT
    stranger = "arn:aws:iam::999999999999:role/audit"
    assert code(aws, "sts", "assume_role", RoleArn=stranger, RoleSessionName="audit") == "AccessDenied"


def test_regions_are_told_with_whether_they_are_open(aws: StandIn):
    ec2 = client(aws, "ec2")
    assert [one["RegionName"] for one in ec2.describe_regions()["Regions"]] == [REGION]
    told = {one["RegionName"]: one["OptInStatus"] for one in ec2.describe_regions(AllRegions=True)["Regions"]}
    assert told == {REGION: "opt-in-not-required", "me-south-1": "not-opted-in"}


@pytest.mark.parametrize(
    ("service", "operation", "expected"),
    [
        ("ec2", "describe_vpcs", "AuthFailure"),
        ("elasticache", "describe_users", "InvalidClientTokenId"),
        ("kms", "list_keys", "UnrecognizedClientException"),
    ],
)
def test_a_region_that_is_not_open_knows_no_keys(aws: StandIn, service: str, operation: str, expected: str):
    assert code(aws, service, operation, "me-south-1") == expected


def test_an_account_that_is_not_there_has_no_keys(aws: StandIn):
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        client(aws, "elasticache", account="999999999999").describe_users()


def test_a_service_without_the_operation_says_so(aws: StandIn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("auditor.demo.reading.operation_of", lambda service, operation: None)
    assert code(aws, "elasticache", "describe_users") == "InvalidAction"
    assert code(aws, "kms", "list_keys") == "UnknownOperationException"


def test_calls_are_counted_by_action_and_region():
    import json
    from urllib.request import urlopen

    with stand_in(estate()) as aws:
        client(aws, "elasticache").describe_users()
        code(aws, "kms", "describe_key", KeyId="none")
        assert aws.calls[ACCOUNT, REGION, "elasticache:DescribeUsers"] == 1
        told = json.load(urlopen(f"{aws.url}/_calls"))  # noqa: S310 - the server of this test
    assert told == {
        "calls": 2,
        "by_action": {"elasticache:DescribeUsers": 1, "kms:DescribeKey": 1},
        "by_region": {REGION: 2},
        "failures": {"NotFoundException": 1},
    }


def over_cbor(aws: StandIn, target: str, operation: str, body: bytes) -> tuple[int, Any]:
    """The answer in Smithy RPC v2 CBOR, which botocore speaks where a service offers nothing else."""
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    from auditor.demo.cbor import loads

    signed = f"AWS4-HMAC-SHA256 Credential=AKIA0000{ACCOUNT}/20260101/{REGION}/memorydb/aws4_request, Signature=0"
    headers = {"Authorization": signed, "smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}
    url = f"{aws.url}/service/{target}/operation/{operation}"
    try:
        with urlopen(Request(url, body, headers)) as answer:  # noqa: S310 - the server of this test
            return answer.status, loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, loads(error.read())


def test_cbor_is_spoken_as_well(aws: StandIn):
    from auditor.demo.cbor import dumps

    asked = dumps({"ShowShardDetails": True})
    status, told = over_cbor(aws, "AmazonMemoryDB", "DescribeClusters", asked)
    assert (status, told) == (200, {"Clusters": [{"Name": "fast", "Shards": [{"Name": "0001"}]}]})
    status, told = over_cbor(aws, "AmazonMemoryDB", "DescribeClusters", dumps({"ClusterName": "none"}))
    assert (status, told["__type"]) == (400, "ClusterNotFoundFault")


@pytest.mark.parametrize("body", [b"\xff", b"nothing", b"Action=DescribeUsers&MaxRecords=many"])
def test_what_is_no_request_is_refused_without_a_traceback(aws: StandIn, body: bytes):
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    for headers in ({}, {"Authorization": "Credential=AKIA/1/us-east-1/elasticache/aws4_request"}):
        with pytest.raises(HTTPError, match="400") as raised:
            urlopen(Request(aws.url, body, headers))  # noqa: S310 - the server of this test
        raised.value.close()
