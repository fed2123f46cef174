"""Pages of a listing: how many items one holds, and the marker of the next.

Sources: the API references (bounds of MaxRecords and MaxResults); botocore's models, which hold the bounds of others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.demo.estate import Item
from auditor.demo.reading import EC2, Request
from auditor.demo.writing import Failure

_TOKENS = ("Marker", "NextToken", "nextToken", "PaginationToken")
_NEXT = ("NextMarker", *_TOKENS)
_LIMITS = ("MaxRecords", "MaxResults", "maxResults", "MaxItems", "limit", "Limit", "ResourcesPerPage")
_TRUNCATED = ("IsTruncated", "Truncated")
#: Arguments that are about pages, not about what stands on them.
ARGUMENTS = frozenset({*_TOKENS, *_LIMITS})

#: (least, most, unless one asks) of operations and services whose models do not say.
_BOUNDS = {
    "elasticache:DescribeSnapshots": (20, 50, 50),
    "elasticache:DescribeServerlessCaches": (1, 100, 50),
    "elasticache:DescribeServerlessCacheSnapshots": (1, 50, 50),
    "elasticache": (20, 100, 100),
    "memorydb": (20, 100, 100),
    "dax": (20, 100, 100),
    "dms": (20, 100, 100),
    "tag": (1, 100, 50),
    "logs": (1, 50, 50),
    "organizations": (1, 20, 20),
    "kms": (1, 1000, 100),
}
_OTHERS = (1, 1000, 100)
_ALL = 1_000_000


def page(request: Request, items: list[tuple[str, Item]], *, endless: bool = False) -> dict[str, Any]:
    """The members of the answer for one page of a listing. Raises Failure."""
    shape, arguments = request.model.output_shape, request.arguments
    token = next((name for name in _TOKENS if name in request.model.input_shape.members), "")
    following = next((name for name in _NEXT if name in shape.members), "")
    size = _size(request) if token and following else _ALL
    start, turn = _start(str(arguments.get(token) or ""))
    lists = [name for name, one in shape.members.items() if one.type_name == "list"]
    values: dict[str, Any] = {name: [] for name in lists if name != "Messages"}
    for member, one in items[start : start + size]:
        values[member or lists[0]].append(one)
    more = start + size < len(items)
    if following and (more or endless):
        values[following] = f"page-{start if endless else start + size}-{turn + 1}"
    return values | {name: more or endless for name in _TRUNCATED if name in shape.members}


def _start(token: str) -> tuple[int, int]:
    """Where the page of a marker begins, and how many pages came before it."""
    if not token:
        return 0, 0
    name, *numbers = token.split("-")
    if name != "page" or len(numbers) != 2 or not all(one.isdigit() for one in numbers):
        raise Failure("InvalidParameterValue", "The marker is not valid.")
    return int(numbers[0]), int(numbers[1])


def _size(request: Request) -> int:
    members: Mapping[str, Any] = request.model.input_shape.members
    name = next((one for one in _LIMITS if one in members), "")
    least, most, default = _bounds(request, members[name]) if name else _OTHERS
    asked = request.arguments.get(name)
    if asked is None:
        return default
    if not least <= int(asked) <= most:
        code = "ValidationException" if request.service in {"kms", "logs"} else "InvalidParameterValue"
        raise Failure(code, f"{name} must be between {least} and {most}.")
    return int(asked)


def _bounds(request: Request, shape: Any) -> tuple[int, int, int]:
    told = shape.metadata
    prefix = request.action.partition(":")[0]
    least, most, default = _BOUNDS.get(request.action) or _BOUNDS.get(prefix, _OTHERS)
    least, most = told.get("min", least), told.get("max", most)
    return least, most, _ALL if request.protocol == EC2 else min(default, most)
