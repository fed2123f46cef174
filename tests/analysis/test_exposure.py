"""What routes of its subnets add to what the security groups of a cache let in."""

from __future__ import annotations

import pytest

from auditor.model.facts import Absent, Fact, Known, Unknown, Unseen
from auditor.model.network import IngressRule
from auditor.model.resource import Resource
from tests.analysis.builders import (
    BLURRED,
    FALSE,
    TRUE,
    between,
    either,
    ingress,
    known,
    link,
    networked,
    resource,
    security_group,
    view,
)


def placed(*routes: str, rules: tuple[IngressRule, ...] = (), **of_cache: object) -> list[Resource]:
    """A cache in a subnet of a subnet group, with a route table."""
    cache, group = networked("replication_group", **of_cache), resource("subnet_group", "group")
    subnet, table, sg = (
        resource("subnet", "subnet"),
        resource("route_table", "table", routes=routes),
        security_group(*rules),
    )
    link(cache, "subnet_group", group)
    link(cache, "security_groups", sg)
    link(group, "subnets", subnet)
    link(subnet, "route_table", table)
    return [cache, group, subnet, table, sg]


def fact(name: str, *made: Resource, **world: object) -> Fact:
    return view(*made, **world).fact(made[0], name)  # type: ignore[arg-type]


def public(*made: Resource) -> Fact:
    return fact("subnets.public", *made)


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ((), ()),
        (("0.0.0.0/0 via internet gateway",), ("subnet",)),
        (("203.0.113.0/24 via internet gateway",), ("subnet",)),
        (("::/0 via internet gateway",), ("subnet",)),
        (("? via internet gateway",), ("subnet",)),
        (("0.0.0.0/0 via nat gateway", "::/0 via egress-only internet gateway"), ()),
        (("0.0.0.0/0 via transit gateway", "10.0.0.0/8 via peering"), ()),
    ],
)
def test_a_route_to_an_internet_gateway_makes_a_subnet_public(routes: tuple[str, ...], expected: tuple[str, ...]):
    known(public(*placed(*routes)), expected)


@pytest.mark.parametrize("route", ["0.0.0.0/0 via some gateway", "0.0.0.0/0 via ?"])
def test_a_gateway_of_which_nothing_is_known_may_lead_there(route: str):
    found = public(*placed(route))
    assert isinstance(found, Unknown)
    assert found.members == ()


def test_routes_that_are_not_known_leave_it_open():
    made = placed()
    made[3].facts["routes"] = Unknown("var.routes has no value", members=("10.0.0.0/8 via peering",))
    assert "var.routes" in _open(public(*made), ())


def _open(found: Fact, members: tuple[str, ...]) -> str:
    assert isinstance(found, Unknown), found
    assert found.members == members
    assert found.reason
    return found.reason


def test_one_that_is_known_is_told_whatever_the_others_are():
    made = placed("0.0.0.0/0 via internet gateway")
    link(made[1], "subnets", made[2], Unseen("subnet-1", "not in what was scanned"))
    assert "subnet-1" in _open(public(*made), ("subnet",))


def of_vpc(**facts: object) -> list[Resource]:
    made = placed("0.0.0.0/0 via internet gateway")
    vpc = resource("vpc", "vpc", 1, **{"is_default": False, **facts})
    link(made[2], "route_table")
    link(made[2], "vpc", vpc)
    return [*made, vpc]


def test_a_subnet_without_a_table_has_the_main_one_of_its_vpc():
    made = of_vpc()
    known(public(*made), ())
    link(made[5], "route_table", made[3])
    known(public(*made), ("subnet",))


def test_the_main_table_of_the_default_vpc_is_not_known():
    assert "default VPC" in _open(public(*of_vpc(is_default=True)), ())


def test_no_subnets_stated_is_no_private_subnet():
    cache = networked()
    assert "subnet group is not stated" in _open(public(cache), ())
    assert "default VPC" in _open(public(networked("serverless_cache")), ())


def test_a_table_that_hangs_on_a_switch():
    made = placed("0.0.0.0/0 via internet gateway")
    private = resource("route_table", "private", routes=())
    made[2].relations["route_table"] = either(made[2].relations["route_table"], Known(()))
    vpc = resource("vpc", "vpc", is_default=False)
    link(made[2], "vpc", vpc)
    known(fact("subnets.public", *made, private, vpc, world=TRUE), ("subnet",))
    known(fact("subnets.public", *made, private, vpc, world=FALSE), ())


OPEN6 = (ingress("::/0"),)


