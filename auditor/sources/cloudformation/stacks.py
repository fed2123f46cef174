"""The stacks that templates make: those that somebody deploys, and those nested in them whose template is here."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from auditor.model.facts import Step
from auditor.model.resource import Gap
from auditor.sources.bounds import MODULE_DEPTH, STACKS
from auditor.sources.cloudformation.exports import Exports
from auditor.sources.cloudformation.handed_over import handed_over
from auditor.sources.cloudformation.language.evaluate import known_or_unknown
from auditor.sources.cloudformation.language.parameters import Handed
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.nesting import NESTED, path_at_end, spelled_out, type_of
from auditor.sources.cloudformation.resources.vocabulary import named_by
from auditor.sources.cloudformation.resources.written import told_by
from auditor.sources.cloudformation.syntax.nodes import Mapping, Member
from auditor.sources.partial.values import Unk
from auditor.sources.whereabouts import whereabouts

T = TypeVar("T")


@dataclass(slots=True)
class Stacks:
    """All stacks of one deployment, found from its template.

    Attributes:
        templates: every template that was read, by its path.
        assets: templates by the hashes that stand for them where they are nested.
        gaps: what could not be followed.
        found: the stacks, the outer ones first.
        handed_over: the resources that a nested stack is given that was not read, each with the address of that.
        by_name: how many of them were found by the name alone that their template has at the end of an address.
    """

    templates: MappingOf[Path, Template]
    assets: dict[str, Path] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    found: list[Stack] = field(default_factory=list)
    by_name: int = 0
    handed_over: list[tuple[str, str]] = field(default_factory=list)
    _by_address: dict[str, Stack] = field(default_factory=dict)
    _cut: set[str] = field(default_factory=set)
    _exports: Exports = field(default_factory=Exports)

    def deploy(self, path: Path, handed: Handed, prefix: str = "") -> None:
        """The stack of a template, with the values given to its parameters, and all in it.

        `prefix` tells it from others that are deployed together with it.
        """
        stack = Stack(self.templates[path], prefix, named_by=named_by, output=self._output)
        stack.given, stack.said, stack.app = handed.values, handed.said, prefix
        self._exports.enter(stack)
        self._enter(path, stack, (path,))

    def _enter(self, path: Path, stack: Stack, around: tuple[Path, ...]) -> None:
        stack.imported = self._exports.reader(stack)
        self.found.append(stack)
        self.gaps += _unmade(stack)
        for logical, member in stack.section("Resources").items():
            kind = type_of(member)
            if kind in NESTED:
                self._nest(path, stack, logical, member, around)
                if f"{stack.prefix}{logical}" not in self._by_address:
                    self.handed_over += handed_over(stack, logical, member)

    def _nest(self, path: Path, stack: Stack, logical: str, member: Member, around: tuple[Path, ...]) -> None:
        address = f"{stack.prefix}{logical}"
        exists = stack.resource_exists(member)
        if exists is False:
            return
        work = stack.template.work
        work.stacks += 1
        if work.stacks > STACKS.value:
            self._leave(stack, stack.template.path, str(STACKS), member)
            return
        target, why = self._target(path, stack, member)
        if target is not None and target in around:
            target, why = None, "its template is nested in itself"
        if len(around) > MODULE_DEPTH.value:
            target, why = None, str(MODULE_DEPTH)
        if target is None:
            self._leave(stack, address, why, member)
            return
        inner = self.templates[target]
        handed = _handed(address, stack, member, inner)
        nested = Stack(inner, f"{address}.", handed.values, handed.said, exists, named_by, self._output)
        nested.app = stack.app
        self._by_address[address] = nested
        self._enter(target, nested, (*around, target))

    def _leave(self, stack: Stack, what: str, why: str, member: Member) -> None:
        """A nested stack is not followed. Where there are too many, each template that nests them says so once."""
        place, key = stack.template.place(member.key), f"stack:{stack.template.path}:{what}"
        if why != str(STACKS) or key not in self._cut:
            self._cut.add(key)
            self.gaps.append(Gap(key, "cloudformation", what, why, place))

    def _target(self, path: Path, stack: Stack, member: Member) -> tuple[Path | None, str]:
        """The template of a nested stack among those read, or why it is not known."""
        told, by_name = spelled_out(path, member, stack, self.templates, self.assets)
        if told is not None:
            self.by_name += by_name
            return told, ""
        written = member_of(member.value, "Properties", NESTED[type_of(member)])
        value = known_or_unknown(written.value, stack) if written else None
        if not isinstance(value, str):
            if isinstance(value, dict) and "ApplicationId" in value:
                return None, "it is in the Serverless Application Repository, not in what was scanned"
            reason = value.reason if isinstance(value, Unk) else "it names no template"
            if written and path_at_end(written.value, stack):
                return None, "its template is not in what was scanned, as far as the end of its address tells"
            return None, f"which template it is, is not known: {reason}"
        if "://" in value:
            return None, "its template is not in what was scanned"
        target = whereabouts(path.parent, value)
        return (target, "") if target in self.templates else (None, "its template is not in what was scanned")

    def _output(self, address: str, name: str) -> object:
        """An output of a nested stack."""
        nested = self._by_address.get(address)
        symbol = f"{address}.Outputs.{name}"
        if nested is None:
            return Unk(f"the template of {address} was not read", symbol, ref=(address, f"Outputs.{name}"))
        declared = nested.section("Outputs").get(name)
        written = member_of(declared.value, "Value") if declared else None
        return known_or_unknown(written.value, nested) if written else Unk(f"{symbol} does not exist", error=True)


def _handed(address: str, stack: Stack, member: Member, template: Template) -> Handed:
    """The values that a nested stack is given for its parameters; what is not known may be one for any of them.

    What the service knows of it is what it knows of the stack around it, but for its name.
    """
    made = Handed(_shared(stack.given), _shared(stack.said))
    written = member_of(member.value, "Properties", "Parameters")
    values = known_or_unknown(written.value, stack) if written else {}
    if isinstance(values, dict):
        made.values |= {name: value for name, value in values.items() if value is not None}
        for name, one in written.value.members.items() if written and isinstance(written.value, Mapping) else ():
            here = Step(f"{address}.{name}", stack.template.place(one.key))
            made.said[name] = (*told_by(one.value, stack)[0], here)
    else:
        reason = values.reason if isinstance(values, Unk) else "what it is given is no mapping"
        unknown = Unk(reason, place=stack.template.place(member.key))
        made.values |= dict.fromkeys(template.section("Parameters"), unknown)
    return made


def _shared(held: MappingOf[str, T]) -> dict[str, T]:
    """What all stacks of one deployment have in common."""
    return {name: value for name, value in held.items() if name.startswith("AWS::") and name != "AWS::StackName"}


def _unmade(stack: Stack) -> Iterator[Gap]:
    """The loops of a stack that may make more resources than are known."""
    for loop in stack.unmade("Resources"):
        address = f"{stack.prefix}{loop.name}"
        key, place = f"resource:{stack.template.path}:{address}", stack.template.place(loop.span)
        yield Gap(key, "cloudformation", address, loop.reason, place)
