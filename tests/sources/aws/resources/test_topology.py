"""VPCs, subnets, route tables and network ACLs as EC2 tells of them."""

from __future__ import annotations

import pytest

from auditor.model.facts import Fact, Known, Ref, Unknown
from auditor.model.finding import Status
from auditor.model.resource import Inventory
from auditor.model.schema import KINDS
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import NETWORK_ACLS, ROUTE_TABLES, SUBNETS, VPCS, Call
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.resources import topology
from tests.sources.aws.resources.networks import (
    Item,
    acl,
    acl_entry,
    answers,
    around,
    findings,
    inventory,
    node,
    only,
    permission,
    refused,
    route,
    route_table,
    security_group,
    subnet,
    subnet_group,
    vpc,
)

PUBLIC, ACLS, ZONES = "no-public-subnet", "nacl-exposure", "subnet-group-az-span"
ELSEWHERE, IPV6 = "route-exposure", "ipv6-dual-stack-exposure"


def status(found: Inventory, rule: str) -> Status:
    (one,) = findings(found, rule)[rule]
    return one.status


def value(fact: Fact) -> object:
    assert isinstance(fact, Known), fact
    return fact.value


def led_to(found: Inventory, name: str, relation: str) -> str:
    """The name of what a subnet or VPC leads to; empty where that is not known."""
    (one,) = [each for each in found.resources.values() if each.name == name]
    fact = one.relation(relation)
    if isinstance(fact, Unknown):
        return ""
    held = value(fact)
    assert isinstance(held, tuple)
    (member,) = held
    assert isinstance(member, Ref)
    return found.resources[member.key].name


def test_subnets_have_tables_of_their_own_or_the_main_one():
    tables = [
        route_table("rtb-main", main=True),
        route_table("rtb-own", subnets=("subnet-1",)),
        route_table("rtb-other", main=True, VpcId="vpc-2"),
    ]
    found = inventory(*around(ROUTE_TABLES=tables))
    assert led_to(found, "subnet-1", "route_table") == "rtb-own"
    assert led_to(found, "subnet-2", "route_table") == "rtb-main"
    assert led_to(found, "vpc-1", "route_table") == "rtb-main"


def test_what_caches_are_not_in_is_left_out():
    found = inventory(*around(SUBNETS=[subnet(), subnet("subnet-2", "b"), subnet("subnet-3", "c", VpcId="vpc-2")]))
    kept = {one.name for one in found.resources.values() if one.kind == "subnet"}
    assert kept == {"subnet-1", "subnet-2"}


@pytest.mark.parametrize("state", ["disassociated", "failed"])
def test_an_association_that_is_over_holds_no_more(state: str):
    left = route_table("rtb-left", route())
    left["Associations"] = [{"SubnetId": "subnet-1", "AssociationState": {"State": state}}]
    found = inventory(*around(ROUTE_TABLES=[route_table("rtb-main", main=True), left]))
    assert led_to(found, "subnet-1", "route_table") == "rtb-main"


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (route("GatewayId", "igw-1"), "0.0.0.0/0 via internet gateway"),
        (route("GatewayId", "igw-1", "::/0"), "::/0 via internet gateway"),
        (route("GatewayId", "vgw-1", "172.16.0.0/12"), "172.16.0.0/12 via vpn gateway"),
        (route("GatewayId", "vpce-1", "10.9.0.0/16"), "10.9.0.0/16 via vpc endpoint"),
        (route("NatGatewayId", "nat-1"), "0.0.0.0/0 via nat gateway"),
        (route("EgressOnlyInternetGatewayId", "eigw-1", "::/0"), "::/0 via egress-only internet gateway"),
        (route("TransitGatewayId", "tgw-1", "10.0.0.0/8"), "10.0.0.0/8 via transit gateway"),
        (route("VpcPeeringConnectionId", "pcx-1", "10.1.0.0/16"), "10.1.0.0/16 via peering"),
        (route("CoreNetworkArn", "arn:aws:x", "10.1.0.0/16"), "10.1.0.0/16 via core network"),
        (route("CarrierGatewayId", "cagw-1"), "0.0.0.0/0 via carrier gateway"),
        (route("LocalGatewayId", "lgw-1", "10.1.0.0/16"), "10.1.0.0/16 via local gateway"),
        (route("NetworkInterfaceId", "eni-1"), "0.0.0.0/0 via network interface"),
        ({"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active"}, "pl-1 via vpc endpoint"),
        (route("GatewayId", "igw-1", state="blackhole"), "0.0.0.0/0 via nothing"),
    ],
)
def test_routes_are_told_in_the_words_of_the_model(told: Item, text: str):
    found = inventory(*around(ROUTE_TABLES=[route_table("rtb-main", told, main=True)]))
    assert value(only(found, "route_table").fact("routes")) == (text,)


