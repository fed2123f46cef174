"""Properties of caches as facts: what is stated, what unset means, and what hangs on conditions."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin, Redacted, Unknown
from auditor.model.schema import KINDS
from auditor.sources.cloudformation.resources.vocabulary import VOCABULARY
from tests.sources.cloudformation.inventories import ABSENT, UNKNOWN, plain, read, resource

SETUP = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Token: {Type: String, NoEcho: true}
  Spelled: {Type: String, NoEcho: true, Default: not-a-good-token-at-all}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /cache/token}
  Empty: {Type: String, NoEcho: true, Default: ""}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
"""


@pytest.mark.parametrize(
    ("kind", "properties", "fact", "expected"),
    [
        ("ReplicationGroup", "", "engine", "redis"),
        ("ReplicationGroup", "Engine: Valkey", "engine", "valkey"),
        ("ReplicationGroup", "", "tls", False),
        ("ReplicationGroup", "Engine: valkey", "tls", False),
        ("ReplicationGroup", "TransitEncryptionEnabled: true", "tls", True),
        ("ReplicationGroup", 'TransitEncryptionEnabled: "true"', "tls", True),
        ("ReplicationGroup", "TransitEncryptionEnabled: Yes", "tls", True),
        ("ReplicationGroup", "TransitEncryptionEnabled: !If [IsProd, true, false]", "tls",
         {"Env=dev": False, "Env=prod": True}),
        ("ReplicationGroup", "TransitEncryptionEnabled: !If [IsProd, true, !Ref AWS::NoValue]", "tls",
         {"Env=dev": False, "Env=prod": True}),
        ("ReplicationGroup", "TransitEncryptionEnabled: maybe", "tls", UNKNOWN),
        ("ReplicationGroup", "TransitEncryptionEnabled: 1", "tls", UNKNOWN),
        ("ReplicationGroup", 'TransitEncryptionEnabled: "0"', "tls", UNKNOWN),
        ("ReplicationGroup", "NodeGroupConfiguration: [{ReplicaAvailabilityZones: [a]}]", "replicas_per_shard",
         UNKNOWN),
        ("ReplicationGroup", "ReplicasPerNodeGroup: 0\nNodeGroupConfiguration: [{ReplicaAvailabilityZones: [a]}]",
         "replicas_per_shard", 0),
        ("ReplicationGroup", "NodeGroupConfiguration: [{ReplicaCount: !If [IsProd, 2, 0]}, {ReplicaCount: 1}]",
         "replicas_per_shard", {"Env=dev": 0, "Env=prod": 1}),
        ("ReplicationGroup", "", "tls_mode", ABSENT),
        ("ReplicationGroup", "TransitEncryptionEnabled: true", "tls_mode", "required"),
        ("ReplicationGroup", "TransitEncryptionEnabled: true\nTransitEncryptionMode: Preferred", "tls_mode",
         "preferred"),
        ("ReplicationGroup", "", "at_rest", False),
        ("ReplicationGroup", "Engine: valkey", "at_rest", True),
        ("ReplicationGroup", "Engine: valkey\nAtRestEncryptionEnabled: false", "at_rest", False),
        ("ReplicationGroup", "Engine: valkey\nAtRestEncryptionEnabled: true", "at_rest", True),
        ("ReplicationGroup", "EngineVersion: 7.10", "engine_version", "7.10"),
        ("ReplicationGroup", "", "engine_version", UNKNOWN),
        ("ReplicationGroup", "", "port", 6379),
        ("ReplicationGroup", "Port: 7000", "port", 7000),
        ("ReplicationGroup", "", "auth_token", ABSENT),
        ("ReplicationGroup", "AuthToken: !Ref Token", "auth_token", Redacted(literal=False)),
        ("ReplicationGroup", "AuthToken: !Ref Spelled", "auth_token", Redacted(literal=True)),
        ("ReplicationGroup", "AuthToken: !Ref Stored", "auth_token", Redacted(literal=False)),
        ("ReplicationGroup", "AuthToken: !Sub '${Stored}'", "auth_token", Redacted(literal=False)),
        ("ReplicationGroup", "AuthToken: not-a-good-token-at-all", "auth_token", Redacted(literal=True)),
        ("ReplicationGroup", "AuthToken: '{{resolve:secretsmanager:cache}}'", "auth_token", Redacted(literal=False)),
        ("ReplicationGroup", "AuthToken: !Sub '{{resolve:secretsmanager:${Env}}}'", "auth_token",
         {"Env=dev": Redacted(literal=False), "Env=prod": Redacted(literal=False)}),
        ("ReplicationGroup", "AuthToken: !Sub '${AWS::StackName}-not-a-good-token'", "auth_token",
         Redacted(literal=True)),
        ("ReplicationGroup", "AuthToken: !Join ['-', [!Ref AWS::Region, not-a-good-token]]", "auth_token",
         Redacted(literal=True)),
        ("ReplicationGroup", "AuthToken: !Sub '${AWS::StackName}-${Spelled}'", "auth_token", Redacted(literal=True)),
        ("ReplicationGroup", "AuthToken: !Sub '${AWS::StackName}-${Token}'", "auth_token", Redacted(literal=False)),
        ("ReplicationGroup", "AuthToken: !Sub '${AWS::StackName}-${Empty}'", "auth_token", Redacted(literal=False)),
        ("ReplicationGroup", "AuthToken: !Sub '${AWS::StackName}-${Secret.Value}'", "auth_token", UNKNOWN),
        ("ReplicationGroup", "AuthToken: !Sub '{{resolve:secretsmanager:${AWS::StackName}}}'", "auth_token",
         Redacted(literal=False)),
        ("ReplicationGroup", "AuthToken: !Select [2, !Split ['/', !Ref AWS::StackId]]", "auth_token", UNKNOWN),
        ("User", "Passwords: [!Ref Token, !Sub '${AWS::StackName}-not-a-good-password']", "passwords",
         Redacted(literal=True)),
        ("User", "AuthenticationMode: {Type: password, Passwords: [!Sub '${AWS::StackName}-not-a-good-password']}",
         "passwords", Redacted(literal=True)),
        ("ReplicationGroup", "", "shards", 1),
        ("ReplicationGroup", "NumNodeGroups: 3\nReplicasPerNodeGroup: 2", "nodes", 9),
        ("ReplicationGroup", "NumCacheClusters: 3", "replicas_per_shard", 2),
        ("ReplicationGroup", "", "replicas_per_shard", 0),
        ("ReplicationGroup", "NodeGroupConfiguration: [{ReplicaCount: 2}, {ReplicaCount: 1}]", "replicas_per_shard", 1),
        ("ReplicationGroup", "NodeGroupConfiguration: [{ReplicaCount: 2}, {ReplicaCount: 1}]", "shards", 2),
        ("ReplicationGroup", "LogDeliveryConfigurations: [{LogType: slow-log}, {LogType: engine-log}]", "log_types",
         ("engine-log", "slow-log")),
        ("ReplicationGroup", "LogDeliveryConfigurations: !If [IsProd, [{LogType: slow-log}], !Ref AWS::NoValue]",
         "log_types", {"Env=dev": (), "Env=prod": ("slow-log",)}),
        ("ReplicationGroup", "GlobalReplicationGroupId: g", "global_role", "secondary"),
        ("ReplicationGroup", "Tags: [{Key: a, Value: b}]", "tags", ("a=b",)),
        ("CacheCluster", "Engine: memcached", "tls", False),
        ("CacheCluster", "Engine: memcached", "port", 11211),
        ("CacheCluster", "Engine: memcached\nTransitEncryptionEnabled: true", "tls_mode", "required"),
        ("CacheCluster", "Engine: memcached\nAZMode: Cross-AZ\nNumCacheNodes: 2", "az_mode", "cross-az"),
        ("CacheCluster", "Engine: redis", "at_rest", False),
        ("ServerlessCache", "Engine: valkey", "connection_type", "vpc"),
        ("ServerlessCache", "Engine: valkey\nConnectionType: public", "connection_type", "public"),
        ("ServerlessCache", "Engine: valkey", "tls", True),
        ("User", "AuthenticationMode: {Type: no-password-required}", "authentication", "no-password"),
        ("User", "AuthenticationMode: {Type: iam}", "authentication", "iam"),
        ("User", "NoPasswordRequired: true", "authentication", "no-password"),
        ("User", "Passwords: [!Ref Token]", "authentication", "password"),
        ("User", "AuthenticationMode: {Type: password, Passwords: [not-a-good-password]}", "passwords",
         Redacted(literal=True)),
        ("User", "AccessString: 'on >hunter2hunter2 ~* +@all'", "access_string", "on >******** ~* +@all"),
        ("ParameterGroup", "Properties: {timeout: 0, x: !Ref AWS::NoValue}", "parameters", ("timeout=0",)),
        ("ParameterGroup", "Properties: {a: 0, b: !If [IsProd, 1, 2]}", "parameters",
         {"Env=dev": ("a=0", "b=2"), "Env=prod": ("a=0", "b=1")}),
        ("ParameterGroup", "Properties: {a: 0, b: !If [IsProd, 1, !Ref AWS::NoValue]}", "parameters",
         {"Env=dev": ("a=0",), "Env=prod": ("a=0", "b=1")}),
        ("ReplicationGroup", "Fn::Transform: {Name: X}", "tls", UNKNOWN),
    ],
)  # fmt: skip
def test_facts(kind: str, properties: str, fact: str, expected: object, tmp_path: Path) -> None:
    assert plain(resource(tmp_path, kind, properties, SETUP).facts[fact]) == expected


