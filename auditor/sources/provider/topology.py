"""VPCs, subnets, route tables, network ACLs and instances.

Sources: the provider's pages of aws_vpc, aws_subnet, aws_route_table, aws_route, aws_network_acl, aws_instance and of
what associates them; of the default ones, which the provider takes over, aws_default_vpc, aws_default_subnet,
aws_default_route_table and aws_default_network_acl.
"""

from __future__ import annotations

import re

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.conversions import boolean
from auditor.sources.building.facts import where
from auditor.sources.building.joined import union
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import Attributes
from auditor.sources.building.routes import (
    INTERNET,
    NONE,
    VPN,
    acl_entry,
    address_blocks,
    gateway_kinds,
    outwards,
    routes,
)
from auditor.sources.building.table import Field, Link, Table, default
from auditor.sources.building.topology import Telling, TypeOf
from auditor.sources.building.zones import zone_in
from auditor.sources.partial.values import Unk

_BLOCKS = ("cidr_block", "ipv6_cidr_block")
_DESTINATIONS = (*_BLOCKS, "destination_prefix_list_id")
_ROUTE_DESTINATIONS = ("destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id")
#: What a route leads to, by the attribute that names it.
_TARGETS = {
    "gateway_id": "",
    "nat_gateway_id": "nat gateway",
    "egress_only_gateway_id": "egress-only internet gateway",
    "transit_gateway_id": "transit gateway",
    "vpc_peering_connection_id": "peering",
    "core_network_arn": "core network",
    "carrier_gateway_id": "carrier gateway",
    "local_gateway_id": "local gateway",
    "vpc_endpoint_id": "vpc endpoint",
    "network_interface_id": "network interface",
    "instance_id": "instance",
}
_gateway = gateway_kinds({"aws_internet_gateway": INTERNET, "aws_vpn_gateway": VPN})
#: One of the zones of a region by its number; `element` begins anew where a region has less of them, which have two.
INDEXED = re.compile(r"aws_availability_zones\.(?:names|zone_ids)(?:\[(\d+)\]$|, ([01])\)$)")


def _cidrs(maker: Written, facts: dict[str, Fact]) -> Fact:
    return address_blocks(maker, _BLOCKS)


def _zone(maker: Written, facts: dict[str, Fact]) -> Fact:
    return zone_in(maker, ("availability_zone", "availability_zone_id"), INDEXED)


def _routes(maker: Written, facts: dict[str, Fact]) -> Fact:
    """Routes in nested blocks, or as an attribute holding a list of objects; what a VPN adds stands in no code."""
    held = routes(tuple(maker.blocks("route", beside_list=True)), _DESTINATIONS, _TARGETS, _gateway)
    if maker.given_as_list("route"):
        value, place = maker.value("route"), maker.place_of("route")
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            held = union(held, routes(tuple(_Given(item, maker) for item in value), _DESTINATIONS, _TARGETS, _gateway))
        elif value is not None:
            reason = value.reason if isinstance(value, Unk) else "route is no list of routes"
            held = union(held, Unknown(reason, place, members=()))
    if maker.has("propagating_vgws") and maker.value("propagating_vgws") not in (None, []):
        held = union(held, Known(("? via vpn gateway",), Origin.STATED, maker.place_of("propagating_vgws")))
    return union(held, Unknown(maker.damage, maker.header, members=())) if maker.damage else held


class _Given(Attributes):
    """An object of a list, as the part of a resource that it amounts to."""

    def __init__(self, values: dict[str, object], around: Written) -> None:
        self._values, self.header, self.exists = values, around.header, True

    def has(self, name: str) -> bool:
        """Whether the object has the member."""
        return self._values.get(name) not in (None, "")

    def value(self, name: str) -> object:
        """The value of a member."""
        return self._values.get(name)

    def place_of(self, name: str) -> Location:
        """Where the list stands."""
        return self.header


def _route(maker: Written, type_of: TypeOf) -> Fact:
    return routes((maker,), _ROUTE_DESTINATIONS, _TARGETS, _gateway)


def _propagated(maker: Written, type_of: TypeOf) -> Fact:
    return Known(("? via vpn gateway",), Origin.STATED, maker.header)


def _entries(maker: Written, facts: dict[str, Fact]) -> Fact:
    """The inbound entries in nested blocks."""
    held: Fact = NONE
    for part in maker.blocks("ingress", beside_list=True):
        entry = _entry(part, "rule_no", "action")
        held = union(held, where(part.exists, entry, NONE, part.header))
    if maker.given_as_list("ingress"):
        value, place = maker.value("ingress"), maker.place_of("ingress")
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            for item in value:
                held = union(held, _entry(_Given(item, maker), "rule_no", "action"))
        elif value is not None:
            reason = value.reason if isinstance(value, Unk) else "ingress is no list of entries"
            held = union(held, Unknown(reason, place, members=()))
    return union(held, Unknown(maker.damage, maker.header, members=())) if maker.damage else held


