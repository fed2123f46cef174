"""What the live source asks for and makes resources of, family by family.

Each family of `resources` says what it asks in each round (`ROUNDS`: a round knows the answers of those before it),
which resources the answers tell of (`entries`), and what the model has of each (`TABLES`).
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources import (
    access,
    adjacent,
    alarms,
    caches,
    global_datastores,
    iam,
    keys,
    logs,
    memorydb,
    memorydb_access,
    memorydb_settings,
    memorydb_upkeep,
    metrics,
    network,
    serverless,
    settings,
    snapshots,
    tagged,
    topology,
    upkeep,
)
from auditor.sources.building.vocabulary import Vocabulary

_OF_ELASTICACHE = (caches, serverless, access, settings, snapshots, global_datastores, upkeep)
_OF_MEMORYDB = (memorydb, memorydb_access, memorydb_settings, memorydb_upkeep)
_OF_REGIONS = (*_OF_ELASTICACHE, *_OF_MEMORYDB, network, topology, keys, logs, alarms, adjacent)
#: What is asked of an account as a whole, in no region.
_OF_ACCOUNT = (iam,)
_FAMILIES = (*_OF_REGIONS, *_OF_ACCOUNT)
_ASKING = (*_OF_REGIONS, tagged, metrics)
#: How many rounds there are.
MOST_ROUNDS = max(len(family.ROUNDS) for family in _ASKING)

VOCABULARY = Vocabulary(
    tables={name: table for family in _FAMILIES for name, table in family.TABLES.items()},
    key_aliases=keys.KEY_ALIASES,
    among=alarms.AMONG,
    alarms=alarms.ALARMS,
)


def questions(number: int, answers: Answers) -> Iterator[Question]:
    """What is asked of a region in a round, the first of which is 0."""
    for family in _ASKING:
        if number < len(family.ROUNDS):
            yield from family.ROUNDS[number](answers)


def of_account() -> Iterator[Question]:
    """What is asked once of an account that has caches, whatever its regions."""
    for family in _OF_ACCOUNT:
        yield from map(Question, family.CALLS)


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """All resources that the answers of a region tell of."""
    for family in _FAMILIES:
        yield from family.entries(answers)
