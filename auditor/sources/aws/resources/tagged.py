"""Tags: one listing for all resources of a region, since asking for each would take a call for each."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import (
    RESERVED_NODES,
    SERVERLESS_SNAPSHOTS,
    SNAPSHOTS,
    TAGGED,
    USER_GROUPS,
    USERS,
    Question,
)
from auditor.sources.partial.values import Unk

#: What is there also where no cache is.
_ALONE = (USER_GROUPS, SNAPSHOTS, SERVERLESS_SNAPSHOTS, RESERVED_NODES)


def tags_of(arn: str, answers: Answers) -> object:
    """The tags of a resource as a map, or why they are not known. Only what was ever tagged is listed."""
    doubt = answers.lacks(TAGGED)
    if doubt:
        return Unk(doubt)
    return answers.tags.get(arn, {})


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _tags(answers: Answers) -> Iterator[Question]:
    if answers.has_caches or any(map(answers.items, _ALONE)) or not all(map(is_own, answers.items(USERS))):
        yield Question(TAGGED)


def is_own(user: dict[str, object]) -> bool:
    """Whether a user is the one that AWS makes in every region, which nobody can change."""
    return str(user.get("UserId")).lower() == "default"


ROUNDS = (_nothing, _tags)
