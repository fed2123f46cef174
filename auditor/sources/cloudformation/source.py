"""CloudFormation templates as a source: files to an inventory."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from auditor.model.location import Location
from auditor.model.resource import Gap, Inventory
from auditor.sources.bounds import FILE_BYTES
from auditor.sources.building.assembly import assemble
from auditor.sources.cloudformation.language.template import Template, template_of
from auditor.sources.cloudformation.resources.entry import StackEntry
from auditor.sources.cloudformation.resources.secrets import learn_from_template
from auditor.sources.cloudformation.resources.vocabulary import NOT_JUDGED, VOCABULARY
from auditor.sources.cloudformation.stacks import Stacks, referenced, type_of, unexpanded
from auditor.sources.cloudformation.syntax.detect import is_json
from auditor.sources.cloudformation.syntax.encoding import as_utf8
from auditor.sources.cloudformation.syntax.json_nodes import read_json_nodes
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
from auditor.sources.secrecy.lines import masked_lines
from auditor.sources.secrecy.scrub import scrub
from auditor.sources.secrecy.secrets import Secrets

#: Macros of AWS that change nothing about a resource that is spelled out.
_HARMLESS = frozenset(("AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", "AWS::SecretsManager-2020-07-23",
                       "AWS::CodeDeployBlueGreen", "AWS::SecretsManager-2024-09-16"))  # fmt: skip
_SOURCE = "cloudformation"


def read_templates(
    files: Iterable[Path], base: Path, given: dict[str, str] | None = None, *, alone: bool = True
) -> Inventory:
    """Everything that the templates in `files` declare; paths in reports are relative to `base`.

    `given` are values for parameters of whatever is deployed by itself. A template that another one nests is judged
    where it is nested. `alone` says that nothing else is scanned, so that keys of a single one are short.
    """
    inventory, secrets = Inventory(), Secrets()
    templates = {path.resolve(): _read(path, base) for path in sorted(files)}
    deployed = _deployed(templates, given or {})
    for path, stacks in deployed.items():
        prefix = f"{templates[path].path}:" if len(deployed) > 1 or not alone else ""
        entries = [
            StackEntry(stack, logical, kind, member, secrets)
            for stack in stacks.found
            for logical, member in stack.template.section("Resources").items()
            if (kind := type_of(member)) in VOCABULARY.types
        ]
        inventory.merge(assemble(entries, VOCABULARY, prefix))
        inventory.gaps += stacks.gaps
    for template in templates.values():
        inventory.sources.append(template.path)
        inventory.gaps += _gaps(template)
        learn_from_template(template, secrets)
    inventory.gaps = list(dict.fromkeys(inventory.gaps))
    if templates:
        inventory.coverage["CloudFormation templates"] = len(templates)
    scrub(inventory, secrets)
    inventory.excerpts = {
        one.path: masked_lines(one.lines, secrets.hidden(one.path), secrets) for one in templates.values()
    }
    return inventory


def _deployed(templates: dict[Path, Template], given: dict[str, str]) -> dict[Path, Stacks]:
    """The stacks of every template that is deployed by itself: those that none nests, and one of each circle."""
    inner = referenced(templates)
    made: dict[Path, Stacks] = {}
    reached: set[int] = set()
    for path in [*(path for path in templates if path not in inner), *sorted(inner)]:
        if id(templates[path]) not in reached:
            stacks = made[path] = Stacks(templates)
            stacks.deploy(path, given)
            reached |= {id(stack.template) for stack in stacks.found}
    return made


def _read(path: Path, base: Path) -> Template:
    """The template in a file; one that cannot be read says why."""
    name = _name(path, base)
    try:
        if path.stat().st_size > FILE_BYTES.value:
            return Template(name, damage={"": str(FILE_BYTES)})
        text = path.read_bytes()
    except OSError as error:
        return Template(name, damage={"": f"cannot be read: {error.strerror or type(error).__name__}"})
    read = read_json_nodes if is_json(as_utf8(text)) else read_yaml
    return template_of(name, read(text), text)


def _name(path: Path, base: Path) -> str:
    return Path(os.path.relpath(path.resolve(), base.resolve())).as_posix()


def _gaps(template: Template) -> Iterable[Gap]:
    """What of a template could not be read, or is not judged."""
    path = template.path
    for problem in template.problems:
        place = template.place(problem.span)
        yield Gap(f"file:{path}:{place.line}", _SOURCE, path, problem.message, place)
    damage = template.damage.get("") or template.damage.get("Resources")
    if damage and not template.problems:
        yield Gap(f"file:{path}:1", _SOURCE, path, damage, Location(path, 1))
    for macro in template.transforms:
        if macro not in _HARMLESS:
            yield Gap(f"macro:{path}:{macro}", _SOURCE, path, f"the macro {macro} may change it", Location(path, 1))
    for what, why, member in unexpanded(template):
        yield Gap(f"resource:{path}:{what}", _SOURCE, what, why, template.place(member.key))
    for logical, member in template.section("Resources").items():
        kind = type_of(member)
        product = next((name for start, name in NOT_JUDGED.items() if kind.startswith(start)), "")
        if product:
            place = template.place(member.key)
            yield Gap(f"resource:{path}:{logical}", _SOURCE, logical, f"{product} is not judged yet", place)
