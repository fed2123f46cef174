"""Each kind of change of a plan is told by the rule that is about it, and by no other."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from auditor.model.finding import Status
from auditor.sources.secrecy.secrets import MASK
from tests.sources.plan.changed import (
    ADDRESS,
    EVERYTHING,
    RULE,
    SECURITY,
    SHOP,
    USER,
    USERS,
    change,
    deleted,
    failing,
    finding,
    judged,
    shop,
    stays,
    told,
)
from tests.sources.plan.made import Planned, constant, mentions, plan

ANYBODY: dict[str, object] = {"cidr_blocks": ["0.0.0.0/0"]}
OPEN: dict[str, object] = {"authentication_mode": [{"type": "no-password-required", "passwords": None}]}


@pytest.mark.parametrize(
    ("after", "rules"),
    [
        ({"transit_encryption_enabled": False, "transit_encryption_mode": None},
         {"change-disables-encryption", "change-interrupts-service"}),
        ({"transit_encryption_mode": "preferred"}, {"change-allows-plaintext"}),
        ({"user_group_ids": []}, {"change-disables-authentication"}),
        ({"automatic_failover_enabled": False, "multi_az_enabled": False}, {"change-disables-failover"}),
        ({"num_cache_clusters": 1}, {"change-disables-failover"}),
        ({"snapshot_retention_limit": 0}, {"change-disables-backups"}),
        ({"node_type": "cache.r7g.xlarge"}, {"change-interrupts-service"}),
        ({"engine_version": "8.1"}, {"change-interrupts-service", "change-is-irreversible"}),
        ({"snapshot_retention_limit": 14, "description": "other"}, set()),
    ],
)  # fmt: skip
def test_what_an_update_of_a_cache_does(after: dict[str, object], rules: set[str], tmp_path: Path):
    assert failing(tmp_path, shop(change(ADDRESS, after=after))) == {(rule, ADDRESS) for rule in rules}


def test_nothing_is_told_where_nothing_is_changed(tmp_path: Path):
    assert told(tmp_path, shop()) == {}


@pytest.mark.parametrize(
    "after", [{"snapshot_retention_limit": 0}, {"transit_encryption_enabled": False}, {"user_group_ids": []}]
)
def test_the_reverse_of_a_change_for_the_worse_is_fine(after: dict[str, object], tmp_path: Path):
    back = {name: SHOP[name] for name in after}
    # That plaintext is refused again is felt, though it is no fault.
    felt = {("change-interrupts-service", ADDRESS)} if "transit_encryption_enabled" in after else set()
    assert failing(tmp_path, shop(change(ADDRESS, after=back, before=after))) == felt


def test_the_finding_tells_what_it_was_what_it_is_and_where(tmp_path: Path):
    made = shop(change(ADDRESS, after={"snapshot_retention_limit": 0}))
    found = finding(tmp_path, made, "change-disables-backups")
    assert [(one.fact, one.when, one.value) for one in found.evidence] == [
        ("backup_days", "before", "7"),
        ("backup_days", "after", "0"),
    ]
    assert found.message.startswith(
        "This change turns automatic backups off: backup_days 7 -> 0. It is applied in place"
    )
    assert "maintenance window (sun:05:00-sun:06:00)" in found.message
    text = (tmp_path / "plan.json").read_text()
    before, after = (one.location for one in found.evidence)
    assert text[before.column - 1 :].startswith('"snapshot_retention_limit": 7')
    assert text[after.column - 1 :].startswith('"snapshot_retention_limit": 0')
    assert found.location == after


def test_what_is_only_known_after_terraform_has_run_is_not_known(tmp_path: Path):
    asked = change(ADDRESS, after={"snapshot_retention_limit": None})
    asked.unknown = {"snapshot_retention_limit": True}
    asked.expressions = {**asked.declared, "snapshot_retention_limit": mentions("local.days")}
    statuses = told(tmp_path, shop(asked))
    assert statuses["change-disables-backups", ADDRESS] == "unknown"
    assert "fail" not in statuses.values()


def test_what_is_imported_is_compared_with_what_it_is(tmp_path: Path):
    made = shop(change(ADDRESS, after={"snapshot_retention_limit": 0}))
    made["resource_changes"][0]["change"]["importing"] = {"id": "shop"}  # type: ignore[index] # a list
    assert failing(tmp_path, made) == {("change-disables-backups", ADDRESS)}


def test_what_is_applied_at_once_says_so(tmp_path: Path):
    made = shop(change(ADDRESS, after={"snapshot_retention_limit": 0, "apply_immediately": True}))
    assert finding(tmp_path, made, "change-disables-backups").message.endswith("It is applied in place, at once")


def test_the_change_leads_what_it_results_in(tmp_path: Path):
    found = judged(tmp_path, shop(change(ADDRESS, after={"snapshot_retention_limit": 0}))).findings
    lead = {one.rule: one.lead for one in found if one.status is Status.FAIL}
    assert lead["automatic-backup-enabled"] == "change-disables-backups"


def test_the_example_in_the_readme(tmp_path: Path):
    readme = Path(__file__).parents[3] / "README.md"
    [shown] = re.findall(r"^```text\n(medium\[change-disables-failover\].*?)^```", readme.read_text(), re.M | re.S)
    plan_text = json.dumps(shop(change(ADDRESS, after={"multi_az_enabled": False})), indent=2)
    out = subprocess.run(
        [sys.executable, "-m", "auditor", "scan", "-"],
        input=plan_text,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (out.returncode, out.stderr) == (1, "")
    assert shown in out.stdout


# Networks


@pytest.mark.parametrize(
    ("changes", "opened"),
    [
        ([change(RULE, after=ANYBODY)], True),
        ([change(RULE, "delete", "create", after=ANYBODY)], True),
        ([Planned("aws_security_group_rule.more", EVERYTHING[RULE] | ANYBODY)], True),
        ([Planned("aws_vpc_security_group_ingress_rule.more",
                  {"security_group_id": "sg-0a1", "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"})], True),
        ([change(SECURITY, after={"ingress": [{"protocol": "tcp", "from_port": 0, "to_port": 65535,
                                               "cidr_blocks": ["0.0.0.0/0"]}]})], True),
        ([change(RULE, after={"cidr_blocks": ["10.0.0.0/8", "10.1.0.0/16"]})], False),
        ([change(RULE, before=ANYBODY, after={"cidr_blocks": ["10.0.0.0/8"]})], False),
        ([change(RULE, before=ANYBODY, after={"description": "other"})], False),
    ],
)  # fmt: skip
def test_whether_a_cache_is_opened_to_which_nothing_is_done(changes: list[Planned], opened: bool, tmp_path: Path):
    expected = {("change-widens-network-reach", ADDRESS)} if opened else set()
    assert failing(tmp_path, shop(*changes)) == expected


def test_a_cache_that_gets_another_group_is_opened_by_that(tmp_path: Path):
    anybody = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}
    other: dict[str, object] = {"id": "sg-0b2", "name": "web", "ingress": [anybody]}
    made = shop(change(ADDRESS, after={"security_group_ids": ["sg-0b2"]}), stays("aws_security_group.web", other))
    assert failing(tmp_path, made) == {("change-widens-network-reach", ADDRESS)}
    found = finding(tmp_path, made, "change-widens-network-reach")
    assert "from private to any address" in found.message


def test_groups_of_other_stacks_are_no_doubt_where_they_are_not_changed(tmp_path: Path):
    """One opens nothing by an update of something else; a new one is not known."""
    elsewhere: dict[str, object] = {"security_group_ids": ["sg-0e5e"]}
    same = change(ADDRESS, before=elsewhere, after={"description": "other"})
    assert told(tmp_path, shop(same))["change-widens-network-reach", ADDRESS] == "pass"
    other = change(ADDRESS, after=elsewhere)
    assert told(tmp_path, shop(other))["change-widens-network-reach", ADDRESS] == "unknown"


def test_a_group_of_no_cache_is_told_of_itself(tmp_path: Path):
    web = Planned("aws_security_group.web", {"name": "web"}, {"id": True, "ingress": True})
    rule: dict[str, object] = {"ip_protocol": "tcp", "from_port": 11211, "to_port": 11211, "cidr_ipv4": "0.0.0.0/0"}
    expressions: dict[str, object] = {name: constant(value) for name, value in rule.items()}
    expressions["security_group_id"] = mentions("aws_security_group.web.id", "aws_security_group.web")
    opens = Planned("aws_vpc_security_group_ingress_rule.web", rule, {"security_group_id": True}, expressions)
    assert failing(tmp_path, shop(web, opens)) == {("change-opens-security-group", "aws_security_group.web")}
    assert failing(tmp_path, plan(web, opens)) == {("change-opens-security-group", "aws_security_group.web")}


def test_a_new_rule_of_a_group_that_is_not_in_the_plan(tmp_path: Path):
    values: dict[str, object] = {
        "security_group_id": "sg-0f00",
        "ip_protocol": "tcp",
        "from_port": 6379,
        "to_port": 6379,
    }
    wide = Planned("aws_vpc_security_group_ingress_rule.x", values | {"cidr_ipv4": "0.0.0.0/0"})
    assert failing(tmp_path, shop(wide)) == {("change-opens-security-group", "sg-0f00")}
    narrow = Planned("aws_vpc_security_group_ingress_rule.x", values | {"cidr_ipv4": "10.0.0.0/8"})
    assert told(tmp_path, shop(narrow))["change-opens-security-group", "sg-0f00"] == "pass"


def test_a_parameter_that_needs_a_reboot_of_a_cache_to_which_nothing_is_done(tmp_path: Path):
    def group(databases: str) -> dict[str, object]:
        parameters = [{"name": "databases", "value": databases}, {"name": "timeout", "value": "5"}]
        return {"name": "tuned", "family": "valkey8", "parameter": parameters}

    tuned = Planned("aws_elasticache_parameter_group.tuned", group("4"), actions=("update",), before=group("16"))
    made = shop(stays(ADDRESS, SHOP | {"parameter_group_name": "tuned"}), tuned)
    assert failing(tmp_path, made) == {("change-interrupts-service", ADDRESS)}
    assert "parameter databases 16 -> 4" in finding(tmp_path, made, "change-interrupts-service").message


# Users


def test_a_user_that_is_opened_is_told_with_the_cache(tmp_path: Path):
    assert failing(tmp_path, shop(change(USER, after=OPEN))) == {
        ("change-disables-authentication", ADDRESS),
        ("change-opens-user", USER),
    }


def test_a_user_that_gets_every_right(tmp_path: Path):
    made = shop(change(USER, after={"access_string": "on ~* +@all"}))
    assert failing(tmp_path, made) == {("change-widens-user-rights", USER)}


def test_an_open_user_that_joins_a_group_opens_the_cache(tmp_path: Path):
    anybody = EVERYTHING[USER] | OPEN | {"user_id": "anybody", "user_name": "anybody"}
    made = shop(stays("aws_elasticache_user.anybody", anybody), change(USERS, after={"user_ids": ["api", "anybody"]}))
    assert failing(tmp_path, made) == {("change-disables-authentication", ADDRESS)}


def test_a_token_that_is_taken_away(tmp_path: Path):
    token: dict[str, object] = {"auth_token": "example-token-0123456789", "user_group_ids": None}
    made = shop(change(ADDRESS, before=token, after={"auth_token": None}))
    assert ("change-disables-authentication", ADDRESS) in failing(tmp_path, made)
    rotated = shop(change(ADDRESS, before=token, after={"auth_token": "example-token-9876543210"}))
    assert failing(tmp_path, rotated) == set()
    written = repr(judged(tmp_path, rotated))
    assert "example-token" not in written
    assert MASK not in json.dumps([one.message for one in judged(tmp_path, rotated).findings])


# What is lost


@pytest.mark.parametrize("actions", [("delete", "create"), ("create", "delete")])
def test_a_replacement_loses_what_the_cache_holds_whichever_comes_first(actions: tuple[str, ...], tmp_path: Path):
    """The snapshot counts that the state names: by that Terraform destroys."""
    name: dict[str, object] = {"final_snapshot_identifier": "shop-final"}
    lost = shop(change(ADDRESS, *actions, after=name))
    assert ("change-loses-data", ADDRESS) in failing(tmp_path, lost)
    kept = shop(change(ADDRESS, *actions, before=name, after={"final_snapshot_identifier": None}))
    assert ("change-loses-data", ADDRESS) not in failing(tmp_path, kept)


def test_a_replacement_names_what_forces_it(tmp_path: Path):
    made = shop(change(ADDRESS, "delete", "create", after={"at_rest_encryption_enabled": "false"}))
    made["resource_changes"][0]["change"]["replace_paths"] = [["at_rest_encryption_enabled"]]  # type: ignore[index] # a list
    rules = {"change-disables-encryption", "change-loses-data", "change-interrupts-service"}
    assert failing(tmp_path, made) == {(rule, ADDRESS) for rule in rules}
    for rule in rules:
        assert "forced by at_rest_encryption_enabled" in finding(tmp_path, made, rule).message


def test_what_is_deleted_loses_what_it_holds_and_is_judged_by_nothing_else(tmp_path: Path):
    made = deleted(ADDRESS, reason="delete_because_no_resource_config")
    assert {one.rule for one in judged(tmp_path, made).findings if one.address == ADDRESS} == {"change-loses-data"}
    found = finding(tmp_path, made, "change-loses-data")
    assert "since its block is not in the code any more" in found.message
    assert found.location.column > 1
    assert failing(tmp_path, deleted(ADDRESS, final_snapshot_identifier="shop-final")) == set()


@pytest.mark.parametrize(
    ("type_", "values", "status"),
    [
        ("aws_elasticache_cluster", {"cluster_id": "a", "engine": "memcached", "num_cache_nodes": 2}, None),
        ("aws_elasticache_cluster", {"cluster_id": "a", "engine": "redis", "num_cache_nodes": 1}, "fail"),
        ("aws_elasticache_cluster",
         {"cluster_id": "a", "engine": "redis", "num_cache_nodes": 1, "final_snapshot_identifier": "f"}, "pass"),
        ("aws_elasticache_serverless_cache", {"name": "a", "engine": "valkey", "snapshot_retention_limit": 7}, "fail"),
        ("aws_elasticache_replication_group", SHOP | {"global_replication_group_id": "x-global"}, None),
    ],
)  # fmt: skip
def test_what_can_be_lost(type_: str, values: dict[str, object], status: str | None, tmp_path: Path):
    made = shop()
    gone: Any = {"address": f"{type_}.gone", "mode": "managed", "type": type_, "name": "gone"}
    gone["change"] = {"actions": ["delete"], "before": values, "after": None}
    made["resource_changes"].append(gone)  # type: ignore[attr-defined] # a list
    assert told(tmp_path, made).get(("change-loses-data", f"{type_}.gone")) == status


# Other rules


def test_rules_of_what_is_there_say_the_same_whatever_was_before(tmp_path: Path):
    changed = shop(change(ADDRESS, after={"snapshot_retention_limit": 0}), change(RULE, after=ANYBODY))
    made = shop(change(ADDRESS, after={"snapshot_retention_limit": 0}), change(RULE, after=ANYBODY))
    for one in made["resource_changes"]:  # type: ignore[attr-defined] # a list
        one["change"] = {**one["change"], "actions": ["no-op"], "before": one["change"]["after"]}

    def verdicts(of: dict[str, object]) -> set[tuple[str, str, str]]:
        report = judged(tmp_path, of)
        return {(f.rule, f.address, f.status.value) for f in report.findings if not report.rules[f.rule].changes}

    assert verdicts(changed) == verdicts(made)
