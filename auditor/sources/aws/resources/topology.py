"""VPCs, subnets, route tables and network ACLs: those that caches are in.

Sources: the EC2 API reference, Subnet, Vpc, RouteTable, Route (a black hole is a route whose target is not available),
RouteTableAssociation, NetworkAcl and NetworkAclEntry; the VPC user guide, "Route tables" (a subnet without a table of
its own has the main one of its VPC) and "Network ACLs" (entries have numbers up to 32766; after them AWS denies the
rest). Peering connections, transit gateways and VPNs are told of by the routes that lead to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import NETWORK_ACLS, ROUTE_TABLES, SUBNETS, VPCS, Call, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources.network import ec2_tags
from auditor.sources.aws.written import Told, member, parts_of, untold
from auditor.sources.building.conversions import boolean, text
from auditor.sources.building.joined import union
from auditor.sources.building.routes import NONE, acl_entry, routes
from auditor.sources.building.table import Field, Link, Special, Table
from auditor.sources.partial.values import Unk

SUBNET, VPC, ROUTE_TABLE, NETWORK_ACL = "ec2:Subnet", "ec2:Vpc", "ec2:RouteTable", "ec2:NetworkAcl"
_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
_GONE = "Gone"
#: What a route leads to, by the member that names it; what is not available any more leads nowhere.
_TARGETS = {
    _GONE: "nothing",
    "GatewayId": "",
    "NatGatewayId": "nat gateway",
    "EgressOnlyInternetGatewayId": "egress-only internet gateway",
    "TransitGatewayId": "transit gateway",
    "VpcPeeringConnectionId": "peering",
    "CoreNetworkArn": "core network",
    "CarrierGatewayId": "carrier gateway",
    "LocalGatewayId": "local gateway",
    "OdbNetworkArn": "database network",
    "NetworkInterfaceId": "network interface",
    "InstanceId": "instance",
}
#: States of an association, or of a block of addresses, that holds no more.
_OVER = frozenset({"disassociated", "failed"})
#: The last number of an entry of a network ACL that anybody can write.
_LAST_NUMBER = 32766


@dataclass(slots=True)
class _Assigned:
    """Which table or network ACL each subnet has of its own, and each VPC for all others."""

    doubt: str
    word: str
    own: dict[object, str] = field(default_factory=dict)
    of_vpc: dict[object, str] = field(default_factory=dict)

    def subnet(self, subnet: dict[str, Any]) -> str | Unk:
        """That of a subnet."""
        found = self.own.get(subnet.get("SubnetId"))
        # One of its own may be among those that were not listed.
        return found or (Unk(self.doubt) if self.doubt else self.vpc(subnet))

    def vpc(self, holder: dict[str, Any]) -> str | Unk:
        """That of a VPC."""
        name = holder.get("VpcId")
        return self.of_vpc.get(name) or Unk(self.doubt or f"no {self.word} of {name} was listed")


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """All of a region; those that caches are not in are left out later on."""
    tables, lists = _tables(answers), _lists(answers)
    for subnet in answers.items(SUBNETS):
        given = {"RouteTableId": tables.subnet(subnet), "NetworkAclId": lists.subnet(subnet)}
        yield _entry(SUBNET, "subnet", {**subnet, **given}, "SubnetId", answers)
    for vpc in answers.items(VPCS):
        given = {"RouteTableId": tables.vpc(vpc), "NetworkAclId": lists.vpc(vpc)}
        yield _entry(VPC, "vpc", {**vpc, **given}, "VpcId", answers)
    for table in answers.items(ROUTE_TABLES):
        yield _entry(ROUTE_TABLE, "route-table", table, "RouteTableId", answers)
    for listed in answers.items(NETWORK_ACLS):
        yield _entry(NETWORK_ACL, "network-acl", listed, "NetworkAclId", answers)


def _entry(type_: str, word: str, values: dict[str, Any], name: str, answers: Answers) -> LiveEntry:
    # A subnet that another account shares is one of that account.
    place = f"arn:{answers.partition}:ec2:{answers.region}:{values.get('OwnerId') or answers.account}"
    return LiveEntry(type_, f"{place}:{word}/{values.get(name)}", values, answers, ec2_tags(values))


def _tables(answers: Answers) -> _Assigned:
    found = _Assigned(answers.lacks(ROUTE_TABLES), "main route table")
    for table in answers.items(ROUTE_TABLES):
        for one in table.get("Associations") or ():
            if member(one, "AssociationState", "State") in _OVER:
                continue
            if one.get("SubnetId"):
                found.own[one["SubnetId"]] = str(table.get("RouteTableId"))
            elif one.get("Main"):
                found.of_vpc[table.get("VpcId")] = str(table.get("RouteTableId"))
    return found


def _lists(answers: Answers) -> _Assigned:
    found = _Assigned(answers.lacks(NETWORK_ACLS), "default network ACL")
    for listed in answers.items(NETWORK_ACLS):
        name = str(listed.get("NetworkAclId"))
        found.own |= {one.get("SubnetId"): name for one in listed.get("Associations") or ()}
        if listed.get("IsDefault"):
            found.of_vpc[listed.get("VpcId")] = name
    return found


def _told(name: str, what: str, read: Callable[[list[dict[str, Any]], Told], Fact]) -> Special:
    """What a list in an answer amounts to; not known where the answer has none."""

    def special(written: Told, facts: dict[str, Fact]) -> Fact:
        listed = written.values.get(name)
        if not isinstance(listed, list):
            return Unknown(untold(what).reason, written.header, members=())
        return read(listed, written)

    return special


def _routes(listed: list[dict[str, Any]], written: Told) -> Fact:
    found: list[object] = [{**one, _GONE: one.get("State") == "blackhole"} for one in listed]
    for one in found:
        assert isinstance(one, dict)
        if not one[_GONE]:
            del one[_GONE]
    return routes(tuple(parts_of(found, written.header)), _DESTINATIONS, _TARGETS, lambda address: "")


def _inbound(listed: list[dict[str, Any]], written: Told) -> Fact:
    held: Fact = NONE
    for one in listed:
        number = one.get("RuleNumber")
        if one.get("Egress") or (isinstance(number, int) and number > _LAST_NUMBER):
            continue
        ports = (member(one, "PortRange", "From"), member(one, "PortRange", "To"))
        block = one.get("CidrBlock") or one.get("Ipv6CidrBlock")
        held = union(held, acl_entry(number, one.get("RuleAction"), one.get("Protocol"), ports, block, written.header))
    return held


def _cidrs(written: Told, facts: dict[str, Fact]) -> Fact:
    """Its blocks, without those that it has no more."""
    found = [written.values.get("CidrBlock")]
    for name, block, state in (
        ("CidrBlockAssociationSet", "CidrBlock", "CidrBlockState"),
        ("Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock", "Ipv6CidrBlockState"),
    ):
        for one in written.values.get(name) or ():
            found += [one.get(block)] if member(one, state, "State") not in _OVER else []
    return Known(tuple(dict.fromkeys(str(one) for one in found if one)), Origin.STATED, written.header)


_TABLE, _LIST = Link("route_table", "RouteTableId"), Link("nacl", "NetworkAclId")
TABLES: dict[str, Table] = {
    SUBNET: Table(
        "subnet",
        ("SubnetId",),
        (
            Field("zone", ("AvailabilityZone",), text, untold("its zone")),
            Field("ipv6_only", ("Ipv6Native",), boolean, untold("whether it has IPv6 addresses only")),
            Field("public_addresses", ("MapPublicIpOnLaunch",), boolean, untold("whether it gives public addresses")),
        ),
        {"cidrs": _cidrs},
        (Link("vpc", "VpcId"), _TABLE, _LIST),
    ),
    VPC: Table(
        "vpc",
        ("VpcId",),
        (Field("is_default", ("IsDefault",), boolean, untold("whether it is the default one")),),
        {"cidrs": _cidrs},
        (_TABLE, _LIST),
    ),
    ROUTE_TABLE: Table("route_table", ("RouteTableId",), (), {"routes": _told("Routes", "its routes", _routes)}),
    NETWORK_ACL: Table("nacl", ("NetworkAclId",), (), {"entries": _told("Entries", "its entries", _inbound)}),
}

#: In a listing each: that of a few costs as many calls as that of all.
_LISTED: tuple[Call, ...] = (SUBNETS, VPCS, ROUTE_TABLES, NETWORK_ACLS)


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _networks(answers: Answers) -> Iterator[Question]:
    if answers.has_caches:
        yield from map(Question, _LISTED)


ROUNDS = (_nothing, _networks)
