"""An account with all kinds of ElastiCache: each fact and each relation of the model is said something of."""

from __future__ import annotations

import pytest

from auditor.model.schema import KINDS
from tests.sources.aws.resources.estate import inventory

#: What no account has: the state of a resource before a plan.
_OF_PLANS = frozenset({"before"})


@pytest.mark.parametrize(
    "kind",
    ["user", "user_group", "parameter_group", "subnet_group", "snapshot", "global_datastore", "service_update",
     "reserved_node"],
)  # fmt: skip
def test_every_fact_of_a_kind_is_told_or_said_not_to_be(kind: str):
    told = {name for name, spec in KINDS[kind].facts.items() if not spec.derived and not spec.declared}
    found = [one for one in inventory().resources.values() if one.kind == kind]
    assert found
    for one in found:
        assert set(one.facts) == told


@pytest.mark.parametrize("kind", ["user_group", "subnet_group", "global_datastore", "service_update", "reserved_node"])
def test_every_relation_of_a_kind_is_told(kind: str):
    led = {name for name, spec in KINDS[kind].relations.items() if not spec.inverse} - _OF_PLANS
    for one in inventory().resources.values():
        if one.kind == kind:
            assert led <= set(one.relations)
