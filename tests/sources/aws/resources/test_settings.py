"""Parameter groups with what is set in them, and subnet groups, as the API tells of them."""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Ref, Unknown
from auditor.model.resource import Inventory
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import (
    CACHE_CLUSTERS,
    CACHES,
    PARAMETER_GROUPS,
    PARAMETERS,
    REPLICATION_GROUPS,
    SUBNET_GROUPS,
    Question,
)
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.vocabulary import questions
from tests.sources.aws.resources.estate import NODE, PAGES, PLACE, PRIVATE, SET, TUNED, answers, inventory, verdicts
from tests.sources.aws.resources.memorydb_answers import denied, unseen, value

GROUP, CACHE = f"{PLACE}:parametergroup:tuned", f"{PLACE}:replicationgroup:sessions"
EVICTION = "param-maxmemory-policy"


def parameters(found: Inventory) -> Fact:
    return found.resources[GROUP].fact("parameters")


def test_a_parameter_group_has_what_somebody_set():
    empty = {"ParameterName": "notify-keyspace-events"}
    found = inventory(Answer(PARAMETERS, [SET, empty], subject="Tuned"))
    assert value(found.resources[GROUP].fact("family")) == "valkey8"
    assert value(parameters(found)) == ("maxmemory-policy=noeviction", "notify-keyspace-events=")
    assert value(found.resources[CACHE].relation("parameter_group")) == (Ref(GROUP),)


def test_nothing_set_is_known_to_be_nothing():
    assert value(parameters(inventory(Answer(PARAMETERS, [], subject="tuned")))) == ()


def test_groups_of_awss_own_are_no_resources_and_tell_their_family_by_name():
    found = inventory()
    assert [one.address for one in found.resources.values() if one.kind == "parameter_group"] == [GROUP]
    pages = found.resources[f"{PLACE}:cluster:pages"]
    assert unseen(pages.relation("parameter_group")).name == "default.memcached1.6"
    found_verdicts = verdicts(found, "parameter-group-not-default", "param-family-mismatch")
    assert found_verdicts["param-family-mismatch", pages.address] == "pass"


def test_what_was_set_and_could_not_be_read_is_not_known():
    for refused in (
        denied(PARAMETERS, "Tuned"),
        Answer(PARAMETERS, [], Refusal(Cause.GONE, "CacheParameterGroupNotFound", PARAMETERS.name), "Tuned"),
    ):
        found = inventory(refused)
        fact = parameters(found)
        assert isinstance(fact, Unknown)
        assert fact.reason == str(refused.refusal)
        assert verdicts(found, EVICTION)[EVICTION, CACHE] == "unknown"
    partly = Answer(PARAMETERS, [SET], Refusal(Cause.THROTTLED, "Throttling", PARAMETERS.name), "Tuned")
    fact = parameters(inventory(partly))
    assert isinstance(fact, Unknown)
    assert fact.members == ("maxmemory-policy=noeviction",)


def test_a_group_that_no_cache_has_was_not_asked_about():
    spare = TUNED | {"CacheParameterGroupName": "spare", "ARN": f"{PLACE}:parametergroup:spare"}
    found = inventory(Answer(PARAMETER_GROUPS, [TUNED, spare])).resources[f"{PLACE}:parametergroup:spare"]
    assert isinstance(found.fact("parameters"), Unknown)


def test_what_is_set_counts_though_groups_could_not_be_listed():
    found = inventory(denied(PARAMETER_GROUPS))
    assert value(parameters(found)) == ("maxmemory-policy=noeviction",)
    family = found.resources[GROUP].fact("family")
    assert isinstance(family, Unknown)
    assert family.reason == "AccessDenied: elasticache:DescribeCacheParameterGroups"
    assert [gap.reason for gap in found.gaps] == ["AccessDenied: elasticache:DescribeCacheParameterGroups"]


def test_a_subnet_group_leads_to_its_subnets_and_caches_to_it():
    found = inventory()
    group = found.resources[PRIVATE["ARN"]]
    members = value(group.relation("subnets"))
    assert [one.name for one in members] == ["subnet-1", "subnet-2"]  # type: ignore[attr-defined]  # none was read
    for cache in (CACHE, f"{PLACE}:cluster:pages"):
        assert value(found.resources[cache].relation("subnet_group")) == (Ref(group.key),)
    untold = {name: told for name, told in PRIVATE.items() if name != "Subnets"}
    assert isinstance(inventory(Answer(SUBNET_GROUPS, [untold])).resources[group.key].relation("subnets"), Unknown)


def test_each_group_in_use_is_asked_about_once_and_only_where_there_are_caches():
    several = [NODE, NODE | {"CacheClusterId": "sessions-002"}, PAGES]
    found = answers(Answer(CACHE_CLUSTERS, several))
    asked = [one for one in questions(1, found) if one.call in (PARAMETERS, PARAMETER_GROUPS, SUBNET_GROUPS)]
    assert asked == [Question(PARAMETER_GROUPS), Question(SUBNET_GROUPS), Question(PARAMETERS, "Tuned")]
    none = answers(*(Answer(call) for call in CACHES))
    calls = {one.call for one in questions(1, none)}
    assert calls.isdisjoint({PARAMETERS, PARAMETER_GROUPS, SUBNET_GROUPS})
    # Caches may be there that could not be listed.
    nothing_else = [Answer(call) for call in CACHES if call is not REPLICATION_GROUPS]
    assert SUBNET_GROUPS in {one.call for one in questions(1, answers(*nothing_else, denied(REPLICATION_GROUPS)))}


def test_groups_that_nodes_do_not_tell_are_not_known():
    bare = {name: told for name, told in NODE.items() if name not in ("CacheSubnetGroupName", "CacheParameterGroup")}
    found = inventory(Answer(CACHE_CLUSTERS, [bare])).resources[CACHE]
    for relation in ("subnet_group", "parameter_group"):
        assert isinstance(found.relation(relation), Unknown)
    assert isinstance(inventory().resources[CACHE].relation("subnet_group"), Known)
