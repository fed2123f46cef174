"""Which metrics an alarm looks at, where it is written in the words of the API of CloudWatch: CloudFormation's, too.

Domain source: the CloudWatch API reference, MetricAlarm and MetricDataQuery: a metric of its own, or queries, each of
which names a metric or is an expression over others; anomaly detection is such an expression.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.building.alarms import NAMESPACES, Look
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.partial.values import Unk


def looks(written: Written) -> Iterator[Look]:
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