def test_a_route_to_what_is_gone_makes_no_subnet_public():
    for state, wanted in (("active", Status.FAIL), ("blackhole", Status.PASS)):
        table = route_table("rtb-main", route(state=state), main=True)
        assert status(inventory(*around(ROUTE_TABLES=[table])), PUBLIC) is wanted


def test_propagated_routes_are_those_that_are_listed():
    table = route_table("rtb-main", main=True, PropagatingVgws=[{"GatewayId": "vgw-1"}])
    assert value(only(inventory(*around(ROUTE_TABLES=[table])), "route_table").fact("routes")) == ()


def test_entries_are_told_in_the_words_of_the_model():
    entries = (acl_entry(100, "allow", "10.0.0.0/8"), acl_entry(110, "deny", "0.0.0.0/0", None),
               acl_entry(120, "allow", "::/0"))  # fmt: skip
    own = acl("acl-own", *entries, subnets=("subnet-1", "subnet-2"))
    found = only(inventory(*around(NETWORK_ACLS=[own])), "nacl")
    texts = ("100 allow tcp 6379-6379 10.0.0.0/8", "110 deny all all 0.0.0.0/0", "120 allow tcp 6379-6379 ::/0")
    # What is for outbound traffic, and what AWS denies at the end of each list, is no entry.
    assert value(found.fact("entries")) == texts


def test_subnets_have_the_network_acl_that_they_are_in():
    own = acl("acl-own", subnets=("subnet-1",))
    default = acl("acl-default", subnets=("subnet-2",), default=True)
    found = inventory(*around(NETWORK_ACLS=[own, default]))
    assert (led_to(found, "subnet-1", "nacl"), led_to(found, "subnet-2", "nacl")) == ("acl-own", "acl-default")
    assert led_to(found, "vpc-1", "nacl") == "acl-default"


def test_the_facts_of_subnets_and_vpcs():
    six = {"Ipv6CidrBlockAssociationSet": [
        {"Ipv6CidrBlock": "2001:db8::/64", "Ipv6CidrBlockState": {"State": "associated"}},
        {"Ipv6CidrBlock": "2001:db9::/64", "Ipv6CidrBlockState": {"State": "disassociated"}},
    ]}  # fmt: skip
    four = {"CidrBlockAssociationSet": [
        {"CidrBlock": block, "CidrBlockState": {"State": "associated"}} for block in ("10.0.0.0/16", "10.1.0.0/16")
    ]}  # fmt: skip
    public: Item = {**six, "MapPublicIpOnLaunch": True}
    groups = [subnet_group("subnet-1")]
    found = inventory(*around(SUBNETS=[{**subnet(), **public}], VPCS=[vpc(**four)], SUBNET_GROUPS=groups))
    one, network = only(found, "subnet"), only(found, "vpc")
    assert value(one.fact("cidrs")) == ("10.0.0.0/24", "2001:db8::/64")
    told = {name: value(one.fact(name)) for name in ("zone", "ipv6_only", "public_addresses")}
    assert told == {"zone": "eu-west-1a", "ipv6_only": False, "public_addresses": True}
    assert (value(network.fact("cidrs")), value(network.fact("is_default"))) == (("10.0.0.0/16", "10.1.0.0/16"), False)


