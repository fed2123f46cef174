"""Security groups that code hands to modules which were not read: such a module may add rules to them."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.facts import Unknown
from auditor.model.resource import Inventory
from auditor.sources.building.joined import union
from auditor.sources.building.links import Directory
from auditor.sources.partial.values import LinkedText, Unk
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.modules.resource_instance import ResourceInstance

#: How deep arguments are searched.
_MAX_DEPTH = 20


def open_given_groups(modules: list[ModuleInstance], directory: Directory, inventory: Inventory) -> None:
    """What a group handed to an unread module lets in is no longer known in full."""
    for address, module in given_away(modules):
        _open(address, module, directory, inventory)


def given_away(modules: list[ModuleInstance]) -> Iterator[tuple[str, str]]:
    """The resources that are handed to a module which was not read, each with the address of the module.

    Published modules that hold no cache count as well: several of them do nothing but add rules.
    """
    for module in modules:
        for name, declared in module.definition.calls.items():
            unread = [slot for slot, instance in module.calls(name) if instance is None]
            for slot in unread:
                env = Env(module, declared.source, slot.names)
                for attribute in declared.block.attributes.values():
                    for address in addresses_in(known_or_unknown(attribute.value, env.of(attribute))):
                        yield address, f"{module.prefix}module.{name}"


def addresses_in(value: object, depth: int = 0) -> Iterator[str]:
    """The resources that a value is, holds, or may be."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, ResourceInstance):
        yield value.address
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


def _open(address: str, module: str, directory: Directory, inventory: Inventory) -> None:
    group = directory.at(address)
    if group is None or group.kind != "security_group":
        return
    reason = f"{module}, which was not read, is given this group and may add rules to it"
    facts = inventory.resources[group.key].facts
    facts["ingress"] = union(facts["ingress"], Unknown(reason, facts["ingress"].place, members=()))
