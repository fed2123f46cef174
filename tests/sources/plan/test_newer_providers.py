"""What plans of the provider's newer releases hold: seen in plans that the real terraform makes of its schemas."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Redacted, Ref, Unknown, Unseen
from tests.sources.plan.made import GROUP, Planned, mentions, plan, read, state
from tests.sources.terraform import helpers

BASE: dict[str, object] = {"replication_group_id": "shop", "description": "d", "engine": "redis", "node_type": "t"}
SECURITY = [
    Planned(f"aws_security_group.{name}", {"name": name}, {"id": True, "ingress": True}) for name in ("one", "two")
]


def test_shards_that_the_provider_fills_in_are_not_of_a_dynamic_block(tmp_path: Path):
    # Since 6.20 every new replication group has them as not known yet.
    one = Planned(f"{GROUP}.it", BASE | {"num_cache_clusters": 2}, {"node_group_configuration": True})
    facts = helpers.only(read(tmp_path, plan(one))).facts
    assert (helpers.plain(facts["shards"]), helpers.plain(facts["replicas_per_shard"])) == (1, 1)


@pytest.mark.parametrize(
    ("values", "unknown", "named", "wanted"),
    [
        ([None], [True], ["one"], ("one",)),
        ([None, None], [True, True], ["one", "two"], ("one", "two")),
        (["sg-0abc", None], [False, True], ["two"], ("sg-0abc", "two")),
    ],
)
def test_members_not_known_yet_are_those_that_code_mentions(
    values: list[object], unknown: list[bool], named: list[str], wanted: tuple[str, ...], tmp_path: Path
):
    # Providers of the newer framework plan a set of members, of which each is not known, not a set that is not.
    texts = [text for name in named for text in (f"aws_security_group.{name}.id", f"aws_security_group.{name}")]
    cache = Planned(
        "aws_elasticache_serverless_cache.it",
        {"name": "shop", "engine": "valkey", "security_group_ids": values},
        {"security_group_ids": unknown},
        {"security_group_ids": mentions(*texts)},
    )
    found = read(tmp_path, plan(*SECURITY, cache)).resources["aws_elasticache_serverless_cache.it"]
    groups = found.relations["security_groups"]
    assert isinstance(groups, Known)
    assert tuple(_name(member) for member in groups.value) == wanted  # type: ignore[attr-defined] # a relation


def _name(member: Ref | Unseen) -> str:
    return member.key.removeprefix("aws_security_group.") if isinstance(member, Ref) else member.name


def test_members_of_which_it_is_not_told_which_they_are_stay_unknown(tmp_path: Path):
    cache = Planned(
        "aws_elasticache_serverless_cache.it",
        {"name": "shop", "engine": "valkey", "security_group_ids": [None]},
        {"security_group_ids": [True]},
        {"security_group_ids": mentions(*(f"aws_security_group.{name}.id" for name in ("one", "two")))},
    )
    found = read(tmp_path, plan(*SECURITY, cache)).resources["aws_elasticache_serverless_cache.it"]
    groups = found.relations["security_groups"]
    assert isinstance(groups, (Known, Unknown))
    members = groups.value if isinstance(groups, Known) else groups.members
    assert all(isinstance(one, Unseen) for one in members or ())  # type: ignore[attr-defined] # a relation


STORE = "aws_elasticache_global_replication_group.everywhere"
#: What was read from AWS of one member, not what all are set to.
MEMBERS: dict[str, dict[str, object]] = {
    STORE: {"id": "ldgnf-shop", "primary_replication_group_id": "shop", "automatic_failover_enabled": True},
    f"{GROUP}.it": BASE | {"id": "shop", "automatic_failover_enabled": True},
    f"{GROUP}.far": BASE
    | {
        "replication_group_id": "far",
        "global_replication_group_id": "ldgnf-shop",
        "automatic_failover_enabled": False,
    },
}


def test_a_state_tells_of_each_member_itself_whether_it_fails_over(tmp_path: Path):
    found = read(tmp_path, state(MEMBERS), "terraform.tfstate").resources
    assert helpers.plain(found[f"{GROUP}.far"].facts["auto_failover"]) is False
    assert helpers.plain(found[f"{GROUP}.it"].facts["auto_failover"]) is True


@pytest.mark.parametrize("stated", [True, False])
def test_in_a_plan_a_datastore_sets_what_code_gives_it(tmp_path: Path, stated: bool):
    planned = [Planned(address, values, before=values, actions=("no-op",)) for address, values in MEMBERS.items()]
    if not stated:
        planned[0].expressions = {"primary_replication_group_id": {"constant_value": "shop"}}
    found = read(tmp_path, plan(*planned)).resources
    assert helpers.plain(found[f"{GROUP}.far"].facts["auto_failover"]) is stated


def test_the_cluster_mode_that_aws_decides_is_no_old_block(tmp_path: Path):
    # Since 5.59 it is an attribute; before 5.0 it was a block.
    one = Planned(f"{GROUP}.it", BASE, {"cluster_mode": True, "num_cache_clusters": True})
    facts = helpers.only(read(tmp_path, plan(one))).facts
    assert (helpers.plain(facts["shards"]), helpers.plain(facts["replicas_per_shard"])) == (1, 0)


#: Of code in JSON a plan tells the text of every expression as a constant, beside what it mentions.
TOKEN = "given-not-a-secret-123"


def text_of(text: str, *mentioned: str) -> dict[str, object]:
    return {"constant_value": text, "references": list(mentioned)}


def test_in_code_in_json_the_text_of_an_expression_is_no_constant(tmp_path: Path):
    one = Planned(
        f"{GROUP}.it",
        BASE | {"auth_token": TOKEN},
        {"security_group_ids": True},
        {
            "auth_token": text_of("${var.token}", "var.token"),
            "security_group_ids": text_of(
                "${aws_security_group.one.id}", "aws_security_group.one.id", "aws_security_group.one"
            ),
        },
    )
    made = plan(*SECURITY, one, variables={"token": {"value": TOKEN}, "region": {"value": "eu-west-1"}})
    made["configuration"]["provider_config"] = {  # type: ignore[index] # an object
        "aws": {"name": "aws", "expressions": {"region": text_of("${var.region}", "var.region")}}
    }
    found = read(tmp_path, made).resources[f"{GROUP}.it"]
    assert helpers.plain(found.facts["auth_token"]) == Redacted(literal=False)
    assert helpers.plain(found.facts["region"]) == "eu-west-1"
    groups = found.relations["security_groups"]
    assert isinstance(groups, Known)
    assert groups.value == (Ref("aws_security_group.one"),)
