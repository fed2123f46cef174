"""Global datastores, told of by each region that has a member."""

from __future__ import annotations

from auditor.model.facts import Absent, Ref, Unknown, Unseen
from auditor.model.resource import Inventory, Resource
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import CACHE_CLUSTERS, GLOBAL_DATASTORES, REPLICATION_GROUPS
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.source import inventory_of
from auditor.sources.aws.vocabulary import questions
from tests.sources.aws.resources.estate import ACCOUNT, GROUP, NODE, WORLD, answers, inventory, verdicts
from tests.sources.aws.resources.memorydb_answers import denied, value

FIRST, SECOND = (
    f"arn:aws:elasticache:{region}:{ACCOUNT}:replicationgroup:sessions" for region in ("eu-west-1", "us-east-1")
)
SECONDARY = GROUP | {
    "ARN": SECOND,
    "GlobalReplicationGroupInfo": {
        "GlobalReplicationGroupId": "LDGNF-World",
        "GlobalReplicationGroupMemberRole": "secondary",
    },
}
MEMBERS = WORLD["Members"]


def datastore(**other: object) -> Resource:
    values = {name: told for name, told in (WORLD | other).items() if told is not None}
    return inventory(Answer(GLOBAL_DATASTORES, [values])).resources[WORLD["ARN"]]


def both_regions(**other: object) -> Inventory:
    """The account in both regions; in the second one the group has what is given."""
    second = Answers(ACCOUNT, "us-east-1")
    second.enter(Answer(GLOBAL_DATASTORES, [WORLD]))
    second.enter(Answer(REPLICATION_GROUPS, [SECONDARY | other]))
    second.enter(Answer(CACHE_CLUSTERS, [NODE]))
    return inventory_of([answers(), second])


def test_it_is_told_once_whichever_regions_tell_of_it():
    found = both_regions()
    (one,) = [one for one in found.resources.values() if one.kind == "global_datastore"]
    assert (one.address, one.location.region, one.name) == (WORLD["ARN"], "", "ldgnf-world")
    assert value(one.relation("primary")) == (Ref(FIRST),)
    assert value(one.relation("secondaries")) == (Ref(SECOND),)
    for group in (FIRST, SECOND):
        assert value(found.resources[group].relation("global_datastore")) == (Ref(one.key),)


def test_it_has_what_holds_for_all_members():
    found = datastore()
    assert [value(found.fact(name)) for name in ("engine_version", "node_type", "auto_failover")] == [
        "8.0", "cache.r7g.large", True,
    ]  # fmt: skip
    apart = [MEMBERS[0], MEMBERS[1] | {"AutomaticFailover": "disabled"}]
    assert isinstance(datastore(Members=apart).fact("auto_failover"), Absent)
    assert value(datastore(Members=[apart[1]]).fact("auto_failover")) is False
    for untold in (None, [], [{"Role": "PRIMARY"}]):
        assert isinstance(datastore(Members=untold).fact("auto_failover"), Unknown)
    assert isinstance(datastore(EngineVersion=None).fact("engine_version"), Unknown)
    assert isinstance(datastore(CacheNodeType=None).fact("node_type"), Unknown)


def test_what_a_member_tells_of_itself_stands():
    found = both_regions(CacheNodeType="cache.r7g.xlarge", AutomaticFailover="disabled")
    assert value(found.resources[SECOND].fact("node_type")) == "cache.r7g.xlarge"
    assert value(found.resources[SECOND].fact("auto_failover")) is False
    assert value(found.resources[SECOND].fact("engine_version")) == "8.0.1"


def test_members_in_regions_that_were_not_scanned_are_there_all_the_same():
    found = inventory()
    held = value(found.resources[WORLD["ARN"]].relation("secondaries"))
    assert held == (Unseen(SECOND, "not in what was scanned"),)
    assert verdicts(found, "survives-region")["survives-region", FIRST] == "pass"
    # The group of the same name in this region is not the primary where that is in another one.
    turned = [MEMBERS[0] | {"Role": "SECONDARY"}, MEMBERS[1] | {"Role": "PRIMARY"}]
    other = inventory(Answer(GLOBAL_DATASTORES, [WORLD | {"Members": turned}])).resources[WORLD["ARN"]]
    assert value(other.relation("primary")) == (Unseen(SECOND, "not in what was scanned"),)
    assert value(other.relation("secondaries")) == (Ref(FIRST),)


def test_members_that_are_not_told_are_not_known():
    for members in (None, [], [MEMBERS[1]], [{**MEMBERS[0], "Role": None}, MEMBERS[1]]):
        found = datastore(Members=members)
        assert isinstance(found.relation("primary"), Unknown)
    assert isinstance(datastore(Members=None).relation("secondaries"), Unknown)
    assert value(datastore(Members=[MEMBERS[0]]).relation("secondaries")) == ()


def test_a_primary_without_any_member_in_another_region_is_not_safe():
    survives = ("survives-region", FIRST)
    assert verdicts(inventory(), survives[0])[survives] == "pass"
    alone = Answer(GLOBAL_DATASTORES, [WORLD | {"Members": MEMBERS[:1]}])
    assert verdicts(inventory(alone), survives[0])[survives] == "fail"
    untold = Answer(GLOBAL_DATASTORES, [WORLD | {"Members": []}])
    assert verdicts(inventory(untold), survives[0])[survives] == "unknown"
    assert verdicts(inventory(denied(GLOBAL_DATASTORES)), survives[0])[survives] == "unknown"


def test_what_could_not_be_listed_says_why():
    found = inventory(denied(GLOBAL_DATASTORES))
    held = value(found.resources[FIRST].relation("global_datastore"))
    assert [one.reason for one in held] == [  # type: ignore[attr-defined]  # the one that was not read
        "AccessDenied: elasticache:DescribeGlobalReplicationGroups in eu-west-1 of 111122223333"
    ]
    assert [gap.reason for gap in found.gaps] == ["AccessDenied: elasticache:DescribeGlobalReplicationGroups"]


def test_a_region_without_them_is_no_gap():
    none = Answer(GLOBAL_DATASTORES, refusal=Refusal(Cause.UNKNOWN, "InvalidAction", GLOBAL_DATASTORES.name))
    assert inventory(none).gaps == []


def test_every_region_is_asked():
    assert GLOBAL_DATASTORES in {one.call for one in questions(0, Answers(ACCOUNT, "eu-west-1"))}
