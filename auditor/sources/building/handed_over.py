"""Security groups that code hands to something that was not read: it may add rules to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.model.facts import Unknown
from auditor.model.resource import Inventory
from auditor.sources.building.joined import union
from auditor.sources.building.links import Directory
from auditor.sources.partial.values import Lazy, LinkedText, Unk


def open_given_groups(given: Iterable[tuple[str, str]], directory: Directory, inventory: Inventory) -> None:
    """What such a group lets in is no longer known in full; `given` are its address and to whom it is given."""
    for address, whom in given:
        group = directory.at(address)
        if group is not None and group.kind == "security_group":
            reason = f"{whom}, which was not read, is given this group and may add rules to it"
            facts = inventory.resources[group.key].facts
            for name in ("ingress", "egress"):
                facts[name] = union(facts[name], Unknown(reason, facts[name].place, members=()))


def addresses_in(value: object) -> Iterator[str]:
    """The resources that a value is, holds, or may be; what stands in many places of it is looked into once."""
    todo, seen = [value], set()
    while todo:
        one = todo.pop()
        if isinstance(one, LinkedText):
            yield one.ref[0]
        elif isinstance(one, Lazy | Unk | list | dict) and id(one) not in seen:
            seen.add(id(one))
            if isinstance(one, Lazy):
                yield from [one.resource] if one.resource else []
            elif isinstance(one, Unk):
                yield from [one.ref[0]] if one.ref else []
                todo += [case for _, case in one.choices]
            else:
                todo += one.values() if isinstance(one, dict) else one
