"""What the provider reads where code says nothing stays in a plan as it was, and is not believed where it changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.sources.plan.changed import ADDRESS, EVERYTHING, USER, failing, judged, shop, told
from tests.sources.plan.made import Planned, constant, mentions

_SHARDS = [{"node_group_id": "0001", "replica_count": 1}, {"node_group_id": "0002", "replica_count": 1}]
_NODES: dict[str, object] = {
    "num_cache_clusters": 4,
    "num_node_groups": 2,
    "replicas_per_node_group": 1,
    "node_group_configuration": _SHARDS,
}
_ALONE: dict[str, object] = {**_NODES, "num_cache_clusters": 2, "num_node_groups": 1}
_ALONE["node_group_configuration"] = _SHARDS[:1]


def _updated(address: str, was: Mapping[str, object], after: Mapping[str, object], *stated: str) -> dict[str, object]:
    """A plan that updates a resource, of which code states some."""
    before = {**EVERYTHING[address], **was}
    values = {**before, **after}
    expressions: dict[str, object] = {name: constant(values[name]) for name in stated}
    return shop(Planned(address, values, expressions=expressions, actions=("update",), before=before))


@pytest.mark.parametrize(
    ("was", "after", "stated"),
    [
        (_NODES, {"replicas_per_node_group": 0}, ("num_node_groups", "replicas_per_node_group")),
        (_ALONE, {"num_cache_clusters": 1}, ("num_cache_clusters",)),
    ],
)
def test_the_last_replica_goes(
    was: dict[str, object], after: dict[str, object], stated: tuple[str, ...], tmp_path: Path
):
    made = _updated(ADDRESS, was, after, *stated)
    assert told(tmp_path, made)["change-disables-failover", ADDRESS] == "fail"
    found = {one.rule: one.status.value for one in judged(tmp_path, made).findings if one.address == ADDRESS}
    assert (found["replica-count"], found["multi-az"]) == ("fail", "fail")


def test_a_plan_without_configuration_tells_the_same(tmp_path: Path):
    made = _updated(ADDRESS, _NODES, {"replicas_per_node_group": 0})
    del made["configuration"]
    assert told(tmp_path, made)["change-disables-failover", ADDRESS] == "fail"


def test_a_replica_more_or_a_shard_less_takes_nothing_away(tmp_path: Path):
    for after in ({"replicas_per_node_group": 2}, {"num_node_groups": 1}):
        made = _updated(ADDRESS, _NODES, after, "num_node_groups", "replicas_per_node_group")
        assert told(tmp_path, made)["change-disables-failover", ADDRESS] == "pass"


def test_what_code_states_is_believed(tmp_path: Path):
    """A plan without replicas in one way of saying it, and with them in another that code takes, as blocks."""
    after = {"replicas_per_node_group": 0}
    stated = told(tmp_path, _updated(ADDRESS, _NODES, after, "num_node_groups", "node_group_configuration"))
    assert stated["change-disables-failover", ADDRESS] == "pass"
    assert told(tmp_path, _updated(ADDRESS, _NODES, after))["change-disables-failover", ADDRESS] == "fail"


def test_a_password_that_is_made_up_is_one(tmp_path: Path):
    """What AWS says of the user is told in part as not known, too."""
    before = {**EVERYTHING[USER], "passwords": ["example-password-000"]}
    values: dict[str, object] = {**before, "passwords": None}
    unknown: dict[str, object] = {"passwords": True, "authentication_mode": [{"passwords": []}]}
    given: dict[str, object] = {"passwords": mentions("random_password.p.result", "random_password.p")}
    password = Planned("random_password.p", {"length": 20}, {"result": True})
    made = shop(Planned(USER, values, unknown, given, actions=("update",), before=before), password)
    assert told(tmp_path, made)["change-opens-user", USER] == "pass"


def test_a_user_that_needs_no_password_any_more(tmp_path: Path):
    was: dict[str, object] = {"no_password_required": False, "passwords": ["example-password-000"]}
    made = _updated(USER, was, {"no_password_required": True, "passwords": None}, "no_password_required")
    assert failing(tmp_path, made) == {("change-opens-user", USER), ("change-disables-authentication", ADDRESS)}


def test_a_user_keeps_the_password_that_code_says_nothing_of_any_more(tmp_path: Path):
    was: dict[str, object] = {"no_password_required": False, "passwords": ["example-password-000"]}
    made = _updated(USER, was, {"passwords": None}, "access_string")
    assert told(tmp_path, made)["change-opens-user", USER] == "pass"
