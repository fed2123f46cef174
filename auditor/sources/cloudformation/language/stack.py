"""A stack: a template with values for its parameters, and what its names stand for."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

from auditor.model.location import Location
from auditor.sources.cloudformation.language.evaluate import (
    condition_of,
    evaluate,
    known_or_unknown,
    named_switch,
    word,
)
from auditor.sources.cloudformation.language.functions import connected
from auditor.sources.cloudformation.language.parameters import Parameters
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.syntax.nodes import Mapping, Member, Node
from auditor.sources.partial.choices import one_of
from auditor.sources.partial.values import EvalError, LinkedText, Unk

#: What the service knows of the stack that it makes.
_PSEUDO = frozenset(
    f"AWS::{name}"
    for name in ("AccountId", "NotificationARNs", "Partition", "Region", "StackId", "StackName", "URLSuffix")
)


def _not_read(nested: str, name: str) -> object:
    return Unk(f"{nested} was not read", f"{nested}.Outputs.{name}", kind="string")


@dataclass(slots=True)
class Stack:
    """One template as it is used.

    Attributes:
        prefix: what its logical ids are called with in reports: empty for the stack that somebody deploys, the logical
            ids of nested stacks, each followed by a dot, for others.
        given: values of parameters; those of a nested stack come from the one around it.
        exists: whether the stack is made at all.
        named_by: the property that names a resource of a type, and that Ref gives; empty where AWS chooses an id.
        output: (the nested stack's address, output) -> its value.
    """

    template: Template
    prefix: str = ""
    given: MappingOf[str, object] = field(default_factory=dict)
    exists: object = True
    named_by: Callable[[str], str] = lambda kind: ""
    output: Callable[[str, str], object] = _not_read
    parameters: Parameters = field(init=False)
    _values: dict[tuple[str, str], object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What nobody gives a value is called by the name of its stack."""
        self.parameters = Parameters(self.template, self.prefix)

    def place(self, node: Node) -> Location:
        """Where a node stands."""
        return self.template.place(node.span)

    def parameter(self, name: str) -> object:
        """The value of a parameter."""
        if name in self.given:
            return self.parameters.typed(name, self.given[name])
        return self._once("parameter", name, lambda: self.parameters.default(name))

    def condition(self, name: str) -> object:
        """A condition by its name: True, False, or Unk. Raises EvalError where there is none."""
        return self._once("condition", name, lambda: self._condition(name))

    def mapping(self, name: str) -> object:
        """A map of the template. Raises EvalError where there is none."""
        held = self.template.section("Mappings").get(name)
        if held is None:
            raise EvalError(f"there is no map {name}")
        return self._once("map", name, lambda: evaluate(held.value, self))

    def reference(self, name: str) -> object:
        """What `Ref` gives. Raises EvalError for what nothing is called."""
        if name == "AWS::NoValue":
            return None
        if name in _PSEUDO:
            reason = f"{name} is known when the stack is made"
            return Unk(reason, name, ref=(name, ""), kind="string", nullable=False)
        if self.parameters.declared(name) is not None:
            return self.parameter(name)
        declared = self._declared(name)
        return self._once("ref", name, lambda: self._name_of(name, declared))

    def attribute(self, logical: str, name: str) -> object:
        """What `Fn::GetAtt` gives. Raises EvalError for what nothing is called."""
        declared = self._declared(logical)
        address = f"{self.prefix}{logical}"
        if name.startswith("Outputs."):
            return self.output(address, name.removeprefix("Outputs."))
        symbol, place = f"{address}.{name}", self.template.place(declared.key)
        return Unk(f"{symbol} is decided by AWS", symbol, ref=(address, name), place=place, nullable=False)

    def resource_exists(self, body: Mapping) -> object:
        """Whether a resource is made: its stack is, and its condition holds."""
        condition = body.members.get("Condition")
        if condition is None:
            return self.exists
        try:
            mine = self.condition(word(condition.value))
        except EvalError as error:
            mine = Unk(str(error), kind="bool", place=self.template.place(condition.key), error=True)
        return connected([self.exists, mine], decides=False)

    def _declared(self, name: str) -> Member:
        declared = self.template.section("Resources").get(name)
        if declared is None:
            raise EvalError(f"nothing is called {name}")
        return declared

    def _name_of(self, logical: str, declared: Member) -> object:
        """What Ref gives for a resource: its name, or an id that AWS chooses."""
        address, body = f"{self.prefix}{logical}", declared.value
        kind = word(body.members["Type"].value) if isinstance(body, Mapping) and "Type" in body.members else ""
        written = member_of(body, "Properties", self.named_by(kind))
        value = known_or_unknown(written.value, self) if written is not None else None
        if isinstance(value, str):
            return LinkedText.of(value, (address, "Ref"))
        reason, place = f"what AWS calls {address} is known when it is made", self.template.place(declared.key)
        if isinstance(value, Unk) and not value.choices:
            reason = value.reason
        return Unk(reason, address, ref=(address, "Ref"), kind="string", place=place, nullable=False)

    def _condition(self, name: str) -> object:
        written = self.template.section("Conditions").get(name)
        if written is None:
            raise EvalError(f"there is no condition {name}")
        value = condition_of(written.value, self)
        if isinstance(value, bool):
            return value
        if not isinstance(value, Unk):
            raise EvalError(f"{name} is no condition")
        if value.error or value.choices or value.symbol:
            return value
        # Whatever it hangs on: it is the same thing wherever the template asks for it.
        return one_of(named_switch(value, f"{self.prefix}{name}"), value.reason, f"{self.prefix}{name}")

    def _once(self, kind: str, name: str, find: Callable[[], object]) -> object:
        if (kind, name) not in self._values:
            self._values[kind, name] = Unk(f"{self.prefix}{name} depends on itself", error=True)
            self._values[kind, name] = find()
        return self._values[kind, name]


def member_of(node: Node, *path: str) -> Member | None:
    """The member at a path of keys; None where there is none, or no mapping on the way."""
    found: Member | None = None
    for name in path:
        if not name or not isinstance(node, Mapping) or name not in node.members:
            return None
        found = node.members[name]
        node = found.value
    return found
