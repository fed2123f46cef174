"""How much of what its nodes can do a cache uses."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model.facts import ABSENT, Unknown
from auditor.model.kinds.metrics import METRICS
from auditor.model.schema import KINDS
from tests.analysis.builders import BLURRED, known, resource, view

VAR = "var.x has no value"


def use(name: str, kind: str = "replication_group", **facts: Any) -> object:
    one = resource(kind, "cache", **facts)
    fact = view(one).fact(one, name)
    if isinstance(fact, Unknown):
        return fact.reason
    return known(fact, fact.value).value if hasattr(fact, "value") else None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"engine": "valkey", "node__vcpus": 4, "metrics__engine_cpu": 80, "metrics__cpu": 25}, 80),
        ({"engine": "valkey", "node__vcpus": 3, "metrics__engine_cpu": 80, "metrics__cpu": 25}, 75),
        ({"engine": "redis", "node__vcpus": 2, "metrics__engine_cpu": 30, "metrics__cpu": 46}, 92),
        ({"engine": "redis", "node__vcpus": 1, "metrics__cpu": 46}, 46),
        ({"engine": "redis", "node__vcpus": 4, "metrics__cpu": 46}, None),
        ({"engine": "redis", "node__vcpus": 4, "metrics__engine_cpu": BLURRED}, VAR),
        ({"engine": "redis", "node__vcpus": BLURRED, "metrics__cpu": 46}, VAR),
        ({"engine": "redis", "node__vcpus": ABSENT, "metrics__cpu": 46}, "how many CPUs a node has is not known"),
        ({"engine": BLURRED, "node__vcpus": 4, "metrics__engine_cpu": 46}, f"engine: {VAR}"),
    ],
)
def test_of_the_cpu_that_the_engine_can_use(facts: dict[str, Any], expected: object):
    assert use("use.cpu", **facts) == expected


def test_memcached_uses_all_cpus():
    facts = {"engine": "memcached", "node__vcpus": 2, "metrics__cpu": 46, "metrics__engine_cpu": 90}
    assert use("use.cpu", "cache_cluster", **facts) == 46


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        ("replication_group", {"engine": "redis", "node__max_clients": 20000, "metrics__connections": 16001}, 80),
        ("replication_group", {"engine": "redis", "node__max_clients": 65000, "metrics__connections": 65000}, 100),
        ("replication_group", {"engine": "redis", "node__max_clients": BLURRED, "metrics__connections": 9}, VAR),
        ("replication_group", {"engine": "redis", "node__max_clients": 65000}, None),
        ("replication_group", {"engine": "redis", "node__max_clients": 0, "metrics__connections": 9},
         "how many clients a node takes is given as none"),
        ("cache_cluster", {"engine": "memcached", "node__max_clients": 20000, "metrics__connections": 6500}, 10),
        ("cache_cluster", {"engine": "redis", "node__max_clients": ABSENT, "metrics__connections": 6500},
         "how many clients a node takes is not known"),
    ],
)  # fmt: skip
def test_of_the_connections_that_a_node_takes(kind: str, facts: dict[str, Any], expected: object):
    assert use("use.connections", kind, **facts) == expected


def test_every_metric_is_a_fact_that_only_something_running_has():
    for kind, metrics in METRICS.items():
        for name, metric in metrics.items():
            assert KINDS[kind].facts[name].observed, name
            assert metric.statistic in ("Average", "Maximum", "Minimum", "Sum"), name
            assert metric.over in ("max", "min", "sum", "share", "skew"), name
            assert len(metric.names) == 2 if metric.over == "share" else metric.names, name
            assert metric.unit in metric.line, name
