"""A stack: a template with values for its parameters, and what its names stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace

from auditor.model.facts import Guard, Step
from auditor.model.location import Location
from auditor.sources.cloudformation.language.branches import properties_of
from auditor.sources.cloudformation.language.evaluate import (
    condition_of,
    evaluate,
    known_or_unknown,
    named_switch,
    word,
)
from auditor.sources.cloudformation.language.functions import OF_SERVICE, connected
from auditor.sources.cloudformation.language.loops import EXTENSIONS, Expanded, Loops, Made, Unmade
from auditor.sources.cloudformation.language.mentions import mentioned
from auditor.sources.cloudformation.language.parameters import Parameters
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Unread
from auditor.sources.partial.choices import Choice, both, compose, in_cases, one_of, symbol_of
from auditor.sources.partial.values import EvalError, LinkedText, UndecidedError, Unk, unknown_for

#: What the service knows of the stack that it makes.
_PSEUDO = frozenset(
    f"AWS::{name}"
    for name in ("AccountId", "NotificationARNs", "Partition", "Region", "StackId", "StackName", "URLSuffix")
)
#: Which of these differ between the stacks of one deployment.
_OF_STACK = frozenset(("AWS::StackId", "AWS::StackName"))


def _not_read(nested: str, name: str) -> object:
    return Unk(f"{nested} was not read", f"{nested}.Outputs.{name}", kind="string")


@dataclass(slots=True)
class Stack:
    """One template as it is used.

    Attributes:
        prefix: what its logical ids are called with in reports: empty for the stack that somebody deploys, the logical
            ids of nested stacks, each followed by a dot, for others.
        given: values of parameters; those of a nested stack come from the one around it.
        said: along which chain each of these came.
        exists: whether the stack is made at all.
        named_by: the property that names a resource of a type, and that Ref gives; empty where AWS chooses an id.
        output: (the nested stack's address, output) -> its value.
        imported: what is exported under a name by what is deployed together with it; None for anything else.
        app: what its prefix begins with where several stacks are deployed together.
        rewritten: what functions made of parameters that no report may tell of, so far.
    """

    template: Template
    prefix: str = ""
    given: MappingOf[str, object] = field(default_factory=dict)
    said: MappingOf[str, tuple[Step, ...]] = field(default_factory=dict)
    exists: object = True
    named_by: Callable[[str], str] = lambda kind: ""
    output: Callable[[str, str], object] = _not_read
    imported: Callable[[str], object] = lambda name: None
    app: str = ""
    rewritten: list[object] = field(default_factory=list)
    parameters: Parameters = field(init=False)
    _values: dict[tuple[str, str], object] = field(default_factory=dict)
    _loops: Loops = field(init=False)
    _expanded: dict[str, Expanded] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What nobody gives a value is called by the name of its stack."""
        self.parameters = Parameters(self.template, self.prefix, lambda: self.section("Conditions"))
        self._loops = Loops(self)

    def section(self, name: str) -> dict[str, Member]:
        """The members of a section of the template, those that loops make among them."""
        written = self.template.section(name)
        if not self.template.loops:
            return written
        if name not in self._expanded:
            # What a loop goes through may ask for the section that the loop is in.
            self._expanded[name] = Expanded(written)
            self._expanded[name] = self._loops.section(written)
        return self._expanded[name].members

    def unmade(self, name: str) -> list[Unmade]:
        """The loops of a section of which not all is known."""
        self.section(name)
        return self._expanded[name].unmade if name in self._expanded else []

    def place(self, node: Node) -> Location:
        """Where a node stands."""
        return self.template.place(node.span)

    def parameter(self, name: str) -> object:
        """The value of a parameter."""
        if name in self.given:
            return self.parameters.typed(name, self.given[name])
        return self._once("parameter", name, lambda: self.parameters.default(name))

    def hides(self, node: Node) -> bool:
        """Whether an expression names a parameter that no report may tell of."""
        return any(self.parameters.is_hidden(name) for name in mentioned(node))

    def condition(self, name: str) -> object:
        """A condition by its name: True, False, or Unk. Raises EvalError where there is none."""
        return self._once("condition", name, lambda: self._condition(name))

    def mapping(self, name: str) -> object:
        """A map of the template. Raises EvalError where there is none."""
        held = self.template.section("Mappings").get(name)
        if held is None:
            raise self._missing("Mappings", f"there is no map {name}")
        return self._once("map", name, lambda: evaluate(held.value, self))

    def reference(self, name: str) -> object:
        """What `Ref` gives. Raises EvalError for what nothing is called."""
        if name == "AWS::NoValue":
            return None
        if name in _PSEUDO:
            if name in self.given:
                return self.given[name]
            # All stacks of one deployment are in one region of one account; each has a name of its own.
            symbol = f"{self.prefix}{name}" if name in _OF_STACK else name
            what = "list" if name == "AWS::NotificationARNs" else "string"
            return Unk(f"{name} is known when the stack is made", symbol, ref=(symbol, ""), kind=what, nullable=False)
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

    def exported(self, name: object, place: Location) -> object:
        """What `Fn::ImportValue` gives: a text, the same one wherever it is imported in one environment."""
        known = self.imported(name) if isinstance(name, str) else None
        if known is not None:
            return known
        where = "".join(f" in {self.given[one]}" for one in ("AWS::AccountId", "AWS::Region") if one in self.given)
        symbol = compose("Fn::ImportValue(", symbol_of(name), f"){where}")
        reason, ref = f"Fn::ImportValue: {OF_SERVICE['Fn::ImportValue']}", (symbol, "") if symbol else None
        return Unk(reason, symbol, ref=ref, kind="string", place=place, nullable=False)

    def resource_exists(self, resource: Member) -> object:
        """Whether a resource is made: its stack is, the loop that makes it comes to it, and its condition holds."""
        needed = [self.exists, resource.exists] if isinstance(resource, Made) else [self.exists]
        condition = member_of(resource.value, "Condition")
        if condition is not None:
            needed.append(self._holds(condition))
        return needed[0] if len(needed) == 1 else connected(needed, decides=False)

    def _holds(self, condition: Member) -> object:
        """The condition of a resource, which a function may name; without a name there is none."""
        place = self.template.place(condition.key)
        node = condition.value
        if isinstance(node, Unread):
            return Unk(node.reason, kind="bool", place=place)
        try:
            name = evaluate(node, self) if isinstance(node, Function) else word(node)
            if name is None:
                return True
            return self.condition(name) if isinstance(name, str) else Unk("which condition it has, is not known")
        except EvalError as error:
            return replace(unknown_for(error, place), kind="bool")

    def _declared(self, name: str) -> Member:
        declared = self.section("Resources").get(name)
        if declared is None:
            raise self._missing("Resources", f"nothing is called {name}")
        if self.resource_exists(declared) is False and self.exists is not False:
            raise EvalError(f"{name} is not made, since its condition does not hold")
        return declared

    def _missing(self, section: str, message: str) -> EvalError:
        """What is not there, unless there may be more than could be read."""
        damage = self.template.damage.get("") or self.template.damage.get(section)
        unmade = self.unmade(section)
        macros = [macro for macro in self.template.transforms if macro != EXTENSIONS]
        why = damage or (unmade[0].reason if unmade else f"{macro_in_words(macros[0])} may make it" if macros else "")
        return UndecidedError(f"{message} in what is known: {why}") if why else EvalError(message)

    def _name_of(self, logical: str, declared: Member) -> object:
        """What Ref gives for a resource: its name, or an id that AWS chooses."""
        address, body = f"{self.prefix}{logical}", declared.value
        kind = word(body.members["Type"].value) if isinstance(body, Mapping) and "Type" in body.members else ""
        written = member_of(properties_of(body) or body, self.named_by(kind))
        value = known_or_unknown(written.value, self) if written is not None else None
        if isinstance(value, str):
            return LinkedText.of(value, (address, "Ref"))
        reason, place = f"what AWS calls {address} is known when it is made", self.template.place(declared.key)
        if isinstance(value, Unk) and not value.choices:
            reason = value.reason
        return Unk(reason, address, ref=(address, "Ref"), kind="string", place=place, nullable=False)

    def _condition(self, name: str) -> object:
        if name in self._loops.conditions:
            return self._loops.conditions[name]
        written = self.section("Conditions").get(name)
        if written is None:
            raise self._missing("Conditions", f"there is no condition {name}")
        value = condition_of(written.value, self)
        if isinstance(value, bool):
            return value
        if not isinstance(value, Unk):
            raise EvalError(f"{name} is no condition")
        if value.error or (value.symbol and not value.choices):
            return value
        # Whatever it hangs on: it is the same thing wherever the template asks for it.
        symbol = f"{self.prefix}{name}"
        cases = [one for guard, case in in_cases(value) for one in _decided(guard, case, symbol)]
        return one_of(cases, value.reason, value.symbol or symbol)

    def _once(self, kind: str, name: str, find: Callable[[], object]) -> object:
        if (kind, name) not in self._values:
            self._values[kind, name] = Unk(f"{self.prefix}{name} depends on itself", error=True)
            try:
                self._values[kind, name] = find()
            except EvalError as error:
                self._values[kind, name] = error
        value = self._values[kind, name]
        if isinstance(value, EvalError):
            # Whoever asks again is told the same; the way of the first who asked is not his.
            raise value.with_traceback(None)
        return value


def _decided(guard: Guard, case: object, symbol: str) -> Iterator[Choice]:
    """A case of a condition; one of which nothing is known is either way, by its own name or that of the condition."""
    if not isinstance(case, Unk) or case.error:
        yield guard, case
        return
    for more, holds in in_cases(case) if case.symbol else named_switch(case, symbol):
        there = both(guard, more)
        if there is not None:
            yield there, holds


def macro_in_words(transform: str) -> str:
    """A transform in a sentence: names of macros have no spaces, names of programs that work like one may."""
    return transform if transform.startswith("a ") else f"the {'' if ' ' in transform else 'macro '}{transform}"


def member_of(node: Node, *path: str) -> Member | None:
    """The member at a path of keys; None where there is none, or no mapping on the way."""
    found: Member | None = None
    for name in path:
        if not name or not isinstance(node, Mapping) or name not in node.members:
            return None
        found = node.members[name]
        node = found.value
    return found
