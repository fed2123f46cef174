"""Parameter groups with what is set in them, and subnet groups: where there are caches that have them.

What is set is asked for once for each group that a cache has. Groups named `default.` are AWS's own: nobody can set
anything in them, and their names tell their families.

Sources: the ElastiCache API reference, CacheParameterGroup, DescribeCacheParameters (the source `user` is whoever set a
value), Parameter and CacheSubnetGroup; the user guide, "Parameter management" (default groups).
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.facts import ABSENT, Fact, Origin
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import (
    CACHE_CLUSTERS,
    PARAMETER_GROUPS,
    PARAMETERS,
    REPLICATION_GROUPS,
    SUBNET_GROUPS,
    Question,
)
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources.arns import told_arn
from auditor.sources.aws.resources.tagged import tags_of
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import lower, settings
from auditor.sources.building.facts import make_fact
from auditor.sources.building.table import Field, Link, Table
from auditor.sources.partial.values import Unk

PARAMETER_GROUP, SUBNET_GROUP = "elasticache:ParameterGroup", "elasticache:SubnetGroup"
_NAME, _OWN, _SET = "CacheParameterGroupName", "default.", "Set"


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The parameter groups and subnet groups of a region."""
    told = {subject.lower(): answer for (name, subject), answer in answers.about.items() if name == PARAMETERS.name}
    groups = {str(group.get(_NAME)).lower(): group for group in answers.items(PARAMETER_GROUPS)}
    doubt = answers.lacks(PARAMETER_GROUPS)
    for name, used in _used(answers).items():
        if doubt and name in told:
            # A cache has it, though it was not listed.
            groups.setdefault(name, {_NAME: used, "CacheParameterGroupFamily": Unk(doubt)})
    for name, group in groups.items():
        if not name.startswith(_OWN):
            arn = told_arn(group, "parametergroup", _NAME, answers)
            values = {**group, _SET: _set_in(told.get(name))}
            yield LiveEntry(PARAMETER_GROUP, arn, values, answers, tags_of(arn, answers))
    for group in answers.items(SUBNET_GROUPS):
        arn = told_arn(group, "subnetgroup", "CacheSubnetGroupName", answers)
        yield LiveEntry(SUBNET_GROUP, arn, group, answers, tags_of(arn, answers))


def _used(answers: Answers) -> dict[str, str]:
    """The parameter groups that caches have, by their names in lower case; without AWS's own."""
    named = (member(one, "CacheParameterGroup", _NAME) for one in answers.items(CACHE_CLUSTERS))
    used = {str(name).lower(): str(name) for name in named if name}
    return {name: used[name] for name in sorted(used) if not name.startswith(_OWN)}


def _set_in(answer: Answer | None) -> object:
    """What is set in a group, as name=value; a value that is left out is an empty text."""
    if answer is None:
        return Unk("what is set in it was not asked for: no cache is known to have it")
    listed: list[object] = [f"{one.get('ParameterName')}={one.get('ParameterValue') or ''}" for one in answer.items]
    # Also of a group that is gone nothing is known: a cache had it a moment ago.
    return listed if answer.refusal is None else [*listed, Unk(str(answer.refusal))]


def _parameters(written: Told, facts: dict[str, Fact]) -> Fact:
    return make_fact(written.values[_SET], settings, ABSENT, written.header, (), Origin.STATED)


def _subnets(written: Told) -> object:
    listed = written.values.get("Subnets")
    if not isinstance(listed, list):
        return Unk("the answer of AWS does not tell its subnets")
    return [member(one, "SubnetIdentifier") for one in listed]


TABLES: dict[str, Table] = {
    PARAMETER_GROUP: Table(
        "parameter_group",
        (_NAME,),
        (Field("family", ("CacheParameterGroupFamily",), lower, untold("its family")),),
        {"parameters": _parameters},
    ),
    SUBNET_GROUP: Table(
        "subnet_group",
        ("CacheSubnetGroupName",),
        (),
        links=(Link("subnets", "Subnets", named=_subnets, part=True, listed=True),),
    ),
}


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _groups(answers: Answers) -> Iterator[Question]:
    if any(answers.items(call) or answers.lacks(call) for call in (REPLICATION_GROUPS, CACHE_CLUSTERS)):
        yield from map(Question, (PARAMETER_GROUPS, SUBNET_GROUPS))
    for name in _used(answers).values():
        yield Question(PARAMETERS, name)


ROUNDS = (_nothing, _groups)
