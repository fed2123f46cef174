"""Security groups and the three forms of their ingress rules."""

from __future__ import annotations

import re

from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.model.network import IngressRule, NamedRange
from auditor.sources.terraform.choices import lift
from auditor.sources.terraform.fields.table import Table
from auditor.sources.terraform.instance import both_exist
from auditor.sources.terraform.maker import (
    Maker,
    Nested,
    damaged,
    exists_fact,
    lower,
    make_fact,
    nested_value,
    partial,
    whole,
)
from auditor.sources.terraform.operators import to_text
from auditor.sources.terraform.values import EvalError, LinkedText, SetValue, Unk

#: Resource types that are one ingress rule of a group named by `security_group_id`.
RULE_TYPES = ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule")


def _name(value: object) -> str:
    """A group or prefix list: the address of the resource that it is, else its id, else what it was called."""
    if isinstance(value, LinkedText):
        return value.ref[0]
    if isinstance(value, Unk):
        return value.ref[0] if value.ref else value.symbol or value.reason
    return str(to_text(value))


def _names(value: object, place: Location) -> Fact:
    """A list of groups or prefix lists; that one of them is not known by id does not matter."""
    if value is None:
        return Known((), Origin.STATED, place)
    if isinstance(value, Unk) and value.choices:
        return Unknown(value.reason, place, tuple((g, _names(v, place)) for g, v in value.choices))
    if isinstance(value, list):
        return Known(tuple(_name(v) for v in value), Origin.STATED, place)
    if isinstance(value, Unk) and value.kind in ("list", "set"):
        return Unknown(value.reason, place)
    return Known((_name(value),), Origin.STATED, place)


def _texts(value: object, place: Location) -> Fact:
    if isinstance(value, SetValue):
        value = list(value)
    listed = value if value is None or isinstance(value, (list, Unk)) else [value]
    listed = [_named(v) for v in listed] if isinstance(listed, list) else listed
    return make_fact(listed, _addresses, Known((), Origin.STATED), place, (), Origin.STATED)


def _addresses(value: object) -> tuple[str | NamedRange, ...]:
    if not isinstance(value, list):
        raise EvalError("a list of addresses is needed")
    return tuple(v if isinstance(v, NamedRange) else to_text(v) for v in value)


_OWN_RANGE = re.compile(r"(?:^|\.)aws_(vpc|subnet)\.[^.]+$")


def _named(value: object) -> object:
    """The addresses of a VPC or subnet that code names, known or not: no wider than the VPC, so never the world."""
    ref = value.ref if isinstance(value, (LinkedText, Unk)) else None
    found = _OWN_RANGE.search(ref[0]) if ref and "cidr_block" in ref[1] else None
    return NamedRange(f"{ref[0]}.{ref[1]}", found.group(1)) if ref and found else value


def _join(first: Fact, second: Fact) -> Fact:
    """Two lists as one; unknown as far as either is."""
    for one, other in ((first, second), (second, first)):
        if isinstance(one, Known) and not one.value:
            return other
    members = (*_known(first), *_known(second))
    unknown = next((f for f in (first, second) if isinstance(f, Unknown)), None)
    return (
        Unknown(unknown.reason, first.place, members=members) if unknown else Known(members, Origin.STATED, first.place)
    )


def _known(fact: Fact) -> tuple[object, ...]:
    value = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else None
    return value if isinstance(value, tuple) else ()


def _rule(get: dict[str, object], place: Location, exists: object) -> IngressRule:
    """A rule from the values of its arguments, by the names of the inline form."""

    def number(name: str) -> Fact:
        return make_fact(get.get(name), whole, ABSENT, place, (), Origin.STATED)

    groups = _names(get.get("security_groups"), place)
    if get.get("self") in (True, "true"):
        groups = _join(Known(("self",), Origin.STATED, place), groups)
    elif isinstance(get.get("self"), Unk):
        groups = _join(Unknown(get["self"].reason, place, members=()), groups)  # type: ignore[attr-defined]
    return IngressRule(
        protocol=make_fact(get.get("protocol"), lower, Known("-1", Origin.DEFAULT), place, (), Origin.STATED),
        from_port=number("from_port"),
        to_port=number("to_port"),
        cidrs=_join(_texts(get.get("cidr_blocks"), place), _texts(get.get("ipv6_cidr_blocks"), place)),
        groups=groups,
        prefix_lists=_names(get.get("prefix_list_ids"), place),
        place=place,
        exists=exists_fact(exists),
    )


_INLINE = (
    "from_port",
    "to_port",
    "protocol",
    "cidr_blocks",
    "ipv6_cidr_blocks",
    "prefix_list_ids",
    "security_groups",
    "self",
)


def _inline(maker: Maker, nested: Nested) -> IngressRule:
    # The line that lets somebody in says more than the header of the block.
    telling = next(
        (nested.block.attributes[n] for n in ("cidr_blocks", "ipv6_cidr_blocks") if n in nested.block.attributes), None
    )
    place = nested.env.source.place(telling.span if telling else nested.block.header)
    return _rule({n: nested_value(nested, n) for n in _INLINE}, place, nested.exists)


def _ingress(maker: Maker, facts: dict[str, Fact]) -> Fact:
    """Rules in nested blocks, by `dynamic`, or as an attribute holding a list of objects."""
    rules = [_inline(maker, nested) for nested in maker.blocks("ingress")]
    if maker.has("ingress"):
        value = maker.instance.stated("ingress")
        place = maker.place_of("ingress")
        if isinstance(value, Unk):
            return Unknown(value.reason, place, members=tuple(rules))
        for item in value if isinstance(value, list) else []:
            if isinstance(item, dict):
                rules.append(_rule(item, place, True))
            elif isinstance(item, Unk):
                return Unknown(item.reason, place, members=tuple(rules))
    return partial(tuple(rules), "", maker)


def standalone_rule(maker: Maker) -> tuple[object, IngressRule] | None:
    """(the value of `security_group_id`, the rule) of a rule resource; None for one that is no ingress rule."""
    instance = maker.instance

    def get(name: str) -> object:
        if maker.has(name):
            return instance.stated(name)
        damage = damaged(instance.block)
        return Unk(damage, place=maker.header) if damage else None

    telling = next((n for n in ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6") if maker.has(n)), "")
    place = maker.place_of(telling)
    if instance.type == "aws_security_group_rule":
        direction = get("type")
        if direction == "egress":
            return None
        inwards = lift(lambda d: d == "ingress", (direction,), kind="bool") if isinstance(direction, Unk) else True
        exists = both_exist(instance.exists, inwards)
        values: dict[str, object] = {n: get(n) for n in _INLINE} | {"security_groups": get("source_security_group_id")}
    else:
        exists = instance.exists
        values = {
            "protocol": get("ip_protocol"),
            "from_port": get("from_port"),
            "to_port": get("to_port"),
            "cidr_blocks": get("cidr_ipv4"),
            "ipv6_cidr_blocks": get("cidr_ipv6"),
            "prefix_list_ids": get("prefix_list_id"),
            "security_groups": get("referenced_security_group_id"),
        }
    return get("security_group_id"), _rule(values, place, exists)


TABLES: dict[str, Table] = {
    "aws_security_group": Table(
        "security_group",
        ("name",),
        (),
        {"ingress": _ingress, "is_default": lambda m, f: Known(False, Origin.DERIVED, m.header)},
    ),
    "aws_default_security_group": Table(
        "security_group",
        (),
        (),
        {"ingress": _ingress, "is_default": lambda m, f: Known(True, Origin.DERIVED, m.header)},
    ),
}
