"""The stacks that templates make: those that somebody deploys, and those nested in them whose template is here."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path

from auditor.model.resource import Gap
from auditor.sources.bounds import MODULE_DEPTH, MODULES
from auditor.sources.cloudformation.language.evaluate import known_or_unknown, word
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.resources.vocabulary import named_by
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Scalar
from auditor.sources.partial.values import Unk

#: Types that are a stack of their own, with the property that names its template.
NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}


@dataclass(slots=True)
class Stacks:
    """All stacks of one deployment, found from its template.

    Attributes:
        templates: every template that was read, by its path.
        names: the path of each for reports.
        gaps: what could not be followed.
        found: the stacks, the outer ones first.
    """

    templates: MappingOf[Path, Template]
    gaps: list[Gap] = field(default_factory=list)
    found: list[Stack] = field(default_factory=list)
    _by_address: dict[str, Stack] = field(default_factory=dict)

    def deploy(self, path: Path, given: MappingOf[str, object]) -> None:
        """The stack of a template, with the values given to its parameters, and all in it."""
        self._enter(path, Stack(self.templates[path], given=given, named_by=named_by, output=self._output), (path,))

    def _enter(self, path: Path, stack: Stack, around: tuple[Path, ...]) -> None:
        self.found.append(stack)
        for logical, member in stack.template.section("Resources").items():
            kind = type_of(member)
            if kind in NESTED:
                self._nest(path, stack, logical, member, around)

    def _nest(self, path: Path, stack: Stack, logical: str, member: Member, around: tuple[Path, ...]) -> None:
        address = f"{stack.prefix}{logical}"
        exists = stack.resource_exists(member.value) if isinstance(member.value, Mapping) else stack.exists
        if exists is False:
            return
        target, why = self._target(path, stack, member)
        if target is not None and target in around:
            target, why = None, "its template is nested in itself"
        if len(around) > MODULE_DEPTH.value or len(self.found) >= MODULES.value:
            target, why = None, str(MODULE_DEPTH if len(around) > MODULE_DEPTH.value else MODULES)
        if target is None:
            place = stack.template.place(member.key)
            self.gaps.append(Gap(f"stack:{stack.template.path}:{address}", "cloudformation", address, why, place))
            return
        given = _handed(stack, member, self.templates[target])
        nested = Stack(self.templates[target], f"{address}.", given, exists, named_by, self._output)
        self._by_address[address] = nested
        self._enter(target, nested, (*around, target))

    def _target(self, path: Path, stack: Stack, member: Member) -> tuple[Path | None, str]:
        """The template of a nested stack among those read, or why it is not known."""
        written = member_of(member.value, "Properties", NESTED[type_of(member)])
        value = known_or_unknown(written.value, stack) if written else None
        if not isinstance(value, str):
            reason = value.reason if isinstance(value, Unk) else "it names no template"
            return None, f"which template it is, is not known: {reason}"
        if "://" in value:
            return None, "its template is not in what was scanned"
        target = (path.parent / value).resolve()
        return (target, "") if target in self.templates else (None, "its template is not in what was scanned")

    def _output(self, address: str, name: str) -> object:
        """An output of a nested stack."""
        nested = self._by_address.get(address)
        symbol = f"{address}.Outputs.{name}"
        if nested is None:
            return Unk(f"the template of {address} was not read", symbol, ref=(address, f"Outputs.{name}"))
        declared = nested.template.section("Outputs").get(name)
        written = member_of(declared.value, "Value") if declared else None
        return known_or_unknown(written.value, nested) if written else Unk(f"{symbol} does not exist", error=True)


def _handed(stack: Stack, member: Member, template: Template) -> dict[str, object]:
    """The values that a nested stack is given for its parameters; what is not known may be one for any of them."""
    handed = member_of(member.value, "Properties", "Parameters")
    if handed is None:
        return {}
    values = known_or_unknown(handed.value, stack)
    if isinstance(values, dict):
        return {name: value for name, value in values.items() if value is not None}
    reason = values.reason if isinstance(values, Unk) else "what it is given is no mapping"
    return {name: Unk(reason, place=stack.template.place(member.key)) for name in template.section("Parameters")}


def type_of(member: Member) -> str:
    """The type of a resource as written; empty where it has none."""
    body = member.value
    found = member_of(body, "Type")
    return word(found.value) if found else ""


def referenced(templates: MappingOf[Path, Template]) -> set[Path]:
    """The templates that others nest by a path that is spelled out: nobody deploys them by themselves."""
    found: set[Path] = set()
    for path, template in templates.items():
        for member in template.section("Resources").values():
            name = NESTED.get(type_of(member))
            written = member_of(member.value, "Properties", name) if name else None
            if written and isinstance(written.value, Scalar) and "://" not in written.value.text:
                target = (path.parent / written.value.text).resolve()
                if target in templates and target != path:
                    found.add(target)
    return found


def unexpanded(template: Template) -> Iterator[tuple[str, str, Member]]:
    """What stands among the resources of a template and is none: (what it is, why it is not read, the member)."""
    for name, member in template.section("Resources").items():
        if name.startswith("Fn::"):
            yield name, f"{name.split('::')[1]} is not expanded", member
        elif isinstance(member.value, Function):
            yield name, f"{member.value.name} makes it", member
        elif not type_of(member):
            yield name, "it has no type", member
