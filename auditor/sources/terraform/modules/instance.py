"""A module as called: its inputs, locals, resources and calls, each evaluated once and only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.model.facts import Step
from auditor.sources.partial.choices import one_of
from auditor.sources.partial.values import (
    EvalError,
    Lazy,
    ObjectValue,
    UndecidedError,
    Unk,
    unknown_for,
)
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.expand import Expansion, Slot, expand
from auditor.sources.terraform.modules.module import Declared, ModuleDefinition
from auditor.sources.terraform.modules.references import Reference
from auditor.sources.terraform.modules.resource_instance import ResourceInstance
from auditor.sources.terraform.syntax import nodes as s

if TYPE_CHECKING:
    from auditor.sources.terraform.modules.providers import Called
    from auditor.sources.terraform.modules.root import Root

_COMPUTING = object()


@dataclass(slots=True)
class Given:
    """A value given to a variable from outside: evaluated when asked for; the step says where it was given."""

    value: Callable[[], object]
    step: Step
    expression: s.Node | None = None
    env: Env | None = None


class ModuleObject(Lazy):
    """A module call as a value: its outputs."""

    def __init__(self, instance: ModuleInstance) -> None:
        self.instance = instance

    def attr(self, name: str) -> object:
        """`module.call.name`."""
        return self.instance.output(name)

    def index(self, key: object) -> object:
        """`module.call["name"]`."""
        return self.instance.output(key) if isinstance(key, str) else super().index(key)

    def whole(self) -> object:
        """The object of all outputs; what is wrong with one of them is known of that one alone."""
        outputs = ObjectValue()
        for name in sorted(self.instance.definition.outputs):
            try:
                outputs[name] = self.instance.output(name)
            except EvalError as error:
                outputs[name] = unknown_for(error)
        return outputs

    def origin(self, name: str) -> tuple[s.Node, Env] | None:
        """What the output says."""
        declared = self.instance.definition.outputs.get(name)
        value = declared.block.attributes.get("value") if declared else None
        return (value.value, Env(self.instance, declared.source, {}).of(value)) if declared and value else None


class ModuleInstance:
    """One instance of a module: the root itself, or one call of a module."""

    def __init__(
        self,
        root: Root,
        definition: ModuleDefinition,
        prefix: str = "",
        given: dict[str, Given] | None = None,
        exists: object = True,
        ancestors: tuple[tuple[Path, str], ...] = (),
    ) -> None:
        self.root, self.definition, self.prefix = root, definition, prefix
        self.given = given or {}
        self.exists = exists
        self.ancestors = ancestors
        #: How it was called; None for the root.
        self.called: Called | None = None
        self._values: dict[tuple[str, str], object] = {}
        self._expansions: dict[tuple[str, str], Expansion] = {}
        self._resources: dict[tuple[str, str], list[ResourceInstance]] = {}
        self._calls: dict[str, list[tuple[Slot, ModuleInstance | None]]] = {}
        #: What `auditor.sources.terraform.modules.chain` found behind names, and behind expressions by their number.
        self.chains: dict[Reference, tuple[tuple[Step, ...], bool]] = {}
        self.told: dict[int, tuple[tuple[Step, ...], bool, s.Node]] = {}

    def once(self, kind: str, name: str, compute: Callable[[], object]) -> object:
        """`compute()` once; something that needs itself on the way is a cycle, which Terraform refuses."""
        key = (kind, name)
        found = self._values.get(key)
        if found is None and key not in self._values:
            self._values[key] = _COMPUTING
            try:
                found = self._values[key] = compute()
            except EvalError:
                del self._values[key]
                raise
        elif found is _COMPUTING:
            reason = f"{self.prefix}{kind}.{name} depends on itself"
            self.root.gap_once(
                f"cycle:{self.prefix}{kind}.{name}",
                f"{self.prefix}{kind}.{name}",
                "it depends on itself",
                self.locate(kind, name),
            )
            return Unk(reason)
        return found

    def locate(self, kind: str, name: str) -> object:
        """The Location of a variable, local or output, or None."""
        if kind == "local" and name in self.definition.locals:
            value = self.definition.locals[name]
            return value.source.place(value.attribute.span)
        table = self.definition.variables if kind == "var" else self.definition.outputs
        declared = table.get(name)
        return declared.source.place(declared.block.header) if declared else None

    def variable(self, name: str) -> object:
        """`var.name`."""
        return self.once("var", name, lambda: self._variable(name))

    def _variable(self, name: str) -> object:
        from auditor.sources.terraform.language.types import convert
        from auditor.sources.terraform.secrecy.flags import is_secret_variable

        declared = self.definition.variables.get(name)
        if declared is None:
            raise UndecidedError(f"{self.prefix}var.{name} is not declared")
        attributes, env = declared.block.attributes, Env(self, declared.source, {})
        place = declared.source.place(declared.block.header)
        value = self._given(name, declared, env)
        if "type" in attributes:
            try:
                value = convert(value, attributes["type"].value, env.of(attributes["type"]))
            except EvalError as error:
                return Unk(f"{self.prefix}var.{name}: {error}", place=place, error=True)
        if is_secret_variable(declared.block):
            self.root.secrets.learn(value)
        return value

    def _given(self, name: str, declared: Declared, env: Env) -> object:
        """What a variable was given, else its default; null is a value too, unless the variable says otherwise."""
        attributes, given = declared.block.attributes, self.given.get(name)

        def default() -> object:
            if "default" in attributes:
                return known_or_unknown(attributes["default"].value, env.of(attributes["default"]))
            symbol = f"{self.prefix}var.{name}"
            place = declared.source.place(declared.block.header)
            if declared.block.broken:
                return Unk(f"a part of {symbol} could not be read: {declared.block.broken}", place=place)
            return Unk(f"{symbol} has no value", symbol, ref=(symbol, ""), place=place)

        if given is None:
            return default()
        value = given.value()
        if "nullable" not in attributes or not self._says_no(attributes["nullable"], env):
            return value
        if isinstance(value, Unk) and value.choices:
            cases = [(guard, default() if case is None else case) for guard, case in value.choices]
            return one_of(cases, value.reason, value.symbol if all(c is not None for _, c in value.choices) else "")
        return default() if value is None else value

    @staticmethod
    def _says_no(attribute: s.Attribute, env: Env) -> bool:
        return known_or_unknown(attribute.value, env.of(attribute)) in (False, "false")

    def local(self, name: str) -> object:
        """`local.name`."""
        return self.once("local", name, lambda: self._local(name))

    def _local(self, name: str) -> object:
        local = self.definition.locals.get(name)
        if local is None:
            raise UndecidedError(f"{self.prefix}local.{name} is not declared")
        return known_or_unknown(local.attribute.value, Env(self, local.source, {}))

    def output(self, name: str) -> object:
        """An output of this module."""
        return self.once("output", name, lambda: self._output(name))

    def _output(self, name: str) -> object:
        declared = self.definition.outputs.get(name)
        if declared is None or "value" not in declared.block.attributes:
            # It may stand in what could not be read.
            refused = UndecidedError if self.definition.troubles else EvalError
            raise refused(f"{self.prefix.rstrip('.') or 'the module'} has no output {name!r}")
        attribute = declared.block.attributes["value"]
        return known_or_unknown(attribute.value, Env(self, declared.source, {}).of(attribute))

    def namespace(self, name: str) -> object:
        """What a bare first word of a traversal stands for."""
        from auditor.sources.terraform.modules.namespaces import namespace

        return namespace(self, name)

    def expansion(self, kind: str, name: str, declared: Declared) -> Expansion:
        """The instances of a resource, data source or module call block."""
        key = (kind, name)
        if key not in self._expansions:
            # A block whose count refers to itself sees one instance that stands for all.
            self._expansions[key] = Expansion("count", [], Unk(f"{name} depends on itself"))
            found = self._expansions[key] = expand(declared.block, Env(self, declared.source, {}))
            if found.problem:
                place = declared.source.place(declared.block.header)
                self.root.gap_once(f"instances:{self.prefix}{name}", f"{self.prefix}{name}", found.problem, place)
            room, bound = self.root.budget.admitted(len(found.slots), modules=kind == "module")
            if bound:
                found.slots, found.problem = found.slots[:room], bound
        return self._expansions[key]

    def resource(self, kind: str, name: str) -> list[ResourceInstance]:
        """All instances of one resource block."""
        key = (kind, name)
        if key not in self._resources:
            declared = self.definition.resources[key]
            slots = self.expansion(kind, name, declared).slots
            self._resources[key] = [ResourceInstance(self, declared, slot) for slot in slots]
        return self._resources[key]

    def calls(self, name: str) -> list[tuple[Slot, ModuleInstance | None]]:
        """All instances of one module call; None for a module that could not be read."""
        if name not in self._calls:
            self._calls[name] = []
            self._calls[name] = self.root.call_module(self, name, self.definition.calls[name])
        return self._calls[name]

    def walk(self) -> Iterator[ModuleInstance]:
        """This module and all modules that it calls, depth first."""
        yield self
        for name in self.definition.calls:
            for _, instance in self.calls(name):
                if instance is not None:
                    yield from instance.walk()
