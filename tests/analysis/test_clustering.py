"""Whether a replication group runs with cluster mode."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model.facts import ABSENT, Known, Unknown, Unseen
from auditor.model.resource import Resource
from tests.analysis.builders import BLURRED, either, known, link, resource, view

VAR = "var.x has no value"


def group(**facts: Any) -> Resource:
    return resource("replication_group", "cache", **{"shards": 1, **facts})


def read(one: Resource, *others: Resource) -> object:
    fact = view(one, *others).fact(one, "clustered")
    return fact.reason if isinstance(fact, Unknown) else known(fact, getattr(fact, "value", None)).value


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, False),
        ({"shards": 2}, True),
        ({"cluster_mode": "enabled"}, True),
        ({"cluster_mode": "compatible"}, True),
        ({"cluster_mode": "disabled"}, False),
        ({"cluster_mode": BLURRED}, VAR),
        ({"cluster_mode": BLURRED, "shards": 3}, True),
        ({"shards": BLURRED}, VAR),
        ({"shards": Unknown(VAR, low=2)}, True),
        # Several shards would be cluster mode whatever it says, so that it takes both to know that there is none.
        (
            {"shards": BLURRED, "cluster_mode": "disabled"},
            f"cluster mode is disabled, and there may be several shards: {VAR}",
        ),
        ({"shards": 3, "cluster_mode": "disabled"}, True),
        ({"cluster_mode": Unknown("AWS chooses", unstated=True), "shards": 3}, True),
        ({"cluster_mode": Unknown("AWS chooses", unstated=True)}, "AWS chooses"),
    ],
)
def test_by_what_it_says_and_by_its_shards(facts: dict[str, Any], expected: object):
    assert read(group(**facts)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("default.redis7.cluster.on", True),
        ("default.redis7", False),
        ("custom", "parameter group custom: not in what was scanned"),
    ],
)
def test_by_the_name_of_a_group_of_aws(name: str, expected: object):
    one = group()
    link(one, "parameter_group", Unseen(name, "not in what was scanned"))
    assert read(one) == expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (("cluster-enabled=yes",), True),
        (("cluster-enabled=no",), False),
        (("timeout=0",), False),
        (ABSENT, False),
        (BLURRED, f"parameters of params: {VAR}"),
        (Unknown(VAR, members=("cluster-enabled=yes",)), True),
    ],
)
def test_by_the_parameters_of_its_group(parameters: object, expected: object):
    one, params = group(), resource("parameter_group", "params", parameters=parameters)
    link(one, "parameter_group", params)
    assert read(one, params) == expected


def test_a_parameter_group_that_is_not_certain():
    one, params = group(), resource("parameter_group", "params", parameters=("cluster-enabled=yes",))
    link(one, "parameter_group", params)
    params.exists = either(Known(True), Known(False))
    assert read(one, params) == "parameter group: it may not exist"
    one.relations["parameter_group"] = Unknown(VAR, members=())
    assert read(one) == f"parameter group: {VAR}"


def test_a_parameter_group_for_cluster_mode_is_enough():
    one = group(shards=BLURRED)
    link(one, "parameter_group", Unseen("default.valkey8.cluster.on", "AWS's own"))
    assert read(one) is True
