"""Replication groups and cache clusters as the API tells of them: what answers leave out, and what that means."""

from __future__ import annotations

from auditor.model.facts import Absent, Fact, Known, Origin, Ref, Unknown
from auditor.model.resource import Resource
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import CACHE_CLUSTERS, REPLICATION_GROUPS
from tests.sources.aws.resources.estate import GROUP, NODE, PAGES, PLACE, inventory
from tests.sources.aws.resources.memorydb_answers import denied, value

SESSIONS, ON_PAGES = f"{PLACE}:replicationgroup:sessions", f"{PLACE}:cluster:pages"


def without(values: dict[str, object], *names: str) -> dict[str, object]:
    return {name: told for name, told in values.items() if name not in names}


def group(values: dict[str, object], node: dict[str, object] = NODE) -> Resource:
    answers = Answer(REPLICATION_GROUPS, [values]), Answer(CACHE_CLUSTERS, [node])
    return inventory(*answers).resources[SESSIONS]


def cluster(**other: object) -> Resource:
    return inventory(Answer(CACHE_CLUSTERS, [NODE, PAGES | other])).resources[ON_PAGES]


def test_snapshots_of_memcached_are_none_and_those_of_redis_are_told():
    of_memcached = cluster().fact("backup_days")
    assert isinstance(of_memcached, Known)
    assert (of_memcached.value, of_memcached.origin) == (0, Origin.DEFAULT)
    assert isinstance(cluster(Engine="redis").fact("backup_days"), Unknown)
    assert value(cluster(Engine="redis", SnapshotRetentionLimit=3).fact("backup_days")) == 3


def test_logs_that_are_not_told_are_not_known():
    untold = group(without(GROUP, "LogDeliveryConfigurations"))
    facts: list[Fact] = [untold.fact("log_types"), untold.fact("log_types.failing"), untold.relation("log_groups")]
    assert all(isinstance(fact, Unknown) for fact in facts)
    none = group(GROUP)
    assert isinstance(none.fact("log_types"), Absent)
    assert value(none.relation("log_groups")) == ()


def test_security_groups_that_are_not_told_are_not_known():
    for found in (group(GROUP, without(NODE, "SecurityGroups")), cluster(SecurityGroups=None)):
        assert isinstance(found.relation("security_groups"), Unknown)
    assert value(group(GROUP).relation("security_groups")) == ()


def test_in_ec2_classic_there_were_no_subnet_groups():
    classic = NODE | {"CacheSubnetGroupName": None, "CacheSecurityGroups": [{"CacheSecurityGroupName": "office"}]}
    found = group(GROUP, classic)
    assert isinstance(found.relation("subnet_group"), Absent)
    assert value(found.fact("classic_groups")) == ("office",)


def test_a_group_of_which_only_nodes_are_told_is_there_with_what_they_tell():
    for answer in (denied(REPLICATION_GROUPS), Answer(REPLICATION_GROUPS)):
        found = inventory(answer)
        (one,) = [one for one in found.resources.values() if one.kind == "replication_group"]
        assert one.address == SESSIONS
        assert value(one.fact("engine_version")) == "8.0.1"
        assert value(one.relation("parameter_group")) == (Ref(f"{PLACE}:parametergroup:tuned"),)
        for name in ("kms_key", "global_role", "auth_token_pending", "auth_token_rotating", "shards", "slots"):
            assert isinstance(one.fact(name), Unknown), name
        assert isinstance(one.relation("user_groups"), Unknown)
    reason = one.fact("multi_az")
    assert isinstance(reason, Unknown)
    assert reason.reason == "its nodes were listed and it was not, as while it is deleted"