def test_a_default_is_said_by_nobody_and_a_parameter_is_named(tmp_path: Path) -> None:
    setup = 'Parameters: {Tls: {Type: String, Default: "true"}}'
    fact = resource(tmp_path, "ReplicationGroup", "TransitEncryptionEnabled: !Ref Tls", setup).facts["tls"]
    assert isinstance(fact, Known)
    assert (fact.value, fact.origin) == (True, Origin.DEFAULT)
    assert [step.label for step in fact.via] == ["Tls"]
    assert (fact.place.file, fact.place.line, fact.place.column) == ("t.yaml", 6, 7)


def test_a_resource_behind_a_condition_exists_where_it_holds(tmp_path: Path) -> None:
    text = (
        f"{SETUP}\nResources:\n  One: {{Type: AWS::ElastiCache::CacheCluster, Condition: IsProd, Properties: {{}}}}\n"
    )
    exists = read(tmp_path, text).resources["One"].exists
    assert isinstance(exists, Unknown)
    assert plain(exists) == {"Env=dev": False, "Env=prod": True}


def test_no_secret_is_left_in_what_was_read(tmp_path: Path) -> None:
    properties = "AuthToken: not-a-good-token-at-all\nReplicationGroupDescription: é not-a-good-token-at-all"
    resource(tmp_path, "ReplicationGroup", properties, SETUP)
    inventory = read(tmp_path, (tmp_path / "t.yaml").read_text(encoding="utf-8"))
    assert "not-a-good-token" not in repr(inventory.resources) + repr(inventory.excerpts)


