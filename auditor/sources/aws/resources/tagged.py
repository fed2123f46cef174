"""Tags: one listing for all resources of a region, since asking for each would take a call for each."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import (
    MEMORYDB_ACLS,
    MEMORYDB_RESERVED,
    MEMORYDB_SNAPSHOTS,
    MEMORYDB_USERS,
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
_ALONE = (USER_GROUPS, SNAPSHOTS, SERVERLESS_SNAPSHOTS, RESERVED_NODES, MEMORYDB_SNAPSHOTS, MEMORYDB_RESERVED)
#: The ACL and the user that AWS makes in every region for MemoryDB.
OPEN_ACL, EVERYBODY = "open-access", "default"


def tags_of(arn: str, answers: Answers) -> object:
    """The tags of a resource as a map, or why they are not known. Only what was ever tagged is listed."""
    doubt = answers.lacks(TAGGED)
    if doubt:
        return Unk(doubt)
    return answers.tags.get(arn, {})


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _tags(answers: Answers) -> Iterator[Question]:
    if answers.has_caches or any(map(answers.items, _ALONE)) or _somebody_made(answers):
        yield Question(TAGGED)


def _somebody_made(answers: Answers) -> bool:
    """Whether there are users or ACLs that are not AWS's own."""
    of_memorydb = {one.get("Name") for call in (MEMORYDB_ACLS, MEMORYDB_USERS) for one in answers.items(call)}
    return not all(map(is_own, answers.items(USERS))) or bool(of_memorydb - {OPEN_ACL, EVERYBODY})


def is_own(user: dict[str, object]) -> bool:
    """Whether a user is the one that AWS makes in every region, which nobody can change."""
    return str(user.get("UserId")).lower() == "default"


ROUNDS = (_nothing, _tags)
