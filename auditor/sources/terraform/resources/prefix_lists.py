"""Managed prefix lists that stand in the same code: a rule that names one lets in the addresses of its entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory
from auditor.sources.building.cases import stops
from auditor.sources.building.facts import where
from auditor.sources.building.joined import members_of, union
from auditor.sources.partial.values import Unk
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.modules.resource_instance import ResourceInstance
from auditor.sources.terraform.resources.fields.network import cidr_fact
from auditor.sources.terraform.resources.given_away import addresses_in, given_away
from auditor.sources.terraform.resources.maker import Maker, damaged, nested_value

_LIST, _ENTRY = "aws_ec2_managed_prefix_list", "aws_ec2_managed_prefix_list_entry"
_NOBODY = Known((), Origin.STATED)


def resolve_prefix_lists(modules: list[ModuleInstance], inventory: Inventory) -> None:
    """Put the entries of prefix lists in place of their names, in the rules of every security group."""
    lists = _lists(modules)
    groups = [r for r in inventory.resources.values() if r.kind == "security_group"] if lists else []
    for group in groups:
        group.facts["ingress"] = _resolved(group.facts["ingress"], lists)


def _instances(modules: list[ModuleInstance], type_: str) -> Iterator[ResourceInstance]:
    for module in modules:
        for kind, name in module.definition.resources:
            if kind == type_:
                yield from (one for one in module.resource(kind, name) if one.exists is not False)


def _lists(modules: list[ModuleInstance]) -> dict[str, Fact]:
    """The addresses in each prefix list, by the address of the list."""
    lists = {one.address: _entries(Maker(one)) for one in _instances(modules, _LIST)}
    for entry in _instances(modules, _ENTRY) if lists else ():
        _add_entry(Maker(entry), lists)
    for address, module in given_away(modules) if lists else ():
        _open(lists, address, f"{module}, which was not read, is given this prefix list and may add entries to it")
    return lists


def _entries(maker: Maker) -> Fact:
    held: Fact = _NOBODY
    for nested in maker.blocks("entry"):
        place = nested.env.source.place(nested.block.header)
        cidrs = cidr_fact([nested_value(nested, "cidr")], place)
        held = union(held, where(nested.exists, cidrs, _NOBODY, place))
    if maker.has("entry") and not maker.instance.block.attributes["entry"].json:
        held = union(held, _listed(maker))
    damage = damaged(maker.instance.block)
    return union(held, Unknown(damage, maker.header, members=())) if damage else held


def _listed(maker: Maker) -> Fact:
    """Entries as an attribute that holds a list of objects."""
    value, place = maker.instance.stated("entry"), maker.place_of("entry")
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return cidr_fact([item.get("cidr") for item in value], place)
    return Unknown(value.reason if isinstance(value, Unk) else "entry is no list of entries", place, members=())


def _add_entry(maker: Maker, lists: dict[str, Fact]) -> None:
    """`aws_ec2_managed_prefix_list_entry` adds an entry to a list; to any list where it is not known which."""
    instance = maker.instance
    target = instance.stated("prefix_list_id") if maker.has("prefix_list_id") else Unk("its list could not be read")
    named = set(addresses_in(target))
    cidr = instance.stated("cidr") if maker.has("cidr") else Unk("its cidr could not be read")
    if len(named) == 1 and named <= lists.keys() and not (isinstance(target, Unk) and target.choices):
        there = where(instance.exists, cidr_fact([cidr], maker.place_of("cidr")), _NOBODY, maker.header)
        [address] = named
        lists[address] = union(lists[address], there)
        return
    for address in list(lists) if _may_be_any(target, lists) else named & lists.keys():
        _open(lists, address, f"{instance.address} may add an entry to it")


def _may_be_any(target: object, lists: dict[str, Fact]) -> bool:
    """Whether a value, in one case at least, may be the id of any list."""
    if not isinstance(target, Unk) or stops(target):
        return False
    if target.choices:
        return any(_may_be_any(case, lists) for _, case in target.choices)
    return lists.keys().isdisjoint(addresses_in(target))


def _open(lists: dict[str, Fact], address: str, reason: str) -> None:
    if address in lists:
        lists[address] = union(lists[address], Unknown(reason, members=()))


def _resolved(ingress: Fact, lists: dict[str, Fact]) -> Fact:
    if isinstance(ingress, Known) and isinstance(ingress.value, tuple):
        return replace(ingress, value=tuple(_with_entries(rule, lists) for rule in ingress.value))
    if isinstance(ingress, Unknown):
        members = ingress.members
        return replace(
            ingress,
            choices=tuple((guard, _resolved(case, lists)) for guard, case in ingress.choices),
            members=None if members is None else tuple(_with_entries(rule, lists) for rule in members),
        )
    return ingress


def _with_entries(rule: object, lists: dict[str, Fact]) -> object:
    if not isinstance(rule, IngressRule):
        return rule
    entries = _of_names(rule.prefix_lists, lists)
    if entries == _NOBODY and not any(name in lists for name in members_of(rule.prefix_lists)):
        return rule
    return replace(rule, cidrs=union(rule.cidrs, entries), prefix_lists=_without(rule.prefix_lists, lists))


def _of_names(names: Fact, lists: dict[str, Fact]) -> Fact:
    """The addresses in the lists that are named, under the same guards."""
    if isinstance(names, Unknown) and names.choices:
        return Unknown(names.reason, names.place, tuple((g, _of_names(case, lists)) for g, case in names.choices))
    held: Fact = _NOBODY
    for name in members_of(names):
        held = union(held, lists.get(str(name), _NOBODY))
    return held


def _without(names: Fact, lists: dict[str, Fact]) -> Fact:
    left = tuple(name for name in members_of(names) if name not in lists)
    if isinstance(names, Unknown):
        choices = tuple((guard, _without(case, lists)) for guard, case in names.choices)
        return replace(names, choices=choices, members=None if names.members is None else left)
    return replace(names, value=left) if isinstance(names, Known) else names
