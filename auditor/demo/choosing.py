"""Which of the items of a listing a request asks for: those of the names that it gives, and that its filters let pass.

An argument that is not understood is refused, so that no caller takes an answer for narrowed that is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from auditor.demo.estate import Item
from auditor.demo.reading import EC2, Request
from auditor.demo.writing import Failure

#: What says how much of each item is told: the member that is left out unless it is asked for.
_SHOWN = {
    "elasticache:DescribeCacheClusters": {"ShowCacheNodeInfo": "CacheNodes"},
    "elasticache:DescribeGlobalReplicationGroups": {"ShowMemberInfo": "Members"},
    "elasticache:DescribeUpdateActions": {"ShowNodeLevelUpdateStatus": "CacheNodeUpdateStatus"},
    "memorydb:DescribeClusters": {"ShowShardDetails": "Shards"},
    "memorydb:DescribeMultiRegionClusters": {"ShowClusterDetails": "Clusters"},
}
#: Arguments that change nothing about these answers.
_IDLE = frozenset({"DryRun", "IncludeManagedResources", "ShowNodeGroupConfig", "ShowDetail", "GrantTokens",
                   "IncludeComplianceDetails",
                   "includeLinkedAccounts", "TagsPerPage", "IncludeLinkedAccounts", "TargetVersion"})  # fmt: skip
#: Filters of EC2 whose words are not those of the answer.
_EC2_WORDS = {
    "default": "IsDefault", "default-for-az": "DefaultForAz", "cidr": "CidrBlock", "is-default": "IsDefault",
    "association.main": "Associations.Main", "association.subnet-id": "Associations.SubnetId",
    "attachment.vpc-id": "VpcAttachments.VpcId", "attachment.state": "VpcAttachments.State",
    "accepter-vpc-info.vpc-id": "AccepterVpcInfo.VpcId", "requester-vpc-info.vpc-id": "RequesterVpcInfo.VpcId",
    "status-code": "Status.Code", "owner-id": "OwnerId",
}  # fmt: skip
#: The arguments that hold a piece of what they ask for.
_PREFIX, _PATTERN = "Prefix", "Pattern"


def chosen(request: Request, items: list[tuple[str, Item]], skipped: frozenset[str]) -> list[tuple[str, Item]]:
    """The items that the arguments ask for; those `skipped` are dealt with elsewhere. Raises Failure."""
    shown = _SHOWN.get(request.action, {})
    for name, value in request.arguments.items():
        if name in skipped or name in _IDLE or name in shown or value in (None, "", []):
            continue
        kept = [(member, one) for member, one in items if _lets_pass(request, name, value, member, one)]
        if not kept and isinstance(value, str) and _names_a_thing(name, request):
            raise gone(request, name)
        if request.protocol == EC2 and isinstance(value, list) and name.endswith("Ids") and len(kept) < len(value):
            raise gone(request, name)
        items = kept
    hidden = {member for argument, member in shown.items() if not request.arguments.get(argument)}
    if not hidden:
        return items
    return [(member, {name: held for name, held in one.items() if name not in hidden}) for member, one in items]


def _lets_pass(request: Request, name: str, value: Any, member: str, item: Item) -> bool:
    if name == "Filters":
        return all(_filter(request, one, item) for one in value)
    if name == "ShowCacheClustersNotInReplicationGroups":
        return not (value and item.get("ReplicationGroupId"))
    if name == "AlarmTypes":
        return member.removesuffix("s") in value or (not member and "MetricAlarm" in value)
    held = next((item[one] for one in _members_of(name) if one in item), None)
    if name.endswith(_PREFIX):
        return str(held).startswith(str(value))
    if name.endswith(_PATTERN):
        return str(value) in str(held)
    if held is None and not _is_member(request, name):
        raise Failure("InvalidParameterCombination", f"The stand-in does not know the argument {name}.")
    wanted = value if isinstance(value, list) else [value]
    return bool(set(map(_text, held if isinstance(held, list) else [held])) & set(map(_text, wanted)))


def _members_of(name: str) -> Iterator[str]:
    """The members of an item that an argument may be about."""
    name = name.removesuffix(_PREFIX).removesuffix(_PATTERN)
    yield name
    yield name.removesuffix("s")
    # A cluster of MemoryDB is asked for by ClusterName, and has a Name.
    for last in ("Name", "Arn"):
        if name.removesuffix("s").endswith(last):
            yield last


def _is_member(request: Request, name: str) -> bool:
    """Whether the items of an operation can have the member that an argument is about."""
    return any(member in shape.members for shape in _listed(request) for member in _members_of(name))


def _listed(request: Request) -> list[Any]:
    """The shapes of what an operation lists."""
    lists = [one for one in request.model.output_shape.members.values() if one.type_name == "list"]
    return [one.member for one in lists if one.member.type_name == "structure"]


def _leads(shape: Any, path: str) -> bool:
    """Whether a shape has members along a path."""
    first, _, rest = path.partition(".")
    while shape.type_name == "list":
        shape = shape.member
    if shape.type_name != "structure" or first not in shape.members:
        return False
    return not rest or _leads(shape.members[first], rest)


def _filter(request: Request, wanted: Mapping[str, Any], item: Item) -> bool:
    """Whether an item has one of the values that a filter names."""
    name, values = str(wanted.get("Name", "")), [str(one) for one in wanted.get("Values") or ()]
    if request.protocol != EC2:
        held = [one for member in (name, _camel(name)) for one in _at(item, member)]
        return bool({_text(one) for one in held} & set(values))
    if name.startswith("tag:"):
        held = [tag["Value"] for tag in item.get("Tags") or () if tag["Key"] == name.removeprefix("tag:")]
    else:
        path = _EC2_WORDS.get(name) or ".".join(map(_camel, name.split(".")))
        if not any(_leads(shape, path) for shape in _listed(request)):
            raise Failure("InvalidParameterValue", f"The filter '{name}' is invalid")
        held = list(_at(item, path))
    return any(fnmatchcase(_text(one), value) for one in held for value in values)


def _at(item: Any, path: str) -> Iterator[Any]:
    """What stands at a path, each of what a list on it holds."""
    first, _, rest = path.partition(".")
    for one in item if isinstance(item, list) else [item]:
        held = one.get(first) if isinstance(one, Mapping) else None
        if held is not None and rest:
            yield from _at(held, rest)
        elif held is not None:
            yield from held if isinstance(held, list) else [held]


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("-"))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _names_a_thing(name: str, request: Request) -> bool:
    return name.endswith(("Id", "Name", "Arn", "ARN")) and any(_errors(request))


def _errors(request: Request) -> Iterator[Any]:
    """The errors of an operation that say that something is not there."""
    for shape in request.model.error_shapes:
        if ("NotFound" in shape.name or "NoSuch" in shape.name) and "ServiceLinkedRole" not in shape.name:
            yield shape


def gone(request: Request, name: str) -> Failure:
    """What is said of something that is not there, which the argument `name` asked about."""
    stem = re.sub(r"(Ids?|Names?|Arn|ARN)$", "", name)
    if request.protocol == EC2:
        code = "InvalidGroup.NotFound" if stem == "Group" else f"Invalid{stem}ID.NotFound"
        return Failure(code, f"The {name} that was asked for does not exist")
    shapes = sorted(_errors(request), key=lambda shape: not shape.name.startswith(stem))
    if not shapes:
        return Failure("NotFoundException", f"{name} not found.", 400)
    told = shapes[0].metadata.get("error") or {}
    return Failure(told.get("code", shapes[0].name), f"{name} not found.", told.get("httpStatusCode", 400))
