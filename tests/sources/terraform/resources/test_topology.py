"""Subnets, VPCs, route tables and network ACLs, and what tells of them from beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Absent, Fact, Known, Ref, Unknown
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.joined import members_of
from tests.sources.terraform.helpers import read

BASE = """
variable "x" {}
resource "aws_vpc" "v" { cidr_block = "10.1.0.0/16" }
resource "aws_internet_gateway" "i" {}
resource "aws_vpn_gateway" "g" {}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.1.1.0/24"
}
resource "aws_route_table" "t" { vpc_id = aws_vpc.v.id }
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.t.id
}
resource "aws_network_acl" "n" { vpc_id = aws_vpc.v.id }
resource "aws_network_acl_association" "a" {
  subnet_id      = aws_subnet.a.id
  network_acl_id = aws_network_acl.n.id
}
resource "aws_elasticache_subnet_group" "s" {
  name       = "s"
  subnet_ids = [aws_subnet.a.id]
}
"""

TWO_ROUTES = """
route {
  cidr_block = "0.0.0.0/0"
  gateway_id = aws_internet_gateway.i.id
}
route {
  ipv6_cidr_block        = "::/0"
  egress_only_gateway_id = "eigw-1"
}"""
MAIN_TABLE = """
resource "aws_main_route_table_association" "m" {
  vpc_id         = aws_vpc.v.id
  route_table_id = aws_route_table.t.id
}"""


def inventory(tmp_path: Path, code: str) -> Inventory:
    return read(tmp_path, code)


def one(found: Inventory, address: str) -> Resource:
    return found.resources[address]


def listed(fact: Fact) -> tuple[object, ...]:
    assert isinstance(fact, Known), fact
    assert isinstance(fact.value, tuple)
    return fact.value


def test_a_cache_leads_to_all_that_is_around_it(tmp_path: Path):
    found = inventory(tmp_path, BASE)
    subnet = one(found, "aws_subnet.a")
    assert listed(one(found, "aws_elasticache_subnet_group.s").relations["subnets"]) == (Ref("aws_subnet.a"),)
    assert listed(subnet.relations["vpc"]) == (Ref("aws_vpc.v"),)
    assert listed(subnet.relations["route_table"]) == (Ref("aws_route_table.t"),)
    assert listed(subnet.relations["nacl"]) == (Ref("aws_network_acl.n"),)
    assert listed(subnet.facts["cidrs"]) == ("10.1.1.0/24",)
    assert listed(one(found, "aws_vpc.v").facts["cidrs"]) == ("10.1.0.0/16",)


def test_what_nothing_leads_to_is_left_out(tmp_path: Path):
    found = inventory(tmp_path, BASE.partition('resource "aws_elasticache_subnet_group"')[0])
    assert found.resources == {}
    assert found.gaps == []


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("gateway_id = aws_internet_gateway.i.id", "internet gateway"),
        ("gateway_id = aws_vpn_gateway.g.id", "vpn gateway"),
        ('gateway_id = "igw-0abc"', "internet gateway"),
        ('gateway_id = "vgw-0abc"', "vpn gateway"),
        ("gateway_id = data.aws_internet_gateway.x.id", "internet gateway"),
        ("gateway_id = var.x", "some gateway"),
        ('nat_gateway_id = "nat-1"', "nat gateway"),
        ("transit_gateway_id = var.x", "transit gateway"),
        ("vpc_peering_connection_id = var.x", "peering"),
        ('egress_only_gateway_id = "eigw-1"', "egress-only internet gateway"),
        ("", "?"),
    ],
)
def test_a_route_says_what_it_leads_to(tmp_path: Path, target: str, expected: str):
    apart = f"""
    data "aws_internet_gateway" "x" {{}}
    resource "aws_route" "r" {{
      route_table_id         = aws_route_table.t.id
      destination_cidr_block = "0.0.0.0/0"
      {target}
    }}"""
    table = one(inventory(tmp_path, BASE + apart), "aws_route_table.t")
    assert listed(table.facts["routes"]) == (f"0.0.0.0/0 via {expected}",)


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        (
            TWO_ROUTES,
            ("0.0.0.0/0 via internet gateway", "::/0 via egress-only internet gateway"),
        ),
        ('route = [{ cidr_block = "10.9.0.0/16", vpc_peering_connection_id = "pcx-1" }]', ("10.9.0.0/16 via peering",)),
        ('route {\n cidr_block = "10.1.0.0/16"\n gateway_id = "local"\n}', ()),
        ('propagating_vgws = ["vgw-1"]', ("? via vpn gateway",)),
        ('route {\n cidr_block = var.x\n nat_gateway_id = "nat-1"\n}', ("? via nat gateway",)),
    ],
)
def test_routes_inside_of_a_table(tmp_path: Path, routes: str, expected: tuple[str, ...]):
    table = f'resource "aws_route_table" "t" {{\n vpc_id = aws_vpc.v.id\n {routes}\n}}'
    code = BASE.replace('resource "aws_route_table" "t" { vpc_id = aws_vpc.v.id }', table)
    assert listed(one(inventory(tmp_path, code), "aws_route_table.t").facts["routes"]) == expected


def test_a_route_that_may_not_be_there_hangs_on_that(tmp_path: Path):
    apart = """
    resource "aws_route" "r" {
      count                  = var.x == "public" ? 1 : 0
      route_table_id         = aws_route_table.t.id
      destination_cidr_block = "0.0.0.0/0"
      gateway_id             = aws_internet_gateway.i.id
    }"""
    routes = one(inventory(tmp_path, BASE + apart), "aws_route_table.t").facts["routes"]
    assert isinstance(routes, Unknown)
    assert {members_of(case) for _, case in routes.choices} == {(), ("0.0.0.0/0 via internet gateway",)}


def test_a_route_of_which_table_is_not_known_opens_all(tmp_path: Path):
    apart = """
    resource "aws_route" "r" {
      route_table_id         = element(var.x, 1)
      destination_cidr_block = "0.0.0.0/0"
      gateway_id             = aws_internet_gateway.i.id
    }"""
    routes = one(inventory(tmp_path, BASE + apart), "aws_route_table.t").facts["routes"]
    assert isinstance(routes, Unknown)
    assert "aws_route.r" in routes.reason


@pytest.mark.parametrize(
    ("apart", "relation"),
    [
        (
            MAIN_TABLE,
            "aws_route_table.t",
        ),
        (
            'resource "aws_default_route_table" "m" {\n default_route_table_id = aws_vpc.v.default_route_table_id\n}',
            "aws_default_route_table.m",
        ),
    ],
)
def test_the_main_table_of_a_vpc(tmp_path: Path, apart: str, relation: str):
    found = inventory(tmp_path, BASE + apart)
    assert listed(one(found, "aws_vpc.v").relations["route_table"]) == (Ref(relation),)
    plain = inventory(tmp_path / "plain", BASE)
    assert isinstance(one(plain, "aws_vpc.v").relation("route_table"), Absent)


def test_the_default_acl_of_a_vpc(tmp_path: Path):
    apart = """
    resource "aws_default_network_acl" "d" {
      default_network_acl_id = aws_vpc.v.default_network_acl_id
      ingress {
        rule_no    = 100
        action     = "allow"
        protocol   = -1
        from_port  = 0
        to_port    = 0
        cidr_block = "10.0.0.0/8"
      }
    }"""
    found = inventory(tmp_path, BASE + apart)
    assert listed(one(found, "aws_vpc.v").relations["nacl"]) == (Ref("aws_default_network_acl.d"),)
    assert listed(one(found, "aws_default_network_acl.d").facts["entries"]) == ("100 allow all all 10.0.0.0/8",)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ('rule_action = "deny"\n protocol = "tcp"', ("90 deny tcp 6379-6380 10.0.0.0/8",)),
        ('rule_action = "allow"\n protocol = "6"\n egress = false', ("90 allow tcp 6379-6380 10.0.0.0/8",)),
        ('rule_action = "allow"\n protocol = "-1"\n egress = true', ()),
    ],
)
def test_entries_of_an_acl_beside_it(tmp_path: Path, rest: str, expected: tuple[str, ...]):
    apart = f"""
    resource "aws_network_acl_rule" "r" {{
      network_acl_id = aws_network_acl.n.id
      rule_number    = 90
      cidr_block     = "10.0.0.0/8"
      from_port      = 6379
      to_port        = 6380
      {rest}
    }}"""
    assert listed(one(inventory(tmp_path, BASE + apart), "aws_network_acl.n").facts["entries"]) == expected


def test_an_entry_of_which_the_direction_is_not_known_leaves_them_open(tmp_path: Path):
    apart = 'resource "aws_network_acl_rule" "r" {\n network_acl_id = aws_network_acl.n.id\n egress = var.x\n}'
    assert isinstance(one(inventory(tmp_path, BASE + apart), "aws_network_acl.n").facts["entries"], Unknown)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ('"eu-west-1a"', "eu-west-1a"),
        ("data.aws_availability_zones.z.names[2]", "zone 2 of the region"),
        ("element(data.aws_availability_zones.z.names, 1)", "zone 1 of the region"),
        ("element(data.aws_availability_zones.z.names, 2)", None),
        ("var.x", None),
    ],
)
def test_a_zone_by_its_name_or_its_number(tmp_path: Path, zone: str, expected: str | None):
    code = BASE.replace('cidr_block = "10.1.1.0/24"', f'cidr_block = "10.1.1.0/24"\n availability_zone = {zone}')
    found = one(inventory(tmp_path, code + 'data "aws_availability_zones" "z" {}'), "aws_subnet.a").facts["zone"]
    assert (found.value if isinstance(found, Known) else None) == expected


def test_subnets_that_are_handed_to_a_module_that_was_not_read_may_be_changed_there(tmp_path: Path):
    apart = 'module "m" {\n source = "example.com/m"\n subnet = aws_subnet.a.id\n}'
    found = one(inventory(tmp_path, BASE + apart), "aws_subnet.a").relations["route_table"]
    assert isinstance(found, Unknown)
    assert "module.m" in found.reason


@pytest.mark.parametrize("ids", ["data.aws_subnets.x.ids", "var.x", "module.m.subnets"])
def test_a_list_that_is_not_known_may_be_of_any_length(tmp_path: Path, ids: str):
    apart = 'data "aws_subnets" "x" {}\nmodule "m" { source = "example.com/m" }\n'
    code = apart + BASE.replace("[aws_subnet.a.id]", ids)
    found = one(inventory(tmp_path, code), "aws_elasticache_subnet_group.s").relations["subnets"]
    assert isinstance(found, Unknown)
    assert found.members == ()


HOST = """
resource "aws_security_group" "s" {
  ingress {
    protocol    = "tcp"
    from_port   = %s
    to_port     = %s
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_instance" "h" {
  vpc_security_group_ids      = [aws_security_group.s.id]
  associate_public_ip_address = true
}
resource "aws_eip" "e" { instance = aws_instance.h.id }
"""


@pytest.mark.parametrize(
    ("ports", "kept"), [((6379, 6379), True), ((11211, 11211), True), ((0, 65535), False), ((22, 22), False)]
)
def test_an_instance_is_taken_for_a_cache_by_a_rule_for_its_port_alone(
    tmp_path: Path, ports: tuple[int, int], kept: bool
):
    found = inventory(tmp_path, BASE + HOST % ports)
    hosts = [r for r in found.resources.values() if r.kind == "self_managed_cache"]
    assert bool(hosts) is kept
    for host in hosts:
        assert host.facts["public_address"].value is True  # type: ignore[union-attr] # it is stated
        assert len(listed(host.facts["elastic_addresses"])) == 1


def test_rules_outwards_and_descriptions_are_read_in_every_form(tmp_path: Path):
    code = """
    resource "aws_security_group" "s" {
      description = "Sessions"
      ingress {
        protocol    = "tcp"
        from_port   = 6379
        to_port     = 6379
        cidr_blocks = ["10.0.0.0/8"]
        description = "The shop"
      }
      egress {
        protocol    = "-1"
        from_port   = 0
        to_port     = 0
        cidr_blocks = ["10.1.0.0/16"]
      }
    }
    resource "aws_security_group_rule" "r" {
      type              = "egress"
      security_group_id = aws_security_group.s.id
      protocol          = "tcp"
      from_port         = 443
      to_port           = 443
      cidr_blocks       = ["10.2.0.0/16"]
    }
    resource "aws_vpc_security_group_egress_rule" "v" {
      security_group_id = aws_security_group.s.id
      ip_protocol       = "-1"
      cidr_ipv4         = "10.3.0.0/16"
    }
    resource "aws_security_group" "none" {}
    """
    found = inventory(tmp_path, BASE + code)
    group = one(found, "aws_security_group.s")
    assert [rule.cidrs.value for rule in listed(group.facts["egress"])] == [  # type: ignore[attr-defined]
        ("10.1.0.0/16",),
        ("10.2.0.0/16",),
        ("10.3.0.0/16",),
    ]
    [inwards] = listed(group.facts["ingress"])
    assert inwards.description.value == "The shop"  # type: ignore[attr-defined]
    assert group.facts["description"].value == "Sessions"  # type: ignore[union-attr]
    bare = one(found, "aws_security_group.none")
    assert listed(bare.facts["egress"]) == ()
    assert isinstance(bare.facts["description"], Absent)


def test_a_rule_of_which_the_direction_is_not_known_may_go_either_way(tmp_path: Path):
    code = """
    variable "way" {}
    resource "aws_security_group" "s" {}
    resource "aws_security_group_rule" "r" {
      type              = var.way
      security_group_id = aws_security_group.s.id
      protocol          = "tcp"
      from_port         = 443
      to_port           = 443
      cidr_blocks       = ["10.2.0.0/16"]
    }"""
    group = one(inventory(tmp_path, BASE + code), "aws_security_group.s")
    for name in ("ingress", "egress"):
        [rule] = listed(group.facts[name])
        assert isinstance(rule.exists, Unknown)  # type: ignore[attr-defined]
