"""A node of a cache in a small network as Terraform code: the same that `networks` tells as answers."""

from __future__ import annotations

from pathlib import Path

from auditor.model.resource import Inventory
from tests.sources.terraform.helpers import read

CACHE = """
provider "aws" {
  region = "eu-west-1"
}
resource "aws_elasticache_cluster" "sessions" {
  cluster_id         = "sessions"
  engine             = "redis"
  engine_version     = "7.1"
  node_type          = "cache.t4g.small"
  num_cache_nodes    = 1
  port               = 6379
  network_type       = "NETWORK_TYPE"
  subnet_group_name  = aws_elasticache_subnet_group.private.name
  security_group_ids = [GROUP]
}
resource "aws_elasticache_subnet_group" "private" {
  name       = "private"
  subnet_ids = [SUBNETS]
}
resource "aws_vpc" "it" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "it" {
  vpc_id = aws_vpc.it.id
}
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.it.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.it.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}
"""
OUT = """
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
"""
ACL = """
resource "aws_network_acl" "it" {
  vpc_id     = aws_vpc.it.id
  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
  ingress {
    rule_no    = 100
    action     = "ACTION"
    protocol   = "tcp"
    from_port  = 6379
    to_port    = 6379
    cidr_block = "BLOCK"
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}
"""
WIDE_LIST = """
resource "aws_ec2_managed_prefix_list" "it" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 1
  entry {
    cidr = "BLOCK"
  }
}
"""


def rule(body: str, protocol: str = "tcp", first: int = 6379, last: int = 6379) -> str:
    ports = f'  from_port = {first}\n    to_port = {last}\n    protocol = "{protocol}"'
    return f"\n  ingress {{\n  {ports}\n    {body}\n  }}"


def group(*ingress: str, type_: str = "aws_security_group") -> str:
    named = '  name = "caches"\n' if type_ == "aws_security_group" else ""
    return f'resource "{type_}" "caches" {{\n{named}  vpc_id = aws_vpc.it.id{"".join(ingress)}{OUT}}}\n'


def table(*routes: tuple[str, str, str], type_: str = "") -> str:
    """A route table of both subnets, or the main one."""
    held = "".join(f'  route {{\n    {where} = "{to}"\n    {target}\n  }}\n' for where, to, target in routes)
    if type_:
        own = "default_route_table_id = aws_vpc.it.default_route_table_id"
        return f'resource "aws_default_route_table" "it" {{\n  {own}\n{held}}}\n'
    each = "".join(
        f'resource "aws_route_table_association" "{one}" {{\n  subnet_id = aws_subnet.{one}.id\n'
        "  route_table_id = aws_route_table.it.id\n}\n"
        for one in "ab"
    )
    return f'resource "aws_route_table" "it" {{\n  vpc_id = aws_vpc.it.id\n{held}}}\n{each}'


def code(folder: Path, *parts: str, network: str = "ipv4", subnets: str = "ab", group: str = "") -> Inventory:
    names = ", ".join(f"aws_subnet.{one}.id" for one in subnets)
    text = CACHE.replace("NETWORK_TYPE", network).replace("SUBNETS", names)
    text = text.replace("GROUP", group or "aws_security_group.caches.id")
    return read(folder, text + "".join(parts))
