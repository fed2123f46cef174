"""Alarms on metrics of caches, and log groups that they deliver logs to.

Sources: the provider's internal/service/cloudwatch/metric_alarm.go: actions are enabled unless code says otherwise;
internal/service/logs/group.go: retention in days is 0 unless code says otherwise, which is for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.building.alarms import DIMENSIONS, NAMESPACES, Alarms, Look, has_actions, metrics, on_caches
from auditor.sources.building.conversions import boolean, positive
from auditor.sources.building.made_elsewhere import name_of
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.building.table import Field, Table, default
from auditor.sources.partial.values import Unk


def _looks(maker: Written) -> Iterator[Look]:
    """The metric of its own, or those of its queries."""
    if maker.has("namespace") or maker.has("metric_name"):
        place = maker.place_of("namespace")
        yield Look(True, maker.stated("namespace"), maker.stated("metric_name"), _dimensions(maker), place)
    for query in maker.blocks("metric_query"):
        for part in query.blocks("metric"):
            namespace, metric = part.value("namespace"), part.value("metric_name")
            yield Look(part.exists, namespace, metric, part.value("dimensions"), part.header)
        yield from _chosen(query)


def _dimensions(maker: Written) -> object:
    """An argument; Terraform 0.11 took a block too."""
    if maker.has("dimensions"):
        return maker.value("dimensions")
    block = next(maker.blocks("dimensions"), None)
    return {name: block.value(name) for name in DIMENSIONS if block.has(name)} if block is not None else None


def _chosen(query: NestedWritten) -> Iterator[Look]:
    """Metrics that a query chooses: `SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/ElastiCache", CacheClusterId)`."""
    text = query.value("expression")
    named = [name for name in NAMESPACES if isinstance(text, str) and name in text]
    if named:
        doubt = Unk("a query chooses what it looks at")
        yield Look(query.exists, named[0], doubt, doubt, query.place_of("expression"))


#: What watches caches.
ALARMS = Alarms(
    {"aws_cloudwatch_metric_alarm": _looks}, {"aws_cloudwatch_composite_alarm": "alarm_rule"}, "member_clusters"
)

#: Of which alarms are judged.
AMONG = {"aws_cloudwatch_metric_alarm": on_caches(_looks)}

TABLES: dict[str, Table] = {
    "aws_cloudwatch_metric_alarm": Table(
        "alarm",
        ("alarm_name",),
        (Field("actions_enabled", ("actions_enabled",), boolean, default(True)),),
        {"metrics": metrics(_looks), "has_actions": has_actions("alarm_actions")},
    ),
    "aws_cloudwatch_log_group": Table(
        "log_group",
        ("name",),
        (Field("retention_days", ("retention_in_days",), positive),),
        {"kms_key": name_of("kms_key_id")},
    ),
}
