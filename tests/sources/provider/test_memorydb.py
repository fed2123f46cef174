"""MemoryDB in the words of the provider: what unset means, and what the parts of a cluster are to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin, Redacted, Ref, Unknown, Unseen
from auditor.model.resource import Inventory
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, only, plain, read

#: What the acceptance tests of the provider read back of a cluster for which nothing else is stated.
DEFAULTS = {
    "engine": "redis",
    "engine_version": UNKNOWN,
    "port": 6379,
    "tls": True,
    "tls_mode": "required",
    "at_rest": True,
    "kms_key": ABSENT,
    "shards": 1,
    "replicas_per_shard": 1,
    "nodes": 2,
    "multi_az": True,
    "auto_minor": True,
    "backup_days": 0,
    "final_snapshot": ABSENT,
    "data_tiering": False,
    "network_type": "ipv4",
    "notification_topic": ABSENT,
}
USER = """
resource "aws_memorydb_user" "app" {
  user_name     = "app"
  access_string = "on ~app:* +@read"
  authentication_mode {
    type      = "password"
    passwords = ["not-to-be-shown-anywhere"]
  }
}
"""


def cluster(body: str = "", name: str = "this", acl: str = '"open-access"') -> str:
    return (
        f'resource "aws_memorydb_cluster" "{name}" {{\n  name = "{name}"\n  node_type = "db.r7g.large"\n'
        f"  acl_name = {acl}\n{body}\n}}\n"
    )


def facts_of(tmp_path: Path, body: str = "", more: str = "") -> dict[str, object]:
    found = only(read(tmp_path, cluster(body) + more), "memorydb_cluster")
    return {name: cases(fact) for name, fact in found.facts.items()}


@pytest.mark.parametrize(("name", "value"), DEFAULTS.items())
def test_what_unset_means(name: str, value: object, tmp_path: Path):
    assert facts_of(tmp_path)[name] == value


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("tls_enabled = false", {"tls": False, "tls_mode": ABSENT, "at_rest": True}),
        ("num_shards = 3\nnum_replicas_per_shard = 2", {"shards": 3, "replicas_per_shard": 2, "nodes": 9}),
        ("num_replicas_per_shard = 0", {"replicas_per_shard": 0, "nodes": 1, "multi_az": False}),
        ('engine = "valkey"\nengine_version = "7.2"', {"engine": "valkey", "engine_version": "7.2"}),
        ("snapshot_retention_limit = 7", {"backup_days": 7}),
        ('final_snapshot_name = "last"', {"final_snapshot": "last"}),
        (
            'kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/a"',
            {"kms_key": "arn:aws:kms:eu-west-1:123456789012:key/a"},
        ),
        ("auto_minor_version_upgrade = false", {"auto_minor": False}),
        ("port = 6390", {"port": 6390}),
        ('sns_topic_arn = "arn:aws:sns:eu-west-1:1:t"', {"notification_topic": "arn:aws:sns:eu-west-1:1:t"}),
        ("num_replicas_per_shard = var.n", {"replicas_per_shard": UNKNOWN, "multi_az": UNKNOWN, "nodes": UNKNOWN}),
    ],
)
def test_what_is_stated(body: str, expected: dict[str, object], tmp_path: Path):
    found = facts_of(tmp_path, body, 'variable "n" {}\n')
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(("engine", "oldest"), [("redis", "6.2"), ("valkey", "7.2")])
def test_a_version_that_nobody_states_is_none_from_before_the_service(engine: str, oldest: str, tmp_path: Path):
    version = only(read(tmp_path, cluster(f'engine = "{engine}"'))).facts["engine_version"]
    assert isinstance(version, Unknown)
    assert (version.low, version.unstated) == (oldest, True)


def members(inventory: Inventory, address: str, relation: str) -> object:
    fact = inventory.resources[address].relations[relation]
    return fact.value if isinstance(fact, Known) else fact


@pytest.mark.parametrize("said", ["aws_memorydb_user.app.user_name", "aws_memorydb_user.app.id", '"app"'])
def test_an_acl_has_its_users(said: str, tmp_path: Path):
    code = (
        USER
        + f'resource "aws_memorydb_acl" "app" {{\n  name = "app"\n  user_names = distinct(concat([{said}], []))\n}}\n'
    )
    inventory = read(tmp_path, code + cluster(acl="aws_memorydb_acl.app.id"))
    assert members(inventory, "aws_memorydb_acl.app", "users") == (Ref("aws_memorydb_user.app"),)
    assert members(inventory, "aws_memorydb_cluster.this", "user_groups") == (Ref("aws_memorydb_acl.app"),)


def test_a_user_logs_in_with_what_is_not_shown(tmp_path: Path):
    user = only(read(tmp_path, USER), "memorydb_user")
    assert {name: plain(user.facts[name]) for name in ("identifier", "user_name", "authentication", "passwords")} == {
        "identifier": "app",
        "user_name": "app",
        "authentication": "password",
        "passwords": Redacted(literal=True),
    }


def test_users_of_elasticache_are_others(tmp_path: Path):
    code = (
        'resource "aws_elasticache_user" "app" {\n  user_id = "app"\n  user_name = "app"\n  engine = "valkey"\n}\n'
        'resource "aws_memorydb_acl" "app" {\n  name = "app"\n  user_names = ["app"]\n}\n'
    )
    found = members(read(tmp_path, code), "aws_memorydb_acl.app", "users")
    assert isinstance(found, tuple)
    assert [type(member) for member in found] == [Unseen]


def test_a_snapshot_leads_to_its_cluster(tmp_path: Path):
    code = cluster() + 'resource "aws_memorydb_snapshot" "s" {\n  cluster_name = aws_memorydb_cluster.this.name\n}\n'
    assert members(read(tmp_path, code), "aws_memorydb_snapshot.s", "cluster") == (Ref("aws_memorydb_cluster.this"),)


def test_parameters_are_those_that_are_set(tmp_path: Path):
    code = (
        'resource "aws_memorydb_parameter_group" "p" {\n  name = "p"\n  family = "memorydb_redis7"\n'
        '  parameter {\n    name = "activedefrag"\n    value = "yes"\n  }\n}\n'
    )
    group = only(read(tmp_path, code))
    assert (plain(group.facts["family"]), plain(group.facts["parameters"])) == (
        "memorydb_redis7",
        ("activedefrag=yes",),
    )


@pytest.mark.parametrize(
    ("stated", "engine", "shards"), [("", "valkey", 1), ('engine = "valkey"\n  num_shards = 4', "valkey", 4)]
)
def test_a_multi_region_cluster_runs_valkey(stated: str, engine: str, shards: int, tmp_path: Path):
    code = (
        'resource "aws_memorydb_multi_region_cluster" "all" {\n  multi_region_cluster_name_suffix = "all"\n'
        f'  node_type = "db.r7g.xlarge"\n  {stated}\n}}\n'
    )
    found = only(read(tmp_path, code))
    assert (plain(found.facts["engine"]), plain(found.facts["shards"])) == (engine, shards)
    engine_fact = found.facts["engine"]
    assert isinstance(engine_fact, Known)
    assert engine_fact.origin is (Origin.STATED if stated else Origin.DEFAULT)
