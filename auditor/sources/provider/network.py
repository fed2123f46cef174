"""Security groups, the forms of their ingress rules, and prefix lists."""

from __future__ import annotations

import re

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.network import IngressRule, NamedRange
from auditor.sources.building.conversions import text
from auditor.sources.building.exist import both_exist
from auditor.sources.building.facts import where
from auditor.sources.building.gathered import partial
from auditor.sources.building.ingress import ARGUMENTS, cidr_fact, ingress_rule, listed_rules
from auditor.sources.building.joined import union
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.building.table import Table, default
from auditor.sources.partial.choices import lift
from auditor.sources.partial.values import LinkedText, Unk

_OWN_RANGE = re.compile(r"(?:^|\.)aws_(vpc|subnet)\.[^.]+$")
_NOBODY = Known((), Origin.STATED)
#: What the provider writes where nobody says anything.
_NO_DESCRIPTION = "Managed by Terraform"


def own_range(value: object) -> object:
    """The addresses of a VPC or subnet that code names, known or not: no wider than the VPC, so never the world."""
    ref = value.ref if isinstance(value, (LinkedText, Unk)) else None
    found = _OWN_RANGE.search(ref[0]) if ref and "cidr_block" in ref[1] else None
    return NamedRange(f"{ref[0]}.{ref[1]}", found.group(1)) if ref and found else value


def _inline(nested: NestedWritten, *, outwards: bool) -> IngressRule:
    # The line that lets somebody in says more than the header of the block.
    telling = next((n for n in ("cidr_blocks", "ipv6_cidr_blocks") if nested.has(n)), "")
    values = {n: nested.value(n) for n in ARGUMENTS}
    return ingress_rule(values, nested.place_of(telling), nested.exists, own_range, outwards=outwards)


def _rules(maker: Written, name: str) -> Fact:
    """Rules in nested blocks, by `dynamic`, or as an attribute holding a list of objects."""
    outwards = name == "egress"
    nested = maker.blocks(name, beside_list=True)
    blocks = partial(tuple(_inline(one, outwards=outwards) for one in nested), "", maker)
    if not maker.given_as_list(name):
        return blocks
    return union(blocks, listed_rules(maker.value(name), maker.place_of(name), own_range, outwards=outwards))


def _ingress(maker: Written, facts: dict[str, Fact]) -> Fact:
    return _rules(maker, "ingress")


def _egress(maker: Written, facts: dict[str, Fact]) -> Fact:
    """What code states: the provider takes away the rule for everything that AWS gives each new group."""
    return _rules(maker, "egress")


def _description(maker: Written, facts: dict[str, Fact]) -> Fact:
    """What the author says; where that is nothing the provider writes a text of its own, which says nothing either."""
    return maker.fact("description", lambda value: None if value == _NO_DESCRIPTION else text(value))


def _place_of_rule(maker: Written) -> str:
    return next((n for n in ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6") if maker.has(n)), "")


def classic_rule(maker: Written) -> list[tuple[object, IngressRule]]:
    """(the value that names the group, the rule) of `aws_security_group_rule`: two where it may go either way."""
    direction = maker.stated("type")
    if direction is None:
        direction = Unk("the direction of the rule is not stated")
    values: dict[str, object] = {n: maker.stated(n) for n in ARGUMENTS}
    values["security_groups"] = _alone(maker.stated("source_security_group_id"))
    place, group = maker.place_of(_place_of_rule(maker)), maker.stated("security_group_id")
    if not isinstance(direction, Unk):
        return [(group, ingress_rule(values, place, maker.exists, own_range, outwards=direction == "egress"))]

    def going(outwards: bool) -> IngressRule:
        goes = lift(lambda d: (d == "egress") is outwards, (direction,), kind="bool")
        return ingress_rule(values, place, both_exist(maker.exists, goes), own_range, outwards=outwards)

    return [(group, going(outwards=False)), (group, going(outwards=True))]


def ingress_rule_resource(maker: Written) -> list[tuple[object, IngressRule]]:
    """(the value that names the group, the rule) of `aws_vpc_security_group_ingress_rule`."""
    return [_single(maker, outwards=False)]


def egress_rule_resource(maker: Written) -> list[tuple[object, IngressRule]]:
    """The same of `aws_vpc_security_group_egress_rule`."""
    return [_single(maker, outwards=True)]


def _single(maker: Written, *, outwards: bool) -> tuple[object, IngressRule]:
    values = {
        "protocol": maker.stated("ip_protocol"),
        "from_port": maker.stated("from_port"),
        "to_port": maker.stated("to_port"),
        "cidr_blocks": _alone(maker.stated("cidr_ipv4")),
        "ipv6_cidr_blocks": _alone(maker.stated("cidr_ipv6")),
        "prefix_list_ids": _alone(maker.stated("prefix_list_id")),
        "security_groups": _alone(maker.stated("referenced_security_group_id")),
        "description": maker.stated("description"),
    }
    place = maker.place_of(_place_of_rule(maker))
    rule = ingress_rule(values, place, maker.exists, own_range, outwards=outwards)
    return maker.stated("security_group_id"), rule


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
        {
            "ingress": _ingress,
            "egress": _egress,
            "description": _description,
            "is_default": lambda m, f: Known(False, Origin.DERIVED, m.header),
        },
    ),
    "aws_default_security_group": Table(
        "security_group",
        (),
        (),
        {
            "ingress": _ingress,
            "egress": _egress,
            # AWS describes it, and nobody can change that.
            "description": lambda m, f: default("default VPC security group"),
            "is_default": lambda m, f: Known(True, Origin.DERIVED, m.header),
        },
    ),
}
