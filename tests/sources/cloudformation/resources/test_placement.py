"""In which zones nodes are, how many replicas and slots each shard has: as templates have them written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.cloudformation.inventories import ABSENT, UNKNOWN, plain, resource

SETUP = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Open: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
"""


@pytest.mark.parametrize(
    ("kind", "properties", "fact", "expected"),
    [
        ("ReplicationGroup", "", "zones", ABSENT),
        ("ReplicationGroup", "PreferredCacheClusterAZs: [a, b]", "zones", ("a b",)),
        ("ReplicationGroup", "PreferredCacheClusterAZs: [a, !If [IsProd, b, a]]", "zones",
         {"Env=dev": ("a a",), "Env=prod": ("a b",)}),
        ("ReplicationGroup", "PreferredCacheClusterAZs: [!Select [0, !GetAZs ''], b]", "zones", ("number-0 b",)),
        ("ReplicationGroup", "PreferredCacheClusterAZs: [!Select [0, !GetAZs ''], !Select [1, !GetAZs '']]", "zones",
         ("number-0 number-1",)),
        ("ReplicationGroup", "PreferredCacheClusterAZs: [!Ref Open, b]", "zones", UNKNOWN),
        ("ReplicationGroup", "NodeGroupConfiguration: [{PrimaryAvailabilityZone: a, ReplicaAvailabilityZones: [b]}]",
         "zones", ("a b",)),
        ("ReplicationGroup", "NodeGroupConfiguration: [{PrimaryAvailabilityZone: a}, {ReplicaCount: 1}]", "zones",
         ("a", "?")),
        ("ReplicationGroup", "NodeGroupConfiguration: [{PrimaryAvailabilityZone: !Ref Open}]", "zones", UNKNOWN),
        ("ReplicationGroup", "NodeGroupConfiguration: [{ReplicaCount: 1}]", "zones", ABSENT),
        ("ReplicationGroup", "NodeGroupConfiguration: [{Slots: 0-99}, {Slots: 100-16383}]", "slots",
         ("0-99", "100-16383")),
        ("ReplicationGroup", "", "slots", ABSENT),
        ("ReplicationGroup", "NodeGroupConfiguration: [{ReplicaCount: 2}, {ReplicaCount: 1}]", "most_replicas", 2),
        ("ReplicationGroup", "NumCacheClusters: 3", "most_replicas", 2),
        ("ReplicationGroup", "NodeGroupConfiguration: [{ReplicaCount: !If [IsProd, 2, 0]}, {ReplicaCount: 1}]",
         "most_replicas", {"Env=dev": 1, "Env=prod": 2}),
        ("ReplicationGroup", "", "durability", "disabled"),
        ("ReplicationGroup", "Durability: default", "durability", "disabled"),
        ("ReplicationGroup", "Durability: Sync", "durability", "sync"),
        ("CacheCluster", "Engine: memcached", "zones", ABSENT),
        ("CacheCluster", "Engine: memcached\nPreferredAvailabilityZones: [a, b, a]", "zones", ("a", "b", "a")),
        ("CacheCluster", "Engine: memcached\nPreferredAvailabilityZone: a", "zones", ("a",)),
    ],
)  # fmt: skip
def test_where_nodes_are(kind: str, properties: str, fact: str, expected: object, tmp_path: Path) -> None:
    assert plain(resource(tmp_path, kind, properties, SETUP).facts[fact]) == expected
