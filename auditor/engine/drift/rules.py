"""Ingress rules in a form in which two sets of them can be compared, however they are grouped.

A rule that lets in two blocks is the same as two rules that let in one each; so each is told once for every port range
and source. Descriptions let nobody in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from auditor.model.facts import Absent, Fact, Known
from auditor.model.network import IngressRule, NamedRange

_PARTS = ("cidrs", "groups", "prefix_lists")
_ALL = "-1"
_EVERY_PORT = (0, 65535)
#: Protocols by their numbers, as either side may call them.
_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "all": _ALL}


def flattened(rules: Iterable[object], names: Mapping[str, str], own: str) -> frozenset[str] | None:
    """Each rule once for every source; None where a part of one is not known. `own` is what AWS calls the group."""
    found: set[str] = set()
    for rule in rules:
        assert isinstance(rule, IngressRule)
        if not isinstance(rule.exists, Known):
            return None
        told = list(_told(rule, names, own)) if rule.exists.value else []
        if None in told:
            return None
        found.update(text for text in told if text is not None)
    return frozenset(found)


def _told(rule: IngressRule, names: Mapping[str, str], own: str) -> Iterator[str | None]:
    if not isinstance(rule.protocol, Known):
        yield None
        return
    protocol = str(rule.protocol.value).lower()
    protocol = _PROTOCOLS.get(protocol, protocol)
    ports = "all ports" if protocol == _ALL else _ports(rule.from_port, rule.to_port)
    for part in _PARTS:
        fact = getattr(rule, part)
        if isinstance(fact, Absent):
            continue
        if not isinstance(fact, Known) or not isinstance(fact.value, tuple):
            yield None
            continue
        for member in fact.value:
            source = _source(member, part, names)
            source = "self" if own and source == own else source
            yield f"{protocol} {ports} {source}" if ports and source else None


def _ports(first: Fact, last: Fact) -> str:
    if isinstance(first, Absent) and isinstance(last, Absent):
        return "all ports"
    if isinstance(first, Known) and isinstance(last, Known):
        if (first.value, last.value) == _EVERY_PORT:
            return "all ports"
        return str(first.value) if first.value == last.value else f"{first.value}-{last.value}"
    return ""


def _source(member: object, part: str, names: Mapping[str, str]) -> str:
    """A block as it is; a group or list by what AWS calls it, empty where that is not known."""
    if isinstance(member, NamedRange):
        return ""
    text = str(member)
    if part == "cidrs" or text == "self" or text.startswith(("sg-", "pl-")):
        return text.lower()
    return names.get(text, "")
