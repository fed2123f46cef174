"""Routes and entries of network ACLs as the model lists them, whatever form they are written in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.conversions import boolean
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.gathered import gathered
from auditor.sources.building.joined import union
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import Attributes
from auditor.sources.building.topology import TypeOf
from auditor.sources.partial.choices import by_case, lift
from auditor.sources.partial.convert import to_text
from auditor.sources.partial.values import EvalError, LinkedText, Unk

NOT_KNOWN = "?"
NONE = Known((), Origin.STATED)
#: What a route leads to whose target does not tell by itself.
INTERNET, VPN, SOME_GATEWAY = "internet gateway", "vpn gateway", "some gateway"

#: The beginnings of ids of gateways, with what they are.
_BY_ID = (("igw-", INTERNET), ("vgw-", VPN), ("vpce-", "vpc endpoint"), ("eigw-", "egress-only internet gateway"))
_LOCAL = "local"
#: Protocols by their numbers, as far as they have a word.
_PROTOCOLS = {"-1": "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
_ALL_PORTS = (("0", "0"), ("-1", "-1"))


def address_blocks(written: Written, names: Sequence[str]) -> Fact:
    """The address blocks that attributes hold, each of them one or a list."""
    held: list[tuple[object, object]] = [(True, written.value(name) or None) for name in names if written.has(name)]
    return make_fact(gathered(written, held), _texts, NONE, written.header, (), Origin.STATED)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def routes(
    parts: Sequence[Attributes], destinations: Sequence[str], targets: Mapping[str, str], kind_of: TypeOf
) -> Fact:
    """A list of routes as `DESTINATION via TARGET`, without those that stay in the VPC.

    `destinations` are the attributes of which one says where a route goes, `targets` those of which one names what it
    leads to, with what that is; an empty text where that hangs on what is named, which `kind_of` tells by address.
    """
    held: Fact = NONE
    for part in parts:
        held = union(held, where(part.exists, _route(part, destinations, targets, kind_of), NONE, part.header))
    return held


def _route(part: Attributes, destinations: Sequence[str], targets: Mapping[str, str], kind_of: TypeOf) -> Fact:
    goes = _lifted(_first, [_each(_stated(part, name), _text) for name in destinations])
    leads = _lifted(_first, [_each(_stated(part, name), _leading(what, kind_of)) for name, what in targets.items()])
    place = next((part.place_of(name) for name in (*destinations, *targets) if part.has(name)), part.header)
    return _listed(_lifted(_route_text, [goes, leads]), place)


def _first(*values: object) -> object:
    return next((value for value in values if value is not None), None)


def _route_text(destination: object, target: object) -> object:
    return [] if target == _LOCAL else [f"{destination or NOT_KNOWN} via {target or NOT_KNOWN}"]


def acl_entry(
    number: object, action: object, protocol: object, ports: tuple[object, object], block: object, place: Location
) -> Fact:
    """One inbound entry of a network ACL, as a list of one: `NUMBER ACTION PROTOCOL FROM-TO BLOCK`."""
    return _listed(_lifted(_entry_text, [number, action, protocol, *ports, block]), place)


def _entry_text(*parts: object) -> object:
    number, action, protocol, first, last, block = ("" if p is None else str(to_text(p)).lower() for p in parts)
    word = _PROTOCOLS.get(protocol, protocol)
    every = word == "all" or not first or not last or (first, last) in _ALL_PORTS
    return [f"{number} {action} {word} {'all' if every else f'{first}-{last}'} {block}"]


def outwards(value: object, place: Location) -> Fact | None:
    """What an entry that may be for outbound traffic adds: nothing where it is; None where it is not."""
    try:
        if not isinstance(value, Unk):
            return NONE if value is not None and boolean(value) else None
        return Unknown(value.reason, place, members=())
    except EvalError as error:
        return Unknown(str(error), place, members=())


def _stated(part: Attributes, name: str) -> object:
    return by_case(part.value(name)) if part.has(name) else None


def _lifted(function: Callable[..., object], values: list[object]) -> object:
    try:
        return lift(function, tuple(values)) if any(isinstance(value, Unk) for value in values) else function(*values)
    except EvalError as error:
        return Unk(str(error))


def _each(value: object, function: Callable[[object], object]) -> object:
    """`function` of each case of a value, also of one that is not known at all."""
    if isinstance(value, Unk) and value.choices:
        return replace(value, choices=tuple((guard, _each(case, function)) for guard, case in value.choices))
    if isinstance(value, Unk) and value.error:
        return value
    return None if value in (None, "") else function(value)


def _text(value: object) -> object:
    return NOT_KNOWN if isinstance(value, (Unk, list, dict)) else str(to_text(value))


def _leading(word: str, kind_of: TypeOf) -> Callable[[object], str]:
    """What a route leads to, from what an attribute names."""
    return lambda value: word or _gateway(value, kind_of)


def _gateway(value: object, kind_of: TypeOf) -> str:
    ref = value.ref if isinstance(value, (Unk, LinkedText)) else None
    found = kind_of(ref[0]) if ref else ""
    text = "" if isinstance(value, Unk) else str(value)
    if found or text == _LOCAL:
        return found or _LOCAL
    return next((what for start, what in _BY_ID if text.startswith(start)), SOME_GATEWAY)


def gateway_kinds(words: Mapping[str, str]) -> TypeOf:
    """What a resource of Terraform is by its address, which tells its type: `words` has the types."""
    found = re.compile(rf"(?:^|\.)({'|'.join(words)})\.[^.]+$")

    def kind_of(address: str) -> str:
        match = found.search(address)
        return words[match[1]] if match else ""

    return kind_of


def _listed(value: object, place: Location) -> Fact:
    return make_fact(value, _members, NONE, place, (), Origin.STATED)


def _members(value: object) -> tuple[object, ...]:
    assert isinstance(value, list)
    return tuple(value)