@pytest.mark.parametrize("member", ["AvailabilityZone", "Ipv6Native", "MapPublicIpOnLaunch"])
def test_what_an_answer_leaves_out_of_a_subnet_is_not_known(member: str):
    groups = [subnet_group("subnet-1")]
    found = inventory(*around(SUBNETS=[{**subnet(), member: None}], SUBNET_GROUPS=groups))
    names = {"AvailabilityZone": "zone", "Ipv6Native": "ipv6_only", "MapPublicIpOnLaunch": "public_addresses"}
    assert isinstance(only(found, "subnet").fact(names[member]), Unknown)


@pytest.mark.parametrize(
    ("table", "rules"),
    [
        (route_table("rtb-main", main=True, Routes=None), (PUBLIC,)),
        (route_table("rtb-main"), (PUBLIC, ELSEWHERE)),
    ],
    ids=["no member of routes", "no main table"],
)
def test_a_table_that_is_not_told_leaves_its_rules_open(table: Item, rules: tuple[str, ...]):
    groups = [security_group("sg-1", permission("tcp", 6379, cidrs=("10.0.0.0/8",)))]
    found = inventory(*around(ROUTE_TABLES=[table], SECURITY_GROUPS=groups))
    assert {status(found, rule) for rule in rules} == {Status.UNKNOWN}


#: Rules that need a call.
NEEDED = [
    (SUBNETS, "SUBNETS", (PUBLIC, ACLS, ZONES, ELSEWHERE, IPV6)),
    (ROUTE_TABLES, "ROUTE_TABLES", (PUBLIC, ELSEWHERE, IPV6)),
    (NETWORK_ACLS, "NETWORK_ACLS", (ACLS,)),
]
#: A cache whose groups let everybody in over IPv4 and IPv6, so that all hangs on what is around it.
OPEN: dict[str, list[Item] | Answer] = {
    "CACHE_CLUSTERS": [node(NetworkType="dual_stack")],
    "SECURITY_GROUPS": [security_group("sg-1", permission("tcp", 6379, cidrs=("0.0.0.0/0",), cidrs6=("::/0",)))],
}


@pytest.mark.parametrize(("call", "name", "rules"), NEEDED)
def test_a_denied_call_leaves_open_what_hangs_on_it(call: Call, name: str, rules: tuple[str, ...]):
    found = inventory(*around(**OPEN, **{name: refused(call)}))
    for rule, (finding,) in findings(found, *rules).items():
        assert finding.status is Status.UNKNOWN, rule
        assert f"AccessDenied: {call.name}" in str(finding), rule


@pytest.mark.parametrize(("call", "name", "rules"), NEEDED)
def test_the_same_rules_are_decided_where_it_is_answered(call: Call, name: str, rules: tuple[str, ...]):
    found = inventory(*around(**OPEN))
    assert Status.UNKNOWN not in {status(found, rule) for rule in rules}


def test_a_listing_that_broke_off_may_lack_the_table_of_a_subnet():
    listed = [route_table("rtb-main", main=True), route_table("rtb-own", route(), subnets=("subnet-1",))]
    cut = Answer(ROUTE_TABLES, listed, Refusal(Cause.THROTTLED, "RequestLimitExceeded", ROUTE_TABLES.name))
    found = inventory(*around(ROUTE_TABLES=cut))
    # One subnet is known to be public; the other may have a table that was not read.
    assert (led_to(found, "subnet-1", "route_table"), led_to(found, "subnet-2", "route_table")) == ("rtb-own", "")
    assert status(found, PUBLIC) is Status.FAIL


def test_denied_vpcs_leave_routes_and_network_acls_known():
    found = inventory(*around(VPCS=refused(VPCS)))
    assert {status(found, rule) for rule in (PUBLIC, ACLS)} == {Status.PASS}


def test_networks_are_asked_for_where_there_are_caches_in_one_listing_each():
    _, asking = topology.ROUNDS
    assert list(asking(answers())) == []
    assert {one.call for one in asking(answers(*around()))} == {SUBNETS, VPCS, ROUTE_TABLES, NETWORK_ACLS}


@pytest.mark.parametrize("kind", ["subnet", "vpc", "route_table", "nacl"])
def test_every_fact_is_said(kind: str):
    found = inventory(*around(SUBNET_GROUPS=[subnet_group("subnet-1")]))
    assert set(only(found, kind).facts) == {name for name, fact in KINDS[kind].facts.items() if not fact.derived}
