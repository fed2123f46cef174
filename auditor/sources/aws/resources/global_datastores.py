"""Global datastores. Every region that has a member tells of one, with all its members; it is told of once.

Source: the ElastiCache API reference, GlobalReplicationGroup and GlobalReplicationGroupMember; AddTagsToResource (a
global datastore has no tags); the user guide, "Replication across AWS Regions using global datastores".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from auditor.model.facts import ABSENT, Fact, Known, Origin
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import GLOBAL_DATASTORES, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources.arns import arn_of
from auditor.sources.aws.resources.conversions import is_on
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import lower, text
from auditor.sources.building.table import Field, Link, Table
from auditor.sources.partial.values import EvalError, Unk

GLOBAL_DATASTORE = "elasticache:GlobalReplicationGroup"
_PRIMARY, _SECONDARY = "primary", "secondary"
_NOT_READ = "not in what was scanned"


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The global datastores that a region tells of."""
    for one in answers.items(GLOBAL_DATASTORES):
        name = one.get("GlobalReplicationGroupId")
        arn = str(one.get("ARN") or arn_of(answers, "globalreplicationgroup", name, region=""))
        values = {**one, "Primary": _members(one, _PRIMARY, answers), "Secondaries": _members(one, _SECONDARY, answers)}
        yield LiveEntry(GLOBAL_DATASTORE, arn, values, answers, {}, regional=False)


def _members(datastore: dict[str, object], role: str, answers: Answers) -> object:
    """The members with a role, each by its ARN: those of other regions may have the same name."""
    listed = datastore.get("Members")
    members = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if not members:
        return Unk("the answer of AWS does not tell its members")
    roles = {str(one.get("Role") or "").lower() for one in members}
    if not roles <= {_PRIMARY, _SECONDARY} or (role == _PRIMARY and _PRIMARY not in roles):
        # While another member is promoted there is none.
        return Unk("which of its members is the primary is not told")
    found = []
    for one in members:
        if str(one.get("Role")).lower() == role:
            region = str(one.get("ReplicationGroupRegion") or answers.region)
            arn = arn_of(answers, "replicationgroup", one.get("ReplicationGroupId"), region=region)
            found.append(Unk(_NOT_READ, arn, ref=(arn, "id")))
    return found


def _held(name: str) -> Callable[[Told], object]:
    return lambda written: written.values[name]


def _auto_failover(written: Told, facts: dict[str, Fact]) -> Fact:
    """Whether all members fail over; absent where some do and some do not, so that each has its own."""
    listed = written.values.get("Members")
    told = [member(one, "AutomaticFailover") for one in listed] if isinstance(listed, list) else []
    try:
        found = {is_on(one) for one in told}
    except EvalError:
        found = set()
    if not found:
        return untold("whether its members fail over")
    return Known(found.pop(), Origin.STATED, written.header) if len(found) == 1 else ABSENT


TABLES: dict[str, Table] = {
    GLOBAL_DATASTORE: Table(
        "global_datastore",
        ("GlobalReplicationGroupId",),
        (
            Field("engine_version", ("EngineVersion",), text, untold("its version")),
            Field("node_type", ("CacheNodeType",), lower, untold("its node type")),
        ),
        {"auto_failover": _auto_failover},
        (
            Link("primary", "Primary", named=_held("Primary"), part=True),
            Link("secondaries", "Secondaries", named=_held("Secondaries"), part=True),
        ),
    ),
}


def _datastores(answers: Answers) -> Iterator[Question]:
    yield Question(GLOBAL_DATASTORES)


ROUNDS = (_datastores,)
