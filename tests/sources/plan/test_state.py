"""States: everything in them is known, however they are told, and members are judged as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from auditor.model.facts import Known, Origin, Ref
from auditor.model.resource import Inventory
from auditor.scan import evaluate
from tests.sources.plan.made import GROUP, Planned, constant, mentions, plan, read, state, state_file
from tests.sources.terraform import helpers

Values = dict[str, dict[str, object]]
ARN = "arn:aws:elasticache:eu-west-1:123456789012"
SHOP: dict[str, object] = {
    "arn": f"{ARN}:replicationgroup:shop",
    "at_rest_encryption_enabled": "true",
    "auth_token": None,
    "automatic_failover_enabled": True,
    "engine": "valkey",
    "engine_version": "8.0",
    "engine_version_actual": "8.0.1",
    "global_replication_group_id": None,
    "id": "shop",
    "log_delivery_configuration": [],
    "member_clusters": ["shop-001", "shop-002"],
    "multi_az_enabled": True,
    "node_type": "cache.m7g.large",
    "num_cache_clusters": 2,
    "num_node_groups": 1,
    "parameter_group_name": "default.valkey8",
    "port": 6379,
    "replicas_per_node_group": 1,
    "replication_group_id": "shop",
    "security_group_ids": ["sg-0a1"],
    "snapshot_retention_limit": 7,
    "subnet_group_name": "shop",
    "transit_encryption_enabled": True,
    "transit_encryption_mode": "required",
    "user_group_ids": ["app"],
}
MEMBER: dict[str, object] = {
    "arn": f"{ARN}:cluster:shop-003",
    "cache_nodes": [{"address": "shop-003.x.cache.amazonaws.com", "id": "0001", "port": 6379}],
    "cluster_id": "shop-003",
    "engine": "valkey",
    "engine_version": "8.0",
    "id": "shop-003",
    "node_type": "cache.m7g.large",
    "num_cache_nodes": 1,
    "replication_group_id": "shop",
    "transit_encryption_enabled": True,
}
STORY: Values = {
    f"{GROUP}.it": SHOP,
    "aws_elasticache_cluster.reader": MEMBER,
    "aws_elasticache_cluster.alone[0]": MEMBER | {"cluster_id": "alone", "id": "alone", "replication_group_id": ""},
    "aws_elasticache_user_group.app": {"user_group_id": "app", "engine": "valkey", "user_ids": ["app", "default"]},
    'aws_elasticache_user.all["app"]': {
        "user_id": "app",
        "user_name": "app",
        "engine": "valkey",
        "access_string": "on ~* +@all",
        "authentication_mode": [{"type": "password", "passwords": ["an-0therPassw0rd"], "password_count": 1}],
    },
    "aws_security_group.cache": {
        "id": "sg-0a1",
        "name": "cache",
        "vpc_id": "vpc-0a1",
        "ingress": [
            {"cidr_blocks": ["0.0.0.0/0"], "from_port": 6379, "to_port": 6379, "protocol": "tcp", "self": False}
        ],
    },
    "aws_vpc_security_group_ingress_rule.in": {
        "security_group_id": "sg-0a1",
        "cidr_ipv4": "10.0.0.0/8",
        "from_port": 6379,
        "to_port": 6379,
        "ip_protocol": "tcp",
    },
}


def verdicts(inventory: Inventory) -> dict[tuple[str, str], tuple[str, str]]:
    report = evaluate(inventory, load_rules().select(("all",)), "2026-11-23T00:00:00Z")
    return {(f.address, f.rule): (f.status.value, f.message) for f in report.findings}


def test_both_ways_to_tell_a_state_get_the_same_verdicts(tmp_path: Path):
    document = state_file({})
    resources: dict[tuple[str, str], list[object]] = {}
    for address, values in STORY.items():
        type_, _, name = address.partition("[")[0].partition(".")
        key = {"[0]": 0, '["app"]': "app"}.get(address[len(f"{type_}.{name}") :])
        index = {} if key is None else {"index_key": key}
        resources.setdefault((type_, name), []).append({**index, "attributes": values})
    document["resources"] = [
        {"mode": "managed", "type": type_, "name": name, "instances": instances}
        for (type_, name), instances in resources.items()
    ]
    shown, kept = read(tmp_path, state(STORY), "shown.json"), read(tmp_path, document, "terraform.tfstate")
    assert shown.resources.keys() == kept.resources.keys()
    assert verdicts(shown) == verdicts(kept)
    assert verdicts(shown)[(f"{GROUP}.it", "security-group-internet-exposure")][0] == "fail"


@pytest.mark.parametrize("make", [state, state_file])
@pytest.mark.parametrize(
    ("listed", "replicas"),
    [(["shop-001", "shop-002"], 2), (["shop-001", "shop-003"], 1)],
    ids=["not counted yet", "counted by the group"],
)
def test_a_member_of_a_replication_group_is_one_of_its_nodes(
    make: object, listed: list[str], replicas: int, tmp_path: Path
):
    # The provider reads how many members there are, and so counts those that other resources make.
    values = {address.partition("[")[0]: held for address, held in STORY.items()}
    values[f"{GROUP}.it"] = SHOP | {"member_clusters": listed}
    found = read(tmp_path, make(values)).resources  # type: ignore[operator]  # one of the two
    assert "aws_elasticache_cluster.reader" not in found
    assert found["aws_elasticache_cluster.alone"].kind == "cache_cluster"
    assert helpers.plain(found[f"{GROUP}.it"].facts["replicas_per_shard"]) == replicas


SECONDARY = SHOP | {
    "arn": "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:away",
    "engine_version": "7.2",
    "global_replication_group_id": "ldgnf-shop",
    "id": "away",
    "node_type": "cache.m6g.large",
    "replication_group_id": "away",
    "transit_encryption_enabled": False,
    "transit_encryption_mode": None,
}


@pytest.mark.parametrize("primary", [True, False], ids=["with its primary", "alone"])
def test_a_secondary_in_a_state_is_judged_by_its_own_values(primary: bool, tmp_path: Path):
    values: Values = {f"{GROUP}.away": SECONDARY}
    if primary:
        values[f"{GROUP}.it"] = SHOP
        values["aws_elasticache_global_replication_group.it"] = {
            "id": "ldgnf-shop",
            "global_replication_group_id": "ldgnf-shop",
            "primary_replication_group_id": "shop",
        }
    found = read(tmp_path, state(values)).resources
    away = found[f"{GROUP}.away"]
    assert isinstance(away.facts["global_role"], Known)
    for name, wanted in (("tls", False), ("engine_version", "7.2"), ("node_type", "cache.m6g.large")):
        fact = away.facts[name]
        assert isinstance(fact, Known)
        assert (fact.value, fact.origin) == (wanted, Origin.STATED)
    if primary:
        assert helpers.plain(away.relations["global_datastore"]) == (
            Ref("aws_elasticache_global_replication_group.it"),
        )


def test_a_secondary_that_is_yet_to_be_made_takes_over_what_its_primary_has(tmp_path: Path):
    stored = "aws_elasticache_global_replication_group.it"
    told = {
        "replication_group_id": constant("away"),
        "global_replication_group_id": mentions(f"{stored}.global_replication_group_id", stored),
    }
    unknown = dict.fromkeys(("global_replication_group_id", "transit_encryption_enabled", "engine", "node_type"), True)
    away = Planned(f"{GROUP}.away", {"replication_group_id": "away"}, dict(unknown), dict(told))
    datastore = Planned(stored, {"primary_replication_group_id": "shop"}, {"global_replication_group_id": True})
    primary = Planned(f"{GROUP}.it", SHOP, {}, None, ("no-op",), SHOP)
    fact = read(tmp_path, plan(away, datastore, primary)).resources[f"{GROUP}.away"].facts["tls"]
    assert isinstance(fact, Known)
    assert (fact.value, fact.origin) == (True, Origin.INHERITED)


@pytest.mark.parametrize("shown", [False, True], ids=["as kept", "as shown"])
def test_what_is_deposed_is_told_of(shown: bool, tmp_path: Path):
    """Terraform made another in its place and could not destroy it: it is there, until somebody applies again."""
    if shown:
        document = state({f"{GROUP}.it": SHOP})
        held = document["values"]["root_module"]["resources"]  # type: ignore[index]  # as it was made
        held.append({**held[0], "deposed_key": "5f0c", "values": {**SHOP, "engine": "redis"}})
        held.append({**held[0], "address": "aws_vpc.v", "type": "aws_vpc", "name": "v", "deposed_key": "5f0d"})
    else:
        document = state_file({f"{GROUP}.it": SHOP})
        resources = document["resources"]
        assert isinstance(resources, list)
        resources[0]["instances"].append({"deposed": "5f0c", "attributes": {**SHOP, "engine": "redis"}})
    found = read(tmp_path, document)
    assert [gap.reason for gap in found.gaps] == [f"a deposed object of {GROUP}.it is still there, and is not judged"]
    [one] = found.resources.values()
    assert isinstance(one.facts["engine"], Known)
    assert one.facts["engine"].value == "valkey"
