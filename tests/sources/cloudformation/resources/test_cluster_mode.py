"""What a template that states neither failover nor Multi-AZ gets hangs on shards, parameter group and engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin, Unknown
from tests.sources.cloudformation.inventories import UNKNOWN, plain, read

SETUP = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Shards: {Type: Number}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Clustered:
    Type: AWS::ElastiCache::ParameterGroup
    Properties: {Description: d, CacheParameterGroupFamily: redis7, Properties: {cluster-enabled: "yes"}}
  Misspelled:
    Type: AWS::ElastiCache::ParameterGroup
    Properties: {Description: d, CacheParameterGroupFamily: redis7, Properties: {cluster-enabled: yes}}
  Plain:
    Type: AWS::ElastiCache::ParameterGroup
    Properties: {Description: d, CacheParameterGroupFamily: redis7, Properties: {timeout: "20"}}
  One:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: d, %s}
"""


@pytest.mark.parametrize(
    ("properties", "failover", "zones"),
    [
        ("Engine: redis", False, False),
        ("Engine: redis, NumCacheClusters: 2", False, False),
        ("NumNodeGroups: 1, ReplicasPerNodeGroup: 1", False, False),
        ("NumNodeGroups: 2", True, UNKNOWN),
        ("NodeGroupConfiguration: [{ReplicaCount: 1}, {ReplicaCount: 1}]", True, UNKNOWN),
        ("ClusterMode: Enabled", True, UNKNOWN),
        ("ClusterMode: disabled", False, False),
        ("CacheParameterGroupName: default.redis7", False, False),
        ("CacheParameterGroupName: default.redis7.cluster.on", True, UNKNOWN),
        ("CacheParameterGroupName: !Ref Clustered", True, UNKNOWN),
        ("CacheParameterGroupName: !Ref Plain", False, False),
        ("CacheParameterGroupName: !Ref Misspelled", UNKNOWN, UNKNOWN),
        ("CacheParameterGroupName: made-elsewhere", UNKNOWN, UNKNOWN),
        ("CacheParameterGroupName: !ImportValue group", UNKNOWN, UNKNOWN),
        ("NumNodeGroups: !Ref Shards", UNKNOWN, UNKNOWN),
        ("NumNodeGroups: !If [IsProd, 3, 1]", {"Env=dev": False, "Env=prod": True},
         {"Env=dev": False, "Env=prod": UNKNOWN}),
        ("Engine: valkey, NumCacheClusters: 2", UNKNOWN, False),
        ("Engine: valkey, NumNodeGroups: 2", True, UNKNOWN),
        ("NumNodeGroups: 2, AutomaticFailoverEnabled: false, MultiAZEnabled: true", False, True),
        ("AutomaticFailoverEnabled: !If [IsProd, true, !Ref AWS::NoValue]", {"Env=dev": False, "Env=prod": True},
         False),
        ("NumNodeGroups: 2, AutomaticFailoverEnabled: !If [IsProd, false, !Ref AWS::NoValue]",
         {"Env=dev": True, "Env=prod": False}, UNKNOWN),
    ],
)  # fmt: skip
def test_unstated_failover_and_zones(properties: str, failover: object, zones: object, tmp_path: Path) -> None:
    facts = read(tmp_path, SETUP % properties).resources["One"].facts
    assert (plain(facts["auto_failover"]), plain(facts["multi_az"])) == (failover, zones)


def test_what_cluster_mode_needs_is_said_by_nobody_and_says_why(tmp_path: Path) -> None:
    fact = read(tmp_path, SETUP % "NumNodeGroups: 2").resources["One"].facts["auto_failover"]
    assert isinstance(fact, Known)
    assert (fact.origin, fact.because) == (Origin.DEFAULT, "cluster mode needs it")
    assert fact.place.line > 1


def test_a_secondary_has_the_shards_of_its_primary(tmp_path: Path) -> None:
    text = """
Resources:
  Global:
    Type: AWS::ElastiCache::GlobalReplicationGroup
    Properties:
      Members: [{ReplicationGroupId: !Ref First, ReplicationGroupRegion: eu-west-1, Role: PRIMARY}]
  First:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: d, Engine: valkey, NumNodeGroups: 2, TransitEncryptionEnabled: true}
  Second:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: d, GlobalReplicationGroupId: !GetAtt Global.GlobalReplicationGroupId}
"""
    facts = read(tmp_path, text).resources["Second"].facts
    wanted = {"engine": "valkey", "tls": True, "at_rest": True, "shards": 2, "auto_failover": True}
    assert {name: plain(facts[name]) for name in wanted} == wanted


def test_what_a_global_datastore_states_of_failover_holds_for_its_primary(tmp_path: Path) -> None:
    text = """
Resources:
  Global:
    Type: AWS::ElastiCache::GlobalReplicationGroup
    Properties:
      AutomaticFailoverEnabled: true
      Members:
        - {ReplicationGroupId: !Ref Far, Role: SECONDARY}
        - {ReplicationGroupId: !Ref First, Role: primary}
  First: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {ReplicationGroupDescription: d}}
  Far: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {ReplicationGroupDescription: d}}
"""
    resources = read(tmp_path, text).resources
    assert [plain(resources[name].facts["auto_failover"]) for name in ("First", "Far")] == [True, False]


def test_which_member_is_the_primary_may_not_be_known(tmp_path: Path) -> None:
    text = """
Parameters: {Role: {Type: String}}
Resources:
  Global:
    Type: AWS::ElastiCache::GlobalReplicationGroup
    Properties: {Members: [{ReplicationGroupId: !Ref First, Role: !Ref Role}]}
  First: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {ReplicationGroupDescription: d}}
"""
    assert isinstance(read(tmp_path, text).resources["Global"].relations["primary"], Unknown)
