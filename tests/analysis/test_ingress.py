"""Whether a rule of a security group opens the port of a cache, and whom it lets in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model.facts import ABSENT, Unknown
from auditor.model.network import IngressRule, NamedRange
from tests.analysis.builders import (
    BLURRED,
    at,
    between,
    fact,
    ingress,
    known,
    networked,
    reach,
    reach_of,
    security_group,
)


@pytest.mark.parametrize(
    ("protocol", "ports", "opens"),
    [
        ("tcp", 6379, True),
        ("TCP", (6000, 7000), True),
        ("6", (0, 65535), True),
        (6, "6379", True),
        ("tcp", (6380, 7000), False),
        ("tcp", (0, 6378), False),
        ("tcp", 0, False),
        ("tcp", -1, True),
        ("tcp", ABSENT, True),
        ("-1", 0, True),
        ("-1", ABSENT, True),
        ("all", (1, 2), True),
        (-1, -1, True),
        ("udp", 6379, False),
        ("17", 6379, False),
        ("icmp", -1, False),
        ("58", ABSENT, False),
    ],
)
def test_a_rule_counts_where_it_covers_the_port(protocol: object, ports: object, opens: bool):
    known(reach_of(ingress("0.0.0.0/0", protocol=protocol, ports=ports)), "any address" if opens else "none")


def test_the_actual_port_counts_not_a_constant():
    known(reach_of(ingress("0.0.0.0/0", ports=6379), port=7000), "none")
    known(reach_of(ingress("0.0.0.0/0", ports=7000), port=7000), "any address")


@pytest.mark.parametrize(
    ("engine", "ports", "opens"),
    [
        ("redis", 6379, True),
        ("valkey", 6380, True),
        ("valkey", 11211, False),
        ("memcached", 11211, True),
        ("memcached", 6379, False),
        (BLURRED, (6379, 11211), True),
        (BLURRED, 22, False),
        (BLURRED, 6380, None),
        (ABSENT, 11211, None),
    ],
)
def test_a_serverless_cache_listens_on_the_ports_of_its_engine(engine: object, ports: object, opens: bool | None):
    found = reach(networked("serverless_cache", engine=engine), security_group(ingress("0.0.0.0/0", ports=ports)))
    if opens is None:
        assert "engine: " in between(found, "none", "any address").reason
    else:
        known(found, "any address" if opens else "none")


@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [
        (ingress("0.0.0.0/0", protocol=BLURRED), "none", "any address"),
        (ingress("0.0.0.0/0", protocol=BLURRED, ports=22), "none", "any address"),
        (ingress("0.0.0.0/0", protocol="tcp6"), "none", "any address"),
        (ingress("10.0.0.0/8", ports=BLURRED), "none", "private"),
        (ingress("10.0.0.0/8", ports=(BLURRED, 6379)), "none", "private"),
        (ingress("10.0.0.0/8", ports=("http", 6379)), "none", "private"),
        (ingress("10.0.0.0/8", exists=BLURRED), "none", "private"),
        (ingress(prefix_lists=("pl-1",)), "none", "any address"),
        (ingress("10.0.0.0/8", prefix_lists=("pl-1",)), "private", "any address"),
        (ingress("not a cidr"), "none", "any address"),
    ],
)
def test_a_part_of_a_rule_that_is_not_known(rule: IngressRule, low: str, high: str):
    found = between(reach_of(rule), low, high)
    assert found.place == at(20)
    assert found.reason.startswith("sg: ")


@pytest.mark.parametrize(
    ("cidrs", "groups", "low", "high"),
    [
        (BLURRED, (), "none", "any address"),
        (Unknown("var.x", members=("10.0.0.0/8",)), (), "private", "any address"),
        (("10.0.0.0/8",), BLURRED, "private", "private"),
        ((), BLURRED, "none", "named groups"),
        ((), Unknown("var.x", members=("self",)), "self", "named groups"),
        (Unknown("var.x", members=("0.0.0.0/0",)), BLURRED, "any address", "any address"),
    ],
)
def test_lists_of_which_some_members_are_known(cidrs: object, groups: object, low: str, high: str):
    made = replace(ingress(), cidrs=fact(cidrs), groups=fact(groups))
    if low == high:
        known(reach_of(made), low)
    else:
        between(reach_of(made), low, high)


@pytest.mark.parametrize("reaches", ["subnet", "vpc"])
def test_a_range_that_is_named_and_not_read(reaches: str):
    made = replace(ingress(), cidrs=fact((NamedRange("aws_vpc.main", reaches),)))
    found = known(reach_of(made), reaches)
    assert found.because == "security group sg lets aws_vpc.main in to tcp 6379"
    wider = replace(made, cidrs=fact((NamedRange("aws_vpc.main", reaches), "10.0.0.0/8")))
    known(reach_of(wider), "private")


def test_prefix_lists_that_are_not_known():
    made = replace(ingress("10.0.0.0/8"), prefix_lists=BLURRED)
    assert between(reach_of(made), "private", "any address").reason == "sg: var.x has no value"


def test_a_port_that_is_not_known():
    between(reach_of(ingress("0.0.0.0/0", ports=6379), port=BLURRED), "none", "any address")
    between(reach_of(ingress("0.0.0.0/0", ports=6379), port=ABSENT), "none", "any address")
    known(reach_of(ingress("0.0.0.0/0", ports=(0, 65535)), port=BLURRED), "any address")
    known(reach_of(ingress("0.0.0.0/0", protocol="-1", ports=0), port=BLURRED), "any address")
