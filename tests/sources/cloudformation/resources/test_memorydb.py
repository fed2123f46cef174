"""MemoryDB in templates: what unset means, and what the parts of a cluster are to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Fact, Known, Redacted, Ref
from auditor.model.resource import Inventory
from tests.sources.cloudformation.inventories import ABSENT, UNKNOWN, plain, read

PARAMETERS = """
Parameters:
  Acl: {Type: String}
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Password: {Type: String, NoEcho: true}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
"""
USERS = """
  User:
    Type: AWS::MemoryDB::User
    Properties:
      UserName: app
      AccessString: on ~* +@read
      AuthenticationMode: {Type: password, Passwords: ["@@"]}
  Acl1:
    Type: AWS::MemoryDB::ACL
    Properties: {ACLName: app, UserNames: [!Ref User]}
"""


def cluster(tmp_path: Path, said: str, acl: str = "open-access", more: str = "") -> dict[str, Fact]:
    text = (
        f"{PARAMETERS}\nResources:\n  One:\n    Type: AWS::MemoryDB::Cluster\n"
        f"    Properties: {{ClusterName: one, NodeType: db.r7g.large, ACLName: {acl}, {said}}}\n{more}"
    )
    return read(tmp_path, text).resources["One"].facts


@pytest.mark.parametrize(
    ("said", "fact", "expected"),
    [
        ("", "engine", "redis"),
        ("Engine: Valkey", "engine", "valkey"),
        ("", "engine_version", UNKNOWN),
        ('EngineVersion: "7.0"', "engine_version", "7.0"),
        ("", "port", 6379),
        ("Port: 6390", "port", 6390),
        ("", "at_rest", True),
        ("", "kms_key", ABSENT),
        ("KmsKeyId: a-key", "kms_key", "a-key"),
        ("", "shards", 1),
        ("", "replicas_per_shard", 1),
        ("", "nodes", 2),
        ("NumShards: 3, NumReplicasPerShard: 0", "nodes", 3),
        ("NumReplicasPerShard: 0", "multi_az", False),
        ("NumReplicasPerShard: !If [IsProd, 2, 0]", "multi_az", {"Env=dev": False, "Env=prod": True}),
        ("", "auto_minor", True),
        ("AutoMinorVersionUpgrade: false", "auto_minor", False),
        ("", "backup_days", 0),
        ("SnapshotRetentionLimit: 7", "backup_days", 7),
        ("", "final_snapshot", ABSENT),
        ("FinalSnapshotName: last", "final_snapshot", "last"),
        ('DataTiering: "true"', "data_tiering", True),
        ("", "data_tiering", False),
        ("", "network_type", "ipv4"),
        ("NetworkType: dual_stack", "network_type", "dual_stack"),
        ("SnsTopicArn: a-topic", "notification_topic", "a-topic"),
        ("TLSEnabled: true", "tls", True),
        ("TLSEnabled: true", "tls_mode", "required"),
        ("TLSEnabled: false", "tls", False),
        ("TLSEnabled: false", "tls_mode", ABSENT),
    ],
)
def test_properties(said: str, fact: str, expected: object, tmp_path: Path):
    assert plain(cluster(tmp_path, said)[fact]) == expected


@pytest.mark.parametrize(
    ("acl", "expected"),
    [
        ("open-access", UNKNOWN),
        ("Open-Access", UNKNOWN),
        ("app", True),
        ("!Ref Acl1", True),
        ("!Ref Acl", UNKNOWN),
        ("!If [IsProd, app, open-access]", {"Env=prod": True, "Env=dev": UNKNOWN}),
    ],
)
def test_an_acl_that_needs_tls_says_that_there_is_some(acl: str, expected: object, tmp_path: Path):
    assert plain(cluster(tmp_path, "", acl, USERS)["tls"]) == expected


def related(inventory: Inventory, name: str, relation: str) -> object:
    fact = inventory.resources[name].relations[relation]
    return fact.value if isinstance(fact, Known) else fact


def test_what_leads_to_what(tmp_path: Path):
    text = f"""{PARAMETERS}
Resources:{USERS}
  Cluster:
    Type: AWS::MemoryDB::Cluster
    Properties:
      {{ClusterName: c, NodeType: db.r7g.xlarge, ACLName: !Ref Acl1, ParameterGroupName: !Ref Parameters1,
       MultiRegionClusterName: !GetAtt All.MultiRegionClusterName}}
  All:
    Type: AWS::MemoryDB::MultiRegionCluster
    Properties: {{MultiRegionClusterNameSuffix: all, NodeType: db.r7g.xlarge, NumShards: 2, TLSEnabled: true}}
  Parameters1:
    Type: AWS::MemoryDB::ParameterGroup
    Properties: {{ParameterGroupName: p, Family: memorydb_valkey7, Parameters: {{activedefrag: "yes", timeout: 20}}}}
  Snapshot:
    Type: AWS::MemoryDB::Snapshot
    Properties: {{SnapshotName: s, ClusterName: !Ref Cluster, KmsKeyId: a-key}}
"""
    inventory = read(tmp_path, text)
    assert related(inventory, "Acl1", "users") == (Ref("User"),)
    assert related(inventory, "Cluster", "user_groups") == (Ref("Acl1"),)
    assert related(inventory, "Cluster", "parameter_group") == (Ref("Parameters1"),)
    assert related(inventory, "Cluster", "multi_region_cluster") == (Ref("All"),)
    assert related(inventory, "Snapshot", "cluster") == (Ref("Cluster"),)
    facts = inventory.resources["Cluster"].facts
    assert (plain(facts["engine"]), plain(facts["shards"]), plain(facts["tls"])) == ("valkey", 2, True)
    assert plain(inventory.resources["Parameters1"].facts["parameters"]) == ("activedefrag=yes", "timeout=20")
    assert plain(inventory.resources["Snapshot"].facts["kms_key"]) == "a-key"
    assert inventory.gaps == []


@pytest.mark.parametrize(
    ("password", "literal"),
    [('"not-to-be-shown-anywhere"', True), ("!Ref Password", False), ('"{{resolve:ssm-secure:/a}}"', False)],
)
def test_passwords_are_not_shown(password: str, literal: bool, tmp_path: Path):
    inventory = read(tmp_path, f"{PARAMETERS}\nResources:{USERS}".replace('"@@"', password))
    user = inventory.resources["User"]
    assert (plain(user.facts["authentication"]), plain(user.facts["passwords"])) == ("password", Redacted(literal))
    assert "not-to-be-shown" not in repr(inventory)
