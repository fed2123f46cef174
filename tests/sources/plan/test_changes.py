"""What a plan tells of its changes: actions, what forces them, and what is told in a way that nobody knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.model.facts import ABSENT, Fact, Known, Ref, Unknown
from auditor.sources.building.joined import members_of
from auditor.sources.plan.changes import Told, told_changes
from auditor.sources.plan.document import Document, read_document
from tests.sources.plan.changed import ADDRESS, EVERYTHING, RULE, SECURITY, change, deleted, shop, stays
from tests.sources.plan.made import GROUP, Planned, plan, read


def document(*changes: object, **more: object) -> Document:
    made = {"format_version": "1.2", "planned_values": {"root_module": {}}, "resource_changes": list(changes), **more}
    return read_document(json.dumps(made).encode(), "plan.json")


def one(actions: object, **more: object) -> dict[str, object]:
    change = {"actions": actions, "before": {}, "after": {}} | more.pop("change", {})  # type: ignore[operator] # an object
    return {"address": f"{GROUP}.a", "mode": "managed", "type": GROUP, "name": "a", "change": change, **more}


def told(actions: object, **more: object) -> Told:
    (found,) = told_changes(document(one(actions, **more)))
    return found


@pytest.mark.parametrize(
    ("actions", "action"),
    [
        (["no-op"], "none"),
        (["read"], "none"),
        (["create"], "create"),
        (["update"], "update"),
        (["delete"], "delete"),
        (["delete", "create"], "replace"),
        (["create", "delete"], "replace"),
        (["forget"], "forget"),
        (["create", "forget"], "create"),
        (["forget", "create"], "create"),
    ],
)
def test_actions(actions: list[str], action: str):
    made = document(one(actions))
    (found,) = told_changes(made)
    assert found.change.action == action
    assert made.problems == []


@pytest.mark.parametrize("actions", [[], ["explode"], None, "update", [1], {}])
def test_actions_that_nobody_knows_are_a_problem(actions: object):
    made = document(one(actions), one(actions))
    assert {found.change.action for found in told_changes(made)} == {"none"}
    assert made.problems == [f"what it does to {GROUP}.a is told in a way that is not known"]


def test_a_change_of_nothing_is_a_problem():
    made = document({"change": {"actions": ["delete"], "before": {}}}, {"address": 7})
    assert told_changes(made) == []
    assert made.problems == ["a change without address"]


def test_data_sources_and_what_is_on_its_way_out_are_left_out():
    assert told_changes(document(one(["read"], mode="data"), one(["delete"], deposed="5f0c"))) == []


@pytest.mark.parametrize(
    ("paths", "forced_by"),
    [
        ([["port"], ["engine"], ["port"]], ("port", "engine")),
        ([["node_group_configuration", 0, "slots"]], ("node_group_configuration[0].slots",)),
        ([["set", {"a": 1}, "b"]], ("set",)),
        ([[], [1.5], None, [True]], ()),
        (None, ()),
        ({"a": 1}, ()),
    ],
)
def test_what_forces_a_replacement(paths: object, forced_by: tuple[str, ...]):
    found = told(["delete", "create"], change={"replace_paths": paths}).change
    assert (found.action, found.forced_by) == ("replace", forced_by)


def test_reasons_are_told_in_words():
    assert (
        told(["delete", "create"], action_reason="replace_because_tainted").change.reason == "it is marked as tainted"
    )
    assert told(["delete"], action_reason="delete_because_count_index").change.reason == "count is smaller"
    assert told(["delete"], action_reason="delete_because_of_a_whim").change.reason == ""


@pytest.mark.parametrize(
    ("change", "waits"),
    [
        ({"after": {"apply_immediately": True}}, Known(False)),
        ({"after": {"apply_immediately": False}}, Known(True)),
        ({"after": {"apply_immediately": None}}, Known(True)),
        ({"after": {}}, Known(True)),
        ({"after_unknown": {"apply_immediately": True}}, Unknown("apply_immediately is not known")),
    ],
)
def test_what_waits_for_the_maintenance_window(change: dict[str, object], waits: Fact):
    assert told(["update"], change=change).change.waits == waits
    assert told(["update"], change=change, type="aws_elasticache_serverless_cache").change.waits == ABSENT


def test_a_plan_that_tells_no_changes_is_a_gap(tmp_path: Path):
    made = shop()
    del made["resource_changes"]
    gaps = read(tmp_path, made).gaps
    assert [gap.reason for gap in gaps] == ["it tells no changes: what it would do to resources is not judged"]


def test_resources_know_what_is_done_to_them(tmp_path: Path):
    made = shop(change(RULE, after={"cidr_blocks": ["0.0.0.0/0"]}), Planned("aws_security_group.new", {"name": "new"}))
    found = {r.key: r.planned for r in read(tmp_path, made).resources.values() if not r.former}
    assert found[ADDRESS] == found[SECURITY] == "around"
    assert found["aws_security_group.new"] == "create"
    assert found["aws_elasticache_user.api"] == "none"


def test_what_is_not_compared_is_not_told_to_hang_on_a_change(tmp_path: Path):
    """A global datastore leads to its primary, and so to everything that is done to that."""
    address = "aws_elasticache_global_replication_group.all"
    values: dict[str, object] = {"id": "x-all", "global_replication_group_id": "x-all"}
    values |= {"global_replication_group_id_suffix": "all", "primary_replication_group_id": "shop"}
    primary = change(ADDRESS, after={"multi_az_enabled": False, "id": "shop"}, before={"id": "shop"})
    found = read(tmp_path, shop(primary, stays(address, values))).resources
    assert found[ADDRESS].planned == "update"
    assert [member.key for member in members_of(found[address].relation("primary")) if isinstance(member, Ref)] == [
        ADDRESS
    ]
    assert found[address].planned == "none"


def test_states_are_no_changes(tmp_path: Path):
    made = {"format_version": "1.0", "values": {"root_module": {}}}
    assert read(tmp_path, made).gaps == []


def test_what_was_before_is_read_as_a_state_and_kept_where_it_is_compared(tmp_path: Path):
    found = read(tmp_path, shop(change(ADDRESS, after={"engine_version": "8.1"}))).resources
    former = {key: r for key, r in found.items() if r.former}
    assert set(former) == {f"before:{address}" for address in EVERYTHING if address != RULE}
    assert all(not r.judged and r.change is None for r in former.values())
    was = former[f"before:{ADDRESS}"]
    assert was.address == ADDRESS
    assert (was.facts["engine_version"], found[ADDRESS].facts["engine_version"]) == (
        Known("8.0", place=was.facts["engine_version"].place),
        Known("8.1", place=found[ADDRESS].facts["engine_version"].place),
    )
    assert was.facts["engine_version"].place != found[ADDRESS].facts["engine_version"].place


@pytest.mark.parametrize(
    "made", [shop(), plan(Planned(ADDRESS, EVERYTHING[ADDRESS])), plan(stays("terraform_data.a", {}))]
)
def test_a_plan_that_changes_nothing_that_is_there_has_no_before(made: dict[str, object], tmp_path: Path):
    assert not any(r.former or "before" in r.relations for r in read(tmp_path, made).resources.values())


def test_what_is_moved_is_compared_with_what_it_was(tmp_path: Path):
    moved = change(ADDRESS, after={"snapshot_retention_limit": 0})
    moved.previous = f"{GROUP}.shop_before"
    found = read(tmp_path, shop(moved)).resources
    assert f"before:{ADDRESS}" in found
    assert not any("shop_before" in key for key in found)


def test_what_is_forgotten_is_there_and_not_judged(tmp_path: Path):
    made = deleted(ADDRESS)
    for told in made["resource_changes"]:  # type: ignore[attr-defined] # a list
        if told["address"] == ADDRESS:
            told["change"]["actions"] = ["forget"]
    found = read(tmp_path, made).resources[ADDRESS]
    assert (found.planned, found.former, found.judged) == ("forget", False, True)


def test_keys_of_one_plan_among_several_begin_with_its_name(tmp_path: Path):
    from auditor.sources.plan.source import read_plans

    path = tmp_path / "plan.json"
    path.write_text(json.dumps(shop(change(ADDRESS, after={"engine_version": "8.1"}), change(SECURITY))))
    found = read_plans([path], tmp_path, alone=False).resources
    assert f"plan.json:before:{ADDRESS}" in found
    assert found[f"plan.json:{ADDRESS}"].planned == "update"


def test_what_is_deleted_of_a_type_that_is_not_read_is_a_gap(tmp_path: Path):
    made = shop()
    change = {"actions": ["delete"], "before": {"name": "a"}, "after": None}
    address = "awscc_memorydb_cluster.a"
    deleted = {"address": address, "type": "awscc_memorydb_cluster", "name": "a", "change": change}
    made["resource_changes"].append(deleted)  # type: ignore[attr-defined] # a list
    assert [gap.what for gap in read(tmp_path, made).gaps] == [address]


@pytest.mark.parametrize("id_", [{"a": 1}, ["a"], 7, None])
def test_ids_that_are_no_text_are_nobodys(id_: object, tmp_path: Path):
    strange = change(ADDRESS, before={"id": id_, "member_clusters": ["shop-001"]})
    group = stays(SECURITY, EVERYTHING[SECURITY] | {"id": id_})
    rule = change(RULE, before={"security_group_id": id_}, after={"cidr_blocks": []})
    assert read(tmp_path, shop(strange, group, rule)).resources[ADDRESS].planned == "update"
