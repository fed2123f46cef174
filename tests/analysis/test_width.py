"""How wide the widest range is that the security groups of a cache let in."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.facts import ABSENT, Absent, Fact, Known, Unknown, Unseen
from auditor.model.finding import World
from auditor.model.network import IngressRule, NamedRange
from auditor.model.resource import Resource
from tests.analysis.builders import (
    BLURRED,
    FALSE,
    TRUE,
    either,
    fact,
    ingress,
    known,
    link,
    networked,
    security_group,
    view,
)


def prefix(one: Resource, *groups: Resource, version: int = 4) -> Fact:
    link(one, "security_groups", *groups)
    return view(one, *groups).fact(one, f"reach.prefix_ipv{version}")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([ingress("10.0.0.0/8")], 8),
        ([ingress("10.0.0.0/24", "10.0.0.0/16")], 16),
        ([ingress("10.0.0.0/24"), ingress("203.0.113.0/28", line=21)], 24),
        ([ingress("0.0.0.0/0")], 0),
        ([ingress("10.0.0.7")], 32),
        # Two that lie side by side are two.
        ([ingress("10.0.0.0/16", "10.1.0.0/16")], 16),
        ([ingress("10.0.0.0/24", groups=("self",)), ingress("10.0.0.0/8", ports=443)], 24),
        ([ingress("::/0", "10.0.0.0/20")], 20),
    ],
)
def test_the_widest_block_counts(rules: list[IngressRule], expected: int):
    known(prefix(networked(), security_group(*rules)), expected)


@pytest.mark.parametrize(
    "rules", [[], [ingress(groups=("clients",))], [ingress("::/0")], [ingress("10.0.0.0/8", ports=1)]]
)
def test_without_a_block_there_is_none(rules: list[IngressRule]):
    assert isinstance(prefix(networked(), security_group(*rules)), Absent)


def test_addresses_of_a_vpc_are_no_wider_than_that():
    rule = ingress()
    own = replace(rule, cidrs=fact((NamedRange("aws_vpc.v.cidr_block", "vpc"),)))
    assert isinstance(prefix(networked(), security_group(own)), Absent)


@pytest.mark.parametrize(
    ("network_type", "expected"), [("ipv6", 48), ("dual_stack", 48), ("ipv4", None), (ABSENT, None)]
)
def test_ipv6_counts_for_who_has_it(network_type: object, expected: int | None):
    found = prefix(networked(network_type=network_type), security_group(ingress("fd00::/48", "10.0.0.0/8")), version=6)
    if expected is None:
        assert isinstance(found, Absent)
    else:
        known(found, expected)


def test_a_network_type_that_is_not_known_leaves_both_open():
    found = prefix(networked(network_type=BLURRED), security_group(ingress("fd00::/8")), version=6)
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == (8, None)
    assert "network type" in found.reason


@pytest.mark.parametrize(
    ("rules", "low", "high"),
    [
        ([ingress("10.0.0.0/16"), ingress("10.0.0.0/8", exists=BLURRED, line=21)], 8, 16),
        ([ingress("10.0.0.0/8", exists=BLURRED)], 8, None),
        ([ingress("10.0.0.0/16", prefix_lists=("pl-1",))], 0, 16),
        ([ingress("10.0.0.0/16", "not a cidr")], 0, 16),
    ],
)
def test_what_may_be_let_in_too_leaves_it_open(rules: list[IngressRule], low: int, high: int | None):
    found = prefix(networked(), security_group(*rules))
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == (low, high)
    assert found.reason


def test_what_may_be_narrower_changes_nothing():
    known(
        prefix(networked(), security_group(ingress("10.0.0.0/8"), ingress("10.0.0.0/16", exists=BLURRED, line=21))), 8
    )


def test_a_group_that_was_not_read_may_let_in_anybody():
    cache, group = networked(), security_group(ingress("10.0.0.0/16"))
    link(cache, "security_groups", group, Unseen("sg-1", "not in what was scanned"))
    found = view(cache, group).fact(cache, "reach.prefix_ipv4")
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == (0, 16)


@pytest.mark.parametrize(("world", "expected"), [(TRUE, 8), (FALSE, 24)])
def test_it_hangs_on_what_the_rules_hang_on(world: World, expected: int):
    rules = either(Known((ingress("10.0.0.0/8"),)), Known((ingress("10.0.0.0/24"),)))
    cache, group = networked(), security_group()
    group.facts["ingress"] = rules
    link(cache, "security_groups", group)
    known(view(cache, group, world=world).fact(cache, "reach.prefix_ipv4"), expected)


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)), min_size=1, max_size=5))
def test_it_is_the_least_prefix_of_all(blocks: list[tuple[int, int]]):
    texts = [str(ip_network((address, length), strict=False)) for address, length in blocks]
    found = prefix(networked(), security_group(*(ingress(text, line=n) for n, text in enumerate(texts, 20))))
    known(found, min(ip_network(text).prefixlen for text in texts))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (ingress("10.0.0.0/8", protocol="-1", ports=0), "private"),
        (ingress("10.0.0.0/8", ports=(0, 65535)), "private"),
        (ingress("10.0.0.0/8", ports=(1, 65535)), "private"),
        (ingress("10.0.0.0/8", ports=(2, 65535)), "none"),
        (ingress("10.0.0.0/8", ports=(0, 65534)), "none"),
        (ingress("10.0.0.0/8", protocol="udp", ports=(0, 65535)), "none"),
        (ingress(groups=("self",), protocol="-1", ports=ABSENT), "self"),
    ],
)
def test_all_ports_are_all_of_them(rule: IngressRule, expected: str):
    cache, group = networked(), security_group(rule)
    link(cache, "security_groups", group)
    known(view(cache, group).fact(cache, "reach.all_ports"), expected)


def outwards(*cidrs: str, **rest: object) -> IngressRule:
    return replace(ingress(*cidrs, **rest), outwards=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), "none"),
        ((outwards("0.0.0.0/0"),), "any address"),
        ((outwards("0.0.0.0/0", protocol="udp", ports=53),), "any address"),
        ((outwards("10.0.0.0/8", ports=443),), "private"),
        ((outwards(groups=("db",)),), "named groups"),
    ],
)
def test_egress_is_about_any_port(rules: tuple[IngressRule, ...], expected: str):
    cache, group = networked(), security_group(ingress("0.0.0.0/0"), egress=rules)
    link(cache, "security_groups", group)
    found = known(view(cache, group).fact(cache, "reach.egress"), expected)
    assert "connect to" in found.because
