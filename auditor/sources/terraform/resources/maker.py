"""Resources of Terraform as they are written: blocks, with what `dynamic` makes of them."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.facts import Fact, Known, Origin, Step
from auditor.model.location import Location
from auditor.sources.building.exist import both_exist
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.partial.values import Unk
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.chain import chain, chain_and_origin
from auditor.sources.terraform.modules.dynamic_blocks import evaluated_blocks
from auditor.sources.terraform.modules.resource_instance import ResourceInstance
from auditor.sources.terraform.resources.lifecycle import ignored_changes, noted, prevents_destroy
from auditor.sources.terraform.secrecy.places import hide_flow
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.nested import is_spelled_out


class Nested(NestedWritten):
    """One nested block of a resource, as written or by `dynamic`."""

    def __init__(self, maker: Maker, block: s.Block, env: Env, exists: object = True) -> None:
        self._maker, self.block, self.env, self.exists = maker, block, env, exists
        self.header = env.source.place(block.header)

    def has(self, name: str) -> bool:
        """Whether the attribute stands in the block at all."""
        return name in self.block.attributes

    def value(self, name: str) -> object:
        """The value of an attribute; None where it is not written."""
        attribute = self.block.attributes.get(name)
        if attribute is not None:
            return known_or_unknown(attribute.value, self.env)
        damage = damaged(self.block)
        return Unk(damage, place=self.header) if damage else None

    def place_of(self, name: str) -> Location:
        """Where an attribute stands, or the header of the block."""
        attribute = self.block.attributes.get(name)
        return self.env.of(attribute).source.place(attribute.span) if attribute else self.header

    def secret(self, name: str) -> Fact:
        """A secret attribute, as the fact that is left of it."""
        return self._maker.nested_secret(self, name)

    def blocks(self, name: str) -> Iterator[NestedWritten]:
        """The blocks of a type in the block; one that stands for all of them where it was not read whole."""
        for block, env, exists in evaluated_blocks(self.block, name, self.env):
            yield Nested(self._maker, block, env, both_exist(self.exists, exists))
        damage = damaged(self.block)
        if damage:
            lost = s.Block(name, (), {}, (), self.block.span, self.block.header, self.block.broken)
            yield Nested(self._maker, lost, self.env, Unk(damage, place=self.header))


class Maker(Written):
    """Makes the facts of one resource instance of Terraform."""

    def __init__(self, instance: ResourceInstance) -> None:
        self.instance = instance
        self.header = instance.source.place(instance.block.header)
        self.exists = instance.exists
        self._ignored = ignored_changes(instance.block)

    def has(self, name: str) -> bool:
        """Whether the attribute stands in the block at all."""
        return name in self.instance.block.attributes

    def value(self, name: str) -> object:
        """The value of an attribute that stands in the block."""
        return self.instance.stated(name)

    def told(self, name: str) -> tuple[tuple[Step, ...], Origin]:
        """Along which chain the value of an attribute comes, and who said it."""
        return chain_and_origin(self.instance.block.attributes[name].value, self.instance.env)

    @property
    def damage(self) -> str:
        """Why more may stand in the block than could be read."""
        return damaged(self.instance.block)

    def guarded(self) -> Fact:
        """Whether its `lifecycle` says `prevent_destroy`."""
        return prevents_destroy(self.instance.block, self.instance.env) or self.unwritten(Known(False, Origin.DEFAULT))

    def noted(self, fact: Fact, name: str) -> Fact:
        """The fact, saying that its attribute may have been changed since."""
        return noted(fact, name, self._ignored)

    def place_of(self, name: str) -> Location:
        """Where an attribute stands, or the header of the block."""
        attribute = self.instance.block.attributes.get(name)
        return self.instance.env.of(attribute).source.place(attribute.span) if attribute else self.header

    def learn_secret(self, name: str) -> None:
        """Hide the secret wherever the code spells it out."""
        self._learn(self.instance.block.attributes[name], self.instance.stated(name), self.instance.env)

    def nested_secret(self, nested: Nested, name: str) -> Fact:
        """The same for an attribute of a nested block."""
        attribute, value = nested.block.attributes[name], nested.value(name)
        self._learn(attribute, value, nested.env)
        env = nested.env.of(attribute)
        fact = self.redacted(value, env.source.place(attribute.span), chain(attribute.value, env))
        return noted(fact, nested.block.type, self._ignored)

    def _learn(self, attribute: s.Attribute, value: object, around: Env) -> None:
        secrets, env = self.instance.module.root.secrets, around.of(attribute)
        secrets.learn(value)
        hide_flow(attribute.value, env, secrets)
        if "each" in env.names and "for_each" in self.instance.block.attributes:
            # Its literals may well be what `each` stands for.
            every = self.instance.block.attributes["for_each"]
            hide_flow(every.value, self.instance.env.of(every), secrets)

    def blocks(self, name: str, *, beside_list: bool = False) -> Iterator[NestedWritten]:
        """Nested blocks of a type, and those that `dynamic` makes; one of unknown number stands for all of them."""
        for block, env, exists in evaluated_blocks(
            self.instance.block, name, self.instance.env, spelled_out=beside_list
        ):
            yield Nested(self, block, env, exists)

    def given_as_list(self, name: str) -> bool:
        """Whether nested blocks are given by an argument: in JSON that holds for what is not spelled out there."""
        attribute = self.instance.block.attributes.get(name)
        return attribute is not None and not is_spelled_out(attribute)


def damaged(block: s.Block) -> str:
    """Why more may stand in a block than could be read; empty for one that was read whole."""
    return f"a part of its block could not be read: {block.broken}" if block.broken else ""
