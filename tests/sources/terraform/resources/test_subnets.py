"""The network type of a cache where nobody states one: IPv4, unless all of its subnets are IPv6-only."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known
from tests.sources.terraform.helpers import UNKNOWN, cases, only, plain, read, replication_group

SUBNETS = """
variable "x" {}
resource "aws_subnet" "six" {
  count       = 2
  ipv6_native = true
}
resource "aws_subnet" "four" {
  cidr_block = "10.0.0.0/24"
}
resource "aws_subnet" "may" {
  ipv6_native = var.x == "six"
}
"""


def serverless(subnets: str, rest: str = "") -> str:
    return (
        f'{SUBNETS}resource "aws_elasticache_serverless_cache" "c" {{\n  engine = "valkey"\n  name = "c"\n'
        f"  subnet_ids = {subnets}\n  {rest}\n}}\n"
    )


def grouped(subnets: str, rest: str = "") -> str:
    return (
        f'{SUBNETS}resource "aws_elasticache_subnet_group" "s" {{\n  name = "s"\n  subnet_ids = {subnets}\n}}\n'
        + replication_group(f"subnet_group_name = aws_elasticache_subnet_group.s.name\n{rest}")
    )


KINDS = {"serverless_cache": serverless, "replication_group": grouped}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("subnets", "rest", "expected"),
    [
        ("aws_subnet.six[*].id", "", "ipv6"),
        ("[aws_subnet.six[0].id, aws_subnet.six[1].id]", "", "ipv6"),
        ("[for s in aws_subnet.six : s.id]", "", "ipv6"),
        ("[aws_subnet.six[0].id, aws_subnet.four.id]", "", "ipv4"),
        ("[aws_subnet.four.id]", "", "ipv4"),
        ("[aws_subnet.six[0].id, var.x]", "", "ipv4"),
        ("var.x", "", "ipv4"),
        ("[]", "", "ipv4"),
        ("aws_subnet.six[*].id", 'network_type = "ipv4"', "ipv4"),
        ("aws_subnet.six[*].id", "network_type = null", "ipv6"),
        ("aws_subnet.six[*].id", "network_type = var.x", UNKNOWN),
    ],
)
def test_it_follows_from_the_subnets(kind: str, subnets: str, rest: str, expected: str, tmp_path: Path) -> None:
    fact = only(read(tmp_path, KINDS[kind](subnets, rest)), kind).facts["network_type"]
    assert plain(fact) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "subnets", ["[aws_subnet.may.id]", 'var.x == "six" ? aws_subnet.six[*].id : [aws_subnet.four.id]']
)
def test_it_may_hang_on_something(kind: str, subnets: str, tmp_path: Path) -> None:
    found = cases(only(read(tmp_path, KINDS[kind](subnets)), kind).facts["network_type"])
    assert found == {'var.x == "six"=true': "ipv6", 'var.x == "six"=false': "ipv4"}


def test_a_default_of_a_variable_is_stated_enough(tmp_path: Path) -> None:
    code = serverless("aws_subnet.six[*].id", "network_type = var.t") + 'variable "t" { default = "ipv4" }\n'
    assert plain(only(read(tmp_path, code), "serverless_cache").facts["network_type"]) == "ipv4"


def test_it_says_why(tmp_path: Path) -> None:
    fact = only(read(tmp_path, serverless("aws_subnet.six[*].id")), "serverless_cache").facts["network_type"]
    assert isinstance(fact, Known)
    assert fact.because == "all of its subnets are IPv6-only"
