"""Rules that are resources of their own: each belongs to the group that it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.added import each_target, goes_on
from auditor.sources.building.joined import members_of, union
from auditor.sources.building.links import Directory
from auditor.sources.building.place import ANY, Place
from auditor.sources.partial.values import Unk

#: What names the group, the rule, and where it is written.
Pending = tuple[object, IngressRule, Place]

#: Sources differ: aws-cdk issue 987 tells of outbound access that was lost.
_BESIDE_DEFAULT = (
    "whether the rule for everything that AWS makes stays beside rules that are resources of their own is not "
    "established"
)


def add_rules(rules: Iterable[Pending], directory: Directory, prefix: str, inventory: Inventory) -> None:
    """Add each rule to its group; a group that is not in code is known by its rules alone."""
    in_code = [r for r in inventory.resources.values() if r.kind == "security_group"]
    joiner = _Joiner(directory, prefix, inventory)
    for target, rule, near in rules:
        joiner.add(target, rule, near)
    for group in in_code if joiner.doubtful else ():
        _let_in(group, tuple(joiner.doubtful))


class _Joiner:
    def __init__(self, directory: Directory, prefix: str, inventory: Inventory) -> None:
        self._directory, self._prefix, self._inventory = directory, prefix, inventory
        self.doubtful: list[IngressRule] = []

    def add(self, target: object, rule: IngressRule, near: Place) -> None:
        if goes_on(target):
            for value, there in each_target(target, rule.exists, Known(False)):
                self.add(value, replace(rule, exists=there), near)
            return
        if isinstance(target, Unk) and (target.ref is None or self._one_of_several(target)):
            # It may be any of those in code.
            self.doubtful.append(replace(rule, exists=_doubted(rule.exists, target.reason)))
        named = self._directory.group_of(target, near, self._prefix, self._inventory)
        if named is not None:
            _let_in(named, (rule,))

    def _one_of_several(self, target: Unk) -> bool:
        """Whether it is one of the instances of a resource, and is not known by its address."""
        return target.ref is not None and f"[{ANY}]" in target.ref[0] and self._directory.at(target.ref[0]) is None


def _doubted(exists: Fact, reason: str) -> Fact:
    """What is there only if something holds that is not known."""
    if isinstance(exists, Unknown):
        return replace(exists, choices=tuple((g, _doubted(f, reason)) for g, f in exists.choices))
    return Unknown(reason) if isinstance(exists, Known) and exists.value else exists


def _let_in(group: Resource, rules: tuple[IngressRule, ...]) -> None:
    for name, outwards in (("ingress", False), ("egress", True)):
        added = tuple(rule for rule in rules if rule.outwards is outwards)
        if added:
            group.facts[name] = _with(group.facts[name], added)


def _with(held: Fact, rules: tuple[IngressRule, ...]) -> Fact:
    if isinstance(held, Unknown) and held.choices:
        return union(held, Known(rules, Origin.STATED, held.place))
    if isinstance(held, Unknown):
        return replace(held, members=(*members_of(held), *rules))
    if isinstance(held, Known) and held.origin is Origin.DEFAULT:
        return Unknown(_BESIDE_DEFAULT, held.place, members=rules)
    return Known((*members_of(held), *rules), Origin.STATED, held.place)
