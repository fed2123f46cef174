"""A resource of a plan or state as what every source makes resources of."""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Origin
from auditor.sources.building.conversions import text
from auditor.sources.building.entry import Entry
from auditor.sources.building.facts import make_fact
from auditor.sources.building.place import Place
from auditor.sources.building.tags import Tags, merged_tags
from auditor.sources.partial.values import Unk
from auditor.sources.plan.attributes import Attributes
from auditor.sources.plan.found import Found

#: Which part of an ARN is the region.
_ARN_REGION = 3


class FoundEntry(Entry):
    """A resource of a plan or state, with the region and the tags that its provider configuration gives it."""

    def __init__(self, found: Found, written: Attributes, region: object, tags: object) -> None:
        self.written: Attributes = written
        self.type, self.name, self.address = found.type, found.name, found.address
        self._found, self._region, self._tags = found, region, tags

    def place(self) -> Place:
        """Where it lives."""
        region = self._own_region() or self._region
        return Place("" if isinstance(region, Unk) else str(region), self._found.provider)

    def region(self) -> Fact:
        """The region that it is in: its own, else that of its provider configuration."""
        own = self._own_region()
        said_by = Origin.STATED if own and self.written.has("region") and self._states_it() else Origin.INHERITED
        return make_fact(own or self._region, text, ABSENT, self.written.header, (), said_by)

    def _states_it(self) -> bool:
        return self.written.configured is not None and self.written.configured.names("region")

    def _own_region(self) -> str:
        """Its region by its attribute, else by its ARN; empty where neither is known."""
        values = self._found.values
        region, arn = values.get("region"), values.get("arn")
        if isinstance(region, str) and region:
            return region
        parts = arn.split(":") if isinstance(arn, str) else []
        return parts[_ARN_REGION] if len(parts) > _ARN_REGION and parts[0] == "arn" else ""

    def tags(self) -> Tags:
        """Its tags, with those that its provider configuration gives everything."""
        written = self.written
        own = written.known(self._found.values.get("tags") or {}, self._found.unknown.get("tags"), "tags")
        every = self._found.values.get("tags_all")
        if not isinstance(every, dict) or self._found.unknown.get("tags_all"):
            every = self._tags
        return merged_tags(own, every, "", written)

    def origin(self) -> str:
        """The address that it had before it was moved."""
        return self._found.before or self.address
