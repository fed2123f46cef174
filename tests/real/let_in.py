"""A second opinion on security groups in templates: which addresses they let in to a port, where all is concrete."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence

from tests.real.concrete import UNASKED, Made, Reader

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def sources(
    reader: Reader, standing: Sequence[str], group: str, port: int, world: Mapping[str, object]
) -> list[Network | None]:
    """The addresses that a group lets in to a port, by the rules in it and those `standing` alone; None: not known."""
    made = reader.properties(group, world)
    rules = made.get("SecurityGroupIngress") or [] if isinstance(made, dict) else UNASKED
    rules = [rules] if isinstance(rules, dict) else rules
    if not isinstance(rules, list):
        return [None]
    found = [source for rule in rules for source in _let_in(rule, port)]
    for name in standing:
        rule, there = reader.properties(name, world), reader.exists(name, world)
        of = rule.get("GroupId", rule.get("GroupName")) if isinstance(rule, dict) else UNASKED
        if there is not False and (not isinstance(of, Made) or of.split(".")[0] == group):
            certain = there is True and isinstance(of, Made)
            found += _let_in(rule, port) if certain else [None] if of is UNASKED or there is not True else []
    return found


def _let_in(rule: object, port: int) -> list[Network | None]:
    if not isinstance(rule, dict):
        return [None]
    protocol, first, last = rule.get("IpProtocol"), rule.get("FromPort"), rule.get("ToPort")
    if UNASKED in (protocol, first, last) or any(isinstance(one, Made) for one in (first, last)):
        return [None]
    if str(protocol).lower() not in ("-1", "tcp", "6"):
        return []
    if str(protocol) != "-1" and not int(first if first is not None else 0) <= port <= int(last if last else 65535):
        return []
    named = [rule[name] for name in ("CidrIp", "CidrIpv6") if name in rule]
    if not named:
        return [None] if "SourcePrefixListId" in rule else []
    if isinstance(named[0], Made):
        return []
    try:
        return [ipaddress.ip_network(named[0], strict=False)]
    except (ValueError, TypeError):
        return [None]


def collapsed(networks: list[Network], version: int) -> list[Network]:
    return list(ipaddress.collapse_addresses([one for one in networks if one.version == version]))  # type: ignore[type-var]
