"""Parameter groups and subnet groups of MemoryDB.

Source: the MemoryDB API reference, ParameterGroup, Parameter (which does not tell who set it) and SubnetGroup; the
developer guide, "Parameter groups": nobody can change a default group, so that it has what its family has by default.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import (
    MEMORYDB_CLUSTERS,
    MEMORYDB_PARAMETER_GROUPS,
    MEMORYDB_PARAMETERS,
    MEMORYDB_SUBNET_GROUPS,
    Question,
)
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources.memorydb import arn_of
from auditor.sources.aws.resources.tagged import tags_of
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import lower
from auditor.sources.building.table import Field, Link, Table
from auditor.sources.partial.values import Unk

Facts = dict[str, Fact]
PARAMETER_GROUP, SUBNET_GROUP = "memorydb:ParameterGroup", "memorydb:SubnetGroup"
_DEFAULT = "default."


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The parameter groups and subnet groups of a region."""
    for group in answers.items(MEMORYDB_PARAMETER_GROUPS):
        arn = str(group.get("ARN") or arn_of("parametergroup", group.get("Name"), answers))
        values = {**group, "Parameters": _parameters(group, answers)}
        own = str(group.get("Name")).startswith(_DEFAULT)
        yield LiveEntry(PARAMETER_GROUP, arn, values, answers, tags_of(arn, answers), judged=not own)
    for group in answers.items(MEMORYDB_SUBNET_GROUPS):
        arn = str(group.get("ARN") or arn_of("subnetgroup", group.get("Name"), answers))
        listed = group.get("Subnets")
        untold_ = Unk("the answer of AWS does not tell its subnets")
        ids = [member(one, "Identifier") for one in listed] if isinstance(listed, list) else untold_
        yield LiveEntry(SUBNET_GROUP, arn, {**group, "SubnetIds": ids}, answers, tags_of(arn, answers))


def _parameters(group: dict[str, Any], answers: Answers) -> Fact:
    """The parameters that were set: those that have another value than in the default group of the family."""
    name = str(group.get("Name"))
    if name.startswith(_DEFAULT):
        return Known((), Origin.DEFAULT)
    told = _values_of(name, answers)
    if isinstance(told, str):
        return Unknown(told, members=())
    default = _default_of(group, answers)
    usual = _values_of(default, answers) if default else f"no default group of the family {group.get('Family')}"
    if isinstance(usual, str):
        # All that it has holds, whoever set it.
        return Unknown(f"which of its parameters were set is not told: {usual}", members=_written(told))
    changed = {one: value for one, value in told.items() if usual.get(one, "") != value}
    return Known(_written(changed), Origin.STATED)


def _written(values: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted(f"{name}={value}" for name, value in values.items()))


def _values_of(name: str, answers: Answers) -> dict[str, str] | str:
    """The values of the parameters of a group; or why they are not all known."""
    answer = answers.one(MEMORYDB_PARAMETERS, name)
    if answer is None:
        return f"{MEMORYDB_PARAMETERS.name} was not asked for: no cluster uses it"
    if answer.refusal is not None:
        return str(answer.refusal)
    return {str(one.get("Name")): str(one.get("Value") or "") for one in answer.items}


def _default_of(group: dict[str, Any], answers: Answers) -> str:
    """The default group of the family of a group; those for search and for several regions have longer names."""
    alike = [
        str(one.get("Name"))
        for one in answers.items(MEMORYDB_PARAMETER_GROUPS)
        if one.get("Family") == group.get("Family") and str(one.get("Name")).startswith(_DEFAULT)
    ]
    return min(alike, key=lambda name: (len(name), name), default="")


def _as_told(written: Told, facts: Facts) -> Fact:
    made: Fact = written.values["Parameters"]
    return made


TABLES: dict[str, Table] = {
    PARAMETER_GROUP: Table(
        "memorydb_parameter_group",
        ("Name",),
        (Field("family", ("Family",), lower, untold("its family")),),
        {"parameters": _as_told},
    ),
    SUBNET_GROUP: Table("memorydb_subnet_group", ("Name",), (), links=(Link("subnets", "SubnetIds", listed=True),)),
}


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _groups(answers: Answers) -> Iterator[Question]:
    if answers.items(MEMORYDB_CLUSTERS):
        yield from map(Question, (MEMORYDB_PARAMETER_GROUPS, MEMORYDB_SUBNET_GROUPS))


def _set(answers: Answers) -> Iterator[Question]:
    """The parameters of each group that is used, and once for each family those of its default group."""
    used = {str(cluster.get("ParameterGroupName")) for cluster in answers.items(MEMORYDB_CLUSTERS)}
    groups = [one for one in answers.items(MEMORYDB_PARAMETER_GROUPS) if one.get("Name") in used]
    chosen = [one for one in groups if not str(one.get("Name")).startswith(_DEFAULT)]
    names = {str(one.get("Name")) for one in chosen} | {_default_of(one, answers) for one in chosen}
    for name in sorted(names - {""}):
        yield Question(MEMORYDB_PARAMETERS, name)


ROUNDS = (_nothing, _groups, _set)
