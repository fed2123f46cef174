"""Plans: what is known, what is left to defaults, and what is only known after Terraform has run."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Absent, Known, Origin, Ref, Unknown
from auditor.model.resource import GONE
from auditor.sources.building.joined import members_of
from tests.sources.plan.made import GROUP, Planned, constant, mentions, plan, read, state, state_file
from tests.sources.terraform import helpers

BASE: dict[str, object] = {"replication_group_id": "shop", "description": "d", "engine": "valkey"}


def group(values: dict[str, object] | None = None, **more: object) -> Planned:
    return Planned(f"{GROUP}.it", BASE | (values or {}), **more)  # type: ignore[arg-type]  # fields of the plan


def test_a_value_that_code_states_is_known(tmp_path: Path):
    found = helpers.only(read(tmp_path, plan(group({"transit_encryption_enabled": True}))))
    fact = found.facts["tls"]
    assert isinstance(fact, Known)
    assert (fact.value, fact.origin, fact.place.file) == (True, Origin.STATED, "plan.json")
    assert (found.key, found.identity, found.name) == (f"{GROUP}.it", "shop", "shop")


@pytest.mark.parametrize(("engine", "at_rest"), [("valkey", True), ("redis", False)])
def test_what_code_leaves_unset_has_the_default_though_the_plan_does_not_know_it(
    engine: str, at_rest: bool, tmp_path: Path
):
    unknown = {"at_rest_encryption_enabled": True, "transit_encryption_enabled": True, "engine_version": True}
    found = helpers.only(read(tmp_path, plan(group({"engine": engine}, unknown=unknown))))
    assert helpers.plain(found.facts["at_rest"]) is at_rest
    assert helpers.plain(found.facts["tls"]) is False
    assert getattr(found.facts["engine_version"], "unstated", False)


def test_what_code_computes_is_unknown_and_says_from_what(tmp_path: Path):
    expressions = {name: constant(value) for name, value in BASE.items()}
    expressions["transit_encryption_enabled"] = mentions("local.tls")
    planned = group(unknown={"transit_encryption_enabled": True}, expressions=expressions)
    fact = helpers.only(read(tmp_path, plan(planned))).facts["tls"]
    assert isinstance(fact, Unknown)
    assert "local.tls" in fact.reason


def test_booleans_that_the_provider_keeps_as_text_are_booleans(tmp_path: Path):
    found = helpers.only(read(tmp_path, plan(group({"at_rest_encryption_enabled": "false"}))))
    assert helpers.plain(found.facts["at_rest"]) is False


def test_what_is_there_already_keeps_what_aws_decided(tmp_path: Path):
    values: dict[str, object] = {"transit_encryption_enabled": True}
    expressions = {name: constant(value) for name, value in BASE.items()}
    planned = group(values, expressions=expressions, actions=("no-op",), before=BASE | values)
    assert helpers.plain(helpers.only(read(tmp_path, plan(planned))).facts["tls"]) is True


def test_what_is_deleted_is_not_judged(tmp_path: Path):
    made = plan(group())
    gone = {"address": f"{GROUP}.old", "change": {"actions": ["delete"], "before": BASE, "after": None}}
    made["resource_changes"] = [*made["resource_changes"], gone]  # type: ignore[misc]  # a list, as it was made
    found = read(tmp_path, made).resources
    assert [r.address for r in found.values() if r.judged and r.planned not in GONE] == [f"{GROUP}.it"]
    assert found[f"{GROUP}.old"].planned == "delete"


def test_a_moved_resource_stays_the_same(tmp_path: Path):
    planned = Planned("aws_security_group.new", {}, {"name": True}, {}, previous="aws_security_group.old")
    assert helpers.only(read(tmp_path, plan(planned))).identity == "aws_security_group.old"


SECURITY = Planned("aws_security_group.cache", {"name": "cache"}, {"id": True, "ingress": True})


def test_a_group_that_is_yet_to_be_made_is_found_by_what_the_code_mentions(tmp_path: Path):
    expressions = {**group().declared, "security_group_ids": mentions("aws_security_group.cache.id", SECURITY.address)}
    planned = group(unknown={"security_group_ids": True}, expressions=expressions)
    rule = Planned(
        "aws_security_group_rule.in",
        {"type": "ingress", "protocol": "tcp", "from_port": 6379, "to_port": 6379, "cidr_blocks": ["0.0.0.0/0"]},
        {"security_group_id": True},
        {"security_group_id": mentions("aws_security_group.cache.id", SECURITY.address), "type": constant("ingress")},
    )
    found = read(tmp_path, plan(planned, SECURITY, rule)).resources
    fact = found[f"{GROUP}.it"].relations["security_groups"]
    assert isinstance(fact, Known)
    assert fact.value == (Ref("aws_security_group.cache"),)
    [told] = members_of(found["aws_security_group.cache"].facts["ingress"])
    assert helpers.plain(told.cidrs) == ("0.0.0.0/0",)  # type: ignore[attr-defined]  # a rule


def test_a_group_that_a_module_is_given_is_followed_to_its_caller(tmp_path: Path):
    inner = Planned(
        f"module.cache.{GROUP}.it",
        BASE,
        {"security_group_ids": True},
        {"security_group_ids": mentions("var.groups")},
    )
    made = plan(SECURITY, inner)
    call = made["configuration"]["root_module"]["module_calls"]["cache"]  # type: ignore[index]  # as it was made
    call["expressions"] = {"groups": mentions("aws_security_group.cache.id", "aws_security_group.cache")}
    fact = read(tmp_path, made).resources[f"module.cache.{GROUP}.it"].relations["security_groups"]
    assert isinstance(fact, Known)
    assert fact.value == (Ref("aws_security_group.cache"),)


def test_one_of_several_groups_is_not_guessed(tmp_path: Path):
    groups = [Planned(f"aws_security_group.cache[{n}]", {"name": f"c{n}"}, {"id": True}) for n in (0, 1)]
    expressions = {**group().declared, "security_group_ids": mentions("aws_security_group.cache")}
    planned = group(unknown={"security_group_ids": True}, expressions=expressions)
    fact = read(tmp_path, plan(planned, *groups)).resources[f"{GROUP}.it"].relations["security_groups"]
    assert isinstance(fact, Unknown)


def test_the_region_comes_from_the_provider_of_the_plan(tmp_path: Path):
    made = plan(group(), variables={"region": {"value": "eu-west-1"}})
    made["configuration"]["provider_config"] = {"aws": {"expressions": {"region": mentions("var.region")}}}  # type: ignore[index]  # as made
    found = helpers.only(read(tmp_path, made))
    assert helpers.plain(found.facts["region"]) == "eu-west-1"
    assert found.identity == "eu-west-1/shop"


def test_tags_are_those_of_the_resource_and_of_its_provider(tmp_path: Path):
    tags: dict[str, object] = {"tags": {"a": "1"}, "tags_all": {"a": "1", "team": "shop"}}
    assert helpers.only(read(tmp_path, plan(group(tags)))).tags == {"a": "1", "team": "shop"}


def test_users_and_blocks_are_read(tmp_path: Path):
    user = Planned(
        "aws_elasticache_user.app",
        {
            "user_id": "app",
            "user_name": "app",
            "engine": "valkey",
            "access_string": "on ~* +@all",
            "authentication_mode": [{"type": "iam", "passwords": None}],
        },
    )
    parameters = Planned(
        "aws_elasticache_parameter_group.p",
        {"name": "p", "family": "valkey8", "parameter": [{"name": "maxmemory-policy", "value": "allkeys-lru"}]},
    )
    found = read(tmp_path, plan(user, parameters)).resources
    assert helpers.plain(found["aws_elasticache_user.app"].facts["authentication"]) == "iam"
    said = helpers.plain(found["aws_elasticache_parameter_group.p"].facts["parameters"])
    assert said == ("maxmemory-policy=allkeys-lru",)


@pytest.mark.parametrize("make", [state, state_file])
def test_in_a_state_everything_is_known(make: object, tmp_path: Path):
    values: dict[str, dict[str, object]] = {
        f"{GROUP}.it": BASE
        | {
            "transit_encryption_enabled": True,
            "at_rest_encryption_enabled": "true",
            "security_group_ids": ["sg-0a1"],
            "user_group_ids": [],
            "arn": "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:shop",
        },
        "aws_security_group.cache": {"id": "sg-0a1", "name": "cache", "ingress": []},
    }
    found = read(tmp_path, make(values), "terraform.tfstate").resources  # type: ignore[operator]  # one of the two
    one = found[f"{GROUP}.it"]
    assert (helpers.plain(one.facts["tls"]), helpers.plain(one.facts["region"])) == (True, "eu-west-1")
    assert isinstance(one.relations["user_groups"], Absent)
    fact = one.relations["security_groups"]
    assert isinstance(fact, Known)
    assert fact.value == (Ref("aws_security_group.cache"),)
    assert helpers.plain(found["aws_security_group.cache"].facts["ingress"]) == ()


def test_rules_that_a_dynamic_block_may_make_are_not_known(tmp_path: Path):
    # The configuration of a plan does not name the arguments of `dynamic` blocks.
    found = read(tmp_path, plan(SECURITY)).resources
    [rule] = members_of(found["aws_security_group.cache"].facts["ingress"])
    assert isinstance(rule.exists, Unknown)  # type: ignore[attr-defined]  # a rule
