"""Log groups that caches deliver logs to.

Source: the CloudWatch Logs API reference, DescribeLogGroups and LogGroup (what has no retention is kept for ever, what
names no key is encrypted with one of the service).
"""

from __future__ import annotations

from collections.abc import Iterator
from os.path import commonprefix
from typing import Any

from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import LOG_GROUP, LOG_GROUPS, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources import named
from auditor.sources.building.conversions import positive, text
from auditor.sources.building.table import Field, Table
from auditor.sources.partial.values import Unk

LOG_GROUP_OF_LOGS = "logs:LogGroup"
#: Up to so many log groups are asked about one by one: an account may have thousands, and a page holds fifty.
_FEW = 10
_TAGS = Unk("the tags of log groups are not asked for")


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """Each log group that is named, unless it is known not to be there."""
    found = {str(one.get("logGroupName")): one for one in answers.items(LOG_GROUPS)}
    for name in named.log_groups(answers):
        alone = answers.one(LOG_GROUP, name)
        listed = {str(one.get("logGroupName")): one for one in alone.items} if alone is not None else found
        values = listed.get(name)
        if values is None:
            doubt = alone.lacks if alone is not None else answers.lacks(LOG_GROUPS)
            values = _unread(name, doubt) if doubt else None
        if values is not None:
            place = f"arn:{answers.partition}:logs:{answers.region}:{answers.account}"
            yield LiveEntry(LOG_GROUP_OF_LOGS, f"{place}:log-group:{name}", values, answers, _TAGS)


def _unread(name: str, doubt: str) -> dict[str, Any]:
    return {"logGroupName": name, "retentionInDays": Unk(doubt), "kmsKeyId": Unk(doubt)}


TABLES: dict[str, Table] = {
    LOG_GROUP_OF_LOGS: Table(
        "log_group",
        ("logGroupName",),
        (Field("retention_days", ("retentionInDays",), positive), Field("kms_key", ("kmsKeyId",), text)),
    ),
}


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _groups(answers: Answers) -> Iterator[Question]:
    """Each by its name where they are few, else all whose names begin as theirs do."""
    names = named.log_groups(answers)
    if len(names) <= _FEW:
        yield from (Question(LOG_GROUP, name) for name in names)
        return
    beginning = commonprefix(names)  # noqa: RUF071 - names of log groups are no paths: AWS compares them as texts, too
    yield Question(LOG_GROUPS, more={"logGroupNamePrefix": beginning} if beginning else {})


ROUNDS = (_nothing, _groups)
