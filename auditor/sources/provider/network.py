"""Security groups, the forms of their ingress rules, and prefix lists."""

from __future__ import annotations

import re

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.network import IngressRule, NamedRange
from auditor.sources.building.exist import both_exist
from auditor.sources.building.facts import where
from auditor.sources.building.gathered import partial
from auditor.sources.building.ingress import ARGUMENTS, cidr_fact, ingress_rule, listed_rules
from auditor.sources.building.joined import union
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.building.table import Table
from auditor.sources.partial.choices import lift
from auditor.sources.partial.values import LinkedText, Unk

_OWN_RANGE = re.compile(r"(?:^|\.)aws_(vpc|subnet)\.[^.]+$")
_NOBODY = Known((), Origin.STATED)


def own_range(value: object) -> object:
    """The addresses of a VPC or subnet that code names, known or not: no wider than the VPC, so never the world."""
    ref = value.ref if isinstance(value, (LinkedText, Unk)) else None
    found = _OWN_RANGE.search(ref[0]) if ref and "cidr_block" in ref[1] else None
    return NamedRange(f"{ref[0]}.{ref[1]}", found.group(1)) if ref and found else value


def _inline(nested: NestedWritten) -> IngressRule:
    # The line that lets somebody in says more than the header of the block.
    telling = next((n for n in ("cidr_blocks", "ipv6_cidr_blocks") if nested.has(n)), "")
    values = {n: nested.value(n) for n in ARGUMENTS}
    return ingress_rule(values, nested.place_of(telling), nested.exists, own_range)


def _ingress(maker: Written, facts: dict[str, Fact]) -> Fact:
    """Rules in nested blocks, by `dynamic`, or as an attribute holding a list of objects."""
    blocks = partial(tuple(_inline(nested) for nested in maker.blocks("ingress", beside_list=True)), "", maker)
    if not maker.given_as_list("ingress"):
        return blocks
    return union(blocks, listed_rules(maker.value("ingress"), maker.place_of("ingress"), own_range))


def _place_of_rule(maker: Written) -> str:
    return next((n for n in ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6") if maker.has(n)), "")


def classic_rule(maker: Written) -> tuple[object, IngressRule] | None:
    """(the value that names the group, the rule) of `aws_security_group_rule`; None for an egress rule."""
    direction = maker.stated("type")
    if direction == "egress":
        return None
    if direction is None:
        direction = Unk("the direction of the rule is not stated")
    inwards = lift(lambda d: d == "ingress", (direction,), kind="bool") if isinstance(direction, Unk) else True
    values: dict[str, object] = {n: maker.stated(n) for n in ARGUMENTS}
    values["security_groups"] = _alone(maker.stated("source_security_group_id"))
    place, exists = maker.place_of(_place_of_rule(maker)), both_exist(maker.exists, inwards)
    return maker.stated("security_group_id"), ingress_rule(values, place, exists, own_range)


def ingress_rule_resource(maker: Written) -> tuple[object, IngressRule]:
    """(the value that names the group, the rule) of `aws_vpc_security_group_ingress_rule`."""
    values = {
        "protocol": maker.stated("ip_protocol"),
        "from_port": maker.stated("from_port"),
        "to_port": maker.stated("to_port"),
        "cidr_blocks": _alone(maker.stated("cidr_ipv4")),
        "ipv6_cidr_blocks": _alone(maker.stated("cidr_ipv6")),
        "prefix_list_ids": _alone(maker.stated("prefix_list_id")),
        "security_groups": _alone(maker.stated("referenced_security_group_id")),
    }
    place = maker.place_of(_place_of_rule(maker))
    return maker.stated("security_group_id"), ingress_rule(values, place, maker.exists, own_range)


def _alone(value: object) -> object:
    """A single thing where the inline form has a list."""
    return None if value is None else [value]


def prefix_list(maker: Written) -> Fact:
    """The addresses in `aws_ec2_managed_prefix_list`, as far as it holds them itself."""
    held: Fact = _NOBODY
    for nested in maker.blocks("entry", beside_list=True):
        cidrs = cidr_fact([nested.value("cidr")], nested.header, own_range)
        held = union(held, where(nested.exists, cidrs, _NOBODY, nested.header))
    if maker.given_as_list("entry"):
        held = union(held, _listed_entries(maker))
    return union(held, Unknown(maker.damage, maker.header, members=())) if maker.damage else held


def _listed_entries(maker: Written) -> Fact:
    """Entries as an attribute that holds a list of objects."""
    value, place = maker.value("entry"), maker.place_of("entry")
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return cidr_fact([item.get("cidr") for item in value], place, own_range)
    return Unknown(value.reason if isinstance(value, Unk) else "entry is no list of entries", place, members=())


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
