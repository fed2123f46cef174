"""Security groups that code hands to something that was not read: it may add rules to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.model.facts import Unknown
from auditor.model.resource import Inventory
from auditor.sources.building.joined import union
from auditor.sources.building.links import Directory
from auditor.sources.partial.values import Lazy, LinkedText, Unk

#: How deep values are searched.
_MAX_DEPTH = 20


def open_given_groups(given: Iterable[tuple[str, str]], directory: Directory, inventory: Inventory) -> None:
    """What such a group lets in is no longer known in full; `given` are its address and to whom it is given."""
    for address, whom in given:
        group = directory.at(address)
        if group is not None and group.kind == "security_group":
            reason = f"{whom}, which was not read, is given this group and may add rules to it"
            facts = inventory.resources[group.key].facts
            facts["ingress"] = union(facts["ingress"], Unknown(reason, facts["ingress"].place, members=()))


def addresses_in(value: object, depth: int = 0) -> Iterator[str]:
    """The resources that a value is, holds, or may be."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, Lazy):
        if value.resource:
            yield value.resource
    elif isinstance(value, LinkedText):
        yield value.ref[0]
    elif isinstance(value, Unk):
        if value.ref:
            yield value.ref[0]
        for _, case in value.choices:
            yield from addresses_in(case, depth + 1)
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from addresses_in(item, depth + 1)
