"""What caches, and what is kept of them, name of what stands around them: only that is worth a look.

Sources: the API references of ElastiCache, MemoryDB and DAX, of which the same members have the same names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.aws.answers import Answers
from auditor.sources.aws.written import member

_SERVICES = frozenset({"elasticache", "memorydb", "dax"})
#: What the id of a security group is called in a list of them; DAX has a word of its own.
_GROUP_IDS = ("SecurityGroupId", "SecurityGroupIdentifier")


def security_groups(answers: Answers) -> frozenset[str]:
    """The ids of the security groups of caches."""
    return frozenset(name for item in _items(answers) for name in _groups(item))


def keys(answers: Answers) -> list[str]:
    """The keys that caches and snapshots are encrypted with, as they name them: by ARN, id or alias."""
    named = (item.get("KmsKeyId") for item in _items(answers))
    return sorted({str(one) for one in named if one})


def log_groups(answers: Answers) -> list[str]:
    """The names of the log groups that caches deliver logs to."""
    deliveries = (one for item in _items(answers) for one in item.get("LogDeliveryConfigurations") or ())
    named = (member(one, "DestinationDetails", "CloudWatchLogsDetails", "LogGroup") for one in deliveries)
    return sorted({str(one) for one in named if one})


def _items(answers: Answers) -> Iterator[dict[str, Any]]:
    """Whatever services of caches listed."""
    for answer in answers.every():
        if answer.call.service in _SERVICES:
            yield from answer.items


def _groups(item: dict[str, Any]) -> Iterator[str]:
    for one in item.get("SecurityGroups") or ():
        yield from (str(one[name]) for name in _GROUP_IDS if one.get(name))
    yield from map(str, item.get("SecurityGroupIds") or ())
