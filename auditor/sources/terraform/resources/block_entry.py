"""One instance of a resource block, as what every source makes resources of."""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Origin
from auditor.sources.building.conversions import text
from auditor.sources.building.entry import Entry
from auditor.sources.building.facts import make_fact
from auditor.sources.building.place import Place
from auditor.sources.building.tags import Tags, merged_tags
from auditor.sources.terraform.modules.moved import Moves
from auditor.sources.terraform.modules.providers import Provider, place_of, provider_of
from auditor.sources.terraform.modules.resource_instance import ResourceInstance
from auditor.sources.terraform.resources.maker import Maker

#: Resource types that take no tags.
_UNTAGGED = frozenset({"aws_elasticache_global_replication_group"})

#: Terraform 0.11 took tags as a block too.
_AS_BLOCK = "tags is a block here, which Terraform refuses: since 0.12 it is an argument, tags = {...}"


class BlockEntry(Entry):
    """A resource instance of Terraform code."""

    def __init__(self, instance: ResourceInstance, moves: Moves) -> None:
        self.written: Maker = Maker(instance)
        self.type, self.name, self.address = instance.type, instance.name, instance.address
        self._instance, self._moves = instance, moves

    def place(self) -> Place:
        """Where it lives."""
        return place_of(self._instance)

    def region(self) -> Fact:
        """The region that it is in: its argument `region`, else that of its provider configuration."""
        inherited = make_fact(self._provider().region, text, ABSENT, self.written.header, (), Origin.INHERITED)
        return self.written.fact("region", text, inherited)

    def tags(self) -> Tags:
        """Its own tags, over those that its provider configuration gives everything."""
        own = self.written.value("tags") if self.written.has("tags") else {}
        every = self._provider().tags if self.type not in _UNTAGGED else {}
        doubt = _AS_BLOCK if any(one.type == "tags" for one in self._instance.block.blocks) else ""
        return merged_tags(own, every, doubt, self.written)

    def origin(self) -> str:
        """The address that it had before all `moved` blocks."""
        return self._moves.origin(self.address)

    def _provider(self) -> Provider:
        one = self._instance
        return provider_of(one.module, one.block, one.env.names, one.source)
