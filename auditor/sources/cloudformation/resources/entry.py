"""One resource of a stack, as what every source makes resources of."""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Known
from auditor.sources.building.entry import Entry
from auditor.sources.building.place import Place
from auditor.sources.building.tags import Tags, merged_tags
from auditor.sources.cloudformation.cdk import construct_of
from auditor.sources.cloudformation.language.stack import Stack
from auditor.sources.cloudformation.resources.written import Properties
from auditor.sources.cloudformation.syntax.nodes import Member
from auditor.sources.partial.values import Unk
from auditor.sources.secrecy.secrets import Secrets

_REGION = "AWS::Region"


class StackEntry(Entry):
    """A resource of a template."""

    def __init__(self, stack: Stack, logical: str, kind: str, member: Member, secrets: Secrets) -> None:
        self.written: Properties = Properties(stack, logical, member, secrets)
        self.type, self.name, self.address = kind, construct_of(member.value) or logical, self.written.address
        self._stack = stack

    def place(self) -> Place:
        """All that one deployment makes is in one region of one account."""
        return Place("", self._stack.template.path)

    def origin(self) -> str:
        """The address, without what tells its stack from others of one application: that may have been alone."""
        return self.address.removeprefix(self._stack.app)

    def region(self) -> Fact:
        """A template says of no region; whoever deploys it may."""
        region, said = self._stack.given.get(_REGION), self._stack.said.get(_REGION, ())
        return Known(str(region), via=said) if region is not None else ABSENT

    def tags(self) -> Tags:
        """Its `Tags`: a list of keys and values."""
        own = _as_map(self.written.value("Tags")) if self.written.has("Tags") else {}
        return merged_tags(own, {}, "", self.written)


def _as_map(value: object) -> object:
    """`[{Key, Value}, ...]` as a map; unknown where keys are."""
    if not isinstance(value, list):
        return value
    unknown = next((one for one in value if isinstance(one, Unk)), None)
    made: dict[str, object] = {}
    for one in value:
        key = one.get("Key") if isinstance(one, dict) else None
        if isinstance(key, str) and isinstance(one, dict):
            made[key] = one.get("Value")
        elif isinstance(key, Unk):
            unknown = key
    return made if unknown is None else unknown