def _entry(part: Attributes, number: str, action: str) -> Fact:
    def value(name: str) -> object:
        return part.value(name) if part.has(name) else None

    block = next((value(name) for name in _BLOCKS if value(name) not in (None, "")), None)
    place = next((part.place_of(name) for name in _BLOCKS if part.has(name)), part.header)
    ports = (value("from_port"), value("to_port"))
    return acl_entry(value(number), value(action), value("protocol"), ports, block, place)


def _acl_rule(maker: Written, type_of: TypeOf) -> Fact:
    """The entry that a resource is, unless it is for outbound traffic."""
    out = outwards(maker.stated("egress"), maker.header)
    return out if out is not None else _entry(maker, "rule_number", "rule_action")


def _address(maker: Written, type_of: TypeOf) -> Fact:
    return Known(("an Elastic IP address",), Origin.STATED, maker.header)


_SUBNET = (
    Field("ipv6_only", ("ipv6_native",), boolean, default(False)),
    Field("public_addresses", ("map_public_ip_on_launch",), boolean, default(False)),
)
_DEFAULT_SUBNET = (_SUBNET[0], Field("public_addresses", ("map_public_ip_on_launch",), boolean, default(True)))
_IN_VPC = (Link("vpc", "vpc_id"),)


def _is_default(value: bool) -> Fact:
    return Known(value, Origin.DERIVED)


TABLES: dict[str, Table] = {
    "aws_subnet": Table("subnet", (), _SUBNET, {"zone": _zone, "cidrs": _cidrs}, _IN_VPC),
    "aws_default_subnet": Table("subnet", (), _DEFAULT_SUBNET, {"zone": _zone, "cidrs": _cidrs}, _IN_VPC),
    "aws_vpc": Table("vpc", (), (), {"cidrs": _cidrs, "is_default": lambda m, f: _is_default(False)}),
    "aws_default_vpc": Table("vpc", (), (), {"cidrs": _cidrs, "is_default": lambda m, f: _is_default(True)}),
    "aws_route_table": Table("route_table", (), (), {"routes": _routes}),
    "aws_default_route_table": Table("route_table", (), (), {"routes": _routes}),
    "aws_network_acl": Table("nacl", (), (), {"entries": _entries}),
    "aws_default_network_acl": Table("nacl", (), (), {"entries": _entries}),
    "aws_instance": Table(
        "self_managed_cache",
        (),
        (Field("public_address", ("associate_public_ip_address",), boolean),),
        {"elastic_addresses": lambda m, f: NONE},
        (Link("security_groups", "vpc_security_group_ids"), Link("subnets", "subnet_id")),
    ),
    "aws_elasticache_security_group": Table(
        "cache_security_group", ("name",), (), {"platform": lambda m, f: default("classic")}
    ),
}

_OF_SUBNET = (Telling("subnet_ids", "subnet", "nacl"),)
TELLINGS: dict[str, tuple[Telling, ...]] = {
    "aws_route": (Telling("route_table_id", "route_table", "routes", _route),),
    "aws_vpn_gateway_route_propagation": (Telling("route_table_id", "route_table", "routes", _propagated),),
    "aws_route_table_association": (Telling("subnet_id", "subnet", "route_table", member="route_table_id"),),
    "aws_main_route_table_association": (Telling("vpc_id", "vpc", "route_table", member="route_table_id"),),
    "aws_default_route_table": (Telling("default_route_table_id", "vpc", "route_table"),),
    "aws_network_acl": _OF_SUBNET,
    "aws_default_network_acl": (*_OF_SUBNET, Telling("default_network_acl_id", "vpc", "nacl")),
    "aws_network_acl_association": (Telling("subnet_id", "subnet", "nacl", member="network_acl_id"),),
    "aws_network_acl_rule": (Telling("network_acl_id", "nacl", "entries", _acl_rule),),
    "aws_vpc_ipv4_cidr_block_association": (
        Telling("vpc_id", "vpc", "cidrs", lambda m, type_of: address_blocks(m, ("cidr_block",))),
    ),
    "aws_eip": (Telling("instance", "self_managed_cache", "elastic_addresses", _address),),
    "aws_eip_association": (Telling("instance_id", "self_managed_cache", "elastic_addresses", _address),),
}
