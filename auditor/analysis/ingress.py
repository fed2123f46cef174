"""One rule of a security group seen from one cache: whether it opens the cache's port, and whom it lets in.

Domain sources: EC2 API reference, IpPermission; AWS documentation of ElastiCache, "Access patterns for accessing an
ElastiCache cache in an Amazon VPC" and, for the ports of serverless caches, "Setting up ElastiCache".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.analysis.addresses import Network, parse
from auditor.model.facts import Absent, Fact, Known, Unknown
from auditor.model.location import NOWHERE, Location
from auditor.model.network import IngressRule, NamedRange
from auditor.model.resource import Resource
from auditor.model.view import View

Truth = bool | None

_OTHER_PROTOCOLS = {"udp", "icmp", "icmpv6"}
_ALL, _TCP = -1, 6
_LAST_PORT = 65535

_SERVERLESS_PORTS = {"redis": (6379, 6380), "valkey": (6379, 6380), "memcached": (11211,)}


@dataclass(frozen=True, slots=True)
class Ports:
    """Where a cache listens: on all ports of one of `cases`, or, without cases, on one that is not known.

    `text` is for explanations, `doubt` says why it is not known. With `every` only rules for all ports are meant; with
    `outwards` rules for what the cache connects to, whatever the protocol and the port.
    """

    cases: tuple[tuple[int, ...], ...]
    text: str
    doubt: str = ""
    every: bool = False
    outwards: bool = False

    def within(self, first: int, last: int) -> Truth:
        """Whether a rule for the ports `first` to `last` lets clients connect."""
        if self.every:
            return first <= 1 and last >= _LAST_PORT
        if not self.cases:
            if first > last:
                return False
            return True if first <= 1 and last >= _LAST_PORT else None
        hit = [any(first <= port <= last for port in case) for case in self.cases]
        return True if all(hit) else None if any(hit) else False


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody who is let in, or, with a `doubt`, who may be.

    Attributes:
        who: in words; empty where that is not known.
        doubt: why it is not certain.
        network: for a CIDR, the block.
        reach: for anything else, how far clients can be; at most, where that is not known.
        group: address of the security group.
    """

    who: str
    doubt: str
    group: str
    place: Location
    network: Network | None = None
    reach: str = "none"


def ports_of(cache: Resource, view: View) -> Ports:
    """The ports that clients of the cache connect to; a serverless cache has a second one for reading."""
    if cache.kind == "serverless_cache":
        engine = view.fact(cache, "engine")
        ports = _SERVERLESS_PORTS.get(str(engine.value)) if isinstance(engine, Known) else None
        if ports is None:
            doubt = f"engine: {_reason(engine)}"
            return Ports((_SERVERLESS_PORTS["redis"], _SERVERLESS_PORTS["memcached"]), "its port", doubt)
        return Ports((ports,), f"tcp {' or '.join(map(str, ports))}")
    port = view.fact(cache, "port")
    number = _number(port)
    if number is None:
        return Ports((), "its port", f"port: {_reason(port)}")
    return Ports(((number,),), f"tcp {number}")


def sources(rule: IngressRule, group: Resource, ports: Ports, view: View) -> Iterator[Source]:
    """Whom the rule lets in to the ports of the cache."""
    parts = [view.settle(part) for part in (rule.exists, rule.protocol, rule.from_port, rule.to_port)]
    exists, protocol, first, last = parts
    there = None if isinstance(exists, Unknown) else isinstance(exists, Known) and bool(exists.value)
    opens = True if ports.outwards else _opens(protocol, first, last, ports)
    if there is False or opens is False:
        return
    doubt = ""
    if there is None or opens is None:
        unknown = next((part.reason for part in parts if isinstance(part, Unknown)), "")
        doubt = unknown or ports.doubt or f"protocol: {_reason(protocol)}"
    yield from _cidrs(view.settle(rule.cidrs), rule, group, doubt)
    yield from _groups(view.settle(rule.groups), rule, group, doubt)
    lists = view.settle(rule.prefix_lists)
    for name in _members(lists):
        # What is in a prefix list is not read; it may be empty as well as 0.0.0.0/0.
        yield Source("", f"what prefix list {name} holds was not read", group.address, rule.place, reach="any address")
    yield from _more(lists, rule, group, "any address")


def _cidrs(cidrs: Fact, rule: IngressRule, group: Resource, doubt: str) -> Iterator[Source]:
    for text in _members(cidrs):
        if isinstance(text, NamedRange):
            yield Source(text.name, doubt, group.address, rule.place, reach=text.reach)
            continue
        network = parse(text) if isinstance(text, str) else None
        if network is not None:
            yield Source(str(text), doubt, group.address, rule.place, network)
        else:
            yield Source("", f"{text!r} is no CIDR", group.address, rule.place, reach="any address")
    yield from _more(cidrs, rule, group, "any address")


def _groups(groups: Fact, rule: IngressRule, group: Resource, doubt: str) -> Iterator[Source]:
    itself = {"self", group.key, group.address, group.identity}
    for name in _members(groups):
        own = name in itself
        who = "its own members" if own else f"members of {name}"
        yield Source(who, doubt, group.address, rule.place, reach="self" if own else "named groups")
    yield from _more(groups, rule, group, "named groups")


def _more(fact: Fact, rule: IngressRule, group: Resource, reach: str) -> Iterator[Source]:
    """What an unknown list may hold beyond its known members."""
    if isinstance(fact, Unknown):
        place = fact.place if fact.place != NOWHERE else rule.place
        yield Source("", fact.reason, group.address, place, reach=reach)


def _members(fact: Fact) -> tuple[object, ...]:
    value = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else None
    return tuple(value) if isinstance(value, (tuple, list)) else () if value is None else (value,)


def _opens(protocol: Fact, first: Fact, last: Fact, ports: Ports) -> Truth:
    """Whether a rule is about the protocol and the ports of the cache. Caches speak TCP only."""
    word = str(protocol.value).strip().lower() if isinstance(protocol, Known) else ""
    number = _TCP if word == "tcp" else _ALL if word == "all" else _number(protocol)
    if number == _ALL:
        return True
    if number == _TCP:
        return _covers(first, last, ports)
    # A protocol that is not known may be -1, for which ports do not count.
    return False if number is not None or word in _OTHER_PROTOCOLS else None


def _covers(first: Fact, last: Fact, ports: Ports) -> Truth:
    low = 0 if isinstance(first, Absent) else _number(first)
    high = _LAST_PORT if isinstance(last, Absent) else _number(last)
    # -1 at either end means all ports, so that one known end rules nothing out.
    if _ALL in (low, high):
        return True
    return None if low is None or high is None else ports.within(low, high)


def _number(fact: Fact) -> int | None:
    """A whole number, whether it was written as one or as text."""
    value = fact.value if isinstance(fact, Known) else None
    try:
        return int(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None


def _reason(fact: Fact) -> str:
    if isinstance(fact, Unknown):
        return fact.reason
    return "not stated" if isinstance(fact, Absent) else f"{fact.value!r} is not a known one"
