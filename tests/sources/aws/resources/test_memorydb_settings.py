"""Parameter groups and subnet groups of MemoryDB: which parameters were set the API does not tell by itself."""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import (
    MEMORYDB_CLUSTERS,
    MEMORYDB_PARAMETER_GROUPS,
    MEMORYDB_PARAMETERS,
    MEMORYDB_SUBNET_GROUPS,
    Question,
)
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.vocabulary import questions
from tests.sources.aws.resources.memorydb_answers import PLACE, answers_of, denied, inventory, unseen, value

DEFAULT, OWN = "default.memorydb-valkey7", "shop"
SEARCH = f"{DEFAULT}.search"


def group(name: str, family: str = "memorydb_valkey7") -> dict[str, object]:
    return {"Name": name, "Family": family, "ARN": f"{PLACE}:parametergroup/{name}"}


GROUPS = [
    group(SEARCH),
    group(DEFAULT),
    group(OWN),
    group("spare"),
    group("default.memorydb-redis7", "memorydb_redis7"),
]
CLUSTERS = Answer(MEMORYDB_CLUSTERS, [{"Name": "orders", "ParameterGroupName": OWN}])
LISTED = Answer(MEMORYDB_PARAMETER_GROUPS, GROUPS)


def values(subject: str, **told: str | None) -> Answer:
    items = [{"Name": name, "Value": one} if one is not None else {"Name": name} for name, one in told.items()]
    return Answer(MEMORYDB_PARAMETERS, items, subject=subject)


def parameters(*given: Answer, of: str = OWN) -> Fact:
    return inventory(CLUSTERS, LISTED, *given).resources[f"{PLACE}:parametergroup/{of}"].fact("parameters")


def test_each_used_group_is_asked_for_once_and_the_default_of_its_family():
    several = Answer(MEMORYDB_CLUSTERS, [{"Name": n, "ParameterGroupName": OWN} for n in "abc"])
    asked = [one for one in questions(2, answers_of(several, LISTED)) if one.call is MEMORYDB_PARAMETERS]
    assert asked == [Question(MEMORYDB_PARAMETERS, DEFAULT), Question(MEMORYDB_PARAMETERS, OWN)]


def test_nothing_is_asked_of_default_groups_alone():
    of_aws = Answer(MEMORYDB_CLUSTERS, [{"Name": "orders", "ParameterGroupName": DEFAULT}])
    assert [one for one in questions(2, answers_of(of_aws, LISTED)) if one.call is MEMORYDB_PARAMETERS] == []


def test_a_family_without_a_default_group_is_compared_with_nothing():
    alone = Answer(MEMORYDB_PARAMETER_GROUPS, [{"Name": OWN, "ARN": f"{PLACE}:parametergroup/{OWN}"}])
    answers = answers_of(CLUSTERS, alone)
    assert [one.subject for one in questions(2, answers) if one.call is MEMORYDB_PARAMETERS] == [OWN]
    found = inventory(CLUSTERS, alone, values(OWN, timeout="0")).resources[f"{PLACE}:parametergroup/{OWN}"]
    assert isinstance(found.fact("parameters"), Unknown)
    assert isinstance(found.fact("family"), Unknown)


def test_groups_are_asked_for_where_there_are_clusters():
    both = {MEMORYDB_PARAMETER_GROUPS, MEMORYDB_SUBNET_GROUPS}
    assert both <= {one.call for one in questions(1, answers_of(CLUSTERS))}
    assert not both & {one.call for one in questions(1, answers_of(Answer(MEMORYDB_CLUSTERS)))}


def test_what_differs_from_the_default_group_was_set():
    set_ = parameters(
        values(OWN, timeout="300", activedefrag="yes", added="1", events="", unset=None),
        values(DEFAULT, timeout="0", activedefrag="yes", events="Ex"),
    )
    assert value(set_) == ("added=1", "events=", "timeout=300")


def test_without_the_default_group_all_that_is_told_holds_and_who_set_it_is_not_known():
    told = values(OWN, timeout="0", activedefrag="yes")
    for found in (parameters(told), parameters(told, denied(MEMORYDB_PARAMETERS, DEFAULT))):
        assert isinstance(found, Unknown)
        assert found.members == ("activedefrag=yes", "timeout=0")
    assert "AccessDenied: memorydb:DescribeParameters" in found.reason  # type: ignore[union-attr]  # it is unknown


def test_a_group_that_could_not_be_read_has_not_nothing_set():
    gone = Answer(
        MEMORYDB_PARAMETERS,
        refusal=Refusal(Cause.GONE, "ParameterGroupNotFoundFault", MEMORYDB_PARAMETERS.name),
        subject=OWN,
    )
    for refused in (denied(MEMORYDB_PARAMETERS, OWN), gone):
        found = parameters(refused, values(DEFAULT, timeout="0"))
        assert isinstance(found, Unknown)
        assert found.members == ()


def test_a_default_group_sets_nothing_and_nobody_can_change_it():
    found = inventory(CLUSTERS, LISTED).resources
    assert found[f"{PLACE}:parametergroup/{DEFAULT}"].fact("parameters") == Known(
        (), Origin.DEFAULT, found[f"{PLACE}:parametergroup/{DEFAULT}"].location
    )
    assert [one.name for one in found.values() if one.kind == "memorydb_parameter_group" and one.judged] == [
        *(OWN, "spare"),
    ]
    assert value(found[f"{PLACE}:parametergroup/{OWN}"].fact("family")) == "memorydb_valkey7"


def test_parameters_that_were_not_asked_for_are_not_known():
    assert isinstance(parameters(of="spare"), Unknown)


def test_a_subnet_group_leads_to_its_subnets():
    listed = [{"Identifier": "subnet-1", "AvailabilityZone": {"Name": "eu-west-1a"}}]
    for subnets in (listed, None):
        told = {"Name": "private", "Subnets": subnets, "ARN": f"{PLACE}:subnetgroup/private"}
        found = inventory(Answer(MEMORYDB_SUBNET_GROUPS, [told])).resources[f"{PLACE}:subnetgroup/private"]
        relation = found.relation("subnets")
        if subnets is None:
            assert isinstance(relation, Unknown)
        else:
            assert unseen(relation).name == "subnet-1"
