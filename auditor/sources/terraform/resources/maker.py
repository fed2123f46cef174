"""From the value of an attribute to a fact: conversion, cases, place and chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Redacted, Step, Unknown
from auditor.model.location import Location
from auditor.sources.building.cases import fact_cases, where_it_exists
from auditor.sources.building.conversions import Convert
from auditor.sources.partial.choices import by_case, derived, in_cases, lift, one_of
from auditor.sources.partial.values import EvalError, GivenText, Lazy, Unk, is_never_null
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.chain import chain, chain_and_origin
from auditor.sources.terraform.modules.expand import expand
from auditor.sources.terraform.modules.resource_instance import ResourceInstance
from auditor.sources.terraform.resources.lifecycle import ignored_changes, noted
from auditor.sources.terraform.secrecy.places import hide_flow
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.nested import nested_blocks


@dataclass(frozen=True, slots=True)
class Nested:
    """One nested block of a resource, as written or by `dynamic`: its attributes, and whether it is there."""

    block: s.Block
    env: Env
    exists: object = True


class Maker:
    """Makes the facts of one resource instance."""

    def __init__(self, instance: ResourceInstance) -> None:
        self.instance = instance
        self.header = instance.source.place(instance.block.header)
        self._ignored = ignored_changes(instance.block)

    def has(self, name: str) -> bool:
        """Whether the attribute stands in the block at all."""
        return name in self.instance.block.attributes

    def fact(self, name: str, convert: Convert, unset: Fact = ABSENT) -> Fact:
        """The attribute `name` as a fact; `unset` where it is not written, or null."""
        attribute = self.instance.block.attributes.get(name)
        if attribute is None:
            return self.unwritten(unset)
        via, said_by = chain_and_origin(attribute.value, self.instance.env)
        place = self.instance.env.of(attribute).source.place(attribute.span)
        value = where_it_exists(self.instance.stated(name), self.instance.exists)
        fact = make_fact(value, convert, unset, place, via, said_by)
        return noted(fact, name, self._ignored)

    def first(self, names: tuple[str, ...], convert: Convert, unset: Fact = ABSENT) -> Fact:
        """The first of several spellings that is set: the current one, then those of older providers."""
        for name in names:
            if self.has(name):
                fact = self.fact(name, convert, unset)
                if not isinstance(fact, Absent) and not (
                    isinstance(fact, Known) and fact.origin is Origin.DEFAULT and fact.place == self.header
                ):
                    return fact
        return self.unwritten(unset)

    def presence(self, name: str, word: str) -> Fact:
        """`word` where the attribute is given, whatever its value; Absent where it is not."""
        attribute = self.instance.block.attributes.get(name)
        if attribute is None:
            return self.unwritten(ABSENT)
        value = _given(self.instance.stated(name), word)
        place = self.instance.env.of(attribute).source.place(attribute.span)
        return make_fact(value, lambda _: word, ABSENT, place, chain(attribute.value, self.instance.env), Origin.STATED)

    def unwritten(self, unset: Fact) -> Fact:
        """What it means that something is not written: `unset`, unless it may stand in a damaged part of the block."""
        damage = damaged(self.instance.block)
        return Unknown(damage, self.header) if damage else self.placed(unset)

    def placed(self, fact: Fact) -> Fact:
        """`fact` about something that is not written: it stands at the header of the block."""
        if isinstance(fact, Known):
            return Known(fact.value, fact.origin, self.header, fact.via, fact.because)
        if isinstance(fact, Absent):
            return Absent(self.header)
        return replace(fact, place=self.header)

    def place_of(self, name: str) -> Location:
        """Where an attribute stands, or the header of the block."""
        attribute = self.instance.block.attributes.get(name)
        return self.instance.env.of(attribute).source.place(attribute.span) if attribute else self.header

    def secret(self, name: str) -> Fact:
        """A secret attribute: whether it is set and whether code spells it out. The value goes no further than here."""
        if not self.has(name):
            return self.unwritten(ABSENT)
        fact = self._redacted(self.instance.block.attributes[name], self.instance.stated(name), self.instance.env)
        return noted(fact, name, self._ignored)

    def nested_secret(self, nested: Nested, name: str) -> Fact:
        """The same for an attribute of a nested block."""
        fact = self._redacted(nested.block.attributes[name], nested_value(nested, name), nested.env)
        return noted(fact, nested.block.type, self._ignored)

    def _redacted(self, attribute: s.Attribute, value: object, around: Env) -> Fact:
        secrets, env = self.instance.module.root.secrets, around.of(attribute)
        secrets.learn(value)
        hide_flow(attribute.value, env, secrets)
        if "each" in env.names and "for_each" in self.instance.block.attributes:
            # Its literals may well be what `each` stands for.
            every = self.instance.block.attributes["for_each"]
            hide_flow(every.value, self.instance.env.of(every), secrets)
        via = chain(attribute.value, env)
        place = env.source.place(attribute.span)
        if isinstance(value, list) and value and not any(isinstance(v, str) for v in value):
            value = next((v for v in value if isinstance(v, Unk)), value)
        value = _given(value, Redacted(literal=False))
        if isinstance(value, list) and any(isinstance(v, str) for v in value):
            value = [v for v in value if isinstance(v, str)]
        return make_fact(value, _redact, Absent(self.header), place, via, Origin.STATED)

    def blocks(self, name: str) -> Iterator[Nested]:
        """Nested blocks of a type, and those that `dynamic` makes; one of unknown number stands for all of them."""
        for block in nested_blocks(self.instance.block, name):
            env = self.instance.env.of(block)
            if block.type == "dynamic":
                yield from _dynamic(block, env)
            else:
                yield Nested(block, env)


def nested_value(nested: Nested, name: str) -> object:
    """The value of an attribute of a nested block; None where it is not written."""
    attribute = nested.block.attributes.get(name)
    if attribute is not None:
        return known_or_unknown(attribute.value, nested.env)
    damage = damaged(nested.block)
    return Unk(damage, place=nested.env.source.place(nested.block.header)) if damage else None


def damaged(block: s.Block) -> str:
    """Why more may stand in a block than could be read; empty for one that was read whole."""
    return f"a part of its block could not be read: {block.broken}" if block.broken else ""


def partial(known: tuple[object, ...], doubt: str, maker: Maker) -> Fact:
    """A list gathered from nested blocks: all there is, or, with a `doubt`, what is known of it."""
    doubt = doubt or damaged(maker.instance.block)
    return Unknown(doubt, maker.header, members=known) if doubt else Known(known, Origin.STATED, maker.header)


def _dynamic(block: s.Block, env: Env) -> Iterator[Nested]:
    content = next(nested_blocks(block, "content"), None)
    if content is None:
        content = s.Block("content", (), {}, (), block.span, block.header, "its content is missing")
    named = block.attributes.get("iterator")
    iterator = named.value.name if named and isinstance(named.value, s.Name) else block.labels[0]
    expansion = expand(_as_for_each(block), env)
    root = env.module.root
    room, bound = root.budget.admitted(len(expansion.slots))
    if bound or expansion.problem:
        lost = Unk(expansion.problem or bound, place=env.source.place(block.header))
        root.gap_once(f"blocks:{env.module.prefix}{iterator}", f"dynamic {iterator}", lost.reason, lost.place)
        yield Nested(content, env.bind(**{iterator: lost}), lost)
    for slot in expansion.slots[:room]:
        each = slot.names.get("each")
        yield Nested(content, env.bind(**{iterator: each}), slot.exists)


def _as_for_each(block: s.Block) -> s.Block:
    """The block with a for_each over anything that can be iterated: `dynamic` takes lists of objects too."""
    attribute = block.attributes.get("for_each")
    if attribute is None:
        return block
    listed = s.Attribute(
        "for_each", s.Call("\0indexed", (attribute.value,), False, attribute.value.span), attribute.span
    )
    return s.Block(block.type, block.labels, {"for_each": listed}, (), block.span, block.header)


def gathered(maker: Maker, blocks: list[tuple[object, object]]) -> object:
    """A list of what nested blocks say, given as (whether the block is there, what it says); nulls say nothing."""
    said = [(there, value) for there, value in blocks if value is not None]
    damage = damaged(maker.instance.block)
    if damage:
        said.append((True, Unk(damage)))
    if any(isinstance(there, Unk) and not there.choices for there, _ in said):
        return [value if there is True else _perhaps(there) for there, value in said if there is not False]

    def present(*flags: object) -> object:
        return [value for flag, (_, value) in zip(flags, said, strict=True) if flag]

    flags = tuple(there for there, _ in said)
    return lift(present, flags) if any(isinstance(flag, Unk) for flag in flags) else present(*flags)


def _perhaps(there: object) -> Unk:
    return derived(there) if isinstance(there, Unk) else Unk("it may not be there")


def where(exists: object, then: Fact, otherwise: Fact, place: Location) -> Fact:
    """One fact where something exists, another one where it does not."""
    if isinstance(exists, Unk):
        cases = fact_cases(exists, lambda case: where(case, then, otherwise, place))
        return Unknown(exists.reason, place, cases)
    return then if exists is True else otherwise


def exists_fact(value: object) -> Fact:
    """Whether something is there, as a fact: by the switch that an open condition with a name is."""
    if value is True or value is False:
        return Known(value)
    if isinstance(value, Unk) and not value.choices:
        value = one_of(in_cases(value), value.reason, value.symbol)
    return make_fact(value, bool, ABSENT, Location(), (), Origin.STATED)


def make_fact(
    value: object, convert: Convert, unset: Fact, place: Location, via: tuple[Step, ...], said_by: Origin
) -> Fact:
    """The fact that an evaluated value amounts to; a choice becomes a choice of facts under the same guards."""
    value = by_case(value)
    if isinstance(value, Unk):
        choices = fact_cases(value, lambda case: make_fact(case, convert, unset, place, via, said_by))
        return Unknown(value.reason, place, choices, via=via)
    if value is None or value == "":
        # The provider's SDK takes an empty text for an argument that was not given.
        return _placed_default(unset, place)
    if isinstance(value, Lazy):
        return Unknown("it is an object that only AWS knows in full", place, via=via)
    if isinstance(value, list) and any(isinstance(v, (Unk, Lazy)) for v in value):
        return _partial(value, convert, place, via)
    try:
        converted = convert(value)
    except EvalError as error:
        return Unknown(str(error), place, via=via)
    return Known(converted, said_by, place, via) if converted is not None else _placed_default(unset, place)


def _placed_default(unset: Fact, place: Location) -> Fact:
    if isinstance(unset, Known):
        return Known(unset.value, unset.origin, place)
    if isinstance(unset, Absent):
        return Absent(place)
    return replace(unset, place=place)


def _partial(value: list[object], convert: Convert, place: Location, via: tuple[Step, ...]) -> Fact:
    known = [v for v in value if not isinstance(v, (Unk, Lazy))]
    reason = next((v.reason for v in value if isinstance(v, Unk)), "an element is only known to AWS")
    try:
        converted = convert(known)
    except EvalError as error:
        return Unknown(str(error), place, via=via)
    return Unknown(reason, place, members=converted if isinstance(converted, tuple) else (), via=via)


def _redact(value: object) -> Redacted | None:
    if isinstance(value, list) and not value:
        return None
    return value if isinstance(value, Redacted) else Redacted(literal=True)


def _given(value: object, mark: object) -> object:
    """`mark` in place of what code does not spell out but is certainly given, alone or in one case."""
    if isinstance(value, Unk) and value.choices:
        choices = tuple((guard, _given(v, mark)) for guard, v in value.choices)
        return replace(value, choices=choices)
    return mark if _certainly_set(value) else value


def _certainly_set(value: object) -> bool:
    """Whether something is certainly given that no code spells out: by a variable, a resource or a data source."""
    if isinstance(value, GivenText):
        return value != ""
    return is_never_null(value)
