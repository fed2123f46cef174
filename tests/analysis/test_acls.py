"""From how far network ACLs let clients in; the oracle takes the entries one by one, for one address at a time."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.analysis.acls import Entry, allowed, without
from auditor.analysis.addresses import Network, overlap
from auditor.model.facts import Fact, Unknown, Unseen
from auditor.model.resource import Resource
from tests.analysis.builders import BLURRED, between, known, link, networked, resource, view

SUBNET = "subnet"


def placed(*entries: str, cache: Resource | None = None, **of_acl: object) -> list[Resource]:
    """A cache in a subnet of a subnet group, with a network ACL."""
    cache = cache or networked()
    group, subnet = resource("subnet_group", "group"), resource("subnet", SUBNET)
    acl = resource("nacl", "acl", 1, **{"entries": entries, **of_acl})
    link(cache, "subnet_group", group)
    link(group, "subnets", subnet)
    link(subnet, "nacl", acl)
    return [cache, group, subnet, acl]


def reach(*made: Resource) -> Fact:
    return view(*made).fact(made[0], "reach.by_nacls")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((), "none"),
        (("100 allow all all 0.0.0.0/0",), "any address"),
        (("100 allow tcp 6379-6379 0.0.0.0/0",), "any address"),
        (("100 allow tcp 6380-6390 0.0.0.0/0",), "none"),
        (("100 allow udp all 0.0.0.0/0",), "none"),
        (("100 allow tcp 1024-65535 10.0.0.0/8",), "private"),
        (("100 allow tcp 6379-6379 203.0.113.0/24",), "other networks"),
        (("90 deny all all 0.0.0.0/0", "100 allow all all 0.0.0.0/0"), "none"),
        (("110 deny all all 0.0.0.0/0", "100 allow all all 0.0.0.0/0"), "any address"),
        # Numbers, not texts: 90 comes before 100.
        (("100 deny all all 0.0.0.0/0", "90 allow tcp 6379-6379 10.0.0.0/8"), "private"),
        (("90 deny tcp 443-443 0.0.0.0/0", "100 allow all all 0.0.0.0/0"), "any address"),
        (("100 allow all all ::/0",), "none"),
    ],
)
def test_the_first_entry_about_the_port_decides(entries: tuple[str, ...], expected: str):
    known(reach(*placed(*entries)), expected)


def test_ipv6_has_entries_of_its_own():
    cache = networked(network_type="ipv6")
    known(reach(*placed("100 allow all all ::/0", "101 deny all all 0.0.0.0/0", cache=cache)), "any address")
    known(reach(*placed("100 allow all all 0.0.0.0/0", cache=networked(network_type="ipv6"))), "none")


@pytest.mark.parametrize(
    "entry", ["? allow tcp all 0.0.0.0/0", "100 allow tcp all", "100 perhaps tcp all 0.0.0.0/0", "x"]
)
def test_an_entry_that_cannot_be_read_leaves_it_open(entry: str):
    between(reach(*placed(entry)), "none", "any address")


def test_entries_that_are_not_known_leave_it_open():
    between(reach(*placed(entries=Unknown("var.entries has no value", members=()))), "none", "any address")


def test_a_port_that_is_not_known():
    made = placed("100 allow tcp 6379-6379 0.0.0.0/0", cache=networked(port=BLURRED))
    assert "port" in between(reach(*made), "none", "any address").reason
    known(reach(*placed("100 allow all all 0.0.0.0/0", cache=networked(port=BLURRED))), "any address")


def of_vpc(**facts: object) -> list[Resource]:
    cache, group, subnet, acl = placed("100 allow all all 10.0.0.0/8")
    vpc = resource("vpc", "vpc", 1, **{"is_default": False, **facts})
    link(subnet, "nacl")
    link(subnet, "vpc", vpc)
    return [cache, group, subnet, acl, vpc]


def test_without_one_of_its_own_a_subnet_has_that_of_its_vpc():
    made = of_vpc()
    known(reach(*made), "any address")
    link(made[4], "nacl", made[3])
    known(reach(*made), "private")


def test_that_of_the_default_vpc_may_have_been_changed():
    between(reach(*of_vpc(is_default=True)), "none", "any address")


def test_a_vpc_that_was_not_read():
    made = of_vpc()
    link(made[2], "vpc", Unseen("vpc-1", "not in what was scanned"))
    assert "vpc-1" in between(reach(*made), "none", "any address").reason


def test_of_two_subnets_the_one_that_lets_in_more_counts():
    made = placed("100 allow tcp all 10.0.0.0/8")
    second, acl = resource("subnet", "second"), resource("nacl", "other", entries=("1 allow tcp all 0.0.0.0/0",))
    link(made[1], "subnets", made[2], second)
    link(second, "nacl", acl)
    known(reach(*made, second, acl), "any address")


networks = st.builds(
    lambda address, length: ip_network((address, length), strict=False),
    st.integers(0, 255).map(lambda n: n << 24),
    st.integers(0, 12),
)


@given(networks, st.lists(networks, max_size=6))
def test_what_is_left_of_a_block_is_what_is_in_no_other(network: Network, others: list[Network]):
    left = without(network, others)
    for block in (network, *others):
        for address in (block.network_address, block.broadcast_address):
            inside = address in network and not any(address in other for other in others)
            assert sum(address in part for part in left) == inside


@given(networks, networks)
def test_blocks_overlap_as_ipaddress_says(one: Network, other: Network):
    assert overlap(one, other) is one.overlaps(other)


def test_blocks_of_two_versions_have_nothing_in_common():
    assert not overlap(ip_network("0.0.0.0/0"), ip_network("::/0"))


@given(st.lists(st.tuples(st.booleans(), networks), max_size=8), st.integers(0, 2**32 - 1))
def test_what_is_allowed_is_what_the_first_entry_allows(entries: list[tuple[bool, Network]], number: int):
    listed = [Entry(n, allows, network) for n, (allows, network) in enumerate(entries)]
    result, edges = allowed(listed), [network.network_address for _, network in entries]
    for address in (ip_address(number), *edges):
        first = next((entry for entry in listed if address in entry.network), None)
        assert any(address in part for part in result) is (first is not None and first.allows)
