"""VPCs, subnets, route tables, network ACLs and instances.

Sources: the CloudFormation registry schemas of AWS::EC2::VPC, VPCCidrBlock, Subnet, RouteTable, Route,
SubnetRouteTableAssociation, NetworkAcl, NetworkAclEntry, SubnetNetworkAclAssociation, VPNGatewayRoutePropagation,
Instance, EIP and EIPAssociation, and AWS::ElastiCache::SecurityGroup.
"""

from __future__ import annotations

import re

from auditor.model.facts import ABSENT, Fact, Known, Origin
from auditor.sources.building.facts import make_fact
from auditor.sources.building.routes import INTERNET, NONE, VPN, acl_entry, address_blocks, outwards, routes
from auditor.sources.building.table import Field, Link, Table, default
from auditor.sources.building.topology import Telling, TypeOf
from auditor.sources.building.zones import zone_in
from auditor.sources.cloudformation.resources.conversions import boolean
from auditor.sources.cloudformation.resources.written import Properties

_BLOCKS = ("CidrBlock", "Ipv6CidrBlock")
_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
#: What a route leads to, by the property that names it.
_TARGETS = {
    "GatewayId": "",
    "NatGatewayId": "nat gateway",
    "EgressOnlyInternetGatewayId": "egress-only internet gateway",
    "TransitGatewayId": "transit gateway",
    "VpcPeeringConnectionId": "peering",
    "CoreNetworkArn": "core network",
    "CarrierGatewayId": "carrier gateway",
    "LocalGatewayId": "local gateway",
    "VpcEndpointId": "vpc endpoint",
    "NetworkInterfaceId": "network interface",
    "InstanceId": "instance",
}
_INTERFACES = "its network interfaces state them, which are not read"
GATEWAYS = {"AWS::EC2::InternetGateway": INTERNET, "AWS::EC2::VPNGateway": VPN}
INDEXED = re.compile(r'Fn::GetAZs\([^()]*\)\["(\d+)"\]$')


def _cidrs(written: Properties, facts: dict[str, Fact]) -> Fact:
    return address_blocks(written, _BLOCKS)


def _zone(written: Properties, facts: dict[str, Fact]) -> Fact:
    return zone_in(written, ("AvailabilityZone", "AvailabilityZoneId"), INDEXED)


def _route(written: Properties, type_of: TypeOf) -> Fact:
    return routes((written,), _DESTINATIONS, _TARGETS, lambda address: GATEWAYS.get(type_of(address), ""))


def _propagated(written: Properties, type_of: TypeOf) -> Fact:
    return Known(("? via vpn gateway",), Origin.STATED, written.header)


def _entry(written: Properties, type_of: TypeOf) -> Fact:
    """The entry that a resource is, unless it is for outbound traffic."""
    out = outwards(written.stated("Egress"), written.header)
    if out is not None:
        return out
    ports: tuple[object, object] = (None, None)
    for part in written.blocks("PortRange"):
        ports = (part.value("From"), part.value("To"))
    block = next((written.value(name) for name in _BLOCKS if written.has(name)), None)
    place = next((written.place_of(name) for name in _BLOCKS if written.has(name)), written.header)
    said = [written.stated(name) for name in ("RuleNumber", "RuleAction", "Protocol")]
    return acl_entry(said[0], said[1], said[2], ports, block, place)


def _address(written: Properties, type_of: TypeOf) -> Fact:
    return Known(("an Elastic IP address",), Origin.STATED, written.header)


def _public_address(written: Properties, facts: dict[str, Fact]) -> Fact:
    """What the first network interface says, where the instance states any."""
    for part in written.blocks("NetworkInterfaces"):
        if part.has("AssociatePublicIpAddress"):
            value, place = part.value("AssociatePublicIpAddress"), part.place_of("AssociatePublicIpAddress")
            return make_fact(value, boolean, ABSENT, place, (), Origin.STATED)
    return written.unwritten(ABSENT)


TABLES: dict[str, Table] = {
    "AWS::EC2::VPC": Table(
        "vpc", (), (), {"cidrs": _cidrs, "is_default": lambda w, facts: Known(False, Origin.DERIVED)}
    ),
    "AWS::EC2::Subnet": Table(
        "subnet",
        (),
        (
            Field("ipv6_only", ("Ipv6Native",), boolean, default(False)),
            Field("public_addresses", ("MapPublicIpOnLaunch",), boolean, default(False)),
        ),
        {"zone": _zone, "cidrs": _cidrs},
        (Link("vpc", "VpcId"),),
    ),
    "AWS::EC2::RouteTable": Table("route_table", (), (), {"routes": lambda w, facts: NONE}),
    "AWS::EC2::NetworkAcl": Table("nacl", (), (), {"entries": lambda w, facts: NONE}),
    "AWS::EC2::Instance": Table(
        "self_managed_cache",
        (),
        (),
        {"public_address": _public_address, "elastic_addresses": lambda w, facts: NONE},
        (
            Link("security_groups", "SecurityGroupIds", instead=("NetworkInterfaces", _INTERFACES)),
            Link("subnets", "SubnetId", instead=("NetworkInterfaces", _INTERFACES)),
        ),
    ),
    "AWS::ElastiCache::SecurityGroup": Table(
        "cache_security_group", (), (), {"platform": lambda w, facts: default("classic")}
    ),
}

TELLINGS: dict[str, tuple[Telling, ...]] = {
    "AWS::EC2::Route": (Telling("RouteTableId", "route_table", "routes", _route),),
    "AWS::EC2::VPNGatewayRoutePropagation": (Telling("RouteTableIds", "route_table", "routes", _propagated),),
    "AWS::EC2::SubnetRouteTableAssociation": (Telling("SubnetId", "subnet", "route_table", member="RouteTableId"),),
    "AWS::EC2::SubnetNetworkAclAssociation": (Telling("SubnetId", "subnet", "nacl", member="NetworkAclId"),),
    "AWS::EC2::NetworkAclEntry": (Telling("NetworkAclId", "nacl", "entries", _entry),),
    "AWS::EC2::VPCCidrBlock": (Telling("VpcId", "vpc", "cidrs", lambda w, type_of: address_blocks(w, _BLOCKS)),),
    "AWS::EC2::EIP": (Telling("InstanceId", "self_managed_cache", "elastic_addresses", _address),),
    "AWS::EC2::EIPAssociation": (Telling("InstanceId", "self_managed_cache", "elastic_addresses", _address),),
}
