"""Templates that stand in the place of a resource of another: which one it is, as far as that is spelled out."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from pathlib import Path

from auditor.sources.cloudformation.cdk import synthesised_to
from auditor.sources.cloudformation.language.evaluate import known_or_unknown, word
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.syntax.nodes import Function, Member, Node, Scalar, Sequence
from auditor.sources.whereabouts import whereabouts

#: Types that are a stack of their own, with the property that names its template.
NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
_VARIABLE = re.compile(r"\$\{([\w:]+)\}")
#: The path of a file at the end of an address.
_FILE = re.compile(r"[\w.-]+(?:/[\w.-]+)*\.(?:ya?ml|json|template)$")

#: So much of the end of an address is looked at.
_LONGEST = 500

#: What is rolled out to other accounts and regions: a stack for each, from one template, which is judged by itself.
SET = "AWS::CloudFormation::StackSet"
_TEMPLATES = {**NESTED, SET: "TemplateURL"}


def type_of(member: Member) -> str:
    """The type of a resource as written; empty where it has none."""
    found = member_of(member.value, "Type")
    return word(found.value) if found else ""


def spelled_out(
    path: Path, member: Member, stack: Stack, templates: MappingOf[Path, Template], assets: dict[str, Path]
) -> tuple[Path | None, bool]:
    """The template of a stack nested in one of the template at `path`, as far as it says, and whether by name only.

    Templates are uploaded before others can nest them, mostly to a bucket that is not known, under the names that they
    have in the tree: what the end of such an address names beside the outer template is taken for what is there.
    """
    name = _TEMPLATES.get(type_of(member))
    written = member_of(member.value, "Properties", name) if name else None
    if written is None:
        return None, False
    synthesised = synthesised_to(path, member, assets)
    if synthesised in templates:
        return synthesised, False
    if isinstance(written.value, Scalar) and "://" not in written.value.text:
        local = whereabouts(path.parent, written.value.text)
        return (local, False) if local in templates else (None, False)
    parts = path_at_end(written.value, stack)
    for at in range(len(parts)):
        for directory in (path.parent, path.parent.parent):
            beside = directory.joinpath(*parts[at:])
            if beside != path and beside in templates and (at < len(parts) - 1 or directory == path.parent):
                return beside, True
    return None, False


def path_at_end(address: Node, stack: Stack) -> list[str]:
    """The path of the file that an address ends with, as far back as it is known."""
    tail = _FILE.search(_end(address, stack)[-_LONGEST:])
    return tail[0].split("/") if tail else []


def referenced(templates: MappingOf[Path, Template], assets: dict[str, Path]) -> set[Path]:
    """The templates that others nest: nobody deploys them by themselves."""
    found: set[Path] = set()
    for path, template in templates.items():
        stack = Stack(template)
        for member in stack.section("Resources").values():
            if type_of(member) in NESTED:
                target, _ = spelled_out(path, member, stack, templates, assets)
                found |= {target} if target is not None and target != path else set()
    return found


def _end(node: Node, stack: Stack) -> str:
    """What a text ends with, as far back as it is known."""
    known = known_or_unknown(node, stack)
    if isinstance(known, str) or not isinstance(node, Function):
        return known if isinstance(known, str) else ""
    argument = node.argument.items if isinstance(node.argument, Sequence) else [node.argument]
    pieces: list[Node] = []
    between = ""
    if node.name == "Fn::Sub" and argument:
        text, end = word(argument[0]), 0
        for found in _VARIABLE.finditer(text):
            name = Scalar(found[1], found[1], node.span)
            pieces += [Scalar("", text[end : found.start()], node.span), Function("Ref", name, node.span)]
            end = found.end()
        pieces.append(Scalar("", text[end:], node.span))
    elif node.name == "Fn::Join" and len(argument) == 2 and isinstance(argument[1], Sequence):
        between, pieces = word(argument[0]), argument[1].items
    ends: list[str] = []
    for piece in reversed(pieces):
        value = piece.text if isinstance(piece, Scalar) else known_or_unknown(piece, stack)
        if not isinstance(value, str):
            ends.append("")
            break
        ends.append(value)
    return between.join(reversed(ends))
