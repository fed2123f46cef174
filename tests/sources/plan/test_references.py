"""What code mentions is taken for a value only where it can be nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Absent, Fact, Known, Origin, Redacted, Ref, Unknown, Unseen
from auditor.model.resource import Inventory
from auditor.sources.building.joined import members_of
from tests.sources.plan.made import GROUP, Planned, constant, mentions, plan, read
from tests.sources.terraform import helpers

Json = dict[str, object]
BASE: Json = {"replication_group_id": "shop", "description": "d", "engine": "valkey"}
A = Planned("aws_security_group.a", {"name": "a"}, {"id": True}, {})
B = Planned("aws_security_group.b", {"name": "b"}, {"id": True}, {})
OF_A = ("aws_security_group.a.id", "aws_security_group.a")
OF_B = ("aws_security_group.b.id", "aws_security_group.b")


def cache(attribute: str, expression: Json, **more: object) -> Planned:
    """A cache whose attribute is not known before it is made, and comes of an expression."""
    told = {name: constant(value) for name, value in BASE.items()} | {attribute: expression}
    return Planned(f"{GROUP}.it", dict(BASE), {attribute: True}, told, **more)  # type: ignore[arg-type]  # of the plan


def fact(folder: Path, planned: Planned, name: str, *others: Planned, **more: object) -> Fact:
    one = read(folder, plan(planned, *others, **more)).resources[planned.address]
    return one.relations[name] if name in one.relations else one.facts[name]


def groups(folder: Path, *texts: str, **more: object) -> Fact:
    return fact(folder, cache("security_group_ids", mentions(*texts)), "security_groups", A, B, **more)


def known(*addresses: str) -> tuple[Ref, ...]:
    return tuple(Ref(address) for address in addresses)


def test_a_list_of_what_code_mentions_is_that_list(tmp_path: Path):
    one, two = groups(tmp_path, *OF_A), groups(tmp_path, *OF_A, *OF_B)
    assert isinstance(one, Known)
    assert isinstance(two, Known)
    assert (one.value, two.value) == (known(A.address), known(A.address, B.address))


@pytest.mark.parametrize(
    "others",
    [
        ("local.more",),
        ("data.aws_security_group.old.id", "data.aws_security_group.old"),
        ("var.more",),
        ("each.value",),
        ("aws_vpc.it.id", "aws_vpc.it"),
        ("aws_security_group.b.vpc_id", "aws_security_group.b"),
    ],
    ids=["a local", "a data source", "a variable of ids", "a key", "another type", "another attribute"],
)
def test_beside_anything_else_it_is_open(others: tuple[str, ...], tmp_path: Path):
    # `concat([aws_security_group.a.id], local.more)`, `aws_vpc.it.id == "" ? [...] : [...]`
    vpc = Planned("aws_vpc.it", {}, {"id": True}, {})
    planned = cache("security_group_ids", mentions(*OF_A, *others))
    found = fact(tmp_path, planned, "security_groups", A, B, vpc, variables={"more": {"value": ["sg-1"]}})
    assert isinstance(found, Unknown)


@pytest.mark.parametrize("value", [True, 2, None, [], ""])
def test_a_variable_that_can_but_decide_leaves_what_it_decides_about(value: object, tmp_path: Path):
    # `var.on ? [aws_security_group.a.id] : []` is no empty list, since that would be known.
    found = groups(tmp_path, "var.on", *OF_A, variables={"on": {"value": value}})
    assert isinstance(found, Known)
    assert found.value == known(A.address)


@pytest.mark.parametrize(
    ("call", "declared", "resolved"),
    [
        ({"on": constant(True)}, {"on": {}}, True),
        ({}, {"on": {"default": False}}, True),
        ({"on": mentions("var.outer")}, {"on": {}}, True),
        ({"on": constant("sg-1")}, {"on": {}}, False),
        ({}, {"on": {"default": ["sg-1"]}}, False),
        ({}, {"on": {"default": []}}, True),
        ({"on": mentions("var.ids")}, {"on": {}}, False),
        ({"on": mentions("local.on")}, {"on": {}}, False),
    ],
)
def test_so_does_one_of_a_module(call: Json, declared: Json, resolved: bool, tmp_path: Path):
    inner = cache("security_group_ids", mentions("var.on", *OF_A))
    inner.address = f"module.m.{inner.address}"
    made = plan(
        inner,
        Planned("module.m.aws_security_group.a", {}, {"id": True}, {}),
        variables={"outer": {"value": True}, "ids": {"value": ["sg-1"]}},
    )
    module = made["configuration"]["root_module"]["module_calls"]["m"]  # type: ignore[index]  # as it was made
    module["expressions"], module["module"]["variables"] = call, declared
    found = read(tmp_path, made).resources[inner.address].relations["security_groups"]
    assert isinstance(found, Known) is resolved


def test_of_what_there_is_none_of_nothing_comes(tmp_path: Path):
    # `try(aws_security_group.none[0].id, aws_security_group.a.id, "")`, as modules of many users have it.
    texts = ("aws_security_group.none[0].id", "aws_security_group.none[0]", "aws_security_group.none", *OF_A)
    made = plan(cache("security_group_ids", mentions(*texts)), A)
    of_it = f"{GROUP}.it"
    assert isinstance(read(tmp_path, made).resources[of_it].relations["security_groups"], Unknown)
    resources = made["configuration"]["root_module"]["resources"]  # type: ignore[index]  # as it was made
    resources.append({"mode": "managed", "type": "aws_security_group", "name": "none", "expressions": {}})
    found = read(tmp_path, made).resources[of_it].relations["security_groups"]
    assert isinstance(found, Known)
    assert found.value == known(A.address)


def test_elements_that_are_not_known_are_what_code_mentions_if_these_are_as_many(tmp_path: Path):
    planned = cache("security_group_ids", mentions(*OF_A))
    planned.values["security_group_ids"] = [None, "sg-0a1"]
    planned.unknown["security_group_ids"] = [True, False]
    found = fact(tmp_path, planned, "security_groups", A)
    assert isinstance(found, Known)
    assert found.value == (*known(A.address), Unseen("sg-0a1", "not in what was scanned"))
    planned.values["security_group_ids"], planned.unknown["security_group_ids"] = [None, None], [True, True]
    found = fact(tmp_path, planned, "security_groups", A)
    assert isinstance(found, Unknown), "they may be one thing or two"
    assert found.members is not None
    assert not set(found.members) & set(known(A.address)), "which of the two it is, nobody tells"


@pytest.mark.parametrize("attribute", ["transit_encryption_enabled", "multi_az_enabled", "num_cache_clusters"])
def test_a_flag_or_number_is_never_what_code_mentions(attribute: str, tmp_path: Path):
    # `length(aws_security_group.a.id) > 1`
    names = {"transit_encryption_enabled": "tls", "multi_az_enabled": "multi_az", "num_cache_clusters": "nodes"}
    assert isinstance(fact(tmp_path, cache(attribute, mentions(*OF_A)), names[attribute], A), Unknown)


def rule_from(folder: Path, attribute: str, *texts: str) -> Inventory:
    vpc = Planned("aws_vpc.it", {}, {"cidr_block": True}, {})
    told = {"type": "ingress", "protocol": "tcp", "from_port": 6379, "to_port": 6379, "security_group_id": "sg-0a1"}
    expressions: Json = {name: constant(value) for name, value in told.items()}
    expressions[attribute] = mentions(*texts)
    rule = Planned("aws_security_group_rule.in", dict(told), {attribute: True}, expressions)
    group = Planned("aws_security_group.a", {"name": "a", "id": "sg-0a1"}, {}, {}, ("no-op",))
    return read(folder, plan(rule, vpc, group))


def test_a_list_of_addresses_may_hold_literals_that_no_plan_tells(tmp_path: Path):
    # `[aws_vpc.it.cidr_block, "0.0.0.0/0"]` mentions the VPC only.
    found = rule_from(tmp_path, "cidr_blocks", "aws_vpc.it.cidr_block", "aws_vpc.it")
    [rule] = members_of(found.resources["aws_security_group.a"].facts["ingress"])
    assert isinstance(rule.cidrs, Unknown)  # type: ignore[attr-defined]  # a rule


@pytest.mark.parametrize(
    ("attribute", "outermost"),
    [("security_group_ids", mentions(*OF_A)), ("transit_encryption_enabled", mentions("var.x", "var.y"))],
)
def test_what_leads_to_one_thing_along_ever_more_ways_is_followed_once(attribute: str, outermost: Json, tmp_path: Path):
    depth = 40
    inner = cache(attribute, mentions("var.a", "var.b"))
    inner.address = f"{'module.m.' * depth}{inner.address}"
    made = plan(inner, A, variables={"x": {"value": "1"}, "y": {"value": "2"}})
    [declared] = made["configuration"]["root_module"]["module_calls"].values()  # type: ignore[index]  # as it was made
    module = declared["module"]
    for number in range(depth):
        both = {"a": mentions("var.a", "var.b"), "b": mentions("var.b", "var.a")}
        given = both if number < depth - 1 else {"a": outermost, "b": outermost}
        module = {"module_calls": {"m": {"expressions": given, "module": module}}}
    made["configuration"]["root_module"] = module  # type: ignore[index]  # as it was made
    found = read(tmp_path, made).resources[inner.address]
    told = found.relations["security_groups"] if attribute == "security_group_ids" else found.facts["tls"]
    assert isinstance(told, Known)


# What a plan does not know and code gives: null, or something that is yet to be made.


@pytest.mark.parametrize(
    "expression", [mentions("var.tls"), mentions("var.cache.tls", "var.cache"), constant(None), mentions("each.key")]
)
def test_what_comes_of_what_is_known_and_is_not_known_is_null(expression: Json, tmp_path: Path):
    variables = {"tls": {"value": None}, "cache": {"value": {"tls": None}}}
    found = fact(tmp_path, cache("transit_encryption_enabled", expression), "tls", variables=variables)
    assert isinstance(found, Known)
    assert (found.value, found.origin) == (False, Origin.DEFAULT)


@pytest.mark.parametrize(
    "expression",
    [
        mentions("local.tls"),
        mentions("data.x.y.z", "data.x.y"),
        mentions("var.nothing"),
        {},
        mentions("var.tls", *OF_A),
    ],
    ids=["a local", "a data source", "a variable of no value", "a function", "a resource"],
)
def test_what_may_come_of_something_yet_to_be_made_is_unknown(expression: Json, tmp_path: Path):
    # `locals { tls = var.tls }` may be null; `locals { tls = aws_x.y.z }` is not known: a plan tells neither.
    planned = cache("transit_encryption_enabled", expression)
    assert isinstance(fact(tmp_path, planned, "tls", A, variables={"tls": {"value": None}}), Unknown)


@pytest.mark.parametrize(
    ("each", "known"),
    [(mentions("var.caches"), True), (constant({"a": {}}), True), (mentions("local.caches"), False), (None, False)],
)
def test_what_a_loop_goes_through_is_as_known_as_that(each: object, known: bool, tmp_path: Path):
    # `for_each = var.caches` with `transit_encryption_enabled = each.value.tls`, which is null
    planned = cache("transit_encryption_enabled", mentions("each.value.tls", "each.value"))
    made = plan(planned, variables={"caches": {"value": {"a": {"tls": None}}}})
    made["configuration"]["root_module"]["resources"][0]["for_each_expression"] = each  # type: ignore[index]  # as made
    found = read(tmp_path, made).resources[planned.address].facts["tls"]
    assert isinstance(found, Known) is known


def test_a_text_may_be_made_by_a_function_that_nobody_knows_before(tmp_path: Path):
    # `"${var.name}-${uuid()}"` mentions the variable only.
    planned = cache("replication_group_id", mentions("var.name"))
    assert isinstance(fact(tmp_path, planned, "identifier", variables={"name": {"value": "shop"}}), Unknown)


def test_a_module_that_is_given_nothing_or_null_leaves_it_to_aws(tmp_path: Path):
    for call in ({}, {"tls": constant(None)}, {"tls": mentions("var.tls")}):
        inner = cache("transit_encryption_enabled", mentions("var.tls"))
        inner.address = f"module.m.{inner.address}"
        made = plan(inner, variables={"tls": {"value": None}})
        module = made["configuration"]["root_module"]["module_calls"]["m"]  # type: ignore[index]  # as it was made
        module["expressions"], module["module"]["variables"] = call, {"tls": {"default": None}}
        assert helpers.plain(helpers.only(read(tmp_path, made)).facts["tls"]) is False


def test_what_is_there_already_and_is_not_known_is_not_left_to_aws(tmp_path: Path):
    # The provider keeps what it has; where a change makes it unknown it can turn out to be anything.
    told: Json = {name: constant(value) for name, value in BASE.items()}
    planned = Planned(f"{GROUP}.it", dict(BASE), {"transit_encryption_enabled": True}, told, ("update",), dict(BASE))
    assert isinstance(fact(tmp_path, planned, "tls"), Unknown)


def test_rules_of_a_group_that_is_there_are_open_where_a_change_makes_them_unknown(tmp_path: Path):
    values: Json = {"id": "sg-0a1", "name": "a"}
    rule = Planned("aws_vpc_security_group_ingress_rule.in", {"security_group_id": "sg-0a1", "cidr_ipv4": "10.0.0.0/8"})
    rule.expressions = {"security_group_id": mentions(*OF_A), "cidr_ipv4": constant("10.0.0.0/8")}
    for actions, before, wanted in ((("create",), None, 1), (("update",), values, 2)):
        group = Planned(A.address, values, {"ingress": True}, {"name": constant("a")}, actions, before)
        found = read(tmp_path, plan(group, rule)).resources[A.address].facts["ingress"]
        assert len(members_of(found)) == wanted


# Secrets: whether code spells out what it gives to another resource first.


@pytest.mark.parametrize(
    ("expressions", "literal"),
    [
        ({"value": constant("Sup3rS3cretT0ken!")}, True),
        ({"value": mentions("random_password.it.result", "random_password.it")}, False),
        ({}, False),
    ],
)
def test_a_token_that_a_resource_passes_on_is_looked_for_there(expressions: Json, literal: bool, tmp_path: Path):
    parameter = Planned("aws_ssm_parameter.token", {"value": "Sup3rS3cretT0ken!"}, {}, expressions)
    random = Planned("random_password.it", {}, {"result": True}, {"length": constant(20)})
    planned = cache("auth_token", mentions("aws_ssm_parameter.token.value", "aws_ssm_parameter.token"))
    planned.values["auth_token"], planned.unknown = "Sup3rS3cretT0ken!", {}
    found = fact(tmp_path, planned, "auth_token", parameter, random)
    assert isinstance(found, Known)
    assert found.value == Redacted(literal=literal)


def test_values_that_lead_in_a_circle_end(tmp_path: Path):
    x = Planned("aws_x.x", {"value": "Sup3rS3cretT0ken!"}, {}, {"value": mentions("aws_x.x.value", "aws_x.x")})
    planned = cache("auth_token", mentions("aws_x.x.value", "aws_x.x"))
    planned.values["auth_token"], planned.unknown = "Sup3rS3cretT0ken!", {}
    assert isinstance(fact(tmp_path, planned, "auth_token", x), Unknown)


def test_a_token_that_something_unknown_decides_about_may_be_none(tmp_path: Path):
    # `aws_vpc.it.id == "" ? null : random_password.it.result`
    random = Planned("random_password.it", {}, {"result": True}, {})
    vpc = Planned("aws_vpc.it", {}, {"id": True}, {})
    texts = ("aws_vpc.it.id", "aws_vpc.it", "random_password.it.result", "random_password.it")
    found = fact(tmp_path, cache("auth_token", mentions(*texts)), "auth_token", random, vpc)
    assert isinstance(found, Unknown)
    alone = fact(tmp_path, cache("auth_token", mentions(*texts[2:])), "auth_token", random, vpc)
    assert not isinstance(alone, Unknown | Absent)
