"""Resources that code hands to modules which were not read: such a module may add to them."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.building.handed_over import addresses_in
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.instance import ModuleInstance


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
