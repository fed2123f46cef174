"""CIDR arithmetic: what a set of blocks covers, however it is cut up."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.analysis.addresses import Network, parse, public_addresses, reach
from auditor.model.schema import KINDS

ORDER = KINDS["replication_group"].facts["reach.by_groups"].values


def _network(text: str) -> Network:
    found = parse(text)
    assert found is not None
    return found


_V4 = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(lambda block: IPv4Network(block, strict=False))
_V6 = st.tuples(st.integers(0, 2**128 - 1), st.integers(0, 128)).map(lambda block: IPv6Network(block, strict=False))
_NOTABLE = "0.0.0.0/0 0.0.0.0/1 128.0.0.0/1 10.0.0.0/8 172.16.0.0/12 172.0.0.0/8 ::/0 fc00::/7 fd00::/8"
networks = st.lists(st.one_of(_V4, _V6, st.sampled_from(_NOTABLE.split()).map(_network)), max_size=6)


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ("", "none"),
        ("10.0.0.0/8", "private"),
        ("10.20.30.40/32 192.168.0.0/16 172.31.255.0/24 100.64.0.0/10 169.254.0.0/16 127.0.0.1/32", "private"),
        ("fd12::/48 fe80::/64 ::1/128", "private"),
        ("127.0.0.1/32", "none"),
        ("127.0.0.0/8 ::1/128", "none"),
        ("127.0.0.1/32 203.0.113.7/32", "other networks"),
        ("203.0.113.7/32", "other networks"),
        ("10.0.0.0/8 203.0.113.7/32", "other networks"),
        ("172.0.0.0/8", "other networks"),
        ("100.64.0.0/9", "other networks"),
        ("2001:db8::/32", "other networks"),
        ("8.0.0.0/8", "other networks"),
        ("8.0.0.0/8 9.9.9.9/32", "any address"),
        ("8.0.0.0/7", "any address"),
        ("8.0.0.0/8 8.1.0.0/16 8.0.0.0/8", "other networks"),
        ("10.0.0.0/7", "other networks"),
        ("0.0.0.0/0", "any address"),
        ("::/0", "any address"),
        ("0.0.0.0/1 128.0.0.0/1", "any address"),
        ("0.0.0.0/1", "any address"),
        ("::/1 8000::/1", "any address"),
        ("2000::/16", "other networks"),
        ("2000::/16 2001:db8::/128", "any address"),
        ("2000::/3", "any address"),
        (" ".join(f"{first}.0.0.0/8" for first in range(256)), "any address"),
    ],
)
def test_how_far_blocks_reach(blocks: str, expected: str):
    assert reach(_network(block) for block in blocks.split()) == expected


def test_private_addresses_do_not_count_as_public():
    assert public_addresses([_network("172.0.0.0/8"), _network("fc00::/7")]) == {4: 2**24 - 2**20, 6: 0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1.2.3/8", "10.0.0.0/8"),
        (" 10.0.0.0/8 ", "10.0.0.0/8"),
        ("10.1.2.3", "10.1.2.3/32"),
        ("2001:DB8::1/32", "2001:db8::/32"),
        ("", None),
        ("10.0.0.0/33", None),
        ("10.0.0/8", None),
        ("sg-123", None),
        ("010.0.0.0/8", None),
    ],
)
def test_a_cidr_is_read_as_ec2_reads_it(text: str, expected: str | None):
    found = parse(text)
    assert (str(found) if found else None) == expected


@given(networks, st.data())
def test_cutting_a_block_in_halves_changes_nothing(blocks: list[Network], data: st.DataObject):
    halves: list[Network] = []
    for block in blocks:
        cut = block.prefixlen < block.max_prefixlen and data.draw(st.booleans())
        halves += block.subnets() if cut else [block]
    assert reach(halves) == reach(blocks)
    assert public_addresses(halves) == public_addresses(blocks)


@given(networks, st.randoms())
def test_order_and_repetition_change_nothing(blocks: list[Network], random):
    shuffled = blocks * 2
    random.shuffle(shuffled)
    assert reach(shuffled) == reach(blocks)


@given(networks, networks)
def test_more_blocks_never_reach_less_far(some: list[Network], more: list[Network]):
    assert ORDER.index(reach([*some, *more])) >= max(ORDER.index(reach(some)), ORDER.index(reach(more)))


@given(st.text(max_size=40))
def test_no_text_is_too_strange(text: str):
    parse(text)
