"""Rules of security groups from evaluated values, whatever form they are written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.model.network import IngressRule, NamedRange
from auditor.sources.building.cases import fact_cases
from auditor.sources.building.conversions import Convert, boolean, lower, text, whole
from auditor.sources.building.facts import exists_fact, make_fact
from auditor.sources.building.joined import union
from auditor.sources.partial.choices import by_case
from auditor.sources.partial.convert import to_text
from auditor.sources.partial.values import EvalError, LinkedText, Unk

#: From an address block as it is written to the `NamedRange` that it stands for, where it names whose addresses it is.
Ranges = Callable[[object], object]

#: The arguments of a rule by the names that `ingress_rule` knows them under.
ARGUMENTS = (
    "from_port",
    "to_port",
    "protocol",
    "cidr_blocks",
    "ipv6_cidr_blocks",
    "prefix_list_ids",
    "security_groups",
    "self",
    "description",
)


def ingress_rule(
    get: Mapping[str, object], place: Location, exists: object, ranges: Ranges, *, outwards: bool = False
) -> IngressRule:
    """A rule from the values of its `ARGUMENTS`, the last six of which may be left out; what is unset is None."""

    def fact(name: str, convert: Convert, unset: Fact) -> Fact:
        return make_fact(get.get(name), convert, unset, place, (), Origin.STATED)

    nobody = Known((), Origin.STATED)
    itself = fact("self", lambda value: ("self",) if boolean(value) else (), nobody)
    addresses = (cidr_fact(get.get(name), place, ranges) for name in ("cidr_blocks", "ipv6_cidr_blocks"))
    return IngressRule(
        protocol=fact("protocol", lower, Known("-1", Origin.DEFAULT)),
        from_port=fact("from_port", whole, ABSENT),
        to_port=fact("to_port", whole, ABSENT),
        cidrs=union(*addresses),
        groups=union(itself, _names(get.get("security_groups"), place)),
        prefix_lists=_names(get.get("prefix_list_ids"), place),
        place=place,
        exists=exists_fact(exists),
        description=fact("description", text, ABSENT),
        outwards=outwards,
    )


def listed_rules(value: object, place: Location, ranges: Ranges, *, outwards: bool = False) -> Fact:
    """Rules given as one value: a list of objects with the `ARGUMENTS`."""
    if isinstance(value, Unk):
        cases = fact_cases(value, lambda case: listed_rules(case, place, ranges, outwards=outwards))
        return Unknown(value.reason, place, cases, members=None if cases else ())
    if not isinstance(value, list):
        doubt = "it is no list of rules"
        return Known((), Origin.STATED, place) if value is None else Unknown(doubt, place, members=())
    rules = tuple(
        ingress_rule(item, place, True, ranges, outwards=outwards) for item in value if isinstance(item, dict)
    )
    unknown = next((item.reason for item in value if isinstance(item, Unk)), "one of them is no rule")
    return Known(rules, Origin.STATED, place) if len(rules) == len(value) else Unknown(unknown, place, members=rules)


def cidr_fact(value: object, place: Location, ranges: Ranges) -> Fact:
    """A list of address blocks; what names a VPC or a subnet stands for its addresses."""
    value = by_case(value)
    if isinstance(value, Unk) and value.choices:
        return Unknown(value.reason, place, fact_cases(value, lambda case: cidr_fact(case, place, ranges)))
    listed = value if value is None or isinstance(value, (list, Unk)) else [value]
    listed = [ranges(v) for v in listed] if isinstance(listed, list) else listed
    return make_fact(listed, _addresses, Known((), Origin.STATED), place, (), Origin.STATED)


def _addresses(value: object) -> tuple[str | NamedRange, ...]:
    if not isinstance(value, list):
        raise EvalError("a list of addresses is needed")
    return tuple(v if isinstance(v, NamedRange) else str(to_text(v)) for v in value)


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
