"""What a plan does to caches through the group or the global datastore that they belong to."""

from __future__ import annotations

from pathlib import Path

from tests.sources.plan.changed import ADDRESS, failing, finding, shop, stays, told
from tests.sources.plan.made import GROUP, Planned, constant, mentions

GLOBAL = "aws_elasticache_global_replication_group.all"
SECONDARY = f"{GROUP}.away"
NODE = "aws_elasticache_cluster.node"
_NODE: dict[str, object] = {"cluster_id": "node", "engine": "redis", "engine_version": "7.1", "num_cache_nodes": 1}


def _everywhere(*, failover: bool) -> dict[str, object]:
    """The shop with a secondary, whose global datastore is told to have failover on, or off from now on."""
    before: dict[str, object] = {"id": "x-all", "global_replication_group_id": "x-all"}
    before |= {"global_replication_group_id_suffix": "all", "primary_replication_group_id": "shop"}
    values = before | {"automatic_failover_enabled": failover}
    expressions: dict[str, object] = {
        "primary_replication_group_id": mentions(f"{ADDRESS}.id", ADDRESS),
        "automatic_failover_enabled": constant(failover),
    }
    before["automatic_failover_enabled"] = True
    away: dict[str, object] = {
        "replication_group_id": "away",
        "global_replication_group_id": "x-all",
        "engine": "valkey",
        "automatic_failover_enabled": True,
        "num_cache_clusters": 2,
    }
    owner = Planned(GLOBAL, values, expressions=expressions, actions=("update",), before=before)
    return shop(owner, stays(SECONDARY, away))


def test_failover_that_a_global_datastore_turns_off(tmp_path: Path):
    rule = "change-disables-failover"
    assert failing(tmp_path, _everywhere(failover=False)) == {(rule, ADDRESS), (rule, SECONDARY)}
    assert "fail" not in told(tmp_path, _everywhere(failover=True)).values()
    cut = _everywhere(failover=False)
    del cut["configuration"]
    assert (rule, ADDRESS) in failing(tmp_path, cut)


def _upgraded(was: str, becomes: str, *, stated: bool = True) -> dict[str, object]:
    """The shop with a global datastore whose version is another one after the plan."""
    before: dict[str, object] = {"id": "x-all", "global_replication_group_id": "x-all", "engine_version": was}
    before |= {"global_replication_group_id_suffix": "all", "primary_replication_group_id": "shop"}
    expressions: dict[str, object] = {"primary_replication_group_id": mentions(f"{ADDRESS}.id", ADDRESS)}
    if stated:
        expressions["engine_version"] = constant(becomes)
    values = before | {"engine_version": becomes}
    return shop(Planned(GLOBAL, values, expressions=expressions, actions=("update",), before=before))


def test_an_upgrade_of_a_global_datastore_is_one_of_its_members(tmp_path: Path):
    rules = {"change-interrupts-service", "change-is-irreversible"}
    assert {rule for rule, address in failing(tmp_path, _upgraded("8.0", "8.1")) if address == ADDRESS} == rules
    message = finding(tmp_path, _upgraded("8.0", "8.1"), "change-interrupts-service").message
    assert "engine_version 8.0 -> 8.1" in message


def test_a_version_that_stays_is_no_upgrade_however_it_is_written(tmp_path: Path):
    assert not failing(tmp_path, _upgraded("8.x", "8.x"))
    assert not failing(tmp_path, _upgraded("8.x", "8.x", stated=False))


def test_a_node_that_is_replaced_by_a_member_of_a_group_is_lost(tmp_path: Path):
    joins = Planned(NODE, _NODE | {"replication_group_id": "shop"}, actions=("delete", "create"), before=_NODE)
    made = shop(joins)
    made["resource_changes"][0]["change"]["replace_paths"] = [["replication_group_id"]]  # type: ignore[index] # a list
    assert failing(tmp_path, made) == {("change-loses-data", NODE)}
    message = finding(tmp_path, made, "change-loses-data").message
    assert "by deleting the cache, forced by replication_group_id" in message


def test_a_node_that_stays_a_member_of_a_group_is_not_told_of(tmp_path: Path):
    member = _NODE | {"replication_group_id": "shop"}
    made = shop(Planned(NODE, member | {"cluster_id": "other"}, actions=("delete", "create"), before=member))
    assert NODE not in {address for _, address in told(tmp_path, made)}
