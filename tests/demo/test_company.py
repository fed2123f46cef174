"""The made-up company is told in the shapes of the API, and boto3 reads all of it from the stand-in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pytest

from auditor.demo.company.telling import company
from auditor.demo.server import StandIn
from auditor.demo.services import operation_of
from auditor.demo.writing import seconds
from auditor.sources.aws import calls
from auditor.sources.aws.calls import Call
from tests.demo.standin import ACCOUNT, client, stand_in

TODAY = date(2026, 11, 20)
ESTATE = company(TODAY)
CALLS = {call.name: call for call in vars(calls).values() if isinstance(call, Call)}
SERVICES = {"tag": "resourcegroupstaggingapi"}
#: What the company has nothing of: an answer is empty, as of most accounts.
NOTHING = {"memorydb:DescribeMultiRegionClusters"}
#: What is no listing that is kept: `test_server` has it.
WORKED_OUT = {"ec2:DescribeRegions", "cloudwatch:GetMetricData"}


@pytest.fixture(scope="module")
def aws() -> Iterator[StandIn]:
    with stand_in(ESTATE) as server:
        yield server


def shape_of(action: str) -> Any:
    prefix, _, operation = action.partition(":")
    found = operation_of(SERVICES.get(prefix, prefix), operation)
    assert found is not None, f"botocore knows no {action}"
    return found.output_shape


def strange(shape: Any, value: Any, path: str) -> Iterator[str]:
    """What a value has that its shape does not."""
    kinds: dict[str, Any] = {"structure": Mapping, "list": list, "map": Mapping, "string": str, "boolean": bool,
             "integer": int,
             "long": int, "double": float, "float": float, "timestamp": datetime}  # fmt: skip
    if not isinstance(value, kinds[shape.type_name]) or (shape.type_name == "integer" and isinstance(value, bool)):
        yield f"{path} is no {shape.type_name}: {value!r}"
    elif shape.type_name == "structure":
        for name, held in value.items():
            if name not in shape.members:
                yield f"{path}.{name}"
            else:
                yield from strange(shape.members[name], held, f"{path}.{name}")
    elif shape.type_name == "list":
        for one in value:
            yield from strange(shape.member, one, f"{path}[]")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum and not path.endswith("Engine"):
        yield f"{path} is none of {shape.enum}: {value!r}"


def listed_shape(action: str, member: str) -> Any:
    members = shape_of(action).members
    name = member or next(name for name, one in members.items() if one.type_name == "list")
    return members[name].member


@pytest.mark.parametrize("action", sorted({key[2] for key in ESTATE.listed}))
def test_what_is_listed_has_the_members_of_the_api(action: str):
    found = {
        line
        for (_, _, name), items in ESTATE.listed.items()
        for member, item in items
        if name == action
        for line in strange(listed_shape(action, member), item, action)
    }
    assert found <= {"cloudwatch:GetMetricData.Namespace", "cloudwatch:GetMetricData.MetricName",
                     "cloudwatch:GetMetricData.Dimensions", "cloudwatch:GetMetricData.Value"}  # fmt: skip


@pytest.mark.parametrize("action", sorted({key[2] for key in ESTATE.told}))
def test_what_is_told_of_one_thing_has_the_members_of_the_api(action: str):
    for (_, _, name, _), answer in ESTATE.told.items():
        if name == action and isinstance(answer, Mapping):
            assert list(strange(shape_of(action), answer, action)) == []
        elif name == action:
            assert [line for one in answer for line in strange(listed_shape(action, ""), one, action)] == []


def as_read(value: Any) -> Any:
    """A value with its times as seconds, to be compared."""
    if isinstance(value, datetime):
        return seconds(value)
    if isinstance(value, Mapping):
        return {name: as_read(one) for name, one in value.items()}
    return [as_read(one) for one in value] if isinstance(value, list) else value


def asked(aws: StandIn, call: Call, **arguments: Any) -> list[Any]:
    """All that boto3 reads of a call, with the arguments of the table."""
    from botocore import xform_name

    region = "us-east-1"
    method, asking = xform_name(call.operation), client(aws, call.service, region)
    told = {**call.arguments, **arguments}
    if not asking.can_paginate(method):
        pages = [getattr(asking, method)(**told)]
    else:
        size = {"PageSize": call.page} if call.page else {}
        pages = list(asking.get_paginator(method).paginate(**told, PaginationConfig=size))
    found: list[Any] = []
    for page in pages:
        held = page.get(call.result) if call.result else [page]
        found += held if isinstance(held, list) else [held]
    return found


@pytest.mark.parametrize(
    "name", sorted(name for name, call in CALLS.items() if call.result and not call.about and name not in WORKED_OUT)
)
def test_boto3_reads_all_that_a_call_lists(aws: StandIn, name: str):
    call = CALLS[name]
    found = asked(aws, call)
    expected = [item for member, item in ESTATE.items(ACCOUNT, "us-east-1", name) if member in {"", call.result}]
    assert bool(expected) is (name not in NOTHING), "fill the demo, or list it as NOTHING"
    assert as_read(found) == as_read(expected)


@pytest.mark.parametrize("name", sorted(name for name, call in CALLS.items() if call.about))
def test_boto3_reads_what_a_call_tells_of_one_thing(aws: StandIn, name: str):
    call = CALLS[name]
    told = {key[3]: answer for key, answer in ESTATE.told.items() if key[:3] == (ACCOUNT, "us-east-1", name)}
    if not told:  # a listing that is asked for one of its items
        (subject, *_) = [
            item[call.about.removesuffix("Prefix")] for _, item in ESTATE.items(ACCOUNT, "us-east-1", name)
        ]
        assert len(asked(aws, call, **{call.about: subject})) == 1
    for subject, answer in told.items():
        expected = answer.get(call.result) if isinstance(answer, Mapping) and call.result else answer
        found = asked(aws, call, **{call.about: subject})
        chosen = [one for one in expected if _fits(one, call)] if isinstance(expected, list) else [expected]
        if call.result:
            assert as_read(found) == as_read(chosen)


def _fits(one: Any, call: Call) -> bool:
    """Whether the arguments of the table let something pass."""
    return all(one.get(name, value) == value for name, value in call.arguments.items())


def test_the_company_has_about_forty_caches_of_each_kind_in_three_regions():
    lists = (
        "elasticache:DescribeReplicationGroups",
        "elasticache:DescribeServerlessCaches",
        "memorydb:DescribeClusters",
    )
    caches = {
        (account, region, item.get("ARN"))
        for (account, region, action), items in ESTATE.listed.items()
        for _, item in items
        if action in lists or (action == "elasticache:DescribeCacheClusters" and "ReplicationGroupId" not in item)
    }
    assert len(caches) == 42
    assert {region for _, region, _ in caches} == {"us-east-1", "eu-west-1", "ap-southeast-2"}
    assert {account for account, _, _ in caches} == {"111122223333", "444455556666"}


def test_the_same_day_gives_the_same_company():
    assert company(TODAY).listed == ESTATE.listed
    assert company(date(2027, 1, 1)).listed != ESTATE.listed
