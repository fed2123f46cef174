"""Subnets, VPCs, route tables and network ACLs of templates, and what tells of them from beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Absent, Fact, Known, Origin, Ref, Unknown
from auditor.model.network import IngressRule
from auditor.sources.building.joined import members_of
from tests.sources.cloudformation.inventories import read

TEMPLATE = """
Parameters:
  X: {Type: String}
  Public: {Type: String, AllowedValues: ["yes", "no"], Default: "no"}
Conditions:
  IsPublic: !Equals [!Ref Public, "yes"]
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  IGW: {Type: AWS::EC2::InternetGateway}
  VGW: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.1.1.0/24}}
  T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
  AT: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref A, RouteTableId: !Ref T}}
  N: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref V}}
  AN: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref A, NetworkAclId: !Ref N}}
  G: {Type: AWS::ElastiCache::SubnetGroup, Properties: {Description: d, SubnetIds: [!Ref A]}}
"""


def listed(fact: Fact) -> tuple[object, ...]:
    assert isinstance(fact, Known), fact
    assert isinstance(fact.value, tuple)
    return fact.value


def test_a_subnet_group_leads_to_all_that_is_around_it(tmp_path: Path) -> None:
    found = read(tmp_path, TEMPLATE).resources
    assert listed(found["G"].relations["subnets"]) == (Ref("A"),)
    assert listed(found["A"].relations["vpc"]) == (Ref("V"),)
    assert listed(found["A"].relations["route_table"]) == (Ref("T"),)
    assert listed(found["A"].relations["nacl"]) == (Ref("N"),)
    assert listed(found["A"].facts["cidrs"]) == ("10.1.1.0/24",)
    assert isinstance(found["V"].relation("route_table"), Absent)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("GatewayId: !Ref IGW", "internet gateway"),
        ("GatewayId: !Ref VGW", "vpn gateway"),
        ("GatewayId: igw-0abc", "internet gateway"),
        ("GatewayId: !Ref X", "some gateway"),
        ("NatGatewayId: !Ref X", "nat gateway"),
        ("TransitGatewayId: !Ref X", "transit gateway"),
        ("VpcPeeringConnectionId: !Ref X", "peering"),
        ("EgressOnlyInternetGatewayId: !Ref X", "egress-only internet gateway"),
    ],
)
def test_a_route_says_what_it_leads_to(tmp_path: Path, target: str, expected: str) -> None:
    properties = f"{{RouteTableId: !Ref T, DestinationCidrBlock: 0.0.0.0/0, {target}}}"
    route = f"  R: {{Type: AWS::EC2::Route, Properties: {properties}}}\n"
    found = read(tmp_path, TEMPLATE + route).resources
    assert listed(found["T"].facts["routes"]) == (f"0.0.0.0/0 via {expected}",)


def test_a_route_on_a_condition_hangs_on_that(tmp_path: Path) -> None:
    route = (
        "  R: {Type: AWS::EC2::Route, Condition: IsPublic, "
        "Properties: {RouteTableId: !Ref T, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref IGW}}\n"
    )
    routes = read(tmp_path, TEMPLATE + route).resources["T"].facts["routes"]
    assert isinstance(routes, Unknown)
    assert {members_of(case) for _, case in routes.choices} == {(), ("0.0.0.0/0 via internet gateway",)}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("Protocol: 6, PortRange: {From: 6379, To: 6380}", ("90 allow tcp 6379-6380 10.0.0.0/8",)),
        ("Protocol: -1", ("90 allow all all 10.0.0.0/8",)),
        ("Protocol: -1, Egress: true", ()),
        ("Protocol: -1, Egress: 'false'", ("90 allow all all 10.0.0.0/8",)),
    ],
)
def test_entries_of_an_acl(tmp_path: Path, rest: str, expected: tuple[str, ...]) -> None:
    entry = (
        "  E: {Type: AWS::EC2::NetworkAclEntry, "
        f"Properties: {{NetworkAclId: !Ref N, RuleNumber: 90, RuleAction: allow, CidrBlock: 10.0.0.0/8, {rest}}}}}\n"
    )
    assert listed(read(tmp_path, TEMPLATE + entry).resources["N"].facts["entries"]) == expected


@pytest.mark.parametrize("egress", ["[]", "perhaps", "!Ref X", "{a: b}"])
def test_a_direction_that_is_none_leaves_them_open(tmp_path: Path, egress: str) -> None:
    entry = f"  E: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref N, Egress: {egress}}}}}\n"
    assert isinstance(read(tmp_path, TEMPLATE + entry).resources["N"].facts["entries"], Unknown)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("eu-west-1a", "eu-west-1a"),
        ("!Select [1, !GetAZs '']", "zone 1 of the region"),
        ("!Select [0, !GetAZs {Ref: AWS::Region}]", "zone 0 of the region"),
        ("!Ref X", None),
    ],
)
def test_a_zone_by_its_name_or_its_number(tmp_path: Path, zone: str, expected: str | None) -> None:
    text = TEMPLATE.replace("CidrBlock: 10.1.1.0/24", f"CidrBlock: 10.1.1.0/24, AvailabilityZone: {zone}")
    found = read(tmp_path, text).resources["A"].facts["zone"]
    assert (found.value if isinstance(found, Known) else None) == expected


def test_two_subnets_that_are_imported_are_not_one(tmp_path: Path) -> None:
    subnets = "[!ImportValue {'Fn::Sub': '${X}-a'}, !ImportValue {'Fn::Sub': '${X}-b'}]"
    group = read(tmp_path, TEMPLATE.replace("[!Ref A]", subnets))
    from auditor.engine.worlds import WorldView

    zones = WorldView(group, {}).fact(group.resources["G"], "subnets.zones")
    assert isinstance(zones, Unknown)


def rules(fact: Fact) -> list[object]:
    return [rule.cidrs.value for rule in listed(fact) if isinstance(rule, IngressRule)]  # type: ignore[union-attr]


def test_a_group_without_rules_outwards_lets_everything_out(tmp_path: Path) -> None:
    group = "  S: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d}}\n"
    egress = read(tmp_path, TEMPLATE + group).resources["S"].facts["egress"]
    assert rules(egress) == [("0.0.0.0/0", "::/0")]
    assert isinstance(egress, Known)
    assert egress.origin is Origin.DEFAULT


def test_rules_outwards_that_are_stated_take_its_place(tmp_path: Path) -> None:
    group = (
        "  S:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: d\n"
        "      SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}]\n"
    )
    assert rules(read(tmp_path, TEMPLATE + group).resources["S"].facts["egress"]) == [("10.0.0.0/8",)]


def test_whether_it_stays_beside_rules_of_their_own_is_not_known(tmp_path: Path) -> None:
    group = (
        "  S: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d}}\n"
        "  E: {Type: AWS::EC2::SecurityGroupEgress, "
        "Properties: {GroupId: !Ref S, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}}\n"
    )
    egress = read(tmp_path, TEMPLATE + group).resources["S"].facts["egress"]
    assert isinstance(egress, Unknown)
    assert egress.members is not None
    assert len(egress.members) == 1


def test_groups_of_ec2_classic(tmp_path: Path) -> None:
    classic = (
        "  C: {Type: AWS::ElastiCache::SecurityGroup, Properties: {Description: d}}\n"
        "  One: {Type: AWS::ElastiCache::CacheCluster, "
        "Properties: {Engine: memcached, CacheSecurityGroupNames: [!Ref C]}}\n"
        "  Two: {Type: AWS::ElastiCache::CacheCluster, Properties: {Engine: memcached, CacheSecurityGroupNames: []}}\n"
    )
    found = read(tmp_path, TEMPLATE + classic).resources
    assert found["C"].facts["platform"].value == "classic"  # type: ignore[union-attr]
    assert len(listed(found["One"].facts["classic_groups"])) == 1
    assert isinstance(found["Two"].facts["classic_groups"], Absent)


def test_an_instance_with_a_rule_for_a_port_of_caches(tmp_path: Path) -> None:
    host = (
        "  S:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: d\n"
        "      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 6379, ToPort: 6379, CidrIp: 0.0.0.0/0}]\n"
        "  H: {Type: AWS::EC2::Instance, Properties: {SecurityGroupIds: [!Ref S], SubnetId: !Ref A}}\n"
        "  Other: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref A}}\n"
    )
    found = read(tmp_path, TEMPLATE + host).resources
    assert listed(found["H"].relations["subnets"]) == (Ref("A"),)
    assert "Other" not in found
