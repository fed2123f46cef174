"""Resources of a template as they are written: properties, and the objects in lists of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from auditor.model.facts import Fact, Known, Origin, Redacted, Step
from auditor.model.location import Location
from auditor.sources.bounds import BLOCK_INSTANCES
from auditor.sources.building.exist import both_exist
from auditor.sources.building.facts import make_fact
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.cloudformation.language.branches import properties_of
from auditor.sources.cloudformation.language.evaluate import known_or_unknown, named_switch, word
from auditor.sources.cloudformation.language.functions import negated
from auditor.sources.cloudformation.language.mentions import decisive, mentioned
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.resources.secrets import hide_literals, spelled_out
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Scalar, Sequence
from auditor.sources.partial.choices import lift, one_of
from auditor.sources.partial.values import EvalError, Unk
from auditor.sources.secrecy.secrets import Secrets

#: Policies under which something is left.
_KEPT = frozenset({"retain", "retainexceptoncreate", "snapshot"})


class Properties(Written):
    """One resource of a stack: its properties, as a mapping or as what a function makes of one."""

    def __init__(self, stack: Stack, logical: str, member: Member, secrets: Secrets) -> None:
        self.stack, self.secrets, self.body = stack, secrets, member.value
        self.address = f"{stack.prefix}{logical}"
        self.header = stack.template.place(member.key)
        self.exists = stack.resource_exists(member)
        node = properties_of(self.body)
        self._members = node.members if isinstance(node, Mapping) else {}
        self._damage = _damage_of(self.body) or ("" if node is None else _damage_of(node))
        self._values: dict[str, object] = {}

    def has(self, name: str) -> bool:
        """Whether the property is written at all."""
        return name in self._members

    def value(self, name: str) -> object:
        """The value of a property that is written."""
        if name not in self._values:
            self._values[name] = known_or_unknown(self._members[name].value, self.stack)
        return self._values[name]

    def place_of(self, name: str) -> Location:
        """Where a property stands, or the header."""
        member = self._members.get(name)
        return _place(member, self.stack) if member else self.header

    def told(self, name: str) -> tuple[tuple[Step, ...], Origin]:
        """The parameters and conditions that the value of a property hangs on; a bare default is said by nobody."""
        return told_by(self._members[name].value, self.stack)

    @property
    def damage(self) -> str:
        """Why there may be more properties than could be read."""
        return self._damage

    def learn_secret(self, name: str) -> None:
        """Hide the secret wherever the template spells it out."""
        self.secrets.learn(self.value(name))
        hide_literals(self._members[name].value, self.stack, self.secrets)

    def secret(self, name: str) -> Fact:
        """A secret property; one that hides nothing but what a stack is called is spelled out."""
        fact = super().secret(name)
        return self.spelled_out(fact, self._members[name].value) if self.has(name) else fact

    def spelled_out(self, fact: Fact, node: Node) -> Fact:
        """What is left of a secret, or what is left of one that is spelled out."""
        if isinstance(fact, Known) and spelled_out(node, self.stack):
            return replace(fact, value=Redacted(literal=True))
        return fact

    def blocks(self, name: str, *, beside_list: bool = False) -> Iterator[NestedWritten]:
        """The objects in a property: one, or a list of them, some of which may hang on conditions."""
        member = self._members.get(name)
        if member is not None:
            yield from _bounded(_objects(self, member.value, True), self.place_of(name))

    def guarded(self) -> Fact:
        """Whether it, or a snapshot of it, is left when it is deleted and when another one takes its place."""
        told = tuple(self.policy(name) for name in ("DeletionPolicy", "UpdateReplacePolicy"))
        open_ones = tuple(one for one in told if isinstance(one, Unk))
        kept = all(_keeps(one) for one in told if not isinstance(one, Unk))
        value = (
            lift(lambda *policies: all(map(_keeps, policies)), open_ones, kind="bool") if kept and open_ones else kept
        )
        return make_fact(value, bool, Known(False, Origin.DEFAULT), self.header, (), Origin.STATED)

    def policy(self, name: str) -> object:
        """An attribute of the resource beside its properties, such as DeletionPolicy; None where it has none."""
        member = member_of(self.body, name)
        return known_or_unknown(member.value, self.stack) if member else None


class Object(NestedWritten):
    """One object in a property."""

    def __init__(self, around: Properties, node: Mapping, exists: object) -> None:
        self._around, self._node = around, node
        self.exists = exists
        self.header = around.stack.template.place(node.span)

    def has(self, name: str) -> bool:
        """Whether the member is written at all."""
        return name in self._node.members

    def value(self, name: str) -> object:
        """The value of a member; None where it is not written."""
        member = self._node.members.get(name)
        if member is not None:
            return known_or_unknown(member.value, self._around.stack)
        return Unk(self._node.broken, place=self.header) if self._node.broken else None

    def place_of(self, name: str) -> Location:
        """Where a member stands, or the object."""
        member = self._node.members.get(name)
        return _place(member, self._around.stack) if member else self.header

    def secret(self, name: str) -> Fact:
        """A member that holds a secret, or several: what is left of it."""
        node, value = self._node.members[name].value, self.value(name)
        self._around.secrets.learn(value)
        hide_literals(node, self._around.stack, self._around.secrets)
        fact = self._around.redacted(value, self.place_of(name), told_by(node, self._around.stack)[0])
        return self._around.spelled_out(fact, node)

    def blocks(self, name: str) -> Iterator[NestedWritten]:
        """The objects in a member."""
        member = self._node.members.get(name)
        if member is not None:
            yield from _bounded(_objects(self._around, member.value, self.exists), self.place_of(name))
        elif self._node.broken:
            yield Opaque(Unk(self._node.broken), self.header)


class Opaque(NestedWritten):
    """One or more objects of which only that nothing is known of them is known."""

    def __init__(self, unknown: Unk, header: Location) -> None:
        self.header, self.exists, self._unknown = header, unknown, unknown

    def has(self, name: str) -> bool:
        """It may be."""
        return True

    def value(self, name: str) -> object:
        """Nothing is known of it."""
        return Unk(self._unknown.reason, place=self._unknown.place)

    def place_of(self, name: str) -> Location:
        """Where the objects are made."""
        return self.header

    def secret(self, name: str) -> Fact:
        """Nothing is known of it, so that nothing of it is shown."""
        from auditor.model.facts import Unknown

        return Unknown(self._unknown.reason, self.header)

    def blocks(self, name: str) -> Iterator[NestedWritten]:
        """There may be some."""
        yield self


def _bounded(objects: Iterator[NestedWritten], place: Location) -> Iterator[NestedWritten]:
    """No more objects than are looked at; one stands for those beyond."""
    yield from islice(objects, BLOCK_INSTANCES.value)
    if next(objects, None) is not None:
        yield Opaque(Unk(str(BLOCK_INSTANCES)), place)


def _objects(around: Properties, node: Node, exists: object) -> Iterator[NestedWritten]:
    """The objects that a property holds, each where its conditions hold."""
    if isinstance(node, Mapping):
        yield Object(around, node, exists)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _objects(around, item, exists)
        if node.broken:
            yield Opaque(Unk(node.broken), around.stack.place(node))
    elif isinstance(node, Function) and node.name == "Fn::If" and isinstance(node.argument, Sequence):
        name, *branches = node.argument.items
        for branch, holds in zip(branches, _both_ways(around.stack, word(name)), strict=False):
            if holds is not False:
                yield from _objects(around, branch, both_exist(exists, holds))
    elif not (isinstance(node, Function) and node.name == "Ref" and word(node.argument) == "AWS::NoValue"):
        value = known_or_unknown(node, around.stack)
        if isinstance(value, Unk):
            yield Opaque(value, around.stack.place(node))


def _both_ways(stack: Stack, name: str) -> tuple[object, object]:
    """Whether a condition holds, and whether it does not."""
    try:
        holds = stack.condition(name)
    except EvalError as error:
        holds = Unk(str(error), kind="bool", error=True)
    if isinstance(holds, Unk) and not holds.error and not holds.choices and not holds.symbol:
        holds = one_of(named_switch(holds, f"{stack.prefix}{name}"), holds.reason)
    return holds, negated(holds)


def told_by(node: Node, stack: Stack) -> tuple[tuple[Step, ...], Origin]:
    """The parameters that a value hangs on, as a chain; a bare reference to a default is said by nobody."""
    if isinstance(node, Scalar):
        return (), Origin.STATED
    named = list(dict.fromkeys(mentioned(node)))
    steps: list[Step] = []
    for name in named:
        declared = stack.parameters.declared(name)
        if name in stack.said:
            steps += stack.said[name]
        elif declared is not None:
            steps.append(Step(f"{stack.prefix}{name}", stack.template.place(declared.key)))
    for name in dict.fromkeys(decisive(node, stack)):
        steps += stack.said[name] if name in stack.said and name not in named else ()
    asked = word(node.argument) if isinstance(node, Function) and node.name == "Ref" else ""
    by_default = asked and asked not in stack.given and stack.parameters.declared(asked) is not None
    return tuple(dict.fromkeys(steps)), Origin.DEFAULT if by_default else Origin.STATED


def _keeps(policy: object) -> bool:
    return isinstance(policy, str) and policy.lower() in _KEPT


def _damage_of(node: Node) -> str:
    if isinstance(node, Mapping):
        return node.broken
    if isinstance(node, Scalar) and node.value is None:
        return ""
    return f"{node.name} makes its properties" if isinstance(node, Function) else "its properties could not be read"


def _place(member: Member, stack: Stack) -> Location:
    """From the key of a member to the end of its value, where that is on the same line; else the key."""
    row, column, end_row, end_column = member.key
    if member.value.span[2] == row:
        end_row, end_column = member.value.span[2:]
    return stack.template.place((row, column, end_row, end_column))
