"""A service of the Serverless Framework as the template that its `resources` amount to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from pathlib import Path

from auditor.sources.cloudformation.language.template import WHOLE, Template, template_of
from auditor.sources.cloudformation.serverless.files import Files
from auditor.sources.cloudformation.serverless.merging import merged
from auditor.sources.cloudformation.serverless.roles import roles
from auditor.sources.cloudformation.serverless.variables import Variables
from auditor.sources.cloudformation.syntax.nodes import (
    Document,
    Function,
    Mapping,
    Member,
    Node,
    Problem,
    Scalar,
    Sequence,
    Span,
    Unread,
)
from auditor.sources.partial.values import EvalError

#: A variable of the framework: what a fragment of a service has, and neither a template nor a script in one has.
_FRAMEWORK = re.compile(rb"\$\{(?:(?:self|opt|sls):(?!:)|file\()")
_NOWHERE: Span = (0, 0, 0, 0)
#: What makes the resources of functions and their events, none of which is a cache.
FRAMEWORK = "Serverless Framework"


def read_service(path: Path, root: Path, base: Path, *, fragment: bool = False) -> tuple[Template, Set[Path]]:
    """The template of a service, and the files that its resources are written in. None outside of `root` is read.

    A `fragment` is a template with variables of the framework, and no service that uses it.
    """
    files = Files(root, path.parent, base)
    try:
        document = files.read(path)
    except EvalError as error:
        return Template(_name(files, path), damage={"": str(error)}), {path.resolve()}
    variables = Variables(None if fragment else document, files)
    problems: list[Problem] = []
    try:
        made = _template(document, variables, problems, fragment=fragment)
    except RecursionError:
        made = None
        problems.append(Problem("its variables are nested too deep", _NOWHERE))
    template = template_of(_name(files, path), Document(made or Mapping({}, _NOWHERE)))
    template.problems += [*files.problems, *problems]
    template.lines, template.parts = files.lines, tuple(files.parts)
    for section, more in (("Parameters", variables.outside.parameters), ("Conditions", variables.outside.conditions)):
        template.sections[section] = {**more, **template.section(section)}
    template.transforms = (*template.transforms, FRAMEWORK)
    template.sections[WHOLE] = {
        str(number): Member(node.span, node) for number, node in enumerate(files.taken.values()) if node is not None
    }
    return template, {path.resolve(), *_places(template, files)}


def _places(template: Template, files: Files) -> Iterator[Path]:
    """The files that resources stand in: other files may tell of a value only, and be templates of their own."""
    for member in template.section("Resources").values():
        yield files.at(member.key[0])
        yield files.at(member.value.span[0])


def has_variables(text: bytes) -> bool:
    """Whether a text has variables of the framework."""
    return _FRAMEWORK.search(text) is not None


def _name(files: Files, path: Path) -> str:
    return files.parts[0][1] if files.parts else path.name


def _template(document: Node | None, variables: Variables, problems: list[Problem], *, fragment: bool) -> Node | None:
    """What a service hands over to CloudFormation."""
    if fragment and document is not None:
        return _unread_noted(variables.filled(document), problems)
    if not isinstance(document, Mapping) or not _is_of_aws(document, variables):
        return None
    made = roles(document, variables)
    resources = document.members.get("resources")
    if resources is None and not made:
        return None
    written = variables.top(resources.value) if resources else Mapping({}, document.span)
    whole: Node = Mapping({"Resources": Member(document.span, Mapping(made, document.span))}, document.span)
    for one in written.items if isinstance(written, Sequence) else [written]:
        whole = merged(whole, _unread_noted(variables.filled(one), problems))
    if isinstance(whole, Mapping):
        _extend(whole, problems)
    if document.broken:
        problems.append(Problem(document.broken, document.span))
    return whole


def _is_of_aws(document: Mapping, variables: Variables) -> bool:
    """Whether AWS is what the service is deployed to, as far as it says."""
    stated = document.members.get("provider")
    provider = variables.top(stated.value) if stated else None
    name = provider.members.get("name") if isinstance(provider, Mapping) else None
    said = variables.top(name.value) if name else provider
    return not isinstance(said, Scalar) or said.text.lower() == "aws"


def _unread_noted(fragment: Node, problems: list[Problem]) -> Node:
    """A fragment without what is not known of which resources it has: that is a problem instead."""
    if isinstance(fragment, (Unread, Function)) or (isinstance(fragment, Scalar) and fragment.value is not None):
        problems.append(Problem(f"which resources there are, is not known: {_reason(fragment)}", fragment.span))
        return Mapping({}, fragment.span)
    if not isinstance(fragment, Mapping):
        return Mapping({}, fragment.span)
    held = fragment.members.get("Resources")
    if held is None:
        return fragment
    if isinstance(held.value, Sequence):
        whole: Node = Mapping({}, held.value.span)
        for one in held.value.items:
            whole = merged(whole, one)
        held = Member(held.key, whole)
    if isinstance(held.value, (Unread, Function)):
        problems.append(Problem(f"which resources there are, is not known: {_reason(held.value)}", held.key))
        held = Member(held.key, Mapping({}, held.key))
    if isinstance(held.value, Mapping):
        kept = dict(held.value.members)
        for name, member in held.value.members.items():
            if isinstance(member.value, (Unread, Function)):
                problems.append(Problem(f"what {name} is, is not known: {_reason(member.value)}", member.key))
                del kept[name]
        held = Member(held.key, Mapping(kept, held.value.span, held.value.broken))
    return Mapping({**fragment.members, "Resources": held}, fragment.span, fragment.broken)


def _reason(node: Node) -> str:
    if isinstance(node, Unread):
        return node.reason
    return f"it hangs on what {node.name} gives" if isinstance(node, Function) else "it is a text"


def _extend(whole: Mapping, problems: list[Problem]) -> None:
    """`extensions`: more of resources that there are already."""
    extensions, resources = whole.members.get("extensions"), whole.members.get("Resources")
    if extensions is None or not isinstance(extensions.value, Mapping):
        return
    if resources is None or not isinstance(resources.value, Mapping):
        return
    for name, more in extensions.value.members.items():
        member = resources.value.members.get(name)
        if member is not None:
            resources.value.members[name] = Member(member.key, merged(member.value, more.value))
    if extensions.value.broken:
        problems.append(Problem(extensions.value.broken, extensions.key))