@pytest.mark.parametrize(
    ("routes", "rules", "network_type", "expected"),
    [
        (("::/0 via internet gateway",), OPEN6, "dual_stack", "internet"),
        (("::/0 via internet gateway",), OPEN6, "ipv6", "internet"),
        (("::/0 via egress-only internet gateway",), OPEN6, "ipv6", "any address"),
        (("0.0.0.0/0 via internet gateway",), OPEN6, "dual_stack", "any address"),
        (("::/0 via internet gateway",), (ingress("0.0.0.0/0"),), "dual_stack", "none"),
        (("::/0 via internet gateway",), (ingress("fd00::/48"),), "dual_stack", "private"),
        (("::/0 via internet gateway",), (ingress(groups=("clients",)),), "dual_stack", "named groups"),
    ],
)
def test_over_ipv6_it_takes_a_rule_and_a_route(
    routes: tuple[str, ...], rules: tuple[IngressRule, ...], network_type: str, expected: str
):
    known(fact("reach.over_ipv6", *placed(*routes, rules=rules, network_type=network_type)), expected)


def test_without_ipv6_there_is_no_way_over_it():
    assert isinstance(fact("reach.over_ipv6", *placed("::/0 via internet gateway", rules=OPEN6)), Absent)


@pytest.mark.parametrize("route", ["? via internet gateway", "::/0 via some gateway"])
def test_a_route_that_may_lead_there(route: str):
    between(fact("reach.over_ipv6", *placed(route, rules=OPEN6, network_type="ipv6")), "any address", "internet")


def test_routes_that_were_not_read_leave_the_internet_open():
    made = placed(rules=OPEN6, network_type="dual_stack")
    link(made[0], "subnet_group", Unseen("elsewhere", "not in what was scanned"))
    between(fact("reach.over_ipv6", *made), "any address", "internet")
    closed = placed(rules=(ingress("10.0.0.0/8"),), network_type="dual_stack")
    link(closed[0], "subnet_group", Unseen("elsewhere", "not in what was scanned"))
    known(fact("reach.over_ipv6", *closed), "none")


def test_a_network_type_that_is_not_known():
    made = placed("::/0 via internet gateway", rules=OPEN6, network_type=BLURRED)
    between(fact("reach.over_ipv6", *made), "none", "internet")


def elsewhere(*made: Resource) -> Fact:
    return fact("routes.elsewhere", *made)


@pytest.mark.parametrize(
    ("routes", "block", "expected"),
    [
        (("10.20.0.0/16 via peering",), "10.0.0.0/8", ("10.20.0.0/16 via peering",)),
        (("10.20.0.0/16 via peering",), "10.20.3.0/24", ("10.20.0.0/16 via peering",)),
        (("10.20.0.0/16 via peering",), "10.1.0.0/16", ()),
        (("0.0.0.0/0 via transit gateway",), "192.168.1.0/24", ("0.0.0.0/0 via transit gateway",)),
        (("0.0.0.0/0 via nat gateway", "0.0.0.0/0 via internet gateway"), "0.0.0.0/0", ()),
        (("::/0 via peering",), "0.0.0.0/0", ()),
        ((), "0.0.0.0/0", ()),
    ],
)
def test_a_network_that_is_routed_and_let_in(routes: tuple[str, ...], block: str, expected: tuple[str, ...]):
    known(elsewhere(*placed(*routes, rules=(ingress(block),))), expected)


def test_whoever_is_let_in_by_a_group_comes_over_no_route():
    made = placed("10.20.0.0/16 via peering", rules=(ingress(groups=("clients",)),))
    link(made[0], "subnet_group", Unseen("elsewhere", "not in what was scanned"))
    known(elsewhere(*made), ())


def test_routes_of_addresses_that_it_does_not_have_lead_nowhere():
    made = placed("::/0 via peering", rules=(ingress("::/0"),), network_type="ipv4")
    known(elsewhere(*made), ())
    both = placed("::/0 via peering", rules=(ingress("::/0"),), network_type="dual_stack")
    known(elsewhere(*both), ("::/0 via peering",))


def test_what_a_vpn_adds_may_be_any_network():
    _open(elsewhere(*placed("? via vpn gateway", rules=(ingress("10.0.0.0/16"),))), ())
    known(elsewhere(*placed("? via vpn gateway", rules=(ingress(groups=("self",)),))), ())


def test_a_rule_that_may_not_be_there_leaves_it_open():
    _open(elsewhere(*placed("10.20.0.0/16 via peering", rules=(ingress("10.0.0.0/8", exists=BLURRED),))), ())
