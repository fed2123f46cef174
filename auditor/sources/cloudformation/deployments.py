"""Which templates are deployed, and which of them together: those of one cloud assembly are one application."""

from __future__ import annotations

from pathlib import Path

from auditor.sources.cloudformation.cdk import MANIFEST, Synthesised, read_assemblies
from auditor.sources.cloudformation.inputs import Inputs, partition_of
from auditor.sources.cloudformation.language.parameters import Handed
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.nesting import referenced
from auditor.sources.cloudformation.stacks import Stacks


def deployments(templates: dict[Path, Template], inputs: Inputs) -> dict[str, Stacks]:
    """The stacks of all that is deployed by itself, by what it is called.

    That is every template that none nests, and one of each circle; the stacks of a cloud assembly are one deployment,
    in which each is told by its name where there are several.
    """
    assemblies = read_assemblies({path: template.path for path, template in templates.items()})
    assets = {digest: path for one in assemblies.values() for digest, path in one.assets.items()}
    inner = referenced(templates, assets)
    made: dict[str, Stacks] = {}
    reached: set[int] = set()
    for path in [*(path for path in templates if path not in inner), *sorted(inner)]:
        if id(templates[path]) in reached:
            continue
        assembly = assemblies.get(path.parent)
        known = assembly.stacks if assembly else {}
        together = [one for one in known if one not in inner] if path in known and path not in inner else [path]
        name = templates[path].path if len(together) == 1 else _manifest(templates[path])
        stacks = made[name] = Stacks(templates, assets)
        for one in together:
            handed = _settled(inputs.of(templates[one]), known.get(one))
            stacks.deploy(one, handed, f"{assembly.called(one)}." if assembly and len(together) > 1 else "")
        reached |= {id(stack.template) for stack in stacks.found}
    return made


def _manifest(template: Template) -> str:
    return Path(template.path).with_name(MANIFEST).as_posix()


def _settled(handed: Handed, stack: Synthesised | None) -> Handed:
    """What a stack is given, with what its manifest tells of where it will be."""
    if stack is not None:
        settled = {**stack.settled, **partition_of(stack.settled.get("AWS::Region", ""))}
        for name, value in settled.items():
            if name not in handed.values:
                handed.values[name], handed.said[name] = value, stack.said
    return handed
