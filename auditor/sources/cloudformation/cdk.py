"""Cloud assemblies, which the CDK synthesises: what a manifest tells of the templates beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from auditor.model.facts import Step
from auditor.model.location import Location
from auditor.sources.bounds import FILE_BYTES
from auditor.sources.cloudformation.language.stack import member_of
from auditor.sources.cloudformation.syntax.json_nodes import read_json_nodes
from auditor.sources.cloudformation.syntax.nodes import Mapping, Member, Node, Scalar, texts_in
from auditor.sources.whereabouts import whereabouts

MANIFEST = "manifest.json"
#: The file that a construct was synthesised to, and the construct, in the metadata of a resource.
_ASSET, _CONSTRUCT = "aws:asset:path", "aws:cdk:path"
#: What the CDK calls the construct that is nothing but the resource.
_PLAIN = re.compile(r"/(?:Resource|Default)$")
_ENVIRONMENT = re.compile(r"aws://([^/]*)/([^/]*)")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Synthesised:
    """A stack as a manifest tells of it: its id there, and what is known of where it will be.

    `settled` are pseudo parameters; `said` is the manifest.
    """

    artifact: str
    name: str
    settled: dict[str, str]
    said: tuple[Step, ...]


@dataclass(slots=True)
class Assembly:
    """What one manifest tells: its stacks by their templates, and templates by the hashes that stand for them."""

    stacks: dict[Path, Synthesised] = field(default_factory=dict)
    assets: dict[str, Path] = field(default_factory=dict)

    def called(self, path: Path) -> str:
        """What the stack of a template is called, by which it is told from the others of the assembly."""
        stack = self.stacks[path]
        alike = [one for one in self.stacks.values() if one.name == stack.name]
        return stack.name if len(alike) == 1 else stack.artifact


def read_assemblies(templates: dict[Path, str]) -> dict[Path, Assembly]:
    """The assemblies that templates belong to, by their directories; templates come with their names for reports."""
    found: dict[Path, Assembly] = {}
    for directory in sorted({path.parent for path in templates}):
        root = _json(directory / MANIFEST)
        artifacts = member_of(root, "artifacts") if root else None
        if artifacts is None or not isinstance(artifacts.value, Mapping):
            continue
        made = Assembly()
        for artifact, member in artifacts.value.members.items():
            kind = _text(member.value, "type")
            if kind == "aws:cloudformation:stack":
                path = whereabouts(directory, _text(member.value, "properties", "templateFile"))
                if path is not None and path in templates:
                    name = Path(templates[path]).with_name(MANIFEST).as_posix()
                    made.stacks[path] = _stack(artifact, member, name)
            elif kind == "cdk:asset-manifest":
                made.assets.update(_assets(directory, _text(member.value, "properties", "file"), templates))
        if made.stacks:
            found[directory] = made
    return found


def synthesised_to(path: Path, member: Member, assets: dict[str, Path]) -> Path | None:
    """The file that holds the template of a nested stack in the template at `path`; None where nothing says so."""
    named = _text(member.value, "Metadata", _ASSET)
    if named:
        return whereabouts(path.parent, named)
    url = member_of(member.value, "Properties", "TemplateURL")
    hashes = {found for text in texts_in(url.value) for found in _HASH.findall(text)} if url and assets else set()
    known = {assets[one] for one in hashes if one in assets}
    return known.pop() if len(known) == 1 else None


def construct_of(node: Node) -> str:
    """The path of the construct that a resource was synthesised from; empty where it does not say."""
    return _PLAIN.sub("", _text(node, "Metadata", _CONSTRUCT))


def _stack(artifact: str, member: Member, manifest: str) -> Synthesised:
    name = _text(member.value, "properties", "stackName") or artifact
    settled = {"AWS::StackName": name}
    found = _ENVIRONMENT.fullmatch(_text(member.value, "environment"))
    where = zip(("AWS::AccountId", "AWS::Region"), found.groups() if found else (), strict=False)
    settled |= {name: value for name, value in where if value and not value.startswith("unknown-")}
    row, column, end_row, end_column = member.key
    place = Location(manifest, row + 1, column + 1, end_row + 1, end_column + 1)
    return Synthesised(artifact, name, settled, (Step(f"{artifact} in the manifest", place),))


def _assets(directory: Path, name: str, templates: dict[Path, str]) -> Iterator[tuple[str, Path]]:
    """The templates among the assets of a file, by their hashes."""
    root = _json(directory / name) if name and "/" not in name else None
    files = member_of(root, "files") if root else None
    for key, member in files.value.members.items() if files and isinstance(files.value, Mapping) else ():
        path = whereabouts(directory, _text(member.value, "source", "path"))
        if path is not None and path in templates:
            yield key, path


def _json(path: Path) -> Node | None:
    """What a file holds that is not too large; None where it cannot be read."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > FILE_BYTES.value:
            return None
        return read_json_nodes(path.read_bytes()).root
    except OSError:
        return None


def _text(node: Node, *path: str) -> str:
    member = member_of(node, *path)
    return member.value.text if member and isinstance(member.value, Scalar) else ""
