"""What stands among the resources of a template and is more, or less, than a resource: stacks, modules, macros."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from pathlib import Path

from auditor.sources.cloudformation.cdk import synthesised_to
from auditor.sources.cloudformation.language.evaluate import word
from auditor.sources.cloudformation.language.loops import LOOP
from auditor.sources.cloudformation.language.stack import member_of
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Scalar

#: Types that are a stack of their own, with the property that names its template.
NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
#: What Rain puts in the place of a type: a template that takes the place of the resource.
_RAIN = "Rain::Module"


def type_of(member: Member) -> str:
    """The type of a resource as written; empty where it has none."""
    found = member_of(member.value, "Type")
    return word(found.value) if found else ""


def referenced(templates: MappingOf[Path, Template], assets: dict[str, Path]) -> set[Path]:
    """The templates that others nest by a path that is spelled out: nobody deploys them by themselves."""
    found: set[Path] = set()
    for path, template in templates.items():
        for member in template.section("Resources").values():
            name = NESTED.get(type_of(member))
            written = member_of(member.value, "Properties", name) if name else None
            target = synthesised_to(path, member, assets) if name else None
            if target is None and written and isinstance(written.value, Scalar) and "://" not in written.value.text:
                target = (path.parent / written.value.text).resolve()
            if target is not None and target in templates and target != path:
                found.add(target)
    return found


def unexpanded(
    path: Path, template: Template, templates: MappingOf[Path, Template], kinds: frozenset[str]
) -> Iterator[tuple[str, str, Member]]:
    """What stands among the resources of a template and is none: (what it is, why it is not read, the member).

    A module of Rain that was scanned is judged as the template that it is; it is told of where it has resources of
    the `kinds` that matter, since what is overridden in it here is not known there.
    """
    for name, member in template.section("Resources").items():
        if name.startswith(LOOP):
            continue
        if name.startswith("Fn::"):
            yield name, f"{name.split('::')[1]} is not expanded", member
        elif isinstance(member.value, Function):
            yield name, f"{member.value.name} makes it", member
        elif not type_of(member):
            why = _without_type(path, member, templates, kinds)
            if why:
                yield name, why, member


def _without_type(path: Path, member: Member, templates: MappingOf[Path, Template], kinds: frozenset[str]) -> str:
    """Why a resource without a type is a gap; empty where it is none."""
    written = member_of(member.value, "Type")
    module = _module(written.value) if written else ""
    if not module:
        return (
            f"its type is what {written.value.name} gives"
            if written and isinstance(written.value, Function)
            else ("it has no type")
        )
    held = templates.get((path.parent / module).resolve())
    if held is None:
        return "its type is a module of Rain, which is not in what was scanned"
    if any(type_of(one) in kinds for one in held.section("Resources").values()):
        return f"its type is a module of Rain: {held.path} is judged without what is overridden here"
    return ""


def _module(node: Node) -> str:
    """The file of a module of Rain that stands in the place of a type; empty for anything else."""
    if isinstance(node, Function) and node.name in (f"!{_RAIN}", _RAIN):
        return word(node.argument)
    written = node.members.get(_RAIN) if isinstance(node, Mapping) else None
    return word(written.value) if written else ""
