"""What a global datastore states for all its members, in templates."""

from __future__ import annotations

from pathlib import Path

from tests.sources.cloudformation.inventories import plain, read

TEMPLATE = """
Resources:
  First:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {Engine: redis, EngineVersion: "7.0", CacheNodeType: cache.r6g.large}
  All:
    Type: AWS::ElastiCache::GlobalReplicationGroup
    Properties:
      GlobalReplicationGroupIdSuffix: all
      Members: [{ReplicationGroupId: !Ref First, ReplicationGroupRegion: eu-west-1, Role: PRIMARY}]
"""


def test_members_have_what_the_datastore_states(tmp_path: Path):
    text = TEMPLATE + '      EngineVersion: "7.1"\n      CacheNodeType: cache.r7g.xlarge\n'
    facts = read(tmp_path, text).resources["First"].facts
    assert [plain(facts[name]) for name in ("engine_version", "node_type")] == ["7.1", "cache.r7g.xlarge"]


def test_members_keep_what_is_theirs_where_it_states_nothing(tmp_path: Path):
    facts = read(tmp_path, TEMPLATE).resources["First"].facts
    assert [plain(facts[name]) for name in ("engine_version", "node_type")] == ["7.0", "cache.r6g.large"]
