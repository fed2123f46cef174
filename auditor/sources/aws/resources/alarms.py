"""Alarms on metrics of caches, and the composite alarms that they are parts of.

Source: the CloudWatch API reference, DescribeAlarms, MetricAlarm, CompositeAlarm and PutCompositeAlarm (the rule of a
composite alarm names others by name or ARN, as in `ALARM("cpu") OR NOT ALARM("memory")`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.facts import Fact
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import ALARMS as DESCRIBE_ALARMS
from auditor.sources.aws.calls import CACHE_CLUSTERS, REPLICATION_GROUPS, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.alarms import Alarms, metrics, on_caches
from auditor.sources.building.conversions import boolean
from auditor.sources.building.table import Field, Table
from auditor.sources.building.watched import looks
from auditor.sources.partial.values import Unk

ALARM = "cloudwatch:MetricAlarm"
#: Tags of alarms would take a call for each, and nobody asks for them.
_NO_TAGS = "tags of alarms are not asked for"
#: `ALARM(name)` in a rule, with what negates it.
_GOES_OFF = re.compile(r'(\bNOT\s*)?\bALARM\s*\(\s*("(?:[^"\\]|\\.)*"|[^()"]+)\s*\)')


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The alarms of a region; those on other things than caches are passed over later."""
    pages = answers.items(DESCRIBE_ALARMS)
    composite = [one for page in pages for one in page.get("CompositeAlarms") or ()]
    groups = _groups_of_nodes(answers)
    for page in pages:
        for alarm in page.get("MetricAlarms") or ():
            place = f"arn:{answers.partition}:cloudwatch:{answers.region}:{answers.account}"
            arn = str(alarm.get("AlarmArn") or f"{place}:alarm:{alarm.get('AlarmName')}")
            values = {
                **alarm,
                "Dimensions": _named(alarm.get("Dimensions"), groups),
                "Metrics": [_query(one, groups) for one in alarm.get("Metrics") or () if _is_own(one, answers)],
                "HasActions": _has_actions(alarm, composite, answers.lacks(DESCRIBE_ALARMS)),
            }
            yield LiveEntry(ALARM, arn, values, answers, Unk(_NO_TAGS))


def _groups_of_nodes(answers: Answers) -> dict[str, str]:
    """The replication group of each of its nodes: old ones have names that do not say so."""
    found = {
        str(node).lower(): str(group.get("ReplicationGroupId"))
        for group in answers.items(REPLICATION_GROUPS)
        for node in group.get("MemberClusters") or ()
    }
    for node in answers.items(CACHE_CLUSTERS):
        if node.get("ReplicationGroupId"):
            found[str(node.get("CacheClusterId")).lower()] = str(node["ReplicationGroupId"])
    return found


def _named(dimensions: Any, groups: Mapping[str, str]) -> list[dict[str, Any]] | None:
    """Dimensions, in which a node of a replication group goes by that."""
    named = [one for one in dimensions or () if isinstance(one, dict)]
    told = []
    for one in named:
        group = groups.get(str(one.get("Value")).lower()) if one.get("Name") == "CacheClusterId" else None
        told.append(one if group is None else {"Name": "ReplicationGroupId", "Value": group})
    return told or None


def _query(query: dict[str, Any], groups: Mapping[str, str]) -> dict[str, Any]:
    metric = member(query, "MetricStat", "Metric")
    if not isinstance(metric, dict):
        return query
    named = {**metric, "Dimensions": _named(metric.get("Dimensions"), groups)}
    return {**query, "MetricStat": {**query["MetricStat"], "Metric": named}}


def _is_own(query: dict[str, Any], answers: Answers) -> bool:
    """Whether a query is about this account: a monitoring account can look at the metrics of others."""
    return str(query.get("AccountId") or answers.account) == answers.account


def _has_actions(alarm: dict[str, Any], composite: list[dict[str, Any]], doubt: str) -> object:
    """Whether anything is done when an alarm goes off: by itself, or by alarms that are made of it."""
    told = True if _acts(alarm) else _told_by(alarm, composite, frozenset())
    return Unk(doubt) if told is False and doubt else told


def _acts(alarm: dict[str, Any]) -> bool:
    return any(alarm.get("AlarmActions") or ())


def _told_by(alarm: dict[str, Any], composite: list[dict[str, Any]], passed: frozenset[str]) -> object:
    """Whether an alarm that is made of another one does anything, or is a part of one that does."""
    doubt: object = False
    for one in composite:
        name = str(one.get("AlarmName"))
        if name in passed:
            continue
        part = _is_part(alarm, str(one.get("AlarmRule") or ""))
        if part is False:
            continue
        acts = _acts(one) and one.get("ActionsEnabled") is not False
        does = True if acts else _told_by(one, composite, passed | {name})
        if does is True and part is True:
            return True
        if does is not False:
            doubt = Unk("another alarm names it, and whether that goes off with it is not known")
    return doubt


def _is_part(alarm: dict[str, Any], rule: str) -> bool | None:
    """Whether a rule holds, or may hold, since an alarm goes off; None where it names the alarm in another way."""
    names = {str(alarm[name]) for name in ("AlarmName", "AlarmArn") if alarm.get(name)}
    for negated, name in _GOES_OFF.findall(rule):
        if name.strip().strip('"').replace('\\"', '"') in names and not negated:
            return True
    return None if any(name in rule for name in names) else False


def _actions(written: Told, facts: dict[str, Fact]) -> Fact:
    return written.fact("HasActions", boolean)


#: What watches caches. Which composite alarms there are is known here, so that none is asked about.
ALARMS = Alarms({ALARM: looks}, {})
#: Of which alarms are judged.
AMONG = {ALARM: on_caches(looks)}
TABLES: dict[str, Table] = {
    ALARM: Table(
        "alarm",
        ("AlarmName",),
        (Field("actions_enabled", ("ActionsEnabled",), boolean, untold("whether its actions are switched on")),),
        {"metrics": metrics(looks), "has_actions": _actions},
    ),
}


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _alarms(answers: Answers) -> Iterator[Question]:
    if answers.has_caches:
        yield Question(DESCRIBE_ALARMS)


ROUNDS = (_nothing, _alarms)
