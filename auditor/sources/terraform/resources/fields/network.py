"""Security groups and the three forms of their ingress rules."""

from __future__ import annotations

import re

from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.model.network import IngressRule, NamedRange
from auditor.sources.building.cases import fact_cases
from auditor.sources.building.conversions import Convert, boolean, lower, whole
from auditor.sources.building.facts import exists_fact, make_fact
from auditor.sources.building.joined import union
from auditor.sources.building.table import Table
from auditor.sources.partial.choices import by_case, lift
from auditor.sources.partial.values import EvalError, LinkedText, Unk
from auditor.sources.terraform.language.operators import to_text
from auditor.sources.terraform.modules.resource_instance import both_exist
from auditor.sources.terraform.resources.maker import Maker, Nested, damaged, nested_value, partial
from auditor.sources.terraform.syntax.nested import is_spelled_out

#: Resource types that are one ingress rule of a group named by `security_group_id`.
RULE_TYPES = ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule")


def _name(value: object) -> str:
    """A group or prefix list: the address of the resource that it is, else its id. Raises EvalError for neither."""
    if isinstance(value, Unk):
        if value.ref is None:
            raise EvalError(value.reason)
        return value.ref[0]
    return value.ref[0] if isinstance(value, LinkedText) else str(to_text(value))


def _names(value: object, place: Location) -> Fact:
    """A list of groups or prefix lists; that one of them is not known by id does not matter."""
    value = by_case(value)
    if isinstance(value, Unk):
        cases = fact_cases(value, lambda case: _names(case, place))
        return Unknown(value.reason, place, cases, members=None if cases else ())
    names, doubt = [], ""
    for item in value if isinstance(value, list) else [] if value is None else [value]:
        try:
            names.append(_name(item))
        except EvalError as error:
            doubt = str(error)
    return Unknown(doubt, place, members=tuple(names)) if doubt else Known(tuple(names), Origin.STATED, place)


def cidr_fact(value: object, place: Location) -> Fact:
    """A list of address blocks; what names a VPC or a subnet stands for its addresses."""
    value = by_case(value)
    if isinstance(value, Unk) and value.choices:
        return Unknown(value.reason, place, fact_cases(value, lambda case: cidr_fact(case, place)))
    listed = value if value is None or isinstance(value, (list, Unk)) else [value]
    listed = [_named(v) for v in listed] if isinstance(listed, list) else listed
    return make_fact(listed, _addresses, Known((), Origin.STATED), place, (), Origin.STATED)


def _addresses(value: object) -> tuple[str | NamedRange, ...]:
    if not isinstance(value, list):
        raise EvalError("a list of addresses is needed")
    return tuple(v if isinstance(v, NamedRange) else str(to_text(v)) for v in value)


_OWN_RANGE = re.compile(r"(?:^|\.)aws_(vpc|subnet)\.[^.]+$")


def _named(value: object) -> object:
    """The addresses of a VPC or subnet that code names, known or not: no wider than the VPC, so never the world."""
    ref = value.ref if isinstance(value, (LinkedText, Unk)) else None
    found = _OWN_RANGE.search(ref[0]) if ref and "cidr_block" in ref[1] else None
    return NamedRange(f"{ref[0]}.{ref[1]}", found.group(1)) if ref and found else value


def _rule(get: dict[str, object], place: Location, exists: object) -> IngressRule:
    """A rule from the values of its arguments, by the names of the inline form."""

    def fact(name: str, convert: Convert, unset: Fact) -> Fact:
        return make_fact(get.get(name), convert, unset, place, (), Origin.STATED)

    nobody = Known((), Origin.STATED)
    itself = fact("self", lambda value: ("self",) if boolean(value) else (), nobody)
    return IngressRule(
        protocol=fact("protocol", lower, Known("-1", Origin.DEFAULT)),
        from_port=fact("from_port", whole, ABSENT),
        to_port=fact("to_port", whole, ABSENT),
        cidrs=union(cidr_fact(get.get("cidr_blocks"), place), cidr_fact(get.get("ipv6_cidr_blocks"), place)),
        groups=union(itself, _names(get.get("security_groups"), place)),
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
    blocks = partial(tuple(_inline(maker, nested) for nested in maker.blocks("ingress")), "", maker)
    attribute = maker.instance.block.attributes.get("ingress")
    if attribute is None or is_spelled_out(attribute):
        return blocks
    listed = _listed(maker.instance.stated("ingress"), maker.place_of("ingress"))
    # In JSON it is one or the other.
    return listed if attribute.json else union(blocks, listed)


def _listed(value: object, place: Location) -> Fact:
    if isinstance(value, Unk):
        cases = fact_cases(value, lambda case: _listed(case, place))
        return Unknown(value.reason, place, cases, members=None if cases else ())
    if not isinstance(value, list):
        doubt = "ingress is no list of rules"
        return Known((), Origin.STATED, place) if value is None else Unknown(doubt, place, members=())
    rules = tuple(_rule(item, place, True) for item in value if isinstance(item, dict))
    unknown = next((item.reason for item in value if isinstance(item, Unk)), "one of them is no rule")
    return Known(rules, Origin.STATED, place) if len(rules) == len(value) else Unknown(unknown, place, members=rules)


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
        if direction is None:
            direction = Unk("the direction of the rule is not stated")
        inwards = lift(lambda d: d == "ingress", (direction,), kind="bool") if isinstance(direction, Unk) else True
        exists = both_exist(instance.exists, inwards)
        values: dict[str, object] = {n: get(n) for n in _INLINE}
        values["security_groups"] = _alone(get("source_security_group_id"))
    else:
        exists = instance.exists
        values = {
            "protocol": get("ip_protocol"),
            "from_port": get("from_port"),
            "to_port": get("to_port"),
            "cidr_blocks": _alone(get("cidr_ipv4")),
            "ipv6_cidr_blocks": _alone(get("cidr_ipv6")),
            "prefix_list_ids": _alone(get("prefix_list_id")),
            "security_groups": _alone(get("referenced_security_group_id")),
        }
    return get("security_group_id"), _rule(values, place, exists)


def _alone(value: object) -> object:
    """A single thing where the inline form has a list."""
    return None if value is None else [value]


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
