"""DAX and endpoints of DMS in the words of the provider."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Redacted
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, only, plain, read

DAX = """
resource "aws_dax_cluster" "it" {
  cluster_name       = "it"
  iam_role_arn       = "arn:aws:iam::123456789012:role/dax"
  node_type          = "dax.r5.large"
  replication_factor = 3
  @@
}
"""
DMS = """
resource "aws_dms_endpoint" "it" {
  endpoint_id   = "it"
  endpoint_type = "target"
  engine_name   = "redis"
  redis_settings {
    auth_type   = "auth-token"
    server_name = "cache.example.com"
    port        = 6379
    @@
  }
}
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", {"tls": False, "port": 8111, "at_rest": False, "nodes": 3, "network_type": UNKNOWN}),
        ('cluster_endpoint_encryption_type = "TLS"', {"tls": True, "port": 9111}),
        ('cluster_endpoint_encryption_type = "NONE"', {"tls": False, "port": 8111}),
        ('cluster_endpoint_encryption_type = "SSL"', {"tls": UNKNOWN, "port": UNKNOWN}),
        ("cluster_endpoint_encryption_type = var.v", {"tls": UNKNOWN, "port": UNKNOWN}),
        ("server_side_encryption {\n  enabled = true\n}", {"at_rest": True}),
        ("server_side_encryption {\n  enabled = false\n}", {"at_rest": False}),
        ("server_side_encryption {\n}", {"at_rest": False}),
        ("server_side_encryption {\n  enabled = var.v\n}", {"at_rest": UNKNOWN}),
        (
            'dynamic "server_side_encryption" {\n  for_each = var.on ? [1] : []\n  content {\n    enabled = true\n}\n}',
            {"at_rest": {"var.on=true": True, "var.on=false": False}},
        ),
        ('availability_zones = ["a", "b"]', {"zones": ("a", "b")}),
        ("availability_zones = []", {"zones": ABSENT}),
        ('network_type = "ipv6"', {"network_type": "ipv6"}),
    ],
)
def test_dax(said: str, expected: dict[str, object], tmp_path: Path):
    code = DAX.replace("@@", said) + 'variable "v" {}\nvariable "on" {\n  type = bool\n}\n'
    facts = only(read(tmp_path, code), "dax_cluster").facts
    assert {name: cases(facts[name]) for name in expected} == expected


def test_a_number_of_nodes_must_be_stated(tmp_path: Path):
    facts = only(read(tmp_path, DAX.replace("replication_factor = 3", "").replace("@@", "")), "dax_cluster").facts
    assert plain(facts["nodes"]) == UNKNOWN


@pytest.mark.parametrize(
    ("subnet", "expected"), [("ipv6_native = true", "ipv6"), ("ipv6_native = false", UNKNOWN), ("", UNKNOWN)]
)
def test_the_network_type_of_dax_follows_from_subnets_with_nothing_but_ipv6(subnet: str, expected: str, tmp_path: Path):
    code = (
        f'resource "aws_subnet" "s" {{\n  vpc_id = "vpc-1"\n  {subnet}\n}}\n'
        'resource "aws_dax_subnet_group" "g" {\n  name = "g"\n  subnet_ids = [aws_subnet.s.id]\n}\n'
    )
    inventory = read(tmp_path, code + DAX.replace("@@", "subnet_group_name = aws_dax_subnet_group.g.name"))
    assert plain(only(inventory, "dax_cluster").facts["network_type"]) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", {"tls": True, "login": "token", "server": "cache.example.com", "port": 6379, "password": ABSENT}),
        ('ssl_security_protocol = "plaintext"', {"tls": False}),
        ('ssl_security_protocol = "ssl-encryption"', {"tls": True}),
        ('ssl_security_protocol = "TLS1_2"', {"tls": UNKNOWN}),
        ('auth_password = "not-to-be-shown-anywhere"', {"password": Redacted(literal=True)}),
        ("auth_password = var.v", {"password": Redacted(literal=False)}),
    ],
)
def test_dms(said: str, expected: dict[str, object], tmp_path: Path):
    inventory = read(tmp_path, DMS.replace("@@", said) + 'variable "v" {}\n')
    facts = only(inventory).facts
    assert {name: plain(facts[name]) for name in expected} == expected
    assert "not-to-be-shown" not in repr(inventory)


@pytest.mark.parametrize(("word", "login"), [("none", "none"), ("auth-role", "user"), ("kerberos", UNKNOWN)])
def test_how_dms_logs_in(word: str, login: str, tmp_path: Path):
    facts = only(read(tmp_path, DMS.replace("auth-token", word).replace("@@", ""))).facts
    assert plain(facts["login"]) == login


def test_without_settings_nothing_but_the_default_is_known(tmp_path: Path):
    code = 'resource "aws_dms_endpoint" "it" {\n  endpoint_id = "it"\n  engine_name = "redis"\n}\n'
    facts = only(read(tmp_path, code)).facts
    assert {name: plain(facts[name]) for name in ("tls", "server", "login", "password")} == {
        "tls": True,
        "server": UNKNOWN,
        "login": UNKNOWN,
        "password": ABSENT,
    }


def test_endpoints_of_other_engines_are_nothing_here(tmp_path: Path):
    inventory = read(tmp_path, DMS.replace("@@", "").replace('"redis"', '"postgres"'))
    assert (inventory.resources, inventory.gaps) == ({}, [])


def test_an_engine_that_is_not_known_may_be_redis(tmp_path: Path):
    code = DMS.replace("@@", "").replace('"redis"', "var.engine") + 'variable "engine" {}\n'
    endpoint = only(read(tmp_path, code))
    assert plain(endpoint.exists) == UNKNOWN
