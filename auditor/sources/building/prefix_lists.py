"""Managed prefix lists that stand in the same code: a rule that names one lets in the addresses of its entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory
from auditor.sources.building.cases import stops
from auditor.sources.building.entry import Entry
from auditor.sources.building.facts import where
from auditor.sources.building.handed_over import addresses_in
from auditor.sources.building.ingress import cidr_fact
from auditor.sources.building.joined import members_of, union
from auditor.sources.building.vocabulary import Vocabulary
from auditor.sources.partial.values import Unk

_NOBODY = Known((), Origin.STATED)


def resolve_prefix_lists(
    entries: Sequence[Entry], words: Vocabulary, given: Iterable[tuple[str, str]], inventory: Inventory
) -> None:
    """Put the entries of prefix lists in place of their names, in the rules of every security group.

    `given` are resources that are handed to something that was not read, each with the name of that.
    """
    lists = _lists(entries, words, given)
    groups = [r for r in inventory.resources.values() if r.kind == "security_group"] if lists else []
    for group in groups:
        for name in ("ingress", "egress"):
            group.facts[name] = _resolved(group.facts[name], lists)


def _lists(entries: Sequence[Entry], words: Vocabulary, given: Iterable[tuple[str, str]]) -> dict[str, Fact]:
    """The addresses in each prefix list, by the address of the list."""
    there = [entry for entry in entries if entry.written.exists is not False]
    lists = {one.address: words.prefix_lists[one.type](one.written) for one in there if one.type in words.prefix_lists}
    for entry in there if lists else ():
        if entry.type in words.prefix_entries:
            _add_entry(entry, words, lists)
    for address, whom in given if lists else ():
        _open(lists, address, f"{whom}, which was not read, is given this prefix list and may add entries to it")
    return lists


def _add_entry(entry: Entry, words: Vocabulary, lists: dict[str, Fact]) -> None:
    """A resource that adds an entry to a list; to any list where it is not known which."""
    written = entry.written
    of_list, of_addresses = words.prefix_entries[entry.type]
    target = written.value(of_list) if written.has(of_list) else Unk("its list could not be read")
    named = set(addresses_in(target))
    cidr = written.value(of_addresses) if written.has(of_addresses) else Unk("its cidr could not be read")
    if len(named) == 1 and named <= lists.keys() and not (isinstance(target, Unk) and target.choices):
        addresses = cidr_fact([cidr], written.place_of(of_addresses), words.ranges)
        [address] = named
        lists[address] = union(lists[address], where(written.exists, addresses, _NOBODY, written.header))
        return
    for address in list(lists) if _may_be_any(target, lists) else named & lists.keys():
        _open(lists, address, f"{entry.address} may add an entry to it")


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
