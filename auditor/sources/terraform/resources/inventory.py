"""From an evaluated root to resources of the model: its blocks, as what every source makes resources of."""

from __future__ import annotations

from auditor.model.resource import Inventory
from auditor.sources.building.assembly import assemble
from auditor.sources.provider import VOCABULARY
from auditor.sources.terraform.modules.moved import Moves
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.resources.block_entry import BlockEntry
from auditor.sources.terraform.resources.given_away import given_away
from auditor.sources.terraform.resources.unread import note_unread


def build_inventory(root: Root, prefix: str) -> Inventory:
    """All resources of a root that the model knows; `prefix` goes before addresses to make keys."""
    moves = Moves()
    modules = list(root.module.walk())
    for module in modules:
        moves.learn(module)
    entries = [
        BlockEntry(instance, moves)
        for module in modules
        for kind, name in module.definition.resources
        if kind in VOCABULARY.types
        for instance in module.resource(kind, name)
    ]
    note_unread(root, modules, VOCABULARY.judged)
    return assemble(entries, VOCABULARY, prefix, own_groups=root.own_groups, given=given_away(modules))
