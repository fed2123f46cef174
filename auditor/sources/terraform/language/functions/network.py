"""Functions of IP ranges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.sources.partial.convert import limited_elements
from auditor.sources.partial.type_of import STRING, list_of_type
from auditor.sources.partial.values import EvalError, UndecidedError
from auditor.sources.terraform.language.functions.signature import Function, define

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_MAPPED = 0xFFFF
_WORD = 64
_LEADING_ZEROS = re.compile(r"(?<![0-9a-fA-F:.])0+(?=[0-9])|(?<=\.)0+(?=[0-9])")


def _network(prefix: str) -> IPv4Network | IPv6Network:
    """The range; host bits are ignored, and octets with leading zeros are decimal, as Terraform still reads them."""
    import ipaddress

    address, slash, length = prefix.partition("/")
    if not slash or not (length.isascii() and length.isdigit()) or "%" in address or len(length) > 4:
        raise EvalError(f"invalid CIDR expression: {prefix!r}")
    if ":" not in address:
        address = _LEADING_ZEROS.sub("", address)
    try:
        return ipaddress.ip_network(f"{address}/{int(length)}", strict=False)
    except ValueError:
        raise EvalError(f"invalid CIDR expression: {prefix!r}") from None


def _text(network: IPv4Network | IPv6Network, address: int, length: int | None = None) -> str:
    """An address of the network's family in Terraform's notation, with a prefix length if given."""
    import ipaddress

    parsed: IPv4Address | IPv6Address
    if network.version == 6 and address >> 32 == _MAPPED:  # Go takes these for the IPv4 addresses that they contain
        parsed, length = ipaddress.IPv4Address(address & 0xFFFFFFFF), None if length is None else max(length - 96, 0)
    else:
        parsed = ipaddress.IPv4Address(address) if network.version == 4 else ipaddress.IPv6Address(address)
    return str(parsed) if length is None else f"{parsed}/{length}"


def cidrhost(prefix: str, number: int) -> object:
    """The address with the number in the range; negative numbers count from the end."""
    network = _network(prefix)
    position = number if number >= 0 else network.num_addresses + number
    # Terraform compares the lower 64 bits of what is not negative, as a number with a sign.
    half = 1 << (_WORD - 1)
    compared = (number + half) % (2 * half) - half if number >= 0 else -number - 1
    address = int(network.network_address) | position
    if compared >= network.num_addresses or address >> network.max_prefixlen:
        raise EvalError(f"prefix of {network.prefixlen} does not accommodate a host numbered {number}")
    return _text(network, address)


def cidrnetmask(prefix: str) -> object:
    """The netmask of the IPv4 range."""
    network = _network(prefix)
    if network.version != 4:
        raise EvalError("IPv6 addresses cannot have a netmask")
    return str(network.netmask)


def cidrsubnet(prefix: str, bits: int, number: int) -> object:
    """The part with the number when the range is divided by so many more bits."""
    network = _network(prefix)
    length = network.prefixlen + bits
    if length > network.max_prefixlen:
        raise EvalError(f"insufficient address space to extend prefix of {network.prefixlen} by {bits}")
    if length < 0:
        raise UndecidedError("a prefix of less than no bits")
    # Terraform counts in 64 bits, by which negative numbers come to something, too.
    most = 1 << bits if 0 <= bits < _WORD else 1 << _WORD
    if abs(number) % (1 << _WORD) >= most:
        raise EvalError(f"prefix extension of {bits} does not accommodate a subnet numbered {number}")
    address = abs(int(network.network_address) | (number << (network.max_prefixlen - length)))
    if address >> network.max_prefixlen:
        raise EvalError("the address has too many bits")
    return _text(network, address, length)


def cidrsubnets(prefix: str, *bits: int) -> object:
    """Consecutive parts of the range, each by so many bits smaller."""
    network = _network(prefix)
    limited_elements(len(bits))
    start = int(network.network_address)
    if bits and start == 0:
        raise EvalError("Terraform looks for the first part before this range, where there is no address")
    end = start + network.num_addresses
    parts: list[object] = []
    for extension in bits:
        length = network.prefixlen + extension
        if not (1 <= extension <= 32 and length <= network.max_prefixlen):
            raise EvalError(f"must extend prefix by 1 to 32 bits within the address, not by {extension}")
        size = 1 << (network.max_prefixlen - length)
        start = -(-start // size) * size
        if start + size > end:
            raise EvalError("not enough remaining address space for a subnet")
        parts.append(_text(network, start, length))
        start += size
    return list_of_type(parts, STRING)


TABLE: dict[str, Function] = {
    "cidrhost": define("sw", cidrhost),
    "cidrnetmask": define("s", cidrnetmask),
    "cidrsubnet": define("siw", cidrsubnet),
    "cidrsubnets": define("s+i*", cidrsubnets),
}
