"""What stands among the resources of a template and is made into others: macros, modules, sets of stacks."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from pathlib import Path

from auditor.sources.cloudformation.language.evaluate import word
from auditor.sources.cloudformation.language.loops import as_written
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.nesting import SET, spelled_out, type_of
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Unread, texts_in
from auditor.sources.whereabouts import whereabouts

#: What the types of modules end with that somebody has registered in an account.
_REGISTERED = "::MODULE"
_ELSEWHERE = "which is not in what was scanned"


def unexpanded(
    path: Path, templates: MappingOf[Path, Template], assets: dict[str, Path], caches: tuple[str, ...]
) -> Iterator[tuple[str, str, Member]]:
    """What in the template at `path` is no resource, or more than one: (what it is, why it is not read, the member).

    A template that was scanned and that a set or a module of another tool names is judged as what it is by itself; it
    is told of where it is a module with caches, the types of which begin like `caches`, since what is overridden in
    them is not known there.
    """
    template = templates[path]
    for name, member in as_written(template.section("Resources")):
        kind = type_of(member)
        if name.startswith("Fn::"):
            why = f"{name.split('::')[1]} is not expanded"
        elif isinstance(member.value, Function):
            why = f"{member.value.name} makes it"
        elif kind == SET:
            why = _of_set(path, member, templates, assets, caches)
        elif kind.endswith(_REGISTERED):
            why = f"its type is a module of the registry, {_ELSEWHERE}"
        else:
            why = "" if kind else _without_type(path, member, templates, caches)
        if why:
            yield name, why, member
    for name, member in template.section("Modules").items():
        source = member_of(member.value, "Source")
        why = _of_module(path, word(source.value) if source else "", templates, caches)
        if why:
            yield name, f"it is a module{why}", member


def _without_type(path: Path, member: Member, templates: MappingOf[Path, Template], caches: tuple[str, ...]) -> str:
    """Why a resource without a type is a gap; empty where it is none."""
    written = member_of(member.value, "Type")
    module = _path_after(written.value, "Rain::Module") if written else ""
    if module:
        why = _of_module(path, module, templates, caches)
        return f"its type is a module of Rain{why}" if why else ""
    if written and isinstance(written.value, Function):
        return f"its type is what {written.value.name} gives"
    unread = next((one.value for one in (member, written) if one and isinstance(one.value, Unread)), None)
    return unread.reason if unread else "it has no type"


def _of_module(path: Path, source: str, templates: MappingOf[Path, Template], caches: tuple[str, ...]) -> str:
    """Why a module is a gap; empty where it is none."""
    target = whereabouts(path.parent, source)
    held = templates.get(target) if target is not None else None
    if held is None:
        return f", {_ELSEWHERE}"
    if any(type_of(one).startswith(caches) for one in held.section("Resources").values()):
        return f": {held.path} is judged without what is overridden here"
    return ""


def _of_set(
    path: Path,
    member: Member,
    templates: MappingOf[Path, Template],
    assets: dict[str, Path],
    caches: tuple[str, ...],
) -> str:
    """Why a set of stacks is a gap; empty where its template is judged by itself, or certainly has no caches."""
    body = member_of(member.value, "Properties", "TemplateBody")
    if body is None:
        target, _ = spelled_out(path, member, Stack(templates[path]), templates, assets)
        return "" if target is not None else f"it rolls out a template, {_ELSEWHERE}"
    embedded = _path_after(body.value, "Rain::Embed")
    if embedded and whereabouts(path.parent, embedded) in templates:
        return ""
    text = "\n".join(texts_in(body.value))
    if "Resources" in text and not any(start in text for start in caches):
        return ""
    return "it rolls out a template that is spelled out in it, which is not read"


def _path_after(node: Node, directive: str) -> str:
    """The file that a directive of Rain names, as a tag or as a key; empty for anything else."""
    if isinstance(node, Function) and node.name in (f"!{directive}", directive):
        return word(node.argument)
    written = node.members.get(directive) if isinstance(node, Mapping) else None
    return word(written.value) if written else ""