@pytest.mark.parametrize("kind", sorted({table.kind for table in VOCABULARY.tables.values()}))
def test_the_tables_say_what_the_model_asks(kind: str) -> None:
    tables = [table for table in VOCABULARY.tables.values() if table.kind == kind]
    asked = {name for name, spec in KINDS[kind].facts.items() if not spec.derived and not spec.observed}
    for table in tables:
        told = {field.fact for field in table.fields} | set(table.specials) | {"identifier", "tags", "region"}
        assert asked - told == set()
        assert told - asked <= {"region"}


def test_the_version_of_a_group_made_around_a_cluster_is_that_of_the_cluster(tmp_path: Path) -> None:
    for properties, low in (("PrimaryClusterId: old", None), ("NumCacheClusters: 2", "7.0")):
        version = resource(tmp_path, "ReplicationGroup", properties).facts["engine_version"]
        assert isinstance(version, Unknown)
        assert version.low == low


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("NumCacheNodes: 2", "single-az"),
        ("PreferredAvailabilityZones: [a, a]", "single-az"),
        ("PreferredAvailabilityZones: [a, b]", UNKNOWN),
        ("PreferredAvailabilityZones: !GetAZs ''", UNKNOWN),
        ("PreferredAvailabilityZones: [a, b]\nAZMode: cross-az", "cross-az"),
    ],
)
def test_zones_without_a_mode(properties: str, expected: str, tmp_path: Path) -> None:
    made = resource(tmp_path, "CacheCluster", f"Engine: memcached\n{properties}")
    assert plain(made.facts["az_mode"]) == expected


@pytest.mark.parametrize(
    ("kind", "name"), [("CacheCluster", "VpcSecurityGroupIds"), ("ReplicationGroup", "SecurityGroupIds")]
)
def test_groups_of_the_time_before_vpcs_are_not_nothing(kind: str, name: str, tmp_path: Path) -> None:
    old = resource(tmp_path, kind, "CacheSecurityGroupNames: [old]").relations["security_groups"]
    assert isinstance(old, Unknown)
    assert "EC2-Classic" in old.reason
    both = resource(tmp_path, kind, f"CacheSecurityGroupNames: [old]\n{name}: [sg-1]").relations["security_groups"]
    assert isinstance(both, Known)
