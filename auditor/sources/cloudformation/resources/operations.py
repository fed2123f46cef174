"""Alarms on metrics of caches, and log groups that they deliver logs to, in templates.

Sources: the CloudFormation registry schemas of AWS::CloudWatch::Alarm (actions are enabled unless it says otherwise)
and AWS::Logs::LogGroup (logs are kept for ever unless it says otherwise).
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.building.alarms import NAMESPACES, Alarms, Look, has_actions, metrics, on_caches
from auditor.sources.building.conversions import positive
from auditor.sources.building.made_elsewhere import name_of
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.building.table import Field, Table, default
from auditor.sources.cloudformation.resources.conversions import boolean
from auditor.sources.partial.values import Unk


def _looks(written: Written) -> Iterator[Look]:
    """The metric of its own, or those of its queries."""
    if written.has("Namespace") or written.has("MetricName"):
        dimensions = _dimensions(written.stated("Dimensions"))
        yield Look(True, written.stated("Namespace"), written.stated("MetricName"), dimensions, written.header)
    for query in written.blocks("Metrics"):
        for stat in query.blocks("MetricStat"):
            for part in stat.blocks("Metric"):
                namespace, metric = part.value("Namespace"), part.value("MetricName")
                yield Look(part.exists, namespace, metric, _dimensions(part.value("Dimensions")), part.header)
        yield from _chosen(query)


def _dimensions(value: object) -> object:
    """`[{Name, Value}, ...]` as a map; what is not known of it is left out, unless that is all."""
    if not isinstance(value, list):
        return value
    pairs = [one for one in value if isinstance(one, dict)]
    unknown = next((one for one in value if isinstance(one, Unk)), None)
    made = {str(one["Name"]): one.get("Value") for one in pairs if isinstance(one.get("Name"), str)}
    return made if made or unknown is None else unknown


def _chosen(query: NestedWritten) -> Iterator[Look]:
    """Metrics that a query chooses: `SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/ElastiCache", CacheClusterId)`."""
    text = query.value("Expression")
    named = [name for name in NAMESPACES if isinstance(text, str) and name in text]
    if named:
        doubt = Unk("a query chooses what it looks at")
        yield Look(query.exists, named[0], doubt, doubt, query.place_of("Expression"))


#: What watches caches.
ALARMS = Alarms({"AWS::CloudWatch::Alarm": _looks}, {"AWS::CloudWatch::CompositeAlarm": "AlarmRule"})

#: Of which alarms are judged.
AMONG = {"AWS::CloudWatch::Alarm": on_caches(_looks)}

TABLES: dict[str, Table] = {
    "AWS::CloudWatch::Alarm": Table(
        "alarm",
        ("AlarmName",),
        (Field("actions_enabled", ("ActionsEnabled",), boolean, default(True)),),
        {"metrics": metrics(_looks), "has_actions": has_actions("AlarmActions")},
    ),
    "AWS::Logs::LogGroup": Table(
        "log_group",
        ("LogGroupName",),
        (Field("retention_days", ("RetentionInDays",), positive),),
        {"kms_key": name_of("KmsKeyId")},
    ),
}
