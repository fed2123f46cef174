"""How many nodes a cache has, where part of that is not known."""

import pytest

from auditor.model.facts import Fact, Known, Switch, Unknown
from auditor.model.location import Location
from auditor.sources.building.replicas import nodes_in_all

HEADER = Location("main.tf", 1)
PROD = Switch("Prod")


def nodes(shards: Fact, replicas: Fact) -> Fact:
    return nodes_in_all({"shards": shards, "replicas_per_shard": replicas}, HEADER)


def test_every_shard_has_a_primary_besides_its_replicas():
    assert nodes(Known(3), Known(2)).value == 9  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("shards", "replicas", "low", "high", "reason"),
    [
        (Known(2), Unknown("var.n has no value"), 2, 12, "replicas: var.n has no value"),
        (Known(1), Unknown("var.n has no value", low=1, high=2), 2, 3, "replicas: var.n has no value"),
        (Unknown("var.m has no value"), Known(1), 2, None, "shards: var.m has no value"),
        (Unknown("a"), Unknown("b", low=1), 2, None, "shards: a; replicas: b"),
    ],
)
def test_what_is_not_known_has_bounds_and_a_reason(
    shards: Fact, replicas: Fact, low: int, high: int | None, reason: str
):
    found = nodes(shards, replicas)
    assert isinstance(found, Unknown)
    assert (found.low, found.high, found.reason) == (low, high, reason)


def test_what_hangs_on_a_parameter_is_told_for_each_of_its_values():
    guarded = Unknown(
        "Prod is one of several values", choices=((((PROD, "yes"),), Known(2)), (((PROD, "no"),), Known(0)))
    )
    found = nodes(Known(2), guarded)
    assert isinstance(found, Unknown)
    assert [fact.value for _, fact in found.choices] == [6, 2]  # type: ignore[union-attr]


def test_what_aws_refuses_stays_refused():
    refused = Unknown("AWS takes at most five replicas", refused=True)
    assert nodes(Known(2), refused) is refused
