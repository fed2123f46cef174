"""Operations whose answers are no listing and not about one thing that is kept: they are worked out.

Sources: the API references of STS, EC2 (DescribeRegions), CloudWatch (GetMetricData), of the Resource Groups Tagging
API (GetResources: types of resources are `service` or `service:type`) and of IAM (GetAccountAuthorizationDetails).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from auditor.demo.estate import CLOSED, Estate, Item
from auditor.demo.paging import page
from auditor.demo.reading import Request
from auditor.demo.writing import Failure, seconds

_KEYS = count(1)
_ROLE_HOURS = 1
#: So many points of a metric that is always the same are told.
_POINTS = 3


def _caller(request: Request, _: Estate) -> dict[str, Any]:
    arn = f"arn:aws:sts::{request.account}:assumed-role/audit/auditor"
    return {"UserId": "AROAEXAMPLE:auditor", "Account": request.account, "Arn": arn}


def _assume(request: Request, estate: Estate) -> dict[str, Any]:
    """Keys whose last digits are the account of the role, each time others."""
    role = str(request.arguments.get("RoleArn", ""))
    account = role.removeprefix("arn:aws:iam::").partition(":")[0]
    if account not in estate.accounts:
        raise Failure("AccessDenied", f"Not authorized to perform sts:AssumeRole on resource: {role}", 403)
    name = f"{role.rpartition('/')[2]}/{request.arguments.get('RoleSessionName', '')}"
    credentials = {
        "AccessKeyId": f"ASIA{next(_KEYS) % 10_000:04d}{account}",
        "SecretAccessKey": "made-up",
        "SessionToken": "made-up",
        "Expiration": datetime.now(UTC) + timedelta(hours=_ROLE_HOURS),
    }
    who = {"AssumedRoleId": "AROAEXAMPLE:auditor", "Arn": f"arn:aws:sts::{account}:assumed-role/{name}"}
    return {"Credentials": credentials, "AssumedRoleUser": who}


def _regions(request: Request, estate: Estate) -> dict[str, Any]:
    wanted = request.arguments.get("RegionNames")
    told = [
        {"RegionName": name, "Endpoint": f"ec2.{name}.amazonaws.com", "OptInStatus": status}
        for name, status in sorted(estate.regions.items())
        if (request.arguments.get("AllRegions") or status != CLOSED) and (not wanted or name in wanted)
    ]
    return {"Regions": told}


def _tagged(request: Request, estate: Estate) -> dict[str, Any]:
    wanted, arns = request.arguments.get("ResourceTypeFilters"), request.arguments.get("ResourceARNList")
    tags = {one["Key"]: one.get("Values") or () for one in request.arguments.get("TagFilters") or ()}
    items = estate.items(request.account, request.region, request.action)
    kept = [
        (member, one)
        for member, one in items
        if (not wanted or _types(one["ResourceARN"]) & set(wanted))
        and (not arns or one["ResourceARN"] in arns)
        and all(_has_tag(one, key, values) for key, values in tags.items())
    ]
    return page(request, kept) if kept else {"ResourceTagMappingList": [], "PaginationToken": ""}


def _types(arn: str) -> set[str]:
    _, _, service, _, _, rest = arn.split(":", 5)
    return {service, f"{service}:{rest.replace('/', ':').partition(':')[0]}"}


def _has_tag(item: Item, key: str, values: Any) -> bool:
    return any(tag["Key"] == key and (not values or tag["Value"] in values) for tag in item["Tags"])


def _details(request: Request, estate: Estate) -> dict[str, Any]:
    """Users, groups, roles and policies; all, or those kinds that the filter names."""
    kinds = {"User": "UserDetailList", "Group": "GroupDetailList", "Role": "RoleDetailList"}
    wanted = {kinds.get(one, "Policies") for one in request.arguments.get("Filter") or ()}
    managers = {one.removesuffix("ManagedPolicy") for one in request.arguments.get("Filter") or () if "Policy" in one}
    kept = [
        (member, one)
        for member, one in estate.items(request.account, request.region, request.action)
        if (not wanted or member in wanted)
        and (member != "Policies" or not managers or ("AWS" if ":aws:policy/" in one["Arn"] else "Local") in managers)
    ]
    return page(request, kept)


def _metrics(request: Request, estate: Estate) -> dict[str, Any]:
    """The values of each query; none for a metric that nobody ever sent, as CloudWatch answers."""
    known = {_metric(one): one for _, one in estate.items(request.account, request.region, request.action)}
    end = datetime.fromtimestamp(seconds(request.arguments["EndTime"]), UTC)
    results = []
    for query in request.arguments.get("MetricDataQueries") or ():
        asked = query.get("MetricStat", {})
        found = known.get(_metric(asked.get("Metric", {})), {})
        values = found.get("Values", {}).get(asked.get("Stat"), [found["Value"]] * _POINTS if "Value" in found else [])
        steps = timedelta(seconds=int(asked.get("Period", 300)))
        results.append(
            {
                "Id": query.get("Id"),
                "Label": asked.get("Metric", {}).get("MetricName", ""),
                "StatusCode": "Complete",
                "Timestamps": [end - steps * number for number in range(1, len(values) + 1)],
                "Values": values,
            }
        )
    return {"MetricDataResults": results, "Messages": []}


def _metric(told: Item) -> tuple[Any, ...]:
    dimensions = sorted((one["Name"], one["Value"]) for one in told.get("Dimensions") or ())
    return (told.get("Namespace"), told.get("MetricName"), *dimensions)


#: What answers an action.
SPECIAL: dict[str, Callable[[Request, Estate], dict[str, Any]]] = {
    "sts:GetCallerIdentity": _caller,
    "sts:AssumeRole": _assume,
    "ec2:DescribeRegions": _regions,
    "tag:GetResources": _tagged,
    "iam:GetAccountAuthorizationDetails": _details,
    "cloudwatch:GetMetricData": _metrics,
}
