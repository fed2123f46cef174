"""What each argument is as a fact, what an unset one means, and every spelling that the provider has had.

The expectations are those of the provider's source, its documentation and CHANGELOG, and the ElastiCache API reference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin, Redacted, Unknown
from auditor.model.resource import Resource
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, only, plain, read, replication_group


def group(folder: Path, body: str, setup: str = "") -> Resource:
    return only(read(folder, setup + replication_group(body)), "replication_group")


def block(folder: Path, kind: str, body: str) -> Resource:
    return only(read(folder, f'resource "{kind}" "this" {{\n{body}\n}}\n'))


DEFAULTS = {
    "aws_elasticache_replication_group": (
        'replication_group_id = "A-Group"',
        {
            "identifier": "a-group",
            "engine": "redis",
            "engine_version": UNKNOWN,
            "tls": False,
            "tls_mode": ABSENT,
            "at_rest": False,
            "kms_key": ABSENT,
            "auth_token": ABSENT,
            "auto_failover": False,
            "multi_az": False,
            "backup_days": 0,
            "snapshot_window": ABSENT,
            "final_snapshot": ABSENT,
            "auto_minor": True,
            "data_tiering": False,
            "port": 6379,
            "network_type": "ipv4",
            "global_role": ABSENT,
            "log_types": (),
            "shards": 1,
            "replicas_per_shard": 0,
            "nodes": 1,
            "node_type": ABSENT,
            "notification_topic": ABSENT,
        },
    ),
    "aws_elasticache_cluster": (
        'cluster_id = "C"\n  engine = "memcached"',
        {
            "identifier": "c",
            "engine": "memcached",
            "tls": False,
            "tls_mode": ABSENT,
            "at_rest": False,
            "node_count": 1,
            "az_mode": "single-az",
            "backup_days": 0,
            "auto_minor": True,
            "port": 11211,
            "network_type": "ipv4",
        },
    ),
    "aws_elasticache_serverless_cache": (
        'name = "S"\n  engine = "valkey"',
        {
            "identifier": "s",
            "engine": "valkey",
            "engine_version": UNKNOWN,
            "tls": True,
            "tls_mode": "required",
            "at_rest": True,
            "kms_key": ABSENT,
            "backup_days": 0,
            "connection_type": "vpc",
            "network_type": "ipv4",
        },
    ),
}


@pytest.mark.parametrize("kind", DEFAULTS)
def test_what_is_not_written_has_the_default_of_the_provider_or_service(kind: str, tmp_path: Path) -> None:
    body, expected = DEFAULTS[kind]
    resource = block(tmp_path, kind, body)
    assert {name: plain(resource.facts[name]) for name in expected} == expected
    for fact in resource.facts.values():
        if isinstance(fact, Known) and fact.origin is Origin.DEFAULT:
            assert (fact.place.file, fact.place.line) == ("main.tf", 1)


@pytest.mark.parametrize("kind", DEFAULTS)
def test_null_means_the_same_as_unset(kind: str, tmp_path: Path) -> None:
    body, expected = DEFAULTS[kind]
    nulls = "\n".join(
        f"  {name} = null"
        for name in (
            "transit_encryption_enabled", "transit_encryption_mode", "at_rest_encryption_enabled", "kms_key_id",
            "auth_token", "auth_token_wo", "automatic_failover_enabled", "multi_az_enabled", "az_mode", "port",
            "snapshot_retention_limit", "auto_minor_version_upgrade", "num_cache_clusters", "num_node_groups",
            "replicas_per_node_group", "global_replication_group_id", "user_group_ids", "engine_version",
            "snapshot_window", "user_group_id", "final_snapshot_identifier", "num_cache_nodes", "node_type",
            "network_type",
        )
    )  # fmt: skip
    resource = block(tmp_path, kind, f"{body}\n{nulls}")
    assert {name: plain(resource.facts[name]) for name in expected} == expected


@pytest.mark.parametrize(
    ("body", "fact", "expected"),
    [
        ('engine = "valkey"', "at_rest", True),
        ('engine = "VALKEY"', "engine", "valkey"),
        ('engine = "redis"', "at_rest", False),
        ('engine = "valkey"\nat_rest_encryption_enabled = false', "at_rest", False),
        ('engine = "valkey"\nat_rest_encryption_enabled = ""', "at_rest", True),
        ("engine = null\nat_rest_encryption_enabled = null", "at_rest", False),
        ("engine = var.engine", "at_rest", UNKNOWN),
        ('engine = "valkey"', "tls", False),
        ("at_rest_encryption_enabled = true", "at_rest", True),
        ('at_rest_encryption_enabled = "true"', "at_rest", True),
        ('at_rest_encryption_enabled = "false"', "at_rest", False),
        ("at_rest_encryption_enabled = 1", "at_rest", UNKNOWN),
        ('auto_minor_version_upgrade = "false"', "auto_minor", False),
        ('auto_minor_version_upgrade = ""', "auto_minor", True),
        ("transit_encryption_enabled = true", "tls_mode", "required"),
        ('transit_encryption_enabled = true\ntransit_encryption_mode = "preferred"', "tls_mode", "preferred"),
        ("transit_encryption_enabled = true\ntransit_encryption_mode = null", "tls_mode", "required"),
        ('transit_encryption_enabled = true\ntransit_encryption_mode = ""', "tls_mode", "required"),
        ("transit_encryption_enabled = true\ntransit_encryption_mode = var.engine", "tls_mode", UNKNOWN),
        ('transit_encryption_mode = "preferred"', "tls_mode", ABSENT),
        ("transit_encryption_enabled = var.engine", "tls_mode", UNKNOWN),
        ('kms_key_id = ""', "kms_key", ABSENT),
        ("kms_key_id = aws_kms_key.k.arn", "kms_key", UNKNOWN),
        ("port = 0", "port", 6379),
        ('port = "7000"', "port", 7000),
        ("port = 7000.5", "port", UNKNOWN),
        ('snapshot_retention_limit = "5"', "backup_days", 5),
        ('notification_topic_arn = ""', "notification_topic", ABSENT),
        ('network_type = "DUAL_STACK"', "network_type", "dual_stack"),
        ('engine_version = "7.1"', "engine_version", "7.1"),
        ('engine_version = "6.x"', "engine_version", "6.x"),
        ("engine_version = 7.1", "engine_version", "7.1"),
        ('global_replication_group_id = "g"', "global_role", "secondary"),
        ("global_replication_group_id = aws_kms_key.k.id", "global_role", "secondary"),
    ],
)
def test_facts_of_a_replication_group(body: str, fact: str, expected: object, tmp_path: Path) -> None:
    setup = 'variable "engine" {}\nresource "aws_kms_key" "k" {}\n'
    assert plain(group(tmp_path, body, setup).facts[fact]) == expected


DYNAMIC = 'dynamic "node_group_configuration" {{\n  for_each = {}\n  content {{\n    replica_count = 1\n  }}\n}}\n'


@pytest.mark.parametrize(
    ("body", "shards", "replicas", "nodes"),
    [
        ("num_cache_clusters = 3", 1, 2, 3),
        ("number_cache_clusters = 2", 1, 1, 2),
        ("num_cache_clusters = 1", 1, 0, 1),
        ("num_cache_clusters = null\nnumber_cache_clusters = 2", 1, 1, 2),
        ("num_node_groups = 2\nreplicas_per_node_group = 1", 2, 1, 4),
        ("num_node_groups = 2\nreplicas_per_node_group = 0", 2, 0, 2),
        ("num_node_groups = 2", 2, 0, 2),
        ("replicas_per_node_group = 2", 1, 2, 3),
        ("cluster_mode {\n  num_node_groups = 3\n  replicas_per_node_group = 1\n}", 3, 1, 6),
        ('cluster_mode = "enabled"\nnum_node_groups = 3', 3, 0, 3),
        ("num_node_groups = 2\n" + "node_group_configuration {\n  replica_count = 2\n}\n" * 2, 2, 2, 6),
        ("node_group_configuration {\n  replica_count = 2\n}\nnode_group_configuration {\n}", 2, 0, 2),
        ("replicas_per_node_group = 1\nnode_group_configuration {\n}", 1, 1, 2),
        ("num_cache_clusters = var.n", 1, UNKNOWN, UNKNOWN),
        ("num_node_groups = var.n\nreplicas_per_node_group = 1", UNKNOWN, 1, UNKNOWN),
        ("node_group_configuration {\n  replica_count = var.n\n}", 1, UNKNOWN, UNKNOWN),
        (DYNAMIC.format("[1, 2]"), 2, 1, 4),
        (DYNAMIC.format("var.n"), UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)  # fmt: skip
def test_shards_and_replicas_in_every_spelling(
    body: str, shards: object, replicas: object, nodes: object, tmp_path: Path
) -> None:
    facts = group(tmp_path, body, 'variable "n" {}\n').facts
    assert [plain(facts[name]) for name in ("shards", "replicas_per_shard", "nodes")] == [shards, replicas, nodes]


def test_member_clusters_are_replicas_and_no_resources(tmp_path: Path) -> None:
    text = replication_group("num_cache_clusters = 2") + (
        'resource "aws_elasticache_cluster" "more" {\n  count = 2\n  cluster_id = "m${count.index}"\n'
        "  replication_group_id = aws_elasticache_replication_group.this.id\n}\n"
    )
    resource = only(read(tmp_path, text))
    assert plain(resource.facts["replicas_per_shard"]) == 3


def test_a_member_cluster_counts_in_every_case(tmp_path: Path) -> None:
    text = 'variable "a" {}\n' + replication_group("num_cache_clusters = var.a ? 2 : 1") + (
        'resource "aws_elasticache_cluster" "more" {\n'
        "  replication_group_id = aws_elasticache_replication_group.this.id\n}\n"
    )  # fmt: skip
    fact = only(read(tmp_path, text)).facts["replicas_per_shard"]
    assert isinstance(fact, Unknown)
    assert [plain(f) for _, f in fact.choices] == [2, 1]


@pytest.mark.parametrize("member", ["null", '""'])
def test_a_cluster_without_a_group_is_a_resource(member: str, tmp_path: Path) -> None:
    body = f'cluster_id = "c"\n  engine = "redis"\n  replication_group_id = {member}'
    assert block(tmp_path, "aws_elasticache_cluster", body).kind == "cache_cluster"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('auth_token = "0123456789abcdef"', Redacted(literal=True)),
        ('auth_token = "${var.t}-x"', Redacted(literal=False)),
        ("auth_token = var.t", Redacted(literal=False)),
        ("auth_token = var.d", Redacted(literal=True)),
        ("auth_token = local.l", Redacted(literal=True)),
        ("auth_token = random_password.p.result", Redacted(literal=False)),
        ("auth_token = data.aws_secretsmanager_secret_version.s.secret_string", Redacted(literal=False)),
        (
            'auth_token = jsondecode(data.aws_secretsmanager_secret_version.s.secret_string)["t"]',
            Redacted(literal=False),
        ),
        ("auth_token = null", ABSENT),
        ('auth_token = ""', ABSENT),
        ("auth_token_wo = var.t\nauth_token_wo_version = 1", Redacted(literal=False)),
        ('auth_token_wo = "0123456789abcdef"\nauth_token_wo_version = 1', Redacted(literal=True)),
        ("auth_token_wo_version = 1", UNKNOWN),
        ("auth_token_wo_version = null", ABSENT),
        ('auth_token_wo = null\nauth_token = "0123456789abcdef"', Redacted(literal=True)),
    ],
)
def test_auth_tokens(body: str, expected: object, tmp_path: Path) -> None:
    setup = """
      variable "t" {}
      variable "d" { default = "0123456789abcdef" }
      locals { l = "0123456789abcdef" }
      resource "random_password" "p" {}
      data "aws_secretsmanager_secret_version" "s" {}
    """
    assert plain(group(tmp_path, body, setup).facts["auth_token"]) == expected


MODE = 'authentication_mode {{\n  type = "password"\n  passwords = {}\n}}'


@pytest.mark.parametrize(
    ("body", "method", "passwords"),
    [
        ("authentication_mode {\n  type = \"iam\"\n}", "iam", ABSENT),
        ("authentication_mode {\n  type = \"no-password-required\"\n}", "no-password", ABSENT),
        (MODE.format('["0123456789abcdef"]'), "password", Redacted(True)),
        (MODE.format("[var.p]"), "password", Redacted(False)),
        (MODE.format('[var.p, "0123456789abcdef"]'), "password", Redacted(True)),
        ("authentication_mode {\n  type = var.p\n}", UNKNOWN, ABSENT),
        ("authentication_mode {\n  type = \"what\"\n}", UNKNOWN, ABSENT),
        ("authentication_mode {\n}", UNKNOWN, ABSENT),
        ('passwords = ["0123456789abcdef"]', "password", Redacted(True)),
        ("passwords = random_password.p[*].result", "password", Redacted(False)),
        ("passwords = [random_password.p[0].result]", "password", Redacted(False)),
        ("passwords = var.p", "password", Redacted(False)),
        ("passwords = []", UNKNOWN, ABSENT),
        ("passwords = []\nno_password_required = true", "no-password", ABSENT),
        ("passwords = null\nno_password_required = true", "no-password", ABSENT),
        ("no_password_required = true", "no-password", ABSENT),
        ("no_password_required = false", "password", ABSENT),
        ("no_password_required = null", UNKNOWN, ABSENT),
        ("", UNKNOWN, ABSENT),
    ],
)  # fmt: skip
def test_how_a_user_logs_in(body: str, method: object, passwords: object, tmp_path: Path) -> None:
    text = (
        'variable "p" {}\nresource "random_password" "p" {\n  count = 1\n}\nresource "aws_elasticache_user" "u" {\n'
        f'  user_id = "U-1"\n  user_name = "Bob"\n  engine = "REDIS"\n  access_string = "on ~* +@all"\n{body}\n}}\n'
    )
    facts = only(read(tmp_path, text)).facts
    assert [plain(facts[n]) for n in ("identifier", "user_name", "engine")] == ["u-1", "Bob", "redis"]
    assert [plain(facts["authentication"]), plain(facts["passwords"])] == [method, passwords]


@pytest.mark.parametrize(
    ("body", "fact", "expected"),
    [
        ('engine = "redis"', "port", 6379),
        ('engine = "valkey"', "port", 6379),
        ('engine = "Memcached"', "port", 11211),
        ("engine = var.e", "port", UNKNOWN),
        ('engine = "memcached"\n  az_mode = "cross-az"\n  num_cache_nodes = 3', "az_mode", "cross-az"),
        ('engine = "memcached"\n  preferred_availability_zones = ["a", "a"]', "az_mode", "single-az"),
        ('engine = "memcached"\n  preferred_availability_zones = ["a", "b"]', "az_mode", UNKNOWN),
        ('engine = "memcached"\n  preferred_availability_zones = null', "az_mode", "single-az"),
        ('engine = "memcached"\n  num_cache_nodes = "3"', "node_count", 3),
        ('engine = "memcached"\n  transit_encryption_enabled = true', "tls_mode", "required"),
        ('engine = "redis"\n  auto_minor_version_upgrade = "false"', "auto_minor", False),
        ('engine = "redis"\n  snapshot_retention_limit = 5', "backup_days", 5),
    ],
)
def test_facts_of_a_cluster(body: str, fact: str, expected: object, tmp_path: Path) -> None:
    text = f'variable "e" {{}}\nresource "aws_elasticache_cluster" "c" {{\n  cluster_id = "c"\n  {body}\n}}\n'
    assert plain(only(read(tmp_path, text)).facts[fact]) == expected


def test_parameters_of_a_group(tmp_path: Path) -> None:
    body = (
        'name = "P"\n  family = "Redis7"\n  parameter {\n    name = "timeout"\n    value = 0\n  }\n'
        '  dynamic "parameter" {\n    for_each = { maxmemory-policy = "noeviction" }\n    content {\n'
        "      name = parameter.key\n      value = parameter.value\n    }\n  }\n"
    )
    facts = block(tmp_path, "aws_elasticache_parameter_group", body).facts
    assert plain(facts["parameters"]) == ("maxmemory-policy=noeviction", "timeout=0")
    assert plain(facts["family"]) == "redis7"


@pytest.mark.parametrize("value", ["var.x", "[1]", "null"])
def test_a_parameter_that_is_not_known_leaves_the_others(value: str, tmp_path: Path) -> None:
    settings = "".join(
        f'  parameter {{\n    name = "{name}"\n    value = {text}\n  }}\n' for name, text in (("a", value), ("b", "1"))
    )
    text = f'variable "x" {{}}\nresource "aws_elasticache_parameter_group" "p" {{\n{settings}}}\n'
    fact = only(read(tmp_path, text)).facts["parameters"]
    assert plain(fact) == (("b=1",) if value == "null" else UNKNOWN)
    assert value == "null" or (isinstance(fact, Unknown) and fact.members == ("b=1",))


@pytest.mark.parametrize(
    ("tags", "expected", "members"),
    [
        ('{ b = 1, a = "x", c = true }', ("a=x", "b=1", "c=true"), None),
        ("{}", (), None),
        ("null", (), None),
        ("var.x", UNKNOWN, ()),
        ('{ a = "x", b = var.x }', UNKNOWN, ("a=x",)),
        ('merge({ a = "x" }, var.x)', UNKNOWN, ()),
    ],
)
def test_tags(tags: str, expected: object, members: object, tmp_path: Path) -> None:
    fact = group(tmp_path, f"tags = {tags}", 'variable "x" {}\n').facts["tags"]
    assert plain(fact) == expected
    if isinstance(fact, Unknown):
        assert fact.members == members


def test_tags_in_a_block_are_not_known(tmp_path: Path) -> None:
    fact = group(tmp_path, 'tags {\n  Name = "x"\n}').facts["tags"]
    assert isinstance(fact, Unknown)
    assert "tags is a block" in fact.reason


def test_identity_is_the_literal_identifier_else_the_address(tmp_path: Path) -> None:
    assert group(tmp_path / "1", "").identity == "rg-this"
    text = 'variable "n" {}\nresource "aws_elasticache_replication_group" "x" {\n  replication_group_id = var.n\n}\n'
    assert only(read(tmp_path / "2", text)).identity == "aws_elasticache_replication_group.x"


def test_broken_arguments_are_unknown_one_by_one(tmp_path: Path) -> None:
    resource = group(tmp_path, 'port = 1 +\nengine = "valkey"\ntags = { a = "b" }')
    assert plain(resource.facts["port"]) == UNKNOWN


def test_a_block_of_a_shard_that_is_damaged_leaves_its_replicas_open(tmp_path: Path):
    fact = group(tmp_path, "  node_group_configuration {\n    slots = = \n  }\n").facts["replicas_per_shard"]
    assert isinstance(fact, Unknown)
    lines = (tmp_path / "main.tf").read_text().splitlines()
    assert "node_group_configuration" in lines[fact.place.line - 1], "the place is that of the block"
