"""CIDR arithmetic: how far a set of address blocks reaches.

What counts as private: RFC 1918, RFC 6598 (shared address space), RFC 4193 (unique local), link-local and loopback. Any
other address is one that a host outside of one's own networks can have. Loopback reaches nobody: such packets never
leave a host (RFC 1122, RFC 4291), which is why AWS proposes 127.0.0.1/32 for a group that is to let nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

Network = IPv4Network | IPv6Network

_PRIVATE: dict[int, tuple[Network, ...]] = {
    4: tuple(
        ip_network(block)
        for block in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
    ),
    6: tuple(ip_network(block) for block in ("::1/128", "fc00::/7", "fe80::/10")),
}

_LOOPBACK: dict[int, Network] = {4: ip_network("127.0.0.0/8"), 6: ip_network("::1/128")}

#: More public addresses than this are as good as all: a /8 of IPv4 is more than any one party's offices and partners
#: have, a /16 of IPv6 more than any registry hands out.
_MANY = {4: 2**24, 6: 2**112}


@lru_cache(maxsize=4096)
def parse(text: str) -> Network | None:
    """The block that a CIDR means, host bits cleared as EC2 does; None for what is no CIDR."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def public_addresses(networks: Iterable[Network]) -> dict[int, int]:
    """How many addresses outside of the private blocks they cover, by IP version; an overlap counts once."""
    by_version: dict[int, list[Network]] = {4: [], 6: []}
    for network in networks:
        by_version[network.version].append(network)
    return {version: sum(map(_public, _collapse(blocks))) for version, blocks in by_version.items()}


def reach(networks: Iterable[Network]) -> str:
    """How far clients can be: `none`, `private`, `other networks` or `any address`.

    All blocks are taken together, so that two halves of 0.0.0.0/0, or many large blocks, are found out.
    """
    every = [one for one in networks if not _inside(one, _LOOPBACK[one.version])]
    if not every:
        return "none"
    public = public_addresses(every)
    if any(count > _MANY[version] for version, count in public.items()):
        return "any address"
    return "other networks" if any(public.values()) else "private"


@lru_cache(maxsize=4096)
def reach_of(network: Network) -> str:
    """How far clients can be that one block alone lets in."""
    return reach([network])


def overlap(one: Network, other: Network) -> bool:
    """Whether two blocks have an address in common; blocks of different IP versions have none."""
    return one.version == other.version and (_inside(one, other) or _inside(other, one))


def _collapse(blocks: list[Network]) -> Iterable[Network]:
    # One version at a time, which is what the signature of collapse_addresses cannot say.
    return collapse_addresses(blocks)  # type: ignore[type-var]


def _public(network: Network) -> int:
    """The addresses of a block that are in no private block. Blocks are nested or apart, never half over each other."""
    private = 0
    for block in _PRIVATE[network.version]:
        if _inside(network, block):
            return 0
        if _inside(block, network):
            private += block.num_addresses
    return network.num_addresses - private


def _inside(inner: Network, outer: Network) -> bool:
    return inner.network_address in outer and inner.prefixlen >= outer.prefixlen
