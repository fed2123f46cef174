"""CloudFormation templates as a source: files to an inventory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from auditor.model.location import Location
from auditor.model.resource import Gap, Inventory
from auditor.sources.bounds import DEPLOYED, SCAN_RESOURCES, Bound
from auditor.sources.building.assembly import assemble
from auditor.sources.cloudformation.deployments import deployments
from auditor.sources.cloudformation.inputs import Inputs
from auditor.sources.cloudformation.language.stack import macro_in_words
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.nesting import type_of
from auditor.sources.cloudformation.resources.entry import StackEntry
from auditor.sources.cloudformation.resources.secrets import learn_from_stack, learn_from_template
from auditor.sources.cloudformation.resources.vocabulary import CACHES, VOCABULARY
from auditor.sources.cloudformation.serverless.service import FRAMEWORK
from auditor.sources.cloudformation.stacks import Stacks
from auditor.sources.cloudformation.template_files import read_all
from auditor.sources.cloudformation.unexpanded import unexpanded
from auditor.sources.secrecy.lines import masked_lines
from auditor.sources.secrecy.scrub import scrub
from auditor.sources.secrecy.secrets import Secrets

#: Macros of AWS that change nothing about a resource that is spelled out.
_HARMLESS = frozenset(("AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", "AWS::SecretsManager-2020-07-23",
                       "AWS::CodeDeployBlueGreen", "AWS::SecretsManager-2024-09-16", FRAMEWORK))  # fmt: skip
_SOURCE = "cloudformation"


def read_templates(
    files: Iterable[Path],
    base: Path,
    given: Iterable[tuple[str, str] | Path] = (),
    *,
    held: Mapping[Path, bytes] | None = None,
    roots: Mapping[Path, Path] | None = None,
    alone: bool = True,
) -> Inventory:
    """Everything that the templates in `files` declare; paths in reports are relative to `base`.

    `given` are values for parameters of whatever is deployed by itself, and files of them: the later one wins. A
    template that another one nests is judged where it is nested. Those `held` were read before. `roots` are the
    directories that files were found below, and beyond which none is read. `alone` says that nothing else is scanned,
    so that keys of a single one are short. Raises InputError for what cannot be given.
    """
    inventory, secrets = Inventory(), Secrets()
    templates = read_all(files, base, held or {}, roots or {})
    inputs = Inputs.read(given, base, secrets)
    deployed = deployments(templates, inputs)
    for name, stacks in deployed.items():
        prefix = f"{name}:" if len(deployed) > 1 or not alone else ""
        inventory.gaps += stacks.gaps
        enough = len(inventory.resources) > SCAN_RESOURCES.value
        if enough:
            inventory.gaps.append(_beyond(name, SCAN_RESOURCES))
        entries = [] if enough else list(islice(_entries(stacks, secrets), DEPLOYED.value + 1))
        if len(entries) > DEPLOYED.value:
            inventory.gaps.append(_beyond(name, DEPLOYED))
        inventory.merge(assemble(entries[: DEPLOYED.value], VOCABULARY, prefix, given=stacks.handed_over))
        for stack in stacks.found:
            learn_from_stack(stack, secrets)
    assets = next((stacks.assets for stacks in deployed.values()), {})
    for path, template in templates.items():
        inventory.sources += template.files()
        inventory.gaps += _gaps(template)
        inventory.gaps += _unexpanded(path, templates, assets)
        learn_from_template(template, secrets)
    inventory.gaps = list(dict.fromkeys(inventory.gaps))
    services = sum(FRAMEWORK in template.transforms for template in templates.values())
    for what, count in (("CloudFormation templates", len(templates) - services), (f"{FRAMEWORK} services", services)):
        if count:
            inventory.coverage[what] = count
    if by_name := sum(stacks.by_name for stacks in deployed.values()):
        inventory.coverage["nested templates told by their file names"] = by_name
    if unused := inputs.finish():
        inventory.coverage["unused parameter values"] = unused
    scrub(inventory, secrets)
    inventory.excerpts = {
        name: masked_lines(lines, secrets.hidden(name), secrets)
        for one in templates.values()
        for name, lines in one.files().items()
    }
    return inventory


def _entries(stacks: Stacks, secrets: Secrets) -> Iterator[StackEntry]:
    """The resources of all stacks of a deployment."""
    for stack in stacks.found:
        for logical, member in stack.section("Resources").items():
            kind = type_of(member)
            if kind in VOCABULARY.types:
                yield StackEntry(stack, logical, kind, member, secrets)


def _beyond(name: str, bound: Bound) -> Gap:
    """What a bound cuts off."""
    return Gap(f"deployment:{name}", _SOURCE, name, str(bound), Location(name, 1))


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
            yield Gap(
                f"macro:{path}:{macro}", _SOURCE, path, f"{macro_in_words(macro)} may change it", Location(path, 1)
            )


def _unexpanded(path: Path, templates: Mapping[Path, Template], assets: dict[str, Path]) -> Iterable[Gap]:
    """What stands among the resources of a template and is made into others before they are there."""
    template = templates[path]
    for what, why, member in unexpanded(path, templates, assets, CACHES):
        yield Gap(f"resource:{template.path}:{what}", _SOURCE, what, why, template.place(member.key))
